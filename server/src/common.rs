//! What the processes of one office share besides its records, where a database keeps them: who the
//! office is, and its tables.
//!
//! | shelf | file | what it is |
//! | --- | --- | --- |
//! | `office` | `site` | the fingerprint of the office's key: no other office may come in here |
//! | | `epoch` | the epoch of the store; it is raised when the database lost its end |
//! | | `version` | another word whenever a table or the epoch changes |
//! | | `key` | what tells the key that everything here is sealed with from every other |
//! | | `moved` | the office goes elsewhere: the place |
//! | | `leaving` | it has not arrived there yet |
//! | `tables` | `divisions.csv` … | the tables of the site |
//! | `drafts` | | what people have typed and not saved yet, sealed |
//! | `sessions` | | who is signed in at the pages, sealed |
//! | `counted` | | what devices and addresses have asked for today, and who guessed, sealed |
//!
//! The tables also lie in the folder of each process, where they are read; there they are a copy.

mod refused;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use desk::api::SESSIONS;
use desk::blobs::Shelves;
use desk::{Failure, drafts, fill};
use merge::Hash;
use store::disk::Disk;
use vault::Vault;

use crate::contacts;
use crate::edge::COUNTED;
use crate::folder::{Layout, Site};

use refused::moving;
pub(crate) use refused::{REKEYED, moved, other_office, rekeyed};

/// The tables that every process must have alike. The base map is a matter of each machine.
pub(crate) const TABLES: [&str; 6] = [
    "divisions.csv",
    "units.csv",
    "holidays.csv",
    "figures.csv",
    "violations.csv",
    "outlines.geojson",
];

/// The shelf of the tables.
pub(crate) const TABLES_SHELF: &str = "tables";

/// The shared part of one office, as one process sees it.
#[derive(Debug)]
pub(crate) struct Common {
    shelves: Arc<dyn Shelves>,
    /// The version whose tables this process works with.
    version: Mutex<Vec<u8>>,
}

impl Common {
    /// What lies on these shelves.
    pub(crate) fn of(shelves: Arc<dyn Shelves>) -> Common {
        Common {
            shelves,
            version: Mutex::default(),
        }
    }

    fn office(&self) -> Arc<dyn Disk> {
        self.shelves.shelf("office")
    }

    fn tables(&self) -> Arc<dyn Disk> {
        self.shelves.shelf(TABLES_SHELF)
    }

    /// What people have typed and not saved yet.
    pub(crate) fn drafts(&self) -> Arc<dyn Disk> {
        self.shelves.shelf(drafts::FOLDER)
    }

    /// Who is signed in at the pages.
    pub(crate) fn sessions(&self) -> Arc<dyn Disk> {
        self.shelves.shelf(SESSIONS)
    }

    /// What is counted of those who call.
    pub(crate) fn counted(&self) -> Arc<dyn Disk> {
        self.shelves.shelf(COUNTED)
    }

    /// When devices were heard of.
    pub(crate) fn contacts(&self) -> Arc<dyn Disk> {
        self.shelves.shelf(contacts::FOLDER)
    }

    /// Where it is, for people.
    pub(crate) fn at(&self) -> String {
        self.shelves.at().display().to_string()
    }

    /// Makes it this office's. The same office may do it again.
    ///
    /// # Errors
    /// Another office's, or a database that refuses.
    pub(crate) fn found(&self, site: &Site, layout: &Layout) -> Result<(), Failure> {
        if self.read("site")?.is_some() {
            self.is_of(site)?;
        }
        self.push(layout, &[])?;
        self.keep("epoch", site.epoch.to_string().as_bytes())?;
        self.stay()?;
        self.say_key(&layout.key().get()?)?;
        // Last, because this makes it an office.
        self.keep("site", fingerprint(site)?.as_bytes())
    }

    /// Whether any office is here.
    pub(crate) fn is_founded(&self) -> Result<bool, Failure> {
        Ok(self.read("site")?.is_some())
    }

    /// Lets in a process that has the identity of this office, and brings its tables up to date.
    /// Answers the identity with the epoch that is common.
    ///
    /// # Errors
    /// A database that is empty, another office's, or is or was moved from; one that refuses.
    pub(crate) fn enter(&self, site: Site, layout: &Layout) -> Result<Site, Failure> {
        if let Some(to) = self.gone()? {
            self.is_of(&site)?;
            return Err(self.refused(&to, layout)?);
        }
        self.known(site, layout)
    }

    /// As [`Common::enter`], be it to move out.
    pub(crate) fn known(&self, site: Site, layout: &Layout) -> Result<Site, Failure> {
        self.is_of(&site)?;
        if self.is_keyed(&layout.key().get()?)? == Some(false) {
            return Err(rekeyed(&self.at()));
        }
        self.pull(layout)?;
        let epoch = self.read("epoch")?.and_then(|epoch| number(&epoch));
        Ok(Site {
            epoch: epoch.unwrap_or(site.epoch),
            ..site
        })
    }

    /// Whether it is this office's.
    ///
    /// # Errors
    /// It is not, or a database that refuses.
    pub(crate) fn is_of(&self, site: &Site) -> Result<(), Failure> {
        let at = self.at();
        let Some(there) = self.read("site")? else {
            return Err(Failure::new(
                "not_set_up",
                format!("{at} 里还没有站点；请用 init --store 建立，或用 migrate 搬入"),
                format!(
                    "{at} keeps no office yet; set one up with `init --store`, or `migrate` one into it"
                ),
            ));
        };
        if there == fingerprint(site)?.as_bytes() {
            return Ok(());
        }
        Err(other_office(&at))
    }

    /// Whether what is here is sealed with this key; nothing where nobody has said so.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn is_keyed(&self, key: &Vault) -> Result<Option<bool>, Failure> {
        let said = self.read("key")?;
        Ok(said.map(|said| said == tag(key).as_bytes()))
    }

    /// Says that what is here is sealed with this key.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn say_key(&self, key: &Vault) -> Result<(), Failure> {
        self.keep("key", tag(key).as_bytes())
    }

    /// Brings the folder's tables up to what is common.
    fn pull(&self, layout: &Layout) -> Result<(), Failure> {
        // Read first: what changes meanwhile is another version.
        let version = self.read("version")?.unwrap_or_default();
        for name in TABLES {
            let path = layout.folder().join(name);
            let here = local(&path)?;
            let there = read(&*self.tables(), name).map_err(|e| self.failed(&e))?;
            if let Some(there) = there.filter(|there| Some(there) != here.as_ref()) {
                store::disk::replace(&path, &there).map_err(|e| Failure::file(&path, &e))?;
            }
        }
        *self.version.lock().unwrap_or_else(PoisonError::into_inner) = version;
        Ok(())
    }

    /// The folder's tables as they are, to tell later what changed.
    pub(crate) fn local_tables(layout: &Layout) -> Result<Vec<Option<Vec<u8>>>, Failure> {
        let tables = TABLES.iter();
        tables
            .map(|name| local(&layout.folder().join(name)))
            .collect()
    }

    /// Makes those tables of the folder common that are not as they were.
    ///
    /// # Errors
    /// A folder that cannot be read, or a database that refuses.
    pub(crate) fn push(&self, layout: &Layout, were: &[Option<Vec<u8>>]) -> Result<(), Failure> {
        let mut changed = false;
        for (at, (name, now)) in TABLES.iter().zip(Common::local_tables(layout)?).enumerate() {
            let before = were.get(at).and_then(Option::as_ref);
            if let Some(now) = now.filter(|now| Some(now) != before) {
                let kept = self.tables().replace(name, &now);
                kept.map_err(|error| self.failed(&error))?;
                changed = true;
            }
        }
        if changed {
            self.keep("version", word()?.as_bytes())?;
        }
        Ok(())
    }

    /// Whether what this process works with has changed since it started.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn has_changed(&self) -> Result<bool, Failure> {
        let now = self.read("version")?.unwrap_or_default();
        Ok(now != *self.version.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another epoch for all: the database is older than what was answered for.
    ///
    /// # Errors
    /// A database that refuses, or a system that gives no random numbers.
    pub(crate) fn raise_epoch(&self) -> Result<(), Failure> {
        let mut epoch = [0; 8];
        fill(&mut epoch)?;
        let epoch = u64::from_le_bytes(epoch).to_string();
        self.keep("epoch", epoch.as_bytes())?;
        self.keep("version", word()?.as_bytes())
    }

    /// Says that the office goes elsewhere: nobody comes in from here on.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn leave(&self, to: &str) -> Result<(), Failure> {
        self.keep("leaving", &[])?;
        self.keep("moved", to.as_bytes())
    }

    /// Says that it has gone there, at once.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn left_for(&self, to: &str) -> Result<(), Failure> {
        self.keep("moved", to.as_bytes())
    }

    /// Says that it has arrived there.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn arrived(&self) -> Result<(), Failure> {
        self.remove("leaving")
    }

    /// Takes back that it goes.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn stay(&self) -> Result<(), Failure> {
        self.remove("moved")?;
        self.remove("leaving")
    }

    /// Whether it has gone and not arrived yet.
    pub(crate) fn is_leaving(&self) -> Result<bool, Failure> {
        Ok(self.read("leaving")?.is_some())
    }

    /// What whoever comes is told once the office has gone: with what a process of this folder can do
    /// about it.
    pub(crate) fn refused(&self, to: &str, layout: &Layout) -> Result<Failure, Failure> {
        let from = self.at();
        Ok(if self.is_leaving()? {
            moving(&from, to, layout.folder())
        } else {
            moved(&from, to)
        })
    }

    /// Where the office has gone, if it has.
    pub(crate) fn gone(&self) -> Result<Option<String>, Failure> {
        let said = self.read("moved")?;
        Ok(said.map(|said| String::from_utf8_lossy(&said).into_owned()))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        read(&*self.office(), name).map_err(|error| self.failed(&error))
    }

    fn remove(&self, name: &str) -> Result<(), Failure> {
        let removed = self.office().remove(name);
        removed.map_err(|error| self.failed(&error))
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let kept = self.office().replace(name, bytes);
        kept.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::file(self.shelves.at(), error)
    }
}

/// A file of a shelf; nothing if it is not there.
fn read(shelf: &dyn Disk, name: &str) -> io::Result<Option<Vec<u8>>> {
    let whole = || {
        let len = usize::try_from(shelf.len(name)?).unwrap_or(usize::MAX);
        shelf.read(name, 0, len)
    };
    match whole() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn local(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, &error)),
    }
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// Names an office by its key.
pub(crate) fn fingerprint(site: &Site) -> Result<String, Failure> {
    let key = site.key()?.public().full().bytes();
    Ok(Hash::of(&[b"xunlu/site/1\0", &key]).to_string())
}

/// Tells a key from every other, and nothing of it.
fn tag(key: &Vault) -> String {
    Hash(key.inside("office").hash(b"key")).to_string()
}

/// A word nobody has said before.
fn word() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    fill(&mut bytes)?;
    Ok(Hash(bytes).to_string())
}

#[cfg(test)]
mod tests;
