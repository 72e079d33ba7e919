//! Who guesses: an address from which wrong passphrases or invitations come has to wait.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use desk::Failure;
use sync::limits::{GUESS_MS, MAX_GUESSES};

/// Most addresses that are remembered; beyond that those that may guess again are forgotten.
const MOST: usize = 10_000;

/// Wrong guesses by address, and when the last one was.
#[derive(Debug, Default)]
pub(super) struct Guesses(Mutex<HashMap<IpAddr, (u32, u64)>>);

/// How long an address waits after so many wrong guesses, in milliseconds.
fn wait_ms(wrong: u32) -> u64 {
    match wrong.checked_sub(MAX_GUESSES) {
        None => 0,
        Some(more) => (1_000u64 << more.min(20)).min(GUESS_MS),
    }
}

impl Guesses {
    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, (u32, u64)>> {
        // Whoever panicked in between left numbers that are whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets an address try.
    ///
    /// # Errors
    /// One that has to wait.
    pub(super) fn try_one(&self, from: IpAddr, now_ms: u64) -> Result<(), Failure> {
        let Some((wrong, last_ms)) = self.all().get(&from).copied() else {
            return Ok(());
        };
        let until_ms = last_ms + wait_ms(wrong);
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
        let mut all = self.all();
        if all.len() >= MOST {
            all.retain(|_, (wrong, last_ms)| now_ms < *last_ms + wait_ms(*wrong));
        }
        let (wrong, last_ms) = all.entry(from).or_default();
        if now_ms >= *last_ms + GUESS_MS.max(2 * wait_ms(*wrong)) {
            *wrong = 0;
        }
        (*wrong, *last_ms) = (wrong.saturating_add(1), now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_guesses_take_a_lifetime_and_a_station_is_soon_let_in_again() {
        let guesses = Guesses::default();
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
}
