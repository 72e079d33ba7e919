//! Reading by position.

use std::sync::PoisonError;

use vault::HEAD;

use super::{Journal, Locator, NEAR, name};
use crate::error::StoreError;

impl Journal {
    /// Reads bytes by their position; what does not read back as it was written is an error.
    pub(crate) fn read(&self, at: Locator) -> Result<Vec<u8>, StoreError> {
        let (first, bytes) = self.opened(at)?;
        if bytes.len() < at.len as usize {
            Err(StoreError::Missing { file: name(first) })
        } else if crc32c::crc32c(&bytes) == at.check {
            Ok(bytes)
        } else {
            Err(StoreError::Damaged {
                file: name(first),
                offset: at.pos - first,
            })
        }
    }

    /// The bytes of a place, opened. The tag of the commit is not looked at, which would take all of
    /// it: the checksum tells damage, and it is kept in a sealed row.
    fn opened(&self, at: Locator) -> Result<(u64, Vec<u8>), StoreError> {
        let Some(vault) = &self.vault else {
            return self.raw(at.pos, at.len as usize);
        };
        let inside = u64::from(at.inside);
        let begin = at.pos.saturating_sub(inside + HEAD as u64);
        let (first, nonce, mut bytes) = if inside <= NEAR {
            let before = HEAD + at.inside as usize;
            let (first, mut all) = self.raw(begin, before + at.len as usize)?;
            let bytes = all.split_off(before.min(all.len()));
            (first, all, bytes)
        } else {
            let (first, bytes) = self.raw(at.pos, at.len as usize)?;
            (first, self.raw(begin, HEAD)?.1, bytes)
        };
        if let Some(nonce) = nonce.first_chunk() {
            vault.turn(nonce, inside, &mut bytes);
        }
        Ok((first, bytes))
    }

    /// The last bytes before a global offset: the checksum of the frame that ends there. It tells
    /// this journal's position from the same number in another one.
    pub(crate) fn stamp(&self, end: u64) -> Result<Vec<u8>, StoreError> {
        if self.shared && end == self.written() {
            let (_, mark) = self.written_mark();
            return Ok(mark[mark.len().saturating_sub(4)..].to_vec());
        }
        let from = end.saturating_sub(4);
        Ok(self.raw(from, usize::try_from(end - from).unwrap_or(0))?.1)
    }

    pub(super) fn raw(&self, pos: u64, len: usize) -> Result<(u64, Vec<u8>), StoreError> {
        if len == 0 {
            return Ok((0, Vec::new()));
        }
        let first = self.file_of(pos);
        let read = |first: u64| {
            let bytes = self.disk.read(&name(first), pos - first, len);
            bytes.map_err(StoreError::disk("reading the journal"))
        };
        let bytes = read(first)?;
        if self.shared && bytes.len() < len && self.learn_files()?.0 && self.file_of(pos) != first {
            let first = self.file_of(pos);
            return Ok((first, read(first)?));
        }
        Ok((first, bytes))
    }

    /// The first offset of the file that holds a place.
    fn file_of(&self, pos: u64) -> u64 {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        let next = files.partition_point(|first| *first <= pos);
        files.get(next.wrapping_sub(1)).copied().unwrap_or(0)
    }
}
