//! What the rules propose for the records kept here, kept in memory: everything is looked through
//! once a day, and after that only what was written since, what refers to it or is referred to, and
//! what a limit ended for. What a person is shown is what a look at every record would find.

mod found;
mod look;
mod twins;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::PoisonError;

use forms::{Catalog, Local, day_of};
use merge::{Change, RecordId, Value};

use crate::error::StoreError;
use crate::index::walk;
use crate::item::{self, Item};
use crate::open::{self, Store};
use crate::rows::{self, Table};

use found::Found;
pub use found::{Asked, Group, Proposals, Proposed};
use look::Look;

/// So many records written since the last look are always looked at one by one.
const MANY: usize = 2_000;
/// Where much is looked through, a part of that: one record that was written, with all around it, takes
/// as long as so many others.
const SHARE: usize = 8;
/// Of two who ask at once the later one may be answered first, so the moments that are asked for may
/// go back by this much, in milliseconds.
const APART_MS: i64 = 60_000;

/// What was found when the records were looked through.
#[derive(Debug)]
pub(crate) struct Proposing {
    /// By which catalog, and by what the place has set for itself.
    by: (u64, Local),
    /// How far the index had come.
    position: u64,
    /// The last moment it was asked for, milliseconds since 1970 UTC.
    asked_ms: i64,
    /// Records written above which everything is looked through again.
    many: usize,
    found: Found,
    /// The limits that end later today, and for which records.
    ends: BTreeSet<(i64, RecordId)>,
}

impl Proposing {
    fn holds(&self, by: &(u64, Local), position: u64, now_ms: i64) -> bool {
        let same_day = day_of(self.asked_ms) == day_of(now_ms);
        let goes_on = self.asked_ms - APART_MS <= now_ms;
        self.by == *by && self.position <= position && goes_on && same_day
    }

    fn keep(&mut self, looks: Vec<Look>) {
        for look in looks {
            let ends = look.ends_ms.iter().map(|ends_ms| (*ends_ms, look.id));
            self.ends.extend(ends);
            self.found.add(look);
        }
    }
}

impl Store {
    /// What is proposed at a moment, as far as it is asked for.
    ///
    /// The catalog is the caller's, because a place may have set figures of its own.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn proposed(
        &self,
        catalog: &Catalog,
        asked: &Asked<'_>,
        now_ms: i64,
    ) -> Result<Proposals, StoreError> {
        let mut kept = self
            .proposing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // After an error nothing is kept, and the next one looks at everything.
        let now = self.looked(catalog, kept.take(), now_ms)?;
        Ok(kept.insert(now).found.page(catalog, asked))
    }

    /// What was found, as it is now.
    fn looked(
        &self,
        catalog: &Catalog,
        kept: Option<Proposing>,
        now_ms: i64,
    ) -> Result<Proposing, StoreError> {
        let by = (catalog.fingerprint(), catalog.local().clone());
        // Read first: what is written meanwhile is looked at again the next time.
        let position = open::position(&*self.index)?;
        if let Some(mut kept) = kept.filter(|kept| kept.holds(&by, position, now_ms))
            && let Some(mut touched) = self.touched(kept.position..position, kept.many)?
        {
            let now_ms = now_ms.max(kept.asked_ms);
            let later = kept.ends.split_off(&(now_ms + 1, RecordId([0; 16])));
            touched.extend(
                std::mem::replace(&mut kept.ends, later)
                    .into_iter()
                    .map(|(_, id)| id),
            );
            for id in touched {
                kept.found.remove(id);
                kept.keep(self.look_at(catalog, id, now_ms)?);
            }
            (kept.position, kept.asked_ms) = (position, now_ms);
            return Ok(kept);
        }
        let (looks, through) = self.look_at_all(catalog, now_ms)?;
        let mut fresh = Proposing {
            by,
            position,
            asked_ms: now_ms,
            many: MANY.max(through / SHARE),
            found: Found::default(),
            ends: BTreeSet::new(),
        };
        fresh.keep(looks);
        Ok(fresh)
    }

    /// The records for which something else may be proposed since the index was at one place of the
    /// journal, now that it is at another: those written, those they have ever referred to and those
    /// that refer to them. Nothing if that cannot be told one by one.
    fn touched(
        &self,
        Range { start, end }: Range<u64>,
        many: usize,
    ) -> Result<Option<BTreeSet<RecordId>>, StoreError> {
        let mut written: BTreeSet<RecordId> = BTreeSet::new();
        if start == end {
            return Ok(Some(written));
        }
        let mut one_by_one = true;
        self.journal.walk_until(start, end, &mut |payload, span| {
            if span.end > end {
                return Ok(());
            }
            for (item, _) in item::decode(payload)? {
                match item {
                    Item::Op(arrival) => drop(written.insert(arrival.sealed.op.record)),
                    Item::Snapshot(record) => drop(written.insert(record.id)),
                    // It says of which device's work, not of which record.
                    Item::Hold { .. } => one_by_one = false,
                    Item::Grant(_)
                    | Item::Receipt(_)
                    | Item::Cursor { .. }
                    | Item::Seen { .. }
                    | Item::Note { .. } => {}
                }
            }
            Ok(())
        })?;
        if !one_by_one || written.len() > many {
            return Ok(None);
        }
        let mut touched = written.clone();
        for id in written {
            touched.extend(self.referring(id)?);
            if let Some(record) = self.record(id)? {
                let listed = self.summary(id, record.kind, record.bucket)?;
                touched.extend(listed.into_iter().flat_map(|listed| listed.summary.links));
            }
            for past in self.history(id)? {
                past.sealed
                    .op
                    .changes
                    .iter()
                    .for_each(|change| match change {
                        Change::Set { value, .. } | Change::Item { item: value, .. } => {
                            name(value, &mut touched);
                        }
                        Change::Event { .. } | Change::Attach(_) => {}
                    });
            }
        }
        Ok(Some(touched))
    }

    /// The records that refer to one.
    pub(crate) fn referring(&self, target: RecordId) -> Result<Vec<RecordId>, StoreError> {
        let (from, to) = Table::Link.under(&[&target.0]);
        let mut referring = Vec::new();
        walk(&*self.index, &from, &to, &mut |key, _| {
            referring.extend(rows::record_at_end(key));
            Ok(true)
        })?;
        Ok(referring)
    }
}

/// The records that a value names.
fn name(value: &Value, into: &mut BTreeSet<RecordId>) {
    match value {
        Value::Text(text) => into.extend(text.parse::<RecordId>()),
        Value::List(values) => values.iter().for_each(|value| name(value, into)),
        Value::Map(values) => values.values().for_each(|value| name(value, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
