//! What is counted.

use std::fmt;

use merge::{Record, Value};
use serde::Serialize;

use crate::catalog::Catalog;
use crate::field::{Field, Type};
use crate::kind::Kind;
use crate::status::Status;
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
    /// What one record adds.
    pub amount: Amount,
    /// How many digits after the point the sum keeps: 0, or the `decimals` of a summed field.
    pub decimals: u8,
    /// Whether people see it in the four-level table.
    pub board: bool,
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
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

    /// The ratio as per cent with two decimals, or `—`.
    #[must_use]
    pub fn text(of: i64, to: i64) -> String {
        struct Percent(i64);
        impl fmt::Display for Percent {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let sign = if self.0 < 0 { "-" } else { "" };
                let points = self.0.unsigned_abs();
                write!(f, "{sign}{}.{:02}%", points / 100, points % 100)
            }
        }
        Ratio::basis_points(of, to).map_or_else(|| "—".to_owned(), |p| Percent(p).to_string())
    }
}

impl Catalog {
    /// What the record adds to each measure of its kind; measures it adds nothing to are left out.
    #[must_use]
    pub fn measures_of(&self, record: &Record, status: &Status) -> Vec<(u16, i64)> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        self.measures()
            .iter()
            .filter(|measure| measure.kind == kind.name && measure.applies(kind, record, status))
            .map(|measure| (measure.id, measure.amount_of(kind, record)))
            .filter(|(_, amount)| *amount != 0)
            .collect()
    }
}

impl Measure {
    fn applies(&self, kind: &Kind, record: &Record, status: &Status) -> bool {
        let ever = self.ever.is_empty() || self.ever.iter().any(|e| status.happened.contains(e));
        let state = self.state.is_empty() || self.state.contains(&status.state);
        let field = self.field.as_ref().is_none_or(|holds| {
            let field = kind.field(&holds.name);
            field.is_some_and(|field| holds.holds(field, record))
        });
        ever && state && field
    }

    fn amount_of(&self, kind: &Kind, record: &Record) -> i64 {
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
                    let items = record.items(field.id);
                    count(
                        items
                            .iter()
                            .filter(|i| holds.is_none_or(|h| h.value(i)))
                            .count(),
                    )
                }
                None => 0,
            },
            Amount::Sum(name) => kind
                .field(name)
                .and_then(|field| number(&field.ty, &record.value(field.id)?))
                .unwrap_or(0),
        }
    }
}

impl Holds {
    fn holds(&self, field: &Field, record: &Record) -> bool {
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
            assert_eq!(Ratio::text(of, to), text, "{of}/{to}");
        }
    }
}
