//! Holding the journal against the log: what was altered, put in, taken out or moved since it was
//! admitted, by name.

use std::collections::{BTreeMap, BTreeSet};

use merge::tree::{self, Tiles};
use merge::{DeviceId, Dot, Hash};

use crate::error::StoreError;
use crate::finding::{self, Finding};
use crate::index::{Index, walk};
use crate::item::{self, Item, Verdict};
use crate::log::{self, Kept};
use crate::open::Store;
use crate::rows::{self, Table};

impl Store {
    /// Says which items of the journal are not those that were logged when they came. Whoever calls
    /// holds the pen, so that nothing comes meanwhile.
    pub(crate) fn hold_against_log(&self, found: &mut Vec<Finding>) -> Result<(), StoreError> {
        let logged = leaves(&*self.index)?;
        let mut here = Vec::with_capacity(logged.len());
        self.journal.walk(0, &mut |payload, _| {
            let spans = item::spans(payload)?.into_iter();
            here.extend(spans.map(|span| tree::leaf(&payload[span])));
            Ok(())
        })?;
        if here == logged {
            return Ok(());
        }
        let (strange, gone) = (without(&here, &logged), without(&logged, &here));
        if strange.is_empty() && gone.is_empty() {
            found.push(finding::reordered());
        }
        self.name(&strange, found)?;
        found.extend(gone.into_iter().map(finding::gone));
        let missing = dots(&*self.index)?;
        found.extend(self.not_here(missing)?.into_iter().map(finding::missing));
        Ok(())
    }

    /// Names the items at these places of the journal.
    fn name(&self, places: &BTreeSet<u64>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
        let mut numbers = 0..;
        self.journal.walk(0, &mut |payload, _| {
            for (item, number) in item::decode(payload)?.iter().zip(&mut numbers) {
                if places.contains(&number) {
                    found.push(finding::strange(number, &item.0));
                }
            }
            Ok(())
        })
    }

    /// Those of some operations that the journal has not.
    fn not_here(&self, mut dots: BTreeSet<Dot>) -> Result<BTreeSet<Dot>, StoreError> {
        self.journal.walk(0, &mut |payload, _| {
            for (item, _) in item::decode(payload)? {
                if let Item::Op(arrival) = item
                    && arrival.verdict != Verdict::Fork
                {
                    dots.remove(&arrival.sealed.op.dot());
                }
            }
            Ok(())
        })?;
        Ok(dots)
    }
}

/// The leaves of the log, in order.
fn leaves(index: &dyn Index) -> Result<Vec<Hash>, StoreError> {
    let size = usize::try_from(log::size(index)?).unwrap_or(usize::MAX);
    let mut leaves = Vec::new();
    for tile in 0.. {
        if leaves.len() >= size {
            break;
        }
        let hashes = Kept(index).tile(0, tile)?;
        if hashes.is_empty() {
            break;
        }
        leaves.extend(hashes);
    }
    leaves.truncate(size);
    Ok(leaves)
}

/// The places of those leaves that the others have not, or not as often.
fn without(leaves: &[Hash], others: &[Hash]) -> BTreeSet<u64> {
    let mut left: BTreeMap<&Hash, u64> = BTreeMap::new();
    for other in others {
        *left.entry(other).or_default() += 1;
    }
    let mut missing = BTreeSet::new();
    for (place, leaf) in (0..).zip(leaves) {
        match left.get_mut(leaf).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => drop(missing.insert(place)),
        }
    }
    missing
}

/// The operations the index knows.
fn dots(index: &dyn Index) -> Result<BTreeSet<Dot>, StoreError> {
    let (from, to) = Table::Ops.under(&[]);
    let mut dots = BTreeSet::new();
    walk(index, &from, &to, &mut |key, value| {
        if let Some((device, seq)) = key[1..].split_first_chunk::<16>() {
            let first = rows::number(seq).unwrap_or(0);
            let count = rows::read_places(value)?.len() as u64;
            let device = DeviceId(*device);
            dots.extend((first..first + count).map(|seq| Dot { device, seq }));
        }
        Ok(true)
    })?;
    Ok(dots)
}
