//! From items to rows: the one place where what is kept becomes what is seen.
//!
//! Live commits and a rebuild from the journal both go through [`Fold`], so they cannot differ.

mod hold;

use std::collections::BTreeMap;

use forms::{Catalog, Summary};
use merge::tree::Growth;
use merge::{Bucket, DeviceId, Dot, Head, Link, Record, RecordId, Sealed};

use crate::days::Days;
use crate::due::Running;
use crate::error::StoreError;
use crate::index::{Index, Writes};
use crate::item::{Arrival, Item, Verdict};
use crate::journal::{Journal, Locator};
use crate::rows::{self, CHUNK, FeedChunk, FeedEntry, RecordRow, Step, Table, Totals};
use crate::states::Moves;

/// A record as it stands while a fold is under way.
pub(crate) struct Loaded {
    pub(crate) row: RecordRow,
    pub(crate) before: Option<Summary>,
}

/// Rows in the making. Reads look here first, then in the index.
pub(crate) struct Fold<'s> {
    pub(crate) index: &'s dyn Index,
    journal: &'s Journal,
    pub(crate) catalog: &'s Catalog,
    /// Whether this store gives feed numbers.
    pub(crate) numbers: bool,
    pub(crate) writes: Writes,
    records: BTreeMap<RecordId, Loaded>,
    heads: BTreeMap<DeviceId, Head>,
    chains: BTreeMap<(DeviceId, Bucket), u64>,
    /// What the records add to the totals, to those by day, to how many stand in each state and to
    /// how many deadlines run, by the rows' keys. The rows are read once all is known that is asked of them.
    pub(crate) totals: BTreeMap<Vec<u8>, Totals>,
    pub(crate) days: BTreeMap<Vec<u8>, Days>,
    pub(crate) states: BTreeMap<Vec<u8>, Moves>,
    pub(crate) due: BTreeMap<Vec<u8>, Running>,
    /// Whether any operation is held out of the fold; looked up once it matters.
    any_held: Option<bool>,
    /// Of the frame under way: operations by device, and feed items by bucket.
    ops: BTreeMap<DeviceId, Vec<(u64, Locator)>>,
    feeds: BTreeMap<Bucket, Vec<FeedEntry>>,
    /// The log's tiles that grew; read once something is logged.
    pub(crate) log: Option<Growth>,
}

impl<'s> Fold<'s> {
    pub(crate) fn new(
        index: &'s dyn Index,
        journal: &'s Journal,
        catalog: &'s Catalog,
        numbers: bool,
    ) -> Self {
        Fold {
            index,
            journal,
            catalog,
            numbers,
            writes: Writes::new(),
            records: BTreeMap::new(),
            heads: BTreeMap::new(),
            chains: BTreeMap::new(),
            totals: BTreeMap::new(),
            days: BTreeMap::new(),
            states: BTreeMap::new(),
            due: BTreeMap::new(),
            any_held: None,
            ops: BTreeMap::new(),
            feeds: BTreeMap::new(),
            log: None,
        }
    }

    /// How many records are in the making.
    pub(crate) fn pending(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.writes.get(key) {
            Some(written) => Ok(written.clone()),
            None => self.index.get(key),
        }
    }

    pub(crate) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.writes.insert(key, Some(value));
    }

    /// The head of a device's chain.
    pub(crate) fn head(&mut self, device: DeviceId) -> Result<Head, StoreError> {
        if let Some(head) = self.heads.get(&device) {
            return Ok(*head);
        }
        let row = self.get(&Table::Head.key(&[&device.0]))?;
        let head = row.as_deref().and_then(rows::read_head).unwrap_or_default();
        self.heads.insert(device, head);
        Ok(head)
    }

    /// The last number of a device in a bucket.
    pub(crate) fn chain(&mut self, device: DeviceId, bucket: Bucket) -> Result<u64, StoreError> {
        if let Some(seq) = self.chains.get(&(device, bucket)) {
            return Ok(*seq);
        }
        let row = self.get(&rows::chain(device, bucket))?;
        let seq = row.as_deref().and_then(rows::number).unwrap_or(0);
        self.chains.insert((device, bucket), seq);
        Ok(seq)
    }

    /// Where the operation of that device and number stands, if it is known.
    pub(crate) fn place(&self, dot: Dot) -> Result<Option<Locator>, StoreError> {
        let pending = self.ops.get(&dot.device).into_iter().flatten();
        if let Some((_, at)) = pending.clone().find(|(seq, _)| *seq == dot.seq) {
            return Ok(Some(*at));
        }
        let from = rows::numbered(Table::Ops, dot.device, 0);
        let to = rows::numbered(Table::Ops, dot.device, dot.seq.saturating_add(1));
        let written = self.writes.range(from.clone()..to.clone()).next_back();
        let written = written.and_then(|(key, value)| Some((key.clone(), value.clone()?)));
        let kept = self.index.last(&from, &to)?;
        let row = written.into_iter().chain(kept).max_by(|a, b| a.0.cmp(&b.0));
        Ok(rows::places_in(row, dot.seq)?.first().copied())
    }

    /// The greatest number of a device that is known in ended frames.
    fn newest(&self, device: DeviceId) -> Result<u64, StoreError> {
        let (from, to) = Table::Ops.under(&[&device.0]);
        let kept = self.index.last(&from, &to)?;
        let kept = kept.as_ref().map(|(key, value)| (key, value));
        let written = self.writes.range(from..to).next_back();
        let written = written.and_then(|(key, value)| Some((key, value.as_ref()?)));
        kept.into_iter()
            .chain(written)
            .try_fold(0, |newest, (key, value)| {
                let first = key.last_chunk::<8>().map_or(0, |n| u64::from_be_bytes(*n));
                let last = (first + rows::read_places(value)?.len() as u64).saturating_sub(1);
                Ok(newest.max(last))
            })
    }

    /// Folds one item that stands at `at`.
    pub(crate) fn item(&mut self, item: &Item, at: Option<Locator>) -> Result<(), StoreError> {
        match item {
            Item::Op(arrival) => self.op(arrival, at.unwrap_or(Locator::of(0, &[]))),
            Item::Snapshot(record) => self.snapshot(record, at.unwrap_or(Locator::of(0, &[]))),
            Item::Grant(grant) => {
                let hash = grant.hash();
                self.put(Table::Holder.key(&[&grant.device.0]), hash.0.to_vec());
                self.put(Table::Grant.key(&[&hash.0]), grant.bytes().to_vec());
                Ok(())
            }
            Item::Receipt(receipt) => {
                self.put(rows::note("receipt"), receipt.bytes().to_vec());
                Ok(())
            }
            Item::Cursor { bucket, seq, sum } => {
                self.put(
                    rows::bucketed(Table::Cursor, *bucket),
                    rows::write_pair(*seq, *sum),
                );
                Ok(())
            }
            Item::Seen {
                device,
                bucket,
                seq,
            } => {
                let last = self.chain(*device, *bucket)?.max(*seq);
                self.chains.insert((*device, *bucket), last);
                Ok(())
            }
            Item::Hold { dot, reason } => self.hold(*dot, reason),
            Item::Note { name, value } => {
                let (key, value) = crate::notes::row(self.index, name, value);
                self.writes.insert(key, value);
                Ok(())
            }
        }
    }

    fn op(&mut self, arrival: &Arrival, at: Locator) -> Result<(), StoreError> {
        let Arrival {
            sealed, verdict, ..
        } = arrival;
        let op = &sealed.op;
        if *verdict == Verdict::Fork {
            let seq = op.seq.to_be_bytes();
            let key = Table::Fork.key(&[&op.device.0, &seq, &sealed.hash.0]);
            self.put(key, rows::write_places(&[at]));
            return Ok(());
        }
        if self.head(op.device)?.link(sealed) == Link::Next {
            self.heads.insert(op.device, Head::after(sealed));
        }
        let last = self.chain(op.device, op.bucket)?.max(op.seq);
        self.chains.insert((op.device, op.bucket), last);
        self.ops.entry(op.device).or_default().push((op.seq, at));
        self.attached(op);
        if let Verdict::Held(reason) = verdict {
            self.put_held(op.dot(), reason);
        }
        let hole = self.is_held(op.dot())? || !self.fold_into_record(sealed)?;
        // What is held belongs to the record's history all the same.
        let row = &mut self.load(op.record)?.row;
        row.trail.push(Step {
            at,
            received_ms: Some(arrival.received_ms),
        });
        if self.numbers {
            let entry = FeedEntry {
                at,
                term: sealed.hash.term(),
                hole,
            };
            self.feeds.entry(op.bucket).or_default().push(entry);
        }
        Ok(())
    }

    /// Answers whether the operation belongs to the record it names.
    fn fold_into_record(&mut self, sealed: &Sealed) -> Result<bool, StoreError> {
        let loaded = self.load(sealed.op.record)?;
        let fits = match &mut loaded.row.record {
            Some(record) => record.apply(&sealed.op).is_ok(),
            none => {
                *none = Some(Record::from_op(&sealed.op));
                true
            }
        };
        if !fits {
            let reason = "the record lies in another bucket or is of another kind";
            self.put_held(sealed.op.dot(), reason);
        }
        Ok(fits)
    }

    fn put_held(&mut self, dot: Dot, reason: &str) {
        let key = rows::numbered(Table::Held, dot.device, dot.seq);
        self.put(key, reason.as_bytes().to_vec());
        self.any_held = Some(true);
    }

    /// Whether an operation is held out of the fold. The word may come before the operation.
    fn is_held(&mut self, dot: Dot) -> Result<bool, StoreError> {
        let any = match self.any_held {
            Some(any) => any,
            None => {
                let (from, to) = Table::Held.under(&[]);
                self.index.last(&from, &to)?.is_some()
            }
        };
        self.any_held = Some(any);
        let key = rows::numbered(Table::Held, dot.device, dot.seq);
        Ok(any && self.get(&key)?.is_some())
    }

    fn snapshot(&mut self, record: &Record, at: Locator) -> Result<(), StoreError> {
        self.attached_to(record);
        let loaded = self.load(record.id)?;
        match &mut loaded.row.record {
            // A server that lies about the kind cannot harm what is here.
            Some(own) => {
                let _ = own.merge(record.clone());
            }
            none => *none = Some(record.clone()),
        }
        let received_ms = None;
        loaded.row.trail.push(Step { at, received_ms });
        Ok(())
    }

    fn load(&mut self, id: RecordId) -> Result<&mut Loaded, StoreError> {
        if !self.records.contains_key(&id) {
            let row = match self.get(&Table::Record.key(&[&id.0]))? {
                Some(bytes) => RecordRow::decode(&bytes)?,
                None => RecordRow::default(),
            };
            // The row of the list is the summary as it was; making it again would cost more.
            let before = match &row.record {
                Some(record) => self.get(&rows::list(record.bucket, record.kind, id))?,
                None => None,
            };
            let before = before.map(|bytes| Summary::decode(&bytes)).transpose()?;
            self.records.insert(id, Loaded { row, before });
        }
        let missing = || StoreError::Index("a loaded record went missing".to_owned());
        self.records.get_mut(&id).ok_or_else(missing)
    }

    /// Ends one frame: its operations and feed items become rows.
    pub(crate) fn end_frame(&mut self) -> Result<(), StoreError> {
        for (device, mut ops) in std::mem::take(&mut self.ops) {
            ops.sort_unstable();
            ops.dedup_by_key(|(seq, _)| *seq);
            for run in ops.chunk_by(|a, b| a.0 + 1 == b.0) {
                for chunk in run.chunks(CHUNK) {
                    let places: Vec<_> = chunk.iter().map(|(_, at)| *at).collect();
                    let key = rows::numbered(Table::Ops, device, chunk[0].0);
                    self.put(key, rows::write_places(&places));
                }
            }
            self.close_gap(device)?;
        }
        for (bucket, entries) in std::mem::take(&mut self.feeds) {
            let head_key = rows::bucketed(Table::FeedHead, bucket);
            let head = self.get(&head_key)?.as_deref().and_then(rows::read_pair);
            let (mut seq, mut sum) = head.unwrap_or((0, 0));
            for chunk in entries.chunks(CHUNK) {
                let row = FeedChunk {
                    sum_before: sum,
                    entries: chunk.to_vec(),
                };
                self.put(rows::feed(bucket, seq + 1), row.encode());
                seq += chunk.len() as u64;
                sum = chunk
                    .iter()
                    .fold(sum, |sum, entry| sum.wrapping_add(entry.term));
            }
            self.put(head_key, rows::write_pair(seq, sum));
        }
        Ok(())
    }

    /// Operations relayed by others may lie ahead of the head; a filled gap lets it catch up.
    fn close_gap(&mut self, device: DeviceId) -> Result<(), StoreError> {
        let newest = self.newest(device)?;
        loop {
            let head = self.head(device)?;
            if head.seq >= newest {
                return Ok(());
            }
            let Some(at) = self.place(Dot {
                device,
                seq: head.seq + 1,
            })?
            else {
                return Ok(());
            };
            let next = Sealed::open(&self.journal.read(at)?)?;
            if head.link(&next) != Link::Next {
                return Ok(());
            }
            self.heads.insert(device, Head::after(&next));
        }
    }

    /// The rows of everything folded so far.
    pub(crate) fn finish(mut self, end: u64) -> Result<Writes, StoreError> {
        for (device, head) in std::mem::take(&mut self.heads) {
            if head.seq > 0 {
                self.put(Table::Head.key(&[&device.0]), rows::write_head(head));
            }
        }
        for ((device, bucket), seq) in std::mem::take(&mut self.chains) {
            if seq > 0 {
                self.put(rows::chain(device, bucket), seq.to_be_bytes().to_vec());
            }
        }
        for (id, loaded) in std::mem::take(&mut self.records) {
            self.finish_record(id, &loaded);
        }
        let summed = self.totals.keys().chain(self.days.keys());
        let summed = summed.chain(self.states.keys()).chain(self.due.keys());
        let summed: Vec<_> = summed.cloned().collect();
        self.index.expect(&summed)?;
        self.finish_totals()?;
        self.finish_days()?;
        self.finish_states()?;
        self.finish_due()?;
        self.finish_log();
        let position = [&end.to_be_bytes()[..], &self.journal.stamp(end)?].concat();
        self.put(rows::note("position"), position);
        Ok(self.writes)
    }
}
