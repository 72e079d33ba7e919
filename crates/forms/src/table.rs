//! Legal and default figures with the dates they hold.

use serde::Serialize;
use serde_json::Value as Json;

use crate::words::Text;

/// A table whose rows take effect and lapse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Stable English name.
    pub name: String,
    /// All rows there ever were.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The first day it holds, `YYYY-MM-DD`; nothing: always has.
    pub effective_from: Option<String>,
    /// The last day it holds; nothing: until further notice.
    pub effective_to: Option<String>,
    /// Its columns.
    #[serde(flatten)]
    pub columns: serde_json::Map<String, Json>,
}

impl Table {
    /// The rows that hold on that day (`YYYY-MM-DD`).
    pub fn on<'a>(&'a self, day: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.holds(day))
    }

    /// The row with that text in `column` that holds on that day.
    #[must_use]
    pub fn find(&self, column: &str, text: &str, day: &str) -> Option<&Row> {
        self.rows
            .iter()
            .filter(|row| row.holds(day))
            .find(|row| row.text(column) == Some(text))
    }
}

impl Row {
    /// Whether it holds on that day (`YYYY-MM-DD`; such days order as texts).
    #[must_use]
    pub fn holds(&self, day: &str) -> bool {
        let begun = self
            .effective_from
            .as_deref()
            .is_none_or(|from| from <= day);
        begun && self.effective_to.as_deref().is_none_or(|to| day <= to)
    }

    /// A text column.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        self.columns.get(column)?.as_str()
    }

    /// A whole-number column.
    #[must_use]
    pub fn int(&self, column: &str) -> Option<i64> {
        self.columns.get(column)?.as_i64()
    }

    /// A yes-or-no column; absent is no.
    #[must_use]
    pub fn is(&self, column: &str) -> bool {
        self.columns.get(column).and_then(Json::as_bool) == Some(true)
    }

    /// The texts of a list column.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        let items = self.columns.get(column).and_then(Json::as_array);
        items.into_iter().flatten().filter_map(Json::as_str)
    }

    /// The texts of a column that holds one or a list of them.
    pub fn texts(&self, column: &str) -> impl Iterator<Item = &str> {
        self.text(column).into_iter().chain(self.list(column))
    }

    /// The columns `zh` and `en`.
    #[must_use]
    pub fn label(&self) -> Text {
        let text = |column| self.text(column).unwrap_or_default();
        Text::new(text("zh"), text("en"))
    }
}
