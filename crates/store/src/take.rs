//! Taking items in: classify, append, fold.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use merge::{Bucket, DeviceId, Dot, Hash, Head, Link, Sealed};

use crate::error::StoreError;
use crate::fold::Fold;
use crate::item::{self, Item, Verdict};
use crate::journal::Locator;
use crate::open::Store;
use crate::rows::{self, Table};

/// What became of an operation that was given to [`Store::take`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is kept, and folded or held as its verdict says.
    Kept,
    /// It was here already; nothing changed.
    Known,
    /// Another operation stands under its device and number. It is kept as evidence, not folded.
    Forked,
    /// The device's operations in this bucket from this number on are missing before it. Not kept.
    Waiting {
        /// The number after the last known one.
        after: u64,
    },
}

/// The fates of the operations, in the order they were given.
pub type Taken = Vec<Fate>;

impl Store {
    /// Keeps items, all or nothing, and answers when they are durable.
    ///
    /// Cursors and snapshots' vectors are kept only if no operation has to wait, so a feed with a
    /// hole in it is asked for again.
    ///
    /// # Errors
    /// A disk or index that refuses. After [`StoreError::Index`] the items are durable all the
    /// same, and folded when the store is opened again.
    pub fn take(&self, items: Vec<Item>) -> Result<Taken, StoreError> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sorter = Sorter {
            store: self,
            chains: BTreeMap::new(),
            heads: BTreeMap::new(),
            batch: BTreeMap::new(),
        };
        let mut fates = Vec::new();
        let mut kept = Vec::with_capacity(items.len());
        for mut item in items {
            if let Item::Seen {
                device,
                bucket,
                seq,
            } = &item
            {
                sorter.seen(*device, *bucket, *seq)?;
            }
            if let Item::Op(arrival) = &mut item {
                let fate = sorter.fate(&arrival.sealed)?;
                if fate == Fate::Forked {
                    arrival.verdict = Verdict::Fork;
                }
                let keep = matches!(fate, Fate::Kept | Fate::Forked);
                fates.push(fate);
                if !keep {
                    continue;
                }
            }
            kept.push(item);
        }
        if fates
            .iter()
            .any(|fate| matches!(fate, Fate::Waiting { .. }))
        {
            kept.retain(|item| !matches!(item, Item::Cursor { .. } | Item::Seen { .. }));
        }
        if !kept.is_empty() {
            self.keep(&kept)?;
        }
        Ok(fates)
    }

    fn keep(&self, items: &[Item]) -> Result<(), StoreError> {
        let (payload, places) = item::encode(items);
        let base = self.journal.append(&payload)?;
        let mut fold = Fold::new(&*self.index, &self.journal, &self.catalog, self.numbers);
        for (item, place) in items.iter().zip(places) {
            fold.item(
                item,
                place.map(|at| Locator {
                    pos: base + at.pos,
                    ..at
                }),
            )?;
        }
        fold.end_frame()?;
        self.index.commit(fold.finish(self.journal.end())?)
    }
}

/// Sorts a batch before anything is written, with what the batch itself has already brought.
struct Sorter<'s> {
    store: &'s Store,
    chains: BTreeMap<(DeviceId, Bucket), u64>,
    heads: BTreeMap<DeviceId, Head>,
    batch: BTreeMap<Dot, Hash>,
}

impl Sorter<'_> {
    fn last(&self, device: DeviceId, bucket: Bucket) -> Result<u64, StoreError> {
        match self.chains.get(&(device, bucket)) {
            Some(last) => Ok(*last),
            None => self.store.chain(device, bucket),
        }
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
        let head = match self.heads.get(&op.device) {
            Some(head) => *head,
            None => self.store.head(op.device)?,
        };
        if let Some(known) = self.known(sealed, last, head)? {
            return Ok(known);
        }
        if op.seq <= last {
            // Older than a snapshot that covers it.
            return Ok(Fate::Known);
        }
        if op.bucket_prev != last {
            return Ok(Fate::Waiting { after: last });
        }
        match head.link(sealed) {
            Link::Fork => return Ok(Fate::Forked),
            Link::Next => self.heads.insert(op.device, Head::after(sealed)),
            Link::Past | Link::Gap => self.heads.insert(op.device, head),
        };
        self.chains.insert((op.device, op.bucket), op.seq);
        self.batch.insert(op.dot(), sealed.hash);
        Ok(Fate::Kept)
    }

    /// The fate of an operation whose number is taken already.
    fn known(&self, sealed: &Sealed, last: u64, head: Head) -> Result<Option<Fate>, StoreError> {
        let op = &sealed.op;
        let judge = |same| if same { Fate::Known } else { Fate::Forked };
        if let Some(hash) = self.batch.get(&op.dot()) {
            return Ok(Some(judge(*hash == sealed.hash)));
        }
        if op.seq > last && op.seq > head.seq {
            return Ok(None);
        }
        let Some(known) = self.store.op(op.dot())? else {
            return Ok(None);
        };
        if known.hash == sealed.hash {
            return Ok(Some(Fate::Known));
        }
        let seq = op.seq.to_be_bytes();
        let key = Table::Fork.key(&[&op.device.0, &seq, &sealed.hash.0]);
        Ok(Some(judge(self.store.index.get(&key)?.is_some())))
    }
}

impl Store {
    /// The head of a device's chain: the last operation known without gaps.
    ///
    /// # Errors
    /// An index that fails.
    pub fn head(&self, device: DeviceId) -> Result<Head, StoreError> {
        let row = self.index.get(&Table::Head.key(&[&device.0]))?;
        Ok(row.as_deref().and_then(rows::read_head).unwrap_or_default())
    }

    /// The last number of a device in a bucket; 0 if none.
    ///
    /// # Errors
    /// An index that fails.
    pub fn chain(&self, device: DeviceId, bucket: Bucket) -> Result<u64, StoreError> {
        let row = self.index.get(&rows::chain(device, bucket))?;
        Ok(row.as_deref().and_then(rows::number).unwrap_or(0))
    }
}
