//! Devices that are enrolled and mean harm. Whatever they send, by network or by stick, what honest
//! people wrote stays as it was, what is wrong is refused, held or kept as evidence with a reason
//! that names it, and the office goes on serving the others.

mod asks;
mod behaviours;
mod chains;
mod door;
mod grants;
mod operations;
mod revoked;
mod suites;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use merge::{Author, Bucket, Change, Context, Draft, Grant, Key, Now, Op, RecordId, Sealed, Value};
use places::DivisionCode;
use server::{Layout, Office, StickAsk};
use sync::bundle::{Chain, Part, Purpose, Writer, first_hello};
use sync::{Enrol, Fate, Push, Reply, Request};

use crate::world::{Site, XIANGYANG};

/// The office's time when the stage is set, milliseconds since 1970.
const NOW_MS: u64 = 1_796_000_000_000;
/// Numbers of the catalog: the kind `hazard` and its fields.
const HAZARD: u16 = 1;
const DIVISION: u16 = 1;
const DESCRIPTION: u16 = 31;

/// A device at the office's door, without any program of ours in it.
struct Pen {
    key: Key,
    grant: Grant,
    author: Author,
    unit: u64,
}

impl Pen {
    /// A draft about a record: what is needed of a hazard, and this description.
    fn draft(&self, record: RecordId, description: &str) -> Draft {
        let set = |field, value: &str| Change::Set {
            field,
            value: Value::from(value),
        };
        Draft {
            record,
            bucket: Bucket(self.unit),
            kind: HAZARD,
            form: 1,
            context: Context::new(),
            changes: vec![
                set(DIVISION, &self.unit.to_string()),
                set(DESCRIPTION, description),
            ],
            reason: None,
            resolves: Vec::new(),
        }
    }

    /// A sound operation on a record of its own.
    fn sound(&self) -> Sealed {
        let record = RecordId(self.grant.device.0);
        let draft = self.draft(record, "碎石");
        self.author.seal(draft, now())
    }

    /// The same, bent and signed again.
    fn bent(&self, bend: impl FnOnce(&mut Op)) -> Sealed {
        let mut op = self.sound().op;
        bend(&mut op);
        Sealed::sign(op, &self.key)
    }
}

fn now() -> Now {
    Now {
        wall_ms: NOW_MS,
        offset_min: 480,
    }
}

/// The road by which operations come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Road {
    Network,
    Stick,
}

/// An office with honest people's work in it.
struct Stage {
    site: Site,
    office: Office,
    /// An officer of the township where the rogues are enrolled as well.
    honest: Pen,
    /// One of another county.
    elsewhere: Pen,
    /// The records of the two.
    records: [RecordId; 2],
    met: u8,
}

impl Stage {
    fn set() -> Stage {
        let site = Site::xiangyang();
        site.stop();
        let office = Office::open(&Layout::new(site.folder()), &mut |_, _| {}).unwrap();
        let here = XIANGYANG.township.parse::<u64>().unwrap();
        let there = XIANGYANG.elsewhere.parse::<u64>().unwrap();
        let mut stage = Stage {
            honest: enrol(&office, here, 201),
            elsewhere: enrol(&office, there, 202),
            site,
            office,
            records: [RecordId([1; 16]), RecordId([2; 16])],
            met: 0,
        };
        for (pen, record) in [&mut stage.honest, &mut stage.elsewhere]
            .into_iter()
            .zip(stage.records)
        {
            let sealed = pen.author.seal(pen.draft(record, "老实人写的"), now());
            pen.author.wrote(&sealed);
            let ops = vec![sealed.bytes().to_vec().into()];
            let push = Request::Push(Push { ops, grants: None });
            let reply = stage.office.answer(pen.grant.device, push, NOW_MS);
            assert!(
                matches!(&reply, Reply::Pushed(pushed) if pushed.fates == [Fate::Kept]),
                "{reply:?}"
            );
        }
        stage
    }

    /// Another device of somebody who was let in.
    fn rogue(&mut self) -> Pen {
        self.met += 1;
        enrol(&self.office, self.honest.unit, self.met)
    }

    /// What everybody sees of what honest people wrote: the records and their histories.
    fn seen(&self) -> BTreeMap<RecordId, (Vec<u8>, usize)> {
        let store = self.office.store();
        let of = |id: &RecordId| {
            let record = store.record(*id).unwrap().unwrap();
            let history = store.history(*id).unwrap();
            let counted = history.iter().filter(|past| past.held.is_none());
            (*id, (record.encode(), counted.count()))
        };
        self.records.iter().map(of).collect()
    }

    /// What becomes of operations that a device sends.
    fn send(&self, pen: &Pen, road: Road, ops: &[Vec<u8>]) -> Result<Vec<Fate>, String> {
        let ops = ops.iter().map(|op| op.clone().into()).collect();
        let push = Request::Push(Push { ops, grants: None });
        match road {
            Road::Network => match self.office.answer(pen.grant.device, push, NOW_MS) {
                Reply::Pushed(pushed) => Ok(pushed.fates),
                other => Err(format!("{other:?}")),
            },
            Road::Stick => self.by_stick(pen, push, NOW_MS).map(|()| Vec::new()),
        }
    }

    /// Carries a request to the office in a file, signed by the device.
    fn by_stick(&self, pen: &Pen, push: Request, now_ms: u64) -> Result<(), String> {
        let path = self.stick(pen, vec![push]);
        let ask = StickAsk {
            files: vec![path],
            to: None,
            receipt: false,
            limit: None,
            originals: 0,
        };
        let done = self.office.exchange(&ask, None, now_ms, &mut |_, _| {});
        let done = done.map_err(|failure| failure.text().en)?;
        match done.problems.first() {
            Some(problem) => Err(problem.en.clone()),
            None => Ok(()),
        }
    }

    fn stick(&self, pen: &Pen, requests: Vec<Request>) -> PathBuf {
        let path = self.site.ground().join(format!("{}.xlb", pen.grant.device));
        let office = self.office.site().key().unwrap().public();
        let about = (Purpose::Up, 1, NOW_MS);
        let file = File::create(&path).unwrap();
        let mut writer = Writer::start(file, &pen.key, &office, about, [7; 32]).unwrap();
        let chain = Part::Chain(Chain {
            device: pen.grant.device,
            after: 0,
            earlier: None,
            grant: None,
        });
        writer.part(&chain).unwrap();
        let first = std::iter::once(Request::Hello(first_hello()));
        for request in first.chain(requests) {
            writer.part(&Part::Request(request)).unwrap();
        }
        writer.finish(false).unwrap();
        path
    }
}

fn enrol(office: &Office, unit: u64, number: u8) -> Pen {
    let code = DivisionCode::new(unit).unwrap();
    let at = office.unit(code, &[]).unwrap();
    let invitation = office.invite(at, "officer", "某某", NOW_MS).unwrap();
    let key = Key::from_secret(&[number; 32]);
    let ask = Enrol::new(invitation.code, &key, 1);
    let enrolled = office.enrol(&ask, NOW_MS).unwrap();
    let grant = Grant::open(&enrolled.grant).unwrap();
    let author = Author::new(key.clone(), grant.device, grant.hash());
    Pen {
        key,
        grant,
        author,
        unit,
    }
}
