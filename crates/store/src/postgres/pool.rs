//! Connections: a few, kept open, lent to whoever asks.
//!
//! A thread that is in a transaction goes on with that one connection, whatever it calls: what it
//! reads is what the transaction sees.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use postgres::types::ToSql;
use postgres::{Client, Row, SimpleQueryMessage, Statement};

use crate::error::StoreError;

use super::line::Line;
use super::turn::Rows;
use super::{failed, passes};

/// Most connections of one process. The server's own limit is shared by all of them.
const MAX_CONNECTIONS: usize = 16;
/// The pauses between tries to read: a server that is restarted is back by then.
const PAUSES_MS: [u64; 7] = [0, 20, 100, 300, 600, 1_000, 2_000];
/// How long a caller waits for a connection that others have.
const WAIT: Duration = Duration::from_secs(30);

/// One connection and what was prepared on it.
pub(super) struct Conn {
    /// Always there; an option only so that it can be dropped elsewhere.
    client: Option<Client>,
    prepared: HashMap<String, Statement>,
    /// Whether something went wrong on it that may not happen again.
    pub(super) passes: bool,
    /// Whether anything went wrong since the transaction began.
    pub(super) failed: bool,
    /// What a transaction has read ahead.
    pub(super) rows: Rows,
}

/// What is given to a statement.
pub(super) type Params<'p> = &'p [&'p (dyn ToSql + Sync)];

impl Conn {
    fn open(line: &Line) -> Result<Conn, postgres::Error> {
        let client = line.connect()?;
        Ok(Conn {
            client: Some(client),
            prepared: HashMap::new(),
            passes: false,
            failed: false,
            rows: Rows::default(),
        })
    }

    #[expect(clippy::expect_used, reason = "only drop takes it")]
    pub(super) fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("a client")
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client().prepare(sql)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn noted<T>(&mut self, result: Result<T, postgres::Error>) -> Result<T, postgres::Error> {
        // What follows in a broken transaction only says that it is broken.
        if let Err(error) = &result
            && !self.failed
        {
            (self.failed, self.passes) = (true, passes(error));
        }
        result
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        with: Params<'_>,
    ) -> Result<Vec<Row>, postgres::Error> {
        let rows = self
            .prepare(sql)
            .and_then(|sql| self.client().query(&sql, with));
        self.noted(rows)
    }

    pub(super) fn execute(&mut self, sql: &str, with: Params<'_>) -> Result<u64, postgres::Error> {
        let count = self
            .prepare(sql)
            .and_then(|sql| self.client().execute(&sql, with));
        self.noted(count)
    }

    /// Begins a transaction; answers what its statements found.
    pub(super) fn begin(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, postgres::Error> {
        let found = self.client().simple_query(sql);
        self.noted(found)
    }

    /// Statements without parameters, in one message.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), postgres::Error> {
        let ran = self.client().batch_execute(sql);
        self.noted(ran)
    }
}

impl Drop for Conn {
    fn drop(&mut self) {
        let client = self.client.take();
        // Saying goodbye blocks, which a thread that runs tasks must not.
        let _ = thread::Builder::new().spawn(move || drop(client));
    }
}

#[derive(Default)]
struct Free {
    connections: Vec<Conn>,
    /// How many there are, lent ones too.
    count: usize,
}

pub(super) struct Pool {
    line: Line,
    /// Between tries to read, in milliseconds.
    pauses: &'static [u64],
    free: Mutex<Free>,
    freed: Condvar,
    /// The connections of threads that are in a transaction.
    bound: Mutex<HashMap<ThreadId, Conn>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    pub(super) fn new(line: Line) -> Pool {
        Pool {
            line,
            pauses: &PAUSES_MS,
            free: Mutex::default(),
            freed: Condvar::new(),
            bound: Mutex::default(),
        }
    }

    /// The same, which tries nothing for long.
    pub(super) fn hasty(self) -> Pool {
        Pool {
            pauses: &[0],
            ..self
        }
    }

    /// A connection for one caller.
    pub(super) fn take(&self) -> Result<Conn, StoreError> {
        let mut free = lock(&self.free);
        loop {
            if let Some(conn) = free.connections.pop() {
                return Ok(conn);
            }
            if free.count < MAX_CONNECTIONS {
                break;
            }
            let (again, waited) = self
                .freed
                .wait_timeout(free, WAIT)
                .unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() {
                let said = "every connection is in use".to_owned();
                return Err(StoreError::Database(said));
            }
            free = again;
        }
        free.count += 1;
        drop(free);
        Conn::open(&self.line).map_err(|error| {
            self.lost();
            failed(error)
        })
    }

    fn lost(&self) {
        lock(&self.free).count -= 1;
        self.freed.notify_one();
    }

    /// Takes a connection back.
    pub(super) fn give(&self, mut conn: Conn) {
        if conn.client().is_closed() {
            self.lost();
            return;
        }
        (conn.failed, conn.passes) = (false, false);
        conn.rows.clear();
        lock(&self.free).connections.push(conn);
        self.freed.notify_one();
    }

    /// Gives up a connection of which nobody knows how it stands.
    pub(super) fn discard(&self, conn: Conn) {
        drop(conn);
        self.lost();
    }

    /// Whether this thread is in a transaction.
    pub(super) fn is_bound(&self) -> bool {
        lock(&self.bound).contains_key(&thread::current().id())
    }

    /// Makes a connection that of this thread.
    pub(super) fn bind(&self, conn: Conn) {
        lock(&self.bound).insert(thread::current().id(), conn);
    }

    /// The connection of this thread, which it gives up.
    pub(super) fn unbind(&self) -> Option<Conn> {
        lock(&self.bound).remove(&thread::current().id())
    }

    /// Calls on a connection outside of any transaction, once.
    pub(super) fn alone<T>(
        &self,
        call: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self.take()?;
        let called = call(&mut conn);
        self.give(conn);
        called
    }

    /// Calls on this thread's transaction, or on any connection; there again if that one is lost. So
    /// what is called may happen twice.
    pub(super) fn read<T>(
        &self,
        call: &mut dyn FnMut(&mut Conn) -> Result<T, postgres::Error>,
    ) -> Result<T, StoreError> {
        if let Some(mut conn) = self.unbind() {
            let called = call(&mut conn);
            self.bind(conn);
            return called.map_err(failed);
        }
        let mut pauses = self.pauses.iter();
        loop {
            let (called, again) = match self.take() {
                Ok(mut conn) => {
                    let called = call(&mut conn);
                    let again = conn.passes;
                    self.give(conn);
                    (called.map_err(failed), again)
                }
                Err(error) => (Err(error), true),
            };
            let Some(pause) = pauses.next().filter(|_| called.is_err() && again) else {
                return called;
            };
            thread::sleep(Duration::from_millis(*pause));
            self.forget_closed();
        }
    }

    /// Throws away the connections that a server which was restarted has closed.
    pub(super) fn forget_closed(&self) {
        let mut free = lock(&self.free);
        let all = std::mem::take(&mut free.connections);
        for mut conn in all {
            // Only a connection that is spoken to hears that it was closed.
            if conn.client().is_closed() || conn.run("").is_err() {
                free.count -= 1;
            } else {
                free.connections.push(conn);
            }
        }
    }
}
