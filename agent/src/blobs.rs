//! Photos and scans: files named by their hash, durable before any operation refers to them.

use std::fs;
use std::path::Path;

use merge::Hash;

use crate::device::io_failure;
use crate::failure::Failure;

/// Largest file that is kept, in bytes.
const MAX_BLOB: u64 = 64 * 1024 * 1024;

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    pub(crate) sha256: Hash,
    pub(crate) size: u64,
    pub(crate) mime: &'static str,
    pub(crate) caption: String,
}

/// Reads a file that may be kept, and what there is to say of it. Nothing is written.
pub(crate) fn look(file: &Path) -> Result<(Blob, Vec<u8>), Failure> {
    let reading = |error| io_failure("读取", "reading", file, &error);
    let size = fs::metadata(file).map_err(reading)?.len();
    if size > MAX_BLOB {
        let limit = MAX_BLOB / 1024 / 1024;
        return Err(Failure::new(
            "too_large",
            format!("{} 超过 {limit} MB；请先压缩", file.display()),
            format!(
                "{} is over {limit} MB; make it smaller first",
                file.display()
            ),
        ));
    }
    let bytes = fs::read(file).map_err(reading)?;
    let mime = media_type(&bytes).ok_or_else(|| {
        Failure::new(
            "media_type",
            format!(
                "{} 不是 JPEG、PNG、WebP 或 PDF；请转换后再附",
                file.display()
            ),
            format!(
                "{} is not JPEG, PNG, WebP or PDF; convert it first",
                file.display()
            ),
        )
    })?;
    let caption = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let blob = Blob {
        sha256: Hash::of(&[&bytes]),
        size,
        mime,
        caption: caption.unwrap_or_default(),
    };
    Ok((blob, bytes))
}

/// Copies a file into the folder of blobs. What is there already is not written again.
pub(crate) fn keep(blobs: &Path, file: &Path) -> Result<Blob, Failure> {
    let (blob, bytes) = look(file)?;
    let name = blob.sha256.to_string();
    let path = blobs.join(&name[..2]).join(&name);
    if !path.exists() {
        let write = || {
            fs::create_dir_all(path.parent().unwrap_or(blobs))?;
            store::disk::replace(&path, &bytes)
        };
        write().map_err(|error| io_failure("保存", "keeping", &path, &error))?;
    }
    Ok(blob)
}

/// The media type by the first bytes; the name of a file proves nothing.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [b'%', b'P', b'D', b'F', ..] => Some("application/pdf"),
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
        let kept = keep(&blobs, &photo).unwrap();
        assert_eq!(keep(&blobs, &photo).unwrap(), kept);
        assert_eq!(
            (kept.mime, kept.caption.as_str()),
            ("image/jpeg", "弯道.jpg")
        );
        let name = kept.sha256.to_string();
        assert_eq!(
            fs::read(blobs.join(&name[..2]).join(&name)).unwrap(),
            fs::read(&photo).unwrap()
        );
    }

    #[test]
    fn a_file_that_is_no_photo_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("photo.jpg");
        fs::write(&file, "<script>").unwrap();
        assert!(keep(folder.path(), &file).is_err());
        assert!(keep(folder.path(), &folder.path().join("missing.jpg")).is_err());
    }
}
