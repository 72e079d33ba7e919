//! Taking items in: sort, append, fold.

use std::borrow::Cow;

use merge::{Bucket, DeviceId, Head};

use crate::error::StoreError;
use crate::fold::Fold;
use crate::group::Writer;
use crate::item::{self, Item};
use crate::journal::Locator;
use crate::open::Store;
use crate::rows::{self, Table};
use crate::sort::Sorter;

/// What became of an operation that was given to [`Store::take`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is kept, and folded or held as its verdict says.
    Kept,
    /// It was here already; nothing changed.
    Known,
    /// Another operation stands under its device and number, or it continues such a branch. It is
    /// kept as evidence, not folded.
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
    /// Writes what several callers brought as one commit. Answers each one's fates.
    pub(crate) fn write(
        &self,
        writer: &mut Writer,
        requests: &[Vec<Item>],
    ) -> Result<Vec<Taken>, StoreError> {
        if let Some(beside) = &self.beside {
            return self.write_beside(beside, &mut || Ok(Cow::Borrowed(requests)));
        }
        self.be_up_to_date(writer)?;
        let (taken, kept) = self.sorted(requests)?;
        if !kept.is_empty() {
            self.keep(writer, &kept)?;
        }
        Ok(taken)
    }

    /// Decides what is to be kept while nobody else writes, and keeps it: what `decide` reads holds
    /// until then, whatever other programs do. It may be asked again where a database broke off.
    ///
    /// # Errors
    /// What [`Store::take`] says, and what `decide` says.
    pub fn decide(
        &self,
        decide: &mut dyn FnMut() -> Result<Vec<Item>, StoreError>,
    ) -> Result<Taken, StoreError> {
        let mut writer = self.pen.writer();
        if writer.is_held() {
            return Err(StoreError::Held);
        }
        let mut taken = if let Some(beside) = &self.beside {
            self.write_beside(beside, &mut || Ok(Cow::Owned(vec![decide()?])))?
        } else {
            self.be_up_to_date(&mut writer)?;
            let items = decide()?;
            self.write(&mut writer, &[items])?
        };
        Ok(taken.pop().unwrap_or_default())
    }

    fn be_up_to_date(&self, writer: &mut Writer) -> Result<(), StoreError> {
        if writer.behind {
            self.fold_rest()?;
            writer.behind = false;
        }
        Ok(())
    }

    /// The fates of what several callers brought, and what of it is to be kept.
    pub(crate) fn sorted<'i>(
        &self,
        requests: &'i [Vec<Item>],
    ) -> Result<(Vec<Taken>, Vec<Cow<'i, Item>>), StoreError> {
        let mut sorter = Sorter::new(self);
        let mut kept = Vec::new();
        let mut taken = Vec::with_capacity(requests.len());
        for items in requests {
            taken.push(sorter.sort(items, &mut kept)?);
        }
        if kept.len() > item::MAX_ITEMS {
            return Err(StoreError::TooMuch);
        }
        Ok((taken, kept))
    }

    /// Folds what is durable and not in the index yet.
    fn fold_rest(&self) -> Result<(), StoreError> {
        match self.replay(&mut |_, _| {}) {
            Err(error) => self.catch_up(error),
            Ok(_) => Ok(()),
        }
    }

    /// Goes on after an engine failed, on a full disk perhaps: starts it again and folds what it
    /// lacks. What it has lost is in the journal.
    fn catch_up(&self, error: StoreError) -> Result<(), StoreError> {
        let index = |error: StoreError| match error {
            StoreError::Index(_) => error,
            other => StoreError::Index(other.to_string()),
        };
        if self.index.reopen().is_err() {
            return Err(index(error));
        }
        self.replay(&mut |_, _| {}).map_err(index).map(|_| ())
    }

    fn keep(&self, writer: &mut Writer, items: &[Cow<'_, Item>]) -> Result<(), StoreError> {
        let (payload, places) = item::encode(items);
        let base = self.journal.append(&payload)?;
        // The items are durable. What fails from here on is the index alone.
        writer.behind = true;
        if let Err(error) = self.fold_in(items, places, &payload, base) {
            self.catch_up(error)?;
        }
        writer.behind = false;
        Ok(())
    }

    /// Folds items whose commit stands at `base` and is the journal's last.
    pub(crate) fn fold_in(
        &self,
        items: &[Cow<'_, Item>],
        places: Vec<Option<Locator>>,
        payload: &[u8],
        base: u64,
    ) -> Result<(), StoreError> {
        let mut fold = Fold::new(&*self.index, &self.journal, &self.catalog, self.numbers);
        for (item, place) in items.iter().zip(places) {
            fold.item(item, place.map(|at| at.from(base)))?;
        }
        fold.log(payload)?;
        fold.end_frame()?;
        self.index.commit(fold.finish(self.journal.written())?)
    }

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
