//! When what happened to a record.

use merge::{Record, Value};

use crate::figure::Moments;
use crate::ground::{CHINA_MIN, day, day_number, day_start};
use crate::kind::Kind;
use crate::status::Walk;
use crate::summary::created_ms;

/// A record with what is known of its course.
pub(crate) struct Course<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) record: &'a Record,
    pub(crate) walk: &'a Walk,
}

impl Course<'_> {
    /// When such events legally happened, in their order, in milliseconds since 1970 UTC.
    pub(crate) fn times(&self, names: &[String]) -> impl DoubleEndedIterator<Item = i64> {
        let legal = self.walk.legal.iter();
        let named = legal.filter(|event| names.contains(&event.name));
        named.filter_map(|event| i64::try_from(event.source.wall_ms).ok())
    }

    /// The days such events legally happened on, in their order.
    pub(crate) fn days(&self, names: &[String]) -> impl DoubleEndedIterator<Item = i32> {
        self.times(names).filter_map(day_of)
    }

    /// The days of all legal events, in their order.
    pub(crate) fn event_days(&self) -> impl Iterator<Item = i32> {
        // A moment beyond all calendars is the last day there is.
        let times = self.walk.legal.iter().map(|event| event.source.wall_ms);
        times.map(|ms| day_of(i64::try_from(ms).unwrap_or(i64::MAX)).unwrap_or(i32::MAX))
    }

    /// The moment in a field; of a date, the beginning of that day in China.
    pub(crate) fn field_ms(&self, name: &str) -> Option<i64> {
        moment(&self.kind.field(name)?.value(self.record)?)
    }

    pub(crate) fn field_day(&self, name: &str) -> Option<i32> {
        day_of(self.field_ms(name)?)
    }

    /// The text in a field.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let value = self.kind.field(name)?.value(self.record)?;
        value.as_text().map(str::to_owned)
    }

    /// Whether a yes-or-no field says yes.
    pub(crate) fn truth(&self, name: &str) -> bool {
        let field = self.kind.field(name);
        let value = field.and_then(|field| field.value(self.record));
        value == Some(Value::Bool(true))
    }

    /// The entries of a list.
    pub(crate) fn entries(&self, name: &str) -> Vec<Value> {
        let field = self.kind.field(name);
        field.map_or_else(Vec::new, |field| self.record.items(field.id))
    }

    pub(crate) fn written(&self) -> Option<i32> {
        day_of(i64::try_from(created_ms(self.record.id)).ok()?)
    }

    pub(crate) fn first(&self, moments: &Moments) -> Option<i32> {
        match moments {
            Moments::Now => None,
            Moments::Created => self.written(),
            Moments::Events(names) => self.days(names).next(),
            Moments::Field(name) => self.field_day(name),
            Moments::Year(name) => {
                let field = self.kind.field(name)?;
                let year = field.value(self.record)?.as_int()?;
                day_number(&format!("{year:04}-01-01"))
            }
        }
    }

    pub(crate) fn last(&self, moments: &Moments) -> Option<i32> {
        match moments {
            Moments::Events(names) => self.days(names).next_back(),
            other => self.first(other),
        }
    }
}

/// The moment a value says; of a date, the beginning of that day in China.
pub(crate) fn moment(value: &Value) -> Option<i64> {
    match value {
        Value::Text(date) => Some(day_start(day_number(date)?)),
        Value::Int(ms) => Some(*ms),
        _ => None,
    }
}

/// The day of a moment (milliseconds since 1970 UTC) in China, since 1970-01-01.
#[must_use]
pub fn day_of(ms: i64) -> Option<i32> {
    day_number(&day(ms, CHINA_MIN))
}
