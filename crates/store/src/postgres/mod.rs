//! The one module that names PostgreSQL: any number of programs on one database.
//!
//! The algorithm is that of every store: a journal, and an index folded from it. Both lie in
//! tables here, and a commit writes both in one transaction, so the index is never behind. What is
//! different is that several programs write:
//!
//! * the pen is a row; whoever writes locks it before anything is looked up and lets it go with the
//!   commit, so the journal is one sequence and every feed number is visible before the next is
//!   given;
//! * a commit that broke off is tried again whole, after asking whether it was kept after all;
//! * rows are of a generation, named by their format and the catalog, so an old program and a new
//!   one fold the one journal side by side;
//! * another key is another space, filled beside the one in use, which it follows in one step.
//!
//! Nothing but row locks is used: no advisory lock, no sequence, no system column. Other engines
//! that speak PostgreSQL's protocol may stand in its place.
//!
//! The client is synchronous. It is called from threads that may block, never from a task.

mod folder;
mod guard;
mod index;
mod line;
mod pool;
mod schema;
mod space;
mod turn;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use postgres::error::SqlState;

use crate::disk::Disk;
use crate::error::StoreError;

pub(crate) use index::PgIndex;
pub(crate) use turn::{Attempt, Generation};

use folder::PgFolder;
use line::Line;
use pool::Pool;
use space::Space;

/// The folder the journal lies in.
const JOURNAL: &str = "journal";

/// The connections to one database, and the space in it that is worked with. Copies share them.
#[derive(Clone)]
pub struct Database(Arc<Pool>, Space);

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the address: a password may stand in it.
        f.write_str("Database")
    }
}

impl Database {
    /// Connects to the database at an address of the form `postgres://user:password@host/name`,
    /// and brings its tables up to what this program needs.
    ///
    /// With `sslmode=verify-full` and `sslrootcert=FILE` in the address the line is encrypted and
    /// whoever answers proves to be the host that is named there. Without `sslmode` it is not
    /// encrypted: the database is on this machine, behind a socket, or reached through a private
    /// network that encrypts. What is less than either is refused.
    ///
    /// # Errors
    /// An address that does not read, a database that does not answer or does not prove who it is,
    /// or one that a newer program has migrated.
    pub fn connect(address: &str) -> Result<Database, StoreError> {
        let pool = Pool::new(Line::to(address)?);
        pool.alone(|conn| schema::migrate(conn.client()))?;
        let space = Space::in_use(&pool)?;
        Ok(Database(Arc::new(pool), space))
    }

    /// Connects to a copy of such a database, which a standby keeps: nothing is written there, and
    /// nobody waits long for it, because there is another place to read.
    ///
    /// # Errors
    /// As [`Database::connect`]; a copy whose tables are those of another program.
    pub fn connect_copy(address: &str) -> Result<Database, StoreError> {
        let pool = Pool::new(Line::to(address)?).hasty();
        pool.alone(|conn| schema::expect(conn.client()))?;
        let space = Space::in_use(&pool)?;
        Ok(Database(Arc::new(pool), space))
    }

    /// The journal's folder.
    #[must_use]
    pub fn journal(&self) -> Arc<dyn Disk> {
        Arc::new(PgFolder::growing(self.clone(), &self.1.folder(JOURNAL)))
    }

    /// A flat folder of files in the database. Every call is durable when it has answered.
    #[must_use]
    pub fn folder(&self, name: &str) -> Arc<dyn Disk> {
        Arc::new(PgFolder::new(self.clone(), &self.1.folder(name)))
    }

    /// As [`Database::folder`], but nothing is written to it while the pen is away.
    #[must_use]
    pub fn guarded(&self, name: &str) -> Arc<dyn Disk> {
        Arc::new(PgFolder::guarded(self.clone(), &self.1.folder(name)))
    }

    /// Says a fact about the database unless it was said before; answers what stands. So the first
    /// office that comes can make a database its own, and another one sees that it is taken.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn claim(&self, name: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let name = format!("said/{name}");
        self.0.read(&mut |conn| {
            let say = "INSERT INTO meta VALUES ($1, $2) ON CONFLICT DO NOTHING";
            conn.execute(say, &[&name, &value])?;
            let row = conn.query("SELECT value FROM meta WHERE name = $1", &[&name])?;
            Ok(row.first().map_or_else(Vec::new, |row| row.get(0)))
        })
    }

    /// Takes a piece of work that one process does for all, or keeps it, for so long. Answers
    /// whether `holder` has it. The clock is the database's, so those of the processes need not
    /// agree.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn lease(&self, name: &str, holder: &str, long: Duration) -> Result<bool, StoreError> {
        let seconds = long.as_secs_f64();
        self.0.read(&mut |conn| {
            let take = "INSERT INTO lease VALUES ($1, $2, now() + $3 * interval '1 second')
                ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
                WHERE lease.holder = EXCLUDED.holder OR lease.until < now()";
            Ok(conn.execute(take, &[&name, &holder, &seconds])? == 1)
        })
    }

    /// Puts the pen away, or back. While it is away no program writes operations or guarded files,
    /// whatever it knows; whoever writes at this moment is waited for.
    ///
    /// # Errors
    /// A database that does not answer; [`StoreError::Held`] for the pen of a space that was left.
    pub fn put_away(&self, away: bool) -> Result<(), StoreError> {
        if !away {
            return self.put_back();
        }
        self.guard(true)?;
        self.0.read(&mut |conn| {
            let put = "UPDATE pen SET away = true WHERE office = $1";
            conn.execute(put, &[&self.1.number()]).map(|_| ())
        })
    }

    /// Lets a piece of work go that `holder` has.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn release(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        self.0.read(&mut |conn| {
            let leave = "DELETE FROM lease WHERE name = $1 AND holder = $2";
            conn.execute(leave, &[&name, &holder]).map(|_| ())
        })
    }
}

/// What the database said, as an error of the store.
#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn failed(error: postgres::Error) -> StoreError {
    line::refused(&error).unwrap_or_else(|| StoreError::Database(said(&error)))
}

/// The words of an error; the crate's own are only "db error".
fn said(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => match std::error::Error::source(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

fn io_failed(error: StoreError) -> io::Error {
    io::Error::other(error)
}

/// Whether the same may succeed when it is tried again: the connection is gone, the server is
/// stopping or starting, or two who wrote got in each other's way.
fn passes(error: &postgres::Error) -> bool {
    let Some(code) = error.code() else {
        // What no server said is the connection's.
        return true;
    };
    // Classes: connection, rolled back by the engine, too many, stopped by somebody.
    let classes = ["08", "40", "53", "57"];
    classes.iter().any(|class| code.code().starts_with(class))
        || [
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ]
        .contains(code)
}
