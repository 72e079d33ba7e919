//! The journal: append-only files of frames, synced before anybody is told "saved".
//!
//! Files are named by the global offset of their first byte, so a position is one number for ever.
//! Each frame's payload is sealed for its position: none can be left out, changed or put elsewhere.

mod anew;
mod read;
mod shared;
mod walk;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use merge::cbor;
use merge::frame;
use vault::{HEAD, TAG, Vault};

pub(crate) use anew::seal_on;

use crate::disk::Disk;
use crate::error::StoreError;

/// A new file is begun when the last one is longer than this, in bytes.
const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;
/// The frame at the start of every file.
const KIND_HEADER: u8 = 1;
/// A frame of items that were kept together, before everything was sealed.
const KIND_PLAIN: u8 = 2;
/// A frame of items that were kept together, sealed.
const KIND_SEALED: u8 = 3;
/// The format of the journal and of the items in it; 1 was not sealed.
const FORMAT: u64 = 2;
/// Bytes of a frame before its payload.
const FRAME_HEAD: u64 = 5;
/// As far as this from the beginning of a commit, its nonce is read together with what is wanted.
const NEAR: u64 = 4 * 1024;

/// Where some bytes stand in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locator {
    /// Global offset of the first byte.
    pub pos: u64,
    /// How many.
    pub len: u32,
    /// The CRC-32C of what they say, so that bytes which changed on the disk are never taken for
    /// what was kept.
    pub check: u32,
    /// How far from the beginning of their commit they stand: with its nonce they can be opened
    /// without the rest of it.
    pub inside: u32,
}

impl Locator {
    /// Where `bytes` stand that begin at `inside` of a commit.
    pub(crate) fn of(inside: usize, bytes: &[u8]) -> Locator {
        // A frame is far below 4 GiB.
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Locator {
            pos: inside as u64,
            len: short(bytes.len()),
            check: crc32c::crc32c(bytes),
            inside: short(inside),
        }
    }

    /// The same bytes in a commit that stands at `base`.
    pub(crate) fn from(self, base: u64) -> Locator {
        Locator {
            pos: base + u64::from(self.inside),
            ..self
        }
    }
}

/// The journal of one store.
#[derive(Debug)]
pub(crate) struct Journal {
    disk: Arc<dyn Disk>,
    /// Nothing for a journal that is not sealed: it is read once, to be written anew.
    vault: Option<Vault>,
    /// First offsets of the files, in order.
    files: RwLock<Vec<u64>>,
    tail: Mutex<Tail>,
    /// Whether others append to it too.
    shared: bool,
}

#[derive(Debug)]
struct Tail {
    /// Where the next commit goes.
    next: u64,
    /// Up to where everything is kept: all of it, but in the middle of a transaction.
    kept: u64,
    /// The last bytes before `kept` and before `end`, of a journal that others append to.
    mark: Vec<u8>,
    written: Vec<u8>,
    poisoned: bool,
}

fn name(first: u64) -> String {
    format!("{first:020}.j")
}

impl Journal {
    /// The first format that is sealed.
    pub(crate) const SEALED: u64 = 2;

    /// The format of the journal on a disk; nothing if there is none yet.
    pub(crate) fn format(disk: &dyn Disk) -> Result<Option<u64>, StoreError> {
        if disk.len(&name(0)).is_err() {
            return Ok(None);
        }
        let beginning = disk.read(&name(0), 0, 64);
        let beginning = beginning.map_err(StoreError::disk("reading the journal"))?;
        match frame::read(&beginning) {
            Ok(found) if found.kind == KIND_HEADER => walk::format(found.payload).map(Some),
            _ => Ok(None),
        }
    }

    /// Opens the journal and finds its end. How many bytes stand after the last whole frame is
    /// answered beside the journal; they stay until [`Journal::cut`].
    pub(crate) fn open(disk: Arc<dyn Disk>, vault: &Vault) -> Result<(Journal, u64), StoreError> {
        Journal::read_in(disk, Some(vault.inside("journal")))
    }

    /// Opens a journal of before everything was sealed, to read it.
    pub(crate) fn open_plain(disk: Arc<dyn Disk>) -> Result<(Journal, u64), StoreError> {
        Journal::read_in(disk, None)
    }

    fn read_in(disk: Arc<dyn Disk>, vault: Option<Vault>) -> Result<(Journal, u64), StoreError> {
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
            vault,
            files: RwLock::new(files),
            tail: Mutex::new(Tail {
                next: 0,
                kept: 0,
                mark: Vec::new(),
                written: Vec::new(),
                poisoned: false,
            }),
            shared: false,
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
        let tail = self.tail.get_mut();
        let tail = tail.unwrap_or_else(PoisonError::into_inner);
        (tail.next, tail.kept) = (first + good, first + good);
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
            rest.get(at + 4) == Some(&self.kind())
                && frame::read(&rest[at..]).is_ok_and(|found| !found.payload.is_empty())
        };
        Ok((1..rest.len()).any(whole))
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The global offset after the last frame that is kept.
    pub(crate) fn end(&self) -> u64 {
        self.tail().kept
    }

    /// The global offset after the last frame that was appended, by whoever does.
    pub(crate) fn written(&self) -> u64 {
        self.tail().next
    }

    /// The kind of frames that commits are kept in.
    fn kind(&self) -> u8 {
        match self.vault {
            Some(_) => KIND_SEALED,
            None => KIND_PLAIN,
        }
    }

    /// Appends one frame and syncs it. Answers the global offset of the commit in it.
    ///
    /// On an error nothing was kept. When even that is uncertain the journal refuses everything
    /// until the program is restarted, because a page cache that failed once may lie.
    pub(crate) fn append(&self, payload: &[u8]) -> Result<u64, StoreError> {
        let mut tail = self.tail();
        if tail.poisoned {
            return Err(StoreError::Poisoned);
        }
        let (first, fresh) = match self.last_file() {
            Some(first) if tail.next - first < SEGMENT_BYTES => (first, false),
            _ => (tail.next, true),
        };
        if payload.len() > frame::MAX_PAYLOAD - HEAD - TAG {
            return Err(StoreError::TooMuch);
        }
        let mut bytes = Vec::with_capacity(payload.len() + 128);
        if fresh {
            let header = cbor::encode(|e| e.array(2)?.str("xunlu journal")?.u64(FORMAT)?.ok());
            frame::write(KIND_HEADER, &header, &mut bytes);
        }
        let at = tail.next + bytes.len() as u64 + FRAME_HEAD;
        let Some(vault) = &self.vault else {
            return Err(StoreError::Poisoned);
        };
        let sealed = vault
            .seal(&at.to_be_bytes(), payload)
            .map_err(StoreError::disk("sealing the journal"))?;
        frame::write(KIND_SEALED, &sealed, &mut bytes);
        // Whoever panics from here on leaves open what stands on the disk.
        tail.poisoned = true;
        if let Err(source) = self.disk.append(&name(first), &bytes) {
            // Half a frame must not stand before the next one. A file that could not even be made
            // needs no cutting.
            let made = !fresh || self.disk.len(&name(first)).is_ok();
            let cut = || self.disk.truncate(&name(first), tail.next - first);
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
            let _ = self.disk.truncate(&name(first), tail.next - first);
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
        tail.next += bytes.len() as u64;
        if self.shared {
            tail.written = shared::mark_of(&bytes);
        } else {
            tail.kept = tail.next;
        }
        tail.poisoned = false;
        Ok(at + HEAD as u64)
    }
}
