//! What the ladder, the listing and the look-back propose.

use std::borrow::Cow;

use merge::{Hash, Record};

use super::{Answer, Case, Proposal};
use crate::catalog::Catalog;
use crate::course::Course;
use crate::ground::day_text;
use crate::table::Row;

/// The action of a step that leads to a listing.
const LIST: &str = "propose_listing";
/// The levels at which something is listed, the lowest first.
const LEVELS: [&str; 3] = ["county", "city", "province"];

impl Case<'_> {
    /// The ladder over the deadline. Of each action only the highest step that is reached is
    /// proposed: whoever comes late sends the second reminder, not the first and the second.
    pub(super) fn escalation(&self) -> Vec<Proposal> {
        let kind = self.course.kind;
        let due = kind
            .due
            .as_ref()
            .and_then(|name| self.course.field_day(name));
        let Some(due) = due.filter(|_| kind.due_runs(&self.course.walk.state)) else {
            return Vec::new();
        };
        let past = i64::from(self.today) - i64::from(due);
        let mut reached: Vec<(Cow<'_, Row>, i64)> = Vec::new();
        for row in self.rows("escalation") {
            let Some(day) = row.int("day").filter(|day| *day <= past) else {
                continue;
            };
            reached.retain(|(other, at)| *at > day || other.text("action") != row.text("action"));
            let higher = |(other, at): &(Cow<'_, Row>, i64)| {
                *at > day && other.text("action") == row.text("action")
            };
            if !reached.iter().any(higher) {
                reached.push((row, day));
            }
        }
        reached.retain(|(row, _)| row.text("action") != Some(LIST) || !self.is_listed(row));
        let proposals = reached.into_iter().filter_map(|(row, day)| {
            let cause = format!("escalation/{}/{}", row.int("step")?, day_text(due));
            let since = due.saturating_add(i32::try_from(day).ok()?);
            self.propose(&row, cause, since)
        });
        proposals.collect()
    }

    /// Whether a listing at the level of a row, or above it, stands already.
    fn is_listed(&self, row: &Row) -> bool {
        let rank = |level: Option<&str>| LEVELS.iter().position(|known| Some(*known) == level);
        let wanted = rank(row.text("level"));
        let stands = |answer: &Answer| {
            let listing = Some(answer.kind.as_str()) == row.text("answered_by");
            listing && answer.open && rank(answer.level.as_deref()) >= wanted
        };
        self.around.answers.iter().any(stands)
    }

    /// Listing, for what is grave enough, until somebody has proposed or decided one.
    pub(super) fn listing(&self) -> Vec<Proposal> {
        if self.course.walk.state == "closed" {
            return Vec::new();
        }
        let proposals = self.rows("major_listing").filter_map(|row| {
            let answered = |answer: &Answer| Some(answer.kind.as_str()) == row.text("answered_by");
            if self.around.answers.iter().any(answered) {
                return None;
            }
            let event = row.text("event")?.to_owned();
            let since = self.course.days(&[event]).next()?;
            self.propose_kind(&row, format!("listing/{}", row.text("level")?), since)
        });
        proposals.collect()
    }

    /// Look-backs after the close: of those that fall into the sample, each visit from its first
    /// day on.
    pub(super) fn lookback(&self) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for row in self.rows("lookback_sampling") {
            let events: Vec<String> = row.texts("event").map(str::to_owned).collect();
            let Some(closed) = self.course.days(&events).next_back() else {
                continue;
            };
            let percent = row.int("percent").unwrap_or(100);
            if !sampled(self.course.record, closed, percent) {
                continue;
            }
            for (visit, (from, to)) in (1..).zip(visits(&row)) {
                let after =
                    |days: i64| closed.saturating_add(i32::try_from(days).unwrap_or(i32::MAX));
                if after(from) > self.today {
                    continue;
                }
                let cause = format!("lookback/{}/{visit}", day_text(closed));
                proposals.extend(self.propose_kind(&row, cause, after(from)).map(
                    |mut proposal| {
                        let due = to.map(|to| ("due_on".to_owned(), day_text(after(to))));
                        proposal.fills.extend(due);
                        proposal
                    },
                ));
            }
        }
        proposals
    }
}

/// When after the close the visits begin and end, in days.
fn visits(row: &Row) -> Vec<(i64, Option<i64>)> {
    let fixed = row.columns.get("at_days").and_then(|days| days.as_array());
    match fixed {
        Some(days) => {
            let days = days.iter().filter_map(serde_json::Value::as_i64);
            let within = row.int("visit_days");
            days.map(|day| (day, within.map(|within| day.saturating_add(within))))
                .collect()
        }
        None => {
            let from = row.int("from_day").into_iter();
            from.map(|from| (from, row.int("to_day"))).collect()
        }
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

impl Catalog {
    /// The first days of all visits that a table of samples asks for of a record which is closed:
    /// what is proposed, whether somebody proposed it already or not.
    pub(crate) fn visits(&self, table: &str, course: &Course<'_>) -> Vec<i32> {
        let rows = self.table(table).map(|table| table.rows.as_slice());
        let mut days = Vec::new();
        for row in rows.unwrap_or_default() {
            let events: Vec<String> = row.texts("event").map(str::to_owned).collect();
            let Some(closed) = course.days(&events).next_back() else {
                continue;
            };
            let division = course.record.bucket.0;
            let Some(row) = self.in_force(table, row, division, &day_text(closed)) else {
                continue;
            };
            let own = row.text("kind") == Some(course.kind.name.as_str())
                && row.text("state") == Some(course.walk.state.as_str())
                && self.meant(&row, course);
            if own && sampled(course.record, closed, row.int("percent").unwrap_or(100)) {
                let day = |(from, _)| closed.checked_add(i32::try_from(from).ok()?);
                days.extend(visits(&row).into_iter().filter_map(day));
            }
        }
        days
    }
}
