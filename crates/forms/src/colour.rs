//! The colours of deadlines.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::ground::day_text;
use crate::words::Text;

/// The colour of a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colour {
    /// Its stable name, such as `yellow`.
    pub name: String,
    /// What it means.
    pub label: Text,
}

impl Catalog {
    /// The colour of a deadline in a division, seen so many days before it.
    #[must_use]
    pub fn colour(&self, days_left: i32, division: u64, today: i32) -> Option<Colour> {
        let (today, left) = (day_text(today), i64::from(days_left));
        let rows = self.table("due_colours")?.rows.iter();
        let mut rows = rows.filter_map(|row| self.in_force("due_colours", row, division, &today));
        let row = rows.find(|row| {
            row.int("from_day").is_none_or(|from| from <= left)
                && row.int("to_day").is_none_or(|to| left <= to)
        })?;
        Some(Colour {
            name: row.text("colour")?.to_owned(),
            label: row.label(),
        })
    }
}
