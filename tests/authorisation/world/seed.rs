//! What lies in every division from the start.

use desk::Look;
use desk::blobs::Blob;
use merge::{Attachment, Change, DeviceId, Dot, Draft, Hash, Value};
use places::Level;
use serde_json::json;
use sync::Fate;

use super::devices::hand;
use super::{Seen, World, code, photo_of, sha256};
use crate::oracle::{Node, STRANGE};

impl World {
    pub(super) fn seed(&mut self, node: Node) -> Seen {
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
        let made = self.hazard_of(&seen);
        let plain = [("description", Value::from("scratch"))];
        let plain = self.made("hazard", scratch, node.code, &plain);
        let case_made = self.case_of(&seen);
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
            value: Value::from("2026-01-01"),
        };
        let draft = self.later(hazard, "hazard", node.code, due);
        assert_eq!(self.signs(false, draft), Fate::Kept);
        seen.held = self.holds(node);
        let look = json!({ "at_ms": self.now_ms, "account": "某人", "record": null,
            "division": node.code, "reason": seen.word() });
        let look: Look = serde_json::from_value(look).unwrap();
        self.office.room().keep_look(&look).unwrap();
        seen
    }

    /// A hazard with a road, a place, words and a photo.
    fn hazard_of(&self, seen: &Seen) -> Draft {
        let int = |number: i64| Value::Int(number);
        let point = [
            ("lat_e6", int(32_000_000)),
            ("lon_e6", int(111_000_000)),
            ("crs", Value::from("WGS-84")),
        ];
        let point = point
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let says = [
            ("road_name", Value::from(&*seen.road())),
            ("stake_start", int(1_000)),
            ("geo", Value::Map(point.collect())),
            ("kinds", Value::from("sharp_curve")),
            ("description", Value::from(&*seen.word())),
        ];
        let mut made = self.made("hazard", seen.hazard, seen.node.code, &says);
        let bytes = seen.bytes();
        let photo = Blob::of("弯道.jpg", bytes.clone()).unwrap();
        photo.keep(&self.office.room().blobs).unwrap();
        made.changes.push(Change::Attach(Attachment {
            field: self.field("hazard", "photos_before"),
            sha256: seen.photo,
            size: bytes.len() as u64,
            mime: "image/jpeg".to_owned(),
            caption: "弯道.jpg".to_owned(),
        }));
        made
    }

    /// A case that says who somebody is, and what was in their breath.
    fn case_of(&self, seen: &Seen) -> Draft {
        let breath = Value::Decimal {
            mantissa: 855,
            exponent: -1,
        };
        let says = [
            ("party_name", Value::from("张三丰")),
            ("party_id_no", Value::from("420625198001011234")),
            ("plate", Value::from("鄂F12345")),
            ("breath_mg", breath),
        ];
        self.made("enforcement", seen.case, seen.node.code, &says)
    }

    /// Something that somebody there wrote and may not: it is held, and waits for a reviewer.
    fn holds(&mut self, node: Node) -> Dot {
        let (role, kind) = match code(node.code).level() {
            Level::Province | Level::City => ("city_hq", "enforcement"),
            Level::County => ("county_coord", "enforcement"),
            Level::Township => ("officer", "bulletin"),
            Level::Village => ("persuader", "enforcement"),
        };
        let mut there = hand(&self.office, role, node.code, None, node.name, self.now_ms);
        let record = self.fresh();
        let sealed = there.signs(self.made(kind, record, node.code, &[]), self.now_ms);
        let dot = sealed.op.dot();
        let fates = self.push(there.device, &[sealed]);
        assert!(matches!(fates[..], [Fate::Held(_)]), "{fates:?}");
        dot
    }
}
