//! What a place sets for itself: its days off and working weekends, and figures of the tables.
//!
//! A law or default stands in the catalog's tables. Where a county or the city has decided on
//! another number, or a new edition of a law changes one, it is imported at the office and travels
//! to the laptops; no program changes. What may be set, and by which words a row is named, says the
//! table `settable`.

mod read;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::calendar::Calendar;
use crate::catalog::Catalog;
use crate::ground::day_number;
use crate::table::Row;

pub use read::Typed;

/// The column that takes a row away altogether.
const OFF: &str = "off";

/// What a place sets for itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Local {
    /// Days that differ from their weekday, `YYYY-MM-DD`, and whether they are worked.
    #[serde(default)]
    pub days: BTreeMap<String, bool>,
    /// Figures that differ from the catalog's.
    #[serde(default)]
    pub figures: Vec<OwnFigure>,
    /// How long the grant of a laptop without contact is good after its end, in days, where the office
    /// has set it: neighbours hold each other to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_days: Option<u32>,
}

/// One number of one row, as a division has set it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnFigure {
    /// The 12-digit code of the division; it holds for everything below it as well.
    pub division: u64,
    /// The table.
    pub table: String,
    /// The row, by the keys of the table joined with `/`.
    pub row: String,
    /// The column.
    pub column: String,
    /// What it holds instead.
    pub value: Json,
    /// The first day it holds, `YYYY-MM-DD`; nothing: always has.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day it holds; nothing: until further notice.
    #[serde(default)]
    pub to: Option<String>,
}

impl Local {
    /// What concerns the people of some divisions: figures set for them, above them and below them.
    /// Days off are everybody's.
    #[must_use]
    pub fn of_area(&self, divisions: &[u64]) -> Local {
        let concerns = |figure: &&OwnFigure| {
            let mut area = divisions.iter();
            area.any(|code| covers(figure.division, *code) || covers(*code, figure.division))
        };
        Local {
            days: self.days.clone(),
            figures: self.figures.iter().filter(concerns).cloned().collect(),
            grace_days: self.grace_days,
        }
    }

    /// The form in which it travels.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Serialising plain data cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads what [`Local::encode`] wrote; nothing for bytes that are no such thing.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Local> {
        serde_json::from_slice(bytes).ok()
    }
}

impl OwnFigure {
    fn holds(&self, division: u64, day: &str) -> bool {
        let from = self.from.as_deref().is_none_or(|from| from <= day);
        let to = self.to.as_deref().is_none_or(|to| day <= to);
        covers(self.division, division) && from && to
    }
}

/// How many codes lie below a division, itself included: its digits are followed by zeros.
fn width(division: u64) -> u64 {
    let levels = [10_000_000_000, 100_000_000, 1_000_000, 1_000];
    let mut levels = levels.into_iter();
    levels
        .find(|level| division.is_multiple_of(*level))
        .unwrap_or(1)
}

fn covers(outer: u64, inner: u64) -> bool {
    (outer..outer.saturating_add(width(outer))).contains(&inner)
}

impl Catalog {
    /// The catalog with what a place has set for itself; what was set before is replaced.
    #[must_use]
    pub fn with_local(mut self, local: Local) -> Catalog {
        let days = local.days.iter();
        let days = days.filter_map(|(day, work)| Some((day_number(day)?, *work)));
        self.calendar = Calendar::of(&self).with(days);
        self.local = local;
        self
    }

    /// What the place has set for itself.
    #[must_use]
    pub fn local(&self) -> &Local {
        &self.local
    }

    /// Which days are worked here.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// A row of a table as it holds in a division on a day; nothing if it does not.
    ///
    /// Of two figures for one column the nearer division's counts, then the one that took effect
    /// later.
    #[must_use]
    pub fn in_force<'r>(
        &self,
        table: &str,
        row: &'r Row,
        division: u64,
        day: &str,
    ) -> Option<Cow<'r, Row>> {
        if !row.holds(day) {
            return None;
        }
        let figures = self.local.figures.iter();
        let mut set: Vec<&OwnFigure> = figures
            .filter(|figure| figure.table == table && figure.holds(division, day))
            .collect();
        if set.is_empty() {
            return Some(Cow::Borrowed(row));
        }
        let name = self.row_name(table, row)?;
        set.retain(|figure| figure.row == name);
        set.sort_by_key(|figure| (std::cmp::Reverse(width(figure.division)), &figure.from));
        let mut row = Cow::Borrowed(row);
        for figure in set {
            let columns = &mut row.to_mut().columns;
            columns.insert(figure.column.clone(), figure.value.clone());
        }
        (!row.is(OFF)).then_some(row)
    }

    /// The divisions that have set figures of their own in a table that hold on a day since
    /// 1970-01-01.
    #[must_use]
    pub fn set_apart(&self, table: &str, day: i32) -> BTreeSet<u64> {
        let day = crate::ground::day_text(day);
        let figures = self.local.figures.iter();
        let set = figures.filter(|own| own.table == table && own.holds(own.division, &day));
        set.map(|own| own.division).collect()
    }

    /// The row of a table with that text in `column`, as it holds in a division on a day.
    pub(crate) fn find_row(
        &self,
        table: &str,
        (column, text): (&str, &str),
        division: u64,
        day: &str,
    ) -> Option<Cow<'_, Row>> {
        let rows = self.table(table)?.rows.iter();
        let mut named = rows.filter(|row| row.text(column) == Some(text));
        named.find_map(|row| self.in_force(table, row, division, day))
    }

    /// What the row of a table is called where figures are set; nothing if none can be.
    pub(crate) fn row_name(&self, table: &str, row: &Row) -> Option<String> {
        let keys = self.settable(table)?.list("keys");
        let keys = keys.filter_map(|key| match row.columns.get(key)? {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        });
        Some(keys.collect::<Vec<_>>().join("/"))
    }

    fn settable(&self, table: &str) -> Option<&Row> {
        let mut rows = self.table("settable")?.rows.iter();
        rows.find(|row| row.text("table") == Some(table))
    }
}
