//! Passphrases are checked one after the other: a check takes a good part of a second and much
//! memory on purpose, so a crowd of them must not take the whole machine, and two at one account
//! must not both count as the same mistake.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use desk::Failure;
use sync::limits::{MAX_CHECKING, MAX_WAITING};

/// Who is being checked, and how many wait for it.
#[derive(Debug, Default)]
pub(crate) struct Logins {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    checking: HashSet<String>,
    waiting: usize,
}

impl Logins {
    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked in between left values that are whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does a check of an account when its turn has come.
    ///
    /// # Errors
    /// Whatever the check refuses, or too many that wait.
    pub(crate) fn check<T>(
        &self,
        name: &str,
        check: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut state = self.state();
        let busy = |state: &mut State| {
            state.checking.len() >= MAX_CHECKING || state.checking.contains(name)
        };
        if busy(&mut state) && state.waiting >= MAX_WAITING {
            return Err(Failure::new(
                "slow_down",
                "同时登录的人太多，请稍等几秒再试",
                "too many people are signing in at once; wait a few seconds and try again",
            ));
        }
        state.waiting += 1;
        let waited = self.freed.wait_while(state, busy);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state.checking.insert(name.to_owned());
        drop(state);
        let _turn = Turn { logins: self, name };
        check()
    }
}

/// A check under way; it ends however the check ends.
struct Turn<'l> {
    logins: &'l Logins,
    name: &'l str,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.logins.state().checking.remove(self.name);
        self.logins.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn a_crowd_is_checked_two_at_a_time_one_for_each_account_and_the_rest_is_sent_away() {
        let logins = Logins::default();
        let (most, now, sent_away) = <(AtomicUsize, AtomicUsize, AtomicUsize)>::default();
        let (gate, opened) = (Mutex::new(false), Condvar::new());
        let guess = |name: &str| {
            let checked = logins.check(name, || {
                let here = now.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(here, Ordering::SeqCst);
                let open = gate.lock().unwrap();
                drop(opened.wait_while(open, |open| !*open).unwrap());
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            });
            if checked.is_err() {
                sent_away.fetch_add(1, Ordering::SeqCst);
            }
        };
        thread::scope(|crowd| {
            for number in 0..100 {
                let guess = &guess;
                crowd.spawn(move || guess(["王芳", "李强", "张伟"][number % 3]));
            }
            // Two are being checked, as many as may wait do, and all others have been told.
            while sent_away.load(Ordering::SeqCst) < 100 - MAX_WAITING - MAX_CHECKING {
                thread::yield_now();
            }
            *gate.lock().unwrap() = true;
            opened.notify_all();
        });
        assert_eq!(most.load(Ordering::SeqCst), MAX_CHECKING);
        assert_eq!(
            sent_away.load(Ordering::SeqCst),
            100 - MAX_WAITING - MAX_CHECKING
        );
        assert!(logins.check("王芳", || Ok(())).is_ok());
    }
}
