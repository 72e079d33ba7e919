//! One figure in parts of another.

use serde::Serialize;

use crate::words::Text;

/// One figure in parts of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ratio {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The figure above the line.
    pub of: String,
    /// The figure below the line.
    pub to: String,
    /// Whether it is a mean, shown as a number and not as per cent.
    pub mean: bool,
    /// Whether above the line stand days, of which the time to the period's end is meant.
    pub past: bool,
    /// Whether people see it in the four-level table.
    pub board: bool,
}

impl Ratio {
    /// What stands above the line, seen from the period's last day.
    #[must_use]
    pub fn above(&self, of: i64, to: i64, last_day: i32) -> i64 {
        if self.past {
            i64::from(last_day).saturating_mul(to).saturating_sub(of)
        } else {
            of
        }
    }

    /// The ratio in hundredths of a per cent, rounded half up; nothing when there is nothing to
    /// compare with.
    #[must_use]
    pub fn basis_points(of: i64, to: i64) -> Option<i64> {
        quotient(i128::from(of) * 10_000, to)
    }

    /// The ratio as people read it: per cent or a mean, with two decimals, or `—`.
    #[must_use]
    pub fn text(&self, of: i64, to: i64) -> String {
        if self.mean {
            let hundredths = quotient(i128::from(of) * 100, to);
            return hundredths.map_or_else(|| "—".to_owned(), |h| decimal(h, ""));
        }
        Ratio::percent(of, to)
    }

    /// The first in per cent of the second with two decimals, or `—`.
    #[must_use]
    pub fn percent(of: i64, to: i64) -> String {
        Ratio::basis_points(of, to).map_or_else(|| "—".to_owned(), |points| decimal(points, "%"))
    }
}

/// The quotient, rounded half up; nothing for a division by nothing.
fn quotient(of: i128, to: i64) -> Option<i64> {
    if to == 0 {
        return None;
    }
    let to = i128::from(to);
    let (of, to) = if to < 0 { (-of, -to) } else { (of, to) };
    i64::try_from((2 * of + to).div_euclid(2 * to)).ok()
}

/// Hundredths as a decimal with two digits.
fn decimal(hundredths: i64, unit: &str) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let hundredths = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}{unit}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_rounds_half_up_and_never_divides_by_nothing() {
        for (of, to, text) in [
            (1, 3, "33.33%"),
            (2, 3, "66.67%"),
            (1, 8, "12.50%"),
            (1, 20_000, "0.01%"),
            (1, 20_001, "0.00%"),
            (5, 0, "—"),
            (0, 0, "—"),
            (3, 2, "150.00%"),
            (-1, 3, "-33.33%"),
        ] {
            assert_eq!(Ratio::percent(of, to), text, "{of}/{to}");
        }
    }

    #[test]
    fn a_mean_of_days_past_is_told_from_the_last_day() {
        let ratio = Ratio {
            name: String::new(),
            label: Text::new("", ""),
            of: String::new(),
            to: String::new(),
            mean: true,
            past: true,
            board: false,
        };
        // Due on the days 90, 95 and 97, seen from day 100: 10, 5 and 3 days late.
        let above = ratio.above(90 + 95 + 97, 3, 100);
        assert_eq!((above, ratio.text(above, 3).as_str()), (18, "6.00"));
        assert_eq!(ratio.text(ratio.above(0, 0, 100), 0), "—");
    }
}
