//! What the place has set for itself: it comes with the enrolment and with every exchange, signed
//! by the office, and stands in the journal.

use std::sync::Arc;

use desk::{Failure, Room};
use forms::Local;
use store::Item;
use sync::Rules;

use crate::device::Layout;
use crate::laptop::Laptop;

/// Under which name the local rules are kept.
const RULES: &str = "rules";

impl Laptop {
    /// Takes in what the place has set for itself.
    pub(crate) fn know_rules(&mut self, bytes: &[u8]) -> Option<Item> {
        let local = Local::decode(bytes)?;
        // Whoever reads in the room as it was goes on there; the next one finds it changed.
        let room = &self.room;
        self.room = Arc::new(Room {
            store: room.store.clone(),
            catalog: Arc::new(room.catalog.as_ref().clone().with_local(local)),
            divisions: room.divisions.clone(),
            blobs: room.blobs.clone(),
            root: room.root,
        });
        Some(Item::Note {
            name: RULES.to_owned(),
            value: bytes.to_vec(),
        })
    }

    /// Takes up what is kept of it, at the start.
    pub(crate) fn recall_rules(&mut self) -> Result<(), Failure> {
        if let Some(bytes) = self.room.store.note(RULES)? {
            self.know_rules(&bytes);
        }
        Ok(())
    }

    /// By what the office knows which rules are kept here.
    pub(crate) fn rules_hash(&self) -> Result<Option<merge::Hash>, Failure> {
        let kept = self.room.store.note(RULES)?;
        Ok(kept.map(|bytes| Rules::hash(&bytes)))
    }

    /// Takes in the rules that came with the enrolment, unless a later exchange brought others.
    pub(crate) fn enrolled_rules(&mut self, layout: &Layout) -> Result<(), Failure> {
        let Ok(bytes) = std::fs::read(layout.rules()) else {
            return Ok(());
        };
        if self.room.store.note(RULES)?.is_none()
            && let Some(note) = self.know_rules(&bytes)
        {
            self.room.store.take(vec![note])?;
        }
        // Kept in the journal now; a file that stays does no harm.
        let _ = std::fs::remove_file(layout.rules());
        Ok(())
    }
}
