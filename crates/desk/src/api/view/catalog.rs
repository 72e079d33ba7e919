//! The catalog as the pages need it.

use forms::{CodeList, Kind, Role, Row, Text};
use serde::Serialize;
use ts_rs::TS;

/// What screens draw forms, lists and tables from.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Catalog<'a> {
    /// Changes when the catalog does.
    pub fingerprint: String,
    /// Roles.
    pub roles: &'a [Role],
    /// Code lists.
    pub codes: &'a [CodeList],
    /// Record kinds.
    pub kinds: &'a [Kind],
    /// What the law says of violations, by the days it says so.
    pub violations: Vec<Violation<'a>>,
    /// What is counted.
    pub measures: Vec<Named>,
    /// What is compared.
    pub ratios: Vec<Named>,
    /// The reports offices print.
    pub reports: Vec<Named>,
}

/// What the law says of a violation.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Violation<'a> {
    /// Its code.
    pub key: &'a str,
    /// The law.
    pub basis: Option<&'a str>,
    /// The lowest fine, in yuan; nothing where the law names no sum.
    pub fine_min: Option<i64>,
    /// The highest fine, in yuan.
    pub fine_max: Option<i64>,
    /// Points against the licence; nothing where it takes none.
    pub points: Option<i64>,
    /// What else the law does, in Chinese as it stands in the table.
    pub note: Option<&'a str>,
    /// The first day it holds.
    pub from: Option<&'a str>,
    /// The last day it holds.
    pub until: Option<&'a str>,
}

impl<'a> From<&'a Row> for Violation<'a> {
    fn from(row: &'a Row) -> Violation<'a> {
        Violation {
            key: row.text("key").unwrap_or_default(),
            basis: row.text("basis"),
            fine_min: row.int("fine_min"),
            fine_max: row.int("fine_max"),
            points: row.int("points"),
            note: row.text("note"),
            from: row.effective_from.as_deref(),
            until: row.effective_to.as_deref(),
        }
    }
}

/// A document a record can be printed as.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PaperName {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
}

/// Something with a name and what people call it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Named {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The kind of record it is about.
    pub kind: Option<String>,
    /// It is a column of the four-level table.
    pub board: bool,
}
