//! The hybrid logical clock (Kulkarni et al. 2014): display order and tie-breaks, nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far a stamp from elsewhere may pull the local clock ahead of the local wall clock, in ms.
///
/// Without the bound one laptop set to 2036 would drag every clock it meets to 2036.
const MAX_PULL_MS: u64 = 120_000;
const COUNTER_BITS: u32 = 16;
/// The last millisecond a stamp can name, in the year 10889; later ones would wrap to 1970.
const MAX_MS: u64 = u64::MAX >> COUNTER_BITS;

/// A hybrid logical time: 48 bits of milliseconds since 1970, 16 bits of counter.
///
/// Causality is never read from it; that is what contexts are for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Hlc(pub u64);

impl Hlc {
    /// A stamp of that millisecond with counter zero.
    #[must_use]
    pub fn from_ms(ms: u64) -> Self {
        Hlc(ms.min(MAX_MS) << COUNTER_BITS)
    }

    /// The millisecond part, since 1970.
    #[must_use]
    pub fn ms(self) -> u64 {
        self.0 >> COUNTER_BITS
    }
}

impl fmt::Debug for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.ms(), self.0 & 0xffff)
    }
}

/// The clock of one device: never runs backwards, whatever the wall clock does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock(Hlc);

impl Clock {
    /// A clock that has already shown `last`.
    #[must_use]
    pub fn resume(last: Hlc) -> Self {
        Clock(last)
    }

    /// What the next stamp would be at wall time `now_ms`, without taking it.
    #[must_use]
    pub fn next(&self, now_ms: u64) -> Hlc {
        Hlc::from_ms(now_ms).max(Hlc(self.0.0.saturating_add(1)))
    }

    /// Notes a stamp, own or foreign. A stamp far ahead of the wall clock is not followed.
    pub fn observe(&mut self, seen: Hlc, now_ms: u64) {
        let bound = Hlc::from_ms(now_ms.saturating_add(MAX_PULL_MS));
        self.0 = self.0.max(seen.min(bound));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_when_the_wall_clock_is_set_back() {
        let mut clock = Clock::default();
        let first = clock.next(5_000);
        clock.observe(first, 5_000);
        assert!(clock.next(1_000) > first);
    }

    #[test]
    fn a_laptop_in_the_future_pulls_nobody_along() {
        let mut clock = Clock::default();
        clock.observe(Hlc::from_ms(9_999_999), 1_000);
        assert_eq!(clock.next(2_000).ms(), 1_000 + MAX_PULL_MS);
    }

    #[test]
    fn the_end_of_time_is_an_end_and_not_a_beginning() {
        let mut clock = Clock::resume(Hlc(u64::MAX));
        assert_eq!(clock.next(u64::MAX), Hlc(u64::MAX));
        clock.observe(Hlc(u64::MAX), u64::MAX);
        assert_eq!(Hlc::from_ms(u64::MAX).ms(), u64::MAX >> 16);
    }
}
