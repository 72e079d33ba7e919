//! The journal: append-only files of frames, synced before anybody is told "saved".
//!
//! Files are named by the global offset of their first byte, so a position is one number for ever.

mod walk;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use merge::cbor;
use merge::frame;

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

/// Where some bytes stand in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// Global offset of the first byte.
    pub pos: u64,
    /// How many.
    pub len: u32,
    /// Their CRC-32C, so that bytes which changed on the disk are never taken for what was kept.
    pub check: u32,
}

impl Locator {
    /// Where `bytes` stand when the first of them is at `pos`.
    pub(crate) fn of(pos: u64, bytes: &[u8]) -> Locator {
        // A frame is far below 4 GiB.
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let check = crc32c::crc32c(bytes);
        Locator { pos, len, check }
    }

    /// The same bytes in a payload that stands at `base`.
    pub(crate) fn from(self, base: u64) -> Locator {
        Locator {
            pos: base + self.pos,
            ..self
        }
    }
}

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

    /// Cuts off the torn bytes after the last whole frame, which were never acknowledged, and makes
    /// durable what stands before them.
    pub(crate) fn cut(&mut self, torn: u64) -> Result<(), StoreError> {
        let Some(first) = self.last_file() else {
            return Ok(());
        };
        let good = self.end() - first;
        if torn > 0 {
            let cut = StoreError::disk("cutting the torn end of the journal");
            self.disk.truncate(&name(first), good).map_err(cut)?;
        }
        if good == 0 {
            // Not even the header was kept: the next commit writes it, and syncs the name.
            self.files
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            return Ok(());
        }
        // A process that was killed between writing and syncing left bytes that a power cut could
        // still take, and they are about to be acknowledged.
        let synced = self.disk.sync(&name(first));
        synced
            .and_then(|()| self.disk.sync_names())
            .map_err(StoreError::disk("syncing the journal"))
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
        let read = || StoreError::disk("reading the journal");
        let len = self.disk.len(&name(first)).map_err(read())?;
        let rest = usize::try_from(len.saturating_sub(bad)).unwrap_or(usize::MAX);
        let rest = self.disk.read(&name(first), bad, rest).map_err(read())?;
        let whole = |at: usize| {
            // The kind is looked at first, because a wrong length may make the checksum long.
            rest.get(at + 4) == Some(&KIND_COMMIT)
                && frame::read(&rest[at..]).is_ok_and(|found| !found.payload.is_empty())
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
        if payload.len() > frame::MAX_PAYLOAD {
            return Err(StoreError::TooMuch);
        }
        let mut bytes = Vec::with_capacity(payload.len() + 64);
        if fresh {
            let header = cbor::encode(|e| e.array(2)?.str("xunlu journal")?.u64(FORMAT)?.ok());
            frame::write(KIND_HEADER, &header, &mut bytes);
        }
        let at = tail.end + bytes.len() as u64 + 5;
        frame::write(KIND_COMMIT, payload, &mut bytes);
        // Whoever panics from here on leaves open what stands on the disk.
        tail.poisoned = true;
        if let Err(source) = self.disk.append(&name(first), &bytes) {
            // Half a frame must not stand before the next one. A file that could not even be made
            // needs no cutting.
            let made = !fresh || self.disk.len(&name(first)).is_ok();
            let cut = || self.disk.truncate(&name(first), tail.end - first);
            tail.poisoned = made && cut().is_err();
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
            // The page cache may now show bytes that the disk does not have. Without them the next
            // start reads only what is there.
            let _ = self.disk.truncate(&name(first), tail.end - first);
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
        tail.poisoned = false;
        Ok(at)
    }

    /// Reads bytes by their position; what does not read back as it was written is an error.
    pub(crate) fn read(&self, at: Locator) -> Result<Vec<u8>, StoreError> {
        let (first, bytes) = self.raw(at.pos, at.len as usize)?;
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

    /// The last bytes before a global offset: the checksum of the frame that ends there. It tells
    /// this journal's position from the same number in another one.
    pub(crate) fn stamp(&self, end: u64) -> Result<Vec<u8>, StoreError> {
        let from = end.saturating_sub(4);
        Ok(self.raw(from, usize::try_from(end - from).unwrap_or(0))?.1)
    }

    fn raw(&self, pos: u64, len: usize) -> Result<(u64, Vec<u8>), StoreError> {
        if len == 0 {
            return Ok((0, Vec::new()));
        }
        let first = {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            let next = files.partition_point(|first| *first <= pos);
            files.get(next.wrapping_sub(1)).copied().unwrap_or(0)
        };
        let bytes = self.disk.read(&name(first), pos - first, len);
        Ok((
            first,
            bytes.map_err(StoreError::disk("reading the journal"))?,
        ))
    }
}
