//! Who may act.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::words::Text;

/// One of the four levels of the hierarchy, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 市.
    City = 1,
    /// 县.
    County = 2,
    /// 乡: a township, a station.
    Township = 3,
    /// 村.
    Village = 4,
}

impl Level {
    /// The level of a division, from the zeros at the end of its 12-digit code (SS PP CC TTT VVV).
    #[must_use]
    pub fn of_division(code: u64) -> Level {
        if !code.is_multiple_of(1_000) {
            Level::Village
        } else if !(code / 1_000).is_multiple_of(1_000) {
            Level::Township
        } else if !(code / 1_000_000).is_multiple_of(100) {
            Level::County
        } else {
            Level::City
        }
    }
}

/// The timer of the program, in an event's `by`.
pub(crate) const CLOCK: &str = "clock";

/// Another office, in a grant and in the rights. Nobody is granted it.
pub(crate) const OFFICE: &str = "office";

/// A role a person can be granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Role {
    /// Stable English name, as it stands in grants.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The highest level it can be held at.
    pub level: Level,
    /// All levels it can be held at.
    pub levels: Vec<Level>,
}

impl Role {
    /// The timer of the program, which fires what no person does. Nobody can be granted it.
    #[must_use]
    pub fn clock() -> Role {
        Role {
            name: CLOCK.to_owned(),
            label: Text::new("系统定时", "the clock"),
            level: Level::City,
            levels: vec![Level::City, Level::County, Level::Township, Level::Village],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_code_says_its_level() {
        assert_eq!(Level::of_division(420_600_000_000), Level::City);
        assert_eq!(Level::of_division(420_625_000_000), Level::County);
        assert_eq!(Level::of_division(420_625_101_000), Level::Township);
        assert_eq!(Level::of_division(420_625_101_201), Level::Village);
    }
}
