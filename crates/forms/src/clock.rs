//! Legal and local time limits, and whether they are kept.
//!
//! Every limit is a row of the tables `deadlines` and `legal_clocks`; here stands only how such a
//! row is read.

use jiff::ToSpan;
use merge::Record;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::course::{Course, day_of};
use crate::figure::Holds;
use crate::ground::{day_number, day_start, day_text};
use crate::status::Walk;
use crate::table::Row;
use crate::words::Text;

/// The tables of limits.
pub(crate) const TABLES: [&str; 2] = ["deadlines", "legal_clocks"];
/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;
/// The deadline in a record, among the limits.
const DUE: &str = "due";

/// A time limit that began to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether somebody is late when it has passed; else a right of the party lapses.
    pub counts: bool,
    /// Whether the holidays it runs over are known; else it is reckoned by weekdays alone.
    pub holidays_known: bool,
    /// Days between when it should have begun and when the office could first know of it.
    pub delay_days: i32,
    /// Whether the ladder over the deadline looks after it.
    pub has_ladder: bool,
}

impl Clock {
    /// Whether the limit was passed by that moment.
    #[must_use]
    pub fn is_overdue(&self, now_ms: i64) -> bool {
        self.stopped_ms.unwrap_or(now_ms) >= self.ends_ms
    }

    /// What people call it, with the days it came too late to the office for.
    #[must_use]
    pub fn said(&self) -> Text {
        let (Text { zh, en }, days) = (&self.label, self.delay_days);
        if days == 0 {
            return self.label.clone();
        }
        Text::new(
            format!("{zh}（离线 {days} 天后才到达）"),
            format!("{en} (arrived after {days} days offline)"),
        )
    }

    /// Days left until its last day, seen from a moment; negative once that day is over.
    #[must_use]
    pub fn days_left(&self, now_ms: i64) -> i32 {
        let day = |ms| day_of(ms).unwrap_or(i32::MAX);
        day(self.ends_ms - 1).saturating_sub(day(now_ms))
    }
}

impl Catalog {
    /// The limits that run or ran for a record, in the order of the tables.
    ///
    /// A record that comes to the start of a limit again starts it anew. `arrived_ms` is when the
    /// office first had the record, where that is known.
    #[must_use]
    pub fn clocks(&self, record: &Record, arrived_ms: Option<i64>) -> Vec<Clock> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        let walk = Walk::of(kind, record);
        let course = Course {
            kind,
            record,
            walk: &walk,
        };
        let mut clocks = Vec::new();
        for name in TABLES {
            let rows = self.table(name).map(|table| table.rows.as_slice());
            let rows = rows.unwrap_or_default().iter();
            let own = rows.filter(|row| row.text("kind") == Some(kind.name.as_str()));
            let own = own.filter(|row| self.meant(row, &course));
            clocks.extend(own.filter_map(|row| self.clock(name, row, &course, arrived_ms)));
        }
        clocks
    }

    /// The limits that run for a record now, its deadline first: what is shown as a countdown.
    #[must_use]
    pub fn countdown(&self, record: &Record, arrived_ms: Option<i64>) -> Vec<Clock> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        let walk = Walk::of(kind, record);
        if kind.state(&walk.state).is_none_or(|state| state.is_final) {
            return Vec::new();
        }
        let due = kind.due.as_ref().filter(|_| kind.due_runs(&walk.state));
        let due = due.and_then(|name| {
            let day = Course {
                kind,
                record,
                walk: &walk,
            }
            .field_day(name)?;
            let written = record.said(kind.field(name)?.id);
            let written = written.first().map(|said| said.source.wall_ms);
            Some(Clock {
                name: DUE.to_owned(),
                label: kind.field(name)?.label.clone(),
                source: None,
                started_ms: written.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0),
                ends_ms: day_start(day.checked_add(1)?),
                stopped_ms: None,
                counts: true,
                holidays_known: true,
                delay_days: 0,
                has_ladder: true,
            })
        });
        let limits = self.clocks(record, arrived_ms).into_iter();
        let running = limits.filter(|clock| clock.stopped_ms.is_none() && !clock.has_ladder);
        due.into_iter().chain(running).collect()
    }

    /// Whether the row is for such a record: every column named like a code field of the kind is a
    /// condition on it, and `holds` looks into a field as a measure does.
    pub(crate) fn meant(&self, row: &Row, course: &Course<'_>) -> bool {
        let fields = course
            .kind
            .fields
            .iter()
            .filter(|field| field.name != "kind");
        let fields = fields.filter(|field| field.ty.codes().is_some());
        let mut conditions = fields.filter_map(|field| Some((field, row.text(&field.name)?)));
        let holds = row.columns.get("holds").cloned();
        let holds: Option<Holds> = holds.and_then(|holds| serde_json::from_value(holds).ok());
        let holds = holds.is_none_or(|holds| {
            let field = course.kind.field(&holds.name);
            field.is_some_and(|field| holds.holds(field, course.record))
        });
        holds
            && conditions.all(|(field, wanted)| {
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

    fn clock(
        &self,
        table: &str,
        row: &Row,
        course: &Course<'_>,
        arrived_ms: Option<i64>,
    ) -> Option<Clock> {
        let said_ms = row
            .texts("start")
            .flat_map(|start| at(start, course))
            .max()?;
        let division = course.record.bucket.0;
        let row = self.in_force(table, row, division, &day_text(day_of(said_ms)?))?;
        // What was found where no network reaches is not late before anybody could know of it.
        let arrived_ms = arrived_ms.filter(|_| row.is("offline"));
        let started_ms = said_ms.max(arrived_ms.unwrap_or(said_ms));
        let day = day_of(started_ms)?;
        let (ends_ms, last) = self.end(&row, course, started_ms, day)?;
        let stops = row.texts("stop").filter_map(|stop| {
            let moments = at(stop, course).into_iter();
            match stop.starts_with(EVENT) {
                // An event of an earlier round stops nothing.
                true => moments.filter(|ms| *ms >= said_ms).min(),
                // What was in place before the limit began is in place.
                false => moments.map(|ms| ms.max(said_ms)).min(),
            }
        });
        let until = row.text("until").map(str::to_owned);
        let in_working_days = row.text("unit") == Some("working_days") || row.is("roll");
        Some(Clock {
            name: row.text("name")?.to_owned(),
            label: row.label(),
            source: row.text("source").map(str::to_owned),
            started_ms,
            ends_ms,
            stopped_ms: stops.min(),
            counts: !row.is("right"),
            holidays_known: !in_working_days || self.calendar.knows(day, last),
            delay_days: day.saturating_sub(day_of(said_ms)?),
            has_ladder: until.is_some() && until == course.kind.due,
        })
    }

    /// The day a field usually gets when an event happens today: the last of the limit that ends on
    /// that field and starts with that event.
    pub(crate) fn usual_day(
        &self,
        course: &Course<'_>,
        event: &str,
        field: &str,
        today: i32,
    ) -> Option<i32> {
        let division = course.record.bucket.0;
        let starts = |row: &&Row| {
            let mut starts = row
                .texts("start")
                .filter_map(|start| start.strip_prefix(EVENT));
            starts.any(|start| start == event)
        };
        TABLES.into_iter().find_map(|name| {
            let rows = self.table(name)?.rows.iter();
            let own = rows.filter(|row| {
                let own = row.text("kind") == Some(course.kind.name.as_str());
                own && row.text("until") == Some(field) && self.meant(row, course)
            });
            let mut usual = own.filter(starts).filter_map(|row| {
                let row = self.in_force(name, row, division, &day_text(today))?;
                Some(self.end(&row, course, day_start(today), today)?.1)
            });
            usual.next()
        })
    }

    /// When a limit that begins then ends, and its last day.
    fn end(&self, row: &Row, course: &Course<'_>, started_ms: i64, day: i32) -> Option<(i64, i32)> {
        let until = row.text("until").and_then(|field| course.field_day(field));
        if let Some(last) = until {
            return Some((day_start(last.checked_add(1)?), last));
        }
        let extended = row
            .text("extended")
            .is_some_and(|field| course.truth(field));
        let more = row.int("extension").filter(|_| extended).unwrap_or(0);
        let limit = row.int("limit")?.checked_add(more)?;
        let mut last = match row.text("unit")? {
            "hours" => {
                let ends_ms = started_ms.checked_add(limit.checked_mul(HOUR_MS)?)?;
                return Some((ends_ms, day_of(ends_ms)?));
            }
            "days" => day.checked_add(i32::try_from(limit).ok()?)?,
            "months" => months_after(day, limit)?,
            "working_days" => self.calendar.after(day, u32::try_from(limit).ok()?),
            _ => return None,
        };
        if row.is("roll") && !self.calendar.is_worked(last) {
            last = self.calendar.after(last, 1);
        }
        Some((day_start(last.checked_add(1)?), last))
    }
}

/// How a moment is written that is an event's.
pub(crate) const EVENT: &str = "event:";

/// The moments a row means: of an event every time it happened, of a field what it says, of
/// `LIST.ITEM` what its entries say.
fn at(what: &str, course: &Course<'_>) -> Vec<i64> {
    if let Some(event) = what.strip_prefix(EVENT) {
        return course.times(&[event.to_owned()]).collect();
    }
    match what.split_once('.') {
        Some((list, item)) => {
            let entries = course.entries(list);
            let moments = entries.iter().filter_map(|entry| entry.get(item));
            moments.filter_map(crate::course::moment).collect()
        }
        None => course.field_ms(what).into_iter().collect(),
    }
}

fn months_after(day: i32, months: i64) -> Option<i32> {
    let date: jiff::civil::Date = day_text(day).parse().ok()?;
    let later = date.checked_add(months.months()).ok()?;
    day_number(&later.to_string())
}
