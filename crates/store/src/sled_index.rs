//! The one module that names sled (0.34.7).
//!
//! sled is the queryable store, not the durability point: it does not survive power cuts, and a
//! damaged file makes it panic or lose rows silently. So it runs behind a fence:
//!
//! * one tree, the table in the first byte of the key, so that a batch is atomic without the
//!   transaction closures that deadlock and rerun;
//! * small values and explicit cache; no `len()`, no subscribers, no `generate_id`;
//! * every call is caught, and any panic or error means "rebuild from the journal";
//! * an error sticks to an open sled, a full disk's too, so it can be opened again in its place;
//! * ranges are copied out, never held over a write;
//! * values are sealed for their key, and a name that somebody wrote stands veiled in a key.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use vault::Vault;

use crate::error::StoreError;
use crate::index::{Index, Row, Writes};

/// Page cache in bytes where nothing else is said, enough for a laptop. sled takes this as a hint and
/// the default is 1 GiB.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;
/// Larger segments keep pages of up to a quarter of them out of sled's unsynced blob files.
const SEGMENT_BYTES: usize = 2 * 1024 * 1024;
/// How often sled writes out by itself, in ms. Durability does not depend on it.
const FLUSH_MS: u64 = 1_000;
/// How often, and after which pause, a folder is tried whose lock is about to be let go.
const LOCK_TRIES: u32 = 40;
const LOCK_PAUSE: Duration = Duration::from_millis(50);
/// Bytes of the hash that stands for a name.
const VEIL: usize = 16;

/// Where sled keeps rows, and how much of them it holds in memory.
#[derive(Debug, Clone)]
pub struct SledRows {
    /// The folder.
    pub folder: PathBuf,
    /// Bytes held in memory. Where much is kept, what is not held is read again and again.
    pub cache_bytes: u64,
}

impl SledRows {
    /// In this folder, with as little in memory as a laptop has to spare.
    #[must_use]
    pub fn at(folder: PathBuf) -> SledRows {
        SledRows {
            folder,
            cache_bytes: CACHE_BYTES,
        }
    }
}

/// Rows in a sled tree.
pub(crate) struct SledIndex {
    at: SledRows,
    vault: Vault,
    /// Nothing while it could not be opened again.
    db: RwLock<Option<sled::Db>>,
}

impl fmt::Debug for SledIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SledIndex")
    }
}

impl SledIndex {
    /// Opens or makes the index in a folder.
    pub(crate) fn open(at: &SledRows, vault: &Vault) -> Result<SledIndex, StoreError> {
        Ok(SledIndex {
            at: at.clone(),
            vault: vault.clone(),
            db: RwLock::new(Some(open(at)?)),
        })
    }

    fn row(&self, (key, sealed): &(sled::IVec, sled::IVec)) -> Result<Row, StoreError> {
        let value = self.vault.open(key, sealed);
        let wrong = || StoreError::Index("a row does not open".to_owned());
        Ok((key.to_vec(), value.ok_or_else(wrong)?))
    }

    fn with<T>(&self, call: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, StoreError> {
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner);
        match &*db {
            Some(db) => fenced(|| call(db)),
            None => Err(StoreError::Index("sled is not open".to_owned())),
        }
    }
}

fn open(at: &SledRows) -> Result<sled::Db, StoreError> {
    let config = sled::Config::new()
        .path(&at.folder)
        .cache_capacity(at.cache_bytes)
        .mode(sled::Mode::LowSpace)
        .flush_every_ms(Some(FLUSH_MS))
        .segment_size(SEGMENT_BYTES);
    fenced(|| config.open())
}

/// Runs one call of sled; a panic is an error like any other.
fn fenced<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(StoreError::Index(error.to_string())),
        Err(_) => Err(StoreError::Index("sled stopped".to_owned())),
    }
}

impl Index for SledIndex {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let sealed = self.with(|db| db.get(key))?;
        let row = sealed.map(|sealed| self.row(&(key.into(), sealed)));
        Ok(row.transpose()?.map(|(_, value)| value))
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        let found = self.with(|db| {
            let rows = db.range(from..to).take(limit);
            rows.collect::<sled::Result<Vec<_>>>()
        });
        found?.iter().map(|found| self.row(found)).collect()
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        if from >= to {
            return Ok(None);
        }
        let last = self.with(|db| db.range(from..to).next_back().transpose());
        last?.map(|found| self.row(&found)).transpose()
    }

    fn commit(&self, writes: Writes) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => {
                    let sealed = self.vault.seal(&key, &value);
                    let sealed = sealed.map_err(|error| StoreError::Index(error.to_string()))?;
                    batch.insert(key, sealed);
                }
                None => batch.remove(key),
            }
        }
        self.with(|db| db.apply_batch(batch))
    }

    fn veil(&self, name: &[u8]) -> Vec<u8> {
        self.vault.hash(name)[..VEIL].to_vec()
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.with(|db| db.flush()).map(|_| ())
    }

    fn reopen(&self) -> Result<(), StoreError> {
        let mut db = self.db.write().unwrap_or_else(PoisonError::into_inner);
        let old = db.take();
        // The old one lets go of its folder first, and may complain once more about the disk.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(old)));
        *db = Some(open_soon(&self.at)?);
        Ok(())
    }
}

/// Opens a folder that this process has just let go of: sled's own threads may hold its lock for a
/// moment longer than whoever dropped it.
fn open_soon(at: &SledRows) -> Result<sled::Db, StoreError> {
    for _ in 0..LOCK_TRIES {
        match open(at) {
            Err(StoreError::Index(said)) if said.contains("could not acquire lock") => {
                thread::sleep(LOCK_PAUSE);
            }
            opened => return opened,
        }
    }
    open(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_opened_again_holds_what_it_held() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::from_key([1; 32]);
        let at = SledRows::at(folder.path().join("index"));
        let index = SledIndex::open(&at, &vault).unwrap();
        let write = |key: &[u8]| index.commit([(key.to_vec(), Some(vec![1]))].into());
        write(b"a").unwrap();
        index.reopen().unwrap();
        write(b"b").unwrap();
        assert_eq!(index.scan(b"", b"z", 9).unwrap().len(), 2);
    }
}
