//! Totals by day, kept for a division and every division above it, so that a figure of any period
//! and level is read from a few rows and never from the records.
//!
//! A row holds 32 days of one measure in one division, or under a name in one: the days it is counted
//! on, or for what stands on a day, the days it began and ceased. What is asked of no day has a row of
//! its own before the first day.

use std::collections::BTreeMap;

use forms::{Counted, Period};
use merge::Bucket;
use merge::cbor::{self, Malformed};

use crate::error::StoreError;
use crate::fold::Fold;
use crate::index::walk;
use crate::open::Store;
use crate::rows::{self, Table};

/// Days in one row.
const SPAN: i32 = 32;
/// Stands for no day in rows.
const NONE: i32 = i32::MIN;
/// What the digits of a 12-digit division code are cut to on the way up: township, county, city.
/// Codes are a prefix tree: 2 digits each for province, city and county, 3 each for township and
/// village.
const LEVELS: [u64; 3] = [1_000, 1_000_000, 100_000_000];

/// The amounts of one row, by the day they count on and the day since which they hold.
pub(crate) type Days = BTreeMap<(i32, i32), i64>;

/// A division and those above it up to its city.
pub(crate) fn upward(bucket: Bucket) -> Vec<u64> {
    let mut codes = vec![bucket.0];
    for level in LEVELS {
        let code = bucket.0 / level * level;
        if code != 0 && codes.last() != Some(&code) {
            codes.push(code);
        }
    }
    codes
}

pub(crate) fn block(day: Option<i32>) -> i32 {
    day.map_or(NONE, |day| day.div_euclid(SPAN))
}

fn key(division: u64, measure: u16, block: i32) -> Vec<u8> {
    let (division, measure) = (division.to_be_bytes(), measure.to_be_bytes());
    Table::Days.key(&[&division, &measure, &rows::day(block)])
}

fn write(days: &Days) -> Vec<u8> {
    cbor::encode(|e| {
        e.array(days.len() as u64)?;
        for ((on, by), amount) in days {
            e.array(3)?.i32(*on)?.i32(*by)?.i64(*amount)?;
        }
        Ok(())
    })
}

fn read(bytes: &[u8]) -> Result<Days, Malformed> {
    cbor::decode(bytes, |d| {
        let len = cbor::array(d, usize::MAX, "days")?;
        let day = |_| {
            cbor::array(d, 3, "day")?;
            Ok(((d.i32()?, d.i32()?), d.i64()?))
        };
        (0..len).map(day).collect()
    })
}

impl Fold<'_> {
    /// Adds what a record counts now and takes away what it counted before.
    pub(crate) fn count_days(&mut self, bucket: Bucket, before: &[Counted], after: &[Counted]) {
        let mut changes: BTreeMap<(u64, u16, Option<i32>, Option<i32>), i64> = BTreeMap::new();
        let divisions = upward(bucket);
        for (counted, sign) in before
            .iter()
            .map(|counted| (counted, -1))
            .chain(after.iter().map(|counted| (counted, 1)))
        {
            for place in divisions.iter().chain(&counted.among) {
                let at = (*place, counted.measure, counted.on, counted.by);
                *changes.entry(at).or_default() += sign * counted.amount;
            }
        }
        changes.retain(|_, amount| *amount != 0);
        for ((place, measure, on, by), amount) in changes {
            let key = key(place, measure, block(on.or(by)));
            let at = (on.unwrap_or(NONE), by.unwrap_or(NONE));
            *self.days.entry(key).or_default().entry(at).or_default() += amount;
        }
    }

    /// The rows of all that was counted.
    pub(crate) fn finish_days(&mut self) -> Result<(), StoreError> {
        let added = std::mem::take(&mut self.days);
        self.add_up(added, read, write)
    }
}

impl Store {
    /// What was counted of one measure in a division and everything below it, or under a name in a
    /// division, in a period and seen from its end.
    ///
    /// # Errors
    /// An index that fails.
    pub fn counted(&self, place: u64, measure: u16, period: Period) -> Result<i64, StoreError> {
        let known = self.catalog.measures().iter().find(|m| m.id == measure);
        let period = known.map_or(period, |known| known.days_of(period));
        // What stands on a day may have begun on any day before.
        let stands = known.is_some_and(|known| known.stands());
        let first = if stands {
            NONE
        } else {
            block(Some(period.from))
        };
        let mut sum = 0;
        self.rows(
            place,
            measure,
            (first, block(Some(period.to))),
            &mut |counted| {
                if counted.falls(period) {
                    sum += counted.amount;
                }
            },
        )?;
        Ok(sum)
    }

    /// Calls `each` with all that is counted in the rows from one block to another.
    fn rows(
        &self,
        place: u64,
        measure: u16,
        (first, last): (i32, i32),
        each: &mut dyn FnMut(Counted),
    ) -> Result<(), StoreError> {
        let from = key(place, measure, first);
        let to = key(place, measure, last.saturating_add(1));
        walk(&*self.index, &from, &to, &mut |_, value| {
            for ((on, by), amount) in read(value)? {
                let day = |day| (day != NONE).then_some(day);
                each(Counted {
                    measure,
                    amount,
                    on: day(on),
                    by: day(by),
                    among: None,
                });
            }
            Ok(true)
        })
    }

    /// The last day up to one on which anything of a measure was counted in a division and
    /// everything below it.
    ///
    /// # Errors
    /// An index that fails.
    pub fn last_counted(
        &self,
        division: u64,
        measure: u16,
        until: i32,
    ) -> Result<Option<i32>, StoreError> {
        let mut to = key(division, measure, block(Some(until)).saturating_add(1));
        let from = key(division, measure, NONE + 1);
        while let Some((row, value)) = self.index.last(&from, &to)? {
            let days = read(&value)?.into_keys().map(|(on, _)| on);
            let last = days.filter(|on| *on != NONE && *on <= until).max();
            if last.is_some() {
                return Ok(last);
            }
            to = row;
        }
        Ok(None)
    }

    /// The divisions from one code to another, both included, in which anything was ever counted.
    ///
    /// # Errors
    /// An index that fails.
    pub fn counting(&self, from: u64, to: u64) -> Result<Vec<u64>, StoreError> {
        let mut found: Vec<u64> = Vec::new();
        let (mut next, end) = (
            from,
            Table::Days.key(&[&to.saturating_add(1).to_be_bytes()]),
        );
        // One look for each division: from each found one straight to the next.
        loop {
            let start = Table::Days.key(&[&next.to_be_bytes()]);
            let row = self.index.scan(&start, &end, 1)?;
            let Some(division) = row.first().and_then(|(key, _)| rows::number(&key[1..])) else {
                return Ok(found);
            };
            found.push(division);
            next = division.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_counts_for_its_township_county_and_city() {
        for (code, all) in [
            (
                420_625_102_201,
                vec![
                    420_625_102_201,
                    420_625_102_000,
                    420_625_000_000,
                    420_600_000_000,
                ],
            ),
            (
                420_625_102_000,
                vec![420_625_102_000, 420_625_000_000, 420_600_000_000],
            ),
            (420_600_000_000, vec![420_600_000_000]),
            (7, vec![7]),
        ] {
            assert_eq!(upward(Bucket(code)), all);
        }
    }

    #[test]
    fn rows_read_back() {
        let days = Days::from([((NONE, NONE), 3), ((-5, 20_000), -7)]);
        assert_eq!(read(&write(&days)).unwrap(), days);
    }
}
