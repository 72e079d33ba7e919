//! W(n): records of twenty fields from fifty devices, seven operations each, one in ten written
//! without the one before it.

use std::collections::BTreeSet;

use merge::{
    Author, Bucket, Change, Context, DeviceId, Draft, Grant, Key, Now, PublicKey, Record, RecordId,
    Sealed, Terms, Value,
};

const DEVICES: usize = 50;
/// Fields of a record.
pub(crate) const FIELDS: u16 = 20;
const EDITS: usize = 6;
const START_MS: u64 = 1_790_000_000_000;

/// The work and who did it.
pub(crate) struct Work {
    /// The operations of each record, in the order they were written.
    pub(crate) records: Vec<Vec<Sealed>>,
    pub(crate) keys: Vec<Key>,
    public: Vec<PublicKey>,
    grants: Vec<Grant>,
}

/// A small generator of our own (splitmix64), so that every run measures the same work.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % limit as u64) as usize
    }
}

fn value(field: u16, dice: &mut Dice) -> Value {
    const WORDS: [&str; 8] = [
        "急弯陡坡",
        "临水临崖",
        "护栏缺失",
        "标志不清",
        "路面破损",
        "视距不足",
        "已通知村委会",
        "限期整改",
    ];
    match field % 5 {
        0 => Value::Int(dice.below(90_000) as i64),
        1 => Value::Bool(dice.below(2) == 0),
        2 => format!("2026-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))
            .as_str()
            .into(),
        3 => WORDS[dice.below(WORDS.len())].into(),
        _ => format!("{}，{}", WORDS[dice.below(8)], WORDS[dice.below(8)])
            .as_str()
            .into(),
    }
}

fn set(field: u16, dice: &mut Dice) -> Change {
    Change::Set {
        field,
        value: value(field, dice),
    }
}

fn event(name: &str) -> Change {
    Change::Event {
        name: name.to_owned(),
    }
}

/// The first save fills the form; later ones change one to three fields, and some move it on.
fn changes(step: usize, dice: &mut Dice) -> Vec<Change> {
    if step == 0 {
        let mut all: Vec<_> = (0..FIELDS).map(|field| set(field, dice)).collect();
        all.push(event("report"));
        return all;
    }
    let mut fields = BTreeSet::new();
    for _ in 0..=dice.below(3) {
        fields.insert(dice.below(FIELDS as usize) as u16);
    }
    let mut some: Vec<_> = fields.into_iter().map(|field| set(field, dice)).collect();
    match step {
        2 => some.push(event("grade")),
        4 => some.push(event("assign")),
        _ => {}
    }
    some
}

impl Work {
    pub(crate) fn new(records: usize) -> Work {
        let keys: Vec<_> = (0..DEVICES)
            .map(|n| Key::from_secret(&[n as u8; 32]))
            .collect();
        let grants: Vec<_> = keys.iter().filter_map(grant).collect();
        let mut authors: Vec<_> = keys
            .iter()
            .zip(&grants)
            .map(|(key, grant)| Author::new(key.clone(), grant.device, grant.hash()))
            .collect();
        let mut dice = Dice(1);
        let records = (0..records)
            .map(|number| history(number, &mut authors, &mut dice))
            .collect();
        Work {
            records,
            public: keys.iter().map(Key::public).collect(),
            keys,
            grants,
        }
    }

    pub(crate) fn ops(&self) -> impl Iterator<Item = &Sealed> {
        self.records.iter().flatten()
    }

    pub(crate) fn key_of(&self, device: DeviceId) -> Option<&PublicKey> {
        let place = self
            .grants
            .iter()
            .position(|grant| grant.device == device)?;
        self.public.get(place)
    }
}

fn grant(key: &Key) -> Option<Grant> {
    let terms = Terms {
        key: key.public().full(),
        epoch: 1,
        person: "王".to_owned(),
        role: "officer".to_owned(),
        unit: Bucket(420_625_102_000),
        jurisdiction: vec![Bucket(420_625_102_000)],
        not_before_ms: 0,
        not_after_ms: u64::MAX,
    };
    Grant::issue(&terms, key).ok()
}

/// One record's life: four devices take turns, and one save in ten has not seen the one before.
fn history(number: usize, authors: &mut [Author], dice: &mut Dice) -> Vec<Sealed> {
    let id = RecordId::v7(START_MS + number as u64, [number as u8; 10]);
    let team: Vec<_> = (0..4).map(|_| dice.below(authors.len())).collect();
    let (mut seen, mut before) = (Context::new(), Context::new());
    let mut ops: Vec<Sealed> = Vec::new();
    for step in 0..=EDITS {
        let author = &mut authors[team[dice.below(team.len())]];
        let own = ops
            .last()
            .is_some_and(|last| last.op.device == author.device());
        let late = step > 1 && !own && dice.below(10) == 0;
        let draft = Draft {
            record: id,
            bucket: Bucket(420_625_102_000 + dice.below(1) as u64),
            kind: 3,
            form: 1,
            context: if late { before.clone() } else { seen.clone() },
            changes: changes(step, dice),
            reason: None,
            resolves: Vec::new(),
        };
        let now = Now {
            wall_ms: START_MS + (number * 60_000 + step * 3_600_000) as u64,
            offset_min: 480,
        };
        let sealed = author.seal(draft, now);
        author.wrote(&sealed);
        before.clone_from(&seen);
        for (device, seq) in &sealed.op.clock().dots {
            let last = seen.dots.entry(*device).or_default();
            *last = (*last).max(*seq);
        }
        ops.push(sealed);
    }
    ops
}

/// A record of its operations, in the order given.
pub(crate) fn fold(ops: &[Sealed]) -> Option<Record> {
    let (first, rest) = ops.split_first()?;
    let mut record = Record::from_op(&first.op);
    for sealed in rest {
        record.apply(&sealed.op).ok()?;
    }
    Some(record)
}
