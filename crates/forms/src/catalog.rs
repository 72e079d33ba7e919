//! The catalog: everything known about what is recorded.

use serde::Serialize;

use crate::builtin;
use crate::calendar::Calendar;
use crate::code::CodeList;
use crate::complaint::Complaint;
use crate::figure::{Measure, Ratio, Spread, Sum};
use crate::kind::Kind;
use crate::load::{self, CatalogError};
use crate::local::Local;
use crate::paper::Paper;
use crate::report::Report;
use crate::rights::Rights;
use crate::role::Role;
use crate::table::Table;
use crate::words::Text;

/// Kinds, code lists, roles, tables and figures, loaded once and checked as a whole.
///
/// Serialised, it is what the screens draw forms and tables from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Catalog {
    pub(crate) roles: Vec<Role>,
    /// No part of what rows are summarised with.
    #[serde(skip)]
    pub(crate) rights: Rights,
    pub(crate) codes: Vec<CodeList>,
    pub(crate) tables: Vec<Table>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) sums: Vec<Sum>,
    pub(crate) spreads: Vec<Spread>,
    pub(crate) ratios: Vec<Ratio>,
    pub(crate) reports: Vec<Report>,
    /// What a place has set for itself. No part of what the program was built with: rows that were
    /// summarised without it stay as they are.
    #[serde(skip)]
    pub(crate) local: Local,
    #[serde(skip)]
    pub(crate) calendar: Calendar,
    pub(crate) papers: Vec<Paper>,
}

impl Catalog {
    /// The catalog this program was built with.
    ///
    /// # Errors
    /// A wrong name or shape in its files; the tests of this crate exclude it.
    pub fn builtin() -> Result<Catalog, CatalogError> {
        Catalog::load(builtin::FILES)
    }

    /// The catalog this program was built with, and more files: kinds, code lists and figures of a
    /// place's own.
    ///
    /// # Errors
    /// The first wrong thing, with its file and name.
    pub fn with(more: &[(&str, &str)]) -> Result<Catalog, CatalogError> {
        Catalog::load(&[builtin::FILES, more].concat())
    }

    /// A catalog from `(file name, TOML)` pairs: `roles.toml`, `rights.toml`, `tables.toml`,
    /// `reports.toml`, `papers.toml`, and any number of `codes/NAME.toml`, `figures/NAME.toml` and `kinds/NAME.toml`.
    ///
    /// # Errors
    /// The first wrong thing, with its file and name.
    pub fn load(files: &[(&str, &str)]) -> Result<Catalog, CatalogError> {
        load::catalog(files)
    }

    /// A number that differs between catalogs: rows summarised with another one are made again.
    ///
    /// What is counted by working days is counted by a place's own holidays, so these are part of it.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        // Serialising plain data cannot fail; a catalog that did would only be summarised anew.
        let text = serde_json::to_vec(self).unwrap_or_default();
        let days = serde_json::to_vec(&self.local.days).unwrap_or_default();
        merge::Hash::of(&[&text, &days]).term()
    }

    /// All kinds, by number.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kind of that name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// The kind of that number.
    #[must_use]
    pub fn kind_by_id(&self, id: u16) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// The kind of that name, or a complaint that lists the kinds there are.
    ///
    /// # Errors
    /// An unknown name.
    pub fn require(&self, name: &str) -> Result<&Kind, Complaint> {
        self.kind(name).ok_or_else(|| {
            let names: Vec<&str> = self.kinds.iter().map(|kind| kind.name.as_str()).collect();
            let names = names.join(", ");
            let text = Text::new(
                format!("没有「{name}」这类记录；可用：{names}"),
                format!("there is no record kind `{name}`; known: {names}"),
            );
            Complaint::new("unknown_kind", text)
        })
    }

    /// All roles.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The role of that name.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.name == name)
    }

    /// All code lists.
    #[must_use]
    pub fn code_lists(&self) -> &[CodeList] {
        &self.codes
    }

    /// The code list of that name.
    #[must_use]
    pub fn codes(&self, list: &str) -> Option<&CodeList> {
        self.codes.iter().find(|known| known.name == list)
    }

    /// All tables.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The table of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// What is counted.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// The measure of that name.
    #[must_use]
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// What is compared.
    #[must_use]
    pub fn ratios(&self) -> &[Ratio] {
        &self.ratios
    }

    /// The ratio of that name.
    #[must_use]
    pub fn ratio(&self, name: &str) -> Option<&Ratio> {
        self.ratios.iter().find(|ratio| ratio.name == name)
    }

    /// The labels of roles, in one line.
    pub(crate) fn role_labels(&self, names: &[String]) -> Text {
        let known: Vec<&Text> = names
            .iter()
            .filter_map(|name| self.role(name))
            .map(|role| &role.label)
            .collect();
        Text::join(known)
    }
}
