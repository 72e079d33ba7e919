//! Taking an operation out of the fold.

use merge::{Dot, Record, Sealed};

use super::Fold;
use crate::error::StoreError;
use crate::rows::FeedEntry;

impl Fold<'_> {
    /// Takes an operation out of the fold: its record is folded again without it. Where its number
    /// in the feed was given already it gets another one, so that whoever follows hears of it.
    pub(super) fn hold(&mut self, dot: Dot, reason: &str) -> Result<(), StoreError> {
        if self.is_held(dot)? {
            return Ok(());
        }
        self.put_held(dot, reason);
        let Some(at) = self.place(dot)? else {
            return Ok(());
        };
        let sealed = Sealed::open(&self.journal.read(at)?)?;
        let id = sealed.op.record;
        if self.numbers {
            let entry = FeedEntry {
                at,
                term: sealed.hash.term(),
                hole: true,
            };
            let feed = self.feeds.entry(sealed.op.bucket).or_default();
            feed.push(entry);
        }
        let trail = std::mem::take(&mut self.load(id)?.row.trail);
        let mut record: Option<Record> = None;
        for step in &trail {
            let bytes = self.journal.read(step.at)?;
            let part = if step.received_ms.is_none() {
                Record::decode(&bytes)?
            } else {
                let op = Sealed::open(&bytes)?.op;
                if self.is_held(op.dot())? {
                    continue;
                }
                Record::from_op(&op)
            };
            match &mut record {
                Some(record) => {
                    let _ = record.merge(part);
                }
                none => *none = Some(part),
            }
        }
        let row = &mut self.load(id)?.row;
        (row.trail, row.record) = (trail, record);
        Ok(())
    }
}
