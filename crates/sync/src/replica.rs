//! What an exchange asks of a device, and what it answers to whoever started it.

use merge::{Bucket, Dot, Sealed};
use minicbor::bytes::ByteVec;

use crate::handed::HandedIn;
use crate::message::{Hello, Opening, Page, Place, Refused, Segment, Welcome};
use crate::protocol::SPOKEN;
use crate::push::Pushed;

/// The device's side of an exchange: its store, seen from here.
pub trait Replica {
    /// What its store may say.
    type Error: std::error::Error;

    /// Who I am and where I stand.
    ///
    /// # Errors
    /// A store that fails.
    fn hello(&mut self) -> Result<Hello, Self::Error>;

    /// Checks that the office is the right one, keeps its receipt, and forgets its place in the
    /// buckets that are strange or gone.
    ///
    /// # Errors
    /// A wrong office, a device that was copied or restored, or a store that fails.
    fn welcomed(&mut self, hello: &Hello, welcome: &Welcome) -> Result<(), Self::Error>;

    /// Own operations after a number, in order, up to about so many bytes.
    ///
    /// # Errors
    /// A store that fails.
    fn own_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Sealed>, Self::Error>;

    /// Every operation kept of a bucket after a dot, in the order of device and number.
    ///
    /// # Errors
    /// A store that fails.
    fn kept_in(
        &self,
        bucket: Bucket,
        after: Option<Dot>,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, Self::Error>;

    /// Operations of others after a dot that a neighbour brought and that the office may not have,
    /// in the order of device and number. Nothing, on a device that meets no neighbours.
    ///
    /// # Errors
    /// A store that fails.
    fn brought(&self, after: Option<Dot>, max_bytes: usize) -> Result<Vec<Sealed>, Self::Error> {
        let _ = (after, max_bytes);
        Ok(Vec::new())
    }

    /// The grants that operations kept here name.
    ///
    /// # Errors
    /// A store that fails.
    fn grants_for(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Self::Error> {
        let _ = ops;
        Ok(Vec::new())
    }

    /// Keeps what the office said of pushed operations.
    ///
    /// # Errors
    /// A store that fails, or a receipt that is not the office's.
    fn pushed(&mut self, sent: &[Sealed], answer: &Pushed) -> Result<(), Self::Error>;

    /// Keeps the office's receipt for what it keeps of this device without letting it count, in
    /// answer to the question of that nonce.
    ///
    /// # Errors
    /// A store that fails, or a receipt that is not the office's.
    fn handed_in(&mut self, nonce: u64, said: &HandedIn) -> Result<(), Self::Error> {
        let _ = (nonce, said);
        Ok(())
    }

    /// Keeps a checked piece of a feed and the place after it, both or none.
    ///
    /// Answers how many of its operations were new here.
    ///
    /// # Errors
    /// A store that fails, or operations whose signatures are wrong.
    fn pulled(
        &mut self,
        segment: &Segment,
        place: Place,
        grants: &[ByteVec],
    ) -> Result<u64, Self::Error>;

    /// Keeps a page of folded records, and the openings of the buckets that are complete with it.
    ///
    /// # Errors
    /// A store that fails.
    fn paged(&mut self, page: &Page, complete: &[Opening]) -> Result<(), Self::Error>;
}

/// Why an exchange stopped.
#[derive(Debug, thiserror::Error)]
pub enum SyncError<E: std::error::Error> {
    /// The device's own side.
    #[error(transparent)]
    Replica(E),
    /// The office said no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The office chose a protocol that this program does not speak.
    #[error("the server speaks protocol {0}, this program {ours}; update the older of the two", ours = SPOKEN)]
    Protocol(u16),
    /// The office answered something else than was asked.
    #[error("the server answered out of turn; update the older of the two programs")]
    OutOfTurn,
    /// The office's feed has a gap or another sum than ours: it was altered on the way.
    #[error("the feed of {bucket} does not follow on from what is here; sync again")]
    Feed {
        /// The bucket.
        bucket: Bucket,
    },
    /// The other side asks for or sends what is none of its business.
    #[error("the other side sent something it was not asked for; nothing of it was taken")]
    Unasked,
    /// The exchange does not come to an end.
    #[error("the exchange does not come to an end; sync again")]
    Endless,
}

/// What an exchange did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Own operations the office keeps now that it did not keep before.
    pub pushed: u64,
    /// Operations it had already.
    pub known: u64,
    /// Operations it keeps but holds out of the fold.
    pub held: u64,
    /// Operations it refused to keep.
    pub refused: u64,
    /// Operations under a number that another one has.
    pub forked: u64,
    /// Operations of others taken in from the feeds.
    pub pulled: u64,
    /// Feed items read, the echo of what was pushed among them.
    pub read: u64,
    /// Folded records taken in.
    pub records: u64,
    /// Feed items and records still expected when the office was last heard.
    pub expected: u64,
}
