//! Seasonal re-inspections: once in every season, from its first day to its last.

use jiff::civil::Date;

use super::{Case, Proposal};
use crate::ground::{day_number, day_text};
use crate::table::Row;
use crate::words::Text;

impl Case<'_> {
    pub(super) fn seasons(&self) -> Vec<Proposal> {
        let division = self.course.record.bucket.0;
        let today = day_text(self.today);
        let proposals = self.rows("season_jobs").filter_map(|job| {
            let name = job.text("season")?;
            let season = ("name", name);
            let season = self.catalog.find_row("seasons", season, division, &today)?;
            let (first, year) = began(&season, &today)?;
            // What was settled in this very season need not be looked at again.
            let moved = self.course.walk.legal.last();
            let moved = moved.and_then(|event| i64::try_from(event.source.wall_ms).ok());
            if moved
                .and_then(crate::course::day_of)
                .is_some_and(|day| day >= first)
            {
                return None;
            }
            let mut proposal = self.propose(&job, format!("season/{name}/{year}"), first)?;
            let kind = proposal.answered_by.as_ref();
            let kind = kind.and_then(|kind| self.catalog.kind(kind));
            let (season, kind) = (season.label(), kind.map(|kind| &kind.label));
            proposal.label = Text::new(
                format!("{}复查：{}", season.zh, kind.map_or("", |label| &label.zh)),
                format!("{}: {}", season.en, kind.map_or("", |label| &label.en)),
            );
            Some(proposal)
        });
        proposals.collect()
    }
}

/// The first day of a season that is on, and the year it began in; nothing outside the season. A
/// season may run over the end of the year.
fn began(season: &Row, today: &str) -> Option<(i32, i16)> {
    let (from, to) = (season.int("from_month")?, season.int("to_month")?);
    let today: Date = today.parse().ok()?;
    let month = i64::from(today.month());
    let year = match (from <= to, from <= month, month <= to) {
        (true, true, true) | (false, true, _) => today.year(),
        (false, _, true) => today.year().checked_sub(1)?,
        _ => return None,
    };
    let first = Date::new(year, i8::try_from(from).ok()?, 1).ok()?;
    Some((day_number(&first.to_string())?, year))
}
