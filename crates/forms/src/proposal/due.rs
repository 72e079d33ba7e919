//! What limits that have passed and days that come near propose.

use super::{Case, Proposal};
use crate::course::{day_of, moment};
use crate::ground::day_text;
use crate::table::Row;
use crate::words::Text;

impl Case<'_> {
    /// Limits that were passed and still run. The deadline itself has its ladder.
    pub(super) fn overdue_clocks(&self) -> Vec<Proposal> {
        let clocks = self
            .catalog
            .clocks(self.course.record, self.around.arrived_ms);
        let overdue = clocks.into_iter().filter(|clock| {
            let passed = clock.stopped_ms.is_none() && clock.is_overdue(self.now_ms);
            passed && clock.counts && !clock.has_ladder
        });
        let proposals = overdue.filter_map(|clock| {
            let begun = day_text(day_of(clock.started_ms)?);
            let limit = clock.said();
            Some(Proposal {
                cause: format!("clock/{}/{begun}", clock.name),
                label: Text::new(
                    format!("超过时限：{}", limit.zh),
                    format!("time limit passed: {}", limit.en),
                ),
                together: None,
                answered_by: None,
                since: day_of(clock.ends_ms)?,
                level: None,
                to: vec!["station_lead".to_owned(), "county_coord".to_owned()],
                fills: Vec::new(),
                holidays_unknown: !clock.holidays_known,
                records: Vec::new(),
            })
        });
        proposals.collect()
    }

    /// Days in the record that come near, and numbers in it that have grown too high.
    pub(super) fn due_notices(&self) -> Vec<Proposal> {
        let proposals = self.rows("due_notices").filter_map(|row| {
            let field = row.text("field")?;
            let (since, due) = match row.int("at_least") {
                Some(least) => {
                    let reached = self.reached(field, least)?;
                    (reached, reached)
                }
                None => {
                    let due = self.open_day(&row, field)?;
                    let before = i32::try_from(row.int("days")?).ok()?;
                    (due.checked_sub(before)?, due)
                }
            };
            if since > self.today {
                return None;
            }
            self.propose(&row, format!("due/{field}/{}", day_text(due)), since)
        });
        proposals.collect()
    }

    /// The day in a field, or the earliest in the entries of a list that are not done.
    fn open_day(&self, row: &Row, field: &str) -> Option<i32> {
        let Some((list, item)) = field.split_once('.') else {
            return self.course.field_day(field);
        };
        let done = row.text("done");
        let entries = self.course.entries(list);
        let open = entries
            .iter()
            .filter(|entry| done.is_none_or(|done| entry.get(done).is_none()));
        let days = open.filter_map(|entry| day_of(moment(entry.get(item)?)?));
        days.min()
    }

    /// The day on which the number in a field was written, if it is at least so high.
    fn reached(&self, field: &str, least: i64) -> Option<i32> {
        let said = self.course.record.said(self.course.kind.field(field)?.id);
        let latest = said.first()?;
        let high = latest.what.as_int()? >= least;
        day_of(i64::try_from(latest.source.wall_ms).ok()?).filter(|_| high)
    }
}
