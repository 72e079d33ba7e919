//! A store on a temporary folder, and devices that write real signed operations.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use forms::Catalog;
use merge::{
    Author, Bucket, Change, Context, DeviceId, Draft, Grant, Hash, Key, Now, Record, RecordId,
    Sealed, Terms,
};
use store::disk::{Disk, Folder};
use store::{Arrival, Database, Engine, Item, Options, SledRows, Store, Verdict};
use tempfile::TempDir;
use vault::Vault;

/// The engines under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "one of the two test programs has a database")]
pub(crate) enum Kept {
    Sled,
    Memory,
    /// The database at this address.
    Postgres(&'static str),
    /// Tables that another rig has made.
    At(&'static str),
}

pub(crate) struct Rig {
    pub(crate) folder: TempDir,
    engine: Kept,
    /// Where the tables of this store are, apart from those of others.
    pub(crate) schema: String,
}

impl Rig {
    pub(crate) fn new(engine: Kept) -> Rig {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let schema = format!("rig{}", COUNT.fetch_add(1, Ordering::Relaxed));
        if let Kept::Postgres(address) = engine {
            let client = postgres::Client::connect(address, postgres::NoTls);
            let make = format!("CREATE SCHEMA {schema}");
            client.unwrap().batch_execute(&make).unwrap();
        }
        Rig {
            folder: tempfile::tempdir().unwrap(),
            engine,
            schema,
        }
    }

    /// An empty one with the same engine.
    pub(crate) fn another(&self) -> Rig {
        Rig::new(self.engine)
    }

    pub(crate) fn open(&self) -> Store {
        open_on(self.journal(), self.engine_at())
    }

    /// Where the journal is.
    pub(crate) fn journal(&self) -> Arc<dyn Disk> {
        match self.engine_at() {
            Engine::Postgres(database) => database.journal(),
            _ => Arc::new(Folder::open(&self.folder.path().join("journal")).unwrap()),
        }
    }

    pub(crate) fn engine_at(&self) -> Engine {
        match self.engine {
            Kept::Sled => Engine::Sled(SledRows::at(self.folder.path().join("index"))),
            Kept::Memory => Engine::Memory,
            Kept::Postgres(address) => {
                let own = format!("{address} options='-c search_path={}'", self.schema);
                Engine::Postgres(Database::connect(&own).unwrap())
            }
            Kept::At(address) => Engine::Postgres(Database::connect(address).unwrap()),
        }
    }
}

/// The catalog, read once: hundreds of stores are opened here.
pub(crate) fn catalog() -> Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Arc::new(Catalog::builtin().unwrap()))
        .clone()
}

pub(crate) fn options(disk: Arc<dyn Disk>, engine: Engine) -> Options {
    let catalog = catalog();
    Options {
        disk,
        engine,
        catalog,
        numbers: true,
        boot: "one".into(),
        vault: vault(),
    }
}

/// The key that everything is sealed with here.
pub(crate) fn vault() -> Vault {
    Vault::from_key([1; 32])
}

pub(crate) fn open_on(disk: Arc<dyn Disk>, engine: Engine) -> Store {
    Store::open(options(disk, engine), &mut |_, _| {})
        .unwrap()
        .0
}

/// Two villages of one township, and one of another county.
pub(crate) const HERE: Bucket = Bucket(420_625_102_206);
pub(crate) const NEXT: Bucket = Bucket(420_625_102_209);
pub(crate) const FAR: Bucket = Bucket(420_626_100_200);

/// A device with a grant, and what it has seen of each record.
pub(crate) struct Pen {
    pub(crate) author: Author,
    pub(crate) grant: Grant,
    catalog: Arc<Catalog>,
    pub(crate) clock: u64,
}

impl Pen {
    pub(crate) fn new(number: u8) -> Pen {
        let (key, issuer) = (Key::from_secret(&[number; 32]), Key::from_secret(&[99; 32]));
        let terms = Terms {
            key: key.public().full(),
            epoch: 1,
            person: format!("民警{number}"),
            role: "officer".into(),
            unit: Bucket(420_625_102_000),
            jurisdiction: vec![Bucket(420_625_102_000)],
            not_before_ms: 0,
            not_after_ms: u64::MAX,
        };
        let grant = Grant::issue(&terms, &issuer).unwrap();
        let author = Author::new(key, grant.device, grant.hash());
        Pen {
            author,
            grant,
            catalog: catalog(),
            clock: 1_750_000_000_000,
        }
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.author.device()
    }

    pub(crate) fn field(&self, name: &str) -> u16 {
        self.catalog.kind("hazard").unwrap().field(name).unwrap().id
    }

    pub(crate) fn set(&self, field: &str, value: impl Into<merge::Value>) -> Change {
        Change::Set {
            field: self.field(field),
            value: value.into(),
        }
    }

    /// Writes one operation on a hazard, having seen `seen` of it.
    pub(crate) fn hazard(
        &mut self,
        record: u8,
        bucket: Bucket,
        seen: Option<&Record>,
        changes: Vec<Change>,
    ) -> Sealed {
        self.write(1, record, bucket, seen, changes)
    }

    /// Writes one operation on a record of any kind.
    pub(crate) fn write(
        &mut self,
        kind: u16,
        record: u8,
        bucket: Bucket,
        seen: Option<&Record>,
        changes: Vec<Change>,
    ) -> Sealed {
        self.clock += 1;
        let sealed = self.author.seal(
            Draft {
                record: id(record),
                bucket,
                kind,
                form: 1,
                context: seen.map_or(Context::new(), |record| record.clock().clone()),
                changes,
                reason: None,
                resolves: Vec::new(),
            },
            Now {
                wall_ms: self.clock,
                offset_min: 480,
            },
        );
        self.author.wrote(&sealed);
        sealed
    }

    pub(crate) fn described(&mut self, record: u8, bucket: Bucket, text: &str) -> Sealed {
        let change = self.set("description", text);
        self.hazard(record, bucket, None, vec![change])
    }
}

pub(crate) fn id(record: u8) -> RecordId {
    RecordId::v7(1_750_000_000_000, [record; 10])
}

pub(crate) fn item(sealed: &Sealed) -> Item {
    judged(sealed, Verdict::Applied)
}

pub(crate) fn judged(sealed: &Sealed, verdict: Verdict) -> Item {
    Item::Op(Arrival {
        sealed: sealed.clone(),
        verdict,
        received_ms: 7,
    })
}

/// A store as one hash: every record, head, feed and total.
pub(crate) fn digest(store: &Store, pens: &[&Pen]) -> Hash {
    let mut text = String::new();
    let everything = store::Query {
        buckets: 0..=u64::MAX - 1,
        kind: None,
    };
    let list = &mut |listed: store::Listed| {
        let record = store.record(listed.id).unwrap().unwrap();
        text += &format!("{} {} {:?}\n", listed.id, record.digest(), listed.summary);
        true
    };
    store.list(&everything, list).unwrap();
    for pen in pens {
        text += &format!(
            "{:?} {:?}\n",
            store.head(pen.device()),
            store.chains(pen.device())
        );
    }
    text += &format!(
        "{:?} {:?}",
        store.feed_heads(&everything.buckets),
        store.totals(&everything.buckets)
    );
    Hash::of(&[text.as_bytes()])
}
