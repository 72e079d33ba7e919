//! What may happen at a division.

use merge::{Attachment, Change, RecordId, Value};
use serde_json::json;

use super::ASKED;
use crate::world::{Seen, World, code, photo_of};

pub(super) type Changed = fn(&mut World, &Seen, usize);

/// What may happen at a division.
pub(super) const CHANGE: &[Changed] = &[
    // Something new on a road, at a place and of a kind that others have too.
    |world, at, _| {
        let record = world.fresh();
        let says = [
            ("road_name", Value::from("shared")),
            ("stake_start", Value::Int(1_000)),
            ("kinds", Value::from("sharp_curve")),
            ("description", Value::from("canary")),
        ];
        let draft = world.made("hazard", record, at.node.code, &says);
        world.signs(true, draft);
    },
    |world, at, number| set(world, at, at.hazard, "description", &format!("改{number}")),
    |world, at, number| {
        // Two who did not know of each other.
        let field = world.field("hazard", "description");
        let both = ["一", "二"].map(|word| {
            let value = Value::from(&*format!("{word}{number}"));
            world.later(
                at.scratch,
                "hazard",
                at.node.code,
                Change::Set { field, value },
            )
        });
        let mut other = world.hand(
            "station_lead",
            "420625102000",
            Some("420600000000"),
            "另一人",
        );
        let [first, second] = both;
        world.signs(true, first);
        let sealed = other.signs(second, world.now_ms);
        world.push(other.device, &[sealed]);
    },
    |world, at, _| {
        // A photo that others have too, and one that nobody has.
        let shown = world.seen[9].clone();
        for node in [shown.node, at.node] {
            let bytes = photo_of(&node);
            let attach = Change::Attach(Attachment {
                field: world.field("hazard", "photos_before"),
                sha256: merge::Hash(crate::world::sha256(&bytes)),
                size: bytes.len() as u64,
                mime: "image/jpeg".to_owned(),
                caption: "another".to_owned(),
            });
            let draft = world.later(at.hazard, "hazard", at.node.code, attach);
            world.signs(true, draft);
        }
    },
    // What is held, of somebody whose own unit is nobody's here.
    |world, at, number| {
        let name = format!("总队{number}");
        let mut hand = world.hand("city_hq", "420600000000", None, &name);
        let record = world.fresh();
        let sealed = hand.signs(
            world.made("enforcement", record, at.node.code, &[]),
            world.now_ms,
        );
        let fates = world.push(hand.device, &[sealed]);
        assert!(matches!(fates[..], [sync::Fate::Held(_)]), "{fates:?}");
    },
    |world, at, _| refers(world, at, "lookback"),
    |world, at, _| refers(world, at, "reminder"),
    |world, at, _| refers(world, at, "supervision"),
    |world, at, number| {
        let name = format!("新人{number}");
        let unit = world.office.unit(code(at.node.code), &[]).unwrap();
        let role = ["county_coord", "officer", "persuader", "city_hq", "auditor"];
        let fits = role.iter().find(|role| {
            world
                .office
                .invite(unit.clone(), role, &name, world.now_ms)
                .is_ok()
        });
        let mut hand = world.hand(fits.unwrap(), at.node.code, None, &name);
        let record = world.fresh();
        let draft = world.made("hazard", record, at.node.code, &[]);
        let sealed = hand.signs(draft, world.now_ms);
        world.push(hand.device, &[sealed]);
    },
    |world, at, number| {
        let look = json!({ "at_ms": world.now_ms, "account": "某人", "record": null,
            "division": at.node.code, "reason": format!("因{number}") });
        let look: desk::Look = serde_json::from_value(look).unwrap();
        world.office.room().keep_look(&look).unwrap();
    },
    // A record whose id begins as one of everybody's does.
    |world, at, number| {
        for at_like in ASKED {
            let like = world.seen[at_like].clone();
            let mut id = like.hazard.0;
            id[14..].copy_from_slice(&u16::try_from(number + 1).unwrap().to_be_bytes());
            let draft = world.made("hazard", RecordId(id), at.node.code, &[]);
            world.signs(true, draft);
        }
    },
    |world, at, _| {
        let record = world.fresh();
        let says = [
            ("party_name", Value::from("张三丰")),
            ("plate", Value::from("鄂F12345")),
        ];
        let draft = world.made("enforcement", record, at.node.code, &says);
        world.signs(true, draft);
    },
    |world, at, _| {
        let draft = world.later(
            at.hazard,
            "hazard",
            at.node.code,
            Change::Event {
                name: "void".to_owned(),
            },
        );
        world.signs(false, draft);
    },
];

fn set(world: &mut World, at: &Seen, record: RecordId, field: &str, text: &str) {
    let field = world.field("hazard", field);
    let value = Value::from(text);
    let draft = world.later(record, "hazard", at.node.code, Change::Set { field, value });
    world.signs(true, draft);
}

/// A record there that speaks of the hazards of everybody.
fn refers(world: &mut World, at: &Seen, kind: &str) {
    for at_other in ASKED {
        let other = world.seen[at_other].clone();
        let record = world.fresh();
        let id = other.hazard.to_string();
        let draft = world.made(kind, record, at.node.code, &[("hazard", Value::from(&*id))]);
        let fate = world.signs(false, draft);
        assert_eq!(fate, sync::Fate::Kept, "{kind}");
    }
}
