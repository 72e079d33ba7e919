//! When each device was heard of last, so that whoever looks for a lost one finds it out after a
//! restart as well.
//!
//! It is no record, so it stands in no log: a small file beside the journal, sealed, which is written
//! anew about once a minute while devices come. Whoever kills the program loses a minute of it; where
//! the folder gets another key it begins anew. Several processes of one office share the file, and each
//! adds what it has heard.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use desk::Failure;
use merge::DeviceId;
use store::disk::Disk;
use vault::Vault;

use crate::office::Office;

/// The folder of the file, in the office's folder or among what its processes share.
pub(crate) const FOLDER: &str = "contacts";
/// The file.
const FILE: &str = "heard";
/// How often it is written at most.
const EVERY: Duration = Duration::from_secs(60);

/// Moments by device, milliseconds since 1970 on the office's clock.
pub(crate) type Heard = BTreeMap<DeviceId, u64>;

/// Where it is kept.
#[derive(Debug)]
pub(crate) struct Contacts {
    disk: Arc<dyn Disk>,
    vault: Vault,
    /// When this process wrote last.
    written: Mutex<Option<Instant>>,
}

impl Contacts {
    /// On a disk, sealed with what the key of the office gives for this.
    pub(crate) fn on(disk: Arc<dyn Disk>, vault: &Vault) -> Contacts {
        Contacts {
            disk,
            vault: vault.inside(FOLDER),
            written: Mutex::default(),
        }
    }

    /// What is kept; nothing of a file that is not there or does not read.
    fn read(&self) -> Heard {
        let bytes = || {
            let len = usize::try_from(self.disk.len(FILE).ok()?).ok()?;
            let sealed = self.disk.read(FILE, 0, len).ok()?;
            self.vault.open(FILE.as_bytes(), &sealed)
        };
        let entries = bytes().unwrap_or_default();
        let entry = |entry: &[u8]| {
            let (device, at) = entry.split_first_chunk::<16>()?;
            Some((DeviceId(*device), u64::from_be_bytes(*at.first_chunk()?)))
        };
        entries.chunks_exact(24).filter_map(entry).collect()
    }

    /// Adds what was heard.
    fn keep(&self, heard: &Heard) -> Result<(), Failure> {
        let before = self.read();
        let mut all = before.clone();
        add(&mut all, heard);
        if all == before {
            return Ok(());
        }
        let entries = all.iter().flat_map(|(device, at)| {
            let at = at.to_be_bytes();
            device.0.into_iter().chain(at)
        });
        let sealed = self
            .vault
            .seal(FILE.as_bytes(), &entries.collect::<Vec<_>>());
        let kept = sealed.and_then(|sealed| self.disk.replace(FILE, &sealed));
        kept.map_err(|error| Failure::file(FOLDER.as_ref(), &error))
    }

    /// Whether it is time to write again; then that begins now.
    fn is_time(&self) -> bool {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = written.is_none_or(|at| at.elapsed() >= EVERY);
        if is_time {
            *written = Some(Instant::now());
        }
        is_time
    }
}

/// Of two moments the later one is the last.
fn add(all: &mut Heard, heard: &Heard) {
    for (device, at) in heard {
        let last = all.entry(*device).or_default();
        *last = (*at).max(*last);
    }
}

impl Office {
    /// When each device was heard of last, as far as that is known.
    pub(crate) fn last_heard(&self) -> Heard {
        let mut all = self
            .contacts
            .as_ref()
            .map(Contacts::read)
            .unwrap_or_default();
        add(&mut all, &self.meters.devices.heard());
        all
    }

    /// Keeps what was heard, unless that was done just now; at the end of the program, in any case.
    ///
    /// # Errors
    /// A disk that refuses; it is tried again.
    pub(crate) fn keep_heard(&self, at_the_end: bool) -> Result<(), Failure> {
        match &self.contacts {
            Some(contacts) if at_the_end || contacts.is_time() => {
                contacts.keep(&self.meters.devices.heard())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use store::disk::Folder;

    use super::*;

    #[test]
    fn two_processes_keep_the_last_that_either_heard_and_another_key_reads_nothing() {
        let ground = tempfile::tempdir().unwrap();
        let vault = Vault::from_key([1; 32]);
        let on = |vault: &Vault| Contacts::on(Arc::new(Folder::at(ground.path())), vault);
        let heard = |entries: &[(u8, u64)]| -> Heard {
            let device = |(name, at): &(u8, u64)| (DeviceId([*name; 16]), *at);
            entries.iter().map(device).collect()
        };
        let (one, other) = (on(&vault), on(&vault));
        assert_eq!(one.read(), heard(&[]));
        one.keep(&heard(&[(1, 10), (2, 20)])).unwrap();
        other.keep(&heard(&[(2, 15), (3, 30)])).unwrap();
        assert_eq!(one.read(), heard(&[(1, 10), (2, 20), (3, 30)]));
        assert_eq!(on(&Vault::from_key([2; 32])).read(), heard(&[]));
        assert!(one.is_time() && !one.is_time());
    }
}
