//! What the program proposes and a person sends: reminders, listings, look-backs, notices.
//!
//! A proposal is read from the records and never kept. It has a cause: the rule, and the day or
//! state that called for it. As soon as a record that answers bears that cause, the proposal is
//! gone. So it can be made any number of times, by any number of programs, and never twice for one
//! cause. Where two people answered one cause without knowing of each other, that is proposed to
//! be put right.

mod answer;
mod disputed;
mod due;
mod hazard;
mod season;

use std::borrow::Cow;

use merge::Record;
use serde::{Deserialize, Serialize};

pub use answer::{Answer, Around};
pub(crate) use disputed::LADDER;

use crate::catalog::Catalog;
use crate::clock;
use crate::course::{Course, day_of};
use crate::ground::day_text;
use crate::renewal::RENEWALS;
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
    /// What several of them are called together, where the label names one record.
    pub together: Option<Text>,
    /// The kind of record that answers it; nothing: the work itself does.
    pub answered_by: Option<String>,
    /// The first day it was proposed, since 1970-01-01.
    pub since: i32,
    /// The level that acts, where the rule names one.
    pub level: Option<String>,
    /// Who is meant by it, where the rule says so.
    pub to: Vec<String>,
    /// What the rule says about the answer, by its fields: `kind`, `seq`, `to_org` and the like.
    pub fills: Vec<(String, String)>,
    /// Whether holidays it was reckoned over are not known.
    pub holidays_unknown: bool,
    /// The records it is about besides its own: those that answer one cause twice.
    pub records: Vec<String>,
}

impl Proposal {
    /// What several of them are called together.
    #[must_use]
    pub fn heading(&self) -> &Text {
        self.together.as_ref().unwrap_or(&self.label)
    }
}

/// The tables whose rows propose something.
pub(crate) const TABLES: [&str; 5] = [
    "escalation",
    "major_listing",
    "lookback_sampling",
    "due_notices",
    "season_jobs",
];

/// A record as the rules look at it.
struct Case<'a> {
    catalog: &'a Catalog,
    course: Course<'a>,
    around: &'a Around,
    now_ms: i64,
    today: i32,
}

impl Catalog {
    /// What is proposed for a record at a moment, given what is known around it.
    #[must_use]
    pub fn proposals(&self, record: &Record, around: &Around, now_ms: i64) -> Vec<Proposal> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        let walk = Walk::of(kind, record);
        // Where nothing follows, nothing is to be done.
        if kind.state(&walk.state).is_none_or(|state| state.is_final) {
            return Vec::new();
        }
        let case = Case {
            catalog: self,
            course: Course {
                kind,
                record,
                walk: &walk,
            },
            around,
            now_ms,
            today: day_of(now_ms).unwrap_or(i32::MAX),
        };
        let rules = [
            case.escalation(),
            case.listing(),
            case.lookback(),
            case.seasons(),
            case.overdue_clocks(),
            case.due_notices(),
            case.answered_twice(),
        ];
        rules.into_iter().flatten().collect()
    }

    /// Whether any rule could ever propose something for a kind, or a limit could run for it, so
    /// that its records are worth a look.
    #[must_use]
    pub fn proposes(&self, kind: &str) -> bool {
        let tables = TABLES.into_iter().chain(clock::TABLES).chain([RENEWALS]);
        let tables = tables.filter_map(|name| self.table(name));
        let mut rows = tables.flat_map(|table| &table.rows);
        rows.any(|row| row.text("kind") == Some(kind))
    }

    /// The events the clock fires for a record on a day, by the table `timers`: the day after the
    /// one in the record, in a state from which the clock may.
    #[must_use]
    pub fn timed(&self, record: &Record, today: i32) -> Vec<String> {
        let Some(kind) = self.kind_by_id(record.kind) else {
            return Vec::new();
        };
        let walk = Walk::of(kind, record);
        let course = Course {
            kind,
            record,
            walk: &walk,
        };
        let day = day_text(today);
        let rows = self.table("timers").map(|table| table.rows.iter());
        let rows = rows.into_iter().flatten().filter(|row| {
            let own = row.text("kind") == Some(kind.name.as_str());
            own && self.meant(row, &course)
        });
        let rows = rows.filter_map(|row| self.in_force("timers", row, record.bucket.0, &day));
        let fired = rows.filter_map(|row| {
            let event = row.text("event")?;
            let past = course.field_day(row.text("field")?)? < today;
            let mut from_here = kind
                .rows(event)
                .filter(|row| row.from.contains(&walk.state) && row.by_clock());
            (past && from_here.next().is_some()).then(|| event.to_owned())
        });
        fired.collect()
    }
}

impl<'a> Case<'a> {
    /// The rows of a table that are for this record in its state, as they hold here today.
    fn rows(&self, table: &'static str) -> impl Iterator<Item = Cow<'a, Row>> {
        let today = day_text(self.today);
        let rows = self.catalog.table(table).map(|table| table.rows.iter());
        let own = rows.into_iter().flatten();
        own.filter_map(move |row| {
            let course = &self.course;
            let mut states = row.texts("state").peekable();
            let in_state =
                states.peek().is_none() || states.any(|state| state == course.walk.state);
            let own = row.text("kind") == Some(course.kind.name.as_str());
            if !(own && in_state && self.catalog.meant(row, course)) {
                return None;
            }
            let division = course.record.bucket.0;
            self.catalog.in_force(table, row, division, &today)
        })
    }

    /// Proposes what a row says, unless a record bears its cause already.
    fn propose(&self, row: &Row, cause: String, since: i32) -> Option<Proposal> {
        let answered = |answer: &Answer| answer.cause.as_deref() == Some(cause.as_str());
        if self.around.answers.iter().any(answered) {
            return None;
        }
        Some(Proposal {
            cause,
            label: row.label(),
            together: None,
            answered_by: row.text("answered_by").map(str::to_owned),
            since,
            level: row.text("level").map(str::to_owned),
            to: row.list("to").map(str::to_owned).collect(),
            fills: self.fills(row),
            holidays_unknown: false,
            records: Vec::new(),
        })
    }

    /// The same under the name of the kind of record that answers, for rules that have none.
    fn propose_kind(&self, row: &Row, cause: String, since: i32) -> Option<Proposal> {
        let mut proposal = self.propose(row, cause, since)?;
        let kind = proposal.answered_by.as_ref();
        let kind = kind.and_then(|name| self.catalog.kind(name));
        proposal.label = kind.map(|kind| kind.label.clone()).unwrap_or_default();
        Some(proposal)
    }
}
