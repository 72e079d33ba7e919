//! The log of an office: every item it keeps, in the order of the journal, under a Merkle tree.
//!
//! Entry `n` of the log is item `n` of the journal, byte for byte, so the log can be made again
//! from the journal like every other row. Laptops keep no log: parts of their journal may leave.

use merge::Hash;
use merge::tree::{self, Growth, Root, Tiles};

use crate::error::StoreError;
use crate::fold::Fold;
use crate::index::Index;
use crate::item;
use crate::open::Store;
use crate::rows::{self, Table};

fn key(level: u8, index: u64) -> Vec<u8> {
    Table::Log.key(&[&[level], &index.to_be_bytes()])
}

/// The row that says how many entries there are.
pub(crate) fn size_key() -> Vec<u8> {
    Table::Log.key(&[])
}

/// Hashes side by side.
fn read_tile(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, _) = bytes.as_chunks::<32>();
    hashes.iter().map(|hash| Hash(*hash)).collect()
}

/// The tiles of an index.
pub(crate) struct Kept<'i>(pub(crate) &'i dyn Index);

impl Tiles for Kept<'_> {
    type Error = StoreError;

    fn tile(&self, level: u8, index: u64) -> Result<Vec<Hash>, StoreError> {
        let row = self.0.get(&key(level, index))?;
        Ok(row.as_deref().map(read_tile).unwrap_or_default())
    }

    fn incomplete(level: u8, index: u64) -> StoreError {
        StoreError::Index(format!("tile {index} of level {level} of the log is short"))
    }
}

/// The tiles that grow when a log of so many entries does.
fn edge(size: u64) -> Vec<Vec<u8>> {
    let (mut count, mut tiles) = (size, Vec::new());
    for level in 0.. {
        if count == 0 {
            break;
        }
        let (index, here) = (count / tree::TILE as u64, count % tree::TILE as u64);
        if here > 0 {
            tiles.push(key(level, index));
        }
        count = index;
    }
    tiles
}

/// How many entries there are.
pub(crate) fn size(index: &dyn Index) -> Result<u64, StoreError> {
    let row = index.get(&size_key())?;
    Ok(row.as_deref().and_then(rows::number).unwrap_or(0))
}

impl Fold<'_> {
    /// Adds the items of a frame to the log.
    pub(crate) fn log(&mut self, payload: &[u8]) -> Result<(), StoreError> {
        if !self.numbers {
            return Ok(());
        }
        let mut log = match self.log.take() {
            Some(log) => log,
            None => {
                let size = size(self.index)?;
                self.index.expect(&edge(size))?;
                Growth::after(size)
            }
        };
        for span in item::spans(payload)? {
            log.push(tree::leaf(&payload[span]), &Kept(self.index))?;
        }
        self.log = Some(log);
        Ok(())
    }

    /// The tiles that grew become rows.
    pub(crate) fn finish_log(&mut self) {
        let Some(log) = self.log.take() else {
            return;
        };
        for ((level, index), tile) in log.tiles() {
            let hashes: Vec<[u8; 32]> = tile.iter().map(|hash| hash.0).collect();
            self.put(key(*level, *index), hashes.concat());
        }
        self.put(size_key(), log.size().to_be_bytes().to_vec());
    }
}

impl Store {
    /// How many items the log has.
    ///
    /// # Errors
    /// An index that fails.
    pub fn log_size(&self) -> Result<u64, StoreError> {
        size(&*self.index)
    }

    /// The root over the first `size` items; nothing where there are fewer.
    ///
    /// # Errors
    /// An index that fails.
    pub fn log_root(&self, size: u64) -> Result<Option<Root>, StoreError> {
        if size > self.log_size()? {
            return Ok(None);
        }
        let hash = tree::root(&Kept(&*self.index), size)?;
        Ok(Some(Root { size, hash }))
    }

    /// What proves that the log of `size` items begins with all it had when it had `old` of them
    /// (RFC 9162 §2.1.4); nothing where there are fewer.
    ///
    /// # Errors
    /// An index that fails.
    pub fn log_proof(&self, old: u64, size: u64) -> Result<Option<Vec<Hash>>, StoreError> {
        if old > size || size > self.log_size()? {
            return Ok(None);
        }
        Ok(Some(tree::consistency(&Kept(&*self.index), old, size)?))
    }
}
