//! Writing operations again under another name.
//!
//! Two folders that write under one device's name give two operations one number. The one that
//! meets the office second keeps what it wrote by signing it again as another device, and nothing
//! that names one of its own numbers may then mean the other folder's operation.

use std::collections::BTreeMap;

use crdts::CmRDT;

use crate::author::Draft;
use crate::id::{DeviceId, Dot, RecordId};
use crate::op::{Context, Op, clock_dot};

/// Translates a branch of one device's chain, operation by operation and in order, into drafts of
/// another device.
#[derive(Debug, Clone)]
pub struct Rewriting {
    from: DeviceId,
    to: DeviceId,
    /// The last number both branches share.
    common: u64,
    /// The number in the branch, and what it became.
    numbers: BTreeMap<u64, u64>,
    /// The last shared number in each record the branch touches.
    shared: BTreeMap<RecordId, u64>,
}

impl Rewriting {
    /// Rewrites what `from` wrote after `common` as `to`.
    #[must_use]
    pub fn new(from: DeviceId, to: DeviceId, common: u64) -> Self {
        Rewriting {
            from,
            to,
            common,
            numbers: BTreeMap::new(),
            shared: BTreeMap::new(),
        }
    }

    /// The draft that says what `op` says, in the new device's name.
    #[must_use]
    pub fn draft(&mut self, op: &Op) -> Draft {
        Draft {
            record: op.record,
            bucket: op.bucket,
            kind: op.kind,
            form: op.form,
            context: self.context(op),
            changes: op.changes.clone(),
            reason: op.reason.clone(),
            resolves: op.resolves.iter().map(|dot| self.dot(*dot)).collect(),
        }
    }

    /// Notes that the operation of that number is now this one.
    pub fn wrote(&mut self, old: u64, new: u64) {
        self.numbers.insert(old, new);
    }

    fn context(&mut self, op: &Op) -> Context {
        let mut context = op.context.clone();
        let seen = context.dots.remove(&self.from).unwrap_or(0);
        let shared = self.shared.entry(op.record).or_insert(0);
        if seen <= self.common {
            *shared = seen.max(*shared);
        }
        // What was seen of the branch itself is seen under its new numbers.
        let own = self.numbers.range(..=seen).next_back().map(|(_, new)| *new);
        let entries = [(self.from, *shared), (self.to, own.unwrap_or(0))];
        for (device, seq) in entries.into_iter().filter(|(_, seq)| *seq > 0) {
            context.apply(clock_dot(Dot { device, seq }));
        }
        context
    }

    fn dot(&self, dot: Dot) -> Dot {
        match self.numbers.get(&dot.seq) {
            Some(seq) if dot.device == self.from => Dot {
                device: self.to,
                seq: *seq,
            },
            _ => dot,
        }
    }
}
