//! What has arrived of a photo, chunk by chunk.

use std::ops::Range;

use merge::Hash;
use minicbor::{Decode, Encode};

use super::message::Filled;
use crate::limits::{CHUNK, MAX_FILE};

/// A photo on its way in: its size, the hashes its chunks must have, and what is there.
///
/// Pieces are taken in order inside a chunk, and chunks in the order in which they are missing, so
/// that what is there is one bit for each chunk and one number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Parts {
    #[n(0)]
    size: u64,
    #[n(1)]
    chunks: Vec<Hash>,
    #[n(2)]
    whole: Vec<bool>,
    /// Bytes there of the first chunk that is not whole.
    #[n(3)]
    filled: u32,
}

/// What is wanted next: a range of bytes inside one chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The offset of the first byte.
    pub at: u64,
    /// How many bytes up to the end of the chunk.
    pub len: u32,
}

/// What a piece did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is not the next one; nothing was changed.
    Stale,
    /// Its chunk is not complete yet.
    Partly,
    /// Its chunk is complete and waits to be judged.
    Complete(usize),
}

/// The hashes of the chunks of a file.
#[must_use]
pub fn chunks_of(bytes: &[u8]) -> Vec<Hash> {
    let chunks = bytes.chunks(CHUNK as usize);
    chunks.map(|chunk| Hash::of(&[chunk])).collect()
}

impl Parts {
    /// A photo of which nothing has arrived yet.
    ///
    /// Answers nothing for a size out of bounds or hashes that are not one for each chunk.
    #[must_use]
    pub fn new(size: u64, chunks: Vec<Hash>) -> Option<Parts> {
        let whole = vec![false; chunks.len()];
        let parts = Parts {
            size,
            chunks,
            whole,
            filled: 0,
        };
        parts.is_sound().then_some(parts)
    }

    /// Whether what was read from a disk hangs together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let count = self.size.div_ceil(u64::from(CHUNK));
        let there = self.chunks.len() as u64 == count && self.whole.len() as u64 == count;
        let open = self.first_missing();
        let room = open.map_or(1, |index| self.length(index));
        (1..=MAX_FILE).contains(&self.size) && there && self.filled < room
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether these are the chunks it is made of.
    #[must_use]
    pub fn is_of(&self, size: u64, chunks: &[Hash]) -> bool {
        self.size == size && self.chunks == chunks
    }

    /// Bytes that are there.
    #[must_use]
    pub fn arrived(&self) -> u64 {
        let whole = (0..self.whole.len()).filter(|index| self.whole[*index]);
        let bytes: u64 = whole.map(|index| u64::from(self.length(index))).sum();
        bytes + u64::from(self.filled)
    }

    /// What is wanted next; nothing once every chunk is whole.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        let index = self.first_missing()?;
        Some(Gap {
            at: start(index) + u64::from(self.filled),
            len: self.length(index) - self.filled,
        })
    }

    /// What is there, to tell the sender.
    #[must_use]
    pub fn told(&self) -> Filled {
        let mut bitmap = vec![0_u8; self.whole.len().div_ceil(8)];
        for (index, _) in self.whole.iter().enumerate().filter(|(_, whole)| **whole) {
            bitmap[index / 8] |= 1 << (index % 8);
        }
        Filled {
            bitmap: bitmap.into(),
            filled: self.filled,
        }
    }

    /// What the receiver lacks next, as it told.
    ///
    /// Answers nothing for a whole photo, and for what cannot be right.
    #[must_use]
    pub fn lacks(size: u64, told: &Filled) -> Option<Gap> {
        let count = usize::try_from(size.min(MAX_FILE).div_ceil(u64::from(CHUNK))).ok()?;
        if told.bitmap.len() != count.div_ceil(8) {
            return None;
        }
        let bit = |index: &usize| told.bitmap[index / 8] >> (index % 8) & 1 == 1;
        let parts = Parts {
            size,
            chunks: vec![Hash::ZERO; count],
            whole: (0..count).map(|index| bit(&index)).collect(),
            filled: told.filled,
        };
        parts.is_sound().then(|| parts.gap()).flatten()
    }

    /// Takes note of a piece that was written down.
    ///
    /// A piece that is not the next one changes nothing: it came twice, or another way was faster.
    #[must_use]
    pub(crate) fn note(&mut self, at: u64, len: u32) -> Step {
        match (self.gap(), self.first_missing()) {
            (Some(gap), Some(index)) if gap.at == at && (1..=gap.len).contains(&len) => {
                if len == gap.len {
                    return Step::Complete(index);
                }
                self.filled += len;
                Step::Partly
            }
            _ => Step::Stale,
        }
    }

    /// Whether a piece is the next one; only then is it worth writing down.
    #[must_use]
    pub fn expects(&self, at: u64, len: usize) -> bool {
        let gap = self.gap();
        gap.is_some_and(|gap| gap.at == at && len > 0 && len <= gap.len as usize)
    }

    /// Takes in a piece that was written down. `read` reads back a range of what is written; a
    /// complete chunk is read and must have its hash, or it is wanted again from its start.
    ///
    /// # Errors
    /// What `read` says.
    pub fn take<E>(
        &mut self,
        at: u64,
        len: u32,
        read: impl FnOnce(Range<u64>) -> Result<Vec<u8>, E>,
    ) -> Result<(), E> {
        if let Step::Complete(index) = self.note(at, len) {
            let bytes = read(self.range(index))?;
            self.judge(index, Hash::of(&[&bytes]));
        }
        Ok(())
    }

    /// Settles a chunk by the hash of what is written. A wrong one is wanted again from its start.
    pub(crate) fn judge(&mut self, index: usize, hash: Hash) {
        let right = self.chunks[index] == hash;
        // The count belongs to the first chunk that is missing, which may now be another one.
        let open = self.first_missing();
        if open == Some(index) || (!right && open.is_none_or(|open| index < open)) {
            self.filled = 0;
        }
        self.whole[index] = right;
    }

    /// Reads every chunk again and wants those once more that are not what they should be. Answers
    /// how many.
    ///
    /// # Errors
    /// What `read` says.
    pub fn recheck<E>(
        &mut self,
        mut read: impl FnMut(Range<u64>) -> Result<Vec<u8>, E>,
    ) -> Result<usize, E> {
        for index in 0..self.chunks.len() {
            if self.whole[index] {
                let bytes = read(self.range(index))?;
                self.judge(index, Hash::of(&[&bytes]));
            }
        }
        Ok(self.whole.iter().filter(|whole| !**whole).count())
    }

    fn first_missing(&self) -> Option<usize> {
        self.whole.iter().position(|whole| !whole)
    }

    fn range(&self, index: usize) -> Range<u64> {
        start(index)..start(index) + u64::from(self.length(index))
    }

    fn length(&self, index: usize) -> u32 {
        let left = self.size - start(index).min(self.size);
        u32::try_from(left).unwrap_or(CHUNK).min(CHUNK)
    }
}

fn start(index: usize) -> u64 {
    index as u64 * u64::from(CHUNK)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    /// What may happen to a photo on its way in.
    #[derive(Debug, Clone)]
    enum Happens {
        /// The next piece comes, of so many bytes at most.
        Next(u32),
        /// A piece comes that was asked for earlier.
        Old(usize),
        /// A piece comes in which a bit was turned on the way.
        Turned(u32),
        /// The program ends and starts again with what it had noted.
        Restart,
        /// A bit turns on the disk, in a byte so far along.
        Decay(usize),
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            8 => (1..=CHUNK).prop_map(Happens::Next),
            1 => any::<usize>().prop_map(Happens::Old),
            1 => (1..=CHUNK).prop_map(Happens::Turned),
            1 => Just(Happens::Restart),
            1 => any::<usize>().prop_map(Happens::Decay),
        ]
    }

    /// The receiver's disk, and what the sender has.
    struct Way {
        photo: Vec<u8>,
        disk: Vec<u8>,
        parts: Parts,
        asked: Vec<Gap>,
    }

    impl Way {
        fn of(size: usize) -> Way {
            let photo: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
            Way {
                disk: vec![0; size],
                parts: Parts::new(size as u64, chunks_of(&photo)).unwrap(),
                asked: Vec::new(),
                photo,
            }
        }

        fn bring(&mut self, gap: Gap, turn: bool) {
            let range = usize::try_from(gap.at).unwrap()..;
            let mut bytes = self.photo[range][..gap.len as usize].to_vec();
            bytes[0] ^= u8::from(turn);
            if !self.parts.expects(gap.at, bytes.len()) {
                return;
            }
            let at = usize::try_from(gap.at).unwrap();
            self.disk[at..at + bytes.len()].copy_from_slice(&bytes);
            let disk = &self.disk;
            self.parts
                .take(gap.at, gap.len, |range| read(disk, range))
                .unwrap();
        }

        fn next(&mut self, most: u32, turn: bool) {
            if let Some(gap) = self.parts.gap() {
                let len = gap.len.min(most);
                let gap = Gap { at: gap.at, len };
                self.asked.push(gap);
                self.bring(gap, turn);
            }
        }

        fn happen(&mut self, happens: &Happens) {
            match happens {
                Happens::Next(most) => self.next(*most, false),
                Happens::Turned(most) => self.next(*most, true),
                Happens::Old(which) if !self.asked.is_empty() => {
                    let gap = self.asked[which % self.asked.len()];
                    self.bring(gap, false);
                }
                Happens::Old(_) => {}
                Happens::Restart => {
                    let noted = minicbor::to_vec(&self.parts).unwrap();
                    self.parts = minicbor::decode(&noted).unwrap();
                    assert!(self.parts.is_sound());
                }
                Happens::Decay(at) => {
                    let at = at % self.disk.len();
                    self.disk[at] ^= 1;
                }
            }
            // Sender and receiver agree on what is next, whatever has happened.
            let told = Parts::lacks(self.photo.len() as u64, &self.parts.told());
            assert_eq!(told, self.parts.gap());
            assert!(self.parts.arrived() <= self.photo.len() as u64);
        }
    }

    fn read(disk: &[u8], range: Range<u64>) -> Result<Vec<u8>, Infallible> {
        let end = |at: u64| usize::try_from(at).unwrap();
        Ok(disk[end(range.start)..end(range.end)].to_vec())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn whatever_happens_on_the_way_the_photo_comes_to_be_what_it_was(
            size in 1_usize..3 * CHUNK as usize,
            days in prop::collection::vec(happens(), 0..60),
        ) {
            let mut way = Way::of(size);
            for happens in &days {
                way.happen(happens);
            }
            // The weather clears. Rounds of filling and looking again end, and end well.
            let mut rounds = 0;
            loop {
                while way.parts.gap().is_some() {
                    way.next(CHUNK, false);
                    rounds += 1;
                    prop_assert!(rounds < 100);
                }
                let disk = &way.disk;
                if way.parts.recheck(|range| read(disk, range)).unwrap() == 0 {
                    break;
                }
            }
            prop_assert!(way.disk == way.photo);
        }

        #[test]
        fn what_a_stranger_tells_is_never_more_than_a_gap_of_the_photo(
            size in 0..=2 * MAX_FILE,
            bitmap in prop::collection::vec(any::<u8>(), 0..40),
            filled in any::<u32>(),
        ) {
            let told = Filled { bitmap: bitmap.into(), filled };
            if let Some(gap) = Parts::lacks(size, &told) {
                prop_assert!(gap.len > 0 && gap.at + u64::from(gap.len) <= size);
                prop_assert!(gap.at / u64::from(CHUNK) == (gap.at + u64::from(gap.len) - 1) / u64::from(CHUNK));
            }
        }
    }

    #[test]
    fn a_size_out_of_bounds_or_hashes_that_do_not_fit_are_no_photo() {
        assert_eq!(Parts::new(0, Vec::new()), None);
        assert_eq!(Parts::new(1, Vec::new()), None);
        assert_eq!(Parts::new(1, vec![Hash::ZERO; 2]), None);
        let chunks = usize::try_from(MAX_FILE / u64::from(CHUNK)).unwrap();
        assert!(Parts::new(MAX_FILE, vec![Hash::ZERO; chunks]).is_some());
        assert_eq!(Parts::new(MAX_FILE + 1, vec![Hash::ZERO; chunks + 1]), None);
    }
}
