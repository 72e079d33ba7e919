//! Where a code belongs today: the one answer everything that asks about areas goes through.
//!
//! A record keeps the code of the day it was made, for ever. What changes is what that code means:
//! a village moves to another township under a new code, townships merge, codes are replaced. The
//! table says so in `replaced_by`, and this file is the only one that reads it. A division that was
//! replaced is *gone*; it and everything below it belongs where its successor stands, except what
//! below it was replaced by another one. The rule takes effect when the table is loaded.

use super::{Division, DivisionCode, Divisions, Jurisdiction, Level};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The codes that were replaced, each with the one that stands in the end of its chain.
pub(super) type Gone = BTreeMap<u64, DivisionCode>;

/// Reads the chains of a table. A chain that runs in a circle is left out; a file with one is
/// refused before it comes here.
pub(super) fn gone(by_code: &BTreeMap<u64, Division>) -> Gone {
    let next = |code: DivisionCode| by_code.get(&code.as_u64()).and_then(|d| d.replaced_by);
    let last = |first: DivisionCode| {
        let mut at = first;
        for _ in 0..by_code.len() {
            match next(at) {
                Some(after) => at = after,
                None => return Some(at),
            }
        }
        None
    };
    let replaced = by_code.values().filter(|d| d.replaced_by.is_some());
    let ends = replaced.filter_map(|d| Some((d.code.as_u64(), last(d.code)?)));
    ends.collect()
}

impl Divisions {
    /// The code that stands today for this one: itself, unless it was replaced.
    #[must_use]
    pub fn today(&self, code: DivisionCode) -> DivisionCode {
        self.gone.get(&code.as_u64()).copied().unwrap_or(code)
    }

    /// Whether this division was replaced by another one. Nothing new is recorded in it.
    #[must_use]
    pub fn is_gone(&self, code: DivisionCode) -> bool {
        self.gone.contains_key(&code.as_u64())
    }

    /// The division a code belongs to today and everything above that, from the bottom up.
    ///
    /// A village that kept its code when its township was merged stands below the successor.
    pub fn upwards_today(&self, code: DivisionCode) -> impl Iterator<Item = DivisionCode> {
        // A successor is never below what it replaces, so each step leads up or ends a chain.
        std::iter::successors(Some(self.today(code)), |at| {
            at.parent().map(|above| self.today(above))
        })
        .take(2 * Level::ALL.len())
    }

    /// Whether whoever answers for an area answers today for this code. The codes of the area may
    /// be those of an earlier day, too.
    #[must_use]
    pub fn covers(&self, area: &Jurisdiction, code: DivisionCode) -> bool {
        if self.gone.is_empty() {
            return area.covers(code);
        }
        let area: Vec<DivisionCode> = area.0.iter().map(|named| self.today(*named)).collect();
        self.lies_in(&area, code)
    }

    fn lies_in(&self, area: &[DivisionCode], code: DivisionCode) -> bool {
        self.upwards_today(code).any(|above| area.contains(&above))
    }

    /// The area as it is named today, without what lies inside another part of it.
    #[must_use]
    pub fn area_today(&self, area: &Jurisdiction) -> Jurisdiction {
        let named: Jurisdiction = area.0.iter().map(|code| self.today(*code)).collect();
        named.normalised()
    }

    /// The codes under which the records of an area lie, of whatever day they are: ranges of
    /// numbers, in order, that neither overlap nor touch.
    #[must_use]
    pub fn codes_of(&self, area: &Jurisdiction) -> Vec<RangeInclusive<u64>> {
        let named = self.area_today(area);
        if self.gone.is_empty() {
            return named.ranges();
        }
        let roots: Vec<DivisionCode> = named.0.iter().copied().collect();
        let came = self.gone.iter().filter_map(|(old, now)| {
            let old = DivisionCode::new(*old).ok()?;
            self.lies_in(&roots, *now).then_some(old)
        });
        let mut found: Vec<RangeInclusive<u64>> = Vec::new();
        for code in roots.iter().copied().chain(came) {
            found.extend(self.without_gone(code));
        }
        joined(found)
    }

    /// The codes under which the records of a division lie: of one that was replaced, those of its
    /// own day; of any other, everything that belongs to it today.
    #[must_use]
    pub fn codes_under(&self, code: DivisionCode) -> Vec<RangeInclusive<u64>> {
        if self.is_gone(code) {
            return self.without_gone(code);
        }
        self.codes_of(&[code].into_iter().collect())
    }

    /// As [`Divisions::codes_under`], for totals that are kept by the tree of the digits: the
    /// divisions whose totals are to be added, and those to be taken away.
    #[must_use]
    pub fn parts_of(&self, code: DivisionCode) -> (Vec<DivisionCode>, Vec<DivisionCode>) {
        if self.gone.is_empty() {
            return (vec![code], Vec::new());
        }
        let mut parts: BTreeMap<DivisionCode, i32> = BTreeMap::new();
        let mut add = |code: DivisionCode| {
            *parts.entry(code).or_default() += 1;
            for inside in self.outermost_gone(code) {
                *parts.entry(inside).or_default() -= 1;
            }
        };
        add(code);
        if !self.is_gone(code) {
            for (old, now) in &self.gone {
                if let Ok(old) = DivisionCode::new(*old)
                    && self.lies_in(&[code], *now)
                {
                    add(old);
                }
            }
        }
        let of = |sign: i32| parts.iter().filter(move |(_, n)| n.signum() == sign);
        let list = |sign| of(sign).map(|(code, _)| *code).collect();
        (list(1), list(-1))
    }

    /// The divisions that belong to this one today, itself included, in code order; none that was
    /// replaced.
    pub fn belonging(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        let ranges = self.codes_under(code).into_iter();
        let all = ranges.flat_map(|range| self.between(*range.start(), *range.end()));
        all.filter(|division| !self.is_gone(division.code))
    }

    /// Whether this division took the place of another one.
    #[must_use]
    pub fn took_over(&self, code: DivisionCode) -> bool {
        self.gone.values().any(|now| *now == code)
    }

    /// The topmost divisions below this one that were replaced.
    fn outermost_gone(&self, code: DivisionCode) -> Vec<DivisionCode> {
        let mut found: Vec<DivisionCode> = Vec::new();
        let inside = self.gone.range(code.range());
        for (old, _) in inside.filter(|(old, _)| **old != code.as_u64()) {
            let Ok(old) = DivisionCode::new(*old) else {
                continue;
            };
            if found.last().is_none_or(|outer| !outer.contains(old)) {
                found.push(old);
            }
        }
        found
    }

    /// A division's numbers without those of divisions below it that were replaced.
    fn without_gone(&self, code: DivisionCode) -> Vec<RangeInclusive<u64>> {
        let (mut next, end) = (code.as_u64(), *code.range().end());
        let mut found = Vec::new();
        for hole in self.outermost_gone(code) {
            if next < hole.as_u64() {
                found.push(next..=hole.as_u64() - 1);
            }
            next = hole.range().end() + 1;
        }
        if next <= end {
            found.push(next..=end);
        }
        found
    }

    /// The names from the top of the table down on a day written `YYYY-MM-DD`: a division whose
    /// last day is before that day is named by what replaced it. Without a day, as it is today.
    #[must_use]
    pub fn path_name_on(&self, code: DivisionCode, day: Option<&str>) -> String {
        let ended = |division: &&Division| match (day, division.valid_to.as_deref()) {
            (Some(day), Some(last)) => last < day,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let on = |first: DivisionCode| {
            let after = |at: &DivisionCode| self.get(*at).filter(ended)?.replaced_by;
            let chain = std::iter::successors(Some(first), after).take(self.gone.len() + 1);
            chain.last().unwrap_or(first)
        };
        let above = |at: &DivisionCode| at.parent().map(on);
        let codes = std::iter::successors(Some(on(code)), above).take(2 * Level::ALL.len());
        let mut names: Vec<String> = codes
            .filter_map(|at| self.get(at).map(|d| d.name.clone()))
            .collect();
        names.reverse();
        if self.get(code).is_none() {
            names.push(code.to_string());
        }
        names.join("/")
    }
}

/// Ranges in order; those that overlap or touch become one.
fn joined(mut ranges: Vec<RangeInclusive<u64>>) -> Vec<RangeInclusive<u64>> {
    ranges.sort_unstable_by_key(|range| *range.start());
    let mut found: Vec<RangeInclusive<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match found.last_mut() {
            Some(last) if *range.start() <= last.end() + 1 => {
                *last = *last.start()..=*last.end().max(range.end());
            }
            _ => found.push(range),
        }
    }
    found
}

#[cfg(test)]
mod tests;
