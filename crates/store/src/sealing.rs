//! A journal of before everything was sealed is written anew, sealed, in the same place.
//!
//! The sealed one is made beside it and read back; then the old one steps aside, the new one takes
//! its name, and the old one goes. Whatever cuts that short, the next start finds a whole journal
//! and goes on from there.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use vault::Vault;

use crate::disk::{Folder, sync_parent};
use crate::error::StoreError;
use crate::item::{self, Item};
use crate::journal::Journal;
use crate::open::Progress;

/// Bytes of the old journal written as one commit of the new one.
const COMMIT_BYTES: usize = 1024 * 1024;

/// Seals the journal in a folder, if there is one that is not sealed. Answers whether there was.
///
/// The folder's lock must be held, and its index removed by whoever calls.
///
/// # Errors
/// A journal that does not read whole, or a disk that refuses; then the old one stands.
pub fn seal_journal(
    folder: &Path,
    vault: &Vault,
    progress: Progress<'_>,
) -> Result<bool, StoreError> {
    let sealing = StoreError::disk("sealing the journal");
    let fresh = folder.with_extension("sealing");
    let old = folder.with_extension("plain");
    let seal = || -> Result<bool, StoreError> {
        if folder.exists() {
            if !is_plain(folder)? {
                forget(&old).map_err(StoreError::disk("removing the old journal"))?;
                return Ok(false);
            }
            forget(&fresh).map_err(sealing)?;
            let (plain, _) = Journal::open_plain(open(folder)?)?;
            copy(&plain, &fresh, vault, progress)?;
            step(folder, &old)?;
        } else if !old.exists() {
            return Ok(false);
        }
        // The old one steps aside only when the new one is whole.
        step(&fresh, folder)?;
        forget(&old).map_err(StoreError::disk("removing the old journal"))?;
        Ok(true)
    };
    seal()
}

pub(crate) fn step(from: &Path, to: &Path) -> Result<(), StoreError> {
    let moved = fs::rename(from, to).and_then(|()| sync_parent(to));
    moved.map_err(StoreError::disk("sealing the journal"))
}

pub(crate) fn forget(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

pub(crate) fn open(folder: &Path) -> Result<Arc<Folder>, StoreError> {
    let folder = Folder::open(folder).map_err(StoreError::disk("opening the journal"))?;
    Ok(Arc::new(folder))
}

/// Whether a folder holds a journal of before everything was sealed.
///
/// # Errors
/// A disk that refuses.
pub fn is_plain(folder: &Path) -> Result<bool, StoreError> {
    if !folder.exists() {
        return Ok(false);
    }
    Ok(Journal::format(&*open(folder)?)?.is_some_and(|format| format < Journal::SEALED))
}

/// Writes every item of a journal into a new one, in the same order and durably, and reads it back.
pub(crate) fn copy(
    from: &Journal,
    to: &Path,
    vault: &Vault,
    progress: Progress<'_>,
) -> Result<(), StoreError> {
    let all = from.end();
    let (mut items, mut bytes): (Vec<Item>, usize) = (Vec::new(), 0);
    let (to_disk, mut count) = (open(to)?, 0_usize);
    let (to, _) = Journal::open(to_disk.clone(), vault)?;
    let write = |items: &mut Vec<Item>| {
        let borrowed: Vec<Cow<'_, Item>> = items.iter().map(Cow::Borrowed).collect();
        to.append(&item::encode(&borrowed).0)?;
        items.clear();
        Ok::<_, StoreError>(())
    };
    from.walk(0, &mut |payload, span| {
        let read = item::decode(payload)?;
        count += read.len();
        bytes += payload.len();
        items.extend(read.into_iter().map(|(item, _)| item));
        if bytes >= COMMIT_BYTES || items.len() >= item::MAX_ITEMS / 2 {
            write(&mut items)?;
            bytes = 0;
            progress(span.end, all);
        }
        Ok(())
    })?;
    if !items.is_empty() {
        write(&mut items)?;
    }
    let (again, torn) = Journal::open(to_disk, vault)?;
    again.walk(0, &mut |payload, _| {
        count = count.wrapping_sub(item::decode(payload)?.len());
        Ok(())
    })?;
    if count != 0 || torn != 0 {
        return Err(StoreError::Disk {
            what: "reading the sealed journal back",
            source: io::ErrorKind::InvalidData.into(),
        });
    }
    progress(all, all);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::{Engine, Options, Store};
    use merge::cbor;
    use merge::frame;

    const NOTES: usize = 40;

    /// A journal as programs wrote it before everything was sealed.
    fn plain(folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        let mut bytes = Vec::new();
        let header = cbor::encode(|e| e.array(2)?.str("xunlu journal")?.u64(1)?.ok());
        frame::write(1, &header, &mut bytes);
        for number in 0..NOTES {
            let note = Item::Note {
                name: format!("account/canary-{number}"),
                value: vec![1],
            };
            frame::write(2, &item::encode(&[Cow::Owned(note)]).0, &mut bytes);
        }
        fs::write(folder.join(format!("{:020}.j", 0)), bytes).unwrap();
    }

    fn vault() -> Vault {
        Vault::from_key([1; 32])
    }

    fn seal(folder: &Path) -> bool {
        seal_journal(folder, &vault(), &mut |_, _| ()).unwrap()
    }

    /// The facts in a journal, and that nothing beside it is left over.
    fn facts(folder: &Path) -> usize {
        for beside in ["sealing", "plain"] {
            assert!(!folder.with_extension(beside).exists(), "{beside}");
        }
        let options = Options {
            disk: open(folder).unwrap(),
            engine: Engine::Memory,
            catalog: Arc::new(forms::Catalog::builtin().unwrap()),
            numbers: true,
            boot: String::new(),
            vault: vault(),
        };
        let (store, _) = Store::open(options, &mut |_, _| ()).unwrap();
        store.notes("account/").unwrap().len()
    }

    fn holds_canary(folder: &Path) -> bool {
        let files = fs::read_dir(folder).unwrap();
        let mut files = files.map(|file| fs::read(file.unwrap().path()).unwrap());
        files.any(|bytes| bytes.windows(6).any(|bytes| bytes == b"canary"))
    }

    #[test]
    fn a_plain_journal_is_sealed_once_and_says_the_same() {
        let ground = tempfile::tempdir().unwrap();
        let folder = ground.path().join("journal");
        assert!(!seal(&folder), "there is none yet");
        plain(&folder);
        assert!(holds_canary(&folder));
        assert!(seal(&folder) && !seal(&folder));
        assert!(!holds_canary(&folder));
        assert_eq!(facts(&folder), NOTES);
    }

    /// Each state in which a kill can leave the folders.
    #[test]
    fn a_cut_anywhere_leaves_a_whole_journal() {
        let ground = tempfile::tempdir().unwrap();
        let folder = ground.path().join("journal");
        let (fresh, old) = (
            folder.with_extension("sealing"),
            folder.with_extension("plain"),
        );
        let half_copied = || {
            plain(&folder);
            plain(&fresh);
        };
        let stepped_aside = || {
            plain(&old);
            let (plain, _) = Journal::open_plain(open(&old).unwrap()).unwrap();
            copy(&plain, &fresh, &vault(), &mut |_, _| ()).unwrap();
        };
        let not_yet_removed = || {
            stepped_aside();
            fs::rename(&fresh, &folder).unwrap();
        };
        let states: [&dyn Fn(); 3] = [&half_copied, &stepped_aside, &not_yet_removed];
        for (at, state) in states.into_iter().enumerate() {
            state();
            seal(&folder);
            assert_eq!(facts(&folder), NOTES, "state {at}");
            assert!(!holds_canary(&folder));
            fs::remove_dir_all(&folder).unwrap();
        }
    }

    fn kept(folder: &Path, key: u8) -> Result<Journal, StoreError> {
        let journal = Journal::open(open(folder)?, &Vault::from_key([key; 32]));
        journal.map(|(journal, torn)| {
            assert_eq!(torn, 0, "nothing is taken for a torn end");
            journal
        })
    }

    /// A sealed journal of three commits of one length.
    fn sealed(folder: &Path) -> Vec<u8> {
        let journal = kept(folder, 1).unwrap();
        for commit in [b"one..", b"two..", b"three"] {
            journal.append(commit).unwrap();
        }
        fs::read(folder.join(format!("{:020}.j", 0))).unwrap()
    }

    #[test]
    fn a_journal_does_not_open_with_another_key_and_loses_nothing_by_the_try() {
        let folder = tempfile::tempdir().unwrap();
        sealed(folder.path());
        let refused = kept(folder.path(), 2);
        assert!(matches!(refused, Err(StoreError::Altered { .. })));
        assert!(kept(folder.path(), 1).is_ok());
    }

    #[test]
    fn commits_that_changed_places_are_told_though_their_checksums_are_right() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = sealed(folder.path());
        let (mut frames, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let len = frame::read(&bytes[at..]).unwrap().len;
            frames.push(&bytes[at..at + len]);
            at += len;
        }
        frames.swap(2, 3);
        let swapped = frames.concat();
        fs::write(folder.path().join(format!("{:020}.j", 0)), swapped).unwrap();
        let refused = kept(folder.path(), 1);
        assert!(matches!(refused, Err(StoreError::Altered { .. })));
    }

    #[test]
    fn a_plain_journal_in_the_place_of_a_sealed_one_does_not_open() {
        let ground = tempfile::tempdir().unwrap();
        plain(ground.path());
        let refused = kept(ground.path(), 1);
        assert!(matches!(refused, Err(StoreError::Altered { .. })));
    }
}
