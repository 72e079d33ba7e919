//! Code lists.

use serde::Serialize;
use ts_rs::TS;

use crate::words::Text;

/// A closed list of values a field may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CodeList {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The standard or rule it follows.
    pub source: Option<String>,
    /// The headings its codes stand under, where the list has two levels.
    pub groups: Vec<Group>,
    /// The codes in the order they are offered.
    pub codes: Vec<Code>,
}

/// A heading of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Group {
    /// Stable English name.
    pub code: String,
    /// What people call it.
    pub label: Text,
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Code {
    /// What is kept: a number of the standard or a stable English name, never reused.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// The heading it stands under.
    pub group: Option<String>,
    /// The last day it is offered, `YYYY-MM-DD`; it stays so that old records can be read.
    pub until: Option<String>,
    /// Of an indicator: the figure it is judged by.
    pub figure: Option<String>,
}

impl CodeList {
    /// The code as kept, offered or not.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|known| known.code == code)
    }

    /// The codes offered on that day (`YYYY-MM-DD`).
    pub fn offered<'a>(&'a self, day: &'a str) -> impl Iterator<Item = &'a Code> {
        self.codes
            .iter()
            .filter(move |code| code.until.as_deref().is_none_or(|until| day <= until))
    }

    /// The code a person means on that day: as kept, or by its Chinese or English label.
    #[must_use]
    pub fn find<'a>(&'a self, text: &str, day: &'a str) -> Option<&'a Code> {
        self.offered(day)
            .find(|code| code.code == text)
            .or_else(|| self.offered(day).find(|code| code.label.zh == text))
            .or_else(|| {
                self.offered(day)
                    .find(|code| code.label.en.eq_ignore_ascii_case(text))
            })
    }
}
