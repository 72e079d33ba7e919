//! The reports offices print, declared as data: what they show, never how it is counted.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::role::Level;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Its short name, `R4`.
    pub name: String,
    /// What it is called in Chinese.
    pub zh: String,
    /// What it is called in English.
    pub en: String,
    /// What it is made of, in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "shape", rename_all = "snake_case")]
pub enum Section {
    /// Figures by division: one row for each division directly below, and their sum.
    Table {
        /// Its heading in Chinese.
        zh: String,
        /// Its heading in English.
        en: String,
        /// Measures and ratios, by name.
        columns: Vec<String>,
        /// Those of them that are compared with the year before and the span before.
        #[serde(default)]
        compare: Vec<String>,
    },
    /// Records, one a row.
    List(List),
    /// In how many divisions of a level anything was counted, of how many there are.
    Coverage {
        /// Its heading in Chinese.
        zh: String,
        /// Its heading in English.
        en: String,
        /// The level of the divisions.
        level: Level,
        /// A division is covered in which any of these measures counted anything.
        measures: Vec<String>,
    },
    /// The divisions of a level in which a measure counted nothing.
    Missing {
        /// Its heading in Chinese.
        zh: String,
        /// Its heading in English.
        en: String,
        /// The level of the divisions.
        level: Level,
        /// The measure.
        measure: String,
    },
    /// A text with figures in it: `{NAME}` is a measure or ratio, `{NAME:yoy}` its change from the
    /// year before, `{period}` the period and `{under}` the division.
    Paragraph {
        /// The Chinese text.
        zh: String,
        /// The English text.
        en: String,
    },
}

/// Records, one a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Its heading in Chinese.
    pub zh: String,
    /// Its heading in English.
    pub en: String,
    /// The kind of record.
    pub kind: String,
    /// Only records in these states; empty: in all but void ones.
    #[serde(default)]
    pub states: Vec<String>,
    /// Only records whose deadline runs, and lies at most so many days after the period's end:
    /// 0 for what is due by then, -1 for what is overdue.
    pub due_within: Option<i32>,
    /// Only records this measure counts in the period.
    pub measure: Option<String>,
    /// The fields shown, and of the record `serial`, `division`, `status`, `due` and `days_left`.
    pub columns: Vec<String>,
}

/// What a list can show of every record, whatever its kind.
pub const OF_EVERY_RECORD: [&str; 5] = ["serial", "division", "status", "due", "days_left"];

impl Catalog {
    /// All reports.
    #[must_use]
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// The report of that name, whatever its case.
    #[must_use]
    pub fn report(&self, name: &str) -> Option<&Report> {
        let named = |report: &&Report| report.name.eq_ignore_ascii_case(name);
        self.reports.iter().find(named)
    }
}

/// The names between braces in a text, in order, each with what follows its colon.
pub fn placeholders(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let parts = text.split('{').skip(1);
    let names = parts.filter_map(|part| Some(part.split_once('}')?.0));
    names.map(|name| match name.split_once(':') {
        Some((name, what)) => (name, Some(what)),
        None => (name, None),
    })
}
