//! A journal under another key.
//!
//! Everything that can fail for want of room is done first: [`prepare`] writes the whole journal anew
//! beside the old one, under the new key. Then the owner of the folder makes the new key its own, and
//! [`finish`] puts the new journal in the place of the old one. A kill before leaves the old journal
//! under the old key, a kill after is gone on from by `finish` alone.

use std::path::{Path, PathBuf};

use vault::Vault;

use crate::disk::Disk;
use crate::error::StoreError;
use crate::journal::{Journal, seal_on};
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

/// Seals anew what a journal has more than one that follows it under another key. What is cut short
/// is gone on with: every commit stands at the other end where it stands at this one. Answers how long
/// the journal is, in bytes.
///
/// # Errors
/// A journal that does not read, or an end that refuses.
pub fn follow(
    from: (&dyn Disk, &Vault),
    to: (&dyn Disk, &Vault),
    progress: Progress<'_>,
) -> Result<u64, StoreError> {
    seal_on(from, to, progress)
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

    /// The bytes of a journal of a few files, and where each commit stands.
    fn places(journal: &Path, vault: &Vault) -> Vec<(u64, usize)> {
        let (journal, _) = Journal::open(open(journal).unwrap(), vault).unwrap();
        let mut places = Vec::new();
        let walked = journal.walk(0, &mut |payload, span| {
            places.push((span.payload, payload.len()));
            Ok(())
        });
        walked.unwrap();
        places
    }

    #[test]
    fn what_follows_a_journal_is_gone_on_with_and_every_commit_stands_where_it_stood() {
        let ground = tempfile::tempdir().unwrap();
        let (from, to) = (ground.path().join("from"), ground.path().join("to"));
        write(&from, &key(1));
        let follow_on = || {
            let (from, to) = (open(&from).unwrap(), open(&to).unwrap());
            follow((&*from, &key(1)), (&*to, &key(2)), &mut |_, _| ())
        };
        let long = follow_on().unwrap();
        assert_eq!(follow_on().unwrap(), long, "there is nothing more");
        // More is written, a commit larger than what is read at once among it.
        write(&from, &key(1));
        let large = Item::Note {
            name: "account/large".to_owned(),
            value: vec![7; 3 * 1024 * 1024],
        };
        let (kept, _) = Journal::open(open(&from).unwrap(), &key(1)).unwrap();
        kept.append(&item::encode(&[Cow::Owned(large)]).0).unwrap();
        write(&from, &key(1));
        assert!(follow_on().unwrap() > long);
        assert_eq!(read(&to, &key(2)), Some(91));
        assert_eq!(read(&to, &key(1)), None);
        assert_eq!(places(&to, &key(2)), places(&from, &key(1)));
    }

    #[test]
    fn a_commit_that_was_changed_is_not_sealed_anew() {
        let ground = tempfile::tempdir().unwrap();
        let (from, to) = (ground.path().join("from"), ground.path().join("to"));
        write(&from, &key(3));
        let (from, to) = (open(&from).unwrap(), open(&to).unwrap());
        let refused = follow((&*from, &key(1)), (&*to, &key(2)), &mut |_, _| ());
        assert!(matches!(refused, Err(StoreError::Altered { .. })));
    }
}
