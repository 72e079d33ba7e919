//! Lists from their newest end: of each kind and state the records changed last first, each with the
//! few facts that lists are narrowed by. A page of a long list is read from a few of these rows, and no
//! summary of the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

use forms::Summary;
use merge::{Bucket, RecordId};

use crate::error::StoreError;
use crate::index::{Index, Row, after, walk};
use crate::open::Store;
use crate::query::{Listed, Query};
use crate::rows::Table;
use crate::states::States;

/// Stands for no deadline in rows.
const NO_DAY: i32 = i32::MIN;
/// Time and record at the end of a key, in bytes.
const ORDER: usize = 24;
/// Reading a summary takes as long as reading so many lines.
const SUMMARY: u64 = 4;
/// Rows read first of each state, and at most at once.
const PAGE: (usize, usize) = (32, 1_000);

/// What a list is narrowed and ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'r> {
    /// The record.
    pub id: RecordId,
    /// The number of its kind.
    pub kind: u16,
    /// Where it lies.
    pub bucket: u64,
    /// Its state.
    pub status: &'r str,
    /// The day of its deadline since 1970-01-01, while the deadline runs.
    pub due: Option<i32>,
    /// When it was last changed, milliseconds since 1970 UTC.
    pub updated_ms: u64,
    /// Fields in conflict and illegal events nobody settled.
    pub conflicts: u16,
    /// The code that marks it.
    pub mark: Option<&'r str>,
}

/// Whether records of a kind and state are wanted.
pub type Wanted<'a> = &'a dyn Fn(u16, &str) -> bool;

impl<'r> Line<'r> {
    fn of(id: RecordId, summary: &'r Summary) -> Line<'r> {
        Line {
            id,
            kind: summary.kind,
            bucket: summary.bucket,
            status: &summary.status,
            due: summary.due,
            updated_ms: summary.updated_ms,
            conflicts: summary.conflicts,
            mark: summary.mark.as_deref(),
        }
    }

    fn write(&self) -> Row {
        let order = [&self.updated_ms.to_be_bytes()[..], &self.id.0].concat();
        // Turned round, so that the newest stands first.
        let order: Vec<u8> = order.iter().map(|byte| !byte).collect();
        let kind = self.kind.to_be_bytes();
        let key = Table::Line.key(&[&kind, self.status.as_bytes(), &[0], &order]);
        let value = [
            &self.bucket.to_be_bytes()[..],
            &self.due.unwrap_or(NO_DAY).to_be_bytes(),
            &self.conflicts.to_be_bytes(),
            self.mark.unwrap_or_default().as_bytes(),
        ];
        (key, value.concat())
    }

    fn read(key: &'r [u8], value: &'r [u8]) -> Option<Line<'r>> {
        let (head, order) = key.split_at_checked(key.len().checked_sub(ORDER)?)?;
        let mut turned = [0; ORDER];
        let bytes = turned.iter_mut().zip(order);
        bytes.for_each(|(turned, byte)| *turned = !byte);
        let (updated_ms, id) = turned.split_first_chunk::<8>()?;
        let (kind, status) = head.get(1..)?.split_first_chunk::<2>()?;
        let (bucket, value) = value.split_first_chunk::<8>()?;
        let (due, value) = value.split_first_chunk::<4>()?;
        let (conflicts, mark) = value.split_first_chunk::<2>()?;
        let due = i32::from_be_bytes(*due);
        Some(Line {
            id: RecordId(*id.first_chunk::<16>()?),
            kind: u16::from_be_bytes(*kind),
            bucket: u64::from_be_bytes(*bucket),
            status: std::str::from_utf8(status.strip_suffix(&[0])?).ok()?,
            due: (due != NO_DAY).then_some(due),
            updated_ms: u64::from_be_bytes(*updated_ms),
            conflicts: u16::from_be_bytes(*conflicts),
            mark: Some(std::str::from_utf8(mark).ok()?).filter(|mark| !mark.is_empty()),
        })
    }
}

/// The line of a record, as a row.
pub(crate) fn line(id: RecordId, summary: &Summary) -> Row {
    Line::of(id, summary).write()
}

/// All there is.
const EVERYWHERE: [RangeInclusive<u64>; 1] = [0..=u64::MAX - 1];

fn inside(buckets: &[RangeInclusive<u64>], bucket: u64) -> bool {
    buckets.iter().any(|range| range.contains(&bucket))
}

fn sum(states: &States, wanted: Wanted<'_>) -> u64 {
    let wanted = states
        .iter()
        .filter(|((kind, status), _)| wanted(*kind, status));
    wanted.map(|(_, count)| count).sum()
}

impl Store {
    /// Calls `each` with the wanted records of one kind, or of all, in these buckets, in no order.
    ///
    /// # Errors
    /// An index that fails.
    pub fn lines(
        &self,
        kind: Option<u16>,
        buckets: &[RangeInclusive<u64>],
        wanted: Wanted<'_>,
        each: &mut dyn FnMut(Line<'_>),
    ) -> Result<(), StoreError> {
        let (here, all) = (self.states(kind, buckets)?, self.states(kind, &EVERYWHERE)?);
        if sum(&here, wanted) == 0 {
            return Ok(());
        }
        if sum(&here, &|_, _| true) * SUMMARY < sum(&all, wanted) {
            return self.lines_of_lists(kind, buckets, wanted, each);
        }
        for (kind, status) in here.keys().filter(|(kind, status)| wanted(*kind, status)) {
            let (from, to) = range(*kind, status);
            walk(&*self.index, &from, &to, &mut |key, value| {
                let line = Line::read(key, value).filter(|line| inside(buckets, line.bucket));
                line.into_iter().for_each(&mut *each);
                Ok(true)
            })?;
        }
        Ok(())
    }

    /// The same from the lists of the buckets: for a small part of what is kept.
    fn lines_of_lists(
        &self,
        kind: Option<u16>,
        buckets: &[RangeInclusive<u64>],
        wanted: Wanted<'_>,
        each: &mut dyn FnMut(Line<'_>),
    ) -> Result<(), StoreError> {
        for buckets in buckets.iter().cloned() {
            self.list(&Query { buckets, kind }, &mut |Listed { id, summary }| {
                if wanted(summary.kind, &summary.status) {
                    each(Line::of(id, &summary));
                }
                true
            })?;
        }
        Ok(())
    }

    /// The wanted records of one kind, or of all, in these buckets that were changed last, the
    /// latest first: at most `limit` after the first `skip`.
    ///
    /// # Errors
    /// An index that fails.
    pub fn latest(
        &self,
        kind: Option<u16>,
        buckets: &[RangeInclusive<u64>],
        wanted: Wanted<'_>,
        (skip, limit): (usize, usize),
    ) -> Result<Vec<Listed>, StoreError> {
        let (here, all) = (self.states(kind, buckets)?, self.states(kind, &EVERYWHERE)?);
        let there = sum(&here, wanted);
        let page = there.min(skip.saturating_add(limit) as u64);
        if page <= skip as u64 {
            return Ok(Vec::new());
        }
        let all = sum(&all, wanted);
        let mut found: Vec<(RecordId, u16, u64)> = Vec::new();
        if sum(&here, &|_, _| true) * SUMMARY < page * all / there {
            let mut latest = Vec::new();
            self.lines_of_lists(kind, buckets, wanted, &mut |line| {
                latest.push((Reverse((line.updated_ms, line.id)), line.kind, line.bucket));
            })?;
            latest.sort_unstable();
            found.extend(
                latest
                    .into_iter()
                    .map(|(Reverse((_, id)), kind, bucket)| (id, kind, bucket)),
            );
        } else {
            let states = here.keys().filter(|(kind, status)| wanted(*kind, status));
            let mut merged = Merged::of(&*self.index, states)?;
            while (found.len() as u64) < page {
                let Some((key, value)) = merged.next()? else {
                    break;
                };
                let line = Line::read(&key, &value).filter(|line| inside(buckets, line.bucket));
                found.extend(line.map(|line| (line.id, line.kind, line.bucket)));
            }
        }
        let shown = found.into_iter().skip(skip).take(limit);
        let shown = shown.map(|(id, kind, bucket)| self.summary(id, kind, Bucket(bucket)));
        Ok(shown
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }
}

/// The keys of the lines of one kind and state.
fn range(kind: u16, status: &str) -> (Vec<u8>, Vec<u8>) {
    Table::Line.under(&[&kind.to_be_bytes(), status.as_bytes(), &[0]])
}

/// The lines of several kinds and states, the latest of all first.
struct Merged<'s> {
    index: &'s dyn Index,
    parts: Vec<Part>,
    /// The next line of each part: its order, and which part.
    next: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
}

/// What is still to come of one state.
struct Part {
    from: Vec<u8>,
    to: Vec<u8>,
    rows: std::vec::IntoIter<Row>,
    head: Option<Row>,
    size: usize,
}

impl<'s> Merged<'s> {
    fn of<'k>(
        index: &'s dyn Index,
        states: impl Iterator<Item = &'k (u16, String)>,
    ) -> Result<Merged<'s>, StoreError> {
        let mut merged = Merged {
            index,
            parts: Vec::new(),
            next: BinaryHeap::new(),
        };
        for (kind, status) in states {
            let (from, to) = range(*kind, status);
            merged.parts.push(Part {
                from,
                to,
                rows: Vec::new().into_iter(),
                head: None,
                size: PAGE.0,
            });
            merged.fill(merged.parts.len() - 1)?;
        }
        Ok(merged)
    }

    /// Makes the next line of a part its head.
    fn fill(&mut self, at: usize) -> Result<(), StoreError> {
        let Some(part) = self.parts.get_mut(at) else {
            return Ok(());
        };
        if part.rows.len() == 0 {
            let page = self.index.scan(&part.from, &part.to, part.size)?;
            if let Some((key, _)) = page.last() {
                part.from = after(key);
            }
            part.size = (part.size * 4).min(PAGE.1);
            part.rows = page.into_iter();
        }
        part.head = part.rows.next();
        let order = part
            .head
            .as_ref()
            .and_then(|(key, _)| key.last_chunk::<ORDER>());
        self.next
            .extend(order.map(|order| Reverse((order.to_vec(), at))));
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Row>, StoreError> {
        let Some(Reverse((_, at))) = self.next.pop() else {
            return Ok(None);
        };
        let head = self.parts.get_mut(at).and_then(|part| part.head.take());
        self.fill(at)?;
        Ok(head)
    }
}
