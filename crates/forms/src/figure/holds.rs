//! Conditions on what a record says.

use merge::{Record, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::catalog::Catalog;
use crate::course::Course;
use crate::field::Field;

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// The field.
    pub name: String,
    /// Of a list: the item of each entry that is looked at. At least one entry must hold.
    pub item: Option<String>,
    /// The values that count, spelled as kept.
    #[serde(default)]
    pub is: Vec<String>,
    /// Instead of values: every item of the struct is filled.
    #[serde(default)]
    pub filled: bool,
}

/// A condition on time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Within {
    /// The last such event is not later than the day in the field.
    Event {
        /// The event.
        event: String,
        /// The field with the day.
        field: String,
    },
    /// The time limit of that name ran and was kept.
    Clock {
        /// The limit's name in its table.
        clock: String,
    },
}

impl Holds {
    pub(crate) fn holds(&self, field: &Field, record: &Record) -> bool {
        if self.filled {
            let said = field.value(record);
            return said.is_some_and(|said| {
                let mut items = field.ty.items().iter();
                items.all(|item| said.get(&item.name).is_some_and(|value| !is_blank(value)))
            });
        }
        if field.ty.is_set() {
            record.items(field.id).iter().any(|value| self.value(value))
        } else {
            field.value(record).is_some_and(|value| self.value(&value))
        }
    }

    pub(super) fn value(&self, value: &Value) -> bool {
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

fn is_blank(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.trim().is_empty())
}

impl Within {
    pub(crate) fn holds(&self, catalog: &Catalog, course: &Course<'_>) -> bool {
        match self {
            Within::Event { event, field } => {
                let last = course.days(std::slice::from_ref(event)).next_back();
                last.zip(course.field_day(field))
                    .is_some_and(|(done, due)| done <= due)
            }
            Within::Clock { clock } => {
                // A total must not hang on when the office first heard of it.
                let clocks = catalog.clocks(course.record, None);
                let named = clocks.iter().find(|known| known.name == *clock);
                named.is_some_and(|clock| clock.stopped_ms.is_some_and(|_| !clock.is_overdue(0)))
            }
        }
    }
}
