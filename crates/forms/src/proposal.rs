//! What the program proposes and a person sends: reminders, listings, look-backs, notices.
//!
//! A proposal is read from the records and never kept. It has a cause: the rule, and the day or
//! state that called for it. As soon as a record that answers bears that cause, the proposal is
//! gone. So it can be made any number of times, by any number of programs, and never twice for one
//! cause.

use merge::{Hash, Record};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::catalog::Catalog;
use crate::course::{Course, day_of};
use crate::ground::{day_start, day_text};
use crate::status::Walk;
use crate::table::Row;
use crate::words::Text;

/// What is proposed for a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Rule, step and what called for it; with the record it is unique.
    pub cause: String,
    /// What people call it.
    pub label: Text,
    /// The kind of record that answers it; nothing: the work itself does.
    pub answered_by: Option<String>,
    /// The first day it was proposed, since 1970-01-01.
    pub since: i32,
    /// The level that acts, where the rule names one.
    pub level: Option<String>,
    /// What the rule says about the answer, by its fields: `kind`, `seq`, `reason` and the like.
    pub fills: Vec<(String, String)>,
    /// Whether holidays it was reckoned over are not known.
    pub holidays_unknown: bool,
}

/// A record that refers to the one that proposals are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its kind's name.
    pub kind: String,
    /// The cause it bears, if any.
    pub cause: Option<String>,
}

/// The field in which an answer bears its cause.
pub const CAUSE: &str = "cause";
/// The columns of a rule that fill the record that answers, and the field they fill.
const FILLS: [(&str, &str); 4] = [
    ("reminder_kind", "kind"),
    ("seq", "seq"),
    ("reason", "notice_reason"),
    ("basis", "basis"),
];

struct Case<'a> {
    catalog: &'a Catalog,
    course: Course<'a>,
    answers: &'a [Answer],
    today: i32,
    calendar: &'a Calendar,
}

impl Catalog {
    /// What is proposed for a record on a day, given the records that refer to it.
    #[must_use]
    pub fn proposals(
        &self,
        record: &Record,
        answers: &[Answer],
        today: i32,
        calendar: &Calendar,
    ) -> Vec<Proposal> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        let walk = Walk::of(kind, record);
        if walk.state == "void" {
            return Vec::new();
        }
        let case = Case {
            catalog: self,
            course: Course {
                kind,
                record,
                walk: &walk,
            },
            answers,
            today,
            calendar,
        };
        let rules = [
            case.escalation(),
            case.listing(),
            case.lookback(),
            case.overdue_clocks(),
            case.due_notices(),
        ];
        rules.into_iter().flatten().collect()
    }

    /// Whether any rule could ever propose something for a kind, so that its records are worth a
    /// look.
    #[must_use]
    pub fn proposes(&self, kind: &str) -> bool {
        let tables = [
            "escalation",
            "major_listing",
            "lookback_sampling",
            "deadlines",
            "legal_clocks",
            "due_notices",
        ];
        let tables = tables.into_iter().filter_map(|name| self.table(name));
        let mut rows = tables.flat_map(|table| &table.rows);
        rows.any(|row| row.text("kind") == Some(kind))
    }
}

impl<'a> Case<'a> {
    /// The rows of a table that are for this record and hold today.
    fn rows(&self, table: &str) -> impl Iterator<Item = &'a Row> {
        let today = day_text(self.today);
        let rows = self.catalog.table(table).map(|table| table.rows.iter());
        let own = rows.into_iter().flatten();
        own.filter(move |row| {
            row.text("kind") == Some(self.course.kind.name.as_str())
                && row.holds(&today)
                && self.catalog.meant(row, &self.course)
        })
    }

    fn propose(&self, row: &Row, cause: String, since: i32) -> Option<Proposal> {
        let answered = |answer: &Answer| answer.cause.as_deref() == Some(cause.as_str());
        if self.answers.iter().any(answered) {
            return None;
        }
        let fill = |(column, field): &(&str, &str)| {
            let value = row.columns.get(*column)?;
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            Some(((*field).to_owned(), text))
        };
        Some(Proposal {
            cause,
            label: row.label(),
            answered_by: row.text("answered_by").map(str::to_owned),
            since,
            level: row.text("level").map(str::to_owned),
            fills: FILLS.iter().filter_map(fill).collect(),
            holidays_unknown: false,
        })
    }

    /// The ladder over the deadline. Of each action only the highest step that is reached is
    /// proposed: whoever comes late sends the second reminder, not the first and the second.
    fn escalation(&self) -> Vec<Proposal> {
        let kind = self.course.kind;
        let due = kind
            .due
            .as_ref()
            .and_then(|name| self.course.field_day(name));
        let Some(due) = due.filter(|_| kind.due_runs(&self.course.walk.state)) else {
            return Vec::new();
        };
        let past = i64::from(self.today) - i64::from(due);
        let mut reached: Vec<(&Row, i64)> = Vec::new();
        for row in self.rows("escalation") {
            let Some(day) = row.int("day").filter(|day| *day <= past) else {
                continue;
            };
            reached.retain(|(other, _)| other.text("action") != row.text("action"));
            reached.push((row, day));
        }
        let proposals = reached.into_iter().filter_map(|(row, day)| {
            let cause = format!("escalation/{}/{}", row.int("step")?, day_text(due));
            let since = due.saturating_add(i32::try_from(day).ok()?);
            self.propose(row, cause, since)
        });
        proposals.collect()
    }

    /// Listing, for what is grave enough, until somebody has proposed or decided one.
    fn listing(&self) -> Vec<Proposal> {
        let state = self.course.kind.state(&self.course.walk.state);
        if state.is_none_or(|state| state.is_final) || self.course.walk.state == "closed" {
            return Vec::new();
        }
        let proposals = self.rows("major_listing").filter_map(|row| {
            let answered = |answer: &Answer| Some(answer.kind.as_str()) == row.text("answered_by");
            if self.answers.iter().any(answered) {
                return None;
            }
            let event = row.text("event")?.to_owned();
            let since = self.course.days(&[event]).next()?;
            self.propose(row, format!("listing/{}", row.text("level")?), since)
        });
        let mut proposals: Vec<Proposal> = proposals.collect();
        for proposal in &mut proposals {
            let label = self
                .catalog
                .kind("supervision")
                .map(|kind| kind.label.clone());
            proposal.label = label.unwrap_or_default();
        }
        proposals
    }

    /// Look-backs after the close: of those that fall into the sample, each visit from its first
    /// day on.
    fn lookback(&self) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for row in self.rows("lookback_sampling") {
            let event = row.text("event").unwrap_or_default().to_owned();
            let in_state = row.text("state") == Some(self.course.walk.state.as_str());
            let Some(closed) = self.course.days(&[event]).next_back().filter(|_| in_state) else {
                continue;
            };
            if !sampled(
                self.course.record,
                closed,
                row.int("percent").unwrap_or(100),
            ) {
                continue;
            }
            for (visit, day) in (1..).zip(visit_days(row)) {
                let since = closed.saturating_add(i32::try_from(day).unwrap_or(i32::MAX));
                if since > self.today {
                    continue;
                }
                let cause = format!("lookback/{}/{visit}", day_text(closed));
                if let Some(mut proposal) = self.propose(row, cause, since) {
                    let label = self.catalog.kind("lookback").map(|kind| kind.label.clone());
                    proposal.label = label.unwrap_or_default();
                    proposals.push(proposal);
                }
            }
        }
        proposals
    }

    fn overdue_clocks(&self) -> Vec<Proposal> {
        let now = day_start(self.today.saturating_add(1)) - 1;
        let clocks = self.catalog.clocks(self.course.record, self.calendar);
        let overdue = clocks
            .into_iter()
            .filter(|clock| clock.counts && clock.stopped_ms.is_none() && clock.is_overdue(now));
        let proposals = overdue.filter_map(|clock| {
            let begun = day_text(day_of(clock.started_ms)?);
            Some(Proposal {
                cause: format!("clock/{}/{begun}", clock.name),
                label: Text::new(
                    format!("超过时限：{}", clock.label.zh),
                    format!("time limit passed: {}", clock.label.en),
                ),
                answered_by: None,
                since: day_of(clock.ends_ms)?,
                level: None,
                fills: Vec::new(),
                holidays_unknown: !clock.holidays_known,
            })
        });
        proposals.collect()
    }

    fn due_notices(&self) -> Vec<Proposal> {
        let state = self.course.kind.state(&self.course.walk.state);
        if state.is_none_or(|state| state.is_final) {
            return Vec::new();
        }
        let proposals = self.rows("due_notices").filter_map(|row| {
            let field = row.text("field")?;
            let due = self.course.field_day(field)?;
            let since = due.checked_sub(i32::try_from(row.int("days")?).ok()?)?;
            if since > self.today {
                return None;
            }
            self.propose(row, format!("due/{field}/{}", day_text(due)), since)
        });
        proposals.collect()
    }
}

/// The days after the close on which a visit may be made first.
fn visit_days(row: &Row) -> Vec<i64> {
    let fixed = row.columns.get("at_days").and_then(|days| days.as_array());
    fixed.map_or_else(
        || row.int("from_day").into_iter().collect(),
        |days| days.iter().filter_map(|day| day.as_i64()).collect(),
    )
}

impl Catalog {
    /// The first days of all visits that a table of samples asks for of a record which is closed:
    /// what is proposed, whether somebody proposed it already or not.
    pub(crate) fn visits(&self, table: &str, course: &Course<'_>) -> Vec<i32> {
        let rows = self.table(table).map(|table| table.rows.as_slice());
        let mut days = Vec::new();
        for row in rows.unwrap_or_default() {
            let own = row.text("kind") == Some(course.kind.name.as_str())
                && row.text("state") == Some(course.walk.state.as_str())
                && self.meant(row, course);
            let event = row.text("event").unwrap_or_default().to_owned();
            let closed = course.days(&[event]).next_back();
            let Some(closed) = closed.filter(|day| own && row.holds(&day_text(*day))) else {
                continue;
            };
            if sampled(course.record, closed, row.int("percent").unwrap_or(100)) {
                let day = |day: i64| closed.checked_add(i32::try_from(day).ok()?);
                days.extend(visit_days(row).into_iter().filter_map(day));
            }
        }
        days
    }
}

/// Whether a record falls into a sample of so many per cent: decided by the record and the day it
/// was closed, so every program draws the same and nobody can draw again.
fn sampled(record: &Record, day: i32, percent: i64) -> bool {
    let hash = Hash::of(&[b"xunlu/sample/1\0", &record.id.0, &day.to_be_bytes()]);
    let dice = hash
        .0
        .first_chunk::<8>()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let share = u64::try_from(percent).unwrap_or(0);
    dice % 100 < share
}
