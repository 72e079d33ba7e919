//! What a record must be, by brute force: every pair of operations is compared, nothing is folded.
//!
//! Slow, small, and without `crdts` on purpose: it may share no mistake with the crate.

use std::collections::{BTreeMap, BTreeSet};

use merge::{Change, Dot, Hash, Hlc, Op, Record, Value};

type Seen = Vec<(Dot, Value)>;

/// What a person may see of a record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) said: BTreeMap<u16, Seen>,
    pub(crate) shown: BTreeMap<u16, Option<Value>>,
    pub(crate) rivals: Vec<u16>,
    pub(crate) items: BTreeMap<u16, Vec<Value>>,
    pub(crate) events: BTreeSet<(Hlc, Dot, String)>,
    pub(crate) files: BTreeSet<(u16, Hash)>,
    pub(crate) settled: BTreeSet<Dot>,
}

/// Whether the writer of `op` had seen `other`: an earlier one of its own, or one in its context.
pub(crate) fn saw(op: &Op, other: &Op) -> bool {
    let own = op.device == other.device && other.seq < op.seq;
    own || op
        .context
        .dots
        .get(&other.device)
        .is_some_and(|seq| *seq >= other.seq)
}

/// What `write` picks from the operations that write at all and that no other of them covers.
fn standing<T>(
    ops: &[Op],
    covers: impl Fn(&Op, &Op) -> bool,
    write: impl Fn(&Op) -> Option<T>,
) -> Vec<(Hlc, Dot, T)> {
    let all: Vec<_> = ops.iter().filter_map(|op| Some((op, write(op)?))).collect();
    let covered = |op: &Op| all.iter().any(|(other, _)| covers(other, op));
    let free: Vec<bool> = all.iter().map(|(op, _)| !covered(op)).collect();
    let mut standing: Vec<_> = all
        .into_iter()
        .zip(free)
        .filter(|(_, free)| *free)
        .map(|((op, what), _)| (op.hlc, op.dot(), what))
        .collect();
    standing.sort_by_key(|(hlc, dot, _)| std::cmp::Reverse((*hlc, *dot)));
    standing
}

/// The value an operation leaves in a field: the last one it writes there.
fn written(op: &Op, wanted: u16) -> Option<Value> {
    op.changes.iter().rev().find_map(|change| match change {
        Change::Set { field, value } if *field == wanted => Some(value.clone()),
        _ => None,
    })
}

/// Whether an operation leaves an item in a set or out of it.
pub(crate) fn flagged(op: &Op, wanted: u16, which: &Value) -> Option<bool> {
    op.changes.iter().rev().find_map(|change| match change {
        Change::Item {
            field,
            item,
            present,
        } if *field == wanted && item == which => Some(*present),
        _ => None,
    })
}

/// What must be visible after these operations, whatever their order.
pub(crate) fn view(ops: &[Op], covers: impl Fn(&Op, &Op) -> bool) -> View {
    let (mut fields, mut sets) = (BTreeSet::new(), BTreeMap::<u16, BTreeSet<Value>>::new());
    let (mut events, mut files) = (BTreeSet::new(), BTreeSet::new());
    let changes = ops
        .iter()
        .flat_map(|op| op.changes.iter().map(move |change| (op, change)));
    for (op, change) in changes {
        match change.clone() {
            Change::Set { field, .. } => drop(fields.insert(field)),
            Change::Item { field, item, .. } => drop(sets.entry(field).or_default().insert(item)),
            Change::Event { name } => drop(events.insert((op.hlc, op.dot(), name))),
            Change::Attach(file) => drop(files.insert((file.field, file.sha256))),
        }
    }
    let mut view = View {
        events,
        files,
        settled: ops
            .iter()
            .flat_map(|op| op.resolves.iter().copied())
            .collect(),
        ..View::default()
    };
    for field in fields {
        let said = standing(ops, &covers, |op| written(op, field));
        let distinct: BTreeSet<_> = said.iter().map(|(_, _, value)| value).collect();
        if distinct.len() > 1 {
            view.rivals.push(field);
        }
        let shown = said.first().map(|(_, _, value)| value.clone());
        view.shown
            .insert(field, shown.filter(|value| *value != Value::Null));
        let said = said.into_iter().map(|(_, dot, value)| (dot, value));
        view.said.insert(field, said.collect());
    }
    for (field, all) in sets {
        let is_in = |item: &Value| {
            let flags = standing(ops, &covers, |op| flagged(op, field, item));
            flags.iter().any(|(_, _, flag)| *flag)
        };
        view.items
            .insert(field, all.into_iter().filter(is_in).collect());
    }
    view
}

/// What a record shows, asked through its public face.
pub(crate) fn shown(record: &Record, like: &View) -> View {
    let fields = || like.said.keys().copied();
    let said = |f| {
        record
            .said(f)
            .into_iter()
            .map(|s| (s.source.dot, s.what))
            .collect()
    };
    let events = record.events();
    View {
        said: fields().map(|f| (f, said(f))).collect(),
        shown: fields().map(|f| (f, record.value(f))).collect(),
        rivals: record.conflicts(),
        items: like.items.keys().map(|f| (*f, record.items(*f))).collect(),
        events: events
            .into_iter()
            .map(|event| (event.source.hlc, event.source.dot, event.name))
            .collect(),
        files: record
            .attachments(None)
            .into_iter()
            .map(|a| (a.field, a.sha256))
            .collect(),
        settled: like
            .settled
            .iter()
            .copied()
            .filter(|dot| record.is_resolved(*dot))
            .collect(),
    }
}
