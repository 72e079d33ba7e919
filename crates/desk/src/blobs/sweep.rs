//! What nobody refers to goes after a week; what was altered is put aside and named.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use merge::Hash;

use super::{Blobs, Here, here, place};
use crate::failure::Failure;

/// How long a file may lie here that no operation refers to, or stand still half arrived: seven
/// days. A form that is being filled in has its photos here before it is saved.
const ORPHAN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that were removed.
    pub removed: u64,
}

/// Puts an original aside that is not what its name says.
pub(super) fn put_aside(blobs: &Blobs, sha256: Hash) -> io::Result<()> {
    let aside = blobs.folder.join("damaged");
    fs::create_dir_all(&aside)?;
    fs::rename(place(blobs, sha256), aside.join(sha256.to_string()))
}

/// The originals that were put aside and have not come back yet.
#[must_use]
pub fn damaged(blobs: &Blobs) -> Vec<Hash> {
    let entries = fs::read_dir(blobs.folder.join("damaged"));
    let names = entries.into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut missing: Vec<Hash> = names
        .filter(|sha256| here(blobs, *sha256) != Here::Whole)
        .collect();
    missing.sort_unstable();
    missing
}

/// Removes originals that nobody refers to and that have lain here for a week, and what stood still
/// half arrived for as long. What an operation refers to is never touched, whoever has it besides.
///
/// # Errors
/// A disk that refuses, or whatever `referred` says.
pub fn sweep(
    blobs: &Blobs,
    referred: &dyn Fn(Hash) -> Result<bool, Failure>,
) -> Result<Swept, Failure> {
    let mut swept = Swept::default();
    let failed = |path: &Path, error: io::Error| Failure::file(path, &error);
    let Ok(folders) = fs::read_dir(&blobs.folder) else {
        return Ok(swept);
    };
    for folder in folders.flatten() {
        let name = folder.file_name();
        let name = name.to_string_lossy();
        let partial = name == "partial";
        let originals = name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit());
        if !partial && !originals {
            continue;
        }
        let entries = fs::read_dir(folder.path()).map_err(|e| failed(&folder.path(), e))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let sha256: Option<Hash> = path.file_stem().and_then(|n| n.to_str()?.parse().ok());
            let Some(sha256) = sha256.filter(|_| is_old(&path)) else {
                continue;
            };
            if partial || !referred(sha256)? {
                fs::remove_file(&path).map_err(|error| failed(&path, error))?;
                swept.removed += 1;
            }
        }
    }
    Ok(swept)
}

fn is_old(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|found| found.modified());
    let age = modified.map(|then| SystemTime::now().duration_since(then));
    matches!(age, Ok(Ok(age)) if age > ORPHAN)
}
