//! The catalog as the pages need it.

use forms::{CodeList, Kind, Role, Text};
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
    /// What is counted.
    pub measures: Vec<Named>,
    /// What is compared.
    pub ratios: Vec<Named>,
    /// The reports offices print.
    pub reports: Vec<Named>,
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
