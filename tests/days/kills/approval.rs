//! The office is killed while it lets in what a laptop handed in that waited.

use std::time::Instant;

use desk::api::view::{Asks, Decision};
use forms::Moment;
use merge::{Author, Bucket, Change, Context, DeviceId, Draft, Grant, Key, Now, RecordId, Value};
use server::{Layout, Office, Policy};
use sync::{Enrol, HandIn, Push, Reply, Request};

use super::Aim;
use crate::world::{Site, XIANGYANG, copy};

/// Behind the yes they come into force in two commits.
const OPERATIONS: u32 = 600;
/// Fewest kills, and most until enough of them came between the yes and the last commit.
const KILLS: std::ops::Range<u32> = 6..40;
const MIDDLE: u32 = 2;
/// The office's time, milliseconds since 1970.
const NOW_MS: u64 = 1_796_000_000_000;

fn opened(site: &Site) -> Office {
    Office::open(&Layout::new(site.folder()), &mut |_, _| {}).unwrap()
}

fn record(number: u32) -> RecordId {
    let mut id = [9; 16];
    id[..4].copy_from_slice(&(number % 50).to_be_bytes());
    RecordId(id)
}

/// A new laptop waits, and has handed in.
fn waits(site: &Site) -> DeviceId {
    let office = opened(site);
    let strict = Policy {
        approval: Some(true),
        ..Policy::default()
    };
    office.set_policy(strict).unwrap();
    let code = XIANGYANG.township.parse().unwrap();
    let unit = office.unit(code, &[]).unwrap();
    let invitation = office.invite(unit, "officer", "张伟", NOW_MS).unwrap();
    let key = Key::from_secret(&[7; 32]);
    let ask = Enrol::new(invitation.code, &key, 1);
    let grant = Grant::open(&office.enrol(&ask, NOW_MS).unwrap().grant).unwrap();
    let mut author = Author::new(key, grant.device, grant.hash());
    let catalog = forms::Catalog::builtin().unwrap();
    let hazard = catalog.kind("hazard").unwrap();
    let ops = (0..OPERATIONS).map(|number| {
        let set = |field: &str, value: String| Change::Set {
            field: hazard.field(field).unwrap().id,
            value: Value::from(&*value),
        };
        let draft = Draft {
            record: record(number),
            bucket: Bucket(code.as_u64()),
            kind: hazard.id,
            form: 1,
            context: Context::new(),
            changes: vec![
                set("division", code.to_string()),
                set("description", format!("第{number}条")),
            ],
            reason: None,
            resolves: Vec::new(),
        };
        let now = Now {
            wall_ms: NOW_MS,
            offset_min: 480,
        };
        let sealed = author.seal(draft, now);
        author.wrote(&sealed);
        sealed
    });
    let ops: Vec<_> = ops.collect();
    let push = Push::of(&ops, Vec::new());
    let ask = Request::HandIn(HandIn { nonce: 1, push });
    let reply = office.answer(grant.device, ask, NOW_MS);
    assert!(
        matches!(&reply, Reply::HandedIn(said) if said.held == u64::from(OPERATIONS)),
        "{reply:?}"
    );
    office.close().unwrap();
    grant.device
}

/// What everybody sees: the records, their histories, and the feed in its order.
type Seen = (Vec<(Vec<u8>, Vec<(u64, u64, bool)>)>, (u64, u64));

fn seen(office: &Office) -> Seen {
    let store = office.store();
    let of = |number| {
        let kept = store.record(record(number)).unwrap().unwrap();
        let history = store.history(record(number)).unwrap().into_iter();
        let history =
            history.map(|past| (past.sealed.op.seq, past.received_ms, past.held.is_some()));
        (kept.encode(), history.collect())
    };
    let bucket = Bucket(XIANGYANG.township.parse().unwrap());
    ((0..50).map(of).collect(), store.feed_head(bucket).unwrap())
}

/// Operations in force and kept, and whether somebody has said yes.
fn stands(office: &Office, device: DeviceId) -> (u64, u64, bool) {
    let in_force = office.store().head(device).unwrap().seq;
    let all = office.enrolments(NOW_MS).unwrap();
    let one = all.iter().find(|one| one.device == device.to_string());
    let one = one.unwrap();
    (in_force, one.handed_in, one.asks == Asks::Approved)
}

#[test]
fn an_approval_that_is_killed_anywhere_lets_everything_in_once_and_nothing_twice() {
    let site = Site::xiangyang();
    site.stop();
    let device = waits(&site);
    let before = site.ground().join("before");
    copy(site.folder(), &before);
    let (id, all) = (device.to_string(), u64::from(OPERATIONS));
    let approve = ["enrolments", "approve", &id, "--json"];
    let begun = Instant::now();
    site.run(&approve).said();
    let mut aim = Aim::around(17, begun.elapsed());
    let office = opened(&site);
    assert_eq!(stands(&office, device), (all, 0, true));
    let whole = seen(&office);
    office.close().unwrap();

    let mut middle = 0;
    for kill in 0..KILLS.end {
        if kill >= KILLS.start && middle >= MIDDLE {
            break;
        }
        copy(&before, site.folder());
        let said = aim.at(site.command(&approve));
        let office = opened(&site);
        let (in_force, kept, approved) = stands(&office, device);
        assert_eq!(in_force + kept, all, "kill {kill}");
        assert!(said.is_none() || kept == 0, "it was said to be done");
        middle += u32::from(approved && kept > 0);
        if approved {
            // The day's work goes on where it was cut short; so does the laptop's next greeting.
            let now = Moment {
                now_ms: NOW_MS + 1,
                offset_min: 480,
            };
            office.daily(now).unwrap();
        } else {
            let yes = Decision {
                device: id.clone(),
                yes: true,
                reason: String::new(),
            };
            office.decide(&yes, ("周敏", NOW_MS + 1)).unwrap();
        }
        assert_eq!(stands(&office, device), (all, 0, true), "kill {kill}");
        assert_eq!(seen(&office), whole, "kill {kill}");
        office.close().unwrap();
    }
    assert!(middle >= MIDDLE, "{middle} kills came in the middle");
    aim.hit_both_sides();
    assert_eq!(site.json(&["audit", "verify"])["ok"], true);
}
