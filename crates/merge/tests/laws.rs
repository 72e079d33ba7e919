//! The laws of the fold, on random histories and against a slow oracle.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod history;

use history::oracle::{self, View, saw};
use history::{BUCKET, Dice, FIELDS, History, KIND, RECORD, SETS, histories, lies};
use history::{interleaved, shuffled};
use merge::{Change, Op, Record, Value};
use proptest::prelude::*;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn fold<'a>(ops: impl IntoIterator<Item = &'a Op>) -> Record {
    let mut record = Record::new(RECORD, BUCKET, KIND);
    for op in ops {
        record.apply(op).unwrap();
    }
    record
}

/// Everything that must be the same everywhere: what is seen, and what is kept to go on from.
fn state(record: &Record) -> (Vec<u8>, Vec<u8>) {
    (record.canonical(), record.encode())
}

/// One record out of parts: operations one by one, whole records, and records that travelled as
/// bytes, nested as the seed says. Parts overlap, as they do between a feed and a snapshot.
fn grouped(ops: &[Op], dice: &mut Dice, depth: usize) -> Record {
    let mut record = Record::new(RECORD, BUCKET, KIND);
    let mut at = 0;
    while at < ops.len() {
        let len = 1 + dice.below(ops.len() - at);
        let from = at.saturating_sub(dice.below(3));
        let part = &ops[from..at + len];
        match dice.below(4) {
            0 => part.iter().for_each(|op| record.apply(op).unwrap()),
            1 => record.merge(fold(part)).unwrap(),
            2 if depth > 0 => record.merge(grouped(part, dice, depth - 1)).unwrap(),
            // The other way round: what is here is folded into what came.
            _ => {
                let mut other = Record::decode(&fold(part).encode()).unwrap();
                other.merge(record).unwrap();
                record = other;
            }
        }
        if dice.below(3) == 0 {
            record = Record::decode(&record.encode()).unwrap();
        }
        at += len;
    }
    record
}

proptest! {
    #![proptest_config(config(500))]

    /// (a) Any order, whether or not it keeps the order of each device.
    #[test]
    fn the_order_of_arrival_changes_nothing(history in histories(), seed: u64) {
        let written = state(&fold(&history.ops));
        prop_assert_eq!(&state(&fold(&interleaved(&history.ops, seed))), &written);
        prop_assert_eq!(&state(&fold(&shuffled(&history.ops, seed))), &written);
        prop_assert_eq!(&state(&fold(history.ops.iter().rev())), &written);
    }

    /// (b) Any grouping, operations mixed with snapshots.
    #[test]
    fn the_grouping_changes_nothing(history in histories(), seed: u64) {
        let written = state(&fold(&history.ops));
        let ops = shuffled(&history.ops, seed);
        prop_assert_eq!(state(&grouped(&ops, &mut Dice(seed), 2)), written);
    }

    /// (c) Any repetition, of operations and of whole records.
    #[test]
    fn what_arrives_twice_changes_nothing(history in histories(), seed: u64) {
        let mut record = fold(&history.ops);
        let written = state(&record);
        for op in shuffled(&history.ops, seed) {
            record.apply(&op).unwrap();
            prop_assert_eq!(&state(&record), &written);
        }
        record.merge(record.clone()).unwrap();
        prop_assert_eq!(&state(&record), &written);
        record.merge(fold(&history.ops[..seed as usize % history.ops.len()])).unwrap();
        prop_assert_eq!(&state(&record), &written);
    }

    /// (d) What was on any screen and is gone was covered by an operation that wrote there.
    #[test]
    fn nothing_is_lost_silently(history in histories(), seed: u64) {
        let mut screens = history.screens.clone();
        let mut record = Record::new(RECORD, BUCKET, KIND);
        for op in shuffled(&history.ops, seed) {
            record.apply(&op).unwrap();
            screens.push(record.clone());
        }
        for screen in &screens {
            gone_values_are_covered(&history, screen, &record)?;
            gone_items_are_covered(&history, screen, &record)?;
            for event in screen.events() {
                prop_assert!(record.events().contains(&event));
            }
            for file in screen.attachments(None) {
                prop_assert!(record.attachments(None).contains(&file));
            }
        }
    }

    /// (e) What was seen comes before who saw it, and every replica tells the same story.
    #[test]
    fn events_follow_what_was_seen(history in histories(), seed: u64) {
        let record = fold(&history.ops);
        let events = record.events();
        let op = |dot| history.ops.iter().find(|op| op.dot() == dot).unwrap();
        for (late, second) in events.iter().enumerate() {
            for first in &events[..late] {
                let (first, second) = (op(first.source.dot), op(second.source.dot));
                prop_assert!(!saw(first, second), "{:?} saw {:?}", first.dot(), second.dot());
            }
            prop_assert!(events.iter().all(|e| second.saw(e) == saw(op(second.source.dot), op(e.source.dot))));
        }
        let again = fold(&shuffled(&history.ops, seed)).events();
        let names = |events: &[merge::Event]| -> Vec<_> {
            events.iter().map(|e| (e.source.dot, e.name.clone(), e.reason.clone())).collect()
        };
        prop_assert_eq!(names(&events), names(&again));
    }

    /// (f) A record shows exactly what brute force finds, at every moment of every device.
    #[test]
    fn brute_force_finds_the_same(history in histories(), seed: u64) {
        let ops = shuffled(&history.ops, seed);
        for until in 1..=ops.len() {
            let wanted = oracle::view(&ops[..until], saw);
            prop_assert_eq!(oracle::shown(&fold(&ops[..until]), &wanted), wanted);
        }
    }

    /// Contexts that lie, even about the future of others, still mean the same everywhere.
    #[test]
    fn lies_mean_the_same_everywhere(ops in lies(), seed: u64) {
        let written = state(&fold(&ops));
        prop_assert_eq!(&state(&fold(&shuffled(&ops, seed))), &written);
        let ops = shuffled(&ops, seed);
        prop_assert_eq!(&state(&grouped(&ops, &mut Dice(seed), 2)), &written);
        let wanted: View = oracle::view(&ops, outranks);
        prop_assert_eq!(oracle::shown(&fold(&ops), &wanted), wanted);
    }
}

/// Whether `op` claims to have seen more than `other`; of two that claim exactly the same, the
/// later stamp counts, as no third thing tells them apart.
fn outranks(op: &Op, other: &Op) -> bool {
    let knows = |a: &Op, b: &Op| {
        let clock = a.clock();
        b.clock()
            .dots
            .iter()
            .all(|(device, seq)| clock.get(device) >= *seq)
    };
    let later = (op.hlc, op.dot()) > (other.hlc, other.dot());
    knows(op, other) && (!knows(other, op) || later)
}

fn gone_values_are_covered(
    history: &History,
    screen: &Record,
    last: &Record,
) -> Result<(), TestCaseError> {
    for field in FIELDS {
        let left: Vec<_> = last
            .said(field)
            .iter()
            .map(|said| said.source.dot)
            .collect();
        for said in screen.said(field) {
            let dot = said.source.dot;
            let covered = history.ops.iter().any(|op| {
                let writes = |c: &Change| matches!(c, Change::Set { field: f, .. } if *f == field);
                op.context.get(&dot.device) >= dot.seq && op.changes.iter().any(writes)
            });
            prop_assert!(
                left.contains(&dot) || covered,
                "{:?} of {} is gone",
                said.what,
                field
            );
        }
    }
    Ok(())
}

/// An item that left its set did so because somebody who had seen it in took it out.
fn gone_items_are_covered(
    history: &History,
    screen: &Record,
    last: &Record,
) -> Result<(), TestCaseError> {
    for field in SETS {
        let left = last.items(field);
        let gone = screen
            .items(field)
            .into_iter()
            .filter(|item: &Value| !left.contains(item));
        for item in gone {
            let put = |op: &&Op| oracle::flagged(op, field, &item) == Some(true);
            let mut adds = history.ops.iter().filter(put);
            let taken = |add: &Op| {
                history.ops.iter().any(|op| {
                    let writes = oracle::flagged(op, field, &item).is_some();
                    writes && op.context.get(&add.device) >= add.seq
                })
            };
            prop_assert!(adds.all(taken), "{item:?} of {field} is gone");
        }
    }
    Ok(())
}

/// Equal values written at once are one value; different ones are a conflict until settled.
#[test]
fn a_conflict_is_two_different_values_at_once() {
    let write = |writer: u8, context: &merge::Context, value: i64| {
        let mut op = history::blank(writer, 1 + context.get(&merge::DeviceId([writer; 16])));
        op.context.clone_from(context);
        op.changes = vec![Change::Set {
            field: 1,
            value: value.into(),
        }];
        op
    };
    let none = merge::Context::new();
    let mut record = fold(&[write(1, &none, 5), write(2, &none, 5)]);
    assert!(!record.in_conflict(1) && record.conflicts().is_empty());
    assert_eq!(record.said(1).len(), 2);

    record.apply(&write(3, &none, 6)).unwrap();
    assert!(record.in_conflict(1));
    assert_eq!(record.conflicts(), [1]);

    let settled = write(1, record.clock(), 6);
    record.apply(&settled).unwrap();
    assert!(!record.in_conflict(1));
    assert_eq!(record.value(1), Some(6.into()));

    record.apply(&write(4, &none, 7)).unwrap();
    assert!(record.in_conflict(1), "a third late value opens it again");
}
