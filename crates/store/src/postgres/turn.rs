//! Transactions: at the pen, while folding, and a look that stands still.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};

use postgres::SimpleQueryMessage;
use postgres::error::SqlState;

use crate::error::StoreError;
use crate::index::Row;

use super::pool::{Conn, Pool};
use super::{Database, failed, said};

/// What came of a transaction.
pub(crate) enum Attempt<T> {
    /// It is kept.
    Done(T),
    /// Nothing is kept, and it may succeed when it is tried again.
    Again(StoreError),
    /// The connection was lost while it was to be kept: nobody knows.
    Unsure(StoreError),
    /// Nothing is kept, and trying again is of no use.
    Failed(StoreError),
}

/// Rows that a transaction has read ahead or written. Whoever has the pen is alone, so they hold
/// until it ends.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) known: HashMap<Vec<u8>, Option<Vec<u8>>>,
    pub(super) lasts: HashMap<(Vec<u8>, Vec<u8>), Option<Row>>,
    /// The generation they are of; nothing is read ahead outside of a transaction.
    pub(super) of: Option<i64>,
    /// Every commit of the index ends the transaction and begins the next.
    pub(super) stepwise: Option<String>,
}

impl Rows {
    pub(super) fn clear(&mut self) {
        *self = Rows::default();
    }
}

/// Which rows a store folds into.
#[derive(Debug)]
pub(crate) struct Generation {
    /// The format of the rows and the catalog; nothing for one that is made beside it.
    pub(super) mark: Option<Vec<u8>>,
    /// Its number. One that was made anew has another.
    id: AtomicI64,
}

impl Generation {
    pub(super) fn new(mark: Option<Vec<u8>>, id: i64) -> Generation {
        let id = AtomicI64::new(id);
        Generation { mark, id }
    }

    pub(super) fn id(&self) -> i64 {
        self.id.load(Ordering::Acquire)
    }

    /// Another one has taken its place.
    pub(crate) fn becomes(&self, other: &Generation) {
        self.id.store(other.id(), Ordering::Release);
    }

    /// Locks it and answers its number.
    fn locking(&self) -> String {
        let which = match &self.mark {
            // It is a number in hexadecimal: nothing can be smuggled in.
            Some(mark) => format!("mark = '\\x{}'", hexadecimal(mark)),
            None => format!("id = {}", self.id()),
        };
        // Rows that nobody uses for long are dropped.
        format!(
            "SELECT id FROM generation WHERE {which} FOR UPDATE; UPDATE generation SET used = now() \
             WHERE {which} AND used < now() - interval '1 hour'"
        )
    }

    fn took(&self, rows: &[SimpleQueryMessage]) -> Option<i64> {
        let id = rows.iter().rev().find_map(|message| match message {
            // The row of the pen has no such column.
            SimpleQueryMessage::Row(row) => row.try_get("id").ok()??.parse().ok(),
            _ => None,
        });
        if let Some(id) = id {
            self.id.store(id, Ordering::Release);
        }
        id
    }
}

/// Whether the pen was put away.
fn is_away(rows: &[SimpleQueryMessage]) -> bool {
    let away = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let names = row.columns().iter().map(|column| column.name());
            names.clone().any(|name| name == "away") && row.get("away") == Some("t")
        }
        _ => false,
    };
    rows.iter().any(away)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Each statement sees what was committed before it, whatever the database was told to do by
/// itself: what is read behind the lock must be what whoever had it before has written.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// One that looks on for long is not stopped for doing nothing in between.
const STILL: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL idle_in_transaction_session_timeout = 0; SELECT 1";

/// Gives the connection of a thread up however its work ends; an end by a panic breaks the
/// transaction off.
struct Within<'p>(&'p Pool);

impl Within<'_> {
    fn end(&self) -> Option<Conn> {
        self.0.unbind()
    }
}

impl Drop for Within<'_> {
    fn drop(&mut self) {
        if let Some(mut conn) = self.0.unbind() {
            let _ = conn.run("ROLLBACK");
            self.0.give(conn);
        }
    }
}

impl Database {
    /// Works as the only one who writes; what was written is kept when the work has ended well.
    pub(crate) fn at_pen<T>(
        &self,
        generation: &Generation,
        work: &mut dyn FnMut() -> Result<T, StoreError>,
    ) -> Attempt<T> {
        let begin = format!("{BEGIN}; {}; {}", self.1.pen(), generation.locking());
        self.transaction(&begin, Some(generation), false, work)
    }

    /// Works as the only one who folds into these rows. Whatever is committed to the index is kept
    /// at once, and the work goes on if nobody else folded in between.
    pub(crate) fn folding<T>(
        &self,
        generation: &Generation,
        work: &mut dyn FnMut() -> Result<T, StoreError>,
    ) -> Attempt<T> {
        let begin = format!("{BEGIN}; {}", generation.locking());
        self.transaction(&begin, Some(generation), true, work)
    }

    /// Works with everything kept or nothing.
    pub(super) fn whole<T>(
        &self,
        work: &mut dyn FnMut() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.0.is_bound() {
            return work();
        }
        match self.transaction(BEGIN, None, false, work) {
            Attempt::Done(done) => Ok(done),
            Attempt::Again(error) | Attempt::Unsure(error) | Attempt::Failed(error) => Err(error),
        }
    }

    pub(super) fn transaction<T>(
        &self,
        begin: &str,
        generation: Option<&Generation>,
        stepwise: bool,
        work: &mut dyn FnMut() -> Result<T, StoreError>,
    ) -> Attempt<T> {
        let mut conn = match self.0.take() {
            Ok(conn) => conn,
            Err(error) => return Attempt::Again(error),
        };
        match conn.begin(begin) {
            Ok(rows) if is_away(&rows) => return self.broken(conn, StoreError::Held),
            Ok(rows) => {
                conn.rows.of = generation.and_then(|generation| generation.took(&rows));
                if generation.is_some() && conn.rows.of.is_none() {
                    let said = "these rows were dropped, nobody had used them for long".to_owned();
                    return self.broken(conn, StoreError::Index(said));
                }
            }
            Err(error) => {
                let error = failed(error);
                return self.broken(conn, error);
            }
        }
        conn.rows.stepwise = stepwise.then(|| begin.to_owned());
        self.0.bind(conn);
        let within = Within(&self.0);
        let worked = work();
        let Some(mut conn) = within.end() else {
            let said = "a transaction went missing".to_owned();
            return Attempt::Failed(StoreError::Database(said));
        };
        match worked {
            Ok(done) if !conn.failed => match conn.run("COMMIT") {
                Ok(()) => {
                    self.0.give(conn);
                    Attempt::Done(done)
                }
                // The engine says itself that it kept nothing.
                Err(error) if rolled_back(&error) => {
                    let error = failed(error);
                    self.broken(conn, error)
                }
                Err(error) => {
                    let said = said(&error);
                    self.0.discard(conn);
                    Attempt::Unsure(StoreError::Database(said))
                }
            },
            Ok(_) => {
                let said = "a statement failed".to_owned();
                self.broken(conn, StoreError::Database(said))
            }
            Err(error) => self.broken(conn, error),
        }
    }

    /// Ends a transaction of which nothing is to be kept.
    fn broken<T>(&self, mut conn: Conn, error: StoreError) -> Attempt<T> {
        let again = conn.failed && conn.passes;
        if conn.run("ROLLBACK").is_err() {
            self.0.discard(conn);
        } else {
            self.0.give(conn);
        }
        if again {
            // A server that was restarted has closed the others too.
            self.0.forget_closed();
            Attempt::Again(error)
        } else {
            Attempt::Failed(error)
        }
    }

    /// A look at the database as it is now, however long it takes.
    pub(crate) fn still(&self) -> Result<Still<'_>, StoreError> {
        let mut conn = self.0.take()?;
        match conn.run(STILL) {
            Ok(()) => Ok(Still(self, Some(conn))),
            Err(error) => {
                self.0.discard(conn);
                Err(failed(error))
            }
        }
    }
}

fn rolled_back(error: &postgres::Error) -> bool {
    let code = error.code().map(SqlState::code);
    code.is_some_and(|code| code.starts_with("40"))
}

/// A look at the database as it was when it was begun.
pub(crate) struct Still<'d>(&'d Database, Option<Conn>);

impl Still<'_> {
    /// Reads what was there then.
    pub(crate) fn see<T>(
        &mut self,
        look: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let pool = &self.0.0;
        if let Some(conn) = self.1.take() {
            pool.bind(conn);
        }
        let within = Within(pool);
        let seen = look();
        self.1 = within.end();
        seen
    }
}

impl Still<'_> {
    /// The same, where it may be tried again.
    pub(crate) fn look<T>(&mut self, look: impl FnOnce() -> Result<T, StoreError>) -> Attempt<T> {
        match self.see(look) {
            Ok(seen) => Attempt::Done(seen),
            Err(error)
                if self
                    .1
                    .as_ref()
                    .is_some_and(|conn| conn.failed && conn.passes) =>
            {
                Attempt::Again(error)
            }
            Err(error) => Attempt::Failed(error),
        }
    }
}

impl Drop for Still<'_> {
    fn drop(&mut self) {
        if let Some(mut conn) = self.1.take() {
            let _ = conn.run("ROLLBACK");
            self.0.0.give(conn);
        }
    }
}
