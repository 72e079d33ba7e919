//! The journal: append-only files of frames, synced before anybody is told "saved".
//!
//! Files are named by the global offset of their first byte, so a position is one number for ever.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use merge::cbor;
use merge::frame::{self, Broken};

use crate::disk::Disk;
use crate::error::StoreError;

/// A new file is begun when the last one is longer than this, in bytes.
const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;
/// The frame at the start of every file.
const KIND_HEADER: u8 = 1;
/// A frame of items that were kept together.
const KIND_COMMIT: u8 = 2;
/// The format of the journal and of the items in it.
const FORMAT: u64 = 1;
/// Bytes read at once when the journal is read through.
const READ_BYTES: usize = 1024 * 1024;

/// Where some bytes stand in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// Global offset of the first byte.
    pub pos: u64,
    /// How many.
    pub len: u32,
}

/// Told of every commit: its payload, and where it stands.
type EachCommit<'a> = &'a mut dyn FnMut(&[u8], Span) -> Result<(), StoreError>;

/// The journal of one store.
#[derive(Debug)]
pub(crate) struct Journal {
    disk: Arc<dyn Disk>,
    /// First offsets of the files, in order.
    files: RwLock<Vec<u64>>,
    tail: Mutex<Tail>,
}

#[derive(Debug)]
struct Tail {
    end: u64,
    poisoned: bool,
}

fn name(first: u64) -> String {
    format!("{first:020}.j")
}

impl Journal {
    /// Opens the journal and finds its end. How many bytes stand after the last whole frame is
    /// answered beside the journal; they stay until [`Journal::cut`].
    pub(crate) fn open(disk: Arc<dyn Disk>) -> Result<(Journal, u64), StoreError> {
        let names = disk
            .names()
            .map_err(StoreError::disk("reading the journal folder"))?;
        let mut files: Vec<u64> = names
            .iter()
            .filter_map(|n| n.strip_suffix(".j")?.parse().ok())
            .collect();
        files.sort_unstable();
        for pair in files.windows(2) {
            let len = disk
                .len(&name(pair[0]))
                .map_err(StoreError::disk("reading the journal"))?;
            if pair[0] + len != pair[1] {
                return Err(StoreError::Missing {
                    file: name(pair[0]),
                });
            }
        }
        if files.first().is_some_and(|first| *first != 0) {
            return Err(StoreError::Missing { file: name(0) });
        }
        let mut journal = Journal {
            disk,
            files: RwLock::new(files),
            tail: Mutex::new(Tail {
                end: 0,
                poisoned: false,
            }),
        };
        let torn = journal.find_end()?;
        Ok((journal, torn))
    }

    fn find_end(&mut self) -> Result<u64, StoreError> {
        let Some(first) = self.last_file() else {
            return Ok(0);
        };
        let read = StoreError::disk("reading the journal");
        let len = self.disk.len(&name(first)).map_err(read)?;
        let good = match self.walk_file(first, first, &mut |_, _| Ok(()))? {
            None => len,
            Some(bad) => {
                if self.resumes_after(first, bad)? {
                    return Err(StoreError::Damaged {
                        file: name(first),
                        offset: bad,
                    });
                }
                bad
            }
        };
        self.tail
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .end = first + good;
        Ok(len - good)
    }

    /// Cuts off the torn bytes after the last whole frame: they were never acknowledged.
    pub(crate) fn cut(&mut self, torn: u64) -> Result<(), StoreError> {
        let Some(first) = self.last_file() else {
            return Ok(());
        };
        let good = self.end() - first;
        if torn > 0 {
            let cut = StoreError::disk("cutting the torn end of the journal");
            self.disk.truncate(&name(first), good).map_err(cut)?;
        }
        if good == 0 && first == 0 {
            // Not even the header was durable: the next commit writes it again.
            self.files
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner)
                .clear();
        }
        Ok(())
    }

    /// That something acknowledged stood where the journal now ends.
    pub(crate) fn damaged_end(&self) -> StoreError {
        let first = self.last_file().unwrap_or(0);
        StoreError::DamagedEnd {
            file: name(first),
            offset: self.end() - first,
        }
    }

    fn last_file(&self) -> Option<u64> {
        self.files
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .copied()
    }

    /// Whether a whole frame stands anywhere after `bad`: then the damage is not a torn end.
    fn resumes_after(&self, first: u64, bad: u64) -> Result<bool, StoreError> {
        let rest = self
            .disk
            .read(
                &name(first),
                bad,
                usize::try_from(SEGMENT_BYTES * 8).unwrap_or(usize::MAX),
            )
            .map_err(StoreError::disk("reading the journal"))?;
        let whole = |at: usize| {
            frame::read(&rest[at..]).is_ok_and(|f| f.kind == KIND_COMMIT && !f.payload.is_empty())
        };
        Ok((1..rest.len()).any(whole))
    }

    /// The global offset after the last frame.
    pub(crate) fn end(&self) -> u64 {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).end
    }

    /// Appends one frame and syncs it. Answers the global offset of its payload.
    ///
    /// On an error nothing was kept. When even that is uncertain the journal refuses everything
    /// until the program is restarted, because a page cache that failed once may lie.
    pub(crate) fn append(&self, payload: &[u8]) -> Result<u64, StoreError> {
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.poisoned {
            return Err(StoreError::Poisoned);
        }
        let (first, fresh) = match self.last_file() {
            Some(first) if tail.end - first < SEGMENT_BYTES => (first, false),
            _ => (tail.end, true),
        };
        let mut bytes = Vec::with_capacity(payload.len() + 64);
        if fresh {
            let header = cbor::encode(|e| e.array(2)?.str("xunlu journal")?.u64(FORMAT)?.ok());
            frame::write(KIND_HEADER, &header, &mut bytes);
        }
        let at = tail.end + bytes.len() as u64 + 5;
        frame::write(KIND_COMMIT, payload, &mut bytes);
        if let Err(source) = self.disk.append(&name(first), &bytes) {
            // Half a frame must not stand before the next one.
            let kept = tail.end - first;
            tail.poisoned = self.disk.truncate(&name(first), kept).is_err();
            return Err(StoreError::Disk {
                what: "writing the journal",
                source,
            });
        }
        let synced = self.disk.sync(&name(first));
        let synced = if fresh {
            synced.and_then(|()| self.disk.sync_names())
        } else {
            synced
        };
        if let Err(source) = synced {
            tail.poisoned = true;
            return Err(StoreError::Disk {
                what: "syncing the journal",
                source,
            });
        }
        if fresh {
            self.files
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .push(first);
        }
        tail.end += bytes.len() as u64;
        Ok(at)
    }

    /// Reads bytes by their position.
    pub(crate) fn read(&self, at: Locator) -> Result<Vec<u8>, StoreError> {
        let first = {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            let next = files.partition_point(|first| *first <= at.pos);
            files.get(next.wrapping_sub(1)).copied().unwrap_or(0)
        };
        let bytes = self
            .disk
            .read(&name(first), at.pos - first, at.len as usize)
            .map_err(StoreError::disk("reading the journal"))?;
        if bytes.len() == at.len as usize {
            Ok(bytes)
        } else {
            Err(StoreError::Missing { file: name(first) })
        }
    }

    /// Calls `each` with the payload of every commit from the global offset `from` on, and with
    /// the global offsets of that payload and of the frame's end.
    pub(crate) fn walk(&self, from: u64, each: EachCommit<'_>) -> Result<(), StoreError> {
        let files = self
            .files
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let end = self.end();
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
    fn walk_file(
        &self,
        first: u64,
        from: u64,
        each: EachCommit<'_>,
    ) -> Result<Option<u64>, StoreError> {
        let mut offset = from - first;
        let mut buffer: Vec<u8> = Vec::new();
        let mut used = 0;
        loop {
            match frame::read(&buffer[used..]) {
                Ok(found) => {
                    let at = first + offset;
                    match found.kind {
                        KIND_HEADER => check_header(found.payload)?,
                        KIND_COMMIT => each(
                            found.payload,
                            Span {
                                payload: at + 5,
                                end: at + found.len as u64,
                            },
                        )?,
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

/// Where one commit stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// Global offset of the payload.
    pub(crate) payload: u64,
    /// Global offset after the frame.
    pub(crate) end: u64,
}

fn check_header(payload: &[u8]) -> Result<(), StoreError> {
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
        Ok(())
    }
}
