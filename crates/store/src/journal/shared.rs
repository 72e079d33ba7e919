//! A journal that others append to as well, in transactions: it is followed, never cut.

use std::io;
use std::sync::PoisonError;

use super::{Journal, SEGMENT_BYTES, name};
use crate::error::StoreError;

/// Bytes that tell one commit from every other: its tag and the frame's checksum.
const MARK: u64 = 20;

/// The mark of a commit that ends with these bytes.
pub(super) fn mark_of(bytes: &[u8]) -> Vec<u8> {
    let mark = usize::try_from(MARK).unwrap_or(0).min(bytes.len());
    bytes[bytes.len() - mark..].to_vec()
}

impl Journal {
    /// From now on others append too.
    pub(crate) fn share(&mut self) -> Result<(), StoreError> {
        self.shared = true;
        let mark = self.mark(self.end())?;
        let mut tail = self.tail();
        (tail.mark, tail.written) = (mark.clone(), mark);
        drop(tail);
        Ok(())
    }

    /// The last bytes before a global offset.
    pub(crate) fn mark(&self, end: u64) -> Result<Vec<u8>, StoreError> {
        let from = end.saturating_sub(MARK);
        Ok(self.raw(from, usize::try_from(end - from).unwrap_or(0))?.1)
    }

    /// Goes on where whoever wrote last has ended; what was appended here and not kept is
    /// forgotten.
    ///
    /// # Errors
    /// [`StoreError::LostTail`] where what this program knows to be kept is not there any more.
    pub(crate) fn follow(&self) -> Result<(), StoreError> {
        let (kept, known) = {
            let tail = self.tail();
            (tail.kept, tail.mark.clone())
        };
        self.forget_files(kept);
        let (_, end) = self.learn_files()?;
        let lost = StoreError::LostTail {
            found: end,
            known: kept,
        };
        if end < kept {
            return Err(lost);
        }
        // The same length alone proves nothing: others may have written on after a loss.
        if self.mark(kept)? != known {
            return Err(lost);
        }
        let mark = if end == kept { known } else { self.mark(end)? };
        let mut tail = self.tail();
        (tail.next, tail.kept) = (end, end);
        (tail.mark, tail.written) = (mark.clone(), mark);
        tail.poisoned = false;
        Ok(())
    }

    /// Where this program's last commit ends, and its mark.
    pub(crate) fn written_mark(&self) -> (u64, Vec<u8>) {
        let tail = self.tail();
        (tail.next, tail.written.clone())
    }

    /// What was appended is kept from now on.
    pub(crate) fn settle(&self) {
        let mut tail = self.tail();
        (tail.kept, tail.mark) = (tail.next, tail.written.clone());
    }

    /// Files that were begun in a transaction that was not kept.
    fn forget_files(&self, kept: u64) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.retain(|first| *first < kept);
    }

    /// Looks for files that others have begun; each is named by where the one before it ends.
    /// Answers whether there are any, and where the last one ends.
    pub(super) fn learn_files(&self) -> Result<(bool, u64), StoreError> {
        let mut learnt = false;
        let mut end = 0;
        let mut more = true;
        if let Some(first) = self.last_file() {
            let len = self.file_len(first)?.unwrap_or(0);
            (end, more) = (first + len, len >= SEGMENT_BYTES);
        }
        while more && let Some(len) = self.file_len(end)? {
            let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
            if files.last().is_none_or(|last| *last < end) {
                files.push(end);
            }
            (learnt, more) = (true, len >= SEGMENT_BYTES);
            end += len;
        }
        Ok((learnt, end))
    }

    fn file_len(&self, first: u64) -> Result<Option<u64>, StoreError> {
        match self.disk.len(&name(first)) {
            Ok(len) => Ok(Some(len)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::disk("reading the journal")(error)),
        }
    }
}
