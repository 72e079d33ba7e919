//! One figure of one division: read from maintained totals, never by reading the records.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::{Counted, Figure, Lang, Level, Measure, Over, Period, Ratio, Spread, Sum, day_text};
use places::DivisionCode;
use store::Query;

use super::{Cell, Of};
use crate::failure::Failure;
use crate::room::Room;

/// Digits after the point of a figure that is shown in ten thousands.
const SHOWN: u8 = 2;

/// What one report is filled with: the figures it asked for already, which its rows, its sums and
/// its changes share, and whose report it is.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    known: RefCell<BTreeMap<(u64, String, i32, i32), i64>>,
    /// Where the records lie that its reader may know of; everywhere if it is nobody's.
    scope: Option<Vec<RangeInclusive<u64>>>,
}

impl Memo {
    /// For somebody who may know of what lies there.
    pub(crate) fn of(scope: Vec<RangeInclusive<u64>>) -> Memo {
        Memo {
            scope: Some(scope),
            ..Memo::default()
        }
    }

    /// Whether the reader may know of a record in that bucket.
    pub(crate) fn sees(&self, bucket: u64) -> bool {
        let inside = |scope: &Vec<RangeInclusive<u64>>| scope.iter().any(|r| r.contains(&bucket));
        self.scope.as_ref().is_none_or(inside)
    }
}

impl Room {
    /// A figure in a division and everything below it.
    pub(crate) fn figure(
        &self,
        division: DivisionCode,
        name: &str,
        period: Period,
        of: Of<'_>,
    ) -> Result<i64, Failure> {
        let key = (division.as_u64(), name.to_owned(), period.from, period.to);
        if let Some(known) = of.memo.known.borrow().get(&key) {
            return Ok(*known);
        }
        let amount = match self.catalog.figure(name) {
            Some(Figure::Measure(measure)) => {
                let (plus, minus) = self.divisions.parts_of(division);
                let counted =
                    |at: &DivisionCode| self.store.counted(at.as_u64(), measure.id, period);
                let mut amount = 0;
                for part in &plus {
                    amount += counted(part)?;
                }
                for part in &minus {
                    amount -= counted(part)?;
                }
                amount
            }
            Some(Figure::Sum(sum)) => self.sum(division, sum, period, of)?,
            Some(Figure::Spread(spread)) => self.spread(division, spread, period)?,
            // A share of shares says nothing; the catalog admits none.
            Some(Figure::Ratio(_)) | None => 0,
        };
        of.memo.known.borrow_mut().insert(key, amount);
        Ok(amount)
    }

    fn sum(
        &self,
        division: DivisionCode,
        sum: &Sum,
        period: Period,
        of: Of<'_>,
    ) -> Result<i64, Failure> {
        let mut amount = 0;
        for name in &sum.plus {
            amount += self.figure(division, name, period, of)?;
        }
        for name in &sum.minus {
            amount -= self.figure(division, name, period, of)?;
        }
        Ok(amount)
    }

    /// In how many places anything was counted.
    fn spread(&self, under: DivisionCode, spread: &Spread, period: Period) -> Result<i64, Failure> {
        let places: Vec<u64> = match &spread.over {
            Over::Level(level) => {
                let divisions = self.at_level(under, *level, period);
                divisions.into_iter().map(DivisionCode::as_u64).collect()
            }
            Over::Each(name) => match self.catalog.measure(name) {
                Some(each) => self.names_of(under, each, period)?,
                None => Vec::new(),
            },
        };
        if spread.measures.is_empty() {
            return Ok(i64::try_from(places.len()).unwrap_or(i64::MAX));
        }
        let least = self.least(spread, period);
        let mut found = 0;
        for place in places {
            let mut amount = 0;
            for name in &spread.measures {
                if amount < least
                    && let Some(measure) = self.catalog.measure(name)
                {
                    amount += self.store.counted(place, measure.id, period)?;
                }
            }
            found += i64::from(amount >= least);
        }
        Ok(found)
    }

    /// How much is needed in a period for a place to count.
    fn least(&self, spread: &Spread, period: Period) -> i64 {
        let Some(name) = &spread.least else {
            return 1;
        };
        let table = self.catalog.table("workings");
        let row = table.and_then(|table| table.find("name", name, &day_text(period.to)));
        let each_month = row.and_then(|row| row.int("value")).unwrap_or(1);
        each_month.saturating_mul(period.month_count())
    }

    /// The names under which the records are counted that a measure counts.
    fn names_of(
        &self,
        under: DivisionCode,
        measure: &Measure,
        period: Period,
    ) -> Result<Vec<u64>, Failure> {
        let Some(kind) = self.catalog.kind(&measure.kind) else {
            return Ok(Vec::new());
        };
        let mut names = Vec::new();
        for buckets in self.divisions.codes_under(under) {
            let query = Query {
                buckets,
                kind: Some(kind.id),
            };
            self.store.list(&query, &mut |listed| {
                names.extend(
                    amount(&listed.summary.measures, measure, period)
                        .filter(|(amount, _)| *amount != 0)
                        .and_then(|(_, among)| among),
                );
                true
            })?;
        }
        Ok(names)
    }

    /// The divisions of a level in and below one that stand on the period's last day, or have taken
    /// over since from one that did: what was counted then is counted where it belongs today.
    pub(super) fn at_level(
        &self,
        under: DivisionCode,
        level: Level,
        period: Period,
    ) -> Vec<DivisionCode> {
        let day = day_text(period.to);
        let all = self.divisions.belonging(under);
        let at = all.filter(|d| Level::of_division(d.code.as_u64()) == level);
        let stands =
            |d: &&places::Division| d.is_valid_on(&day) || self.divisions.took_over(d.code);
        at.filter(stands).map(|d| d.code).collect()
    }

    /// A figure as a cell, told by what gives its parts.
    pub(super) fn cell(
        &self,
        name: &str,
        period: Period,
        figure: &dyn Fn(&str, Period) -> Result<i64, Failure>,
    ) -> Result<Cell, Failure> {
        match self.catalog.figure(name) {
            Some(Figure::Ratio(ratio)) => {
                let (of, to) = (figure(&ratio.of, period)?, figure(&ratio.to, period)?);
                let of = ratio.above(of, to, period.to);
                let text = ratio.text(of, to);
                Ok(Cell::Share { of, to, text })
            }
            Some(Figure::Measure(measure)) => Ok(scaled(measure, figure(name, period)?)),
            _ => Ok(Cell::count(figure(name, period)?)),
        }
    }

    /// A figure as a text holds it, or its change from the year before.
    pub(super) fn figure_text(
        &self,
        name: &str,
        what: Option<&str>,
        of: Of<'_>,
    ) -> Result<String, Failure> {
        let figure = |name: &str, period| self.figure(of.under, name, period, of);
        if what.is_some() {
            let Some(year) = of.period.last_year() else {
                return Ok("—".to_owned());
            };
            return Ok(change(figure(name, of.period)?, figure(name, year)?));
        }
        // In a sentence a share stands alone; the figures it is made of are named beside it.
        Ok(match self.cell(name, of.period, &figure)? {
            Cell::Share { text, .. } => text,
            cell => cell.shown(Lang::Zh),
        })
    }
}

/// What a record adds to a measure in a period, and under which name; nothing where it never does.
pub(super) fn amount(
    counted: &[Counted],
    measure: &Measure,
    period: Period,
) -> Option<(i64, Option<u64>)> {
    let period = measure.days_of(period);
    let own = counted.iter().filter(|c| c.measure == measure.id);
    let falls = own.filter(|counted| counted.falls(period));
    falls.fold(None, |sum, counted| {
        let before = sum.map_or(0, |(amount, _)| amount);
        Some((before + counted.amount, counted.among))
    })
}

/// A sum in the unit it is shown in, rounded half up.
fn scaled(measure: &Measure, units: i64) -> Cell {
    if measure.scale == 0 {
        let decimals = measure.decimals;
        return Cell::Number { units, decimals };
    }
    let cut = u32::from((measure.decimals + measure.scale).saturating_sub(SHOWN));
    let by = 10_i64.saturating_pow(cut);
    Cell::Number {
        units: (units.saturating_add(by / 2)).div_euclid(by),
        decimals: SHOWN,
    }
}

/// The change from one figure to another: `+28.31%`, `新增` where there was nothing before.
pub(super) fn change(now: i64, before: i64) -> String {
    match (now, before) {
        (0, 0) => "—".to_owned(),
        (_, 0) => "新增".to_owned(),
        _ => {
            let text = Ratio::percent(now - before, before);
            if now > before {
                format!("+{text}")
            } else {
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::change;

    #[test]
    fn a_change_names_its_base() {
        for (now, before, text) in [
            (115_000, 89_627, "+28.31%"),
            (50, 100, "-50.00%"),
            (7, 7, "0.00%"),
            (7, 0, "新增"),
            (0, 0, "—"),
            (0, 9, "-100.00%"),
        ] {
            assert_eq!(change(now, before), text);
        }
    }
}
