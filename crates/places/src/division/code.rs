//! The 12-digit code of a division, and the tree its digits spell.

use super::DivisionError;
use crate::text::quoted;
use serde::{Deserialize, Serialize};
use std::{fmt, ops::RangeInclusive, str::FromStr};

/// How high a division stands. `Province` is the smallest value, so `a < b` reads "a is above b".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省: two digits of the code.
    Province,
    /// 市: four digits.
    City,
    /// 县, 区 or county-level 市: six digits (GB/T 2260).
    County,
    /// 乡, 镇 or 街道: nine digits (GB/T 10114).
    Township,
    /// 村 or 社区: all twelve digits (statistical division codes).
    Village,
}

impl Level {
    /// All levels from the top down.
    pub const ALL: [Level; 5] = [
        Level::Province,
        Level::City,
        Level::County,
        Level::Township,
        Level::Village,
    ];

    /// The one-character Chinese label: 省, 市, 县, 乡 or 村.
    pub fn zh(self) -> &'static str {
        match self {
            Level::Province => "省",
            Level::City => "市",
            Level::County => "县",
            Level::Township => "乡",
            Level::Village => "村",
        }
    }

    /// The number the division file uses for this level, which counts from 1 for a city.
    pub(super) fn number(self) -> u8 {
        match self {
            Level::Province => 0,
            Level::City => 1,
            Level::County => 2,
            Level::Township => 3,
            Level::Village => 4,
        }
    }

    /// How many codes share the digits of one division of this level.
    fn width(self) -> u64 {
        match self {
            Level::Province => 10_000_000_000,
            Level::City => 100_000_000,
            Level::County => 1_000_000,
            Level::Township => 1_000,
            Level::Village => 1,
        }
    }
}

/// A 12-digit division code, `SS PP CC TTT VVV`: province, city, county, township, village.
///
/// The digits are a prefix tree, so "lies below" needs no table and everything below a division
/// is one numeric range. Groups that are not used are zero. A group in the middle may be zero
/// too: a city without counties, such as 东莞 4419, has townships like `441900003000` directly
/// below it. The value always has a province; text and serde form are the twelve digits.
///
/// ```
/// let town: places::DivisionCode = "420625102".parse()?;
/// assert_eq!(town.to_string(), "420625102000");
/// assert_eq!(town.level(), places::Level::Township);
/// assert!("420625".parse::<places::DivisionCode>()?.contains(town));
/// # Ok::<(), places::DivisionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode(u64);

impl DivisionCode {
    /// Makes a code from its number, all twelve digits of it.
    ///
    /// # Errors
    /// [`DivisionError::NotACode`] when it has more than twelve digits or no province.
    pub fn new(number: u64) -> Result<DivisionCode, DivisionError> {
        if (10_000_000_000..1_000_000_000_000).contains(&number) {
            Ok(DivisionCode(number))
        } else {
            Err(DivisionError::NotACode {
                text: number.to_string(),
            })
        }
    }

    /// The twelve digits as a number, the form for keys and ranges.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The level of the last group of digits that is not zero.
    pub fn level(self) -> Level {
        Level::ALL
            .into_iter()
            .find(|level| self.0.is_multiple_of(level.width()))
            .unwrap_or(Level::Village)
    }

    /// The division directly above; a province has none.
    ///
    /// Domain rule: zero out the last group that is not zero.
    pub fn parent(self) -> Option<DivisionCode> {
        Level::ALL
            .into_iter()
            .rev()
            .map(|level| self.cut(level))
            .find(|cut| *cut < self)
            .filter(|_| self.level() > Level::Province)
    }

    /// The division of exactly this level that this one lies in or is.
    ///
    /// `None` below this code's own level, and for a level the tree skips here (the county of a
    /// township that belongs directly to a city).
    pub fn ancestor(self, level: Level) -> Option<DivisionCode> {
        Some(self.cut(level)).filter(|cut| cut.level() == level)
    }

    /// Whether `other` is this division or lies below it.
    pub fn contains(self, other: DivisionCode) -> bool {
        self.range().contains(&other.0)
    }

    /// Every number a code in this division can have, its own included, as one range.
    pub fn range(self) -> RangeInclusive<u64> {
        self.0..=self.0 + (self.level().width() - 1)
    }

    /// This division and everything above it, from the bottom up.
    pub fn upwards(self) -> impl Iterator<Item = DivisionCode> {
        std::iter::successors(Some(self), |code| code.parent())
    }

    fn cut(self, level: Level) -> DivisionCode {
        DivisionCode(self.0 - self.0 % level.width())
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl FromStr for DivisionCode {
    type Err = DivisionError;

    /// Reads 2, 4, 6, 9 or 12 digits and fills up with zeros; spaces around them do not matter.
    fn from_str(text: &str) -> Result<DivisionCode, DivisionError> {
        let digits = text.trim();
        let refused = || DivisionError::NotACode { text: quoted(text) };
        let known_length = matches!(digits.len(), 2 | 4 | 6 | 9 | 12);
        if !known_length || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused());
        }
        let number = format!("{digits:0<12}").parse().map_err(|_| refused())?;
        DivisionCode::new(number).map_err(|_| refused())
    }
}

impl TryFrom<String> for DivisionCode {
    type Error = DivisionError;

    fn try_from(text: String) -> Result<DivisionCode, DivisionError> {
        text.parse()
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> String {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, StrDeserializer};

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    /// Codes of all levels, with zero groups in the middle now and then.
    fn any_code() -> impl Strategy<Value = DivisionCode> {
        (10..100u64, 0..3u64, 0..3u64, 0..3u64, 0..3u64).prop_map(|(s, p, c, t, v)| {
            DivisionCode::new((((s * 100 + p) * 100 + c) * 1000 + t) * 1000 + v).unwrap()
        })
    }

    #[test]
    fn short_codes_are_padded_and_every_level_is_recognised() {
        let table = [
            ("42", "420000000000", Level::Province, None),
            ("4206", "420600000000", Level::City, Some("42")),
            ("420625", "420625000000", Level::County, Some("4206")),
            ("420625102", "420625102000", Level::Township, Some("420625")),
            (
                " 420625102201 ",
                "420625102201",
                Level::Village,
                Some("420625102"),
            ),
            // A township directly below a city: 东莞 has no counties.
            (
                "441900003000",
                "441900003000",
                Level::Township,
                Some("4419"),
            ),
        ];
        for (text, full, level, parent) in table {
            assert_eq!(code(text).to_string(), full);
            assert_eq!(code(text).level(), level, "{text}");
            assert_eq!(code(text).parent(), parent.map(code), "{text}");
        }
    }

    #[test]
    fn text_that_is_no_code_is_refused_with_the_remedy() {
        let bad = [
            "",
            "4",
            "420",
            "42062",
            "4206251",
            "4206251020",
            "4206251020001",
        ];
        let odd = [
            "00",
            "000000000001",
            "4206x5",
            "４２０６",
            "+4",
            "4.20625E+11",
            "谷城",
        ];
        for text in bad.into_iter().chain(odd) {
            let error = text.parse::<DivisionCode>().unwrap_err();
            assert!(
                error.to_string().contains("give 2, 4, 6, 9 or 12 digits"),
                "{error}"
            );
            assert!(error.zh().contains("12 位"), "{}", error.zh());
        }
        assert!(DivisionCode::new(420_600).is_err());
        assert!(DivisionCode::new(1_000_000_000_000).is_err());
    }

    #[test]
    fn an_ancestor_has_exactly_the_level_asked_for() {
        let village = code("420625102201");
        assert_eq!(village.ancestor(Level::County), Some(code("420625")));
        assert_eq!(village.ancestor(Level::Village), Some(village));
        assert_eq!(code("420625").ancestor(Level::Township), None);
        assert_eq!(code("441900003000").ancestor(Level::County), None);
        assert_eq!(
            code("441900003000").ancestor(Level::City),
            Some(code("4419"))
        );
    }

    #[test]
    fn serde_form_is_the_twelve_digits() {
        let input: StrDeserializer<'_, ValueError> = "420625".into_deserializer();
        assert_eq!(DivisionCode::deserialize(input).unwrap(), code("420625"));
        let input: StrDeserializer<'_, ValueError> = "42062".into_deserializer();
        assert!(DivisionCode::deserialize(input).is_err());
        assert_eq!(String::from(code("420625")), "420625000000");
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(c in any_code()) {
            prop_assert_eq!(c.to_string().parse::<DivisionCode>().unwrap(), c);
        }

        #[test]
        fn a_parent_is_one_step_up_and_contains_its_child(c in any_code()) {
            prop_assert!(c.contains(c));
            if let Some(parent) = c.parent() {
                prop_assert!(parent.contains(c) && !c.contains(parent));
                prop_assert!(parent.level() < c.level());
            } else {
                prop_assert_eq!(c.level(), Level::Province);
            }
        }

        #[test]
        fn containing_means_being_on_the_way_up(a in any_code(), b in any_code()) {
            prop_assert_eq!(a.contains(b), b.upwards().any(|above| above == a));
            prop_assert_eq!(a.contains(b), a.range().contains(&b.as_u64()));
        }
    }
}
