//! The few things the journal asks of a disk.
//!
//! A trait, so that the simulator can put a disk behind the real journal that loses what was not
//! synced. [`Folder`] is the real one.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::error::StoreError;

/// A flat folder of files that are appended to, or replaced whole.
///
/// What was appended may be lost by a power cut until [`Disk::sync`] has answered; a new file's
/// name may be lost until [`Disk::sync_names`] has. After a failed sync nothing may be assumed.
pub trait Disk: Send + Sync + fmt::Debug {
    /// The names of all files.
    ///
    /// # Errors
    /// What the disk says.
    fn names(&self) -> io::Result<Vec<String>>;

    /// The length of a file in bytes.
    ///
    /// # Errors
    /// What the disk says.
    fn len(&self, name: &str) -> io::Result<u64>;

    /// Up to `len` bytes from `offset`; fewer only at the end of the file.
    ///
    /// # Errors
    /// What the disk says.
    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>>;

    /// Appends to a file, which is made if it is not there.
    ///
    /// # Errors
    /// What the disk says; some of the bytes may have been written.
    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Cuts a file to `len` bytes.
    ///
    /// # Errors
    /// What the disk says.
    fn truncate(&self, name: &str, len: u64) -> io::Result<()>;

    /// Makes everything appended to the file survive a power cut.
    ///
    /// # Errors
    /// What the disk says. Trying again would be believing a page cache that lies.
    fn sync(&self, name: &str) -> io::Result<()>;

    /// Makes the names of new files survive a power cut.
    ///
    /// # Errors
    /// What the disk says.
    fn sync_names(&self) -> io::Result<()>;

    /// Makes a file hold these bytes and nothing else, durably: after a power cut it holds either
    /// what it held before or all of them. It is made if it is not there.
    ///
    /// # Errors
    /// What the disk says; the old file stands.
    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// What the disk says.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// When a file was last written. A disk that does not tell says now: nothing is old on it.
    ///
    /// # Errors
    /// What the disk says.
    fn modified(&self, name: &str) -> io::Result<SystemTime> {
        self.len(name).map(|_| SystemTime::now())
    }
}

/// A folder of the operating system.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    open: Mutex<HashMap<String, Arc<File>>>,
}

/// Most file handles kept open; the oldest are simply opened again.
const MAX_HANDLES: usize = 64;

impl Folder {
    /// The folder at `path`, made if it is not there.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn open(path: &Path) -> io::Result<Folder> {
        fs::create_dir_all(path)?;
        Ok(Folder::at(path))
    }

    /// The folder at `path`, empty if it is not there and made with its first file.
    #[must_use]
    pub fn at(path: &Path) -> Folder {
        Folder {
            path: path.to_owned(),
            open: Mutex::new(HashMap::new()),
        }
    }

    /// Whoever asks for the file next opens it again: another one may stand under its name.
    fn forget(&self, name: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(name);
    }

    fn file(&self, name: &str, create: bool) -> io::Result<Arc<File>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(name) {
            return Ok(file.clone());
        }
        if open.len() >= MAX_HANDLES {
            open.clear();
        }
        let mut options = OpenOptions::new();
        if create {
            fs::create_dir_all(&self.path)?;
        }
        let file = options
            .read(true)
            .append(true)
            .create(create)
            .open(self.path.join(name))?;
        let file = Arc::new(file);
        open.insert(name.to_owned(), file.clone());
        Ok(file)
    }
}

impl Disk for Folder {
    fn names(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        Ok(self.file(name, false)?.metadata()?.len())
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let file = self.file(name, false)?;
        let mut bytes = vec![0; len];
        let mut filled = 0;
        while filled < len {
            match read_at(&file, &mut bytes[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        (&*self.file(name, true)?).write_all(bytes)
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        self.file(name, false)?.set_len(len)
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        self.file(name, false)?.sync_data()
    }

    fn sync_names(&self) -> io::Result<()> {
        // Windows has no way to sync a folder and does not need one.
        if cfg!(windows) {
            Ok(())
        } else {
            File::open(&self.path)?.sync_all()
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.path)?;
        replace(&self.path.join(name), bytes)?;
        self.forget(name);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.forget(name);
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    fn modified(&self, name: &str) -> io::Result<SystemTime> {
        fs::metadata(self.path.join(name))?.modified()
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, offset)
}

/// Replaces a file so that after a power cut it holds either the old bytes or the new ones. Of
/// several programs that do so at once one comes last, whole.
///
/// # Errors
/// What the disk says; the old file stands.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let _turn = turn(path);
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)?;
    sync_parent(path)
}

/// The turn of one program and thread in the folder of a file: all write their new bytes under the
/// same name, so that what one left behind that was killed is written over by the next.
///
/// Where the system cannot lock folders (Windows) nothing keeps them apart; a laptop's folder has one
/// program, which holds the [`Lock`].
fn turn(path: &Path) -> Option<File> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new("."))).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Writes a file beside `path` and gives it that name once it is durable; nothing is left of it
/// otherwise.
///
/// # Errors
/// What `fill` says, or what the disk says after it.
pub fn write_whole<T, E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(&mut File) -> Result<T, E>,
) -> Result<T, E> {
    let beside = path.with_extension("new");
    let write = || {
        let mut file = File::create(&beside)?;
        let filled = fill(&mut file)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, path)?;
        sync_parent(path)?;
        Ok(filled)
    };
    let written = write();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Opens a file that was written so that its bytes come from the medium, not from what this
/// machine remembers of them, where the system can be asked to forget.
///
/// # Errors
/// What the disk says.
pub fn reread(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // A file system without a memory of its own has nothing to forget.
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    Ok(file)
}

/// Makes the names in a file's folder survive a power cut.
///
/// # Errors
/// What the disk says.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        _ if cfg!(windows) => Ok(()),
        // A bare file name lies in the folder the program was started in.
        Some(parent) if parent.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// The right to use a folder, held until dropped; a crash gives it back.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Takes the folder for this process.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another process has it, or what the disk says.
    pub fn take(folder: &Path) -> Result<Lock, StoreError> {
        let open = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(folder.join("lock"));
        let file = open.map_err(StoreError::disk("locking the folder"))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::InUse {
                folder: folder.display().to_string(),
            }),
            Err(fs::TryLockError::Error(source)) => Err(StoreError::Disk {
                what: "locking the folder",
                source,
            }),
        }
    }
}

/// Names this run of the machine; empty where the system does not tell.
#[must_use]
pub fn boot_name() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn of_many_who_replace_a_file_at_once_one_comes_last_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table");
        let text = |writer: u8| vec![b'a' + writer; 1_000 * (1 + usize::from(writer))];
        replace(&path, &text(0)).unwrap();
        thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..50 {
                        replace(path, &text(writer)).unwrap();
                        let found = fs::read(path).unwrap();
                        assert_eq!(found, text(found[0] - b'a'), "whole");
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
