//! The index: rows in key order behind three verbs, so that an engine is easy to write and to
//! distrust.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use crate::error::StoreError;

/// A row's key and value.
pub type Row = (Vec<u8>, Vec<u8>);
/// What a commit writes: a value, or the removal of the row.
pub type Writes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// An engine that keeps rows.
///
/// `commit` is all or nothing, and later reads see it. It need not be durable: what the index
/// forgets is folded again from the journal. It must never show half of a commit after a crash of
/// the process, and never a later commit without an earlier one.
pub trait Index: Send + Sync + fmt::Debug {
    /// The value under a key.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Up to `limit` rows with `from <= key < to`, in order; none where `to` is not after `from`.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, StoreError>;

    /// The last row with `from <= key < to`.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError>;

    /// Whether each call takes long, so that it pays to say first what will be asked for.
    fn far(&self) -> bool {
        false
    }

    /// Says which rows will be asked for soon, each by its key: an engine that is far away fetches
    /// them all at once.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn expect(&self, _keys: &[Vec<u8>]) -> Result<(), StoreError> {
        Ok(())
    }

    /// The same for the last rows of some ranges.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn expect_last(&self, _ranges: &[(Vec<u8>, Vec<u8>)]) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes rows, all or none.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn commit(&self, writes: Writes) -> Result<(), StoreError>;

    /// A name that somebody wrote, as it may stand in a key: where rows go to a disk it must not be
    /// read there.
    fn veil(&self, name: &[u8]) -> Vec<u8> {
        name.to_vec()
    }

    /// Writes out what is still in memory, before a clean end.
    ///
    /// # Errors
    /// An engine that does not work any more.
    fn flush(&self) -> Result<(), StoreError>;

    /// Starts the engine again on what it has kept, after an error that may be over.
    ///
    /// # Errors
    /// An engine that does not work yet.
    fn reopen(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Rows read at once.
const PAGE: usize = 1_000;

/// Told of a row's key and value; answers whether to go on.
pub(crate) type Each<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<bool, StoreError>;

/// Calls `each` with every row of a range, page by page, until it answers false.
pub(crate) fn walk(
    index: &dyn Index,
    from: &[u8],
    to: &[u8],
    each: Each<'_>,
) -> Result<(), StoreError> {
    let mut from = from.to_vec();
    loop {
        let page = index.scan(&from, to, PAGE)?;
        for (key, value) in &page {
            if !each(key, value)? {
                return Ok(());
            }
        }
        let Some((last, _)) = page.last().filter(|_| page.len() == PAGE) else {
            return Ok(());
        };
        from = after(last);
    }
}

/// The first key after one.
pub(crate) fn after(key: &[u8]) -> Vec<u8> {
    [key, &[0]].concat()
}

/// Rows in memory: for the simulator, and for comparing an index with a fresh one.
#[derive(Debug, Default)]
pub struct Memory(RwLock<BTreeMap<Vec<u8>, Vec<u8>>>);

impl Index for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned())
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let range = rows.range(from.to_vec()..to.to_vec());
        Ok(range
            .take(limit)
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect())
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        if from >= to {
            return Ok(None);
        }
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let last = rows.range(from.to_vec()..to.to_vec()).next_back();
        Ok(last.map(|(k, v)| (k.clone(), v.clone())))
    }

    fn commit(&self, writes: Writes) -> Result<(), StoreError> {
        let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in writes {
            match value {
                Some(value) => rows.insert(key, value),
                None => rows.remove(&key),
            };
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
