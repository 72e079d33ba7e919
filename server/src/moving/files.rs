//! Copying the files of an office, and comparing them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use desk::Failure;
use desk::blobs::{Shelves, shelves};
use store::disk::Disk;

use super::End;

/// Bytes copied or compared at once.
const PIECE: u64 = 1024 * 1024;

/// How much there is at the other end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Copied {
    /// Bytes of the journal.
    pub(super) journal: u64,
    /// Photos.
    pub(super) photos: u64,
}

/// The files of a journal, in order, and all their bytes.
fn journal(disk: &dyn Disk) -> Result<(Vec<(String, u64)>, u64), Failure> {
    let mut names = disk.names().map_err(|error| failed("journal", &error))?;
    names.retain(|name| name.ends_with(".j"));
    names.sort();
    let mut files = Vec::with_capacity(names.len());
    let mut all = 0;
    for name in names {
        let len = disk.len(&name).map_err(|error| failed(&name, &error))?;
        all += len;
        files.push((name, len));
    }
    Ok((files, all))
}

/// Adds to a journal what another one has more. Answers how long that one is.
///
/// # Errors
/// An end that refuses, or is further than the one it is to follow.
pub(super) fn copy_journal(
    from: &dyn Disk,
    to: &dyn Disk,
    progress: store::Progress<'_>,
) -> Result<u64, Failure> {
    let (files, all) = journal(from)?;
    let (there, _) = journal(to)?;
    let stranger = there.iter().find(|(name, len)| {
        let here = files.iter().find(|(known, _)| known == name);
        here.is_none_or(|(_, known)| len > known)
    });
    if let Some((name, _)) = stranger {
        return Err(ahead(name));
    }
    let mut done = 0;
    for (name, len) in files {
        let here = |error: io::Error| failed(&name, &error);
        let mut at = match there.iter().find(|(known, _)| *known == name) {
            Some((_, len)) => *len,
            None => 0,
        };
        done += at;
        while at < len {
            let piece = from.read(&name, at, piece(len - at)).map_err(here)?;
            to.append(&name, &piece).map_err(here)?;
            at += piece.len() as u64;
            done += piece.len() as u64;
            progress(done, all);
        }
        if len > 0 {
            to.sync(&name).map_err(here)?;
        }
    }
    to.sync_names().map_err(|error| failed("journal", &error))?;
    Ok(all)
}

/// A file of one end that the other does not have, or not as much of it.
///
/// # Errors
/// An end that refuses.
pub(super) fn has_more(one: &End, other: &End) -> Result<Option<String>, Failure> {
    let (files, _) = journal(&*one.journal)?;
    let (known, _) = journal(&*other.journal)?;
    let mut longer = files.into_iter().filter(|(name, len)| {
        let there = known.iter().find(|(known, _)| known == name);
        there.is_none_or(|(_, known)| len > known)
    });
    if let Some((name, _)) = longer.next() {
        return Ok(Some(name));
    }
    for shelf in shelves() {
        let names = |end: &End| {
            let names = end.photos.shelf(&shelf).names();
            names.map_err(|error| failed(&shelf, &error))
        };
        let there: BTreeSet<String> = names(other)?.into_iter().collect();
        if let Some(name) = names(one)?.into_iter().find(|name| !there.contains(name)) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Reads two journals and compares them. A file that differs is copied again, once: a power cut may
/// have left an end that was written anew since.
///
/// # Errors
/// An end that refuses, or a file that still differs.
pub(super) fn same_journal(
    from: &dyn Disk,
    to: &dyn Disk,
    progress: store::Progress<'_>,
) -> Result<(), Failure> {
    let (files, all) = journal(from)?;
    let mut done = 0;
    for (name, len) in files {
        if !same(from, to, &name, len)? {
            to.remove(&name).map_err(|error| failed(&name, &error))?;
            copy_journal(from, to, progress)?;
            if !same(from, to, &name, len)? {
                return Err(differs(&name));
            }
        }
        done += len;
        progress(done, all);
    }
    Ok(())
}

fn same(from: &dyn Disk, to: &dyn Disk, name: &str, len: u64) -> Result<bool, Failure> {
    let read = || {
        let mut at = 0;
        while at < len {
            let (one, other) = (
                from.read(name, at, piece(len - at))?,
                to.read(name, at, piece(len - at))?,
            );
            if one != other {
                return Ok(false);
            }
            at += one.len() as u64;
        }
        Ok(to.len(name)? == len)
    };
    read().map_err(|error: io::Error| failed(name, &error))
}

/// Copies the photos that another end does not have. Answers how many there are.
///
/// # Errors
/// An end that refuses.
pub(super) fn copy_photos(
    from: &dyn Shelves,
    to: &dyn Shelves,
    progress: store::Progress<'_>,
) -> Result<u64, Failure> {
    each(from, progress, &|shelf, name| {
        let (from, to) = (from.shelf(shelf), to.shelf(shelf));
        if to.len(name).ok() == Some(from.len(name)?) {
            return Ok(true);
        }
        to.replace(name, &whole(&*from, name)?).map(|()| true)
    })
}

/// Reads the photos of two ends and compares them; one that differs is copied again, once.
///
/// # Errors
/// An end that refuses, or a photo that still differs.
pub(super) fn same_photos(
    from: &dyn Shelves,
    to: &dyn Shelves,
    progress: store::Progress<'_>,
) -> Result<(), Failure> {
    let same = |shelf: &str, name: &str| {
        let (from, to) = (from.shelf(shelf), to.shelf(shelf));
        let bytes = whole(&*from, name)?;
        if whole(&*to, name)? == bytes {
            return Ok(true);
        }
        to.replace(name, &bytes)?;
        Ok(whole(&*to, name)? == bytes)
    };
    each(from, progress, &same).map(|_| ())
}

/// Does something with each photo; it answers whether all is well.
pub(super) fn each(
    from: &dyn Shelves,
    progress: store::Progress<'_>,
    act: &dyn Fn(&str, &str) -> io::Result<bool>,
) -> Result<u64, Failure> {
    let files = files(from)?;
    let all = files.len() as u64;
    for (done, (shelf, name)) in (1..).zip(&files) {
        if !act(shelf, name).map_err(|error| failed(name, &error))? {
            return Err(differs(name));
        }
        progress(done, all);
    }
    Ok(all)
}

/// Every photo there is: its shelf and its name.
pub(super) fn files(photos: &dyn Shelves) -> Result<BTreeSet<(String, String)>, Failure> {
    let mut files = BTreeSet::new();
    for shelf in shelves() {
        let names = photos.shelf(&shelf).names();
        let names = names.map_err(|error| failed(&shelf, &error))?;
        files.extend(names.into_iter().map(|name| (shelf.clone(), name)));
    }
    Ok(files)
}

/// All of a file.
pub(super) fn whole(shelf: &dyn Disk, name: &str) -> io::Result<Vec<u8>> {
    let len = usize::try_from(shelf.len(name)?).unwrap_or(usize::MAX);
    shelf.read(name, 0, len)
}

fn piece(left: u64) -> usize {
    usize::try_from(left.min(PIECE)).unwrap_or(usize::MAX)
}

fn failed(name: &str, error: &io::Error) -> Failure {
    Failure::file(Path::new(name), error)
}

fn ahead(name: &str) -> Failure {
    Failure::new(
        "ahead",
        format!("目的地的日志 {name} 不是本站日志的开头部分，没有覆盖；请换一个空的目的地"),
        format!(
            "journal file {name} at the destination is not the beginning of this office's, and was not written over; choose an empty destination"
        ),
    )
}

fn differs(name: &str) -> Failure {
    Failure::new(
        "differs",
        format!("{name} 搬过去后与原件不一致，没有启用新处；请检查目的地的磁盘后重试"),
        format!(
            "{name} is not the same at the new place, which was not put to use; check its disk and run it again"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use store::disk::Folder;

    use super::*;

    fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let disk = Folder::at(folder);
        let mut names = disk.names().unwrap();
        names.sort();
        let bytes = |name: &String| fs::read(folder.join(name)).unwrap();
        names
            .iter()
            .map(|name| (name.clone(), bytes(name)))
            .collect()
    }

    #[test]
    fn a_journal_is_copied_on_from_wherever_it_was_cut_off() {
        let ground = tempfile::tempdir().unwrap();
        let (from, to) = (ground.path().join("from"), ground.path().join("to"));
        fs::create_dir_all(&from).unwrap();
        let first: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
        fs::write(from.join("00000000000000000000.j"), &first).unwrap();
        fs::write(from.join("00000000000003000000.j"), b"the second").unwrap();
        for cut in [0, 1, 1_048_576, 2_999_999] {
            let _ = fs::remove_dir_all(&to);
            fs::create_dir_all(&to).unwrap();
            fs::write(to.join("00000000000000000000.j"), &first[..cut]).unwrap();
            let (from, to) = (Folder::at(&from), Folder::at(&to));
            let copied = copy_journal(&from, &to, &mut |_, _| {}).unwrap();
            assert_eq!(copied, 3_000_010);
            same_journal(&from, &to, &mut |_, _| {}).unwrap();
        }
        assert_eq!(files(&from), files(&to));
    }

    #[test]
    fn what_was_written_anew_since_is_copied_again_and_a_stranger_is_left_alone() {
        let ground = tempfile::tempdir().unwrap();
        let (from, to) = (ground.path().join("from"), ground.path().join("to"));
        for folder in [&from, &to] {
            fs::create_dir_all(folder).unwrap();
        }
        let name = "00000000000000000000.j";
        fs::write(from.join(name), b"as it was written anew").unwrap();
        fs::write(to.join(name), b"as it wasn't").unwrap();
        let (here, there) = (Folder::at(&from), Folder::at(&to));
        copy_journal(&here, &there, &mut |_, _| {}).unwrap();
        same_journal(&here, &there, &mut |_, _| {}).unwrap();
        assert_eq!(files(&from), files(&to));
        fs::write(to.join(name), b"another office, which has written more").unwrap();
        let there = Folder::at(&to);
        let refused = copy_journal(&here, &there, &mut |_, _| {}).unwrap_err();
        assert_eq!(refused.code(), "ahead");
        assert_eq!(files(&to)[0].1, b"another office, which has written more");
    }

    #[test]
    fn photos_are_copied_and_one_that_decayed_on_the_way_is_copied_again() {
        let ground = tempfile::tempdir().unwrap();
        let (from, to): (PathBuf, PathBuf) = (ground.path().join("a"), ground.path().join("b"));
        from.shelf("ab").replace("abcd", b"a photo").unwrap();
        from.shelf("preview").replace("abcd.jpg", b"small").unwrap();
        from.shelf("small/320")
            .replace("abcd.jpg", b"made")
            .unwrap();
        assert_eq!(copy_photos(&from, &to, &mut |_, _| {}).unwrap(), 2);
        to.shelf("ab").replace("abcd", b"a ph0to").unwrap();
        same_photos(&from, &to, &mut |_, _| {}).unwrap();
        assert_eq!(whole(&*to.shelf("ab"), "abcd").unwrap(), b"a photo");
        assert!(to.shelf("small/320").names().unwrap().is_empty());
    }
}
