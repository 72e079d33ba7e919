//! Working days: weekdays, holidays, and weekends that are worked instead (调休).

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::ground::{day_number, day_text};

/// The day 0, 1970-01-01, was a Thursday: three days after a Monday.
const THURSDAY: i32 = 3;

/// Which days are worked. Days are numbered since 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Days that differ from their weekday: worked or free.
    special: BTreeMap<i32, bool>,
    /// Years whose holidays are known.
    years: BTreeSet<String>,
}

impl Calendar {
    /// The calendar of the catalog's table `holidays`.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Calendar {
        let rows = catalog.table("holidays").map(|table| table.rows.as_slice());
        let days = rows.unwrap_or_default().iter().filter_map(|row| {
            let day = day_number(row.text("day")?)?;
            Some((day, row.is("work")))
        });
        Calendar::default().with(days)
    }

    /// This calendar with more days, each worked or free. What is known of a day already is
    /// replaced.
    #[must_use]
    pub fn with(mut self, days: impl IntoIterator<Item = (i32, bool)>) -> Calendar {
        for (day, work) in days {
            self.special.insert(day, work);
            self.years.insert(year(day));
        }
        self
    }

    /// Whether the day is worked.
    #[must_use]
    pub fn is_worked(&self, day: i32) -> bool {
        let weekday = (day + THURSDAY).rem_euclid(7) < 5;
        self.special.get(&day).copied().unwrap_or(weekday)
    }

    /// The last day of a limit of so many working days: the day it starts on does not count.
    #[must_use]
    pub fn after(&self, start: i32, working_days: u32) -> i32 {
        let mut day = start;
        for _ in 0..working_days {
            day = day.saturating_add(1);
            // A holiday lasts days; a table that frees every day for ever must not hang us.
            for _ in 0..60 {
                if self.is_worked(day) {
                    break;
                }
                day = day.saturating_add(1);
            }
        }
        day
    }

    /// Whether the holidays of every year from one day to another are known.
    #[must_use]
    pub fn knows(&self, from: i32, to: i32) -> bool {
        [from, to]
            .into_iter()
            .all(|day| self.years.contains(&year(day)))
    }
}

fn year(day: i32) -> String {
    day_text(day).chars().take(4).collect()
}
