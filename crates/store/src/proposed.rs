//! What the program proposes for the records kept here, and which limits run for them.

use std::ops::RangeInclusive;

use forms::{Answer, Around, Catalog, Clock, Field, Kind, Neighbours, Proposal};
use merge::{Record, RecordId, Value};

use crate::error::StoreError;
use crate::open::Store;
use crate::query::Listed;
use crate::rows::{RecordRow, Table};

impl Store {
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
        let arrived_ms = self.arrived(record.id)?;
        let mut proposals = self.by_rules(catalog, record, arrived_ms, now_ms)?;
        proposals.extend(self.disputed(catalog, record, now_ms)?);
        Ok(proposals)
    }

    /// What the rules propose for a record in whose state something may follow.
    pub(crate) fn by_rules(
        &self,
        catalog: &Catalog,
        record: &Record,
        arrived_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<Vec<Proposal>, StoreError> {
        let around = Around {
            answers: self.answers(catalog, record.id)?,
            arrived_ms,
        };
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
        self.open_records(catalog, buckets, &worth, &mut |row| {
            let Some(record) = &row.record else {
                return Ok(());
            };
            let clocks = catalog.countdown(record, self.arrived_with(row));
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
        self.open_records(catalog, &(0..=u64::MAX - 1), &worth, &mut |row| {
            let Some(record) = &row.record else {
                return Ok(());
            };
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
        Ok(self.row_of(id)?.and_then(|row| self.arrived_with(&row)))
    }

    /// The same, of a record whose row was read.
    pub(crate) fn arrived_with(&self, row: &RecordRow) -> Option<i64> {
        let arrived_ms = row.arrived_ms().filter(|_| self.numbers);
        arrived_ms.and_then(|ms| i64::try_from(ms).ok())
    }

    /// The row of a record.
    pub(crate) fn row_of(&self, id: RecordId) -> Result<Option<RecordRow>, StoreError> {
        let bytes = self.index.get(&Table::Record.key(&[&id.0]))?;
        Ok(bytes.map(|bytes| RecordRow::decode(&bytes)).transpose()?)
    }

    /// The records of the kinds that are worth it and in whose state something may follow, in the
    /// order in which their rows stand: read one after the other, each part of the index is read once.
    pub(crate) fn open_ids(
        &self,
        catalog: &Catalog,
        buckets: &RangeInclusive<u64>,
        worth: &dyn Fn(&Kind) -> bool,
    ) -> Result<Vec<RecordId>, StoreError> {
        let mut found = Vec::new();
        for kind in catalog.kinds().iter().filter(|kind| worth(kind)) {
            let is_open = |_, status: &str| kind.state(status).is_some_and(|state| !state.is_final);
            let buckets = std::slice::from_ref(buckets);
            self.lines(Some(kind.id), buckets, &is_open, &mut |line| {
                found.push(line.id);
            })?;
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Reads all of them.
    fn open_records(
        &self,
        catalog: &Catalog,
        buckets: &RangeInclusive<u64>,
        worth: &dyn Fn(&Kind) -> bool,
        each: &mut dyn FnMut(&RecordRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for id in self.open_ids(catalog, buckets, worth)? {
            if let Some(row) = self.row_of(id)? {
                each(&row)?;
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

    /// What the records that refer to one answer.
    fn answers(&self, catalog: &Catalog, target: RecordId) -> Result<Vec<Answer>, StoreError> {
        let mut answers: Vec<Answer> = Vec::new();
        for id in self.referring(target)? {
            let record = self.record(id)?;
            answers.extend(record.and_then(|record| catalog.as_answer(&record)));
        }
        Ok(answers)
    }
}
