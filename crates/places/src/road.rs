//! Roads: the class letter and number of a numbered one, the name of any other.

use crate::division::DivisionCode;
use crate::text::{quoted, squeezed};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The administrative class of a road (GB/T 917), which decides who must maintain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    /// G 国道.
    National,
    /// S 省道.
    Provincial,
    /// X 县道.
    County,
    /// Y 乡道.
    Township,
    /// C 村道.
    Village,
    /// Z 专用公路.
    Special,
    /// A road without a number: 组道, 机耕路, a street, a yard.
    Other,
}

impl RoadClass {
    /// Every class with the letter its numbers begin with and its stable code.
    const ALL: [(RoadClass, Option<char>, &'static str); 7] = [
        (RoadClass::National, Some('G'), "national"),
        (RoadClass::Provincial, Some('S'), "provincial"),
        (RoadClass::County, Some('X'), "county"),
        (RoadClass::Township, Some('Y'), "township"),
        (RoadClass::Village, Some('C'), "village"),
        (RoadClass::Special, Some('Z'), "special"),
        (RoadClass::Other, None, "other"),
    ];

    /// The stable code of the class in records and in the catalog, such as `township`.
    pub fn code(self) -> &'static str {
        let row = RoadClass::ALL.iter().find(|row| row.0 == self);
        row.map_or("other", |row| row.2)
    }

    /// Whether it is a public highway (公路): national, provincial, county, township or village.
    pub fn is_highway(self) -> bool {
        !matches!(self, RoadClass::Special | RoadClass::Other)
    }

    fn from_letter(letter: char) -> Option<RoadClass> {
        let row = RoadClass::ALL.iter().find(|row| row.1 == Some(letter))?;
        Some(row.0)
    }
}

/// Why a road code was refused. `Display` is English, `zh` Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RoadError {
    /// The text is not a class letter and a number.
    #[error(
        "`{text}` is not a road code; write a letter of G S X Y C Z and 3 or 4 digits like Y014, of an expressway also 1 or 2 like G55, or leave the code empty and give the road's name"
    )]
    NotARoadCode {
        /// What was given.
        text: String,
    },
    /// The six digits after the number are not a county.
    #[error(
        "road code `{text}` ends in `{county}`, which is not a county; end it with the county's 6 digits, or with the number"
    )]
    NotACounty {
        /// What was given.
        text: String,
        /// Its last six digits.
        county: String,
    },
}

impl RoadError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            RoadError::NotARoadCode { text } => format!(
                "“{text}”不是道路编号；请填 G、S、X、Y、C、Z 之一加 3 或 4 位数字，例如 Y014；高速公路可为 1 或 2 位，例如 G55；没有编号的请只填路名"
            ),
            RoadError::NotACounty { text, county } => format!(
                "道路编号“{text}”末尾的“{county}”不是县级代码；请以 6 位县级代码结尾，或只写编号"
            ),
        }
    }
}

/// A road code: class letter, three or four digits, and maybe the six digits of its county;
/// national and provincial expressways have one or two digits, such as G55.
///
/// Read in any case and in full-width characters; shown in capitals, as it was given otherwise.
/// Domain rule: `^[GSXYCZ]\d{3,4}(\d{6})?$`, and `^[GS]\d{1,2}(\d{6})?$` for expressways (GB/T 917).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoadCode {
    class: RoadClass,
    /// Letter and digits, such as `Y014`.
    number: String,
    /// Six digits, or none.
    county: String,
}

impl RoadCode {
    /// The class its letter stands for.
    pub fn class(&self) -> RoadClass {
        self.class
    }

    /// Whether it is a public highway (公路).
    pub fn is_highway(&self) -> bool {
        self.class.is_highway()
    }

    /// The key under which the road is the same road everywhere, such as `Y014420625`.
    ///
    /// Numbers of county, township, village and special roads are unique inside a county only,
    /// so theirs carries the six county digits: those of the code if it has them, otherwise
    /// those of `county` (or of any division inside it). National and provincial roads cross
    /// counties under one number, so theirs is the number alone; a provincial number is unique
    /// inside its province.
    pub fn qualified(&self, county: DivisionCode) -> String {
        let number = &self.number;
        match self.class {
            RoadClass::National | RoadClass::Provincial => number.clone(),
            _ if !self.county.is_empty() => format!("{number}{}", self.county),
            _ => format!("{number}{:06}", county.as_u64() / 1_000_000),
        }
    }
}

impl fmt::Display for RoadCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, self.county)
    }
}

impl FromStr for RoadCode {
    type Err = RoadError;

    fn from_str(original: &str) -> Result<RoadCode, RoadError> {
        let refused = || RoadError::NotARoadCode {
            text: quoted(original),
        };
        let typed = squeezed(original);
        let letter = typed.chars().next().ok_or_else(refused)?;
        let class = RoadClass::from_letter(letter).ok_or_else(refused)?;
        let digits = typed.len() - letter.len_utf8();
        let all_digits = typed.bytes().skip(1).all(|b| b.is_ascii_digit());
        let expressway = matches!(class, RoadClass::National | RoadClass::Provincial);
        let fits = match digits {
            3 | 4 | 9 | 10 => true,
            1 | 2 | 7 | 8 => expressway,
            _ => false,
        };
        if !all_digits || !fits {
            return Err(refused());
        }
        let county_at = if digits > 4 {
            typed.len() - 6
        } else {
            typed.len()
        };
        let (number, county) = typed.split_at(county_at);
        // A city without counties stands in for one, so four digits and two zeros are allowed.
        let is_county = |code: DivisionCode| code.parent().is_some();
        if !county.is_empty() && !county.parse().is_ok_and(is_county) {
            return Err(RoadError::NotACounty {
                text: quoted(original),
                county: county.to_owned(),
            });
        }
        Ok(RoadCode {
            class,
            number: number.to_owned(),
            county: county.to_owned(),
        })
    }
}

impl TryFrom<String> for RoadCode {
    type Error = RoadError;

    fn try_from(text: String) -> Result<RoadCode, RoadError> {
        text.parse()
    }
}

impl From<RoadCode> for String {
    fn from(code: RoadCode) -> String {
        code.to_string()
    }
}

/// A road's free name in the form in which two spellings of it compare equal.
///
/// Half-width, in capitals, without spaces: `盛 康路（ｎｅｗ）` and `盛康路(NEW)` are one road.
/// For comparing only; what people see is what was typed.
pub fn normalise_road_name(name: &str) -> String {
    squeezed(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn road(text: &str) -> RoadCode {
        text.parse().unwrap()
    }

    #[test]
    fn codes_are_read_and_qualified_by_county() {
        let county = "420625".parse().unwrap();
        let village = "420625102201".parse().unwrap();
        let table = [
            ("G316", RoadClass::National, "G316"),
            ("g55", RoadClass::National, "G55"),
            ("G4", RoadClass::National, "G4"),
            ("S63420625", RoadClass::Provincial, "S63"),
            ("G5513", RoadClass::National, "G5513"),
            ("s303", RoadClass::Provincial, "S303"),
            ("X014", RoadClass::County, "X014420625"),
            (" ｙ０１４ ", RoadClass::Township, "Y014420625"),
            ("C0142", RoadClass::Village, "C0142420625"),
            ("Y014420626", RoadClass::Township, "Y014420626"),
            ("C0142420626", RoadClass::Village, "C0142420626"),
            ("Z001441900", RoadClass::Special, "Z001441900"),
        ];
        for (text, class, key) in table {
            assert_eq!(road(text).class(), class, "{text}");
            assert_eq!(road(text).qualified(county), key);
            assert_eq!(road(text).qualified(village), key);
        }
        assert_eq!(road("y014420626").to_string(), "Y014420626");
    }

    #[test]
    fn text_that_is_no_road_code_is_refused_with_the_remedy() {
        let bad = [
            "",
            "Y",
            "Y1",
            "Y14",
            "Y01444",
            "Y01442062",
            "Y014420625000",
            "D014",
            "Y01A",
            "X55",
            "G",
            "G55555",
        ];
        for text in bad.into_iter().chain(["014", "谷盛路", "Y-014", "YY014"]) {
            let error = text.parse::<RoadCode>().unwrap_err();
            assert!(
                matches!(error, RoadError::NotARoadCode { .. }),
                "{text}: {error}"
            );
            assert!(error.to_string().contains("like Y014") && error.zh().contains("Y014"));
        }
        let error = "Y014000625".parse::<RoadCode>().unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`000625`, which is not a county"),
            "{error}"
        );
        assert!("Y014420000".parse::<RoadCode>().is_err());
    }

    #[test]
    fn classes_have_stable_codes() {
        for (class, letter, code) in RoadClass::ALL {
            assert_eq!(class.code(), code);
            assert_eq!(
                letter.and_then(RoadClass::from_letter),
                letter.map(|_| class)
            );
        }
        let highways = RoadClass::ALL.iter().filter(|row| row.0.is_highway());
        assert_eq!(
            highways.filter_map(|row| row.1).collect::<String>(),
            "GSXYC"
        );
        assert!(road("C014").is_highway() && !road("Z014").is_highway());
    }

    #[test]
    fn free_names_compare_without_spaces_case_and_width() {
        assert_eq!(
            normalise_road_name(" 盛 康路（ｎｅｗ）"),
            normalise_road_name("盛康路(NEW)")
        );
        assert_ne!(normalise_road_name("盛康路"), normalise_road_name("盛康街"));
        assert_eq!(normalise_road_name("　"), "");
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(text in "[GSXYCZ][0-9]{3,4}(420625)?") {
            let code = road(&text);
            prop_assert_eq!(&code.to_string(), &text);
            prop_assert_eq!(road(&code.to_string()), code);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,12}") {
            let _ = text.parse::<RoadCode>();
        }
    }
}
