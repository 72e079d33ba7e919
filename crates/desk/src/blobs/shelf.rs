//! Where photos lie: flat folders beside each other, on this machine's disk or in a database that
//! several machines share.

use std::fmt;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use merge::Hash;
use store::disk::{Disk, Folder};
use vault::Vault;
use vault::file::{HEADER, Sealed};

/// Most bytes that are asked for at once: beside a whole photo there is no room for a second one.
const AT_ONCE: usize = 1024 * 1024;

/// Flat folders beside each other.
pub trait Shelves: Send + Sync + fmt::Debug {
    /// The folder of this name, which is made with its first file.
    fn shelf(&self, name: &str) -> Arc<dyn Disk>;

    /// How many bytes are free, where that can be told. One that cannot tell says so by refusing to
    /// write.
    fn free(&self) -> Option<u64>;

    /// Where they are, for people.
    fn at(&self) -> &Path;

    /// Works on files while no other program works on what has the same name, and keeps all of it or
    /// nothing; where it breaks off, the work may be done again. What one program has to itself needs
    /// no more than the work.
    ///
    /// # Errors
    /// Shelves that break off and do not come back.
    fn alone(&self, _name: &str, work: &mut dyn FnMut()) -> io::Result<()> {
        work();
        Ok(())
    }
}

/// The folders inside a folder of this machine.
impl Shelves for PathBuf {
    fn shelf(&self, name: &str) -> Arc<dyn Disk> {
        Arc::new(Folder::at(&self.join(name)))
    }

    fn free(&self) -> Option<u64> {
        let there = self.ancestors().find(|folder| folder.exists())?;
        fs4::available_space(there).ok()
    }

    fn at(&self) -> &Path {
        self
    }
}

/// A file on a shelf, whether it is there or not.
#[derive(Debug)]
pub(super) struct Lying {
    shelf: Arc<dyn Disk>,
    name: String,
    /// Where it is, for people.
    pub(super) path: PathBuf,
}

impl Lying {
    pub(super) fn on(shelves: &dyn Shelves, shelf: &str, name: String) -> Lying {
        Lying {
            path: shelves.at().join(shelf).join(&name),
            shelf: shelves.shelf(shelf),
            name,
        }
    }

    pub(super) fn is_there(&self) -> bool {
        self.size().is_ok()
    }

    /// Its bytes as they lie there.
    pub(super) fn size(&self) -> io::Result<u64> {
        self.shelf.len(&self.name)
    }

    /// All of it.
    pub(super) fn whole(&self) -> io::Result<Vec<u8>> {
        let size = usize::try_from(self.size()?).unwrap_or(usize::MAX);
        self.shelf.read(&self.name, 0, size)
    }

    pub(super) fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        self.shelf.replace(&self.name, bytes)
    }

    pub(super) fn remove(&self) -> io::Result<()> {
        self.shelf.remove(&self.name)
    }

    /// Opens it to read `len` bytes of it, or to add to its end.
    pub(super) fn open(&self, vault: &Vault, len: u64) -> io::Result<Sealed<Open<'_>>> {
        let ahead = usize::try_from(len).unwrap_or(usize::MAX);
        let open = Open {
            lying: self,
            at: 0,
            ahead,
            window: Cursor::default(),
        };
        Sealed::open(open, vault)
    }

    /// Adds behind what it says up to `at`, durably; what stands there is cut off.
    pub(super) fn add(&self, vault: &Vault, at: u64, bytes: &[u8]) -> io::Result<()> {
        if self.size()? > HEADER + at {
            self.shelf.truncate(&self.name, HEADER + at)?;
        }
        self.open(vault, 0)?.write(at, bytes)?;
        self.shelf.sync(&self.name)
    }

    /// Puts a sealed file in its place that holds these bytes and can be added to.
    pub(super) fn begin(&self, vault: &Vault, bytes: &[u8]) -> io::Result<()> {
        let mut begun = Sealed::begin_empty(Cursor::new(Vec::new()), vault)?;
        begun.write(0, bytes)?;
        self.replace(&begun.into_inner().into_inner())
    }
}

/// A place in a file on a shelf. A shelf may be far away, so what is to be read is asked for at once.
#[derive(Debug)]
pub(super) struct Open<'l> {
    lying: &'l Lying,
    at: u64,
    /// How many bytes are asked for at least, behind the header.
    ahead: usize,
    /// What came of the last question, from `at` on.
    window: Cursor<Vec<u8>>,
}

impl Read for Open<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.window.get_ref().len() as u64 - self.window.position();
        if left == 0 {
            let ahead = if self.at == 0 { 0 } else { self.ahead };
            let len = buffer.len().max(ahead).min(AT_ONCE);
            let (shelf, name) = (&self.lying.shelf, &self.lying.name);
            self.window = Cursor::new(shelf.read(name, self.at, len)?);
        }
        let read = self.window.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Open<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.lying.size()?.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        self.window = Cursor::default();
        Ok(self.at)
    }
}

impl Write for Open<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.lying.size()? != self.at {
            return Err(io::Error::other("a photo is written from its beginning on"));
        }
        self.lying.shelf.append(&self.lying.name, bytes)?;
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The shelves of originals.
pub(super) fn originals() -> impl Iterator<Item = String> {
    (0..=u8::MAX).map(|first| format!("{first:02x}"))
}

/// The shelves of what cannot be made again: originals, previews of those that still travel, and
/// what was put aside.
pub fn shelves() -> impl Iterator<Item = String> {
    let beside = ["preview", "damaged"].map(str::to_owned);
    originals().chain(beside)
}

/// The photo a file is of, by its name.
pub(super) fn named(name: &str) -> Option<Hash> {
    let (stem, _) = name.split_once('.').unwrap_or((name, ""));
    stem.parse().ok()
}
