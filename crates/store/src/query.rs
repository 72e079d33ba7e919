//! Looking things up.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::Summary;
use merge::{Bucket, Record, RecordId, Sealed};

use crate::error::StoreError;
use crate::index::{Each, walk};
use crate::open::Store;
use crate::rows::{self, RecordRow, Table};

/// What to list: the records of these buckets, of one kind or of all.
#[derive(Debug, Clone)]
pub struct Query {
    /// The buckets: a division with everything below it is one range of codes.
    pub buckets: RangeInclusive<u64>,
    /// The kind's number; `None` for every kind.
    pub kind: Option<u16>,
}

/// A record as lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The record.
    pub id: RecordId,
    /// What is to be known of it without reading it.
    pub summary: Summary,
}

/// One operation of a record's history.
#[derive(Debug, Clone)]
pub struct Past {
    /// The operation.
    pub sealed: Sealed,
    /// Why it is held out of the record, if it is.
    pub held: Option<String>,
    /// When it arrived here, milliseconds since 1970 on this machine's clock.
    pub received_ms: u64,
}

impl Store {
    /// The record, folded.
    ///
    /// # Errors
    /// An index that fails.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>, StoreError> {
        let row = self.index.get(&Table::Record.key(&[&id.0]))?;
        Ok(row
            .map(|bytes| RecordRow::decode(&bytes))
            .transpose()?
            .and_then(|row| row.record))
    }

    /// The records whose id begins with these hexadecimal digits, at most `limit`.
    ///
    /// # Errors
    /// An index that fails.
    pub fn starting_with(&self, digits: &str, limit: usize) -> Result<Vec<RecordId>, StoreError> {
        let digits: String = digits.chars().filter(|c| *c != '-').collect();
        if digits.is_empty() || digits.len() > 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit())
        {
            return Ok(Vec::new());
        }
        let from: Option<RecordId> = format!("{digits:0<32}").parse().ok();
        let to: Option<RecordId> = format!("{digits:f<32}").parse().ok();
        let (Some(from), Some(to)) = (from, to) else {
            return Ok(Vec::new());
        };
        let mut to = Table::Record.key(&[&to.0]);
        to.push(0);
        let mut found = Vec::new();
        let from = Table::Record.key(&[&from.0]);
        walk(&*self.index, &from, &to, &mut |key, value| {
            // A record of which everything is held out of the fold is not there for anybody.
            if found.len() < limit && RecordRow::state(value).is_ok() {
                found.extend(rows::record_at_end(key));
            }
            Ok(found.len() < limit)
        })?;
        Ok(found)
    }

    /// Every operation of a record that is kept here, in the order of arrival, with what holds it
    /// out of the fold if anything does.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn history(&self, id: RecordId) -> Result<Vec<Past>, StoreError> {
        let Some(bytes) = self.index.get(&Table::Record.key(&[&id.0]))? else {
            return Ok(Vec::new());
        };
        let row = RecordRow::decode(&bytes)?;
        let mut history = Vec::with_capacity(row.trail.len());
        for step in &row.trail {
            let Some(received_ms) = step.received_ms else {
                continue;
            };
            let sealed = Sealed::open(&self.journal.read(step.at)?)?;
            let held = self.held(sealed.op.dot())?;
            history.push(Past {
                sealed,
                held,
                received_ms,
            });
        }
        Ok(history)
    }

    /// Calls `each` with every listed record, in order of bucket, kind and id, until it says stop.
    ///
    /// # Errors
    /// An index that fails.
    pub fn list(
        &self,
        query: &Query,
        each: &mut dyn FnMut(Listed) -> bool,
    ) -> Result<(), StoreError> {
        let mut found = |key: &[u8], value: &[u8]| {
            let Some(id) = rows::record_at_end(key) else {
                return Ok(true);
            };
            let summary = Summary::decode(value)?;
            Ok(each(Listed { id, summary }))
        };
        match query.kind {
            Some(kind) => self.of_kind(kind, &query.buckets, &mut found),
            None => self.pages(Table::List, &query.buckets, &mut found),
        }
    }

    /// The rows of one kind, from bucket to bucket: a kind of which there are few records is found
    /// without reading the many of others.
    fn of_kind(
        &self,
        kind: u16,
        buckets: &RangeInclusive<u64>,
        each: Each<'_>,
    ) -> Result<(), StoreError> {
        let at =
            |bucket: u64, kind: u16| Table::List.key(&[&bucket.to_be_bytes(), &kind.to_be_bytes()]);
        let mut from = at(*buckets.start(), kind);
        let to = Table::List.key(&[&buckets.end().saturating_add(1).to_be_bytes()]);
        loop {
            let row = self.index.scan(&from, &to, 1)?.pop();
            let Some((key, _)) = row else { return Ok(()) };
            let bucket = key.get(1..).and_then(rows::number);
            let here = key.get(9..11).and_then(|kind| kind.first_chunk::<2>());
            let (Some(bucket), Some(here)) = (bucket, here) else {
                return Ok(());
            };
            match u16::from_be_bytes(*here).cmp(&kind) {
                Ordering::Less => from = at(bucket, kind),
                Ordering::Greater => from = at(bucket.saturating_add(1), kind),
                Ordering::Equal => {
                    let end = at(bucket, kind.saturating_add(1));
                    let mut on = true;
                    walk(&*self.index, &key, &end, &mut |key, value| {
                        on = each(key, value)?;
                        Ok(on)
                    })?;
                    if !on {
                        return Ok(());
                    }
                    from = at(bucket.saturating_add(1), kind);
                }
            }
        }
    }

    /// A record's summary.
    ///
    /// # Errors
    /// An index that fails.
    pub fn summary(
        &self,
        id: RecordId,
        kind: u16,
        bucket: Bucket,
    ) -> Result<Option<Listed>, StoreError> {
        let row = self.index.get(&rows::list(bucket, kind, id))?;
        let summary = row.map(|bytes| Summary::decode(&bytes)).transpose()?;
        Ok(summary.map(|summary| Listed { id, summary }))
    }

    pub(crate) fn pages(
        &self,
        table: Table,
        buckets: &RangeInclusive<u64>,
        each: Each<'_>,
    ) -> Result<(), StoreError> {
        let from = table.key(&[&buckets.start().to_be_bytes()]);
        let to = table.key(&[&buckets.end().saturating_add(1).to_be_bytes()]);
        walk(&*self.index, &from, &to, each)
    }

    fn summaries(
        &self,
        found: &[crate::index::Row],
        buckets: &RangeInclusive<u64>,
    ) -> Result<Vec<Listed>, StoreError> {
        let mut listed = Vec::new();
        for (key, value) in found {
            let (Some(id), Some((kind, bucket))) =
                (rows::record_at_end(key), rows::read_whereabouts(value))
            else {
                continue;
            };
            if buckets.contains(&bucket.0) {
                listed.extend(self.summary(id, kind, bucket)?);
            }
        }
        Ok(listed)
    }

    /// Records on that road.
    ///
    /// # Errors
    /// An index that fails.
    pub fn on_road(&self, road: &str) -> Result<Vec<Listed>, StoreError> {
        let (from, to) = Table::Road.under(&[&self.index.veil(road.as_bytes()), &[0]]);
        self.summaries(&self.index.scan(&from, &to, usize::MAX)?, &(0..=u64::MAX))
    }

    /// Records in the rectangle between two corners (millionths of a degree), and some around it.
    ///
    /// # Errors
    /// An index that fails.
    pub fn in_rectangle(
        &self,
        south_west: (i32, i32),
        north_east: (i32, i32),
    ) -> Result<Vec<Listed>, StoreError> {
        let mut listed = Vec::new();
        let (west, east) = (rows::cell(south_west.1), rows::cell(north_east.1));
        for lat in rows::cell(south_west.0)..=rows::cell(north_east.0) {
            let found = self.index.scan(
                &rows::spot(lat, west, &[]),
                &rows::spot(lat, east.saturating_add(1), &[]),
                usize::MAX,
            )?;
            listed.extend(self.summaries(&found, &(0..=u64::MAX))?);
        }
        Ok(listed)
    }

    /// Records of a kind that refer to `target`.
    ///
    /// # Errors
    /// An index that fails.
    pub fn linked(&self, target: RecordId, kind: u16) -> Result<Vec<Listed>, StoreError> {
        let (from, to) = Table::Link.under(&[&target.0, &kind.to_be_bytes()]);
        let mut listed = Vec::new();
        for (key, value) in self.index.scan(&from, &to, usize::MAX)? {
            if let (Some(id), Some(bucket)) = (rows::record_at_end(&key), rows::number(&value)) {
                listed.extend(self.summary(id, kind, Bucket(bucket))?);
            }
        }
        Ok(listed)
    }

    /// Records in conflict in these buckets, at most `limit`.
    ///
    /// # Errors
    /// An index that fails.
    pub fn conflicts(
        &self,
        buckets: &RangeInclusive<u64>,
        limit: usize,
    ) -> Result<Vec<Listed>, StoreError> {
        let mut found = Vec::new();
        self.pages(Table::Conflict, buckets, &mut |key, value| {
            if found.len() < limit {
                found.push((key.to_vec(), value.to_vec()));
            }
            Ok(found.len() < limit)
        })?;
        self.summaries(&found, buckets)
    }

    /// What is counted, by bucket.
    ///
    /// # Errors
    /// An index that fails.
    pub fn totals(
        &self,
        buckets: &RangeInclusive<u64>,
    ) -> Result<BTreeMap<Bucket, BTreeMap<u16, i64>>, StoreError> {
        let mut totals = BTreeMap::new();
        self.pages(Table::Totals, buckets, &mut |key, value| {
            if let Some(bucket) = rows::number(&key[1..]) {
                totals.insert(Bucket(bucket), rows::read_totals(value)?);
            }
            Ok(true)
        })?;
        Ok(totals)
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
