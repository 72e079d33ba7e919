//! Where an officer of this laptop is posted: the grant they act under and the divisions of their
//! area. Both come with the enrolment, others with any later exchange; those stand in the journal.

use std::sync::Arc;

use desk::{Failure, Room, Seat};
use merge::{DeviceId, Grant};
use minicbor::{Decode, Encode};
use places::{DivisionCode, Divisions};
use store::{Item, Store};
use sync::Posting;

use crate::laptop::Laptop;

/// Under which name the posting of a laptop's only officer was kept; each has one of their own now.
const POSTING: &str = "posting";

/// Under which name an officer's posting is kept.
fn name_of(device: DeviceId) -> String {
    format!("{POSTING}/{device}")
}

/// What is kept of an officer's posting, as it is to be kept elsewhere.
pub(crate) fn kept(store: &Store, device: DeviceId) -> Result<Option<Item>, Failure> {
    let name = name_of(device);
    let value = store.note(&name)?;
    Ok(value.map(|value| Item::Note { name, value }))
}

/// A posting as the journal keeps it.
#[derive(Debug, Encode, Decode)]
struct Kept {
    #[n(0)]
    grant: minicbor::bytes::ByteVec,
    #[n(1)]
    divisions: String,
}

impl Laptop {
    /// By what the office knows which posting is kept here.
    pub(crate) fn posting_hash(&self) -> merge::Hash {
        let divisions = self.room.divisions.to_csv();
        Posting::hash(self.seat.grant.bytes(), &divisions)
    }

    /// Takes another post. What it is to be kept by is answered; nothing for a posting that only a
    /// newer program reads, or that is not for this device.
    pub(crate) fn take_post(&mut self, posting: &Posting) -> Result<Vec<Item>, Failure> {
        let kept = Kept {
            grant: posting.grant.clone(),
            divisions: posting.divisions.clone(),
        };
        let Some(grant) = self.post(&kept)? else {
            return Ok(Vec::new());
        };
        let value = minicbor::to_vec(&kept).unwrap_or_default();
        let name = name_of(grant.device);
        Ok(vec![Item::Grant(grant), Item::Note { name, value }])
    }

    /// Takes up what is kept of it, at the start.
    pub(crate) fn recall_post(&mut self) -> Result<(), Failure> {
        let note = self.room.store.note(&name_of(self.device.id()))?;
        let note = match note {
            None => self.room.store.note(POSTING)?,
            kept => kept,
        };
        if let Some(kept) = note.and_then(|bytes| minicbor::decode::<Kept>(&bytes).ok()) {
            self.post(&kept)?;
        }
        Ok(())
    }

    fn post(&mut self, kept: &Kept) -> Result<Option<Grant>, Failure> {
        let office = self.device.office()?;
        let grant = Grant::open(&kept.grant).ok();
        let grant = grant.filter(|grant| grant.device == self.device.id() && grant.verify(&office));
        let divisions = Divisions::from_csv(kept.divisions.as_bytes()).ok();
        let (Some(grant), Some(divisions)) = (grant, divisions) else {
            return Ok(None);
        };
        // Whoever reads in the room as it was goes on there; the next one finds it changed.
        let room = &self.room;
        self.room = Arc::new(Room {
            store: room.store.clone(),
            catalog: room.catalog.clone(),
            divisions,
            blobs: room.blobs.clone(),
            root: DivisionCode::new(grant.terms.unit.0)?,
        });
        self.author.act_under(grant.hash());
        self.seat = Arc::new(Seat::of(grant.clone()));
        Ok(Some(grant))
    }
}
