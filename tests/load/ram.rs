//! A disk in memory: what a station's own disk takes is not what is measured.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard};

use store::disk::Disk;

/// Files by name.
#[derive(Debug, Default)]
pub(crate) struct Ram(Mutex<HashMap<String, Vec<u8>>>);

impl Ram {
    fn files(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.0.lock().unwrap()
    }
}

impl Disk for Ram {
    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files().keys().cloned().collect())
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        Ok(self.files().get(name).map_or(0, Vec::len) as u64)
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let files = self.files();
        let file = files.get(name).map_or(&[][..], Vec::as_slice);
        let from = usize::try_from(offset).unwrap().min(file.len());
        Ok(file[from..(from + len).min(file.len())].to_vec())
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.files();
        files.entry(name.to_owned()).or_default().extend(bytes);
        Ok(())
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        if let Some(file) = self.files().get_mut(name) {
            file.truncate(usize::try_from(len).unwrap());
        }
        Ok(())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.files().insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files().remove(name);
        Ok(())
    }

    fn sync(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        Ok(())
    }
}
