//! Copies of a folder that can be put back.
//!
//! A backup is a plain folder: it can be looked at and compared with any tool. It can be made while
//! a program works on the original, because a journal only grows; a commit that is being written
//! at that moment is left out, as after a power cut. The journal is copied before the files its
//! operations name, which are durable before the operation is, so every file named is there too.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use merge::{Hash, frame};

use crate::disk::{reread, sync_parent};
use crate::open::Progress;

/// What a backup wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Files written now; those that stood there already are not counted.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files named by a hash that their bytes no longer have; they were left out.
    pub damaged: Vec<PathBuf>,
}

/// Why there is no backup, or none as new as the folder.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target holds a journal that is not the beginning of this one.
    #[error("{} is not the beginning of this folder's journal", .0.display())]
    Foreign(PathBuf),
    /// A copy that does not read back as it was written.
    #[error("{} does not read back as it was written", .0.display())]
    Lies(PathBuf),
    /// What the disk says.
    #[error("{}: {source}", path.display())]
    Disk {
        /// Where.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
}

/// The folder of files that are named by their hash and never change.
const BLOBS: &str = "blobs";
/// Files of a folder that belong to whoever works on it now.
const PASSING: [&str; 2] = ["lock", "running.json"];

/// What a folder is made of, beside its blobs and the small files that lie in it.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The folders of its journals.
    pub journals: Vec<String>,
    /// The file that makes it a folder that can be opened; it is written last.
    pub identity: &'static str,
}

/// Brings the backup in `to` up to what `from` holds.
///
/// # Errors
/// A target that holds another journal or a longer one, or a disk that refuses. The backup that
/// stood there stays good.
pub fn back_up(
    from: &Path,
    to: &Path,
    contents: &Contents,
    progress: Progress<'_>,
) -> Result<Copied, BackupError> {
    let mut copied = Copied::default();
    let identity = contents.identity;
    let (mut done, all) = (0, size(from, contents)?);
    for journal in &contents.journals {
        let files = entries(&from.join(journal))?;
        for (number, name) in files.iter().enumerate() {
            let name = Path::new(journal).join(name);
            let mut bytes = read(&from.join(&name))?;
            done += bytes.len() as u64;
            if number + 1 == files.len() {
                bytes.truncate(whole_frames(&bytes));
            }
            copied.journal(&from.join(&name), &to.join(&name), &bytes)?;
            progress(done.min(all), all);
        }
    }
    for folder in originals(from)? {
        let folder = Path::new(BLOBS).join(folder);
        for name in entries(&from.join(&folder))? {
            let at = folder.join(&name);
            done += copied.blob(&name, &from.join(&at), &to.join(&at))?;
            progress(done.min(all), all);
        }
    }
    let names = entries(from)?;
    let small = names
        .iter()
        .map(String::as_str)
        .filter(|name| from.join(name).is_file() && !PASSING.contains(name) && *name != identity);
    for name in small.chain([identity]) {
        let bytes = read(&from.join(name))?;
        copied.write(&from.join(name), &to.join(name), &bytes)?;
    }
    progress(all, all);
    Ok(copied)
}

impl Copied {
    /// A journal's file only grows, so what stands in the backup must be its beginning.
    fn journal(&mut self, from: &Path, to: &Path, bytes: &[u8]) -> Result<(), BackupError> {
        if to.exists() {
            let kept = read(to)?;
            if !bytes.starts_with(&kept) {
                return Err(BackupError::Foreign(to.to_owned()));
            }
            if kept.len() == bytes.len() {
                return Ok(());
            }
        }
        self.write(from, to, bytes)
    }

    fn blob(&mut self, name: &str, from: &Path, to: &Path) -> Result<u64, BackupError> {
        if to.exists() {
            return length(from);
        }
        let bytes = read(from)?;
        // A backup needs no key: the file itself says whether the disk has kept it.
        let named: Option<Hash> = name.parse().ok();
        if named.is_some_and(|named| vault::file::is_kept(&named.0, &bytes)) {
            self.write(from, to, &bytes)?;
        } else {
            self.damaged.push(from.to_owned());
        }
        Ok(bytes.len() as u64)
    }

    /// Writes a file beside its place, reads it back and puts it there. Sticks and network drives
    /// have been seen to answer "written" for what they did not keep.
    fn write(&mut self, from: &Path, to: &Path, bytes: &[u8]) -> Result<(), BackupError> {
        let beside = to.with_extension("new");
        let write = || {
            fs::create_dir_all(to.parent().unwrap_or(to))?;
            let mut file = File::create(&beside)?;
            // A key is for its owner's eyes in the backup too.
            file.set_permissions(fs::metadata(from)?.permissions())?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        let again = write().and_then(|()| {
            let mut again = Vec::new();
            reread(&beside)?.read_to_end(&mut again)?;
            Ok(again)
        });
        // What stood in this place stays until its successor is known to be good.
        if again.as_ref().is_ok_and(|again| again == bytes) {
            let put = fs::rename(&beside, to).and_then(|()| sync_parent(to));
            put.map_err(disk(to))?;
        } else {
            let _ = fs::remove_file(&beside);
            again.map_err(disk(&beside))?;
            return Err(BackupError::Lies(to.to_owned()));
        }
        self.files += 1;
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}

/// How many bytes are whole frames; behind them stands what is being written just now.
fn whole_frames(bytes: &[u8]) -> usize {
    let mut whole = 0;
    while let Ok(found) = frame::read(&bytes[whole..]) {
        whole += found.len;
    }
    whole
}

/// The bytes to look through.
fn size(folder: &Path, contents: &Contents) -> Result<u64, BackupError> {
    let mut all = 0;
    let mut add = |folder: &Path| {
        for name in entries(folder)? {
            all += length(&folder.join(name))?;
        }
        Ok(())
    };
    for journal in &contents.journals {
        add(&folder.join(journal))?;
    }
    let blobs = folder.join(BLOBS);
    for part in originals(folder)? {
        add(&blobs.join(part))?;
    }
    Ok(all)
}

/// The folders of the originals among the blobs; what else lies there is made again, or comes again.
fn originals(folder: &Path) -> Result<Vec<String>, BackupError> {
    let mut names = entries(&folder.join(BLOBS))?;
    names.retain(|name| name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    Ok(names)
}

/// The names in a folder, in order; none if it is not there.
fn entries(folder: &Path) -> Result<Vec<String>, BackupError> {
    let found = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found.map_err(disk(folder))?,
    };
    let mut names = Vec::new();
    for entry in found {
        let name = entry.map_err(disk(folder))?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.retain(|name| !name.ends_with(".new"));
    names.sort();
    Ok(names)
}

fn read(path: &Path) -> Result<Vec<u8>, BackupError> {
    fs::read(path).map_err(disk(path))
}

fn length(path: &Path) -> Result<u64, BackupError> {
    Ok(fs::metadata(path).map_err(disk(path))?.len())
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    |source| BackupError::Disk { path, source }
}
