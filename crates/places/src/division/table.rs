//! The loaded table of divisions: look up, walk down, name, cut to a scope.

use super::{DivisionCode, DivisionError, Level};
use std::collections::BTreeMap;

/// One line of the division table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// The 12-digit code; level and parent follow from it.
    pub code: DivisionCode,
    /// The name as the source writes it, without spaces around it.
    pub name: String,
    /// First day in force, `YYYY-MM-DD`; `None` when the source does not say.
    pub valid_from: Option<String>,
    /// Last day in force, `YYYY-MM-DD`; `None` while it is in force.
    pub valid_to: Option<String>,
    /// The code that took its place; that code may be in another table.
    pub replaced_by: Option<DivisionCode>,
}

impl Division {
    /// Whether the division is in force on a day written `YYYY-MM-DD`, both ends included.
    ///
    /// Old records keep old codes, so a table keeps divisions that have ended; a form offers
    /// only those for which this is true.
    pub fn is_valid_on(&self, day: &str) -> bool {
        // Dates in this form sort like text.
        self.valid_from.as_deref().is_none_or(|from| from <= day)
            && self.valid_to.as_deref().is_none_or(|to| day <= to)
    }
}

/// What is cut off a name to make it short (domain rule for provisional numbers, 谷城-盛康).
///
/// Longer endings come first. Development zones and farms keep their name whole.
const ENDINGS: [(Level, &[&str]); 4] = [
    (Level::City, &["市"]),
    (Level::County, &["自治县", "县", "市", "区"]),
    (Level::Township, &["街道", "镇", "乡"]),
    (Level::Village, &["村委会", "居委会"]),
];

/// A table of divisions, of one city, of several, or of the part a laptop answers for.
///
/// Every division in it either has its parent in it too or is a root, so walking down needs no
/// second index: the codes themselves are the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions {
    pub(super) by_code: BTreeMap<DivisionCode, Division>,
}

impl Divisions {
    /// The division with this code.
    pub fn get(&self, code: DivisionCode) -> Option<&Division> {
        self.by_code.get(&code)
    }

    /// The division with this code, or the sentence that says it is missing.
    ///
    /// # Errors
    /// [`DivisionError::Unknown`] when the table does not have it.
    pub fn require(&self, code: DivisionCode) -> Result<&Division, DivisionError> {
        self.get(code).ok_or(DivisionError::Unknown(code))
    }

    /// How many divisions the table holds.
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether the table holds nothing, as the subset of an empty scope does.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The divisions without a parent in this table, in code order.
    pub fn roots(&self) -> impl Iterator<Item = &Division> {
        self.tops(0, u64::MAX)
    }

    /// The divisions directly below this one, in code order.
    pub fn children(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        self.tops(code.as_u64() + 1, *code.range().end())
    }

    /// Everything below this division at any depth, itself not included, in code order.
    pub fn descendants(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        self.between(code.as_u64() + 1, *code.range().end())
    }

    /// The names from the top of the table down, such as `襄阳市/谷城县/盛康镇`.
    ///
    /// A code the table does not have stands at the end as digits, so a record from a newer
    /// table still shows where it belongs.
    pub fn path_name(&self, code: DivisionCode) -> String {
        let mut names: Vec<String> = self.upwards(code).map(|d| d.name.clone()).collect();
        names.reverse();
        if self.get(code).is_none() {
            names.push(code.to_string());
        }
        names.join("/")
    }

    /// A short name from the county down, such as `谷城-盛康`; for a city or province its own.
    ///
    /// Endings such as 县 and 镇 are cut off unless only one character would be left. A code the
    /// table does not have stands as digits.
    pub fn short_name(&self, code: DivisionCode) -> String {
        let mut names: Vec<&str> = self
            .upwards(code)
            .filter(|d| d.code == code || d.code.level() >= Level::County)
            .map(without_ending)
            .collect();
        names.reverse();
        let digits = code.to_string();
        if self.get(code).is_none() {
            names.push(&digits);
        }
        names.join("-")
    }

    /// What a laptop of this scope gets: these subtrees, and everything above them.
    ///
    /// The divisions above are there for their names. Codes the table does not have add nothing.
    #[must_use]
    pub fn subset(&self, scope: &[DivisionCode]) -> Divisions {
        let known = scope.iter().filter(|code| self.get(**code).is_some());
        let by_code = known
            .flat_map(|code| self.upwards(*code).chain(self.descendants(*code)))
            .map(|division| (division.code, division.clone()))
            .collect();
        Divisions { by_code }
    }

    /// The divisions whose name contains this text, in code order; none for empty text.
    pub fn find(&self, name_part: &str) -> Vec<&Division> {
        let part = name_part.trim();
        if part.is_empty() {
            return Vec::new();
        }
        self.by_code
            .values()
            .filter(|division| division.name.contains(part))
            .collect()
    }

    /// The known divisions from this code up to its root.
    pub(super) fn upwards(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        code.upwards().filter_map(|above| self.get(above))
    }

    fn between(&self, first: u64, last: u64) -> impl Iterator<Item = &Division> {
        let after = self.by_code.range(from(first)..).map(|(_, division)| division);
        after.take_while(move |division| division.code.as_u64() <= last)
    }

    /// The topmost divisions between two numbers: each is followed by its own subtree, which is
    /// jumped over, so the cost depends on how many there are and not on how deep they go.
    fn tops(&self, first: u64, last: u64) -> impl Iterator<Item = &Division> {
        let at = move |first: u64| self.between(first, last).next();
        std::iter::successors(at(first), move |top| at(top.code.range().end() + 1))
    }
}
