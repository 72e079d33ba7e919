//! A folder of before everything was sealed is sealed once, when it is opened.
//!
//! The identity file says that it is done, and is written last; whatever cuts the work short, the
//! next start goes on. The folder is not locked by it: its key lies open until somebody sets a
//! passphrase.

use std::fs;

use desk::Failure;
use desk::blobs::Blobs;
use desk::keys::Locking;
use merge::Suite;

use crate::device::{Device, Kept, Layout};

/// Seals everything in a folder whose lock is held.
pub(crate) fn seal_all(layout: &Layout, progress: store::Progress<'_>) -> Result<(), Failure> {
    let kept = Kept::read(&layout.device())?;
    if !kept.is_plain() {
        return Ok(());
    }
    let key = layout.key();
    if !key.is_made() {
        key.make(Suite::default(), &Locking::Open, Some(&kept.office()?))?;
    }
    let vault = key.get()?;
    let device = Device::load(layout, &layout.device())?;
    let last = layout.turns(device.turn).into_iter().max().unwrap_or(0);
    // One whose journal was just stepping aside is found by its number alone.
    for turn in 0..=last {
        // What the index shows stands in the journal, and it was written in the clear.
        layout.forget_index(turn);
        store::seal_journal(&layout.journal(turn), &vault, progress)?;
    }
    Blobs::new(layout.blobs(), &vault).seal_all()?;
    let renewing = layout.renewing(&device);
    if let Ok(asked) = Device::load(layout, &renewing) {
        asked.save(layout, &renewing)?;
    }
    let _ = fs::remove_file(layout.enrolling());
    device.save(layout, &layout.device())
}
