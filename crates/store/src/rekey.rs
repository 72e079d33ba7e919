//! A journal under another key.
//!
//! Everything that can fail for want of room is done first: [`prepare`] writes the whole journal anew
//! beside the old one, under the new key. Then the owner of the folder makes the new key its own, and
//! [`finish`] puts the new journal in the place of the old one. A kill before leaves the old journal
//! under the old key, a kill after is gone on from by `finish` alone.

use std::path::{Path, PathBuf};

use vault::Vault;

use crate::error::StoreError;
use crate::journal::Journal;
use crate::open::Progress;
use crate::sealing::{copy, forget, open, step};

fn fresh(journal: &Path) -> PathBuf {
    journal.with_extension("rekeyed")
}

fn old(journal: &Path) -> PathBuf {
    journal.with_extension("before")
}

/// Writes the journal in a folder anew, beside it and under another key. Nothing uses it yet.
///
/// # Errors
/// A journal that does not read whole, or a disk that refuses; nothing of the new one is left then.
pub fn prepare(
    journal: &Path,
    from: &Vault,
    to: &Vault,
    progress: Progress<'_>,
) -> Result<(), StoreError> {
    abandon(journal)?;
    if !journal.exists() {
        return Ok(());
    }
    let (kept, _) = Journal::open(open(journal)?, from)?;
    copy(&kept, &fresh(journal), to, progress).inspect_err(|_| {
        // What is left of it is under a key that nobody will have.
        let _ = abandon(journal);
    })
}

/// Removes what was prepared and not used.
///
/// # Errors
/// A disk that refuses.
pub fn abandon(journal: &Path) -> Result<(), StoreError> {
    forget(&fresh(journal)).map_err(StoreError::disk("removing a journal"))
}

/// Puts what was prepared in the place of the journal, which goes. Done twice, it changes nothing.
///
/// # Errors
/// A disk that refuses; it can be done again.
pub fn finish(journal: &Path) -> Result<(), StoreError> {
    let (fresh, old) = (fresh(journal), old(journal));
    if fresh.exists() {
        if journal.exists() {
            forget(&old).map_err(StoreError::disk("removing the old journal"))?;
            step(journal, &old)?;
        }
        step(&fresh, journal)?;
    }
    forget(&old).map_err(StoreError::disk("removing the old journal"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::fs;

    use crate::item::{self, Item};

    fn key(key: u8) -> Vault {
        Vault::from_key([key; 32])
    }

    fn read(journal: &Path, vault: &Vault) -> Option<usize> {
        let (journal, torn) = Journal::open(open(journal).ok()?, vault).ok()?;
        assert_eq!(torn, 0);
        let mut count = 0;
        let walked = journal.walk(0, &mut |payload, _| {
            count += item::decode(payload)?.len();
            Ok(())
        });
        walked.ok().map(|()| count)
    }

    fn write(journal: &Path, vault: &Vault) {
        let (kept, _) = Journal::open(open(journal).unwrap(), vault).unwrap();
        for number in 0..30 {
            let note = Item::Note {
                name: format!("account/{number}"),
                value: vec![1],
            };
            kept.append(&item::encode(&[Cow::Owned(note)]).0).unwrap();
        }
    }

    #[test]
    fn a_journal_says_the_same_under_the_new_key_and_nothing_under_the_old() {
        let ground = tempfile::tempdir().unwrap();
        let journal = ground.path().join("journal");
        write(&journal, &key(1));
        prepare(&journal, &key(1), &key(2), &mut |_, _| ()).unwrap();
        assert_eq!(read(&journal, &key(1)), Some(30), "nothing uses it yet");
        finish(&journal).unwrap();
        finish(&journal).unwrap();
        assert_eq!(read(&journal, &key(2)), Some(30));
        assert_eq!(read(&journal, &key(1)), None);
        assert_eq!(fs::read_dir(ground.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_cut_anywhere_after_the_key_has_changed_is_gone_on_from() {
        let ground = tempfile::tempdir().unwrap();
        let journal = ground.path().join("journal");
        let aside = || fs::rename(&journal, old(&journal)).unwrap();
        let in_place = || {
            aside();
            fs::rename(fresh(&journal), &journal).unwrap();
        };
        let states: [&dyn Fn(); 3] = [&|| (), &aside, &in_place];
        for (at, state) in states.into_iter().enumerate() {
            write(&journal, &key(1));
            prepare(&journal, &key(1), &key(2), &mut |_, _| ()).unwrap();
            state();
            finish(&journal).unwrap();
            assert_eq!(read(&journal, &key(2)), Some(30), "state {at}");
            assert_eq!(fs::read_dir(ground.path()).unwrap().count(), 1);
            fs::remove_dir_all(&journal).unwrap();
        }
    }
}
