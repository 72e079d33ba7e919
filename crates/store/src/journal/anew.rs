//! A journal that follows another one under another key.

use std::io;

use merge::frame::{self, Broken};
use vault::Vault;

use super::{FRAME_HEAD, KIND_HEADER, KIND_SEALED};
use crate::disk::Disk;
use crate::error::StoreError;
use crate::open::Progress;

/// Bytes sealed anew at once, and the most of them that one commit may have before that.
const AT_ONCE: u64 = 1024 * 1024;

/// Seals anew what a journal has more than the one that follows it. Every commit comes to stand where
/// it stood, and of the same length, so that all positions stay good and the length of what follows
/// says how far it is. Answers how long the journal is, in bytes.
pub(crate) fn seal_on(
    (from, old): (&dyn Disk, &Vault),
    (to, new): (&dyn Disk, &Vault),
    progress: Progress<'_>,
) -> Result<u64, StoreError> {
    let reading = StoreError::disk("reading the journal");
    let mut names = from.names().map_err(reading)?;
    names.retain(|name| name.ends_with(".j"));
    names.sort();
    let files = names.iter().map(|name| Ok((&**name, from.len(name)?)));
    let files = files.collect::<io::Result<Vec<(&str, u64)>>>();
    let files = files.map_err(StoreError::disk("reading the journal"))?;
    let all = files.iter().map(|(_, len)| len).sum();
    let mut done = 0;
    for (name, len) in files {
        let file = File {
            name,
            first: name.trim_end_matches(".j").parse().unwrap_or(0),
            old: old.inside("journal"),
            new: new.inside("journal"),
        };
        let mut at = there(to, name)?;
        while at < len {
            let fresh = file.anew(from, at, len)?;
            let kept = to.append(name, &fresh);
            kept.map_err(StoreError::disk("writing the journal"))?;
            at += fresh.len() as u64;
            progress(done + at, all);
        }
        if at > len {
            return Err(file.damaged(len));
        }
        done += len;
        let synced = to.sync(name);
        synced.map_err(StoreError::disk("syncing the journal"))?;
    }
    to.sync_names()
        .map_err(StoreError::disk("syncing the journal"))?;
    Ok(all)
}

/// How much of a file there is.
fn there(disk: &dyn Disk, name: &str) -> Result<u64, StoreError> {
    match disk.len(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        len => len.map_err(StoreError::disk("reading the journal")),
    }
}

/// A file of the journal that is followed.
struct File<'n> {
    name: &'n str,
    /// The global offset of its first byte.
    first: u64,
    old: Vault,
    new: Vault,
}

impl File<'_> {
    /// Some whole frames from an offset on, under the other key.
    fn anew(&self, from: &dyn Disk, at: u64, len: u64) -> Result<Vec<u8>, StoreError> {
        let mut asked = AT_ONCE;
        loop {
            let piece = usize::try_from(asked.min(len - at)).unwrap_or(usize::MAX);
            let bytes = from.read(self.name, at, piece);
            let bytes = bytes.map_err(StoreError::disk("reading the journal"))?;
            let fresh = self.frames(&bytes, at)?;
            if !fresh.is_empty() {
                return Ok(fresh);
            }
            if asked >= len - at {
                return Err(self.damaged(at));
            }
            asked *= 2;
        }
    }

    fn frames(&self, bytes: &[u8], at: u64) -> Result<Vec<u8>, StoreError> {
        let (mut fresh, mut used) = (Vec::with_capacity(bytes.len()), 0);
        loop {
            let here = at + used as u64;
            let found = match frame::read(&bytes[used..]) {
                Ok(found) => found,
                Err(Broken::Short) => return Ok(fresh),
                Err(Broken::Damaged) => return Err(self.damaged(here)),
            };
            match found.kind {
                KIND_HEADER => fresh.extend_from_slice(&bytes[used..used + found.len]),
                KIND_SEALED => {
                    let place = (self.first + here + FRAME_HEAD).to_be_bytes();
                    let said = self.old.open(&place, found.payload);
                    let said = said.ok_or_else(|| self.altered(here))?;
                    let sealed = self.new.seal(&place, &said);
                    let sealed = sealed.map_err(StoreError::disk("sealing the journal"))?;
                    frame::write(KIND_SEALED, &sealed, &mut fresh);
                }
                _ => return Err(self.damaged(here)),
            }
            used += found.len;
        }
    }

    fn damaged(&self, offset: u64) -> StoreError {
        let file = self.name.to_owned();
        StoreError::Damaged { file, offset }
    }

    fn altered(&self, offset: u64) -> StoreError {
        let file = self.name.to_owned();
        StoreError::Altered { file, offset }
    }
}
