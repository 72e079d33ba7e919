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
    /// Who signs it in Chinese and English, where that is not who filled it in and who checked it.
    pub sign: Option<[String; 2]>,
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
    /// The divisions of a level in which none of the measures counted anything.
    Missing {
        /// Its heading in Chinese.
        zh: String,
        /// Its heading in English.
        en: String,
        /// The level of the divisions.
        level: Level,
        /// The measures.
        measures: Vec<String>,
        /// Whether it is told for how many days nothing was counted.
        #[serde(default)]
        idle: bool,
    },
    /// The records of ledgers under whose name none of the measures counted anything.
    Without(Without),
    /// A text with figures in it: `{NAME}` is a measure or ratio, `{NAME:yoy}` its change from the
    /// year before, `{period}` the period and `{under}` the division.
    Paragraph {
        /// The Chinese text.
        zh: String,
        /// The English text.
        en: String,
    },
}

/// The records of ledgers under whose name none of the measures counted anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Without {
    /// Its heading in Chinese.
    pub zh: String,
    /// Its heading in English.
    pub en: String,
    /// The measures that count the ledgers; each has `among`.
    pub each: Vec<String>,
    /// What should have counted something under that name.
    pub measures: Vec<String>,
    /// The widest division it is told for by name; above it only numbers are.
    pub widest: Level,
}

impl Section {
    /// The figures it shows.
    pub(crate) fn figures(&self) -> Vec<&str> {
        let names: &[String] = match self {
            Section::Table { columns, .. } => columns,
            Section::List(list) => return list.measure.as_deref().into_iter().collect(),
            Section::Coverage { measures, .. } | Section::Missing { measures, .. } => measures,
            Section::Without(without) => &without.measures,
            Section::Paragraph { zh, en } => {
                let all = placeholders(zh).chain(placeholders(en));
                let all = all.filter(|(name, _)| !["period", "under"].contains(name));
                return all.map(|(name, _)| name).collect();
            }
        };
        names.iter().map(String::as_str).collect()
    }
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
    /// Whether records are listed too that the measure counts on an earlier day: what fell due
    /// before and still is due.
    #[serde(default)]
    pub carried: bool,
    /// The fields shown, of the record `serial`, `id`, `division`, `status`, `due`, `days_left` and
    /// `clocks`, and `linked:KIND` for where the records of a kind stand that refer to it.
    pub columns: Vec<String>,
    /// The fields added up below the rows.
    #[serde(default)]
    pub sum: Vec<String>,
}

/// How a column begins that shows the records of a kind which refer to the one in the row.
pub const LINKED: &str = "linked:";

/// What a list can show of every record, whatever its kind.
pub const OF_EVERY_RECORD: [&str; 6] =
    ["serial", "division", "status", "due", "days_left", "clocks"];

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
