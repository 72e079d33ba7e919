//! How many records there are of each kind in each state, kept by bucket.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::Summary;
use merge::cbor::{self, Malformed};

use crate::error::StoreError;
use crate::fold::Fold;
use crate::index::walk;
use crate::open::Store;
use crate::rows::Table;

/// How many records there are, by kind and state.
pub type States = BTreeMap<(u16, String), u64>;

/// Of one kind in one bucket: how many there are in each state, without zeros.
pub(crate) type Counts = BTreeMap<String, u64>;

/// By how much each of them changes.
pub(crate) type Moves = BTreeMap<String, i64>;

fn counts_key(kind: u16, bucket: u64) -> Vec<u8> {
    Table::States.key(&[&kind.to_be_bytes(), &bucket.to_be_bytes()])
}

fn read_counts(bytes: &[u8]) -> Result<Counts, Malformed> {
    cbor::decode(bytes, |d| {
        let len = cbor::map(d, usize::MAX, "states")?;
        (0..len)
            .map(|_| Ok((d.str()?.to_owned(), d.u64()?)))
            .collect()
    })
}

fn write_counts(counts: &Counts) -> Vec<u8> {
    cbor::encode(|e| {
        e.map(counts.len() as u64)?;
        for (status, count) in counts {
            e.str(status)?.u64(*count)?;
        }
        Ok(())
    })
}

impl Fold<'_> {
    /// Moves a record from the state it was counted in to the one it is in now.
    pub(crate) fn count_states(&mut self, before: Option<&Summary>, after: Option<&Summary>) {
        if before.map(|summary| &summary.status) == after.map(|summary| &summary.status) {
            return;
        }
        let (before, after) = (before.map(|s| (s, -1)), after.map(|s| (s, 1)));
        for (summary, by) in before.into_iter().chain(after) {
            let key = counts_key(summary.kind, summary.bucket);
            let moves = self.states.entry(key).or_default();
            *moves.entry(summary.status.clone()).or_default() += by;
        }
    }

    /// The rows of all states that were counted.
    pub(crate) fn finish_states(&mut self) -> Result<(), StoreError> {
        for (key, moves) in std::mem::take(&mut self.states) {
            let row = self.get(&key)?.as_deref().map(read_counts).transpose()?;
            let mut counts = row.unwrap_or_default();
            for (status, by) in moves {
                let count = counts.entry(status).or_default();
                *count = count.saturating_add_signed(by);
            }
            counts.retain(|_, count| *count != 0);
            let row = (!counts.is_empty()).then(|| write_counts(&counts));
            self.writes.insert(key, row);
        }
        Ok(())
    }
}

impl Store {
    /// How many records of one kind, or of all, stand in each state in these buckets.
    ///
    /// # Errors
    /// An index that fails.
    pub fn states(
        &self,
        kind: Option<u16>,
        buckets: &[RangeInclusive<u64>],
    ) -> Result<States, StoreError> {
        let mut states = States::new();
        let (mut from, end) = match kind {
            Some(kind) => Table::States.under(&[&kind.to_be_bytes()]),
            None => Table::States.under(&[]),
        };
        // From each kind found straight to the next.
        while let Some((key, _)) = self.index.scan(&from, &end, 1)?.pop() {
            let kind = key.get(1..3).and_then(|kind| kind.first_chunk::<2>());
            let Some(kind) = kind.map(|kind| u16::from_be_bytes(*kind)) else {
                return Ok(states);
            };
            for range in buckets {
                let first = counts_key(kind, *range.start());
                let last = counts_key(kind, range.end().saturating_add(1));
                walk(&*self.index, &first, &last, &mut |_, value| {
                    for (status, count) in read_counts(value)? {
                        *states.entry((kind, status)).or_default() += count;
                    }
                    Ok(true)
                })?;
            }
            from = Table::States.under(&[&kind.to_be_bytes()]).1;
        }
        Ok(states)
    }
}
