//! Originals on their way in: chunk by chunk, so that any cut goes on where it stopped.

use std::io::{self, Cursor};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use merge::Hash;
use sync::photos::Parts;
use vault::file::Sealed;

use super::{Blobs, Here, Lying, MAX_BLOB, here, room_for};
use crate::failure::Failure;

/// What all originals on their way in may take up together, in bytes. The one that has moved least
/// lately makes room, and is sent again from its start.
const PARTIALS: u64 = 8 * MAX_BLOB;

/// Each photo is written by one thread at a time; two seldom meet in one of these.
static WRITING: [Mutex<()>; 16] = [const { Mutex::new(()) }; 16];

/// Works on a photo while nobody else does, in this program or in another on the same shelves: each
/// piece may come to another one, and the same piece to two.
fn alone<T>(
    blobs: &Blobs,
    sha256: Hash,
    work: impl Fn() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let lock = &WRITING[usize::from(sha256.0[0] % 16)];
    // Whoever panicked left a file whose parts are checked by their hashes.
    let _here = lock.lock().unwrap_or_else(PoisonError::into_inner);
    let mut done = None;
    let name = &sha256.to_string()[..2];
    let kept = blobs.shelves.alone(name, &mut || done = Some(work()));
    match (kept, done) {
        (Ok(()), Some(done)) => done,
        // It knows better why nothing was kept.
        (Err(_), Some(Err(failure))) => Err(failure),
        (kept, _) => {
            let error = kept.err().unwrap_or_else(|| io::ErrorKind::Other.into());
            Err(Failure::file(
                &Partial { blobs, sha256 }.data().path,
                &error,
            ))
        }
    }
}

/// How an original stands that is on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// It is here whole, its hash was checked, and it is safe.
    Whole,
    /// These parts of it are here.
    Partly(Parts),
    /// Nothing of it is here, and nobody has said what its chunks are.
    Nothing,
}

struct Partial<'b> {
    blobs: &'b Blobs,
    sha256: Hash,
}

/// Gives up what has arrived of an original.
pub(super) fn forget(blobs: &Blobs, sha256: Hash) {
    let partial = Partial { blobs, sha256 };
    // What cannot be removed now is swept after a week.
    let _ = partial.forget();
}

impl Partial<'_> {
    fn data(&self) -> Lying {
        self.blobs.lying("partial", self.sha256.to_string())
    }

    fn parts(&self) -> Lying {
        let name = format!("{}.parts", self.sha256);
        self.blobs.lying("partial", name)
    }

    /// What is noted of it. A note that does not read is as good as none.
    fn load(&self) -> Option<Parts> {
        let parts: Parts = minicbor::decode(&self.parts().whole().ok()?).ok()?;
        (parts.is_sound() && self.data().is_there()).then_some(parts)
    }

    fn note(&self, parts: &Parts) -> io::Result<()> {
        // Writing into memory does not fail, and an empty note does not read.
        let note = minicbor::to_vec(parts).unwrap_or_default();
        self.parts().replace(&note)
    }

    /// Writes a piece. Most are added to the end; what lies there of a piece that was not noted is
    /// cut off first. A piece in the middle stands for one that was wrong.
    fn write(&self, parts: &Parts, at: u64, bytes: &[u8]) -> io::Result<()> {
        let (data, vault) = (self.data(), &self.blobs.vault);
        if parts.arrived() == at {
            return data.add(vault, at, bytes);
        }
        let mut arrived = self.read(0..MAX_BLOB)?;
        let whole = |at: u64| usize::try_from(at).map_err(io::Error::other);
        let (from, to) = (whole(at)?, whole(at + bytes.len() as u64)?);
        arrived.resize(arrived.len().max(to), 0);
        arrived[from..to].copy_from_slice(bytes);
        data.begin(vault, &arrived)
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let (data, len) = (self.data(), range.end - range.start);
        let mut sealed = data.open(&self.blobs.vault, len)?;
        sealed.read(range.start, len)
    }

    /// Writes what has arrived under another nonce, without what was wrong at its end: other bytes in
    /// the place of wrong ones, under the same key stream, would tell of each other.
    fn renew(&self, parts: &Parts) -> io::Result<()> {
        let gap = parts.gap().filter(|gap| gap.at == parts.arrived());
        let arrived = self.read(0..gap.map_or(MAX_BLOB, |gap| gap.at))?;
        self.data().begin(&self.blobs.vault, &arrived)
    }

    fn forget(&self) -> io::Result<()> {
        self.parts().remove()?;
        self.data().remove()
    }

    fn failed(&self, error: &io::Error) -> Failure {
        if error.kind() == io::ErrorKind::StorageFull {
            let full = room_for(self.blobs, u64::MAX);
            return full
                .err()
                .unwrap_or_else(|| Failure::file(&self.data().path, error));
        }
        Failure::file(&self.data().path, error)
    }

    /// Every chunk is there: the whole is checked and takes its place.
    fn finish(&self, mut parts: Parts) -> Result<Incoming, Failure> {
        let bytes = self
            .read(0..parts.size())
            .map_err(|error| self.failed(&error))?;
        if Hash::of(&[&bytes]) == self.sha256 {
            // One copy in memory and no more.
            drop(bytes);
            let moved = || {
                let arrived = Cursor::new(self.data().whole()?);
                let sealed = Sealed::open(arrived, &self.blobs.vault)?.finish()?;
                let place = self.blobs.place(self.sha256);
                place.replace(&sealed.into_inner())
            };
            moved().map_err(|error| self.failed(&error))?;
            // Both have done their work; that they stay for a while does no harm.
            let _ = self.forget();
            super::picture::forget_preview(self.blobs, self.sha256);
            return Ok(Incoming::Whole);
        }
        // Either the disk changed a chunk since, or the chunks are not those of this photo.
        let wrong = parts.recheck(|range| self.read(range));
        if wrong.map_err(|error| self.failed(&error))? > 0 {
            self.renew(&parts).map_err(|error| self.failed(&error))?;
            self.note(&parts).map_err(|error| self.failed(&error))?;
            return Ok(Incoming::Partly(parts));
        }
        self.forget().map_err(|error| self.failed(&error))?;
        let name = self.sha256;
        Err(Failure::new(
            "photo_altered",
            format!("照片 {name} 传来的内容与其编号不符，未采纳；请在原设备上核对后重新同步"),
            format!(
                "what came as photo {name} is not what its name says and was not taken; look at it on the device it comes from and sync again"
            ),
        ))
    }
}

/// How an original stands here that may be on its way in. One whose chunks are all there is
/// looked at as a whole.
///
/// # Errors
/// A disk that refuses; a whole that is not what its name says.
pub fn resume(blobs: &Blobs, sha256: Hash) -> Result<Incoming, Failure> {
    alone(blobs, sha256, || {
        finished(blobs, sha256, arrived(blobs, sha256))
    })
}

/// A kill may have come between the last piece and the look at the whole.
fn finished(blobs: &Blobs, sha256: Hash, incoming: Incoming) -> Result<Incoming, Failure> {
    match incoming {
        Incoming::Partly(parts) if parts.gap().is_none() => Partial { blobs, sha256 }.finish(parts),
        other => Ok(other),
    }
}

fn arrived(blobs: &Blobs, sha256: Hash) -> Incoming {
    if here(blobs, sha256) == Here::Whole {
        return Incoming::Whole;
    }
    match (Partial { blobs, sha256 }).load() {
        Some(parts) => Incoming::Partly(parts),
        None => Incoming::Nothing,
    }
}

/// Makes ready to take in an original of these chunks, or goes on where that stopped.
///
/// # Errors
/// Chunks that cannot be those of a file of that size, a disk that is nearly full or refuses.
pub fn begin(
    blobs: &Blobs,
    sha256: Hash,
    size: u64,
    chunks: Vec<Hash>,
) -> Result<Incoming, Failure> {
    alone(blobs, sha256, move || begun(blobs, sha256, size, &chunks))
}

fn begun(blobs: &Blobs, sha256: Hash, size: u64, chunks: &[Hash]) -> Result<Incoming, Failure> {
    let partial = Partial { blobs, sha256 };
    match arrived(blobs, sha256) {
        Incoming::Partly(parts) if parts.is_of(size, chunks) => {
            return finished(blobs, sha256, Incoming::Partly(parts));
        }
        Incoming::Whole => return Ok(Incoming::Whole),
        Incoming::Partly(_) | Incoming::Nothing => {}
    }
    let parts = Parts::new(size, chunks.to_vec()).ok_or_else(|| {
        Failure::new(
            "photo_chunks",
            format!("照片 {sha256} 的分块说明有误；请升级两端中较旧的程序"),
            format!("the chunks said of photo {sha256} cannot be right; update the older of the two programs"),
        )
    })?;
    room_for(blobs, size)?;
    let start = || {
        make_room(blobs, sha256, size)?;
        partial.data().begin(&blobs.vault, &[])?;
        partial.note(&parts)
    };
    start().map_err(|error| partial.failed(&error))?;
    Ok(Incoming::Partly(parts))
}

/// Takes in a piece of an original that was begun. One that is not the next changes nothing.
///
/// # Errors
/// A disk that is nearly full or refuses; a whole that is not what its name says.
pub fn put(blobs: &Blobs, sha256: Hash, at: u64, bytes: &[u8]) -> Result<Incoming, Failure> {
    alone(blobs, sha256, || taken(blobs, sha256, at, bytes))
}

fn taken(blobs: &Blobs, sha256: Hash, at: u64, bytes: &[u8]) -> Result<Incoming, Failure> {
    let mut parts = match arrived(blobs, sha256) {
        Incoming::Partly(parts) => parts,
        other => return Ok(other),
    };
    let partial = Partial { blobs, sha256 };
    let failed = |error: io::Error| partial.failed(&error);
    if parts.expects(at, bytes.len()) {
        room_for(blobs, parts.size() - parts.arrived())?;
        partial.write(&parts, at, bytes).map_err(failed)?;
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let before = parts.arrived();
        parts
            .take(at, len, |range| partial.read(range))
            .map_err(failed)?;
        if parts.arrived() <= before {
            partial.renew(&parts).map_err(failed)?;
        }
        partial.note(&parts).map_err(failed)?;
    }
    finished(blobs, sha256, Incoming::Partly(parts))
}

/// Drops the partial originals that have moved least lately until there is room for another.
fn make_room(blobs: &Blobs, coming: Hash, size: u64) -> io::Result<()> {
    let shelf = blobs.shelves.shelf("partial");
    let mut there = Vec::new();
    for name in shelf.names()? {
        let named: Option<Hash> = name.parse().ok();
        if let Some(sha256) = named.filter(|sha256| *sha256 != coming) {
            there.push((shelf.modified(&name)?, shelf.len(&name)?, sha256));
        }
    }
    there.sort_unstable();
    let mut taken: u64 = there.iter().map(|(_, len, _)| len).sum();
    for (_, len, sha256) in there {
        if taken.saturating_add(size) <= PARTIALS {
            break;
        }
        Partial { blobs, sha256 }.forget()?;
        taken -= len;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
