//! The ladder over what people disagree about: who is to settle it when nobody has.

use merge::Record;

use super::Proposal;
use crate::catalog::Catalog;
use crate::course::day_of;
use crate::ground::day_text;

/// The table of the ladder.
pub(crate) const LADDER: &str = "conflict_ladder";

impl Catalog {
    /// Whose turn it is to settle a record people have disagreed about since a moment; nothing as
    /// long as it is not late.
    ///
    /// Nobody answers it with another record: it is gone as soon as the conflict is settled, and
    /// starts anew with a value that comes late.
    #[must_use]
    pub fn disputed(&self, record: &Record, since_ms: i64, now_ms: i64) -> Option<Proposal> {
        let (since, today) = (day_of(since_ms)?, day_of(now_ms)?);
        let on = day_text(today);
        let rows = self.table(LADDER)?.rows.iter();
        let rows = rows.filter_map(|row| self.in_force(LADDER, row, record.bucket.0, &on));
        let reached = rows.filter_map(|row| {
            let day = i32::try_from(row.int("day")?).ok()?;
            let from = since.saturating_add(day);
            (from <= today).then_some((from, row))
        });
        let (from, row) = reached.max_by_key(|(from, _)| *from)?;
        Some(Proposal {
            cause: format!("conflict/{}/{}", row.int("step")?, day_text(since)),
            label: row.label(),
            together: None,
            answered_by: None,
            since: from,
            level: row.text("level").map(str::to_owned),
            to: row.list("to").map(str::to_owned).collect(),
            fills: Vec::new(),
            holidays_unknown: false,
            records: Vec::new(),
        })
    }
}
