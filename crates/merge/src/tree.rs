//! The Merkle tree over a log, as certificate transparency has it (RFC 9162 §2.1): whoever knows
//! the root at one size can be shown that nothing before it was changed, taken out or put in.
//!
//! The tree is kept as tiles of [`TILE`] hashes. Level 0 has the leaves; each level above has the
//! roots of the full tiles below. So a log grows by rewriting one short tile, and a proof reads a
//! few of them.

use std::collections::BTreeMap;

use crate::id::Hash;

/// How many hashes a full tile has.
pub const TILE: usize = 64;
/// [`TILE`] as the height of the tree over one tile.
const HEIGHT: u32 = TILE.trailing_zeros();

/// Where tiles are kept.
pub trait Tiles {
    /// What reading may say.
    type Error;

    /// The hashes of a tile, as many as it has; none before its first.
    ///
    /// # Errors
    /// A store that fails, or a tile that is damaged.
    fn tile(&self, level: u8, index: u64) -> Result<Vec<Hash>, Self::Error>;

    /// That a tile lacks a hash it must have.
    fn incomplete(level: u8, index: u64) -> Self::Error;
}

/// The hash of an entry of the log.
#[must_use]
pub fn leaf(entry: &[u8]) -> Hash {
    Hash::of(&[&[0], entry])
}

/// The hash over two neighbours.
fn join(left: Hash, right: Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

/// The root over the hashes of a full tile.
fn over(tile: &[Hash]) -> Hash {
    match tile {
        [] => Hash::of(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(largest_power_below(many.len() as u64) as usize);
            join(over(left), over(right))
        }
    }
}

/// The largest power of two below a number of at least 2: where RFC 9162 splits a tree.
fn largest_power_below(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// Tiles in the making: those that leaves were added to since they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    size: u64,
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl Growth {
    /// Goes on after so many leaves.
    #[must_use]
    pub fn after(size: u64) -> Growth {
        let tiles = BTreeMap::new();
        Growth { size, tiles }
    }

    /// How many leaves there are now.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    ///
    /// # Errors
    /// A tile that cannot be read.
    pub fn push<T: Tiles>(&mut self, leaf: Hash, kept: &T) -> Result<(), T::Error> {
        let (mut hash, mut count) = (leaf, self.size);
        for level in 0.. {
            let (index, here) = (count / TILE as u64, (count % TILE as u64) as usize);
            let tile = match self.tiles.entry((level, index)) {
                std::collections::btree_map::Entry::Occupied(tile) => tile.into_mut(),
                std::collections::btree_map::Entry::Vacant(free) if here == 0 => {
                    free.insert(Vec::new())
                }
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(kept.tile(level, index)?)
                }
            };
            if tile.len() < here {
                return Err(T::incomplete(level, index));
            }
            // What an earlier crash wrote beyond the size is written again.
            tile.truncate(here);
            tile.push(hash);
            if tile.len() < TILE {
                break;
            }
            (hash, count) = (over(tile), index);
        }
        self.size += 1;
        Ok(())
    }

    /// The tiles that changed, by level and index.
    #[must_use]
    pub fn tiles(&self) -> &BTreeMap<(u8, u64), Vec<Hash>> {
        &self.tiles
    }
}

/// Reads hashes of subtrees, each tile once.
struct Reader<'t, T: Tiles> {
    kept: &'t T,
    read: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<T: Tiles> Reader<'_, T> {
    fn at(&mut self, level: u8, place: u64) -> Result<Hash, T::Error> {
        let key = (level, place / TILE as u64);
        if !self.read.contains_key(&key) {
            self.read.insert(key, self.kept.tile(key.0, key.1)?);
        }
        let tile = self.read.get(&key);
        let hash = tile.and_then(|tile| tile.get((place % TILE as u64) as usize));
        hash.copied().ok_or_else(|| T::incomplete(key.0, key.1))
    }

    /// The root over the leaves from one on and up to, but not including, another.
    fn over(&mut self, from: u64, to: u64) -> Result<Hash, T::Error> {
        let size = to - from;
        if size == 0 {
            return Ok(Hash::of(&[]));
        }
        let power = size.trailing_zeros();
        if size.is_power_of_two() && power.is_multiple_of(HEIGHT) {
            // The levels of 2^64 leaves are eleven.
            let level = u8::try_from(power / HEIGHT).unwrap_or(u8::MAX);
            return self.at(level, from >> power);
        }
        let split = from + largest_power_below(size);
        Ok(join(self.over(from, split)?, self.over(split, to)?))
    }

    /// SUBPROOF of RFC 9162 §2.1.4.1: that the tree over `from..to` begins with its first `old`
    /// leaves. `known` says that whoever asks has the root over just those.
    fn consistency(
        &mut self,
        old: u64,
        (from, to): (u64, u64),
        known: bool,
        proof: &mut Vec<Hash>,
    ) -> Result<(), T::Error> {
        let size = to - from;
        if old == size {
            if !known {
                proof.push(self.over(from, to)?);
            }
            return Ok(());
        }
        let split = largest_power_below(size);
        if old <= split {
            self.consistency(old, (from, from + split), known, proof)?;
            proof.push(self.over(from + split, to)?);
        } else {
            self.consistency(old - split, (from + split, to), false, proof)?;
            proof.push(self.over(from, from + split)?);
        }
        Ok(())
    }
}

/// The root over the first `size` leaves.
///
/// # Errors
/// A tile that cannot be read, or fewer leaves.
pub fn root<T: Tiles>(kept: &T, size: u64) -> Result<Hash, T::Error> {
    reader(kept).over(0, size)
}

/// What proves to somebody who knows the root over the first `old` leaves that the tree over `size`
/// of them begins with those; nothing where nothing is to prove.
///
/// # Errors
/// A tile that cannot be read, or fewer leaves.
pub fn consistency<T: Tiles>(kept: &T, old: u64, size: u64) -> Result<Vec<Hash>, T::Error> {
    let mut proof = Vec::new();
    if old > 0 && old < size {
        reader(kept).consistency(old, (0, size), true, &mut proof)?;
    }
    Ok(proof)
}

fn reader<T: Tiles>(kept: &T) -> Reader<'_, T> {
    let read = BTreeMap::new();
    Reader { kept, read }
}

/// How large a log is, and the root over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root {
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub hash: Hash,
}

/// Whether a proof shows that a later tree begins with all of an earlier one (RFC 9162 §2.1.4.2).
#[must_use]
pub fn is_consistent(old: Root, new: Root, proof: &[Hash]) -> bool {
    if old.size >= new.size || old.size == 0 {
        let same = old.size == new.size && old.hash == new.hash;
        return proof.is_empty() && (same || old.size == 0 && old.hash == Hash::of(&[]));
    }
    // The old tree is a whole subtree of the new one: its root is where the proof begins.
    let mut rest = proof.iter().copied();
    let first = if old.size.is_power_of_two() {
        Some(old.hash)
    } else {
        rest.next()
    };
    let Some(first) = first else {
        return false;
    };
    let (mut place, mut last) = (old.size - 1, new.size - 1);
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (mut before, mut now) = (first, first);
    for hash in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            (before, now) = (join(hash, before), join(hash, now));
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            now = join(now, hash);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && before == old.hash && now == new.hash
}

#[cfg(test)]
mod tests;
