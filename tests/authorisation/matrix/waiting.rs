//! The door for whoever waits for a yes, over a network and by stick: what they hand in is taken and
//! counts for nothing, and they are told nothing. After the yes it is judged as at any other door.

use desk::api::view::Decision;
use merge::{DeviceId, Sealed};
use serde_json::json;
use server::Policy;
use sync::bundle::first_hello;
use sync::photos::PhotoAsk;
use sync::{HandIn, PageAsk, Pull, Push, Reply, Request};

use super::Tally;
use super::devices::{Try, tries};
use super::sticks::{back, there, written};
use crate::oracle::{STANDS, was_in_scope};
use crate::world::{Hand, World};

const DOOR: &str = "hand in";
const BY_STICK: &str = "hand in by stick";
/// Longer than a grant and its grace.
const LONG_MS: u64 = 130 * 24 * 60 * 60 * 1000;

pub(super) fn hand_in(world: &mut World, tally: &mut Tally) {
    let strict = Policy {
        approval: Some(true),
        ..Policy::default()
    };
    world.office.set_policy(strict).unwrap();
    for who in 0..world.subjects.len() {
        for stands in STANDS {
            knocks(world, who, *stands, tally);
        }
        by_network(world, who, tally);
        by_stick(world, who, tally);
    }
    world.office.set_policy(Policy::default()).unwrap();
}

/// Somebody asks for everything there is, whose laptop stands in some way with the office.
fn knocks(
    world: &mut World,
    who: usize,
    (stands, taken, told): (&str, bool, bool),
    tally: &mut Tally,
) {
    let mut hand = world.hand_of(&world.subjects[who]);
    let device = hand.device;
    match stands {
        "is back after long" | "was let in" => decide(world, device, true),
        "was refused" => decide(world, device, false),
        "was revoked" => revoke(world, device),
        _ => {}
    }
    let mut now_ms = world.now_ms;
    if stands == "is back after long" {
        now_ms += LONG_MS;
    }
    let unit = world.subjects[who].unit;
    let max_bytes = 1_000;
    let page = PageAsk {
        buckets: Vec::new(),
        after: None,
        max_bytes,
    };
    let pull = Pull {
        places: Vec::new(),
        max_bytes,
    };
    let asks = [
        ("hello", Request::Hello(first_hello())),
        ("pull", Request::Pull(pull)),
        ("page", Request::Page(page)),
        ("photo", Request::Photo(PhotoAsk::Lacks(None))),
        ("push", Request::Push(Push::of(&[], Vec::new()))),
        ("hand in", handing(&own(world, &mut hand, unit))),
    ];
    for (action, ask) in asks {
        let reply = world.office.answer(device, ask, now_ms);
        let got = !matches!(reply, Reply::Refused(_));
        let want = if action == "hand in" { taken } else { told };
        tally.case(DOOR, (who, unit), action, (got, want));
    }
}

/// One operation of a device, at its unit.
fn own(world: &mut World, hand: &mut Hand, unit: &str) -> [Sealed; 1] {
    let record = world.fresh();
    [hand.signs(world.made("hazard", record, unit, &[]), world.now_ms)]
}

fn handing(ops: &[Sealed]) -> Request {
    let push = Push::of(ops, Vec::new());
    Request::HandIn(HandIn { nonce: 1, push })
}

fn by_network(world: &mut World, who: usize, tally: &mut Tally) {
    let mut hand = world.hand_of(&world.subjects[who]);
    let tries = tries(world, who, &mut hand, was_in_scope);
    let ops: Vec<Sealed> = tries.iter().map(|one| one.sealed.clone()).collect();
    let Reply::HandedIn(said) = world.ask(hand.device, handing(&ops)) else {
        panic!("nothing was taken");
    };
    assert_eq!(said.held, ops.len() as u64);
    judged(world, tally, (DOOR, who), (hand.device, &tries));
}

fn by_stick(world: &mut World, who: usize, tally: &mut Tally) {
    let (mut laptop, tries) = written(world, who, was_in_scope);
    let device = laptop.device().id();
    let (done, down) = there(world, &mut laptop);
    let kept = format!("{} operations are kept", tries.len());
    assert!(done.problems[0].en.contains(&kept), "{:?}", done.problems);
    assert_eq!(back(&mut laptop, &down).unwrap_err().code(), "waiting");
    let grant = laptop.grant_shown().unwrap();
    assert_eq!(grant.handed_in, tries.len() as u64);
    for seen in &world.seen {
        for id in [seen.hazard, seen.case] {
            assert!(laptop.store().record(id).unwrap().is_none());
        }
    }
    judged(world, tally, (BY_STICK, who), (device, &tries));
}

/// Nothing of it counts; then somebody says yes.
fn judged(
    world: &World,
    tally: &mut Tally,
    (door, who): (&'static str, usize),
    (device, tries): (DeviceId, &[Try]),
) {
    let store = world.office.store();
    assert_eq!(store.head(device).unwrap().seq, 0, "it counts already");
    decide(world, device, true);
    assert_eq!(store.head(device).unwrap().seq, tries.len() as u64);
    for one in tries {
        let got = store.held(one.sealed.op.dot()).unwrap().is_none();
        tally.case(door, (who, one.node), &one.action, (got, one.want));
    }
}

fn decide(world: &World, device: DeviceId, yes: bool) {
    let decision = Decision {
        device: device.to_string(),
        yes,
        reason: "指纹不符".to_owned(),
    };
    let by = ("周敏", world.now_ms);
    world.office.decide(&decision, by).unwrap();
}

fn revoke(world: &World, device: DeviceId) {
    let mut all = world.subjects.iter();
    let admin = all.find(|one| one.role == "sys_admin").unwrap();
    let ask = json!({ "device": device.to_string(), "reason": "丢在车上", "lift": false });
    world.post(admin, "/api/devices/revoke", &ask).json();
}
