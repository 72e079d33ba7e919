//! Who guesses: an address from which wrong passphrases or invitations come has to wait, whichever
//! process of the office it asks, and after a start as well.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::Failure;
use sync::limits::{GUESS_MS, MAX_GUESSES};

use super::ledger::Ledger;

/// Most addresses that are remembered; beyond that those that may guess again are forgotten.
const MOST: usize = 10_000;
/// After so many new ones it is looked which of those that are written down are forgotten.
const LOOK: usize = 1_000;
/// Wrong guesses of one address that are written down; more make it wait no longer.
const WRITTEN: usize = 64;
/// The group of counts.
const GROUP: &str = "wrong";

/// Wrong guesses by address, and when the last one was.
#[derive(Debug)]
pub(super) struct Guesses {
    here: Mutex<HashMap<IpAddr, Wrong>>,
    kept: Option<Ledger>,
    /// New addresses since the last look, and whether there are too many to write another one down.
    new: AtomicUsize,
    full: AtomicBool,
}

/// The wrong guesses of one address.
#[derive(Debug, Clone, Copy, Default)]
struct Wrong {
    count: u32,
    last_ms: u64,
}

impl Wrong {
    fn until_ms(self) -> u64 {
        self.last_ms + wait_ms(self.count)
    }

    /// Whether another one would be the first.
    fn is_forgotten(self, now_ms: u64) -> bool {
        now_ms >= self.last_ms + GUESS_MS.max(2 * wait_ms(self.count))
    }

    fn and(self, now_ms: u64) -> Wrong {
        let before = if self.is_forgotten(now_ms) {
            0
        } else {
            self.count
        };
        Wrong {
            count: before.saturating_add(1),
            last_ms: now_ms.max(self.last_ms),
        }
    }
}

/// How long an address waits after so many wrong guesses, in milliseconds.
fn wait_ms(wrong: u32) -> u64 {
    match wrong.checked_sub(MAX_GUESSES) {
        None => 0,
        Some(more) => (1_000u64 << more.min(20)).min(GUESS_MS),
    }
}

impl Guesses {
    pub(super) fn new(kept: Option<Ledger>) -> Guesses {
        Guesses {
            here: Mutex::default(),
            kept,
            new: AtomicUsize::new(0),
            full: AtomicBool::new(false),
        }
    }

    fn here(&self) -> MutexGuard<'_, HashMap<IpAddr, Wrong>> {
        // Whoever panicked in between left numbers that are whole.
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The guesses of an address, at this process and at the others.
    fn of(&self, from: IpAddr) -> Option<Wrong> {
        let here = self.here().get(&from).copied();
        let written = self.kept.as_ref().and_then(|ledger| {
            let entries = ledger.all(&ledger.name(GROUP, &from)).ok()?;
            let all = entries.into_iter().map(|[now_ms, ..]| now_ms);
            all.fold(None, |so_far: Option<Wrong>, now_ms| {
                Some(so_far.unwrap_or_default().and(now_ms))
            })
        });
        // Where nothing can be written down, what this process knows counts.
        here.into_iter()
            .chain(written)
            .max_by_key(|wrong| wrong.until_ms())
    }

    /// Lets an address try.
    ///
    /// # Errors
    /// One that has to wait.
    pub(super) fn try_one(&self, from: IpAddr, now_ms: u64) -> Result<(), Failure> {
        let until_ms = self.of(from).map_or(0, Wrong::until_ms);
        if now_ms >= until_ms {
            return Ok(());
        }
        let seconds = (until_ms - now_ms).div_ceil(1_000);
        Err(Failure::new(
            "slow_down",
            format!("从这个地址输错次数过多，请 {seconds} 秒后再试"),
            format!("too many mistakes from this address: try again in {seconds} seconds"),
        ))
    }

    /// Notes a wrong one.
    pub(super) fn wrong(&self, from: IpAddr, now_ms: u64) {
        if let Some(ledger) = &self.kept {
            // Where nothing can be written down, it counts at this process.
            let _ = self.write_down(ledger, from, now_ms);
        }
        let mut all = self.here();
        if all.len() >= MOST {
            all.retain(|_, wrong| now_ms < wrong.until_ms());
        }
        let wrong = all.entry(from).or_default();
        *wrong = wrong.and(now_ms);
    }

    fn write_down(&self, ledger: &Ledger, from: IpAddr, now_ms: u64) -> io::Result<()> {
        let name = ledger.name(GROUP, &from);
        match self.of(from) {
            Some(wrong) if wrong.is_forgotten(now_ms) => ledger.forget(&name)?,
            Some(_) => ledger.shorten(&name, WRITTEN)?,
            None => {
                if self
                    .new
                    .fetch_add(1, Ordering::Relaxed)
                    .is_multiple_of(LOOK)
                {
                    let left = ledger.sweep(GROUP, Duration::from_millis(2 * GUESS_MS))?;
                    self.full.store(left >= MOST, Ordering::Relaxed);
                }
                // A crowd of so many is stopped at each account.
                if self.full.load(Ordering::Relaxed) {
                    return Ok(());
                }
            }
        }
        ledger.add(&name, [now_ms, 0, 0])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::disk::Folder;
    use vault::Vault;

    use super::*;

    #[test]
    fn a_million_guesses_take_a_lifetime_and_a_station_is_soon_let_in_again() {
        let guesses = Guesses::new(None);
        let [thief, station]: [IpAddr; 2] = [[10, 0, 0, 9].into(), [10, 0, 0, 1].into()];
        let (mut now_ms, mut tried) = (1_000_000, 0u64);
        while tried < 1_000 {
            match guesses.try_one(thief, now_ms) {
                Ok(()) => {
                    guesses.wrong(thief, now_ms);
                    tried += 1;
                }
                Err(_) => now_ms += 1_000,
            }
        }
        let years = now_ms * 1_000 / (365 * 24 * 60 * 60 * 1_000);
        assert!(years > 20, "a million guesses would take {years} years");
        assert!(guesses.try_one(station, now_ms).is_ok(), "others go on");
        assert!(guesses.try_one(thief, now_ms + GUESS_MS).is_ok());
        guesses.wrong(thief, now_ms + 3 * GUESS_MS);
        assert!(
            guesses.try_one(thief, now_ms + 3 * GUESS_MS).is_ok(),
            "it is forgotten"
        );
    }

    #[test]
    fn guesses_at_two_processes_and_before_a_start_are_guesses_of_one() {
        let ground = tempfile::tempdir().unwrap();
        let process = || {
            let disk = Arc::new(Folder::at(ground.path()));
            Guesses::new(Some(Ledger::on(disk, &Vault::from_key([7; 32]))))
        };
        let (one, other) = (process(), process());
        let [thief, station]: [IpAddr; 2] = [[10, 0, 0, 9].into(), [10, 0, 0, 1].into()];
        let now_ms = 1_000_000;
        for number in 0..MAX_GUESSES {
            let at = if number % 2 == 0 { &one } else { &other };
            at.try_one(thief, now_ms).unwrap();
            at.wrong(thief, now_ms);
        }
        for at in [&one, &other, &process()] {
            assert!(at.try_one(thief, now_ms).is_err());
            assert!(at.try_one(station, now_ms).is_ok());
        }
        assert!(other.try_one(thief, now_ms + 1_000).is_ok());
        // It goes on for hours: it waits as long as ever, and little is written down.
        let (mut now_ms, at) = (now_ms, process());
        for _ in 0..200 {
            while at.try_one(thief, now_ms).is_err() {
                now_ms += GUESS_MS / 2;
            }
            at.wrong(thief, now_ms);
        }
        assert!(process().try_one(thief, now_ms + GUESS_MS - 1).is_err());
        let size = std::fs::read_dir(ground.path()).unwrap();
        let size: u64 = size
            .map(|file| file.unwrap().metadata().unwrap().len())
            .sum();
        assert!(size < 12_000, "{size}");
        // After a while it is as if nothing had been.
        now_ms += 3 * GUESS_MS;
        at.wrong(thief, now_ms);
        assert!(process().try_one(thief, now_ms).is_ok());
    }
}
