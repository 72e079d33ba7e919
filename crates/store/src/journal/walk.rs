//! Reading the journal through.

use std::borrow::Cow;
use std::sync::PoisonError;

use merge::cbor;
use merge::frame::{self, Broken};

use vault::HEAD;

use super::{FORMAT, FRAME_HEAD, Journal, KIND_HEADER, name};
use crate::error::StoreError;

/// Bytes read at once.
const READ_BYTES: usize = 1024 * 1024;

/// Told of each commit's payload and where it stands.
pub(crate) type Each<'a> = &'a mut dyn FnMut(&[u8], Span) -> Result<(), StoreError>;

/// Where one commit stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// Global offset of the commit: of its first byte behind the nonce.
    pub(crate) payload: u64,
    /// Global offset after the frame.
    pub(crate) end: u64,
}

impl Journal {
    /// Calls `each` with the payload of every commit from the global offset `from` on, and with
    /// the global offsets of that payload and of the frame's end.
    pub(crate) fn walk(&self, from: u64, each: Each<'_>) -> Result<(), StoreError> {
        self.walk_until(from, self.end(), each)
    }

    /// The same up to a place of which a commit was kept, by whomever. Commits behind it may be told
    /// of, too.
    pub(crate) fn walk_until(&self, from: u64, end: u64, each: Each<'_>) -> Result<(), StoreError> {
        if self.shared {
            // Others may have begun a file since.
            self.learn_files()?;
        }
        let files = self
            .files
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for (index, first) in files.iter().enumerate() {
            let next = files.get(index + 1).copied().unwrap_or(end);
            if next <= from {
                continue;
            }
            if let Some(bad) = self.walk_file(*first, from.max(*first), each)?
                && first + bad < end
            {
                return Err(StoreError::Damaged {
                    file: name(*first),
                    offset: bad,
                });
            }
        }
        Ok(())
    }

    /// Walks one file; answers the offset in it of the first byte that is no frame, if any.
    pub(super) fn walk_file(
        &self,
        first: u64,
        from: u64,
        each: Each<'_>,
    ) -> Result<Option<u64>, StoreError> {
        let mut offset = from - first;
        let mut buffer: Vec<u8> = Vec::new();
        let mut used = 0;
        loop {
            match frame::read(&buffer[used..]) {
                Ok(found) => {
                    let at = first + offset;
                    match found.kind {
                        KIND_HEADER => self.suits(first, offset, format(found.payload)?)?,
                        kind if kind == self.kind() => {
                            let payload = self.open_frame(first, offset, found.payload)?;
                            let base = match self.vault {
                                Some(_) => HEAD as u64,
                                None => 0,
                            };
                            let span = Span {
                                payload: at + FRAME_HEAD + base,
                                end: at + found.len as u64,
                            };
                            each(&payload, span)?;
                        }
                        _ => return Ok(Some(offset)),
                    }
                    used += found.len;
                    offset += found.len as u64;
                }
                Err(Broken::Damaged) => return Ok(Some(offset)),
                Err(Broken::Short) => {
                    buffer.drain(..used);
                    used = 0;
                    let more = self
                        .disk
                        .read(
                            &name(first),
                            offset + buffer.len() as u64,
                            READ_BYTES.max(buffer.len()),
                        )
                        .map_err(StoreError::disk("reading the journal"))?;
                    if more.is_empty() {
                        return Ok(if buffer.is_empty() {
                            None
                        } else {
                            Some(offset)
                        });
                    }
                    buffer.extend_from_slice(&more);
                }
            }
        }
    }
}

impl Journal {
    /// A plain journal where a sealed one is looked for is not this folder's.
    fn suits(&self, first: u64, offset: u64, format: u64) -> Result<(), StoreError> {
        if (format < Journal::SEALED) == self.vault.is_none() {
            return Ok(());
        }
        Err(StoreError::Altered {
            file: name(first),
            offset,
        })
    }

    /// What a whole frame holds. One that does not open is no torn end: it was changed by somebody
    /// who made its checksum right, or it is another folder's.
    fn open_frame<'p>(
        &self,
        first: u64,
        offset: u64,
        payload: &'p [u8],
    ) -> Result<Cow<'p, [u8]>, StoreError> {
        let Some(vault) = &self.vault else {
            return Ok(Cow::Borrowed(payload));
        };
        let place = (first + offset + FRAME_HEAD).to_be_bytes();
        let opened = vault.open(&place, payload);
        opened.map(Cow::Owned).ok_or_else(|| StoreError::Altered {
            file: name(first),
            offset,
        })
    }
}

/// The format that a header says.
pub(super) fn format(payload: &[u8]) -> Result<u64, StoreError> {
    let found = cbor::decode(payload, |d| {
        cbor::array(d, 2, "journal header")?;
        d.str()?;
        Ok(d.u64()?)
    })?;
    if found > FORMAT {
        Err(StoreError::Newer {
            found,
            known: FORMAT,
        })
    } else {
        Ok(found)
    }
}
