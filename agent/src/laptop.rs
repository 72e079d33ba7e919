//! The laptop: its store, its pen and what it knows of the world.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use forms::{Catalog, Kind, Role};
use merge::{Author, Clock, Draft, Grant, Now, Record, RecordId, Sealed};
use places::{DivisionCode, Divisions, Jurisdiction};
use store::disk::{Disk, Folder, Lock, boot_name};
use store::{Arrival, Engine, Fate, Item, Opened, Options, Store, Verdict};

use crate::device::{Device, Layout, io_failure};
use crate::failure::Failure;
use crate::ground::Here;

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
    /// The record kinds it knows.
    pub catalog: Arc<Catalog>,
}

/// An open laptop.
#[derive(Debug)]
pub struct Laptop {
    pub(crate) store: Store,
    pub(crate) author: Author,
    pub(crate) device: Device,
    pub(crate) grant: Grant,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) divisions: Divisions,
    pub(crate) jurisdiction: Jurisdiction,
    pub(crate) blobs: PathBuf,
    opened: Opened,
    lock: Option<Lock>,
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
        let device = Device::load(&layout.device())?;
        let lock = Lock::take(layout.folder())?;
        let path = layout.divisions();
        let csv = fs::read(&path).map_err(|error| io_failure("读取", "reading", &path, &error))?;
        let divisions = Divisions::from_csv(csv.as_slice())
            .map_err(|error| Failure::new("divisions", error.zh(), error.to_string()))?;
        let journal = layout.journal();
        let disk = Folder::open(&journal)
            .map_err(|error| io_failure("打开", "opening", &journal, &error))?;
        let parts = Parts {
            device,
            divisions,
            disk: Arc::new(disk),
            engine: Engine::Sled(layout.index()),
            boot: boot_name(),
            blobs: layout.blobs(),
            catalog: Arc::new(catalog()?),
        };
        let mut laptop = Laptop::start(parts, progress)?;
        laptop.lock = Some(lock);
        laptop.enrolled_rules(layout)?;
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
            catalog,
        } = parts;
        let grant = device.grant()?;
        let options = Options {
            disk,
            engine,
            catalog: catalog.clone(),
            numbers: false,
            boot,
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
        let area: BTreeSet<DivisionCode> = grant
            .terms
            .jurisdiction
            .iter()
            .filter_map(|bucket| DivisionCode::new(bucket.0).ok())
            .collect();
        let mut laptop = Laptop {
            store,
            author,
            device,
            grant,
            catalog,
            divisions,
            jurisdiction: Jurisdiction(area),
            blobs,
            opened,
            lock: None,
        };
        laptop.recall_rules()?;
        Ok(laptop)
    }

    /// Ends cleanly.
    ///
    /// # Errors
    /// A disk that refuses; nothing is lost by it.
    pub fn close(self) -> Result<(), Failure> {
        self.store.close()?;
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
        &self.grant
    }

    /// The record kinds it knows.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The divisions it knows.
    #[must_use]
    pub fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// Its store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The same server answers at another address from now on.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn move_to(&mut self, server: &str, layout: &Layout) -> Result<(), Failure> {
        server.clone_into(&mut self.device.server);
        self.device.save(&layout.device())
    }

    /// Its store, to fold the index again.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    pub(crate) fn here(&self) -> Here<'_> {
        Here {
            divisions: &self.divisions,
            jurisdiction: &self.jurisdiction,
            store: &self.store,
        }
    }

    pub(crate) fn role(&self) -> Result<&Role, Failure> {
        let name = &self.grant.terms.role;
        self.catalog.role(name).ok_or_else(|| {
            Failure::new(
                "role",
                format!("本程序不认识角色 {name}；请升级程序"),
                format!("this program does not know the role {name}; update it"),
            )
        })
    }

    /// The record of that id or unique beginning, with its kind.
    ///
    /// # Errors
    /// No such record, or several.
    pub fn find(&self, text: &str) -> Result<(Record, &Kind), Failure> {
        let id = forms::Ground::record(&self.here(), text).map_err(|text| Failure::Said {
            code: "no_record",
            text,
        })?;
        let record = self.store.record(id)?.ok_or_else(|| {
            Failure::new(
                "no_record",
                format!("本机没有记录 {id}；请先同步，或核对编号"),
                format!("record {id} is not here; sync first, or check the id"),
            )
        })?;
        let kind = self.catalog.kind_by_id(record.kind).ok_or_else(|| {
            Failure::new(
                "newer",
                format!("记录 {id} 由更新的程序写成；请升级本程序"),
                format!("record {id} was written by a newer program; update this one"),
            )
        })?;
        Ok((record, kind))
    }

    /// Signs, keeps and folds one operation. When this answers, it is durable.
    pub(crate) fn write(&mut self, draft: Draft, now: Now) -> Result<RecordId, Failure> {
        let id = draft.record;
        let sealed = self.author.try_seal(draft, now).map_err(|error| {
            Failure::new(
                "too_large",
                format!("一次保存的内容过多（{error}）；请分几次保存，长文改作附件"),
                format!(
                    "too much in one save ({error}); save in parts, and attach long text as a file"
                ),
            )
        })?;
        let arrival = Arrival {
            sealed: sealed.clone(),
            verdict: Verdict::Applied,
            received_ms: now.wall_ms,
        };
        let fates = self.store.take(vec![Item::Op(arrival)])?;
        if fates != [Fate::Kept] {
            return Err(foreign_number(&sealed));
        }
        self.author.wrote(&sealed);
        Ok(id)
    }
}

/// The catalog compiled into this program.
pub(crate) fn catalog() -> Result<Catalog, Failure> {
    Catalog::builtin().map_err(|error| {
        Failure::new(
            "catalog",
            format!("程序内置的目录有误（{error}）；请重新安装"),
            format!("the catalog in this program is wrong ({error}); install it again"),
        )
    })
}

/// The next number of our own chain is taken: this folder has a twin.
fn foreign_number(sealed: &Sealed) -> Failure {
    let seq = sealed.op.seq;
    Failure::new(
        "forked",
        format!("本机第 {seq} 号操作已被占用：此文件夹可能被复制过；请停用其中一份并报告管理员"),
        format!(
            "operation {seq} of this device exists already: the folder has been copied; stop using one of the copies and tell the administrator"
        ),
    )
}
