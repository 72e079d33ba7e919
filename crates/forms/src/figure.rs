//! What is counted. Reading order: this page (what a measure is), `holds` (conditions), `count` (what
//! one record adds), `ratio` (one figure in parts of another), `blend` (figures made of figures).

mod blend;
mod count;
mod holds;
mod ratio;
mod span;

pub use blend::{Figure, Over, Spread, Sum};
pub use holds::{Holds, Within};
pub use ratio::Ratio;

use serde::Serialize;

use crate::period::Period;
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
    /// Counted while in one of these states; empty: in all but void.
    pub state: Vec<String>,
    /// Counted while the field holds one of these values.
    pub field: Option<Holds>,
    /// Counted while at least one of these holds; empty: whatever they would say.
    pub any: Vec<Holds>,
    /// Counted if something happened in time.
    pub within: Option<Within>,
    /// The day it is counted on.
    pub on: Moments,
    /// The day since which it holds, so that a period that ended before does not count it.
    pub by: Option<Moments>,
    /// Whether events and states are asked for as they stood on the period's last day.
    pub as_of: bool,
    /// Counted only while the deadline of the kind runs and has passed.
    pub overdue: bool,
    /// Counted over the calendar year of the period's last day, however short the period is.
    pub year: bool,
    /// Counted to the end of the period that was asked for, although that lies ahead.
    pub ahead: bool,
    /// The field whose text it is counted under besides the division, such as a station's name.
    pub among: Option<String>,
    /// What one record adds.
    pub amount: Amount,
    /// How many digits after the point the sum keeps: 0, or the `decimals` of a summed field.
    pub decimals: u8,
    /// By how many digits the sum is shortened where it is shown: 4 for ten thousands.
    pub scale: u8,
    /// Whether people see it in the four-level table.
    pub board: bool,
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
    /// The numbers under that item in the entries of a list.
    Items(String, String),
    /// The days from the one to the other; nothing while one of them is missing.
    Days(Moments, Moments),
    /// The number of the day in a field, for means of days past.
    Day(String),
    /// One for each visit that the table asks for, on the first day it may be made.
    Visits(String),
}

/// Where a day is found in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moments {
    /// Nowhere: what stands on the period's last day is counted, whenever it began.
    Now,
    /// The day the record was written.
    Created,
    /// The first day one of these events legally happened; the last as a condition's beginning.
    Events(Vec<String>),
    /// The day in a field.
    Field(String),
    /// The first day of the year in a field.
    Year(String),
}

/// What a record adds to a measure, and when. A record that ceases to count adds the same amount
/// again with the other sign, from the day it ceased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The measure's number.
    pub measure: u16,
    /// How much.
    pub amount: i64,
    /// The day it is counted on; nothing: whatever the period's first day.
    pub on: Option<i32>,
    /// The day since which it holds.
    pub by: Option<i32>,
    /// What it is counted under besides the division: see [`Counted::under`].
    pub among: Option<u64>,
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

    /// The number under which a name in a division is counted. It is larger than every division
    /// code, so both can stand in one table.
    #[must_use]
    pub fn under(division: u64, name: &str) -> u64 {
        let hash = merge::Hash::of(&[
            b"xunlu/among/1\0",
            &division.to_be_bytes(),
            name.trim().as_bytes(),
        ]);
        let first = hash.0.first_chunk::<8>();
        first.map_or(0, |bytes| u64::from_be_bytes(*bytes)) | 1 << 63
    }
}

impl Moments {
    /// Reads `now`, `created`, `event:NAME` (or several names, with commas), `field:NAME` or `year:NAME`.
    pub(crate) fn read(text: &str) -> Option<Moments> {
        match text.split_once(':') {
            Some(("event", names)) => {
                let names = names.split(',').map(|name| name.trim().to_owned());
                Some(Moments::Events(names.collect()))
            }
            Some(("field", name)) => Some(Moments::Field(name.to_owned())),
            Some(("year", name)) => Some(Moments::Year(name.to_owned())),
            None if text == "now" => Some(Moments::Now),
            None if text == "created" => Some(Moments::Created),
            _ => None,
        }
    }
}

impl Measure {
    /// Whether it is counted in spans of days, so that a past day is answered as it was.
    pub(crate) fn spans(&self) -> bool {
        self.as_of || self.overdue || self.on == Moments::Now
    }

    /// Whether it counts what stands on a day and not what happened in a period.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.on == Moments::Now
    }

    /// The days it is asked for when that period is.
    #[must_use]
    pub fn days_of(&self, period: Period) -> Period {
        match (self.year, self.ahead) {
            (true, _) => period.year_to_end().unwrap_or(period),
            (false, true) => period.whole(),
            (false, false) => period,
        }
    }
}
