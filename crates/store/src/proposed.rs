//! What the program proposes for the records kept here, and which limits run for them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::{Answer, Around, Catalog, Clock, Field, Kind, Neighbours, Proposal, TwinKey};
use merge::{Record, RecordId, Value};

use crate::error::StoreError;
use crate::index::walk;
use crate::open::Store;
use crate::query::Listed;
use crate::rows::{self, RecordRow, Table};

impl Store {
    /// The records of these buckets for which something is proposed at a moment, with what it is.
    ///
    /// The catalog is the caller's, because a place may have set figures of its own.
    ///
    /// # Errors
    /// An index that fails.
    pub fn proposed(
        &self,
        catalog: &Catalog,
        buckets: &RangeInclusive<u64>,
        now_ms: i64,
    ) -> Result<Vec<(Listed, Vec<Proposal>)>, StoreError> {
        let mut proposed = Vec::new();
        let mut keys: BTreeMap<u16, Vec<TwinKey>> = BTreeMap::new();
        let worth = |kind: &Kind| kind.twin.is_some() || catalog.proposes(&kind.name);
        self.open_records(catalog, buckets, &worth, &mut |record| {
            let kind = catalog.kind_by_id(record.kind);
            let key = kind.and_then(|kind| catalog.twin_key(kind, record));
            keys.entry(record.kind).or_default().extend(key);
            let proposals = self.by_rules(catalog, record, now_ms)?;
            if !proposals.is_empty() {
                let listed = self.summary(record.id, record.kind, record.bucket)?;
                proposed.extend(listed.map(|listed| (listed, proposals)));
            }
            Ok(())
        })?;
        for (kind, keys) in keys {
            let Some(kind) = catalog.kind_by_id(kind) else {
                continue;
            };
            for (older, twin) in catalog.twins(kind, keys) {
                let listed = self.summary(older.id, kind.id, older.bucket)?;
                proposed.extend(listed.map(|listed| (listed, vec![twin])));
            }
        }
        // Disputed are records of every kind and state, closed ones too.
        for listed in self.conflicts(buckets)? {
            let record = self.record(listed.id)?;
            let late = record.map(|record| self.disputed(catalog, &record, now_ms));
            let late = late.transpose()?.flatten();
            proposed.extend(late.map(|late| (listed, vec![late])));
        }
        Ok(proposed)
    }

    /// What is proposed for one record at a moment, but that another one is its twin.
    ///
    /// # Errors
    /// An index that fails.
    pub fn proposed_for(
        &self,
        catalog: &Catalog,
        record: &Record,
        now_ms: i64,
    ) -> Result<Vec<Proposal>, StoreError> {
        let mut proposals = self.by_rules(catalog, record, now_ms)?;
        proposals.extend(self.disputed(catalog, record, now_ms)?);
        Ok(proposals)
    }

    /// What the rules propose for a record in whose state something may follow.
    fn by_rules(
        &self,
        catalog: &Catalog,
        record: &Record,
        now_ms: i64,
    ) -> Result<Vec<Proposal>, StoreError> {
        let around = self.around(catalog, record.id)?;
        let mut proposals = catalog.proposals(record, &around, now_ms);
        let read = |id| self.record(id).ok().flatten();
        proposals.extend(catalog.renewals(record, now_ms, &read));
        Ok(proposals)
    }

    /// The records of these buckets for which a deadline or limit runs, with all that run.
    ///
    /// # Errors
    /// An index that fails.
    pub fn countdowns(
        &self,
        catalog: &Catalog,
        buckets: &RangeInclusive<u64>,
    ) -> Result<Vec<(Listed, Vec<Clock>)>, StoreError> {
        let mut running = Vec::new();
        let worth = |kind: &Kind| kind.due.is_some() || catalog.proposes(&kind.name);
        self.open_records(catalog, buckets, &worth, &mut |record| {
            let clocks = catalog.countdown(record, self.arrived(record.id)?);
            if !clocks.is_empty() {
                let listed = self.summary(record.id, record.kind, record.bucket)?;
                running.extend(listed.map(|listed| (listed, clocks)));
            }
            Ok(())
        })?;
        Ok(running)
    }

    /// The records for which the clock fires an event on a day, with the events.
    ///
    /// # Errors
    /// An index that fails.
    pub fn timed(
        &self,
        catalog: &Catalog,
        today: i32,
    ) -> Result<Vec<(Record, Vec<String>)>, StoreError> {
        let mut timed = Vec::new();
        let rows = catalog.table("timers").map(|table| table.rows.as_slice());
        let rows = rows.unwrap_or_default();
        let worth = |kind: &Kind| {
            let mut rows = rows.iter();
            rows.any(|row| row.text("kind") == Some(kind.name.as_str()))
        };
        self.open_records(catalog, &(0..=u64::MAX - 1), &worth, &mut |record| {
            let events = catalog.timed(record, today);
            if !events.is_empty() {
                timed.push((record.clone(), events));
            }
            Ok(())
        })?;
        timed.sort_by_key(|(record, _)| (record.bucket, record.id));
        Ok(timed)
    }

    /// When the office first had a record, milliseconds since 1970; nothing on a laptop, which
    /// cannot know it.
    pub fn arrived(&self, id: RecordId) -> Result<Option<i64>, StoreError> {
        if !self.numbers {
            return Ok(None);
        }
        let Some(bytes) = self.index.get(&Table::Record.key(&[&id.0]))? else {
            return Ok(None);
        };
        let arrived_ms = RecordRow::decode(&bytes)?.arrived_ms();
        Ok(arrived_ms.and_then(|ms| i64::try_from(ms).ok()))
    }

    /// Reads every record of the kinds that are worth it and in whose state something may follow.
    fn open_records(
        &self,
        catalog: &Catalog,
        buckets: &RangeInclusive<u64>,
        worth: &dyn Fn(&Kind) -> bool,
        each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for kind in catalog.kinds().iter().filter(|kind| worth(kind)) {
            let is_open = |_, status: &str| kind.state(status).is_some_and(|state| !state.is_final);
            let mut found = Vec::new();
            let buckets = std::slice::from_ref(buckets);
            self.lines(Some(kind.id), buckets, &is_open, &mut |line| {
                found.push(line.id);
            })?;
            for id in found {
                if let Some(record) = self.record(id)? {
                    each(&record)?;
                }
            }
        }
        Ok(())
    }

    /// What the records that refer to one say, for one of its derived fields.
    #[must_use]
    pub fn seen(&self, record: &Record, field: &Field) -> Vec<Value> {
        let linked = |id, kind: &Kind| {
            let linked = self.linked(id, kind.id).unwrap_or_default().into_iter();
            linked
                .map(|listed| (listed.id, listed.summary.status))
                .collect()
        };
        let around = Neighbours {
            linked: &linked,
            read: &|id| self.record(id).ok().flatten(),
        };
        self.catalog.seen(record, field, &around)
    }

    /// What is known around a record: the records that refer to it, and when it came.
    fn around(&self, catalog: &Catalog, target: RecordId) -> Result<Around, StoreError> {
        let (from, to) = Table::Link.under(&[&target.0]);
        let mut linked = Vec::new();
        walk(&*self.index, &from, &to, &mut |key, _| {
            linked.extend(rows::record_at_end(key));
            Ok(true)
        })?;
        let mut answers: Vec<Answer> = Vec::new();
        for id in linked {
            let record = self.record(id)?;
            answers.extend(record.and_then(|record| catalog.as_answer(&record)));
        }
        Ok(Around {
            answers,
            arrived_ms: self.arrived(target)?,
        })
    }
}
