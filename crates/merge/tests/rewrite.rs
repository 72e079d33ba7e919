//! A branch written again under another name says what it said, and covers nothing it never saw.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;

use merge::{
    Author, Bucket, Change, Context, DeviceId, Draft, Hash, Key, Now, Op, Record, RecordId,
    Rewriting, Value,
};
use proptest::prelude::*;

const FIELDS: u16 = 3;

/// One save of the laptop or, in between, of somebody else whose work reached it.
#[derive(Debug, Clone)]
struct Save {
    record: u8,
    field: u16,
    foreign: bool,
}

fn saves() -> impl Strategy<Value = Vec<Save>> {
    let save = (0u8..3, 0..FIELDS, prop::bool::weighted(0.3));
    let save = save.prop_map(|(record, field, foreign)| Save {
        record,
        field,
        foreign,
    });
    prop::collection::vec(save, 1..24)
}

fn pen(secret: u8, epoch: u64) -> Author {
    let key = Key::from_secret(&[secret; 32]);
    let device = DeviceId::derive(&key.public().bytes(), epoch);
    Author::new(key, device, Hash::ZERO)
}

fn id(record: u8) -> RecordId {
    RecordId([record + 1; 16])
}

fn write(author: &mut Author, context: Context, save: &Save, text: String) -> Op {
    let draft = Draft {
        record: id(save.record),
        bucket: Bucket(1),
        kind: 1,
        form: 1,
        context,
        changes: vec![Change::Set {
            field: save.field,
            value: Value::Text(text),
        }],
        reason: None,
        resolves: Vec::new(),
    };
    let sealed = author.seal(draft, Now::default());
    author.wrote(&sealed);
    sealed.op
}

type Records = BTreeMap<RecordId, Record>;

fn take(records: &mut Records, op: &Op) {
    let fresh = || Record::new(op.record, op.bucket, op.kind);
    let record = records.entry(op.record).or_insert_with(fresh);
    record.apply(op).unwrap();
}

/// The values that stand in each field of each record, whoever wrote them.
fn standing(records: &Records) -> BTreeMap<(RecordId, u16), Vec<String>> {
    let mut standing = BTreeMap::new();
    for (id, record) in records {
        for field in 0..FIELDS {
            let mut values: Vec<String> = record
                .said(field)
                .iter()
                .map(|said| format!("{:?}", said.what))
                .collect();
            values.sort();
            standing.insert((*id, field), values);
        }
    }
    standing
}

/// A laptop's own chain and what came from elsewhere, in the order it saw them.
fn history(saves: &[Save]) -> Vec<Op> {
    let (mut own, mut other) = (pen(1, 1), pen(2, 1));
    let mut records = Records::new();
    let mut ops = Vec::new();
    for (number, save) in saves.iter().enumerate() {
        let seen = records.get(&id(save.record));
        let context = seen
            .map(|record| record.clock().clone())
            .unwrap_or_default();
        // Whoever writes elsewhere has not seen the laptop's record.
        let (author, context) = match save.foreign {
            true => (&mut other, Context::new()),
            false => (&mut own, context),
        };
        let op = write(author, context, save, format!("{number}"));
        take(&mut records, &op);
        ops.push(op);
    }
    ops
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_branch_written_again_leaves_the_same_values_standing(
        saves in saves(),
        part: usize,
    ) {
        let ops = history(&saves);
        let from = pen(1, 1).device();
        let own = ops.iter().filter(|op| op.device == from).count();
        let common = (part % (own + 1)) as u64;

        let mut before = Records::new();
        let mut after = Records::new();
        let mut author = pen(1, 2);
        let mut rewriting = Rewriting::new(from, author.device(), common);
        for op in &ops {
            take(&mut before, op);
            if op.device != from || op.seq <= common {
                take(&mut after, op);
                continue;
            }
            let sealed = author.seal(rewriting.draft(op), Now::default());
            author.wrote(&sealed);
            rewriting.wrote(op.seq, sealed.op.seq);
            prop_assert!(sealed.op.context.get(&from) <= common, "the other folder's operations are not covered");
            take(&mut after, &sealed.op);
        }
        prop_assert_eq!(standing(&before), standing(&after));
    }

    #[test]
    fn what_the_other_folder_wrote_meanwhile_stays_beside_it(saves in saves()) {
        // Everything of the laptop is a branch; the other folder wrote the same numbers, but fewer,
        // so that a context under the old name would cover its last values.
        let ops = history(&saves);
        let from = pen(1, 1).device();
        let mut other = pen(1, 1);
        let mut records = Records::new();
        let fewer = ops.iter().filter(|op| op.device == from).count() / 2;
        let written = saves.iter().filter(|save| !save.foreign).take(fewer);
        for (number, save) in written.enumerate() {
            let seen = records.get(&id(save.record)).map(|record: &Record| record.clock().clone());
            let op = write(&mut other, seen.unwrap_or_default(), save, format!("other {number}"));
            take(&mut records, &op);
        }
        let alone = standing(&records);
        let mut author = pen(1, 2);
        let mut rewriting = Rewriting::new(from, author.device(), 0);
        for op in ops.iter().filter(|op| op.device == from) {
            let sealed = author.seal(rewriting.draft(op), Now::default());
            author.wrote(&sealed);
            rewriting.wrote(op.seq, sealed.op.seq);
            take(&mut records, &sealed.op);
        }
        let together = standing(&records);
        for (place, values) in alone {
            for value in values {
                prop_assert!(together[&place].contains(&value), "{value} of the other folder is gone");
            }
        }
    }
}
