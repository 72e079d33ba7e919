//! What one record adds to each measure, and on which days.

use merge::{Record, Value};

use super::span::VOID;
use super::{Amount, Counted, Measure, Moments};
use crate::catalog::Catalog;
use crate::course::Course;
use crate::field::Type;
use crate::kind::Kind;
use crate::status::Walk;

impl Catalog {
    /// What the record adds to each measure of its kind; measures it adds nothing to are left out,
    /// and a void record adds nothing at all.
    pub(crate) fn measures_of(&self, kind: &Kind, record: &Record, walk: &Walk) -> Vec<Counted> {
        if walk.state == VOID {
            return Vec::new();
        }
        let course = Course { kind, record, walk };
        let own = self.measures().iter();
        let own = own.filter(|measure| measure.kind == kind.name && measure.says(self, &course));
        let counted = own.flat_map(|measure| measure.counted(self, &course));
        counted.filter(|counted| counted.amount != 0).collect()
    }
}

impl Measure {
    /// Whether what the record says now fits the measure.
    fn says(&self, catalog: &Catalog, course: &Course<'_>) -> bool {
        let holds = |holds: &super::Holds| {
            let field = course.kind.field(&holds.name);
            field.is_some_and(|field| holds.holds(field, course.record))
        };
        self.field.as_ref().is_none_or(holds)
            && (self.any.is_empty() || self.any.iter().any(holds))
            && self
                .within
                .as_ref()
                .is_none_or(|within| within.holds(catalog, course))
    }

    /// Whether the record's events and state fit the measure as they stand.
    fn came_to(&self, course: &Course<'_>) -> bool {
        let walk = course.walk;
        let happened = |name: &String| walk.legal.iter().any(|event| event.name == *name);
        let ever = self.ever.is_empty() || self.ever.iter().any(happened);
        ever && (self.state.is_empty() || self.state.contains(&walk.state))
    }

    /// Nothing for a record that lacks the day it would be counted on: it cannot be placed.
    fn counted(&self, catalog: &Catalog, course: &Course<'_>) -> Vec<Counted> {
        if let Amount::Visits(table) = &self.amount {
            let days = catalog.visits(table, course).into_iter();
            return days
                .map(|day| self.add(course, 1, Some(day), None))
                .collect();
        }
        let Some(on) = self.day(course) else {
            return Vec::new();
        };
        let amount = self.amount_of(course);
        let by = self.by.as_ref().and_then(|by| course.last(by));
        if !self.spans() {
            let fits = self.came_to(course) && (self.by.is_none() || by.is_some());
            return fits
                .then(|| self.add(course, amount, on, by))
                .into_iter()
                .collect();
        }
        let mut spans = self.spans_of(course);
        // What is known to hold since an earlier day than its event was written down.
        if let (Some((from, _)), Some(by)) = (spans.first_mut(), by) {
            *from = (*from).min(by);
        }
        let ends = spans.into_iter().flat_map(|(from, to)| {
            let begins = self.add(course, amount, on, Some(from));
            let ends = to.map(|to| self.add(course, -amount, on, Some(to)));
            [Some(begins), ends]
        });
        ends.flatten().collect()
    }

    fn add(&self, course: &Course<'_>, amount: i64, on: Option<i32>, by: Option<i32>) -> Counted {
        let name = self.among.as_ref().and_then(|name| course.text(name));
        Counted {
            measure: self.id,
            amount,
            on,
            by,
            among: name.map(|name| Counted::under(course.record.bucket.0, &name)),
        }
    }

    /// The day it is counted on; nothing at all for a record that lacks it.
    #[expect(
        clippy::option_option,
        reason = "no day is one answer, not to be counted the other"
    )]
    fn day(&self, course: &Course<'_>) -> Option<Option<i32>> {
        match &self.on {
            Moments::Now => Some(None),
            // What happened on a day nobody noted is counted when it was written.
            Moments::Field(_) if self.on_happened(course.kind) => {
                Some(Some(course.first(&self.on).or_else(|| course.written())?))
            }
            other => Some(Some(course.first(other)?)),
        }
    }

    fn on_happened(&self, kind: &Kind) -> bool {
        matches!((&self.on, &kind.happened), (Moments::Field(on), Some(field)) if on == field)
    }

    fn amount_of(&self, course: &Course<'_>) -> i64 {
        let Course { kind, record, .. } = course;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match &self.amount {
            Amount::One | Amount::Visits(_) => 1,
            Amount::Count(name) => match kind.field(name) {
                Some(field) if field.ty.is_photos() => {
                    count(record.attachments(Some(field.id)).len())
                }
                Some(_) => count(self.entries(name, course).len()),
                None => 0,
            },
            Amount::Sum(name) => kind
                .field(name)
                .and_then(|field| number(&field.ty, &field.value(record)?))
                .unwrap_or(0),
            Amount::Items(name, item) => {
                let entries = self.entries(name, course);
                let numbers = entries.iter().filter_map(|entry| entry.get(item)?.as_int());
                numbers.fold(0, i64::saturating_add)
            }
            Amount::Days(from, to) => {
                let days = course.first(from).zip(course.last(to));
                days.map_or(0, |(from, to)| i64::from(to) - i64::from(from))
            }
            Amount::Day(name) => course.field_day(name).map_or(0, i64::from),
        }
    }

    /// The entries of a list. Where the condition looks into that list, only those that hold.
    fn entries(&self, name: &str, course: &Course<'_>) -> Vec<Value> {
        let Some(field) = course.kind.field(name) else {
            return Vec::new();
        };
        let holds = self.field.as_ref().filter(|holds| holds.name == name);
        let items = course.record.items(field.id).into_iter();
        items
            .filter(|item| holds.is_none_or(|holds| holds.value(item)))
            .collect()
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
