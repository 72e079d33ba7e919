//! The laptop: its store, its pen and what it knows of the world.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use desk::blobs::Blobs;
use desk::{Desk, Failure, Ready, Room, Seat};
use forms::Catalog;
use merge::{Author, Clock, Grant, Head, Now, RecordId};
use places::{DivisionCode, Divisions};
use store::disk::{Disk, Folder, Lock, boot_name};
use store::{Arrival, Engine, Fate, Item, Opened, Options, SledRows, Store, Verdict};
use vault::Vault;

use crate::device::{Device, Kept, Layout, Officer, io_failure};
use crate::renew::is_foreign;
use crate::sealing;
use crate::trace::Trace;

/// What a laptop is made of.
#[derive(Debug)]
pub struct Parts {
    /// Who it is.
    pub device: Device,
    /// The divisions of its area, and those above.
    pub divisions: Divisions,
    /// Where its journal is.
    pub disk: Arc<dyn Disk>,
    /// What keeps its rows.
    pub engine: Engine,
    /// Names this run of the machine.
    pub boot: String,
    /// Where photos are kept.
    pub blobs: PathBuf,
    /// The key that everything is sealed with.
    pub vault: Vault,
    /// The record kinds it knows.
    pub catalog: Arc<Catalog>,
}

impl Parts {
    /// What stands in a folder, for a device that has been let in.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub(crate) fn in_folder(layout: &Layout, device: Device) -> Result<Parts, Failure> {
        // An officer who was added has brought the divisions of an area of their own.
        let own = layout.divisions_of(&device.key().public());
        let path = Some(own).filter(|own| own.exists());
        let path = path.unwrap_or_else(|| layout.divisions());
        let csv = fs::read(&path).map_err(|error| io_failure("读取", "reading", &path, &error))?;
        let divisions = Divisions::from_csv(csv.as_slice())
            .map_err(|error| Failure::new("divisions", error.zh(), error.to_string()))?;
        let journal = layout.journal(device.turn);
        let disk = Folder::open(&journal)
            .map_err(|error| io_failure("打开", "opening", &journal, &error))?;
        Ok(Parts {
            divisions,
            disk: Arc::new(disk),
            engine: Engine::Sled(SledRows::at(layout.index(device.turn))),
            boot: boot_name(),
            blobs: layout.blobs(),
            vault: layout.key().get()?,
            catalog: Arc::new(desk::catalog()?),
            device,
        })
    }
}

/// An open laptop.
#[derive(Debug)]
pub struct Laptop {
    pub(crate) room: Arc<Room>,
    pub(crate) seat: Arc<Seat>,
    pub(crate) author: Author,
    pub(crate) device: Device,
    opened: Opened,
    pub(crate) lock: Option<Lock>,
    pub(crate) trace: Option<Trace>,
}

/// A save that is durable.
#[derive(Debug, Clone)]
pub struct Written {
    /// The record.
    pub id: RecordId,
    /// Things to look at again; the save stands.
    pub warnings: Vec<forms::Complaint>,
}

impl Laptop {
    /// Opens a laptop's folder for this process alone.
    ///
    /// # Errors
    /// A folder that was not set up, is in use, or cannot be read.
    pub fn open(layout: &Layout, progress: store::Progress<'_>) -> Result<Laptop, Failure> {
        // A folder that was never set up is not to be told that it cannot be locked.
        Kept::read(&layout.device())?;
        let lock = Lock::take(layout.folder())?;
        Laptop::open_held(layout, lock, progress)
    }

    /// Opens a folder whose lock this process has.
    ///
    /// # Errors
    /// A folder that was not set up, or cannot be read.
    pub(crate) fn open_held(
        layout: &Layout,
        lock: Lock,
        progress: store::Progress<'_>,
    ) -> Result<Laptop, Failure> {
        let contents = layout.contents()?;
        desk::rekey::finish(layout.folder(), &contents, layout.key(), progress)?;
        if Kept::read(&layout.device())?.is_plain() {
            sealing::seal_all(layout, progress)?;
        }
        // Who this is may have changed until we held the lock.
        let device = Device::load(layout, &layout.device())?;
        for earlier in device.since..device.turn {
            let _ = fs::remove_dir_all(layout.index(earlier));
        }
        let mut laptop = Laptop::start(Parts::in_folder(layout, device)?, progress)?;
        laptop.lock = Some(lock);
        let id = laptop.device.id();
        let has = |head| Ok(!is_foreign(&laptop.room.store, id, head)?);
        laptop.trace = Some(Trace::of(layout.folder(), id, has)?);
        laptop.enrolled_rules(layout)?;
        // A full disk must not keep anybody from opening; what is left over goes another time.
        let _ = laptop.owe_photos();
        let _ = laptop.finish_eviction(layout);
        Ok(laptop)
    }

    /// Starts a laptop from its parts.
    ///
    /// # Errors
    /// A store that cannot be opened, or an identity that does not hold together.
    pub fn start(parts: Parts, progress: store::Progress<'_>) -> Result<Laptop, Failure> {
        let Parts {
            device,
            divisions,
            disk,
            engine,
            boot,
            blobs,
            vault,
            catalog,
        } = parts;
        let blobs = Blobs::new(blobs, &vault);
        let grant = device.grant()?;
        let options = Options {
            disk,
            engine,
            catalog: catalog.clone(),
            numbers: false,
            boot,
            vault,
        };
        let (store, opened) = Store::open(options, progress)?;
        if store.grant(grant.hash())?.is_none() {
            store.take(vec![Item::Grant(grant.clone())])?;
        }
        let head = store.head(device.id())?;
        let last = store.op(merge::Dot {
            device: device.id(),
            seq: head.seq,
        })?;
        let clock = last.map_or_else(Clock::default, |sealed| Clock::resume(sealed.op.hlc));
        let mut author = Author::new(device.key(), device.id(), grant.hash()).resume(
            head.seq,
            head.hash,
            store.chains(device.id())?,
            clock,
        );
        if let Some(receipt) = store.receipt()? {
            author.trust(receipt.server_ms);
        }
        let seat = Seat::of(grant);
        let unit = DivisionCode::new(seat.terms().unit.0)?;
        let room = Room {
            store: Arc::new(store),
            divisions,
            catalog,
            blobs,
            root: unit,
        };
        let mut laptop = Laptop {
            room: Arc::new(room),
            seat: Arc::new(seat),
            author,
            device,
            opened,
            lock: None,
            trace: None,
        };
        laptop.recall_rules()?;
        laptop.recall_post()?;
        Ok(laptop)
    }

    /// Ends cleanly.
    ///
    /// # Errors
    /// A disk that refuses; nothing is lost by it.
    pub fn close(self) -> Result<(), Failure> {
        Room::close(self.room)?;
        drop(self.lock);
        Ok(())
    }

    /// What opening found and did.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Who this laptop is.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// What it may do and where.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.seat.grant
    }

    /// What it works with.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Its officer at work.
    #[must_use]
    pub fn desk(&self) -> Desk<'_> {
        Desk {
            room: &self.room,
            seat: &self.seat,
        }
    }

    /// Its store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.room.store
    }

    /// The same server answers at another address from now on.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn move_to(&mut self, server: &str, layout: &Layout) -> Result<(), Failure> {
        server.clone_into(&mut self.device.server);
        self.device.save(layout, &layout.device())
    }

    /// Folds the index again from the journal. Answers how many commits there were.
    ///
    /// # Errors
    /// A folder that cannot be read, or pages that are being served from it.
    pub fn rebuild(&mut self, progress: store::Progress<'_>) -> Result<u64, Failure> {
        let room = Arc::get_mut(&mut self.room);
        let store = room.and_then(|room| Arc::get_mut(&mut room.store));
        let store = store.ok_or_else(|| {
            Failure::new(
                "in_use",
                "页面正在使用数据；请先关闭巡路页面所用的程序",
                "pages are being served from this folder; stop serving first",
            )
        })?;
        Ok(store.rebuild(progress)?)
    }

    /// Where its own chain ends.
    pub(crate) fn head(&self) -> Result<Head, Failure> {
        Ok(self.room.store.head(self.device.id())?)
    }

    /// How far this laptop once wrote, if its folder does not have that.
    pub(crate) fn written_once(&self) -> Option<u64> {
        self.trace.as_ref()?.ahead(self.device.id())
    }

    /// Notes outside the folder how far it has come; whatever stands in the way stops nothing.
    pub(crate) fn leave_trace(&self) {
        let device = self.device.id();
        if let (Some(trace), Ok(head), Ok(receipt)) =
            (&self.trace, self.head(), self.room.receipt_of(device))
        {
            let confirmed = receipt.map_or(0, |receipt| receipt.head.seq);
            let colleagues = self.colleagues().iter().map(Officer::device);
            trace.leave(device, (head, confirmed), &colleagues.collect::<Vec<_>>());
        }
    }

    /// Signs, keeps and folds one operation. When this answers, it is durable.
    pub(crate) fn write(&mut self, ready: Ready, now: Now) -> Result<RecordId, Failure> {
        let id = ready.draft.record;
        if let Some(after) = ready.after {
            self.author.observe(after, now);
        }
        let note = ready.note.map(|(name, value)| Item::Note { name, value });
        let sealed = self.author.try_seal(ready.draft, now);
        let sealed = sealed.map_err(|error| Failure::too_much(&error))?;
        let arrival = Arrival {
            sealed: sealed.clone(),
            verdict: Verdict::Applied,
            received_ms: now.wall_ms,
        };
        let fates = self
            .room
            .store
            .take([Item::Op(arrival)].into_iter().chain(note).collect())?;
        if fates != [Fate::Kept] {
            return Err(foreign_number(sealed.op.seq));
        }
        self.author.wrote(&sealed);
        self.leave_trace();
        Ok(id)
    }
}

/// The next number of our own chain is taken: this folder has a twin.
pub(crate) fn foreign_number(seq: u64) -> Failure {
    Failure::new(
        "forked",
        format!("本机第 {seq} 号操作已被占用：此文件夹可能被复制过；请停用其中一份并报告管理员"),
        format!(
            "operation {seq} of this device exists already: the folder has been copied; stop using one of the copies and tell the administrator"
        ),
    )
}
