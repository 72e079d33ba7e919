//! What a store gives to others: feeds of buckets, and pages of folded records.

use std::ops::RangeInclusive;

use merge::{Bucket, DeviceId, Dot, Hash, RecordId, Sealed};

use crate::error::StoreError;
use crate::open::Store;
use crate::rows::{self, FeedChunk, RecordRow, Table};

/// Rows read at once.
const PAGE: usize = 64;

/// One item of a feed.
#[derive(Debug, Clone)]
pub enum FeedItem {
    /// An operation.
    Op(Box<Sealed>),
    /// An operation that is held out of the fold here.
    Hole {
        /// Which.
        dot: Dot,
        /// Its hash, for the running sum.
        hash: Hash,
        /// Why, in plain words.
        reason: String,
    },
}

/// A piece of a bucket's feed.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The bucket.
    pub bucket: Bucket,
    /// The number of the first item.
    pub from: u64,
    /// The items, numbered on from there.
    pub items: Vec<FeedItem>,
    /// The running sum after the last item.
    pub sum: u64,
}

/// A page of folded records of one bucket.
#[derive(Debug, Clone)]
pub struct Page {
    /// The records, encoded.
    pub records: Vec<Vec<u8>>,
    /// The last record on the page, if more follow.
    pub next: Option<RecordId>,
}

impl Store {
    /// The last feed number of a bucket and the running sum there; zeros before the first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn feed_head(&self, bucket: Bucket) -> Result<(u64, u64), StoreError> {
        let row = self.index.get(&rows::bucketed(Table::FeedHead, bucket))?;
        Ok(row.as_deref().and_then(rows::read_pair).unwrap_or((0, 0)))
    }

    /// The buckets in the range that have a feed, with last number and running sum.
    ///
    /// # Errors
    /// An index that fails.
    pub fn feed_heads(
        &self,
        buckets: &RangeInclusive<u64>,
    ) -> Result<Vec<(Bucket, u64, u64)>, StoreError> {
        self.pairs(Table::FeedHead, buckets)
    }

    /// How far a server's feeds were taken in: bucket, number, running sum.
    ///
    /// # Errors
    /// An index that fails.
    pub fn cursors(&self) -> Result<Vec<(Bucket, u64, u64)>, StoreError> {
        self.pairs(Table::Cursor, &(0..=u64::MAX - 1))
    }

    fn pairs(
        &self,
        table: Table,
        buckets: &RangeInclusive<u64>,
    ) -> Result<Vec<(Bucket, u64, u64)>, StoreError> {
        let from = table.key(&[&buckets.start().to_be_bytes()]);
        let to = table.key(&[&(buckets.end().saturating_add(1)).to_be_bytes()]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        let triple = |(key, value): &(Vec<u8>, Vec<u8>)| {
            let (seq, sum) = rows::read_pair(value)?;
            Some((Bucket(rows::number(&key[1..])?), seq, sum))
        };
        Ok(found.iter().filter_map(triple).collect())
    }

    /// The running sum of a bucket's feed after its item `seq`, if it has that many.
    ///
    /// # Errors
    /// An index that fails.
    pub fn feed_sum(&self, bucket: Bucket, seq: u64) -> Result<Option<u64>, StoreError> {
        if seq == 0 {
            return Ok(Some(0));
        }
        let Some((first, chunk)) = self.chunk_of(bucket, seq)? else {
            return Ok(None);
        };
        let count = usize::try_from(seq - first + 1).unwrap_or(usize::MAX);
        if count > chunk.entries.len() {
            return Ok(None);
        }
        let sum = |sum: u64, entry: &rows::FeedEntry| sum.wrapping_add(entry.term);
        Ok(Some(
            chunk.entries[..count].iter().fold(chunk.sum_before, sum),
        ))
    }

    /// The chunk that would hold item `seq`, with the number of its first item.
    fn chunk_of(&self, bucket: Bucket, seq: u64) -> Result<Option<(u64, FeedChunk)>, StoreError> {
        let last = self.index.last(
            &rows::feed(bucket, 0),
            &rows::feed(bucket, seq.saturating_add(1)),
        )?;
        let Some((key, value)) = last else {
            return Ok(None);
        };
        let first = key.last_chunk::<8>().map_or(0, |n| u64::from_be_bytes(*n));
        Ok(Some((first, FeedChunk::decode(&value)?)))
    }

    /// A bucket's feed after item `after`, up to about `max_bytes`.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn feed(
        &self,
        bucket: Bucket,
        after: u64,
        max_bytes: usize,
    ) -> Result<Segment, StoreError> {
        let sum = self.feed_sum(bucket, after)?.unwrap_or(0);
        let mut segment = Segment {
            bucket,
            from: after.saturating_add(1),
            items: Vec::new(),
            sum,
        };
        let mut bytes = 0;
        let mut next = segment.from;
        while bytes < max_bytes {
            let Some((first, chunk)) = self.chunk_of(bucket, next)? else {
                break;
            };
            let skip = usize::try_from(next - first).unwrap_or(usize::MAX);
            let Some(entries) = chunk.entries.get(skip..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            for entry in entries {
                let sealed = Sealed::open(&self.journal.read(entry.at)?)?;
                bytes += entry.at.len as usize;
                segment.sum = segment.sum.wrapping_add(entry.term);
                segment.items.push(self.feed_item(sealed, entry.hole)?);
                next += 1;
                if bytes >= max_bytes {
                    break;
                }
            }
        }
        Ok(segment)
    }

    fn feed_item(&self, sealed: Sealed, hole: bool) -> Result<FeedItem, StoreError> {
        if !hole {
            return Ok(FeedItem::Op(Box::new(sealed)));
        }
        let dot = sealed.op.dot();
        let reason = self.held(dot)?.unwrap_or_default();
        Ok(FeedItem::Hole {
            dot,
            hash: sealed.hash,
            reason,
        })
    }

    /// The folded records of a bucket after one, up to about `max_bytes`.
    ///
    /// # Errors
    /// An index that fails.
    pub fn page(
        &self,
        bucket: Bucket,
        after: Option<RecordId>,
        max_bytes: usize,
    ) -> Result<Page, StoreError> {
        let after = after.map(|id| self.record(id)).transpose()?.flatten();
        let (start, to) = Table::List.under(&[&bucket.0.to_be_bytes()]);
        let mut from = match &after {
            Some(record) => [rows::list(bucket, record.kind, record.id), vec![0]].concat(),
            None => start,
        };
        let mut page = Page {
            records: Vec::new(),
            next: None,
        };
        let mut bytes = 0;
        loop {
            let found = self.index.scan(&from, &to, PAGE)?;
            for (key, _) in &found {
                let Some(id) = rows::record_at_end(key) else {
                    continue;
                };
                let Some(row) = self.index.get(&Table::Record.key(&[&id.0]))? else {
                    continue;
                };
                let state = RecordRow::state(&row)?;
                bytes += state.len();
                page.records.push(state);
                if bytes >= max_bytes {
                    page.next = Some(id);
                    return Ok(page);
                }
                from = [key.as_slice(), &[0]].concat();
            }
            if found.len() < PAGE {
                return Ok(page);
            }
        }
    }

    /// Every device with the buckets it wrote into and its last number there.
    ///
    /// # Errors
    /// An index that fails.
    pub fn writers(&self) -> Result<Vec<(DeviceId, Bucket, u64)>, StoreError> {
        let (from, to) = Table::Chain.under(&[]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        let triple = |(key, value): &(Vec<u8>, Vec<u8>)| {
            let (device, bucket) = key[1..].split_first_chunk::<16>()?;
            Some((
                DeviceId(*device),
                Bucket(rows::number(bucket)?),
                rows::number(value)?,
            ))
        };
        Ok(found.iter().filter_map(triple).collect())
    }
}
