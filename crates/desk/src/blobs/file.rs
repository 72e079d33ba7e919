//! A file that somebody brings, before it is kept.

use std::fs;
use std::path::Path;

use forms::Photo;
use merge::Hash;

use super::{Blobs, MAX_BLOB, read, room_for};
use crate::failure::Failure;

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
        let place = blobs.place(self.sha256);
        vault::file::seal(&blobs.vault, &self.bytes)
            .and_then(|sealed| place.replace(&sealed))
            .map_err(|error| Failure::file(&place.path, &error))
    }
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
pub(super) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'%', b'P', b'D', b'F', ..] => Some("application/pdf"),
        _ if webp => Some("image/webp"),
        _ => None,
    }
}
