//! Operations that are forged, replayed, out of order, too large, or none of the writer's business.

use std::collections::BTreeMap;

use merge::{
    Bucket, Change, Context, DeviceId, Dot, Hash, Hlc, Key, MAX_BODY, MAX_CHANGES, MAX_CONTEXT,
    MAX_SEQ, Sealed, Value,
};

use super::operations::Ends;
use super::{DESCRIPTION, HAZARD, NOW_MS, Pen, Stage};
use crate::world::XIANGYANG;

/// What is sent.
pub(super) type Sent = fn(&Stage, &Pen) -> Vec<Vec<u8>>;

pub(super) fn one(sealed: &Sealed) -> Vec<Vec<u8>> {
    vec![sealed.bytes().to_vec()]
}

/// The sound operation's bytes, bent without the key.
fn unsigned(pen: &Pen, bend: impl FnOnce(&mut Vec<u8>)) -> Vec<Vec<u8>> {
    let mut bytes = pen.sound().bytes().to_vec();
    bend(&mut bytes);
    vec![bytes]
}

/// Something written about the record of an honest colleague.
fn about_honest(stage: &Stage, pen: &Pen, changes: Vec<Change>) -> Vec<Vec<u8>> {
    one(&pen.bent(|op| {
        op.record = stage.records[0];
        op.context = seen_of(stage);
        op.changes = changes;
    }))
}

pub(super) fn seen_of(stage: &Stage) -> Context {
    let mut context = Context::new();
    context.dots.insert(stage.honest.grant.device, 1);
    context
}

fn event(name: &str) -> Vec<Change> {
    let name = name.to_owned();
    vec![Change::Event { name }]
}

pub(super) fn set(field: u16, value: Value) -> Vec<Change> {
    vec![Change::Set { field, value }]
}

fn code(text: &str) -> Bucket {
    Bucket(text.parse().unwrap())
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::Null, |inner, _| Value::List(vec![inner]))
}

/// A second operation under the number of the first.
fn twins(pen: &Pen, bucket: Option<Bucket>) -> Vec<Vec<u8>> {
    let twin = pen.bent(|op| {
        op.reason = Some("另一个".to_owned());
        op.bucket = bucket.unwrap_or(op.bucket);
    });
    [one(&pen.sound()), one(&twin)].concat()
}

/// A number of devices nobody has heard of.
fn crowd(many: usize) -> Context {
    let names = (0..many).map(|n| (Hash::of(&[&n.to_be_bytes()]).0, 1));
    let mut context = Context::new();
    context.dots = names
        .map(|(name, seq)| {
            let mut id = [0; 16];
            id.copy_from_slice(&name[..16]);
            (DeviceId(id), seq)
        })
        .collect::<BTreeMap<_, _>>();
    context
}

pub(super) const FORGED: &[(&str, Sent, Ends)] = &[
    (
        "signed by another key",
        |_, pen| one(&Sealed::sign(pen.sound().op, &Key::from_secret(&[250; 32]))),
        Ends::Refused,
    ),
    (
        "a flipped bit in the body",
        |_, pen| unsigned(pen, |bytes| bytes[20] ^= 1),
        Ends::Refused,
    ),
    (
        "a flipped bit in the signature",
        |_, pen| unsigned(pen, |bytes| *bytes.last_mut().unwrap() ^= 1),
        Ends::Refused,
    ),
    (
        "cut short",
        |_, pen| unsigned(pen, |bytes| bytes.truncate(bytes.len() / 2)),
        Ends::Refused,
    ),
    (
        "bytes after the end",
        |_, pen| unsigned(pen, |bytes| bytes.push(0)),
        Ends::Refused,
    ),
    ("nothing at all", |_, _| vec![Vec::new()], Ends::Refused),
    (
        "another algorithm",
        |_, pen| unsigned(pen, |bytes| bytes[1] = 2),
        Ends::Refused,
    ),
    (
        "in the name of a colleague",
        |stage, pen| one(&pen.bent(|op| op.device = stage.honest.grant.device)),
        Ends::Refused,
    ),
    (
        "under the grant of a colleague",
        |stage, pen| one(&pen.bent(|op| op.grant = stage.honest.grant.hash())),
        Ends::Refused,
    ),
    (
        "in the name and under the grant of a colleague",
        |stage, pen| {
            one(&pen.bent(|op| {
                op.device = stage.honest.grant.device;
                op.grant = stage.honest.grant.hash();
                op.seq = 2;
            }))
        },
        Ends::Refused,
    ),
    (
        "under a grant nobody has given",
        |_, pen| one(&pen.bent(|op| op.grant = Hash([9; 32]))),
        Ends::Refused,
    ),
    (
        "a number higher than any",
        |_, pen| one(&pen.bent(|op| op.seq = MAX_SEQ + 1)),
        Ends::Refused,
    ),
    (
        "the number 0",
        |_, pen| one(&pen.bent(|op| op.seq = 0)),
        Ends::Refused,
    ),
    (
        "having seen its own future",
        |_, pen| {
            one(&pen.bent(|op| {
                op.context.dots.insert(op.device, op.seq + 5);
            }))
        },
        Ends::Refused,
    ),
];

pub(super) const OUT_OF_ORDER: &[(&str, Sent, Ends)] = &[
    (
        "after numbers that never were",
        |_, pen| one(&pen.bent(|op| (op.seq, op.bucket_prev) = (9, 8))),
        Ends::Waits,
    ),
    (
        "the highest number that can be",
        |_, pen| one(&pen.bent(|op| op.seq = MAX_SEQ)),
        Ends::Own,
    ),
    (
        "twice",
        |_, pen| [one(&pen.sound()), one(&pen.sound())].concat(),
        Ends::Known,
    ),
    (
        "what a colleague wrote",
        |stage, _| {
            one(&stage
                .office
                .store()
                .op(Dot {
                    device: stage.honest.grant.device,
                    seq: 1,
                })
                .unwrap()
                .unwrap())
        },
        Ends::Known,
    ),
    (
        "two under one number",
        |_, pen| twins(pen, None),
        Ends::Forked,
    ),
    (
        "two under one number, in two villages",
        |_, pen| twins(pen, Some(code("420625102206"))),
        Ends::Forked,
    ),
    (
        "two under one number in the other order",
        |_, pen| {
            let mut ops = twins(pen, None);
            ops.reverse();
            ops
        },
        Ends::Forked,
    ),
    (
        "dated ten years back",
        |_, pen| {
            one(&pen.bent(|op| (op.claimed.wall_ms, op.hlc) = (NOW_MS - 315_000_000_000, Hlc(0))))
        },
        Ends::Own,
    ),
    (
        "dated at the end of time",
        |_, pen| one(&pen.bent(|op| (op.claimed.wall_ms, op.hlc) = (u64::MAX, Hlc(u64::MAX)))),
        Ends::Own,
    ),
    (
        "vouched for by an office of the future",
        |_, pen| one(&pen.bent(|op| op.claimed.trusted_ms = u64::MAX)),
        Ends::Own,
    ),
];

pub(super) const OVERSIZED: &[(&str, Sent, Ends)] = &[
    (
        "a body over its limit",
        |_, pen| {
            one(&pen.bent(|op| op.changes = set(DESCRIPTION, Value::from(&*"长".repeat(MAX_BODY)))))
        },
        Ends::Refused,
    ),
    (
        "more changes than any form",
        |_, pen| {
            one(&pen.bent(|op| {
                op.changes = vec![set(DESCRIPTION, Value::Null).remove(0); MAX_CHANGES + 1];
            }))
        },
        Ends::Refused,
    ),
    (
        "a context of a crowd",
        |_, pen| one(&pen.bent(|op| op.context = crowd(MAX_CONTEXT + 1))),
        Ends::Refused,
    ),
    (
        "lists within lists",
        |_, pen| one(&pen.bent(|op| op.changes = set(DESCRIPTION, nested(200)))),
        Ends::Refused,
    ),
    (
        "a list of very many",
        |_, pen| {
            one(&pen
                .bent(|op| op.changes = set(DESCRIPTION, Value::List(vec![Value::Null; 2_000]))))
        },
        Ends::Refused,
    ),
    (
        "a text longer than its field",
        |_, pen| {
            one(&pen.bent(|op| op.changes = set(DESCRIPTION, Value::from(&*"长".repeat(9_000)))))
        },
        Ends::Held,
    ),
    (
        "an event with an endless name",
        |_, pen| one(&pen.bent(|op| op.changes = event(&"e".repeat(300)))),
        Ends::Refused,
    ),
];

pub(super) const NOT_THEIRS: &[(&str, Sent, Ends)] = &[
    (
        "in another county",
        |_, pen| one(&pen.bent(|op| op.bucket = code(XIANGYANG.elsewhere))),
        Ends::Held,
    ),
    (
        "on the record of another county",
        |stage, pen| {
            one(&pen.bent(|op| {
                op.record = stage.records[1];
                op.bucket = Bucket(stage.elsewhere.unit);
            }))
        },
        Ends::Held,
    ),
    (
        "in the whole county",
        |_, pen| one(&pen.bent(|op| op.bucket = code(XIANGYANG.county))),
        Ends::Held,
    ),
    (
        "in the whole city",
        |_, pen| one(&pen.bent(|op| op.bucket = code(XIANGYANG.city))),
        Ends::Held,
    ),
    (
        "in a division there is not",
        |_, pen| one(&pen.bent(|op| op.bucket = Bucket(999_999_999_999))),
        Ends::Held,
    ),
    (
        "in no division at all",
        |_, pen| one(&pen.bent(|op| op.bucket = Bucket(0))),
        Ends::Held,
    ),
    (
        "grading a hazard",
        |stage, pen| about_honest(stage, pen, set(41, Value::from("general"))),
        Ends::Held,
    ),
    (
        "confirming a hazard",
        |stage, pen| about_honest(stage, pen, event("confirm")),
        Ends::Held,
    ),
    (
        "rejecting a hazard",
        |stage, pen| about_honest(stage, pen, event("reject")),
        Ends::Held,
    ),
    (
        "closing a hazard",
        |stage, pen| about_honest(stage, pen, event("close")),
        Ends::Held,
    ),
    (
        "listing a hazard for supervision",
        |stage, pen| about_honest(stage, pen, event("list")),
        Ends::Held,
    ),
    (
        "what only the clock does",
        |stage, pen| about_honest(stage, pen, event("expire")),
        Ends::Held,
    ),
    (
        "an event that there is not",
        |stage, pen| about_honest(stage, pen, event("法外开恩")),
        Ends::Held,
    ),
    (
        "a record that moves to another village",
        |stage, pen| {
            one(&pen.bent(|op| {
                op.record = stage.records[0];
                op.bucket = code("420625102206");
            }))
        },
        Ends::Held,
    ),
    (
        "a record that becomes another kind",
        |stage, pen| {
            one(&pen.bent(|op| {
                op.record = stage.records[0];
                op.kind = HAZARD + 1;
                op.changes = Vec::new();
            }))
        },
        Ends::Held,
    ),
    (
        "a division field that lies",
        |_, pen| {
            one(&pen.bent(|op| op.changes = set(super::DIVISION, Value::from(XIANGYANG.elsewhere))))
        },
        Ends::Held,
    ),
    (
        "a number where words belong",
        |_, pen| one(&pen.bent(|op| op.changes = set(DESCRIPTION, Value::Int(7)))),
        Ends::Held,
    ),
    (
        "a conflict settled that is none",
        |stage, pen| {
            one(&pen.bent(|op| {
                op.resolves = vec![Dot {
                    device: stage.honest.grant.device,
                    seq: 1,
                }];
                op.changes = Vec::new();
                op.record = stage.records[0];
            }))
        },
        Ends::Held,
    ),
];
