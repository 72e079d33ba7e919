//! What the pages share: the laptop as one side of an exchange that others write beside, and the
//! place they are read from meanwhile.

use std::sync::{Arc, Mutex};

use desk::{Failure, Room, Seat};
use merge::{Bucket, Dot, Sealed};
use minicbor::bytes::ByteVec;
use sync::{
    Carrier, Chain, Fate, HandedIn, Hello, Last, Opening, Page, Place, Pushed, Replica, Segment,
    Span, Want, Welcome,
};

use super::lock;
use crate::laptop::Laptop;
use crate::renew::Holder;

/// Where whoever looks at the pages sits, without waiting for the pen.
#[derive(Debug)]
pub(super) struct Sitting {
    pub(super) room: Arc<Room>,
    pub(super) seat: Arc<Seat>,
}

impl Sitting {
    pub(super) fn of(laptop: &Laptop) -> Sitting {
        Sitting {
            room: laptop.room.clone(),
            seat: laptop.seat.clone(),
        }
    }
}

/// Whoever holds this waits for nobody longer than one answer takes to be kept.
pub(super) struct Shared(pub(super) Arc<Mutex<Laptop>>);

impl Holder for Shared {
    fn with<T>(&mut self, work: impl FnOnce(&mut Laptop) -> T) -> T {
        work(&mut lock(&self.0))
    }
}

impl Replica for Shared {
    type Error = Failure;

    fn hello(&mut self) -> Result<Hello, Failure> {
        lock(&self.0).hello()
    }

    fn welcomed(&mut self, hello: &Hello, welcome: &Welcome) -> Result<(), Failure> {
        lock(&self.0).welcomed(hello, welcome)
    }

    fn own_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        lock(&self.0).own_after(seq, max_bytes)
    }

    fn kept_in(
        &self,
        bucket: Bucket,
        after: Option<Dot>,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, Failure> {
        lock(&self.0).kept_in(bucket, after, max_bytes)
    }

    fn brought(&self, after: Option<Dot>, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        lock(&self.0).brought(after, max_bytes)
    }

    fn grants_for(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Failure> {
        lock(&self.0).grants_for(ops)
    }

    fn pushed(&mut self, sent: &[Sealed], answer: &Pushed) -> Result<(), Failure> {
        lock(&self.0).pushed(sent, answer)
    }

    fn handed_in(&mut self, nonce: u64, said: &HandedIn) -> Result<(), Failure> {
        lock(&self.0).keep_handed(nonce, said)
    }

    fn pulled(
        &mut self,
        segment: &Segment,
        place: Place,
        grants: &[ByteVec],
    ) -> Result<u64, Failure> {
        lock(&self.0).pulled(segment, place, grants)
    }

    fn paged(&mut self, page: &Page, complete: &[Opening]) -> Result<(), Failure> {
        lock(&self.0).paged(page, complete)
    }
}

impl Carrier for Shared {
    type Error = Failure;

    fn lasts(
        &self,
        spans: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Result<Vec<Last>, Failure> {
        lock(&self.0).lasts(spans, after, through)
    }

    fn wanted(&self, want: &Want, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        lock(&self.0).wanted(want, max_bytes)
    }

    fn grants_of(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Failure> {
        lock(&self.0).grants_of(ops)
    }

    fn carried(&mut self, ops: Vec<Sealed>, grants: &[ByteVec]) -> Result<Vec<Fate>, Failure> {
        lock(&self.0).carried(ops, grants)
    }
}
