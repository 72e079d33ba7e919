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
//! Whoever carries photos by another road asks [`read`] for one that is here and hands one that
//! came to [`receive`].

mod incoming;
mod picture;
mod sweep;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use forms::Photo;
use merge::Hash;
use vault::Vault;
use vault::file::Sealed;

use crate::failure::Failure;

pub use incoming::{Incoming, begin, put, receive, resume};
pub use picture::{Width, keep_preview, preview, shown};
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
    folder: PathBuf,
    vault: Vault,
}

impl Blobs {
    /// The photos in a folder whose key this is.
    #[must_use]
    pub fn new(folder: PathBuf, vault: &Vault) -> Blobs {
        let vault = vault.inside(PURPOSE);
        Blobs { folder, vault }
    }

    /// Seals what was kept before everything was sealed. What can be made again, or goes on from its
    /// start, is removed.
    ///
    /// # Errors
    /// A disk that refuses; whatever is sealed by then stays so.
    pub fn seal_all(&self) -> Result<(), Failure> {
        for passing in ["partial", "small"] {
            match fs::remove_dir_all(self.folder.join(passing)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::file(&self.folder, &error));
                }
                _ => {}
            }
        }
        for folder in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let path = file.path();
                self.seal_one(&path)
                    .map_err(|error| Failure::file(&path, &error))?;
            }
        }
        Ok(())
    }

    fn seal_one(&self, path: &Path) -> io::Result<()> {
        let bytes = fs::read(path)?;
        if vault::file::is_sealed(&bytes) {
            return Ok(());
        }
        if path
            .parent()
            .is_some_and(|folder| folder.ends_with("preview"))
        {
            return picture::seal_preview(self, path, &bytes);
        }
        written(path, &vault::file::seal(&self.vault, &bytes)?)
    }

    /// Opens a file to read parts of it.
    fn open(&self, path: &Path) -> io::Result<Sealed<fs::File>> {
        Sealed::open(fs::File::open(path)?, &self.vault)
    }
}

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its name: the SHA-256 of its bytes.
    pub sha256: Hash,
    /// Its media type, told by its first bytes.
    pub mime: &'static str,
    /// The name it came under, for people only.
    pub caption: String,
    bytes: Vec<u8>,
}

impl Blob {
    /// Reads a file. Nothing is written.
    ///
    /// # Errors
    /// A file that cannot be read, is too large, or is of no type that is kept.
    pub fn read(file: &Path) -> Result<Blob, Failure> {
        let reading = |error| Failure::file(file, &error);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let size = fs::metadata(file).map_err(reading)?.len();
        if size > MAX_BLOB {
            return Err(too_large(&name));
        }
        Blob::of(&name, fs::read(file).map_err(reading)?)
    }

    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// A file that is too large, or of no type that is kept.
    pub fn of(name: &str, bytes: Vec<u8>) -> Result<Blob, Failure> {
        if bytes.len() as u64 > MAX_BLOB {
            return Err(too_large(name));
        }
        let mime = media_type(&bytes).ok_or_else(|| {
            Failure::new(
                "media_type",
                format!("{name} 不是 JPEG、PNG、WebP 或 PDF；请转换后再附"),
                format!("{name} is not JPEG, PNG, WebP or PDF; convert it first"),
            )
        })?;
        Ok(Blob {
            sha256: Hash::of(&[&bytes]),
            mime,
            caption: name.to_owned(),
            bytes,
        })
    }

    /// What a form says of it.
    #[must_use]
    pub fn photo(&self, field: Option<String>) -> Photo {
        Photo {
            field,
            sha256: self.sha256,
            size: self.bytes.len() as u64,
            mime: self.mime.to_owned(),
            caption: self.caption.clone(),
        }
    }

    /// Puts it into the folder of blobs, durably. What is there already is not written again.
    ///
    /// # Errors
    /// A disk that is nearly full, or that refuses.
    pub fn keep(&self, blobs: &Blobs) -> Result<(), Failure> {
        if read(blobs, self.sha256)?.is_some() {
            return Ok(());
        }
        room_for(blobs, self.bytes.len() as u64)?;
        let path = place(blobs, self.sha256);
        vault::file::seal(&blobs.vault, &self.bytes)
            .and_then(|sealed| written(&path, &sealed))
            .map_err(|error| Failure::file(&path, &error))
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
    let aside = blobs.folder.join("damaged").join(sha256.to_string());
    for path in [place(blobs, sha256), aside] {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Failure::file(&path, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// How a photo stands here. Its bytes are not looked at.
#[must_use]
pub fn here(blobs: &Blobs, sha256: Hash) -> Here {
    if place(blobs, sha256).is_file() {
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
    let path = place(blobs, sha256);
    let failed = |error: io::Error| Failure::file(&path, &error);
    let bytes = match fs::read(&path) {
        Ok(bytes) => vault::file::unseal(&blobs.vault, bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if Hash::of(&[&bytes]) == sha256 {
        return Ok(Some(bytes));
    }
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
    let path = place(blobs, sha256);
    let part = || -> io::Result<_> {
        let mut file = blobs.open(&path)?;
        Ok((file.size()?, file.read(at, u64::from(len))?))
    };
    match part() {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(&path, &error)),
    }
}

/// Whether there is room for a photo of that size, and then enough left for operations.
///
/// # Errors
/// There is not.
pub fn room_for(blobs: &Blobs, size: u64) -> Result<(), Failure> {
    let there = blobs.folder.ancestors().find(|folder| folder.exists());
    // A system that does not tell how much is free says so by refusing to write.
    let Some(Ok(free)) = there.map(fs4::available_space) else {
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

/// Writes a file, its folder if need be, durably.
fn written(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    store::disk::replace(path, bytes)
}

/// Where a blob is kept.
#[must_use]
pub fn place(blobs: &Blobs, sha256: Hash) -> PathBuf {
    let name = sha256.to_string();
    blobs.folder.join(&name[..2]).join(&name)
}

/// The size and media type of a blob that is kept.
#[must_use]
pub fn find(blobs: &Blobs, sha256: Hash) -> Option<(u64, &'static str)> {
    let mut file = blobs.open(&place(blobs, sha256)).ok()?;
    let beginning = file.read(0, 16).ok()?;
    Some((file.size().ok()?, media_type(&beginning)?))
}

fn too_large(name: &str) -> Failure {
    let limit = MAX_BLOB / 1024 / 1024;
    Failure::new(
        "too_large",
        format!("{name} 超过 {limit} MB；请先压缩"),
        format!("{name} is over {limit} MB; make it smaller first"),
    )
}

/// The media type by the first bytes; the name of a file proves nothing.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'%', b'P', b'D', b'F', ..] => Some("application/pdf"),
        _ if webp => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
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
        let kept = fs::read(place(&blobs, blob.sha256)).unwrap();
        assert!(!kept.windows(3).any(|three| bytes.starts_with(three)));
        assert_eq!(fs::read_dir(&blobs.folder).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_no_photo_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Blob::of("photo.jpg", b"<script>".to_vec()).is_err());
        assert!(Blob::of("song.webp", b"RIFF1234WAVE".to_vec()).is_err());
        assert!(Blob::read(&folder.path().join("missing.jpg")).is_err());
    }
}
