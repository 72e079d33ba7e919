//! The second door: the exchange with devices, whose programs may be anybody's.

use merge::{Change, Sealed, Value};
use sync::photos::{Fetch, PhotoAsk, PhotoReply};
use sync::{Fate, Hello, PageAsk, Place, Pull, Reply, Request};

use super::Tally;
use crate::oracle::{MAKES, STEPS, STRANGE, WRITES, in_scope, makes, reads, takes, writes};
use crate::world::{Hand, World, bucket};

const DOOR: &str = "sync";
/// As many bytes as an answer may have.
const MUCH: u64 = 4 * 1024 * 1024;

/// What somebody tries to write towards a division, and whether they may.
pub(super) struct Try {
    pub(super) node: &'static str,
    pub(super) action: String,
    pub(super) sealed: Sealed,
    pub(super) want: bool,
}

pub(super) fn ask(world: &mut World, tally: &mut Tally) {
    for who in 0..world.subjects.len() {
        let mut hand = world.hand_of(&world.subjects[who]);
        hears(world, who, &hand, tally);
        let tries = tries(world, who, &mut hand, in_scope);
        for some in tries.chunks(200) {
            let ops: Vec<Sealed> = some.iter().map(|one| one.sealed.clone()).collect();
            let fates = world.push(hand.device, &ops);
            for (one, fate) in some.iter().zip(fates) {
                let got = match fate {
                    Fate::Kept => true,
                    Fate::Held(_) => false,
                    other => panic!("{}: {other:?}", one.action),
                };
                tally.case(DOOR, (who, one.node), &one.action, (got, one.want));
            }
        }
    }
}

/// What a device is told.
fn hears(world: &World, who: usize, hand: &Hand, tally: &mut Tally) {
    let subject = &world.subjects[who];
    let hello = Hello {
        protocol: sync::SPOKEN.oldest,
        nonce: 1,
        head: merge::Head::default(),
        places: Vec::new(),
        rules: None,
        newest: Some(sync::SPOKEN.newest),
        posting: None,
        log_seen: None,
        looks: None,
    };
    let Reply::Welcome(welcome) = world.ask(hand.device, Request::Hello(hello)) else {
        panic!("{} is not welcome", subject.role);
    };
    for seen in &world.seen {
        let at = bucket(seen.node.code);
        let want = reads(subject.role) && in_scope(subject.unit, seen.node.code);
        let mut case = |action: &str, got: bool| {
            tally.case(DOOR, (who, seen.node.code), action, (got, want));
        };
        case(
            "hello",
            welcome.buckets.iter().any(|place| place.bucket == at),
        );
        let place = Place {
            bucket: at,
            seq: 0,
            sum: 0,
        };
        let pull = Pull {
            places: vec![place],
            max_bytes: MUCH,
        };
        let Reply::Pulled(pulled) = world.ask(hand.device, Request::Pull(pull)) else {
            panic!("no pull");
        };
        case("pull", !pulled.segments.is_empty());
        assert!(
            want || pulled.grants.is_empty(),
            "grants tell who writes there"
        );
        let page = PageAsk {
            buckets: vec![at],
            after: None,
            max_bytes: MUCH,
        };
        let Reply::Page(page) = world.ask(hand.device, Request::Page(page)) else {
            panic!("no page");
        };
        case("page", !page.records.is_empty());
        assert!(want || page.openings.is_empty() && page.grants.is_empty());
        let fetch = Fetch {
            sha256: seen.photo,
            at: 0,
            len: 100,
        };
        let photo = world.ask(hand.device, Request::Photo(PhotoAsk::Fetch(fetch)));
        case(
            "photo",
            matches!(photo, Reply::Photo(PhotoReply::Fetched(_))),
        );
    }
}

/// Everything somebody might write towards every division; `scope` says whether a unit may towards
/// one.
pub(super) fn tries(
    world: &mut World,
    who: usize,
    hand: &mut Hand,
    scope: fn(&str, &str) -> bool,
) -> Vec<Try> {
    let (role, unit) = (world.subjects[who].role, world.subjects[who].unit);
    let now_ms = world.now_ms;
    let mut tries = Vec::new();
    for seen in world.seen.clone() {
        let node = seen.node.code;
        let scope = scope(unit, node);
        let mut attempt = |action: String, draft, want: bool| {
            let sealed = hand.signs(draft, now_ms);
            tries.push(Try {
                node,
                action,
                sealed,
                want: want && scope,
            });
        };
        for (kind, _) in MAKES {
            let record = world.fresh();
            let draft = world.made(kind, record, node, &[]);
            attempt(format!("make a {kind}"), draft, makes(role, kind));
        }
        if node == STRANGE {
            continue;
        }
        for (field, _) in WRITES {
            let value = if *field == "grade" {
                Value::from("general")
            } else {
                Value::from(&*format!("由{who}写"))
            };
            let change = Change::Set {
                field: world.field("hazard", field),
                value,
            };
            let draft = world.later(seen.scratch, "hazard", node, change);
            attempt(format!("write {field}"), draft, writes(role, field));
        }
        for (step, _) in STEPS {
            let change = Change::Event {
                name: (*step).to_owned(),
            };
            let draft = world.later(seen.scratch, "hazard", node, change);
            attempt(format!("take the step {step}"), draft, takes(role, step));
        }
    }
    tries
}
