//! Files that are written only while the office is here: not once it moves away, whatever the program
//! that writes them knows, and one thing by one program at a time.
//!
//! The pen guards operations, and photos must not wait for it, nor it for photos. So whoever writes a
//! guarded file shares the lock on a row of its own, and whoever puts the pen away takes that row for
//! itself: it waits for those who write, and whoever comes later reads that the pen is away.

use std::io;

use crate::beside::again;
use crate::error::StoreError;

use super::pool::Conn;
use super::space::Space;
use super::{Attempt, Database, io_failed};

const PUT: &str = "INSERT INTO meta VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value";
/// A row that stands for what one program at a time works on.
const ALONE: &str = "INSERT INTO file VALUES ('alone', $1, 0)
    ON CONFLICT (folder, name) DO UPDATE SET changed = now()";

/// Begins with the lock that is shared. A database that was set up by an older program has no such
/// row yet.
fn here(space: Space) -> String {
    let files = space.files();
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED;
        INSERT INTO meta VALUES ('{files}', '\\x00') ON CONFLICT DO NOTHING;
        SELECT value = '\\x01' AS away FROM meta WHERE name = '{files}' FOR SHARE"
    )
}

impl Database {
    /// Works on guarded files as one whole while no other program works on what has the same name.
    /// Where the database breaks off, the work is done again.
    ///
    /// # Errors
    /// What the work says, a database that refuses, or [`StoreError::Held`] while the pen is away.
    pub fn alone(&self, name: &str, work: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if self.0.is_bound() {
            return work();
        }
        let done = again(|| {
            self.transaction(&here(self.1), None, false, &mut || {
                let take = &mut |conn: &mut Conn| conn.execute(ALONE, &[&name]).map(|_| ());
                self.0.read(take)?;
                work().map_err(StoreError::disk("writing a file"))
            })
        });
        done.map_err(io_failed)
    }

    /// Works once, with everything kept or nothing, and not while the pen is away.
    pub(super) fn here(
        &self,
        work: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.0.is_bound() {
            return work();
        }
        match self.transaction(&here(self.1), None, false, work) {
            Attempt::Done(()) => Ok(()),
            Attempt::Again(error) | Attempt::Unsure(error) | Attempt::Failed(error) => Err(error),
        }
    }

    /// Guarded files are written no more, or again. Whoever writes one at this moment is waited for.
    pub(super) fn guard(&self, away: bool) -> Result<(), StoreError> {
        let (files, value) = (self.1.files(), [u8::from(away)]);
        self.0
            .read(&mut |conn| conn.execute(PUT, &[&files, &&value[..]]).map(|_| ()))
    }
}
