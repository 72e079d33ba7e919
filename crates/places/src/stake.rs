//! Stakes (桩号): how far along a road a place is, as the posts beside it say.

use crate::text::{half_width, quoted};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Kilometres a stake stays below; the longest road of the country has about half as many.
const KILOMETRES_END: i32 = 10_000;

/// Why a stake or a pair of stakes was refused. `Display` is English, `zh` Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StakeError {
    /// The text does not look like a stake.
    #[error("`{text}` is not a stake; write kilometres and metres like K12+300")]
    NotAStake {
        /// What was given.
        text: String,
    },
    /// The text has a decimal point.
    #[error("stake `{text}` has a fraction; write whole metres like K12+300")]
    Fraction {
        /// What was given.
        text: String,
    },
    /// The metres after the plus sign are a kilometre or more.
    #[error(
        "stake `{text}` has 1000 metres or more after the kilometres; add them to the kilometres, K12+1300 is K13+300"
    )]
    Metres {
        /// What was given.
        text: String,
    },
    /// The kilometres are beyond every road.
    #[error("stake `{text}` is not between K0+000 and K9999+999; check the kilometres")]
    Kilometres {
        /// What was given.
        text: String,
    },
    /// A section ends before it starts.
    #[error("the section ends at {end}, before its start {start}; exchange the two stakes")]
    Reversed {
        /// The stake given as the start.
        start: Stake,
        /// The stake given as the end.
        end: Stake,
    },
}

impl StakeError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            StakeError::NotAStake { text } => {
                format!("“{text}”不是桩号；请按 K12+300 的样子填写公里和米")
            }
            StakeError::Fraction { text } => {
                format!("桩号“{text}”带有小数；请填整米数，例如 K12+300")
            }
            StakeError::Metres { text } => format!(
                "桩号“{text}”公里后的米数达到或超过 1000；请进位到公里，K12+1300 应写 K13+300"
            ),
            StakeError::Kilometres { text } => {
                format!("桩号“{text}”不在 K0+000 至 K9999+999 之间；请核对公里数")
            }
            StakeError::Reversed { start, end } => {
                format!("路段终点 {end} 在起点 {start} 之前；请对调两个桩号")
            }
        }
    }
}

/// A stake: whole metres from the start of its road, from K0+000 to K9999+999.
///
/// Read from `K12+300`, `12K+300m` or `12公里300米` in any case and in full-width characters, shown as
/// `K12+300`; the serde form is the metres. Whoever keeps a stake keeps the typed text beside it.
///
/// ```
/// let stake: places::Stake = "12公里300米".parse()?;
/// assert_eq!((stake.metres(), stake.to_string()), (12_300, "K12+300".to_owned()));
/// # Ok::<(), places::StakeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Stake(i32);

impl Stake {
    /// The stake this many metres from the start of the road.
    ///
    /// # Errors
    /// [`StakeError::Kilometres`] outside K0+000 to K9999+999.
    pub fn from_metres(metres: i32) -> Result<Stake, StakeError> {
        if (0..KILOMETRES_END * 1000).contains(&metres) {
            Ok(Stake(metres))
        } else {
            let text = format!("{metres} m");
            Err(StakeError::Kilometres { text })
        }
    }

    /// Metres from the start of the road.
    pub fn metres(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Stake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "K{}+{:03}", self.0 / 1000, self.0 % 1000)
    }
}

impl FromStr for Stake {
    type Err = StakeError;

    fn from_str(original: &str) -> Result<Stake, StakeError> {
        let text = || quoted(original);
        let typed = half_width(original).to_uppercase();
        if typed.contains('.') {
            return Err(StakeError::Fraction { text: text() });
        }
        let (kilometres, metres) = split(&typed).ok_or(StakeError::NotAStake { text: text() })?;
        // Digits beyond the type's range are only too many digits.
        let metres = metres.parse().unwrap_or(i32::MAX);
        if metres >= 1000 {
            return Err(StakeError::Metres { text: text() });
        }
        let kilometres = kilometres.parse().unwrap_or(i32::MAX);
        if kilometres >= KILOMETRES_END {
            return Err(StakeError::Kilometres { text: text() });
        }
        Ok(Stake(kilometres * 1000 + metres))
    }
}

/// The digits before and after the kilometre sign; metres left out are "0".
fn split(typed: &str) -> Option<(String, String)> {
    let mut parts = typed.trim().chars().peekable();
    let k_first = parts.next_if_eq(&'K').is_some();
    let rest: String = parts.collect();
    let (kilometres, rest) = take_digits(&rest)?;
    let rest = rest.trim();
    if rest.is_empty() && k_first {
        return Some((kilometres, "0".to_owned()));
    }
    // Without a sign between them, "K1 300" could be 1 km 300 or a slip for K1300.
    let signs: &[&str] = if k_first {
        &["+"]
    } else {
        &["KM+", "KM", "K+", "K", "公里+", "公里", "千米", "+"]
    };
    let (sign, rest) = signs
        .iter()
        .find_map(|sign| Some((*sign, rest.strip_prefix(sign)?)))?;
    if rest.is_empty() && !sign.ends_with('+') {
        return Some((kilometres, "0".to_owned()));
    }
    let (metres, rest) = take_digits(rest)?;
    matches!(rest.trim(), "" | "M" | "米").then_some((kilometres, metres))
}

fn take_digits(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (!digits.is_empty()).then(|| (digits.to_owned(), rest))
}

impl TryFrom<i32> for Stake {
    type Error = StakeError;

    fn try_from(metres: i32) -> Result<Stake, StakeError> {
        Stake::from_metres(metres)
    }
}

impl From<Stake> for i32 {
    fn from(stake: Stake) -> i32 {
        stake.0
    }
}

/// A place along a road: one stake for a point, two for a section; a section never runs backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StakeSpan {
    start: Stake,
    end: Option<Stake>,
}

impl StakeSpan {
    /// A point when there is no end, a section otherwise; start and end may be equal.
    ///
    /// # Errors
    /// [`StakeError::Reversed`] when the end comes before the start.
    pub fn new(start: Stake, end: Option<Stake>) -> Result<StakeSpan, StakeError> {
        match end {
            Some(end) if end < start => Err(StakeError::Reversed { start, end }),
            _ => Ok(StakeSpan { start, end }),
        }
    }

    /// Where it starts.
    pub fn start(self) -> Stake {
        self.start
    }

    /// Where it ends; a point has no end.
    pub fn end(self) -> Option<Stake> {
        self.end
    }

    /// First and last metre, the form a [`crate::Spot`] compares; equal for a point.
    pub fn metres(self) -> (i32, i32) {
        (self.start.0, self.end.unwrap_or(self.start).0)
    }
}

impl fmt::Display for StakeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) => write!(f, "{}~{end}", self.start),
            None => self.start.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_spellings_in_use_are_read() {
        let table = [
            ("K12+300", 12_300),
            ("k12+300", 12_300),
            ("12K+300m", 12_300),
            ("12k300", 12_300),
            ("12公里300米", 12_300),
            ("12 公里 300 米", 12_300),
            ("12千米300米", 12_300),
            ("12km300m", 12_300),
            ("12+300", 12_300),
            ("Ｋ１２＋３００", 12_300),
            ("　K12 + 300 米", 12_300),
            ("K12", 12_000),
            ("12公里", 12_000),
            ("K0+5", 5),
            ("K012+005", 12_005),
            ("K9999+999", 9_999_999),
        ];
        for (text, metres) in table {
            assert_eq!(
                text.parse::<Stake>().map(Stake::metres),
                Ok(metres),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_one_stake_is_refused_for_its_own_reason() {
        let not_a_stake = [
            "",
            "K",
            "+300",
            "12",
            "12300",
            "K12+",
            "12K+",
            "K12-300",
            "K-1+300",
            "K1 300",
            "AK12+300",
            "K12+300左",
            "K12+300~K12+500",
            "K12+3 00",
            "十二公里",
            "K12+300+1",
        ];
        for text in not_a_stake {
            let error = text.parse::<Stake>().unwrap_err();
            assert!(
                matches!(error, StakeError::NotAStake { .. }),
                "{text}: {error}"
            );
        }
        for text in ["K12+300.5", "12.3公里", "K12.3", "K12．3"] {
            let error = text.parse::<Stake>().unwrap_err();
            assert!(
                matches!(error, StakeError::Fraction { .. }),
                "{text}: {error}"
            );
        }
        for text in ["K12+1000", "K12+99999999999999999999", "12公里1300米"] {
            let error = text.parse::<Stake>().unwrap_err();
            assert!(
                matches!(error, StakeError::Metres { .. }),
                "{text}: {error}"
            );
        }
        for text in ["K10000", "K12300+1", "K99999999999999999999+0"] {
            let error = text.parse::<Stake>().unwrap_err();
            assert!(
                matches!(error, StakeError::Kilometres { .. }),
                "{text}: {error}"
            );
        }
        assert!(Stake::from_metres(-1).is_err() && Stake::from_metres(10_000_000).is_err());
    }

    #[test]
    fn a_section_runs_forwards() {
        let at = |metres| Stake::from_metres(metres).unwrap();
        let section = StakeSpan::new(at(100), Some(at(250))).unwrap();
        assert_eq!(section.to_string(), "K0+100~K0+250");
        assert_eq!(section.metres(), (100, 250));
        assert_eq!(StakeSpan::new(at(100), None).unwrap().metres(), (100, 100));
        assert!(StakeSpan::new(at(100), Some(at(100))).is_ok());
        let error = StakeSpan::new(at(250), Some(at(100))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the section ends at K0+100, before its start K0+250; exchange the two stakes"
        );
        assert!(error.zh().contains("对调"));
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(metres in 0..10_000_000i32) {
            let stake = Stake::from_metres(metres).unwrap();
            prop_assert_eq!(stake.to_string().parse::<Stake>(), Ok(stake));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[Kk0-9+. 公里米mMｋ１＋]{0,14}") {
            if let Ok(stake) = text.parse::<Stake>() {
                prop_assert!(Stake::from_metres(stake.metres()).is_ok());
            }
        }
    }
}
