//! A disk whose appends and syncs are timed.

use std::io;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use store::disk::Disk;

use super::Meters;

/// The disk behind it, and where the times are kept.
#[derive(Debug)]
pub(crate) struct Timed {
    disk: Arc<dyn Disk>,
    meters: Arc<Meters>,
}

impl Timed {
    /// Times a disk.
    pub(crate) fn new(disk: Arc<dyn Disk>, meters: Arc<Meters>) -> Timed {
        Timed { disk, meters }
    }
}

impl Disk for Timed {
    fn names(&self) -> io::Result<Vec<String>> {
        self.disk.names()
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        self.disk.len(name)
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        self.disk.read(name, offset, len)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let begun = Instant::now();
        let wrote = self.disk.append(name, bytes);
        self.meters
            .kept
            .append
            .observe(begun.elapsed().as_secs_f64());
        match &wrote {
            Ok(()) => self.meters.kept.written.inc_by(bytes.len() as u64),
            Err(_) => self.meters.kept.errors.inc(),
        };
        wrote
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        self.disk.truncate(name, len)
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        let begun = Instant::now();
        let synced = self.disk.sync(name);
        self.meters
            .kept
            .fsync
            .observe(begun.elapsed().as_secs_f64());
        if synced.is_err() {
            self.meters.kept.errors.inc();
        }
        synced
    }

    fn sync_names(&self) -> io::Result<()> {
        self.disk.sync_names()
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.disk.replace(name, bytes)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.disk.remove(name)
    }

    fn modified(&self, name: &str) -> io::Result<SystemTime> {
        self.disk.modified(name)
    }
}
