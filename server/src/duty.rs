//! Which of several processes does what is to be done once: the day's work, and the exchange with the
//! office above.
//!
//! A process that goes gives the duty back. One that is killed is followed by another when its time is
//! over, by the clock of the database.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use desk::{Failure, fill};
use merge::Hash;
use store::Database;

/// The name of the lease.
const NAME: &str = "duty";
/// How long nobody follows a process that says nothing any more.
const HOLDS: Duration = Duration::from_secs(20);

/// The duty as one process sees it.
#[derive(Debug)]
pub(crate) struct Duty {
    database: Database,
    /// Names this process.
    process: String,
    has: AtomicBool,
}

impl Duty {
    /// Of the processes on a database; this one does not have it yet.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub(crate) fn of(database: Database) -> Result<Duty, Failure> {
        let mut process = [0; 32];
        fill(&mut process)?;
        Ok(Duty {
            database,
            process: Hash(process).to_string(),
            has: AtomicBool::new(false),
        })
    }

    /// Takes the duty if nobody has it, and goes on with it. One that cannot ask does not have it.
    ///
    /// # Errors
    /// A database that does not answer.
    pub(crate) fn renew(&self) -> Result<(), Failure> {
        let has = self.database.lease(NAME, &self.process, HOLDS);
        self.has.store(matches!(has, Ok(true)), Ordering::Relaxed);
        has?;
        Ok(())
    }

    /// Whether this process has it.
    pub(crate) fn has(&self) -> bool {
        self.has.load(Ordering::Relaxed)
    }
}

impl Drop for Duty {
    fn drop(&mut self) {
        if self.has() {
            let (database, process) = (self.database.clone(), self.process.clone());
            // The database must not be waited for where requests are served. Whoever cannot be told
            // waits for its end.
            let told = thread::spawn(move || database.release(NAME, &process));
            let _ = told.join();
        }
    }
}
