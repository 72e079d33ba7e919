//! Legal and local time limits, and whether they are kept.
//!
//! Every limit is a row of the tables `deadlines` and `legal_clocks`; here stands only how such a
//! row is read.

use jiff::ToSpan;
use merge::Record;

use crate::calendar::Calendar;
use crate::catalog::Catalog;
use crate::course::{Course, day_of};
use crate::ground::{day_number, day_start, day_text};
use crate::status::Walk;
use crate::table::Row;
use crate::words::Text;

/// The tables of limits.
const TABLES: [&str; 2] = ["deadlines", "legal_clocks"];
/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// A time limit that began to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Its stable name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The law or rule it follows.
    pub source: Option<String>,
    /// When it began, milliseconds since 1970 UTC.
    pub started_ms: i64,
    /// When it ends, milliseconds since 1970 UTC.
    pub ends_ms: i64,
    /// When it was stopped; nothing while it runs.
    pub stopped_ms: Option<i64>,
    /// Whether the record says when it stops; a limit that runs at the brigade is shown, and never
    /// counted as passed.
    pub counts: bool,
    /// Whether the holidays it runs over are known; else it is reckoned by weekdays alone.
    pub holidays_known: bool,
}

impl Clock {
    /// Whether the limit was passed by that moment.
    #[must_use]
    pub fn is_overdue(&self, now_ms: i64) -> bool {
        self.stopped_ms.unwrap_or(now_ms) >= self.ends_ms
    }
}

impl Catalog {
    /// The limits that run or ran for a record, in the order of the tables.
    ///
    /// A record that comes to the start of a limit again starts it anew.
    #[must_use]
    pub fn clocks(&self, record: &Record, calendar: &Calendar) -> Vec<Clock> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        let walk = Walk::of(kind, record);
        let course = Course {
            kind,
            record,
            walk: &walk,
        };
        let tables = TABLES.iter().filter_map(|name| self.table(name));
        let rows = tables.flat_map(|table| &table.rows);
        let own = rows.filter(|row| row.text("kind") == Some(kind.name.as_str()));
        own.filter(|row| self.meant(row, &course))
            .filter_map(|row| clock(row, &course, calendar))
            .collect()
    }

    /// Whether the row is for such a record: every column named like a code field of the kind is a
    /// condition on it.
    pub(crate) fn meant(&self, row: &Row, course: &Course<'_>) -> bool {
        let mut conditions = row.columns.iter().filter_map(|(name, wanted)| {
            let field = course.kind.field(name)?;
            field.ty.codes()?;
            Some((field, wanted.as_str()?))
        });
        conditions.all(|(field, wanted)| {
            // What nobody has decided is judged by what was suggested, else as the mildest.
            let suggested = || course.text(&format!("{}_suggested", field.name));
            let mildest = || {
                let list = self.codes(field.ty.codes()?)?;
                Some(list.codes.first()?.code.clone())
            };
            let value = course.text(&field.name).or_else(suggested);
            let graded = course.kind.field(&format!("{}_suggested", field.name));
            let value = value.or_else(|| graded.and_then(|_| mildest()));
            value.as_deref() == Some(wanted)
        })
    }
}

fn clock(row: &Row, course: &Course<'_>, calendar: &Calendar) -> Option<Clock> {
    let started_ms = at(row.text("start")?, course).next_back()?;
    let day = day_of(started_ms)?;
    if !row.holds(&day_text(day)) {
        return None;
    }
    let limit = row.int("limit")?;
    let last = match row.text("unit")? {
        "hours" => None,
        "days" => Some(day.checked_add(i32::try_from(limit).ok()?)?),
        "months" => Some(months_after(day, limit)?),
        "working_days" => Some(calendar.after(day, u32::try_from(limit).ok()?)),
        _ => return None,
    };
    let ends_ms = match last {
        None => started_ms.checked_add(limit.checked_mul(HOUR_MS)?)?,
        Some(last) => day_start(last.checked_add(1)?),
    };
    let stops: Vec<String> = row
        .text("stop")
        .map(str::to_owned)
        .into_iter()
        .chain(row.list("stop").map(|event| format!("event:{event}")))
        .collect();
    let stopped = stops.iter().flat_map(|stop| at(stop, course));
    let in_working_days = row.text("unit") == Some("working_days");
    Some(Clock {
        name: row.text("name")?.to_owned(),
        label: row.label(),
        source: row.text("source").map(str::to_owned),
        started_ms,
        ends_ms,
        counts: !stops.is_empty(),
        stopped_ms: stopped.filter(|stop| *stop >= started_ms).min(),
        holidays_known: !in_working_days || calendar.knows(day, last.unwrap_or(day)),
    })
}

/// When a field says, or every time an event happened.
fn at(what: &str, course: &Course<'_>) -> std::vec::IntoIter<i64> {
    let times: Vec<i64> = match what.strip_prefix("event:") {
        Some(event) => course.times(&[event.to_owned()]).collect(),
        None => course.field_ms(what).into_iter().collect(),
    };
    times.into_iter()
}

fn months_after(day: i32, months: i64) -> Option<i32> {
    let date: jiff::civil::Date = day_text(day).parse().ok()?;
    let later = date.checked_add(months.months()).ok()?;
    day_number(&later.to_string())
}
