//! A span of days that figures are asked for, and the spans it is compared with.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ground::{day_number, day_text};

/// Days from the first to the last, both included, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Period {
    /// The first day.
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// How many whole months it was asked for; nothing for a free span of days.
    months: Option<i32>,
    /// The last day it was asked for, where it was cut short.
    asked: Option<i32>,
}

impl Period {
    /// From one day to another; nothing if they stand the wrong way round.
    #[must_use]
    pub fn days(from: i32, to: i32) -> Option<Period> {
        (from <= to).then_some(Period {
            from,
            to,
            months: None,
            asked: None,
        })
    }

    /// A calendar month; nothing if there is no such month.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Period> {
        Period::months(Date::new(year, month, 1).ok()?, 1)
    }

    /// The calendar month a day lies in; nothing for a day beyond all calendars.
    #[must_use]
    pub fn month_of(day: i32) -> Option<Period> {
        let date: Date = day_text(day).parse().ok()?;
        Period::month(date.year(), date.month())
    }

    /// A calendar year; nothing if there is no such year.
    #[must_use]
    pub fn year(year: i16) -> Option<Period> {
        Period::months(Date::new(year, 1, 1).ok()?, 12)
    }

    fn months(first: Date, months: i32) -> Option<Period> {
        let last = first.checked_add(months.months()).ok()?.yesterday().ok()?;
        Some(Period {
            from: number(first)?,
            to: number(last)?,
            months: Some(months),
            asked: None,
        })
    }

    /// The period as far as it has come on that day, so that what is compared with it is cut
    /// equally; the whole period if it lies before or after.
    #[must_use]
    pub fn until(self, today: i32) -> Period {
        if (self.from..self.to).contains(&today) {
            Period {
                to: today,
                asked: Some(self.to),
                ..self
            }
        } else {
            self
        }
    }

    /// The period as it was asked for, with the days that lie ahead.
    #[must_use]
    pub fn whole(self) -> Period {
        Period {
            to: self.asked.unwrap_or(self.to),
            asked: None,
            ..self
        }
    }

    /// The same days of the year before (同比). The 29th of February becomes the 28th, so a span
    /// over it may be a day shorter.
    #[must_use]
    pub fn last_year(self) -> Option<Period> {
        Some(Period {
            from: moved(self.from, (-1).years())?,
            to: self.end(moved(self.from, (-1).years())?, (-1).years())?,
            months: self.months,
            asked: None,
        })
    }

    /// The span before (环比): of whole months, as many months before; of free days, as many days
    /// before. A period that is cut short is compared with equally many days.
    #[must_use]
    pub fn previous(self) -> Option<Period> {
        let Some(months) = self.months else {
            let length = self.to.checked_sub(self.from)?.checked_add(1)?;
            return Some(Period {
                from: self.from.checked_sub(length)?,
                to: self.from - 1,
                months: None,
                asked: None,
            });
        };
        let from = moved(self.from, (-months).months())?;
        Some(Period {
            from,
            to: self.end(from, (-months).months())?,
            months: self.months,
            asked: None,
        })
    }

    /// The last day of this period moved by a span: a whole one stays whole, a cut one keeps its
    /// number of days.
    fn end(self, from: i32, by: Span) -> Option<i32> {
        let Some(months) = self.months else {
            return moved(self.to, by);
        };
        let whole = moved(self.from, months.months())? - 1;
        let last = moved(from, months.months())? - 1;
        if self.to == whole {
            return Some(last);
        }
        Some((from + (self.to - self.from)).min(last))
    }

    /// From the first day of the year the period ends in up to its last day.
    #[must_use]
    pub fn year_to_end(self) -> Option<Period> {
        let date: Date = day_text(self.to).parse().ok()?;
        Period::days(number(Date::new(date.year(), 1, 1).ok()?)?, self.to)
    }

    /// How many whole months it holds, at least one.
    #[must_use]
    pub fn month_count(self) -> i64 {
        let whole = |months: &i32| {
            let first = moved(self.from, months.months());
            first.is_some_and(|first| first - 1 <= self.to)
        };
        let most = (self.to - self.from) / 28 + 1;
        let months = (1..=most).take_while(whole).last().unwrap_or(1);
        i64::from(months)
    }

    /// `2026-11-01 … 2026-11-30`.
    #[must_use]
    pub fn text(self) -> String {
        format!("{} … {}", day_text(self.from), day_text(self.to))
    }
}

fn number(date: Date) -> Option<i32> {
    day_number(&date.to_string())
}

fn moved(day: i32, by: Span) -> Option<i32> {
    let date: Date = day_text(day).parse().ok()?;
    number(date.checked_add(by).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        day_number(text).unwrap()
    }

    fn free(from: &str, to: &str) -> Period {
        Period::days(day(from), day(to)).unwrap()
    }

    #[test]
    fn periods_are_compared_with_equal_spans() {
        let november = Period::month(2026, 11).unwrap();
        let cut = november.until(day("2026-11-24"));
        let march = Period::month(2026, 3).unwrap();
        let february = Period::month(2024, 2).unwrap();
        let week = free("2026-11-16", "2026-11-22");
        let year = Period::year(2026).unwrap();
        for (period, own, before, a_year_ago) in [
            (
                november,
                "2026-11-01 … 2026-11-30",
                "2026-10-01 … 2026-10-31",
                "2025-11-01 … 2025-11-30",
            ),
            (
                cut,
                "2026-11-01 … 2026-11-24",
                "2026-10-01 … 2026-10-24",
                "2025-11-01 … 2025-11-24",
            ),
            (
                march,
                "2026-03-01 … 2026-03-31",
                "2026-02-01 … 2026-02-28",
                "2025-03-01 … 2025-03-31",
            ),
            (
                march.until(day("2026-03-30")),
                "2026-03-01 … 2026-03-30",
                "2026-02-01 … 2026-02-28",
                "2025-03-01 … 2025-03-30",
            ),
            (
                february,
                "2024-02-01 … 2024-02-29",
                "2024-01-01 … 2024-01-31",
                "2023-02-01 … 2023-02-28",
            ),
            (
                week,
                "2026-11-16 … 2026-11-22",
                "2026-11-09 … 2026-11-15",
                "2025-11-16 … 2025-11-22",
            ),
            (
                year,
                "2026-01-01 … 2026-12-31",
                "2025-01-01 … 2025-12-31",
                "2025-01-01 … 2025-12-31",
            ),
        ] {
            assert_eq!(period.text(), own);
            assert_eq!(period.previous().unwrap().text(), before);
            assert_eq!(period.last_year().unwrap().text(), a_year_ago);
        }
    }

    #[test]
    fn a_period_knows_its_year_and_its_months() {
        for (from, to, year, months) in [
            ("2026-11-01", "2026-11-30", "2026-01-01 … 2026-11-30", 1),
            ("2026-11-01", "2026-11-07", "2026-01-01 … 2026-11-07", 1),
            ("2026-01-01", "2026-12-31", "2026-01-01 … 2026-12-31", 12),
            ("2025-12-16", "2026-02-20", "2026-01-01 … 2026-02-20", 2),
            ("2024-02-01", "2024-02-29", "2024-01-01 … 2024-02-29", 1),
        ] {
            let period = free(from, to);
            assert_eq!(period.year_to_end().unwrap().text(), year);
            assert_eq!(period.month_count(), months, "{from} {to}");
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        assert_eq!(Period::days(5, 4), None);
        assert_eq!(Period::month(2026, 13), None);
        assert_eq!(Period::year(i16::MAX), None);
        assert!(Period::days(4, 4).is_some());
    }
}
