//! Deadlines that run, kept for a division and every division above it: each in the order of their
//! days, and how many fall on each day. So whoever answers for a county or a city reads the few that
//! are shown and a handful of sums, never every deadline below.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::RangeInclusive;

use forms::Summary;
use merge::cbor::{self, Malformed};
use merge::{Bucket, RecordId};

use crate::days::{self, upward};
use crate::error::StoreError;
use crate::fold::Fold;
use crate::index::{Row, after, walk};
use crate::open::Store;
use crate::rows::{self, Table};

/// Rows read at once of one division.
const PAGE: usize = 256;

/// A deadline that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueAt {
    /// The day since 1970-01-01.
    pub day: i32,
    /// The record.
    pub id: RecordId,
    /// The number of its kind.
    pub kind: u16,
    /// Where it lies.
    pub bucket: u64,
}

/// What deadlines are counted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Falls {
    /// The day since 1970-01-01.
    pub day: i32,
    /// The number of the records' kind.
    pub kind: u16,
    /// The code that marks them; empty where nothing does.
    pub mark: String,
}

/// How many deadlines run, by what they are counted by; without zeros.
pub type Running = BTreeMap<Falls, i64>;

/// Whether a deadline of a record in this state is wanted.
pub type WantedDue<'a> = &'a dyn Fn(&DueAt, &str) -> bool;

impl DueAt {
    /// A deadline, and the state its record is in.
    fn read<'r>(key: &[u8], value: &'r [u8]) -> Option<(DueAt, &'r str)> {
        let (kind, bucket) = rows::read_whereabouts(value)?;
        let status = value.get(rows::WHEREABOUTS..)?;
        let due = DueAt {
            day: rows::read_day(key.get(9..)?)?,
            id: rows::record_at_end(key)?,
            kind,
            bucket: bucket.0,
        };
        Some((due, std::str::from_utf8(status).ok()?))
    }
}

impl Falls {
    /// What a record's deadline is counted by, while it runs.
    #[must_use]
    pub fn of(summary: &Summary) -> Option<Falls> {
        Some(Falls {
            day: summary.due?,
            kind: summary.kind,
            mark: summary.mark.clone().unwrap_or_default(),
        })
    }
}

/// The rows of a record whose deadline runs.
pub(crate) fn due(id: RecordId, summary: &Summary) -> impl Iterator<Item = Row> {
    let bucket = Bucket(summary.bucket);
    let mut at = rows::whereabouts(summary.kind, bucket);
    at.extend_from_slice(summary.status.as_bytes());
    let divisions = summary.due.map(|day| (day, upward(bucket)));
    divisions.into_iter().flat_map(move |(day, divisions)| {
        let at = at.clone();
        let row = move |division| (key(division, day, &id.0), at.clone());
        divisions.into_iter().map(row)
    })
}

fn key(division: u64, day: i32, record: &[u8]) -> Vec<u8> {
    Table::Due.key(&[&division.to_be_bytes(), &rows::day(day), record])
}

fn counts_key(division: u64, block: i32) -> Vec<u8> {
    Table::Falls.key(&[&division.to_be_bytes(), &rows::day(block)])
}

fn write(counts: &Running) -> Vec<u8> {
    cbor::encode(|e| {
        e.array(counts.len() as u64)?;
        for (falls, count) in counts {
            e.array(4)?.i32(falls.day)?.u16(falls.kind)?;
            e.str(&falls.mark)?.i64(*count)?;
        }
        Ok(())
    })
}

fn read(bytes: &[u8]) -> Result<Running, Malformed> {
    cbor::decode(bytes, |d| {
        let len = cbor::array(d, usize::MAX, "deadlines")?;
        let entry = |_| {
            cbor::array(d, 4, "deadline")?;
            let falls = Falls {
                day: d.i32()?,
                kind: d.u16()?,
                mark: d.str()?.to_owned(),
            };
            Ok((falls, d.i64()?))
        };
        (0..len).map(entry).collect()
    })
}

impl Fold<'_> {
    /// Counts a record's deadline where it falls now, and no more where it fell before.
    pub(crate) fn count_due(&mut self, before: Option<&Summary>, after: Option<&Summary>) {
        let (was, is) = (before.and_then(Falls::of), after.and_then(Falls::of));
        let Some(bucket) = after.or(before).map(|summary| Bucket(summary.bucket)) else {
            return;
        };
        if was == is {
            return;
        }
        let changes = was.map(|falls| (falls, -1)).into_iter();
        for (falls, by) in changes.chain(is.map(|falls| (falls, 1))) {
            for division in upward(bucket) {
                let key = counts_key(division, days::block(Some(falls.day)));
                let counts = self.due.entry(key).or_default();
                *counts.entry(falls.clone()).or_default() += by;
            }
        }
    }

    /// The rows of all deadlines that were counted.
    pub(crate) fn finish_due(&mut self) -> Result<(), StoreError> {
        let added = std::mem::take(&mut self.due);
        self.add_up(added, read, write)
    }
}

impl Store {
    /// How many deadlines run on these days in a division and everything below it, by the tree of
    /// the digits.
    ///
    /// # Errors
    /// An index that fails.
    pub fn running(
        &self,
        division: u64,
        days: &RangeInclusive<i32>,
    ) -> Result<Running, StoreError> {
        let block = |day: i32| days::block(Some(day));
        let from = counts_key(division, block(*days.start()));
        let to = counts_key(division, block(*days.end()).saturating_add(1));
        let mut running = Running::new();
        walk(&*self.index, &from, &to, &mut |_, value| {
            let counts = read(value)?.into_iter();
            running.extend(counts.filter(|(falls, _)| days.contains(&falls.day)));
            Ok(true)
        })?;
        Ok(running)
    }

    /// The wanted deadlines that run on these days in some divisions and everything below them, by
    /// the tree of the digits, the earliest first: at most `limit` after the first `skip`. No
    /// division may lie in another.
    ///
    /// # Errors
    /// An index that fails.
    pub fn due(
        &self,
        divisions: &[u64],
        days: &RangeInclusive<i32>,
        wanted: WantedDue<'_>,
        (skip, limit): (usize, usize),
    ) -> Result<Vec<DueAt>, StoreError> {
        let mut found = Vec::new();
        let mut merged = Merged::of(self, divisions, days)?;
        let mut skipped = 0;
        while found.len() < limit {
            let Some((due, status)) = merged.next()? else {
                break;
            };
            if !wanted(&due, &status) {
                continue;
            }
            if skipped < skip {
                skipped += 1;
            } else {
                found.push(due);
            }
        }
        Ok(found)
    }

    /// Every deadline that runs in these buckets, the earliest first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn deadlines(&self, buckets: &RangeInclusive<u64>) -> Result<Vec<DueAt>, StoreError> {
        let mut due = Vec::new();
        self.pages(Table::Due, buckets, &mut |key, value| {
            let read = DueAt::read(key, value).map(|(due, _)| due);
            // Each stands once under its own bucket, and again under the divisions above.
            due.extend(read.filter(|due| rows::number(&key[1..]) == Some(due.bucket)));
            Ok(true)
        })?;
        due.sort_unstable();
        Ok(due)
    }
}

/// The deadlines of several divisions, the earliest of all first.
struct Merged<'s> {
    store: &'s Store,
    parts: Vec<Part>,
    next: BinaryHeap<Reverse<(DueAt, String, usize)>>,
}

/// What is still to come of one division.
struct Part {
    from: Vec<u8>,
    to: Vec<u8>,
    rows: std::vec::IntoIter<Row>,
}

impl<'s> Merged<'s> {
    fn of(
        store: &'s Store,
        divisions: &[u64],
        days: &RangeInclusive<i32>,
    ) -> Result<Merged<'s>, StoreError> {
        let (first, last) = (*days.start(), days.end().saturating_add(1));
        let part = |division: &u64| Part {
            from: key(*division, first, &[]),
            to: key(*division, last, &[]),
            rows: Vec::new().into_iter(),
        };
        let mut merged = Merged {
            store,
            parts: divisions.iter().map(part).collect(),
            next: BinaryHeap::new(),
        };
        for at in 0..merged.parts.len() {
            merged.fill(at)?;
        }
        Ok(merged)
    }

    /// Puts the next deadline of a part among those to come.
    fn fill(&mut self, at: usize) -> Result<(), StoreError> {
        let Some(part) = self.parts.get_mut(at) else {
            return Ok(());
        };
        if part.rows.len() == 0 {
            let page = self.store.index.scan(&part.from, &part.to, PAGE)?;
            if let Some((key, _)) = page.last() {
                part.from = after(key);
            }
            part.rows = page.into_iter();
        }
        let row = part.rows.next();
        let due = row.as_ref();
        let due = due.and_then(|(key, value)| DueAt::read(key, value));
        let due = due.map(|(due, status)| Reverse((due, status.to_owned(), at)));
        self.next.extend(due);
        Ok(())
    }

    fn next(&mut self) -> Result<Option<(DueAt, String)>, StoreError> {
        let Some(Reverse((due, status, at))) = self.next.pop() else {
            return Ok(None);
        };
        self.fill(at)?;
        Ok(Some((due, status)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_back() {
        let falls = |day, mark: &str| Falls {
            day,
            kind: 1,
            mark: mark.to_owned(),
        };
        let counts = Running::from([(falls(-3, ""), 2), (falls(20_000, "major"), 7)]);
        assert_eq!(read(&write(&counts)).unwrap(), counts);
    }
}
