//! What becomes of each operation, decided before anything is written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use merge::{Bucket, DeviceId, Dot, Hash, Head, Link, Sealed};

use crate::error::StoreError;
use crate::item::{Arrival, Item, Verdict};
use crate::open::Store;
use crate::rows::Table;
use crate::take::{Fate, Taken};

/// Sorts what comes in, with what the same commit has already brought.
pub(crate) struct Sorter<'s> {
    store: &'s Store,
    chains: BTreeMap<(DeviceId, Bucket), u64>,
    heads: BTreeMap<DeviceId, Head>,
    newest: BTreeMap<DeviceId, u64>,
    batch: BTreeMap<Dot, Hash>,
    /// The evidence of forks that this commit adds.
    forks: BTreeSet<(Dot, Hash)>,
}

impl Sorter<'_> {
    pub(crate) fn new(store: &Store) -> Sorter<'_> {
        Sorter {
            store,
            chains: BTreeMap::new(),
            heads: BTreeMap::new(),
            newest: BTreeMap::new(),
            batch: BTreeMap::new(),
            forks: BTreeSet::new(),
        }
    }

    /// Adds to `kept` what is to be kept of one caller's items. Answers the operations' fates.
    pub(crate) fn sort<'i>(
        &mut self,
        items: &'i [Item],
        kept: &mut Vec<Cow<'i, Item>>,
    ) -> Result<Taken, StoreError> {
        let begun = kept.len();
        let mut fates = Taken::new();
        for item in items {
            match item {
                Item::Op(arrival) => {
                    let fate = self.fate(&arrival.sealed)?;
                    match fate {
                        Fate::Kept => kept.push(Cow::Borrowed(item)),
                        Fate::Forked => kept.push(Cow::Owned(Item::Op(Arrival {
                            verdict: Verdict::Fork,
                            ..arrival.clone()
                        }))),
                        Fate::Known | Fate::Waiting { .. } => {}
                    }
                    fates.push(fate);
                }
                Item::Seen {
                    device,
                    bucket,
                    seq,
                } => {
                    self.seen(*device, *bucket, *seq)?;
                    kept.push(Cow::Borrowed(item));
                }
                _ => kept.push(Cow::Borrowed(item)),
            }
        }
        let waits = |fate: &Fate| matches!(fate, Fate::Waiting { .. });
        if fates.iter().any(waits) {
            let mut own = kept.split_off(begun);
            own.retain(|item| !matches!(**item, Item::Cursor { .. } | Item::Seen { .. }));
            kept.append(&mut own);
        }
        Ok(fates)
    }

    fn last(&mut self, device: DeviceId, bucket: Bucket) -> Result<u64, StoreError> {
        if let Some(last) = self.chains.get(&(device, bucket)) {
            return Ok(*last);
        }
        let last = self.store.chain(device, bucket)?;
        self.chains.insert((device, bucket), last);
        Ok(last)
    }

    fn head(&mut self, device: DeviceId) -> Result<Head, StoreError> {
        if let Some(head) = self.heads.get(&device) {
            return Ok(*head);
        }
        let head = self.store.head(device)?;
        self.heads.insert(device, head);
        Ok(head)
    }

    /// What a neighbour brought may lie beyond the head, in another bucket.
    fn newest(&mut self, device: DeviceId) -> Result<u64, StoreError> {
        if let Some(newest) = self.newest.get(&device) {
            return Ok(*newest);
        }
        let newest = self.store.newest(device)?;
        self.newest.insert(device, newest);
        Ok(newest)
    }

    /// The device's operations in the bucket up to this number are accounted for.
    fn seen(&mut self, device: DeviceId, bucket: Bucket, seq: u64) -> Result<(), StoreError> {
        let last = self.last(device, bucket)?.max(seq);
        self.chains.insert((device, bucket), last);
        Ok(())
    }

    fn fate(&mut self, sealed: &Sealed) -> Result<Fate, StoreError> {
        let op = &sealed.op;
        let last = self.last(op.device, op.bucket)?;
        let head = self.head(op.device)?;
        if let Some(same) = self.same(sealed, last, head)? {
            return if same {
                Ok(Fate::Known)
            } else {
                self.fork(sealed)
            };
        }
        if op.seq <= last {
            // Older than a snapshot that covers it.
            return Ok(Fate::Known);
        }
        let link = head.link(sealed);
        let follows = op.bucket_prev == last;
        // An operation that fits where it should can still continue a branch, and one that does
        // not fit may be missing nothing but what lies on it.
        if (!follows || link == Link::Gap) && self.continues_fork(sealed)? {
            return self.fork(sealed);
        }
        if !follows {
            return Ok(Fate::Waiting { after: last });
        }
        match link {
            Link::Fork => return self.fork(sealed),
            Link::Next => {
                self.heads.insert(op.device, Head::after(sealed));
            }
            Link::Past | Link::Gap => {}
        }
        self.chains.insert((op.device, op.bucket), op.seq);
        self.batch.insert(op.dot(), sealed.hash);
        Ok(Fate::Kept)
    }

    /// Whether it is the operation that stands under its number; nothing if the number is free.
    fn same(&mut self, sealed: &Sealed, last: u64, head: Head) -> Result<Option<bool>, StoreError> {
        let op = &sealed.op;
        if let Some(hash) = self.batch.get(&op.dot()) {
            return Ok(Some(*hash == sealed.hash));
        }
        if op.seq > last && op.seq > head.seq && op.seq > self.newest(op.device)? {
            return Ok(None);
        }
        let known = self.store.op(op.dot())?;
        Ok(known.map(|known| known.hash == sealed.hash))
    }

    /// Evidence is kept once.
    fn fork(&mut self, sealed: &Sealed) -> Result<Fate, StoreError> {
        let dot = sealed.op.dot();
        if self.is_fork(dot, sealed.hash)? {
            return Ok(Fate::Known);
        }
        self.forks.insert((dot, sealed.hash));
        Ok(Fate::Forked)
    }

    fn continues_fork(&self, sealed: &Sealed) -> Result<bool, StoreError> {
        let Dot { device, seq } = sealed.op.dot();
        let before = Dot {
            device,
            seq: seq.saturating_sub(1),
        };
        self.is_fork(before, sealed.op.prev)
    }

    fn is_fork(&self, dot: Dot, hash: Hash) -> Result<bool, StoreError> {
        let seq = dot.seq.to_be_bytes();
        let key = Table::Fork.key(&[&dot.device.0, &seq, &hash.0]);
        Ok(self.forks.contains(&(dot, hash)) || self.store.index.get(&key)?.is_some())
    }
}
