//! Originals of others' photos, asked for by stick. What was asked for once is asked for again by
//! every export, until it is here: an answer brings as much as fits.

use std::collections::BTreeSet;

use desk::Failure;
use link::{Photos, Whose};
use merge::Hash;
use store::{Item, Reference};
use sync::photos::Wanted;

use crate::laptop::Laptop;

/// The note that keeps which, one name after the other.
const NOTE: &str = "wanted/photos";

/// The photos an export takes along, and what it asks for.
#[derive(Debug)]
pub struct Load {
    pub(super) album: Photos,
    /// Bytes of originals at most; with 0 the office is asked alone which it has by now.
    pub(super) room: u64,
    pub(super) wanted: Vec<Wanted>,
}

impl Laptop {
    /// What an export carries and asks for, with room for so many bytes of originals.
    ///
    /// # Errors
    /// An index that fails.
    pub fn load(&self, room: u64) -> Result<Load, Failure> {
        let noted = self.wanted()?;
        let wanted = if noted.is_empty() {
            Vec::new()
        } else {
            self.room.wants(&|one| noted.contains(&one.sha256))?
        };
        Ok(Load {
            album: self.device().photos(self.room.clone(), Whose::Own),
            room,
            wanted,
        })
    }

    /// The photos an answer may bring.
    #[must_use]
    pub fn album(&self) -> Photos {
        self.device().photos(self.room.clone(), Whose::Everybodys)
    }

    /// Asks for the originals that are not here, of one record or of all there are, with the next
    /// export and those after it.
    ///
    /// # Errors
    /// No such record, or a disk that refuses.
    pub fn want_photos(&self, record: Option<&str>) -> Result<(), Failure> {
        let mut named = self.wanted()?;
        if let Some(text) = record {
            let record = self.desk().find(text)?.0.id;
            let mut said = self.store().all_references()?;
            said.retain(|one| one.record == record);
            named.extend(said.iter().map(|one| one.sha256));
        }
        let fits = |one: &Reference| record.is_none() || named.contains(&one.sha256);
        let missing = self.room.wants(&fits)?;
        let value = missing.iter().flat_map(|one| one.sha256.0).collect();
        let name = NOTE.to_owned();
        self.store().take(vec![Item::Note { name, value }])?;
        Ok(())
    }

    fn wanted(&self) -> Result<BTreeSet<Hash>, Failure> {
        let noted = self.store().note(NOTE)?.unwrap_or_default();
        let names = noted.chunks_exact(32).map(<[u8; 32]>::try_from);
        Ok(names.flatten().map(Hash).collect())
    }
}
