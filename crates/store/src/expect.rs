//! What a far engine is told before it is asked: the rows that a commit will need, all at once.

use std::collections::BTreeSet;

use merge::Dot;

use crate::error::StoreError;
use crate::index::Index;
use crate::item::{Arrival, Item};
use crate::log;
use crate::rows::{self, Table};

/// Says what sorting and folding these items will ask for.
pub(crate) fn all<'i>(
    index: &dyn Index,
    items: impl Iterator<Item = &'i Item> + Clone,
    numbers: bool,
) -> Result<(), StoreError> {
    fold(index, items.clone(), numbers)?;
    if index.far() {
        known(index, items)?;
    }
    Ok(())
}

/// Says what folding these items will ask for.
pub(crate) fn fold<'i>(
    index: &dyn Index,
    items: impl Iterator<Item = &'i Item> + Clone,
    numbers: bool,
) -> Result<(), StoreError> {
    if !index.far() {
        return Ok(());
    }
    let ops = items.filter_map(op);
    let held = Table::Held.under(&[]);
    let newest = ops
        .clone()
        .map(|arrival| Table::Ops.under(&[&arrival.sealed.op.device.0]));
    let ranges: BTreeSet<_> = newest.chain([held.clone()]).collect();
    index.expect_last(&ranges.into_iter().collect::<Vec<_>>())?;
    let any_held = index.last(&held.0, &held.1)?.is_some();
    let mut keys = BTreeSet::new();
    if numbers {
        keys.insert(log::size_key());
    }
    for Arrival { sealed, .. } in ops {
        let op = &sealed.op;
        keys.insert(Table::Head.key(&[&op.device.0]));
        keys.insert(rows::chain(op.device, op.bucket));
        keys.insert(Table::Record.key(&[&op.record.0]));
        keys.insert(rows::list(op.bucket, op.kind, op.record));
        if numbers {
            keys.insert(rows::bucketed(Table::FeedHead, op.bucket));
        }
        if any_held {
            keys.insert(rows::numbered(Table::Held, op.device, op.seq));
        }
    }
    index.expect(&keys.into_iter().collect::<Vec<_>>())
}

/// Operations that may be here already will be looked at.
fn known<'i>(index: &dyn Index, items: impl Iterator<Item = &'i Item>) -> Result<(), StoreError> {
    let mut ranges = Vec::new();
    for Arrival { sealed, .. } in items.filter_map(op) {
        let Dot { device, seq } = sealed.op.dot();
        let (from, to) = Table::Ops.under(&[&device.0]);
        let Some((key, places)) = index.last(&from, &to)? else {
            continue;
        };
        let first = key.last_chunk::<8>().map_or(0, |n| u64::from_be_bytes(*n));
        if seq < first + rows::read_places(&places)?.len() as u64 {
            let from = rows::numbered(Table::Ops, device, 0);
            ranges.push((
                from,
                rows::numbered(Table::Ops, device, seq.saturating_add(1)),
            ));
        }
    }
    index.expect_last(&ranges)
}

fn op(item: &Item) -> Option<&Arrival> {
    match item {
        Item::Op(arrival) => Some(arrival),
        _ => None,
    }
}
