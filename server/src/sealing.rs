//! A folder of before everything was sealed is sealed once, when it is opened.
//!
//! The journal is last, for it tells whether it was done: whatever cuts the work short, the next start
//! goes on. A folder that is locked was sealed from its first day, so a plain journal in it is
//! somebody's forgery and does not open.

use std::fs;

use desk::Failure;
use desk::blobs::Blobs;
use desk::keys::Locking;
use merge::Suite;

use crate::folder::Layout;

/// Seals everything in a folder whose lock is held.
pub(crate) fn seal_all(layout: &Layout, progress: store::Progress<'_>) -> Result<(), Failure> {
    if layout.key().needs_passphrase() {
        return Ok(());
    }
    let (journal, index) = (
        layout.folder().join("journal"),
        layout.folder().join("index"),
    );
    let plain = store::is_plain(&journal)?;
    let empty = fs::read_dir(&journal).map_or(true, |mut files| files.next().is_none());
    // A sealed journal whose key is gone is not to be told that it has another one.
    if !layout.key().is_made() && (plain || empty) {
        layout.key().make(Suite::default(), &Locking::Open, None)?;
    }
    let vault = layout.key().get()?;
    if plain {
        // What the index shows stands in the journal, and it was written in the clear.
        for made in [&index, &index.with_extension("doubted")] {
            let _ = fs::remove_dir_all(made);
        }
        Blobs::new(layout.blobs(), &vault).seal_all()?;
    }
    store::seal_journal(&journal, &vault, progress)?;
    Ok(())
}
