//! The one module that names sled (0.34.7).
//!
//! sled is the queryable store, not the durability point: it does not survive power cuts, and a
//! damaged file makes it panic or lose rows silently. So it runs behind a fence:
//!
//! * one tree, the table in the first byte of the key, so that a batch is atomic without the
//!   transaction closures that deadlock and rerun;
//! * small values and explicit cache; no `len()`, no subscribers, no `generate_id`;
//! * every call is caught, and any panic or error means "rebuild from the journal";
//! * ranges are copied out, never held over a write.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::error::StoreError;
use crate::index::{Index, Row, Writes};

/// Page cache in bytes. sled takes this as a hint and the default is 1 GiB.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;
/// Larger segments keep pages of up to a quarter of them out of sled's unsynced blob files.
const SEGMENT_BYTES: usize = 2 * 1024 * 1024;
/// How often sled writes out by itself, in ms. Durability does not depend on it.
const FLUSH_MS: u64 = 1_000;

/// Rows in a sled tree.
pub(crate) struct SledIndex(sled::Db);

impl fmt::Debug for SledIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SledIndex")
    }
}

impl SledIndex {
    /// Opens or makes the index in a folder.
    pub(crate) fn open(path: &Path) -> Result<SledIndex, StoreError> {
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(CACHE_BYTES)
            .mode(sled::Mode::LowSpace)
            .flush_every_ms(Some(FLUSH_MS))
            .segment_size(SEGMENT_BYTES);
        fenced(|| config.open()).map(SledIndex)
    }
}

/// Runs one call of sled; a panic is an error like any other.
fn fenced<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(StoreError::Index(error.to_string())),
        Err(_) => Err(StoreError::Index("sled stopped".to_owned())),
    }
}

fn row((key, value): (sled::IVec, sled::IVec)) -> Row {
    (key.to_vec(), value.to_vec())
}

impl Index for SledIndex {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(fenced(|| self.0.get(key))?.map(|value| value.to_vec()))
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        fenced(|| {
            self.0
                .range(from..to)
                .take(limit)
                .map(|found| found.map(row))
                .collect()
        })
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        if from >= to {
            return Ok(None);
        }
        fenced(|| self.0.range(from..to).next_back().transpose()).map(|found| found.map(row))
    }

    fn commit(&self, writes: Writes) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        fenced(|| self.0.apply_batch(batch))
    }

    fn flush(&self) -> Result<(), StoreError> {
        fenced(|| self.0.flush()).map(|_| ())
    }
}
