//! How much each may ask for in a day. Whoever has used it up waits until tomorrow, and keeps
//! everything meanwhile.
//!
//! It is counted in memory, and written down whenever a good part of the day's amount has come
//! together: so no request waits for a disk but the first of the day and those of whoever asks for very
//! much, a start of the office forgets no more than such a part of each, and so much more at most may
//! be had for each process that shares the office.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::Failure;

use super::ledger::{Entry, Ledger};

/// Milliseconds of a day.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// China's day begins eight hours before that of Greenwich.
const OFFSET_MS: u64 = 8 * 60 * 60 * 1000;
/// Most that are counted at once; beyond that all begin anew with what was written down.
const MOST: usize = 100_000;
/// A day's amount is written down in so many parts.
const PARTS: u64 = 64;
/// A day's counts are no use after two.
const KEPT: Duration = Duration::from_secs(2 * 24 * 60 * 60);

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

    fn or_more(self, other: Amount) -> Amount {
        Amount {
            requests: self.requests.max(other.requests),
            bytes: self.bytes.max(other.bytes),
            operations: self.operations.max(other.operations),
        }
    }

    fn numbers(self) -> Entry {
        [self.requests, self.bytes, self.operations]
    }

    fn of([requests, bytes, operations]: Entry) -> Amount {
        Amount {
            requests,
            bytes,
            operations,
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

/// What one of them has asked for today.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// As it was written down when this was looked up last, by whichever process.
    known: Amount,
    /// What has come since.
    fresh: Amount,
    /// It was looked up.
    looked_up: bool,
}

impl Tally {
    /// Whether the ledger is to be looked at before more is counted.
    fn is_due(self, asked: Amount, most: Amount) -> bool {
        !self.looked_up || !self.fresh.plus(asked).times(PARTS).fits(most)
    }
}

/// What each of them has asked for today.
#[derive(Debug)]
pub(crate) struct Meter<K> {
    /// What is counted.
    group: &'static str,
    kept: Option<Ledger>,
    today: Mutex<Today<K>>,
    /// The day on which other days' counts were removed.
    swept: AtomicU64,
}

#[derive(Debug)]
struct Today<K> {
    day: u64,
    of: HashMap<K, Tally>,
}

impl<K: Eq + Hash + Clone + Display> Meter<K> {
    /// Counts under this name, and in a ledger if there is one.
    pub(crate) fn new(group: &'static str, kept: Option<Ledger>) -> Meter<K> {
        let (day, of) = (0, HashMap::new());
        Meter {
            group,
            kept,
            today: Mutex::new(Today { day, of }),
            swept: AtomicU64::new(0),
        }
    }

    fn today(&self, now_ms: u64) -> MutexGuard<'_, Today<K>> {
        // Whoever panicked in between left numbers that are whole.
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        let day = (now_ms + OFFSET_MS) / DAY_MS;
        if today.day != day || today.of.len() >= MOST {
            (today.day, today.of) = (day, HashMap::new());
        }
        today
    }

    /// Whether what somebody asks for can be counted without a look at the ledger.
    pub(crate) fn at_hand(&self, who: &K, asked: Amount, most: Amount, now_ms: u64) -> bool {
        let today = self.today(now_ms);
        let tally = today.of.get(who).copied().unwrap_or_default();
        self.kept.is_none() || !tally.is_due(asked, most)
    }

    /// Brings what is known of somebody and what is written down together.
    fn look_up(&self, ledger: &Ledger, who: &K, now_ms: u64) -> io::Result<()> {
        let (day, fresh) = {
            let mut today = self.today(now_ms);
            let day = today.day;
            let Some(tally) = today.of.get_mut(who) else {
                return Ok(());
            };
            // Nobody else writes the same down, and what is counted meanwhile is counted right.
            let fresh = std::mem::take(&mut tally.fresh);
            tally.known = tally.known.plus(fresh);
            tally.looked_up = true;
            (day, fresh)
        };
        if self.swept.swap(day, Ordering::Relaxed) != day {
            ledger.sweep(self.group, KEPT)?;
        }
        let name = ledger.name(self.group, &format_args!("{day}/{who}"));
        if fresh != Amount::default() {
            ledger.add(&name, fresh.numbers())?;
        }
        let all = ledger.all(&name)?.into_iter().map(Amount::of);
        let all = all.fold(Amount::default(), Amount::plus);
        if let Some(tally) = self.today(now_ms).of.get_mut(who) {
            tally.known = tally.known.or_more(all);
        }
        Ok(())
    }

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
        let due = {
            let mut today = self.today(now_ms);
            let tally = today.of.entry(who.clone()).or_default();
            tally.is_due(asked, most)
        };
        if let Some(ledger) = self.kept.as_ref().filter(|_| due) {
            // Where nothing can be written down, what this process knows counts.
            let _ = self.look_up(ledger, &who, now_ms);
        }
        let mut today = self.today(now_ms);
        let tally = today.of.entry(who).or_default();
        let with_this = tally.fresh.plus(asked);
        if tally.known.plus(with_this).fits(most) {
            tally.fresh = with_this;
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
    use std::sync::Arc;

    use store::disk::Folder;
    use vault::Vault;

    use super::super::ONE;
    use super::*;

    #[test]
    fn each_has_a_day_of_its_own_and_another_tomorrow() {
        let meter = Meter::new("test", None);
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

    #[test]
    fn a_start_forgets_little_and_two_processes_count_together() {
        let ground = tempfile::tempdir().unwrap();
        let process = || {
            let disk = Arc::new(Folder::at(ground.path()));
            let ledger = Ledger::on(disk, &Vault::from_key([7; 32]));
            Meter::new("day", Some(ledger))
        };
        let most = Amount {
            requests: 6_400,
            ..ONE.times(u64::MAX)
        };
        let had = |meters: &[&Meter<u8>], now_ms| {
            let asked = |n: usize| meters[n % meters.len()].count(7, ONE, most, now_ms).is_ok();
            (0..10_000).filter(|n| asked(*n)).count() as u64
        };
        let now_ms = 20_000 * DAY_MS;
        // One hundred at a time are written down.
        let (one, other) = (process(), process());
        let both = had(&[&one, &other], now_ms);
        assert!((6_400..=6_600).contains(&both), "{both}");
        let after_a_start = had(&[&process()], now_ms);
        assert!(after_a_start <= 200, "{after_a_start}");
        assert!(one.count(8, ONE, most, now_ms).is_ok(), "others go on");
        assert_eq!(had(&[&process()], now_ms + DAY_MS), 6_400, "tomorrow");
    }

    #[test]
    fn an_ordinary_day_writes_nothing() {
        let ground = tempfile::tempdir().unwrap();
        let disk = Arc::new(Folder::at(ground.path()));
        let ledger = Ledger::on(disk, &Vault::from_key([7; 32]));
        let (meter, most) = (Meter::new("day", Some(ledger)), ONE.times(6_400));
        assert!(!meter.at_hand(&7, ONE, most, 0));
        for _ in 0..90 {
            meter.count(7, ONE, most, 0).unwrap();
            assert!(meter.at_hand(&7, ONE, most, 0));
        }
        assert_eq!(std::fs::read_dir(ground.path()).unwrap().count(), 0);
    }
}
