//! The office, in this process: its real router, its real door for devices, real laptops, and in
//! every division something to be seen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use agent::{Device, Laptop};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use desk::Look;
use forms::Catalog;
use merge::{
    Attachment, Author, Bucket, Change, Context, DeviceId, Dot, Draft, Grant, Hash, Key, Now,
    RecordId, Sealed, Value,
};
use places::{DivisionCode, Divisions, Level};
use serde_json::{Value as Json, json};
use server::{Office, Parts, Site};
use store::Engine;
use store::disk::Folder;
use sync::{Enrol, Fate, Push, Reply};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::oracle::{NODES, Node, STRANGE, SUBJECTS};

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

/// Somebody who writes operations by hand, whatever the programs would let them.
pub(crate) struct Hand {
    pub(crate) author: Author,
    pub(crate) device: DeviceId,
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

/// An answer over HTTP.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn says(&self, word: &str) -> bool {
        self.body
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The name of what was wrong; nothing if nothing was.
    pub(crate) fn problem(&self) -> String {
        if self.status < 400 {
            return String::new();
        }
        self.json()["code"].as_str().unwrap_or("?").to_owned()
    }

    /// Whether it was refused because of who asked, or said to know nothing of what was asked for.
    pub(crate) fn refused(&self) -> bool {
        let refusals = [
            "not_allowed",
            "no_record",
            "no_file",
            "outside",
            "signed_out",
        ];
        refusals.contains(&self.problem().as_str())
    }
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
            blobs: ground.path().join("blobs"),
            catalog: catalog.clone(),
        };
        let office = Arc::new(Office::start(parts, &mut |_, _| ()).unwrap());
        let router = server::pages(office.clone(), ground.path());
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

    fn seed(&mut self, node: Node) -> Seen {
        let (hazard, scratch, case) = (self.fresh(), self.fresh(), self.fresh());
        let photo = Hash(sha256(&photo_of(&node)));
        let dot = Dot {
            device: DeviceId([0; 16]),
            seq: 0,
        };
        let mut seen = Seen {
            node,
            hazard,
            scratch,
            case,
            photo,
            held: dot,
        };
        if node.code == STRANGE {
            return seen;
        }
        let int = |number: i64| Value::Int(number);
        let point = [
            ("lat_e6", int(32_000_000)),
            ("lon_e6", int(111_000_000)),
            ("crs", Value::from("WGS-84")),
        ];
        let point = point
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let mut made = self.made(
            "hazard",
            hazard,
            node.code,
            &[
                ("road_name", Value::from(&*seen.road())),
                ("stake_start", int(1_000)),
                ("geo", Value::Map(point.collect())),
                ("kinds", Value::from("sharp_curve")),
                ("description", Value::from(&*seen.word())),
            ],
        );
        let bytes = seen.bytes();
        let blobs = self.ground.path().join("blobs");
        desk::blobs::receive(&blobs, photo, bytes.clone()).unwrap();
        made.changes.push(Change::Attach(Attachment {
            field: self.field("hazard", "photos_before"),
            sha256: photo,
            size: bytes.len() as u64,
            mime: "image/jpeg".to_owned(),
            caption: "弯道.jpg".to_owned(),
        }));
        let plain = self.made(
            "hazard",
            scratch,
            node.code,
            &[("description", Value::from("scratch"))],
        );
        let decimal = Value::Decimal {
            mantissa: 855,
            exponent: -1,
        };
        let text = |text: &str| Value::from(text);
        let case_made = self.made(
            "enforcement",
            case,
            node.code,
            &[
                ("party_name", text("张三丰")),
                ("party_id_no", text("420625198001011234")),
                ("plate", text("鄂F12345")),
                ("breath_mg", decimal),
            ],
        );
        for draft in [made, plain, case_made] {
            assert_eq!(self.signs(true, draft), Fate::Kept, "{}", node.code);
        }
        for record in [hazard, scratch] {
            let report = Change::Event {
                name: "report".to_owned(),
            };
            let draft = self.later(record, "hazard", node.code, report);
            assert_eq!(self.signs(true, draft), Fate::Kept);
        }
        let due = Change::Set {
            field: self.field("hazard", "due_on"),
            value: text("2026-01-01"),
        };
        let draft = self.later(hazard, "hazard", node.code, due);
        assert_eq!(self.signs(false, draft), Fate::Kept);
        // What somebody there wrote and may not is held, and waits for whoever reviews it.
        let (role, kind) = match code(node.code).level() {
            Level::Province | Level::City => ("city_hq", "enforcement"),
            Level::County => ("county_coord", "enforcement"),
            Level::Township => ("officer", "bulletin"),
            Level::Village => ("persuader", "enforcement"),
        };
        let mut there = hand(&self.office, role, node.code, None, node.name, self.now_ms);
        let record = self.fresh();
        let sealed = there.signs(self.made(kind, record, node.code, &[]), self.now_ms);
        seen.held = sealed.op.dot();
        let fates = self.push(there.device, &[sealed]);
        assert!(matches!(fates[..], [Fate::Held(_)]), "{fates:?}");
        let look = json!({ "at_ms": self.now_ms, "account": "某人", "record": null,
            "division": node.code, "reason": seen.word() });
        let look: Look = serde_json::from_value(look).unwrap();
        self.office.room().keep_look(&look).unwrap();
        seen
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
        match self.ask(device, sync::Request::Push(Push { ops })) {
            Reply::Pushed(pushed) => pushed.fates,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ask(&self, device: DeviceId, request: sync::Request) -> Reply {
        self.office.answer(device, request, self.now_ms)
    }

    pub(crate) fn sit(&self, role: &'static str, unit: &'static str, name: &str) -> Subject {
        let at = self.office.unit(code(unit), &[]).unwrap();
        self.office.open_account(at, role, name).unwrap();
        let word = self.office.link(name, self.now_ms + 3_600_000).unwrap();
        let request = Request::post("/api/session")
            .header("host", "office")
            .header("content-type", "application/json")
            .body(Body::from(
                json!({ "by": "link", "word": word }).to_string(),
            ));
        let response = self.send(request.unwrap());
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        Subject {
            role,
            unit,
            name: name.to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    fn send(&self, request: Request<Body>) -> Response<Body> {
        let answered = self.router.clone().oneshot(request);
        self.runtime.block_on(answered).unwrap()
    }

    fn answered(&self, request: Request<Body>) -> Answer {
        let response = self.send(request);
        let status = response.status().as_u16();
        let body = self
            .runtime
            .block_on(to_bytes(response.into_body(), usize::MAX));
        let body = body.unwrap().to_vec();
        Answer { status, body }
    }

    pub(crate) fn get(&self, who: &Subject, path: &str) -> Answer {
        let request = Request::get(path)
            .header("host", "office")
            .header("cookie", &who.cookie);
        self.answered(request.body(Body::empty()).unwrap())
    }

    pub(crate) fn post(&self, who: &Subject, path: &str, body: &Json) -> Answer {
        let request = Request::post(path)
            .header("host", "office")
            .header("cookie", &who.cookie)
            .header("content-type", "application/json");
        self.answered(request.body(Body::from(body.to_string())).unwrap())
    }

    /// A request of nobody.
    pub(crate) fn stranger(&self, method: &str, path: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "office");
        let request = request.header("content-type", "application/json");
        self.answered(request.body(Body::from("{}")).unwrap())
    }

    /// Sends a file.
    pub(crate) fn upload(&self, who: &Subject, bytes: Vec<u8>) -> Answer {
        let request = Request::post("/api/files")
            .header("host", "office")
            .header("cookie", &who.cookie)
            .header("x-name", "a.jpg");
        self.answered(request.body(Body::from(bytes)).unwrap())
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

impl Hand {
    pub(crate) fn signs(&mut self, draft: Draft, now_ms: u64) -> Sealed {
        let now = Now {
            wall_ms: now_ms,
            offset_min: 480,
        };
        let sealed = self.author.seal(draft, now);
        self.author.wrote(&sealed);
        sealed
    }
}

fn invited(
    office: &Office,
    role: &str,
    at: &str,
    also: Option<&str>,
    name: &str,
    now_ms: u64,
) -> server::Invitation {
    let also: Vec<DivisionCode> = also.into_iter().map(code).collect();
    let unit = office.unit(code(at), &also).unwrap();
    office.invite(unit, role, name, now_ms).unwrap()
}

fn hand(
    office: &Office,
    role: &str,
    at: &str,
    also: Option<&str>,
    name: &str,
    now_ms: u64,
) -> Hand {
    let invitation = invited(office, role, at, also, name, now_ms);
    let key = Key::from_secret(&Hash::of(&[name.as_bytes(), invitation.code.0.as_slice()]).0);
    let ask = Enrol::new(invitation.code, &key, 1);
    let let_in = office.enrol(&ask, now_ms).unwrap();
    let grant = Grant::open(&let_in.grant).unwrap();
    let author = Author::new(key, grant.device, grant.hash());
    Hand {
        author,
        device: grant.device,
    }
}

fn laptop(
    office: &Office,
    catalog: &Arc<Catalog>,
    (role, unit, name): (&str, &str, &str),
    folder: &Path,
    (number, now_ms): (u64, u64),
) -> Laptop {
    let invitation = invited(office, role, unit, None, name, now_ms);
    let mut device = Device {
        secret: Hash::of(&[b"laptop", &number.to_be_bytes()]),
        epoch: number,
        turn: 0,
        since: 0,
        server: "http://office".to_owned(),
        server_key: invitation.server_key,
        grant: String::new(),
    };
    let ask = Enrol::new(invitation.code, &device.key(), device.epoch);
    let let_in = office.enrol(&ask, now_ms).unwrap();
    device.set_grant(&Grant::open(&let_in.grant).unwrap());
    let blobs: PathBuf = folder.join("blobs");
    let parts = agent::Parts {
        device,
        divisions: Divisions::from_csv(let_in.divisions.as_bytes()).unwrap(),
        disk: Arc::new(Folder::open(&folder.join("journal")).unwrap()),
        engine: Engine::Memory,
        boot: "rights".to_owned(),
        blobs,
        catalog: catalog.clone(),
    };
    Laptop::start(parts, &mut |_, _| ()).unwrap()
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}
