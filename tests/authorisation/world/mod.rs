//! The office, in this process: its real router, its real door for devices, real laptops, and in
//! every division something to be seen.

mod devices;
mod pages;
mod seed;

use std::sync::Arc;

use agent::Laptop;
use axum::Router;
use forms::Catalog;
use merge::{Bucket, Change, Context, DeviceId, Dot, Draft, Hash, RecordId, Sealed, Value};
use places::{DivisionCode, Divisions};
use server::{Office, Parts, Site};
use store::Engine;
use store::disk::Folder;
use sync::{Fate, Push, Reply};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::oracle::{NODES, Node, STRANGE, SUBJECTS};
pub(crate) use devices::Hand;
use devices::{hand, laptop};
pub(crate) use pages::Answer;

/// A record's id, without caring when it was made.
fn id_of(number: u64) -> RecordId {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&Hash::of(&[&number.to_be_bytes()]).0[..8]);
    RecordId::v7(1_795_000_000_000 + number, random)
}

pub(crate) fn code(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

pub(crate) fn bucket(text: &str) -> Bucket {
    Bucket(code(text).as_u64())
}

/// What is to be seen in one division.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) node: Node,
    pub(crate) hazard: RecordId,
    /// A hazard that is there to be written to.
    pub(crate) scratch: RecordId,
    pub(crate) case: RecordId,
    pub(crate) photo: Hash,
    /// An operation that is held out of the records.
    pub(crate) held: Dot,
}

impl Seen {
    /// Words that stand in this division's hazard and nowhere else.
    pub(crate) fn word(&self) -> String {
        format!("canary{}", self.node.code)
    }

    pub(crate) fn road(&self) -> String {
        format!("road{}", self.node.code)
    }

    fn bytes(&self) -> Vec<u8> {
        photo_of(&self.node)
    }
}

pub(crate) fn photo_of(node: &Node) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend(node.code.as_bytes());
    bytes
}

/// Somebody at work: an account with its session, and a device of their own.
pub(crate) struct Subject {
    pub(crate) role: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) name: String,
    pub(crate) cookie: String,
}

pub(crate) struct World {
    pub(crate) office: Arc<Office>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) ground: TempDir,
    pub(crate) seen: Vec<Seen>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) seeder: Hand,
    pub(crate) county: Hand,
    pub(crate) now_ms: u64,
    router: Router,
    runtime: Runtime,
    made: u64,
}

fn divisions_csv() -> String {
    let mut csv = String::from("code,name,level,parent,valid_to,replaced_by\n");
    for node in NODES.iter().filter(|node| node.code != STRANGE) {
        let level = code(node.code).level() as u8;
        let above = match node.now {
            // The line of a village that is no more says where it was.
            Some(_) => "420625102000",
            None => node.above.unwrap_or_default(),
        };
        let (until, now) = node.now.map_or(("", ""), |now| ("2026-06-30", now));
        csv.push_str(&format!(
            "{},{},{level},{above},{until},{now}\n",
            node.code, node.name
        ));
    }
    csv
}

impl World {
    /// An office with every subject and something in every division.
    pub(crate) fn new() -> World {
        let ground = TempDir::with_prefix("xunlu-rights-").unwrap();
        let catalog = Arc::new(Catalog::builtin().unwrap());
        let parts = Parts {
            site: Site::fresh(code("420600000000")).unwrap(),
            divisions: Divisions::from_csv(divisions_csv().as_bytes()).unwrap(),
            disk: Arc::new(Folder::open(&ground.path().join("office")).unwrap()),
            engine: Engine::Memory,
            boot: "rights".to_owned(),
            blobs: Arc::new(ground.path().join("blobs")),
            vault: vault::Vault::from_key([1; 32]),
            catalog: catalog.clone(),
        };
        let office = Arc::new(Office::start(parts, &mut |_, _| ()).unwrap());
        let router = server::pages(office.clone(), &server::Layout::new(ground.path()));
        let now_ms = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        let now_ms = u64::try_from(now_ms.as_millis()).unwrap();
        let everywhere = Some("420600000000");
        let seeder = hand(
            &office,
            "station_lead",
            "420625102000",
            everywhere,
            "播种",
            now_ms,
        );
        let county = hand(
            &office,
            "county_coord",
            "420625000000",
            everywhere,
            "审核",
            now_ms,
        );
        let mut world = World {
            office,
            catalog,
            ground,
            seen: Vec::new(),
            subjects: Vec::new(),
            seeder,
            county,
            now_ms,
            router,
            runtime: Runtime::new().unwrap(),
            made: 0,
        };
        for node in NODES {
            let seen = world.seed(*node);
            world.seen.push(seen);
        }
        for (at, (role, unit)) in SUBJECTS.iter().enumerate() {
            let name = format!("人{at}");
            let subject = world.sit(role, unit, &name);
            world.subjects.push(subject);
        }
        world
    }

    /// The number of a field of a kind.
    pub(crate) fn field(&self, kind: &str, field: &str) -> u16 {
        let kind = self.catalog.kind(kind).unwrap();
        kind.field(field).unwrap().id
    }

    pub(crate) fn fresh(&mut self) -> RecordId {
        self.made += 1;
        id_of(self.made)
    }

    /// A record's first operation: where it lies, and what it says.
    pub(crate) fn made(
        &self,
        kind: &str,
        record: RecordId,
        at: &str,
        says: &[(&str, Value)],
    ) -> Draft {
        let known = self.catalog.kind(kind).unwrap();
        let division = ("division", Value::from(at));
        let changes = [&[division], says].concat();
        let changes = changes.into_iter().map(|(field, value)| {
            let field = known.field(field).unwrap();
            match (field.ty.is_set(), value) {
                (true, item) => Change::Item {
                    field: field.id,
                    item,
                    present: true,
                },
                (false, value) => Change::Set {
                    field: field.id,
                    value,
                },
            }
        });
        Draft {
            record,
            bucket: bucket(at),
            kind: known.id,
            form: known.version,
            context: Context::new(),
            changes: changes.collect(),
            reason: None,
            resolves: Vec::new(),
        }
    }

    /// A later operation of a record, by somebody who has seen all of it.
    pub(crate) fn later(&self, record: RecordId, kind: &str, at: &str, change: Change) -> Draft {
        let context = self.office.store().record(record).unwrap();
        Draft {
            context: context
                .map(|record| record.clock().clone())
                .unwrap_or_default(),
            changes: vec![change],
            reason: Some("测试".to_owned()),
            ..self.made(kind, record, at, &[])
        }
    }

    /// Signs as the seeder, or as somebody of the county, and pushes.
    pub(crate) fn signs(&mut self, seeder: bool, draft: Draft) -> Fate {
        let hand = if seeder {
            &mut self.seeder
        } else {
            &mut self.county
        };
        let sealed = hand.signs(draft, self.now_ms);
        let device = hand.device;
        self.push(device, &[sealed]).remove(0)
    }

    pub(crate) fn push(&self, device: DeviceId, ops: &[Sealed]) -> Vec<Fate> {
        let ops = ops.iter().map(|op| op.bytes().to_vec().into()).collect();
        match self.ask(device, sync::Request::Push(Push { ops, grants: None })) {
            Reply::Pushed(pushed) => pushed.fates,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ask(&self, device: DeviceId, request: sync::Request) -> Reply {
        self.office.answer(device, request, self.now_ms)
    }

    /// A hand with a new device.
    pub(crate) fn hand(&self, role: &str, at: &str, also: Option<&str>, name: &str) -> Hand {
        hand(&self.office, role, at, also, name, self.now_ms)
    }

    /// A hand with a device of a role at a unit.
    pub(crate) fn hand_of(&self, who: &Subject) -> Hand {
        hand(
            &self.office,
            who.role,
            who.unit,
            None,
            &who.name,
            self.now_ms,
        )
    }

    /// A laptop of a role at a unit, empty.
    pub(crate) fn laptop_of(&mut self, who: usize) -> Laptop {
        let (role, unit) = (self.subjects[who].role, self.subjects[who].unit);
        let name = self.subjects[who].name.clone();
        self.made += 1;
        let folder = self.ground.path().join(format!("laptop-{}", self.made));
        laptop(
            &self.office,
            &self.catalog,
            (role, unit, &name),
            &folder,
            (self.made, self.now_ms),
        )
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}
