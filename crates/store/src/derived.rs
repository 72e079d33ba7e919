//! The rows that follow from a record, and the totals they add up to.

use std::collections::{BTreeMap, BTreeSet};

use forms::{Counted, Summary};
use merge::cbor::Malformed;
use merge::{Bucket, RecordId};

use crate::due;
use crate::error::StoreError;
use crate::fold::{Fold, Loaded};
use crate::lines;
use crate::rows::{self, Table};

/// What a row adds up, by what is told apart in it.
type Sums<K> = BTreeMap<K, i64>;

impl Fold<'_> {
    pub(crate) fn finish_record(&mut self, id: RecordId, loaded: &Loaded) {
        self.put(Table::Record.key(&[&id.0]), loaded.row.encode());
        let after = loaded
            .row
            .record
            .as_ref()
            .map(|record| self.catalog.summary(record));
        if after == loaded.before {
            return;
        }
        let old = loaded
            .before
            .as_ref()
            .map(|s| self.derived(id, s))
            .unwrap_or_default();
        let new = after
            .as_ref()
            .map(|s| self.derived(id, s))
            .unwrap_or_default();
        let gone: BTreeSet<_> = old
            .keys()
            .filter(|key| !new.contains_key(*key))
            .cloned()
            .collect();
        self.writes.extend(gone.into_iter().map(|key| (key, None)));
        // Most rows stay as they are: where it lies, what it refers to, often its deadline.
        let changed = new
            .into_iter()
            .filter(|(key, value)| old.get(key) != Some(value));
        self.writes
            .extend(changed.map(|(key, value)| (key, Some(value))));
        for (summary, sign) in loaded
            .before
            .iter()
            .map(|s| (s, -1))
            .chain(after.iter().map(|s| (s, 1)))
        {
            self.count(Bucket(summary.bucket), &summary.measures, sign);
        }
        self.count_states(loaded.before.as_ref(), after.as_ref());
        self.count_due(loaded.before.as_ref(), after.as_ref());
        // A record lies in one bucket for ever.
        if let Some(summary) = after.as_ref().or(loaded.before.as_ref()) {
            let measures = |summary: Option<&Summary>| {
                summary.map_or_else(Vec::new, |summary| summary.measures.clone())
            };
            let (before, now) = (measures(loaded.before.as_ref()), measures(after.as_ref()));
            self.count_days(Bucket(summary.bucket), &before, &now);
        }
    }

    fn count(&mut self, bucket: Bucket, measures: &[Counted], sign: i64) {
        let totals = self
            .totals
            .entry(rows::bucketed(Table::Totals, bucket))
            .or_default();
        for counted in measures {
            *totals.entry(counted.measure).or_default() += sign * counted.amount;
        }
    }

    /// The rows of all totals that changed.
    pub(crate) fn finish_totals(&mut self) -> Result<(), StoreError> {
        let added = std::mem::take(&mut self.totals);
        self.add_up(added, rows::read_totals, rows::write_totals)
    }

    /// Adds to the sums of rows; of a sum that comes to nothing nothing is kept.
    pub(crate) fn add_up<K: Ord>(
        &mut self,
        added: BTreeMap<Vec<u8>, Sums<K>>,
        read: fn(&[u8]) -> Result<Sums<K>, Malformed>,
        write: fn(&Sums<K>) -> Vec<u8>,
    ) -> Result<(), StoreError> {
        for (key, added) in added {
            let row = self.get(&key)?.as_deref().map(read).transpose()?;
            let mut sums = row.unwrap_or_default();
            for (what, amount) in added {
                *sums.entry(what).or_default() += amount;
            }
            sums.retain(|_, amount| *amount != 0);
            let row = (!sums.is_empty()).then(|| write(&sums));
            self.writes.insert(key, row);
        }
        Ok(())
    }

    /// The rows that follow from a record's summary.
    fn derived(&self, id: RecordId, summary: &Summary) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let bucket = Bucket(summary.bucket);
        let at = rows::whereabouts(summary.kind, bucket);
        let mut rows = BTreeMap::from([
            (rows::list(bucket, summary.kind, id), summary.encode()),
            lines::line(id, summary),
        ]);
        rows.extend(due::due(id, summary));
        if let Some(spot) = &summary.spot {
            if let Some((lat, lon)) = spot.point {
                rows.insert(
                    rows::spot(rows::cell(lat), rows::cell(lon), &id.0),
                    at.clone(),
                );
            }
            if let Some(road) = &spot.road {
                let road = self.index.veil(road.as_bytes());
                rows.insert(rows::road(&road, &id.0), at.clone());
            }
        }
        for target in &summary.links {
            let kind = summary.kind.to_be_bytes();
            rows.insert(
                Table::Link.key(&[&target.0, &kind, &id.0]),
                bucket.0.to_be_bytes().to_vec(),
            );
        }
        if summary.conflicts > 0 {
            rows.insert(Table::Conflict.key(&[&bucket.0.to_be_bytes(), &id.0]), at);
        }
        rows
    }
}
