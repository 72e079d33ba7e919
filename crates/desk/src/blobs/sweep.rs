//! What nobody refers to goes after a week; what was altered is put aside and named.

use std::io;
use std::time::{Duration, SystemTime};

use merge::Hash;
use store::disk::Disk;

use super::shelf::{named, originals};
use super::{Blobs, Here, here};
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
    let place = blobs.place(sha256);
    blobs.aside(sha256).replace(&place.whole()?)?;
    place.remove()
}

/// The originals that were put aside and have not come back yet.
#[must_use]
pub fn damaged(blobs: &Blobs) -> Vec<Hash> {
    let names = blobs.shelves.shelf("damaged").names();
    let names = names.unwrap_or_default().into_iter();
    let mut missing: Vec<Hash> = names
        .filter_map(|name| name.parse().ok())
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
    for shelf in originals().chain(["partial".to_owned()]) {
        let failed = |error: io::Error| Failure::file(&blobs.shelves.at().join(&shelf), &error);
        let files = blobs.shelves.shelf(&shelf);
        for name in files.names().map_err(failed)? {
            let Some(sha256) = named(&name) else {
                continue;
            };
            let in_use = || Ok::<_, Failure>(shelf != "partial" && referred(sha256)?);
            if is_old(&*files, &name) && !in_use()? {
                files.remove(&name).map_err(failed)?;
                swept.removed += 1;
            }
        }
    }
    Ok(swept)
}

fn is_old(shelf: &dyn Disk, name: &str) -> bool {
    let modified = shelf.modified(name);
    let age = modified.map(|then| SystemTime::now().duration_since(then));
    matches!(age, Ok(Ok(age)) if age > ORPHAN)
}
