//! What was acknowledged, kept by the simulator itself.

use std::collections::{BTreeMap, BTreeSet};

use merge::{Change, DeviceId, Dot, Hash, Op, RecordId, Sealed};

/// One acknowledged operation.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) hash: Hash,
    pub(crate) op: Op,
    /// Its record, by the order in which records were made.
    pub(crate) record: usize,
    /// The operations of the record that lay before its writer. Not read from its context.
    pub(crate) seen: BTreeSet<Dot>,
    /// Whether the office must hold it out of the fold.
    pub(crate) held: bool,
}

/// Every acknowledged operation, and every record.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) lines: Vec<Line>,
    pub(crate) records: Vec<RecordId>,
    by_dot: BTreeMap<Dot, usize>,
}

impl Ledger {
    /// Notes an operation as acknowledged.
    pub(crate) fn note(&mut self, sealed: Sealed, seen: BTreeSet<Dot>, held: bool) -> usize {
        let Sealed { op, hash, .. } = sealed;
        let known = self.records.iter().position(|id| *id == op.record);
        let record = known.unwrap_or_else(|| {
            self.records.push(op.record);
            self.records.len() - 1
        });
        self.by_dot.insert(op.dot(), self.lines.len());
        self.lines.push(Line {
            hash,
            op,
            record,
            seen,
            held,
        });
        record
    }

    /// How many operations of a device were acknowledged.
    pub(crate) fn count(&self, device: DeviceId) -> u64 {
        self.of(device).count() as u64
    }

    pub(crate) fn of(&self, device: DeviceId) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(move |line| line.op.device == device)
    }

    /// The operations of a record that count.
    pub(crate) fn applied(&self, record: usize) -> impl Iterator<Item = &Line> {
        let of = self.lines.iter().filter(move |line| line.record == record);
        of.filter(|line| !line.held)
    }

    /// Everything a line's writer had seen, and what the writers of that had seen, and so on; and
    /// what the writer itself had written into the record before.
    pub(crate) fn past(&self, line: &Line) -> BTreeSet<Dot> {
        let own = self.applied(line.record).map(|other| other.op.dot());
        let earlier = |dot: &Dot| dot.device == line.op.device && dot.seq < line.op.seq;
        let mut ahead: Vec<Dot> = own
            .filter(earlier)
            .chain(line.seen.iter().copied())
            .collect();
        let mut past = BTreeSet::new();
        while let Some(dot) = ahead.pop() {
            if past.insert(dot) {
                let line = self.by_dot.get(&dot).map(|at| &self.lines[*at]);
                ahead.extend(line.into_iter().flat_map(|line| &line.seen));
            }
        }
        past
    }
}

/// Whether an operation writes this text somewhere.
pub(crate) fn says(op: &Op, text: &str) -> bool {
    op.changes.iter().any(|change| match change {
        Change::Set { value, .. } => value.as_text() == Some(text),
        _ => false,
    })
}
