//! A disk in memory that fails when told to, and forgets what was not synced.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use store::disk::Disk;

/// What a failing call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Appends a part and says the disk is full.
    Full,
    /// Says that the sync failed.
    NoSync,
}

#[derive(Debug, Default)]
struct Files {
    live: BTreeMap<String, Vec<u8>>,
    durable: BTreeMap<String, Vec<u8>>,
    calls: usize,
}

/// The disk. `fail_at` is the number of the call that fails, counting appends and syncs from 0.
#[derive(Debug)]
pub(crate) struct Shaky {
    files: Mutex<Files>,
    fail_at: Option<(usize, Fault)>,
}

impl Shaky {
    pub(crate) fn new(fail_at: Option<(usize, Fault)>) -> Shaky {
        Shaky {
            files: Mutex::default(),
            fail_at,
        }
    }

    /// A disk that holds these files.
    pub(crate) fn holding(files: BTreeMap<String, Vec<u8>>) -> Shaky {
        let files = Files {
            durable: files.clone(),
            live: files,
            calls: 0,
        };
        Shaky {
            files: Mutex::new(files),
            fail_at: None,
        }
    }

    /// What a power cut leaves.
    pub(crate) fn after_power_cut(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap().durable.clone()
    }

    pub(crate) fn calls(&self) -> usize {
        self.files.lock().unwrap().calls
    }

    fn fails(&self, files: &mut Files, fault: Fault) -> bool {
        files.calls += 1;
        self.fail_at == Some((files.calls - 1, fault))
    }
}

impl Disk for Shaky {
    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files.lock().unwrap().live.keys().cloned().collect())
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        let files = self.files.lock().unwrap();
        files
            .live
            .get(name)
            .map(|f| f.len() as u64)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let files = self.files.lock().unwrap();
        let file = files.live.get(name).ok_or(io::ErrorKind::NotFound)?;
        let from = usize::try_from(offset).unwrap().min(file.len());
        Ok(file[from..from.saturating_add(len).min(file.len())].to_vec())
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        let full = self.fails(&mut files, Fault::Full);
        let part = if full { bytes.len() / 2 } else { bytes.len() };
        files
            .live
            .entry(name.to_owned())
            .or_default()
            .extend_from_slice(&bytes[..part]);
        if full {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        let file = files.live.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        file.truncate(usize::try_from(len).unwrap());
        Ok(())
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        if self.fails(&mut files, Fault::NoSync) {
            return Err(io::Error::other("input/output error"));
        }
        let file = files.live.get(name).cloned().unwrap_or_default();
        files.durable.insert(name.to_owned(), file);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        Ok(())
    }
}
