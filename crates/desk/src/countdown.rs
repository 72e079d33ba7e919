//! The limits that run: deadlines, legal clocks and local ones, each with what is left of it.

use forms::{Clock, Colour, Moment};
use places::DivisionCode;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::room::Room;

/// A limit that runs for a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countdown {
    /// The record.
    pub id: String,
    /// Its kind's name.
    pub kind: String,
    /// What it is, in one line.
    pub title: String,
    /// Its state.
    pub status: String,
    /// Where it lies.
    pub division: DivisionCode,
    /// The path of names down to there.
    pub place: String,
    /// The limit.
    pub limit: Clock,
    /// Days left until its last day; negative once that is over.
    pub days_left: i32,
    /// Hours left; negative once it has passed.
    pub hours_left: i64,
    /// Whether somebody is late.
    pub overdue: bool,
    /// Its colour.
    pub colour: Option<Colour>,
    /// Whose clock it was reckoned by.
    pub by_clock: String,
}

/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;

impl Room {
    /// The limits that run in a division and everything below it, the next to end first.
    ///
    /// # Errors
    /// An unknown division, a day that is none, or a store that fails.
    pub fn countdowns(
        &self,
        under: Option<DivisionCode>,
        on: Option<&str>,
        now: Moment,
    ) -> Result<Vec<Countdown>, Failure> {
        let under = self.under(under)?;
        let now_ms = Room::at(on, now)?;
        let today = Room::day(on, now)?;
        let mut rows = Vec::new();
        let mut found = Vec::new();
        for range in self.divisions.codes_under(under) {
            found.extend(self.store.countdowns(&self.catalog, &range)?);
        }
        for (listed, clocks) in found {
            let title = self.masked_title(&listed);
            let summary = listed.summary;
            let Ok(division) = DivisionCode::new(summary.bucket) else {
                continue;
            };
            let kind = self.catalog.kind_by_id(summary.kind);
            for limit in clocks {
                let days_left = limit.days_left(now_ms);
                rows.push(Countdown {
                    id: listed.id.to_string(),
                    kind: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
                    title: title.clone(),
                    status: summary.status.clone(),
                    division,
                    place: self.divisions.path_name(division),
                    days_left,
                    hours_left: (limit.ends_ms - now_ms).div_euclid(HOUR_MS),
                    overdue: limit.counts && limit.is_overdue(now_ms),
                    colour: self.catalog.colour(days_left, summary.bucket, today),
                    limit,
                    by_clock: "server".to_owned(),
                });
            }
        }
        rows.sort_by(|a, b| (a.limit.ends_ms, &a.id).cmp(&(b.limit.ends_ms, &b.id)));
        Ok(rows)
    }
}
