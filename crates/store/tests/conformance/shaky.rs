//! A disk in memory that fails when told to, and forgets what was not synced.

use std::collections::{BTreeMap, BTreeSet};
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
    /// Says that the names could not be synced.
    NoNames,
    /// Appends a part, and cannot cut it off again either.
    NoCut,
}

#[derive(Debug, Default)]
struct Files {
    live: BTreeMap<String, Vec<u8>>,
    /// What was synced, under names that may themselves be lost.
    synced: BTreeMap<String, Vec<u8>>,
    /// Names that survive a power cut.
    named: BTreeSet<String>,
    /// The files as they were when the fault came.
    written: BTreeMap<String, Vec<u8>>,
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
            named: files.keys().cloned().collect(),
            synced: files.clone(),
            live: files,
            written: BTreeMap::new(),
            calls: 0,
        };
        Shaky {
            files: Mutex::new(files),
            fail_at: None,
        }
    }

    /// A disk under a program that was killed: it reads what was written, and a power cut would
    /// leave what was synced.
    pub(crate) fn killed(
        live: BTreeMap<String, Vec<u8>>,
        synced: BTreeMap<String, Vec<u8>>,
    ) -> Shaky {
        let files = Files {
            named: synced.keys().cloned().collect(),
            live,
            synced,
            written: BTreeMap::new(),
            calls: 0,
        };
        Shaky {
            files: Mutex::new(files),
            fail_at: None,
        }
    }

    /// What a power cut leaves.
    pub(crate) fn after_power_cut(&self) -> BTreeMap<String, Vec<u8>> {
        let files = self.files.lock().unwrap();
        let synced = files.synced.iter();
        let kept = synced.filter(|(name, _)| files.named.contains(*name));
        kept.map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect()
    }

    /// Everything that was ever appended and not cut at once: what a process that was killed before
    /// it could tidy up leaves.
    pub(crate) fn written(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap().written.clone()
    }

    /// What another program would read now.
    pub(crate) fn after_kill(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap().live.clone()
    }

    pub(crate) fn calls(&self) -> usize {
        self.files.lock().unwrap().calls
    }

    fn fails(&self, files: &mut Files, faults: &[Fault]) -> bool {
        files.calls += 1;
        let now = files.calls - 1;
        let due = |(call, fault)| call == now && faults.contains(&fault);
        let fails = self.fail_at.is_some_and(due);
        if fails {
            files.written = files.live.clone();
        }
        fails
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
        let full = self.fails(&mut files, &[Fault::Full, Fault::NoCut]);
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
        if matches!(self.fail_at, Some((_, Fault::NoCut))) {
            return Err(io::Error::other("input/output error"));
        }
        let file = files.live.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        file.truncate(usize::try_from(len).unwrap());
        Ok(())
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        if self.fails(&mut files, &[Fault::NoSync]) {
            return Err(io::Error::other("input/output error"));
        }
        let file = files.live.get(name).cloned().unwrap_or_default();
        files.synced.insert(name.to_owned(), file);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        if self.fails(&mut files, &[Fault::NoNames]) {
            return Err(io::Error::other("input/output error"));
        }
        files.named = files.live.keys().cloned().collect();
        Ok(())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        if self.fails(&mut files, &[Fault::Full]) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        files.live.insert(name.to_owned(), bytes.to_vec());
        files.synced.insert(name.to_owned(), bytes.to_vec());
        files.named.insert(name.to_owned());
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files.lock().unwrap().live.remove(name);
        Ok(())
    }
}
