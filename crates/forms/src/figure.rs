//! What is counted.

use merge::{Record, Value};
use serde::Serialize;
use ts_rs::TS;

use crate::catalog::Catalog;
use crate::course::Course;
use crate::field::{Field, Type};
use crate::kind::Kind;
use crate::period::Period;
use crate::status::Walk;
use crate::words::Text;

/// Something counted over records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// Its number in summaries.
    pub id: u16,
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The kind of record it counts.
    pub kind: String,
    /// Counted once one of these events legally happened; empty: at once.
    pub ever: Vec<String>,
    /// Counted while in one of these states; empty: in all.
    pub state: Vec<String>,
    /// Counted while the field holds one of these values.
    pub field: Option<Holds>,
    /// Counted if something happened in time.
    pub within: Option<Within>,
    /// The day it is counted on.
    pub on: Moments,
    /// The day since which it holds, so that a period that ended before does not count it.
    pub by: Option<Moments>,
    /// What one record adds.
    pub amount: Amount,
    /// How many digits after the point the sum keeps: 0, or the `decimals` of a summed field.
    pub decimals: u8,
    /// Whether people see it in the four-level table.
    pub board: bool,
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// The field.
    pub name: String,
    /// Of a list: the item of each entry that is looked at. At least one entry must hold.
    pub item: Option<String>,
    /// The values that count, spelled as kept.
    pub is: Vec<String>,
}

/// What one record adds to a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// One.
    One,
    /// The number of items of a set, or of files.
    Count(String),
    /// The number in a field, in units of its last digit.
    Sum(String),
    /// The days from the one to the other; nothing while one of them is missing.
    Days(Moments, Moments),
}

/// Where a day is found in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moments {
    /// Nowhere: it is counted as things stand now, whatever the period.
    Now,
    /// The day the record was written.
    Created,
    /// The first day one of these events legally happened; the last as a condition's beginning.
    Events(Vec<String>),
    /// The day in a field.
    Field(String),
}

/// A condition on time: the last such event is not later than the day in the field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// The event.
    pub event: String,
    /// The field with the day.
    pub field: String,
}

/// What a record adds to a measure, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The measure's number.
    pub measure: u16,
    /// How much.
    pub amount: i64,
    /// The day it is counted on; nothing: it is counted as things stand now.
    pub on: Option<i32>,
    /// The day since which it holds.
    pub by: Option<i32>,
}

impl Counted {
    /// Whether it counts in that period, seen from the period's end.
    #[must_use]
    pub fn falls(&self, period: Period) -> bool {
        let on = self
            .on
            .is_none_or(|on| (period.from..=period.to).contains(&on));
        on && self.by.is_none_or(|by| by <= period.to)
    }
}

impl Moments {
    /// Reads `now`, `created`, `event:NAME` or `field:NAME`.
    pub(crate) fn read(text: &str) -> Option<Moments> {
        match text.split_once(':') {
            Some(("event", name)) => Some(Moments::Events(vec![name.to_owned()])),
            Some(("field", name)) => Some(Moments::Field(name.to_owned())),
            None if text == "now" => Some(Moments::Now),
            None if text == "created" => Some(Moments::Created),
            _ => None,
        }
    }
}

/// One measure in parts of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ratio {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The measure above the line.
    pub of: String,
    /// The measure below the line.
    pub to: String,
    /// Whether it is a mean, shown as a number and not as per cent.
    pub mean: bool,
    /// Whether people see it in the four-level table.
    pub board: bool,
}

impl Ratio {
    /// The ratio in hundredths of a per cent, rounded half up; nothing when there is nothing to
    /// compare with.
    #[must_use]
    pub fn basis_points(of: i64, to: i64) -> Option<i64> {
        if to == 0 {
            return None;
        }
        let (of, to) = (i128::from(of) * 10_000, i128::from(to));
        let (of, to) = if to < 0 { (-of, -to) } else { (of, to) };
        i64::try_from((2 * of + to).div_euclid(2 * to)).ok()
    }

    /// The ratio as people read it: per cent or a mean, with two decimals, or `—`.
    #[must_use]
    pub fn text(&self, of: i64, to: i64) -> String {
        if self.mean {
            // A mean in hundredths is what a hundredth of the sum would be in per cent.
            let hundredths = Ratio::basis_points(of, to.saturating_mul(100));
            return hundredths.map_or_else(|| "—".to_owned(), |h| decimal(h, ""));
        }
        Ratio::percent(of, to)
    }

    /// The first in per cent of the second with two decimals, or `—`.
    #[must_use]
    pub fn percent(of: i64, to: i64) -> String {
        Ratio::basis_points(of, to).map_or_else(|| "—".to_owned(), |points| decimal(points, "%"))
    }
}

/// Hundredths as a decimal with two digits.
fn decimal(hundredths: i64, unit: &str) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}{unit}", hundredths / 100, hundredths % 100)
}

impl Catalog {
    /// What the record adds to each measure of its kind; measures it adds nothing to are left out.
    pub(crate) fn measures_of(&self, kind: &Kind, record: &Record, walk: &Walk) -> Vec<Counted> {
        let course = Course { kind, record, walk };
        let own = |measure: &&Measure| measure.kind == kind.name && measure.applies(&course);
        let measures = self.measures().iter().filter(own);
        let counted = measures.filter_map(|measure| measure.counted(&course));
        counted.filter(|counted| counted.amount != 0).collect()
    }
}

impl Measure {
    fn applies(&self, course: &Course<'_>) -> bool {
        let Course { kind, record, walk } = course;
        let happened = |name: &String| walk.legal.iter().any(|event| event.name == *name);
        let ever = self.ever.is_empty() || self.ever.iter().any(happened);
        let state = self.state.is_empty() || self.state.contains(&walk.state);
        let field = self.field.as_ref().is_none_or(|holds| {
            let field = kind.field(&holds.name);
            field.is_some_and(|field| holds.holds(field, record))
        });
        let within = self.within.as_ref().is_none_or(|within| {
            let last = course.days(std::slice::from_ref(&within.event)).next_back();
            last.zip(course.field_day(&within.field))
                .is_some_and(|(done, due)| done <= due)
        });
        ever && state && field && within
    }

    /// Nothing for a record that lacks the day it would be counted on: it cannot be placed.
    fn counted(&self, course: &Course<'_>) -> Option<Counted> {
        let on = match &self.on {
            Moments::Now => None,
            // What happened on a day nobody noted is counted when it was written.
            Moments::Field(_) if self.on_happened(course.kind) => {
                Some(course.first(&self.on).or_else(|| course.written())?)
            }
            other => Some(course.first(other)?),
        };
        Some(Counted {
            measure: self.id,
            amount: self.amount_of(course),
            on,
            by: self.by.as_ref().and_then(|by| course.last(by)),
        })
    }

    fn on_happened(&self, kind: &Kind) -> bool {
        matches!((&self.on, &kind.happened), (Moments::Field(on), Some(field)) if on == field)
    }

    fn amount_of(&self, course: &Course<'_>) -> i64 {
        let Course { kind, record, .. } = course;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match &self.amount {
            Amount::One => 1,
            Amount::Count(name) => match kind.field(name) {
                Some(field) if field.ty.is_photos() => {
                    count(record.attachments(Some(field.id)).len())
                }
                Some(field) => {
                    // Counting the list the condition looks into counts the entries that hold.
                    let holds = self.field.as_ref().filter(|holds| holds.name == *name);
                    let held = |item: &&Value| holds.is_none_or(|holds| holds.value(item));
                    count(record.items(field.id).iter().filter(held).count())
                }
                None => 0,
            },
            Amount::Sum(name) => kind
                .field(name)
                .and_then(|field| number(&field.ty, &record.value(field.id)?))
                .unwrap_or(0),
            Amount::Days(from, to) => {
                let days = course.first(from).zip(course.last(to));
                days.map_or(0, |(from, to)| i64::from(to) - i64::from(from))
            }
        }
    }
}

impl Holds {
    pub(crate) fn holds(&self, field: &Field, record: &Record) -> bool {
        if field.ty.is_set() {
            record.items(field.id).iter().any(|value| self.value(value))
        } else {
            record
                .value(field.id)
                .is_some_and(|value| self.value(&value))
        }
    }

    fn value(&self, value: &Value) -> bool {
        let value = match &self.item {
            Some(item) => value.get(item),
            None => Some(value),
        };
        match value {
            Some(Value::Text(text)) => self.is.contains(text),
            Some(Value::Bool(truth)) => self.is.contains(&truth.to_string()),
            Some(Value::Int(number)) => self.is.contains(&number.to_string()),
            _ => false,
        }
    }
}

/// The number in units of the last digit the type keeps.
fn number(ty: &Type, value: &Value) -> Option<i64> {
    match (ty, value) {
        (Type::Decimal { decimals, .. }, Value::Decimal { mantissa, exponent }) => {
            let shift = i32::from(*exponent) + i32::from(*decimals);
            let scale = 10_i64.checked_pow(shift.unsigned_abs())?;
            if shift >= 0 {
                mantissa.checked_mul(scale)
            } else {
                Some(mantissa / scale)
            }
        }
        (_, Value::Int(number)) => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_rounds_half_up_and_never_divides_by_nothing() {
        for (of, to, text) in [
            (1, 3, "33.33%"),
            (2, 3, "66.67%"),
            (1, 8, "12.50%"),
            (1, 20_000, "0.01%"),
            (1, 20_001, "0.00%"),
            (5, 0, "—"),
            (0, 0, "—"),
            (3, 2, "150.00%"),
            (-1, 3, "-33.33%"),
        ] {
            assert_eq!(Ratio::percent(of, to), text, "{of}/{to}");
        }
    }
}
