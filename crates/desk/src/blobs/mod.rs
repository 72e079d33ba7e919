//! Photos and scans: files named by their hash, durable before any operation refers to them.
//!
//! | in the folder | what it is |
//! | --- | --- |
//! | `ab/abcd…` | an original, byte for byte as it came, sealed: evidence, never changed |
//! | `partial` | originals on their way in, and which chunks of them are there |
//! | `preview` | small pictures of originals that are still travelling; no evidence |
//! | `small` | pictures made smaller to be shown; may be deleted at any time |
//! | `damaged` | originals that are no longer what their name says |
//!
//! Everything is sealed with the folder's key; a file of before that is read as it stands until it is
//! sealed too.
//!
//! Whoever carries photos by another road asks [`read`] for one that is here, and hands over one that
//! comes piece by piece: [`begin`], then [`put`].

mod file;
mod incoming;
mod picture;
mod shelf;
mod sweep;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use merge::Hash;
use vault::Vault;

use crate::failure::Failure;
use file::media_type;
use shelf::Lying;

pub use file::Blob;
pub use incoming::{Incoming, begin, put, resume};
pub use picture::{Width, keep_preview, preview, shown};
pub use shelf::{Shelves, shelves};
pub use sweep::{Swept, damaged, sweep};

/// Largest file that is kept, in bytes.
pub const MAX_BLOB: u64 = sync::limits::MAX_FILE;
/// What the key of photos is for.
pub(crate) const PURPOSE: &str = "photos";
/// Room on the disk that photos leave to operations, in bytes.
const RESERVE: u64 = 64 * 1024 * 1024;

/// Where photos are kept, and what they are sealed with.
#[derive(Debug, Clone)]
pub struct Blobs {
    shelves: Arc<dyn Shelves>,
    vault: Vault,
}

impl Blobs {
    /// The photos in a folder whose key this is.
    #[must_use]
    pub fn new(folder: PathBuf, vault: &Vault) -> Blobs {
        Blobs::on(Arc::new(folder), vault)
    }

    /// The photos on shelves whose key this is.
    #[must_use]
    pub fn on(shelves: Arc<dyn Shelves>, vault: &Vault) -> Blobs {
        let vault = vault.inside(PURPOSE);
        Blobs { shelves, vault }
    }

    /// Seals what was kept before everything was sealed. What can be made again, or goes on from its
    /// start, is removed.
    ///
    /// # Errors
    /// A disk that refuses; whatever is sealed by then stays so.
    pub fn seal_all(&self) -> Result<(), Failure> {
        for passing in ["partial", "small/320", "small/1600"] {
            self.each(passing, &|_, lying| lying.remove())?;
        }
        for kept in shelf::originals().chain(["damaged".to_owned()]) {
            self.each(&kept, &|_, lying| self.seal_one(lying))?;
        }
        self.each("preview", &|sha256, lying| {
            picture::seal_preview(self, sha256, lying)
        })
    }

    /// Does something with each file of a shelf that is named after a photo.
    fn each(
        &self,
        shelf: &str,
        act: &dyn Fn(Hash, &Lying) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let failed = |path: &Path, error: io::Error| Failure::file(path, &error);
        let names = self.shelves.shelf(shelf).names();
        for name in names.map_err(|error| failed(&self.shelves.at().join(shelf), error))? {
            if let Some(sha256) = shelf::named(&name) {
                let lying = self.lying(shelf, name);
                act(sha256, &lying).map_err(|error| failed(&lying.path, error))?;
            }
        }
        Ok(())
    }

    fn seal_one(&self, lying: &Lying) -> io::Result<()> {
        let bytes = lying.whole()?;
        if vault::file::is_sealed(&bytes) {
            return Ok(());
        }
        lying.replace(&vault::file::seal(&self.vault, &bytes)?)
    }

    fn lying(&self, shelf: &str, name: String) -> Lying {
        Lying::on(&*self.shelves, shelf, name)
    }

    /// Where an original is kept.
    fn place(&self, sha256: Hash) -> Lying {
        let name = sha256.to_string();
        self.lying(&name[..2], name.clone())
    }

    /// Where an original is put aside.
    fn aside(&self, sha256: Hash) -> Lying {
        self.lying("damaged", sha256.to_string())
    }
}

/// How a photo stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// The original is here.
    Whole,
    /// A small picture of it is here; the original is still travelling.
    Preview,
    /// Nothing of it is here yet.
    Nothing,
}

/// Removes everything of a photo: original, preview, what has arrived in part, and what was made of
/// it to be shown.
///
/// # Errors
/// A disk that refuses.
pub fn forget(blobs: &Blobs, sha256: Hash) -> Result<(), Failure> {
    incoming::forget(blobs, sha256);
    picture::forget(blobs, sha256);
    for lying in [blobs.place(sha256), blobs.aside(sha256)] {
        let removed = lying.remove();
        removed.map_err(|error| Failure::file(&lying.path, &error))?;
    }
    Ok(())
}

/// How a photo stands here. Its bytes are not looked at.
#[must_use]
pub fn here(blobs: &Blobs, sha256: Hash) -> Here {
    if blobs.place(sha256).is_there() {
        Here::Whole
    } else if picture::has_preview(blobs, sha256) {
        Here::Preview
    } else {
        Here::Nothing
    }
}

/// The bytes of an original, if it is here and is what its name says. One that is not is put aside
/// under `damaged`, so that it counts as missing and is fetched again.
///
/// # Errors
/// A disk that refuses.
pub fn read(blobs: &Blobs, sha256: Hash) -> Result<Option<Vec<u8>>, Failure> {
    let place = blobs.place(sha256);
    let failed = |error: io::Error| Failure::file(&place.path, &error);
    let bytes = match place.whole() {
        Ok(bytes) => vault::file::unseal(&blobs.vault, bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if Hash::of(&[&bytes]) == sha256 {
        return Ok(Some(bytes));
    }
    drop(bytes);
    sweep::put_aside(blobs, sha256).map_err(failed)?;
    Ok(None)
}

/// The size of an original that is here, and some of its bytes, unchecked: whoever takes them
/// knows the hash of their chunk.
///
/// # Errors
/// A disk that refuses.
pub fn read_part(
    blobs: &Blobs,
    sha256: Hash,
    at: u64,
    len: u32,
) -> Result<Option<(u64, Vec<u8>)>, Failure> {
    let place = blobs.place(sha256);
    let part = || -> io::Result<_> {
        let mut file = place.open(&blobs.vault, u64::from(len))?;
        Ok((file.size()?, file.read(at, u64::from(len))?))
    };
    match part() {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(&place.path, &error)),
    }
}

/// Whether there is room for a photo of that size, and then enough left for operations.
///
/// # Errors
/// There is not.
pub fn room_for(blobs: &Blobs, size: u64) -> Result<(), Failure> {
    let Some(free) = blobs.shelves.free() else {
        return Ok(());
    };
    if free >= size.saturating_add(RESERVE) {
        return Ok(());
    }
    let (free, reserve) = (free >> 20, RESERVE >> 20);
    Err(Failure::new(
        FULL,
        format!(
            "磁盘只剩 {free} MB，照片暂不接收（须为文字记录留出 {reserve} MB）；请清理磁盘，文字记录不受影响"
        ),
        format!(
            "the disk has {free} MB left and takes no photos ({reserve} MB are kept for records); free some room, records are not affected"
        ),
    ))
}

/// The name of the failure of a disk that takes no more photos.
pub const FULL: &str = sync::photos::FULL;

/// The size and media type of a blob that is kept.
#[must_use]
pub fn find(blobs: &Blobs, sha256: Hash) -> Option<(u64, &'static str)> {
    let place = blobs.place(sha256);
    let mut file = place.open(&blobs.vault, 16).ok()?;
    let beginning = file.read(0, 16).ok()?;
    Some((file.size().ok()?, media_type(&beginning)?))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_photo_is_kept_once_under_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let photo = folder.path().join("弯道.jpg");
        fs::write(&photo, [0xff, 0xd8, 0xff, 0xe0, 1]).unwrap();
        let blobs = folder.path().join("blobs");
        let blobs = Blobs::new(blobs, &Vault::from_key([1; 32]));
        let blob = Blob::read(&photo).unwrap();
        blob.keep(&blobs).unwrap();
        blob.keep(&blobs).unwrap();
        assert_eq!(
            (blob.mime, blob.caption.as_str()),
            ("image/jpeg", "弯道.jpg")
        );
        let bytes = fs::read(&photo).unwrap();
        assert_eq!(read(&blobs, blob.sha256).unwrap().unwrap(), bytes);
        let part = read_part(&blobs, blob.sha256, 1, 2).unwrap().unwrap();
        assert_eq!(part, (5, bytes[1..3].to_vec()));
        assert_eq!(find(&blobs, blob.sha256), Some((5, "image/jpeg")));
        let kept = blobs.place(blob.sha256).whole().unwrap();
        assert!(!kept.windows(3).any(|three| bytes.starts_with(three)));
        assert_eq!(
            fs::read_dir(folder.path().join("blobs")).unwrap().count(),
            1
        );
    }

    #[test]
    fn a_file_that_is_no_photo_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        // By what it is, not by what it is called.
        let svg: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let refused: [(&str, &[u8]); 12] = [
            ("photo.jpg", b"<script>alert(1)</script>"),
            ("photo.png", b"<!DOCTYPE html><html onload=alert(1)>"),
            ("plan.svg", svg),
            ("photo.webp", svg),
            ("plan.png", b"\xef\xbb\xbf<?xml version='1.0'?><svg/>"),
            ("plan.svgz", b"\x1f\x8b\x08\0"),
            (
                "page.mhtml",
                b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
            ),
            ("table.pdf", b"PK\x03\x04[Content_Types].xml"),
            ("program.jpg", b"MZ\x90\0"),
            ("dance.gif", b"GIF89a"),
            ("song.webp", b"RIFF1234WAVE"),
            ("nothing.jpg", b""),
        ];
        for (name, bytes) in refused {
            assert!(Blob::of(name, bytes.to_vec()).is_err(), "{name}");
        }
        // What begins as a picture is one to every browser, whatever follows and however it is called.
        let both = Blob::of("page.html", b"\xff\xd8\xff<script>".to_vec());
        assert_eq!(both.unwrap().mime, "image/jpeg");
        assert!(Blob::read(&folder.path().join("missing.jpg")).is_err());
    }
}
