//! What lies in a folder, and photos to put into one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file of a folder with its bytes, and every folder in it with none.
pub(crate) type Kept = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// What a folder keeps; nothing if it is not there.
///
/// Left out is what opening a folder may touch without having written anything: `lock`, which is
/// made to be held; `index*`, which is sled's, with the mark that it is open, and is folded from
/// the journal at any time.
pub(crate) fn kept(folder: &Path) -> Kept {
    let mut kept = Kept::new();
    gather(folder, &mut kept);
    kept.retain(|path, _| {
        let inside = path.strip_prefix(folder).unwrap();
        let first = inside.iter().next().map(|name| name.to_string_lossy());
        first.is_none_or(|first| first != "lock" && !first.starts_with("index"))
    });
    kept
}

fn gather(path: &Path, kept: &mut Kept) {
    if path.is_dir() {
        kept.insert(path.to_owned(), None);
        for entry in fs::read_dir(path).unwrap() {
            gather(&entry.unwrap().path(), kept);
        }
    } else if path.exists() {
        kept.insert(path.to_owned(), Some(fs::read(path).unwrap()));
    }
}

/// Every file below a folder, nothing left out.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut kept = Kept::new();
    gather(folder, &mut kept);
    let files = kept.into_iter().filter(|(_, bytes)| bytes.is_some());
    files.map(|(path, _)| path).collect()
}

/// Copies a folder over another, which is removed first.
pub(crate) fn copy(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    let mut kept = Kept::new();
    gather(from, &mut kept);
    for (path, bytes) in kept {
        let path = to.join(path.strip_prefix(from).unwrap());
        match bytes {
            Some(bytes) => fs::write(path, bytes).unwrap(),
            None => fs::create_dir_all(path).unwrap(),
        }
    }
}

/// A photo: a file that begins like a JPEG and goes on like no other.
pub(crate) fn photo(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(format!("{name}.jpg"));
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend_from_slice(name.as_bytes());
    fs::write(&path, bytes).unwrap();
    path
}
