//! How much each may ask for in a day.
//!
//! It is counted in memory: whoever has used up a day's amount waits until tomorrow or until the
//! office is started again, and keeps everything meanwhile.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use desk::Failure;

/// Milliseconds of a day.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// China's day begins eight hours before that of Greenwich.
const OFFSET_MS: u64 = 8 * 60 * 60 * 1000;
/// Most that are counted at once; beyond that all begin anew.
const MOST: usize = 100_000;

/// What is asked for, or may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Requests.
    pub requests: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// Operations in them.
    pub operations: u64,
}

impl Amount {
    fn plus(self, other: Amount) -> Amount {
        Amount {
            requests: self.requests + other.requests,
            bytes: self.bytes + other.bytes,
            operations: self.operations + other.operations,
        }
    }

    /// So many times as much.
    pub(crate) fn times(self, times: u64) -> Amount {
        Amount {
            requests: self.requests.saturating_mul(times),
            bytes: self.bytes.saturating_mul(times),
            operations: self.operations.saturating_mul(times),
        }
    }

    fn fits(self, most: Amount) -> bool {
        self.requests <= most.requests
            && self.bytes <= most.bytes
            && self.operations <= most.operations
    }
}

/// What each of them has asked for today.
#[derive(Debug)]
pub(crate) struct Meter<K>(Mutex<(u64, HashMap<K, Amount>)>);

impl<K> Default for Meter<K> {
    fn default() -> Self {
        Meter(Mutex::default())
    }
}

impl<K: Eq + Hash> Meter<K> {
    /// Counts what somebody asks for, who may have so much in a day.
    ///
    /// # Errors
    /// More than that.
    pub(crate) fn count(
        &self,
        who: K,
        asked: Amount,
        most: Amount,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let today = (now_ms + OFFSET_MS) / DAY_MS;
        // Whoever panicked in between left numbers that are whole.
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (day, amounts) = &mut *counted;
        if *day != today || amounts.len() >= MOST {
            (*day, *amounts) = (today, HashMap::new());
        }
        let so_far = amounts.entry(who).or_default();
        let with_this = so_far.plus(asked);
        if with_this.fits(most) {
            *so_far = with_this;
            return Ok(());
        }
        Err(Failure::new(
            "slow_down",
            "今天与本服务器交换的量已用完，未处理；数据都在原处，明天自动继续，急用请管理员调大 serve 的每日上限",
            "today's amount of exchange with this server is used up and nothing was done; everything is kept where it is and goes on tomorrow, or let the administrator raise the daily limits of `serve`",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_day_of_its_own_and_another_tomorrow() {
        let meter = Meter::default();
        let most = Amount {
            requests: 3,
            bytes: 100,
            operations: 10,
        };
        let ask = |who: u8, bytes, operations, now_ms| {
            let asked = Amount {
                requests: 1,
                bytes,
                operations,
            };
            meter.count(who, asked, most, now_ms).is_ok()
        };
        let evening = 20_000 * DAY_MS - OFFSET_MS - 1;
        assert!(ask(1, 60, 0, evening));
        assert!(!ask(1, 41, 0, evening), "too many bytes");
        assert!(!ask(1, 0, 11, evening), "too many operations");
        assert!(ask(1, 40, 10, evening), "what was refused does not count");
        assert!(ask(1, 0, 0, evening));
        assert!(!ask(1, 0, 0, evening), "too many requests");
        assert!(ask(2, 100, 10, evening), "another one is not concerned");
        assert!(ask(1, 100, 10, evening + 1), "midnight in China");
    }
}
