//! Opening an office: alone in its folder, or as one of several processes on a database.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::Failure;
use desk::blobs::Shelves;
use places::Divisions;
use store::disk::{Disk, Folder, Lock, boot_name};
use store::{Database, Engine, SledRows};

use crate::address::without_password;
use crate::common::{self, Common, TABLES_SHELF};
use crate::contacts::{self, Contacts};
use crate::duty::Duty;
use crate::folder::{Layout, Site};
use crate::import;
use crate::moving;
use crate::office::{Office, Parts};
use crate::sealing;
use crate::watch::{Shared, Tide};

/// What an office holds of its rows in memory. At a million records an operation costs a fifth less than
/// with a laptop's 32 MiB; at 200,000 four times as much brought nothing more.
const CACHE_BYTES: u64 = 128 * 1024 * 1024;

impl Office {
    /// Opens a site: its folder for this process alone, or the database its folder names beside
    /// other processes.
    ///
    /// # Errors
    /// A folder that was not set up, is in use, or cannot be read; a database that does not answer
    /// or keeps another office.
    pub fn open(layout: &Layout, progress: store::Progress<'_>) -> Result<Office, Failure> {
        layout.is_set_up()?;
        let Some(url) = layout.store()? else {
            layout.has_no_copy()?;
            layout.is_home()?;
            let lock = layout.take(progress)?;
            return Office::alone(layout, lock, Site::load(layout)?, progress);
        };
        moving::end_in_folder(layout, progress)?;
        let site = Site::load(layout)?;
        let base = Base::connect(&url, layout)?;
        let common = base.common();
        let tide = Tide::of(base.journal(), layout);
        let mut site = common.enter(site, layout)?;
        moving::end_in_database(layout, &base, progress)?;
        if tide.has_fallen()? {
            common.raise_epoch()?;
            site = common.enter(site, layout)?;
        }
        let duty = Duty::of(base.database.clone())?;
        let mut office = Office::on(&base, layout, site, progress)?;
        office.contacts = Some(Contacts::on(common.contacts(), &layout.key().get()?));
        let database = base.database.clone();
        office.share(Shared {
            database,
            common,
            duty,
            tide,
        });
        if let Some(copy) = &layout.copy {
            office.read_copy(copy, &layout.key().get()?);
        }
        Ok(office)
    }

    /// Opens what the folder itself keeps, be it the past.
    pub(crate) fn alone(
        layout: &Layout,
        lock: Lock,
        site: Site,
        progress: store::Progress<'_>,
    ) -> Result<Office, Failure> {
        sealing::seal_all(layout, progress)?;
        let journal = layout.folder().join("journal");
        let disk = Folder::open(&journal).map_err(|error| Failure::file(&journal, &error))?;
        let engine = Engine::Sled(SledRows {
            folder: layout.folder().join("index"),
            cache_bytes: CACHE_BYTES,
        });
        let photos = Arc::new(layout.blobs());
        let parts = parts(layout, site, (Arc::new(disk), engine, photos))?;
        let mut office = Office::start(parts, progress)?;
        office.hold(lock);
        let contacts = Folder::at(&layout.folder().join(contacts::FOLDER));
        office.contacts = Some(Contacts::on(Arc::new(contacts), &layout.key().get()?));
        Ok(office)
    }

    /// Opens what a database keeps, whether other processes may come in or not.
    pub(crate) fn on(
        base: &Base,
        layout: &Layout,
        site: Site,
        progress: store::Progress<'_>,
    ) -> Result<Office, Failure> {
        let (disk, engine) = (base.journal(), Engine::Postgres(base.database.clone()));
        let parts = parts(layout, site, (disk, engine, Arc::new(base.photos())))?;
        Office::start(parts, progress)
    }
}

type Kept = (Arc<dyn Disk>, Engine, Arc<dyn Shelves>);

fn parts(layout: &Layout, site: Site, (disk, engine, blobs): Kept) -> Result<Parts, Failure> {
    let path = layout.divisions();
    let csv = fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
    Ok(Parts {
        site,
        divisions: Divisions::from_csv(csv.as_slice())?,
        disk,
        engine,
        boot: boot_name(),
        blobs,
        vault: layout.key().get()?,
        catalog: Arc::new(desk::catalog()?.with_local(import::local(layout)?)),
    })
}

/// A database with what an office keeps in it.
#[derive(Debug)]
pub(crate) struct Base {
    database: Database,
    /// The address, for people.
    at: PathBuf,
    /// The folder of this process.
    folder: PathBuf,
}

impl Base {
    /// Connects to a database.
    ///
    /// # Errors
    /// An address that does not read, or a database that does not answer.
    pub(crate) fn connect(url: &str, layout: &Layout) -> Result<Arc<Base>, Failure> {
        let at = without_password(url);
        let database = Database::connect(url).map_err(|error| unreached(&at, &error))?;
        Ok(Arc::new(Base {
            database,
            at: at.into(),
            folder: layout.blobs(),
        }))
    }

    /// The database itself.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The same office in another space of the database.
    pub(crate) fn within(&self, space: Database) -> Arc<Base> {
        Arc::new(Base {
            database: space,
            at: self.at.clone(),
            folder: self.folder.clone(),
        })
    }

    /// The database of an office that is about to be set up in a folder, if one was named.
    ///
    /// # Errors
    /// One that does not answer, or has an office already; a folder that cannot be written.
    pub(crate) fn for_new(layout: &Layout) -> Result<Option<Arc<Base>>, Failure> {
        let Some(url) = layout.store()?.filter(|_| !layout.site().exists()) else {
            return Ok(None);
        };
        let base = Base::connect(&url, layout)?;
        if base.common().is_founded()? {
            let at = base.at.display();
            return Err(Failure::new(
                "set_up_already",
                format!("{at} 里已有站点；要加一个服务进程请用 replica 复制其文件夹"),
                format!(
                    "{at} keeps an office already; for one more process of it, copy its folder with `replica`"
                ),
            ));
        }
        let folder = layout.folder();
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
        layout.keep_store(&url)?;
        Ok(Some(base))
    }

    /// Makes the database this office's.
    ///
    /// # Errors
    /// One that is another office's, or refuses.
    pub(crate) fn found(self: &Arc<Base>, site: &Site, layout: &Layout) -> Result<(), Failure> {
        let ours = common::fingerprint(site)?;
        let whose = self.database.claim("site", ours.as_bytes())?;
        if whose != ours.as_bytes() {
            return Err(common::other_office(&self.at.display().to_string()));
        }
        self.database.put_away(false)?;
        self.common().found(site, layout)
    }

    /// Puts the pen away, or back: while it is away no process writes, whatever it knows.
    ///
    /// # Errors
    /// A database that refuses.
    pub(crate) fn put_away(&self, away: bool) -> Result<(), Failure> {
        Ok(self.database.put_away(away)?)
    }

    pub(crate) fn journal(&self) -> Arc<dyn Disk> {
        self.database.journal()
    }

    pub(crate) fn common(self: &Arc<Base>) -> Common {
        Common::of(self.clone())
    }

    /// The photos, which are written while the office is here.
    pub(crate) fn photos(&self) -> Album {
        Album {
            database: self.database.clone(),
            at: self.at.clone(),
            made: self.folder.clone(),
            moving: false,
        }
    }

    /// The photos of an office that is being moved.
    pub(crate) fn photos_moving(&self) -> Album {
        Album {
            moving: true,
            ..self.photos()
        }
    }
}

impl Shelves for Base {
    fn shelf(&self, name: &str) -> Arc<dyn Disk> {
        // Who the office is, a move has to say as well.
        if name == TABLES_SHELF {
            return self.database.guarded(name);
        }
        self.database.folder(name)
    }

    fn free(&self) -> Option<u64> {
        None
    }

    fn at(&self) -> &Path {
        &self.at
    }
}

/// The photos in a database. What is made of them to be shown lies in the folder of each process.
#[derive(Debug)]
pub(crate) struct Album {
    database: Database,
    at: PathBuf,
    made: PathBuf,
    /// It may be written though the office is not here.
    moving: bool,
}

impl Shelves for Album {
    fn shelf(&self, name: &str) -> Arc<dyn Disk> {
        if name.starts_with("small/") {
            return self.made.shelf(name);
        }
        let name = format!("photos/{name}");
        if self.moving {
            self.database.folder(&name)
        } else {
            self.database.guarded(&name)
        }
    }

    fn alone(&self, name: &str, work: &mut dyn FnMut()) -> io::Result<()> {
        if self.moving {
            work();
            return Ok(());
        }
        self.database.alone(&format!("photo/{name}"), &mut || {
            work();
            Ok(())
        })
    }

    fn free(&self) -> Option<u64> {
        None
    }

    fn at(&self) -> &Path {
        &self.at
    }
}

fn unreached(at: &str, error: &store::StoreError) -> Failure {
    let said = error.text();
    Failure::new(
        "database",
        format!(
            "数据库 {at} 连不上：{}；请核对地址、口令（XUNLU_STORE）和数据库是否在运行",
            said.zh
        ),
        format!(
            "the database {at} is not reached: {}; check the address, the password (XUNLU_STORE), and whether it runs",
            said.en
        ),
    )
}
