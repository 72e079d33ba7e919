//! What the rules propose for the records kept here, kept in memory: everything is looked through
//! once a day, and after that only what was written since, what refers to it or is referred to, and
//! what a limit ended for. What a person is shown is what a look at every record would find.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::PoisonError;

use forms::{Catalog, Kind, Local, Proposal, TwinKey, day_of};
use merge::{Change, Record, RecordId, Value};

use crate::error::StoreError;
use crate::index::walk;
use crate::item::{self, Item};
use crate::open::{self, Store};
use crate::rows::{self, RecordRow, Table};

/// Records written since the last look above which everything is looked through again.
const MANY: usize = 2_000;
/// Of two who ask at once the later one may be answered first, so the moments that are asked for may
/// go back by this much, in milliseconds.
const APART_MS: i64 = 60_000;

/// What is proposed for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The record.
    pub id: RecordId,
    /// The number of its kind.
    pub kind: u16,
    /// Where it lies.
    pub bucket: u64,
    /// What is proposed.
    pub proposals: Vec<Proposal>,
}

/// What was found when the records were looked through.
#[derive(Debug)]
pub(crate) struct Proposing {
    /// By which catalog, and by what the place has set for itself.
    by: (u64, Local),
    /// How far the index had come.
    position: u64,
    /// The last moment it was asked for, milliseconds since 1970 UTC.
    asked_ms: i64,
    found: BTreeMap<RecordId, Look>,
    /// The limits that end later today, and for which records.
    ends: BTreeSet<(i64, RecordId)>,
}

/// What was found at a record; nothing is kept of one without any of it.
#[derive(Debug)]
struct Look {
    kind: u16,
    bucket: u64,
    proposals: Vec<Proposal>,
    twin: Option<TwinKey>,
}

impl Proposing {
    fn holds(&self, by: &(u64, Local), position: u64, now_ms: i64) -> bool {
        let same_day = day_of(self.asked_ms) == day_of(now_ms);
        let goes_on = self.asked_ms - APART_MS <= now_ms;
        self.by == *by && self.position <= position && goes_on && same_day
    }
}

/// Whether anything could be proposed for a kind.
fn worth(catalog: &Catalog, kind: &Kind) -> bool {
    kind.twin.is_some() || catalog.proposes(&kind.name)
}

impl Store {
    /// The records of these buckets for which something is proposed at a moment, with what it is.
    ///
    /// The catalog is the caller's, because a place may have set figures of its own.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn proposed(
        &self,
        catalog: &Catalog,
        buckets: &[RangeInclusive<u64>],
        now_ms: i64,
    ) -> Result<Vec<Proposed>, StoreError> {
        let mut kept = self
            .proposing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // After an error nothing is kept, and the next one looks at everything.
        let now = self.looked(catalog, kept.take(), now_ms)?;
        let found = &kept.insert(now).found;
        let inside = |bucket: u64| buckets.iter().any(|range| range.contains(&bucket));
        let here = || found.iter().filter(|(_, look)| inside(look.bucket));
        let mut proposed: Vec<Proposed> = here()
            .filter(|(_, look)| !look.proposals.is_empty())
            .map(|(id, look)| Proposed {
                id: *id,
                kind: look.kind,
                bucket: look.bucket,
                proposals: look.proposals.clone(),
            })
            .collect();
        for kind in catalog.kinds().iter().filter(|kind| kind.twin.is_some()) {
            let of_kind = here().filter(|(_, look)| look.kind == kind.id);
            let keys = of_kind.filter_map(|(_, look)| look.twin.as_ref());
            proposed.extend(
                catalog
                    .twins(kind, keys)
                    .into_iter()
                    .map(|(older, twin)| Proposed {
                        id: older.id,
                        kind: kind.id,
                        bucket: older.bucket.0,
                        proposals: vec![twin],
                    }),
            );
        }
        Ok(proposed)
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
            && let Some(mut touched) = self.touched(kept.position, position)?
        {
            let now_ms = now_ms.max(kept.asked_ms);
            let later = kept.ends.split_off(&(now_ms + 1, RecordId([0; 16])));
            touched.extend(
                std::mem::replace(&mut kept.ends, later)
                    .into_iter()
                    .map(|(_, id)| id),
            );
            for id in touched {
                self.look_again(catalog, id, now_ms, &mut kept)?;
            }
            (kept.position, kept.asked_ms) = (position, now_ms);
            return Ok(kept);
        }
        let mut fresh = Proposing {
            by,
            position,
            asked_ms: now_ms,
            found: BTreeMap::new(),
            ends: BTreeSet::new(),
        };
        let worth = |kind: &Kind| worth(catalog, kind);
        self.open_records(catalog, &(0..=u64::MAX - 1), &worth, &mut |row| {
            self.look(catalog, row, now_ms, &mut fresh)
        })?;
        for listed in self.conflicts(&(0..=u64::MAX - 1), usize::MAX)? {
            if let Some(record) = self.record(listed.id)? {
                self.look_for_dispute(catalog, &record, now_ms, &mut fresh)?;
            }
        }
        Ok(fresh)
    }

    /// Disputed are records of every kind and state, closed ones too.
    fn look_for_dispute(
        &self,
        catalog: &Catalog,
        record: &Record,
        now_ms: i64,
        into: &mut Proposing,
    ) -> Result<(), StoreError> {
        if let Some(late) = self.disputed(catalog, record, now_ms)? {
            let look = into.found.entry(record.id).or_insert_with(|| Look {
                kind: record.kind,
                bucket: record.bucket.0,
                proposals: Vec::new(),
                twin: None,
            });
            look.proposals.push(late);
        }
        Ok(())
    }

    /// Looks at a record that may have changed.
    fn look_again(
        &self,
        catalog: &Catalog,
        id: RecordId,
        now_ms: i64,
        into: &mut Proposing,
    ) -> Result<(), StoreError> {
        into.found.remove(&id);
        let Some(row) = self.row_of(id)? else {
            return Ok(());
        };
        let Some(record) = &row.record else {
            return Ok(());
        };
        let kind = catalog.kind_by_id(record.kind);
        let is_open = |kind: &Kind| {
            let status = catalog.status(kind, record).state;
            kind.state(&status).is_some_and(|state| !state.is_final)
        };
        if kind.is_some_and(|kind| worth(catalog, kind) && is_open(kind)) {
            self.look(catalog, &row, now_ms, into)?;
        }
        self.look_for_dispute(catalog, record, now_ms, into)
    }

    /// Looks at a record in whose state something may follow.
    fn look(
        &self,
        catalog: &Catalog,
        row: &RecordRow,
        now_ms: i64,
        into: &mut Proposing,
    ) -> Result<(), StoreError> {
        let Some(record) = &row.record else {
            return Ok(());
        };
        let arrived_ms = self.arrived_with(row);
        for clock in catalog.countdown(record, arrived_ms) {
            let today = day_of(clock.ends_ms) == day_of(now_ms);
            if today && clock.ends_ms > now_ms {
                into.ends.insert((clock.ends_ms, record.id));
            }
        }
        let proposals = self.by_rules(catalog, record, arrived_ms, now_ms)?;
        let kind = catalog.kind_by_id(record.kind);
        let twin = kind.and_then(|kind| catalog.twin_key(kind, record));
        if !proposals.is_empty() || twin.is_some() {
            let look = Look {
                kind: record.kind,
                bucket: record.bucket.0,
                proposals,
                twin,
            };
            into.found.insert(record.id, look);
        }
        Ok(())
    }

    /// The records for which something else may be proposed since the index was at one place of the
    /// journal, now that it is at another: those written, those they have ever referred to and those
    /// that refer to them. Nothing if that cannot be told one by one.
    fn touched(&self, from: u64, until: u64) -> Result<Option<BTreeSet<RecordId>>, StoreError> {
        let mut written: BTreeSet<RecordId> = BTreeSet::new();
        if from == until {
            return Ok(Some(written));
        }
        let mut one_by_one = true;
        self.journal.walk_until(from, until, &mut |payload, span| {
            if span.end > until {
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
        if !one_by_one || written.len() > MANY {
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
