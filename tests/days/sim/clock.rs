//! The clock of one laptop: wrong by minutes always, by years now and then.

use merge::Now;

use super::dice::Dice;
use super::fault::Fault;

const MINUTE_MS: i64 = 60_000;
/// How far a clock is set wrong when its battery dies or somebody mistypes the year: a year.
const YEAR_MS: i64 = 365 * 24 * 60 * MINUTE_MS;
/// Everybody's offset from UTC, in minutes.
const OFFSET_MIN: i32 = 480;

#[derive(Debug)]
pub(crate) struct Clock {
    wrong_by_ms: i64,
}

impl Clock {
    /// A clock that is a few minutes fast or slow.
    pub(crate) fn new(dice: &mut Dice) -> Clock {
        Clock {
            wrong_by_ms: minutes(dice),
        }
    }

    /// What it shows when it is truly `true_ms`.
    pub(crate) fn now(&self, true_ms: u64) -> Now {
        Now {
            wall_ms: true_ms.saturating_add_signed(self.wrong_by_ms),
            offset_min: OFFSET_MIN,
        }
    }

    /// Somebody sets it: wrong by years, or right again.
    pub(crate) fn set(&mut self, dice: &mut Dice) -> Option<Fault> {
        let years = 1 + i64::try_from(dice.below(10)).unwrap();
        let (wrong_by_ms, fault) = match dice.below(3) {
            0 => (-years * YEAR_MS, Some(Fault::ClockBack)),
            1 => (years * YEAR_MS, Some(Fault::ClockForward)),
            _ => (minutes(dice), None),
        };
        self.wrong_by_ms = wrong_by_ms;
        fault
    }
}

fn minutes(dice: &mut Dice) -> i64 {
    (i64::try_from(dice.below(11)).unwrap() - 5) * MINUTE_MS
}
