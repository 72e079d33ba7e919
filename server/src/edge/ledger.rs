//! What is counted of those who call, written down: neither a start of the office nor another process
//! of it begins anew.
//!
//! Each count is a file that is only added to, an entry at a time, so processes need not wait for each
//! other. Names and entries are sealed; an entry that does not open counts for nothing.

use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use merge::Hash;
use store::disk::{Disk, Folder};
use vault::{HEAD, TAG, Vault};

use crate::folder::Layout;
use crate::office::Office;

/// The folder of counts.
pub(crate) const FOLDER: &str = "counted";

/// Numbers of an entry, and its bytes when it is sealed.
const NUMBERS: usize = 3;
const ENTRY: usize = HEAD + 8 * NUMBERS + TAG;
/// Most entries of a count that are read: each says a good part of what may be counted in a day.
const MOST: usize = 10_000;

/// Where counts are written.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    disk: Arc<dyn Disk>,
    vault: Vault,
}

/// Three numbers that were counted.
pub(crate) type Entry = [u64; NUMBERS];

impl Ledger {
    /// That of an office: in its folder, or with what its processes share. None for an office whose
    /// key was not given.
    pub(crate) fn of(office: &Office, layout: &Layout) -> Option<Ledger> {
        let disk = match &office.shared {
            Some(shared) => shared.common.counted(),
            None => Arc::new(Folder::at(&layout.folder().join(FOLDER))),
        };
        Some(Ledger::on(disk, &layout.key().get().ok()?))
    }

    /// That on a disk whose key this is.
    pub(crate) fn on(disk: Arc<dyn Disk>, vault: &Vault) -> Ledger {
        let vault = vault.inside(FOLDER);
        Ledger { disk, vault }
    }

    /// What is counted of somebody in a group of counts that are swept together.
    pub(super) fn name(&self, group: &str, who: &dyn Display) -> String {
        let veiled = self.vault.inside(group).hash(who.to_string().as_bytes());
        format!("{group}-{}", Hash(veiled))
    }

    /// Adds an entry to a count.
    pub(super) fn add(&self, name: &str, entry: Entry) -> io::Result<()> {
        let plain = entry.map(u64::to_be_bytes).concat();
        let sealed = self.vault.seal(name.as_bytes(), &plain)?;
        self.disk.append(name, &sealed)
    }

    /// The entries of a count, in the order in which they came.
    pub(super) fn all(&self, name: &str) -> io::Result<Vec<Entry>> {
        let mut bytes = match self.disk.read(name, 0, MOST * ENTRY) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        let whole = bytes.len() - bytes.len() % ENTRY;
        if whole < bytes.len() {
            // A kill in the middle of an entry.
            bytes.truncate(whole);
            self.disk.truncate(name, whole as u64)?;
        }
        let entries = bytes.chunks_exact(ENTRY);
        let read = entries.filter_map(|sealed| {
            let plain = self.vault.open(name.as_bytes(), sealed)?;
            let mut numbers = plain.as_chunks::<8>().0.iter();
            let mut entry = [0; NUMBERS];
            entry
                .iter_mut()
                .zip(&mut numbers)
                .for_each(|(number, bytes)| *number = u64::from_be_bytes(*bytes));
            Some(entry)
        });
        Ok(read.collect())
    }

    /// Drops what is too old to matter of a count that has grown long.
    pub(super) fn shorten(&self, name: &str, keep: usize) -> io::Result<()> {
        let entries = self.all(name)?;
        if entries.len() < 2 * keep {
            return Ok(());
        }
        let mut rest = Vec::with_capacity(keep * ENTRY);
        for entry in &entries[entries.len() - keep..] {
            let plain = entry.map(u64::to_be_bytes).concat();
            rest.extend(self.vault.seal(name.as_bytes(), &plain)?);
        }
        self.disk.replace(name, &rest)
    }

    pub(super) fn forget(&self, name: &str) -> io::Result<()> {
        self.disk.remove(name)
    }

    /// Removes the counts that nothing was added to for so long. Answers how many of a group are left.
    pub(super) fn sweep(&self, group: &str, long: Duration) -> io::Result<usize> {
        let mut left = 0;
        for name in self.disk.names()? {
            if !name.starts_with(group) {
                continue;
            }
            let age = self.disk.modified(&name).ok();
            let age = age.and_then(|then| SystemTime::now().duration_since(then).ok());
            if age.is_some_and(|age| age > long) {
                self.disk.remove(&name)?;
            } else {
                left += 1;
            }
        }
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_counted_is_there_after_a_start_and_tells_nobody_else_of_whom() {
        let ground = tempfile::tempdir().unwrap();
        let vault = Vault::from_key([7; 32]);
        let open = || Ledger::on(Arc::new(Folder::at(ground.path())), &vault);
        let name = open().name("day", &"10.0.0.9");
        open().add(&name, [1, 2, 3]).unwrap();
        open().add(&name, [4, 5, 6]).unwrap();
        assert_eq!(open().all(&name).unwrap(), [[1, 2, 3], [4, 5, 6]]);
        assert_eq!(open().all("day-of-nobody").unwrap(), Vec::<Entry>::new());
        // A kill in the middle of the third, and the next one after it.
        let file = ground.path().join(&name);
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, [&bytes[..], &bytes[..30]].concat()).unwrap();
        assert_eq!(open().all(&name).unwrap().len(), 2);
        open().add(&name, [7, 8, 9]).unwrap();
        assert_eq!(open().all(&name).unwrap().len(), 3);
        let thief = Ledger::on(
            Arc::new(Folder::at(ground.path())),
            &Vault::from_key([8; 32]),
        );
        assert!(thief.all(&name).unwrap().is_empty());
        assert_ne!(thief.name("day", &"10.0.0.9"), name);
        open().shorten(&name, 1).unwrap();
        assert_eq!(open().all(&name).unwrap(), [[7, 8, 9]]);
    }

    #[test]
    fn counts_that_nobody_adds_to_are_swept() {
        let ground = tempfile::tempdir().unwrap();
        let ledger = Ledger::on(
            Arc::new(Folder::at(ground.path())),
            &Vault::from_key([7; 32]),
        );
        for who in ["old", "new"] {
            ledger.add(&ledger.name("day", &who), [1, 0, 0]).unwrap();
        }
        let old = ground.path().join(ledger.name("day", &"old"));
        let hour = Duration::from_secs(60 * 60);
        let file = fs::File::open(&old).unwrap();
        file.set_modified(SystemTime::now() - 2 * hour).unwrap();
        assert_eq!(ledger.sweep("wrong", hour).unwrap(), 0);
        assert!(old.exists());
        assert_eq!(ledger.sweep("day", hour).unwrap(), 1);
        assert!(!old.exists());
    }
}
