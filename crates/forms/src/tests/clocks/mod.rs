//! Working days, time limits and proposals.

mod calendar;
mod deadlines;
mod due;
mod extensions;
mod ladder;
mod limits;
mod local;
mod lookback;
mod rows;
mod season;
mod timer;

use std::collections::BTreeSet;

use merge::{Change, Hlc, Op, Record, RecordId};

use super::world::{Person, event, set};
use crate::{Answer, Around, Calendar, Catalog, Proposal, day_end, day_number, day_text};

/// A day at nine in the morning in China, in milliseconds since 1970 UTC.
fn nine(date: &str) -> u64 {
    u64::try_from(day(date)).unwrap() * 86_400_000 + 3_600_000
}

fn day(date: &str) -> i32 {
    day_number(date).unwrap()
}

/// A record of a kind with what was typed, written on a day.
fn typed(catalog: &Catalog, number: u8, kind: &str, date: &str, changes: Vec<Change>) -> Record {
    let kind = catalog.kind(kind).unwrap();
    let mut officer = Person::new(1, "officer");
    let op = officer.op(kind.id, None, changes);
    Record::from_op(&at(nine(date), op, number))
}

/// The value of a field.
fn field(catalog: &Catalog, kind: &str, name: &str, value: impl Into<merge::Value>) -> Change {
    set(catalog.kind(kind).unwrap().field(name).unwrap().id, value)
}

/// Lets things happen to a record, each on its day.
fn happen(catalog: &Catalog, record: &mut Record, steps: &[(Change, &str)]) {
    let kind = catalog.kind_by_id(record.kind).unwrap();
    // One device each: what it wrote before is nobody's business here.
    for (at_step, (change, date)) in (100..).zip(steps) {
        let mut person = Person::new(at_step, "officer");
        let mut op = person.op(kind.id, Some(record), vec![change.clone()]);
        op.hlc = Hlc::from_ms(nine(date));
        op.claimed.wall_ms = nine(date);
        op.record = record.id;
        record.apply(&op).unwrap();
    }
}

/// A record with what was typed and what happened on which day.
fn record(
    catalog: &Catalog,
    number: u8,
    kind: &str,
    texts: &[(&str, &str)],
    happened: &[(&str, &str)],
) -> Record {
    let texts = texts.iter();
    let changes = texts.map(|(name, value)| field(catalog, kind, name, *value));
    let mut record = typed(catalog, number, kind, "2026-01-01", changes.collect());
    let steps: Vec<(Change, &str)> = happened
        .iter()
        .map(|(name, date)| (event(name), *date))
        .collect();
    happen(catalog, &mut record, &steps);
    record
}

fn at(ms: u64, mut op: Op, number: u8) -> Op {
    op.hlc = Hlc::from_ms(ms);
    op.claimed.wall_ms = ms;
    op.record = RecordId([number; 16]);
    op
}

fn notified(catalog: &Catalog, grade: &str) -> Record {
    let typed = [("grade", grade), ("due_on", "2026-06-10")];
    let happened = [
        ("report", "2026-05-06"),
        ("confirm", "2026-05-07"),
        ("notify", "2026-05-08"),
        ("start", "2026-05-08"),
    ];
    record(catalog, 3, "hazard", &typed, &happened)
}

/// A record that answers a cause.
fn answer(kind: &str, cause: &str) -> Answer {
    Answer {
        id: RecordId([77; 16]),
        kind: kind.to_owned(),
        cause: Some(cause.to_owned()),
        level: None,
        open: true,
        withdrawn: false,
    }
}

/// What is proposed at the end of a day, given the records that refer to it.
fn proposed(catalog: &Catalog, record: &Record, answers: &[Answer], date: &str) -> Vec<Proposal> {
    let around = Around {
        answers: answers.to_vec(),
        arrived_ms: None,
    };
    catalog.proposals(record, &around, day_end(day(date)))
}

fn causes(proposals: &[Proposal]) -> Vec<&str> {
    proposals.iter().map(|p| p.cause.as_str()).collect()
}
