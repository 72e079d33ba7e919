//! Files in tables: the journal, and whatever else an office keeps as files.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::disk::Disk;

use super::pool::Conn;
use super::{Database, io_failed};

/// Most bytes of one piece: a part of it is read without reading all of it, where the engine can.
const PIECE: usize = 256 * 1024;
/// What is read at once of a file that only grows, however little was asked for: operations that
/// are read one after the other mostly stand side by side.
const BLOCK: u64 = 64 * 1024;
/// How many blocks are remembered: 16 MiB.
const BLOCKS: usize = 256;

/// One statement, so that it is whole without a transaction of its own. The lock on the file's row
/// lets one append at a time.
const APPEND: &str = "WITH grown AS (
        INSERT INTO file VALUES ($1, $2, $3) ON CONFLICT (folder, name)
        DO UPDATE SET size = file.size + EXCLUDED.size, changed = now() RETURNING size)
    INSERT INTO piece SELECT $1, $2, grown.size - $3 + part.at, part.bytes
    FROM grown, unnest($4::bigint[], $5::bytea[]) AS part (at, bytes)";
const READ: &str = "SELECT substring(bytes
        FROM (greatest($3 - at, 0) + 1)::int FOR ($4 - greatest(at, $3))::int)
    FROM piece WHERE folder = $1 AND name = $2 AND at < $4 AND at >= coalesce(
        (SELECT max(at) FROM piece WHERE folder = $1 AND name = $2 AND at <= $3), 0)
    ORDER BY at";
const CUT: &str = "WITH shorter AS (
        UPDATE file SET size = $3 WHERE folder = $1 AND name = $2 AND size > $3),
    gone AS (DELETE FROM piece WHERE folder = $1 AND name = $2 AND at >= $3)
    UPDATE piece SET bytes = substring(bytes FOR ($3 - at)::int)
    WHERE folder = $1 AND name = $2 AND at < $3 AND at + length(bytes) > $3";
const REMOVE: &str = "WITH gone AS (DELETE FROM piece WHERE folder = $1 AND name = $2)
    DELETE FROM file WHERE folder = $1 AND name = $2";

/// A folder of files in the database.
pub(super) struct PgFolder {
    database: Database,
    name: String,
    /// Nothing is written while the pen is away.
    guarded: bool,
    /// Parts of files that only grow, as far as they were read.
    blocks: Option<Mutex<Blocks>>,
}

#[derive(Default)]
struct Blocks {
    read: HashMap<(String, u64), Arc<Vec<u8>>>,
    /// In the order in which they came.
    order: VecDeque<(String, u64)>,
}

impl Blocks {
    fn keep(&mut self, at: (String, u64), bytes: Arc<Vec<u8>>) {
        if self.read.insert(at.clone(), bytes).is_none() {
            self.order.push_back(at);
        }
        if self.order.len() > BLOCKS
            && let Some(oldest) = self.order.pop_front()
        {
            self.read.remove(&oldest);
        }
    }
}

impl fmt::Debug for PgFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PgFolder({})", self.name)
    }
}

impl PgFolder {
    pub(super) fn new(database: Database, name: &str) -> PgFolder {
        PgFolder {
            database,
            name: name.to_owned(),
            guarded: false,
            blocks: None,
        }
    }

    /// A folder that is written only while the pen is not away.
    pub(super) fn guarded(database: Database, name: &str) -> PgFolder {
        PgFolder {
            guarded: true,
            ..PgFolder::new(database, name)
        }
    }

    /// A folder whose files only grow and are never replaced, which may be remembered.
    pub(super) fn growing(database: Database, name: &str) -> PgFolder {
        let blocks = Some(Mutex::default());
        PgFolder {
            blocks,
            ..PgFolder::new(database, name)
        }
    }

    fn read<T>(
        &self,
        call: &mut dyn FnMut(&mut Conn) -> Result<T, postgres::Error>,
    ) -> io::Result<T> {
        self.database.0.read(call).map_err(io_failed)
    }

    /// Changes something, once: whether it was kept is not known where the connection was lost.
    fn write(
        &self,
        call: &mut dyn FnMut(&mut Conn) -> Result<(), postgres::Error>,
    ) -> io::Result<()> {
        let pool = &self.database.0;
        let written = if pool.is_bound() {
            pool.read(call)
        } else if self.guarded {
            self.database.here(&mut || pool.read(call))
        } else {
            pool.alone(|conn| call(conn).map_err(super::failed))
        };
        written.map_err(io_failed)
    }

    /// Bytes from one place to another, fewer only at the end of the file.
    fn between(&self, name: &str, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let (start, end) = (signed(from)?, signed(to)?);
        let bytes = self.read(&mut |conn| {
            let rows = conn.query(READ, &[&self.name, &name, &start, &end])?;
            let parts: Vec<&[u8]> = rows.iter().map(|row| row.get(0)).collect();
            Ok(parts.concat())
        })?;
        if bytes.is_empty() {
            // It ends before, or it is not there.
            self.len(name)?;
        }
        Ok(bytes)
    }

    fn remembered(&self, at: &(String, u64)) -> Option<Arc<Vec<u8>>> {
        let blocks = self.blocks.as_ref()?;
        let blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.read.get(at).cloned()
    }

    /// One block up to `needed` bytes or more of it.
    fn block(&self, name: &str, number: u64, needed: usize) -> io::Result<Arc<Vec<u8>>> {
        let at = (name.to_owned(), number);
        if let Some(block) = self.remembered(&at).filter(|block| block.len() >= needed) {
            return Ok(block);
        }
        let from = number * BLOCK;
        let block = Arc::new(self.between(name, from, from + BLOCK)?);
        if let Some(blocks) = &self.blocks {
            let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
            blocks.keep(at, block.clone());
        }
        Ok(block)
    }
}

fn signed(number: u64) -> io::Result<i64> {
    i64::try_from(number).map_err(|_| io::ErrorKind::InvalidInput.into())
}

impl Disk for PgFolder {
    fn names(&self) -> io::Result<Vec<String>> {
        self.read(&mut |conn| {
            let names = "SELECT name FROM file WHERE folder = $1 ORDER BY name";
            let rows = conn.query(names, &[&self.name])?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        })
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        let size = self.read(&mut |conn| {
            let size = "SELECT size FROM file WHERE folder = $1 AND name = $2";
            let rows = conn.query(size, &[&self.name, &name])?;
            Ok(rows.first().map(|row| row.get::<_, i64>(0)))
        })?;
        let missing = || io::Error::new(io::ErrorKind::NotFound, name.to_owned());
        size.map(i64::unsigned_abs).ok_or_else(missing)
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let to = offset.saturating_add(len as u64);
        // In a transaction nothing is remembered: what it wrote may be undone, and what it reads
        // must be what the database holds now.
        let directly = self.blocks.is_none() || self.database.0.is_bound();
        if directly || len as u64 > 4 * BLOCK {
            return self.between(name, offset, to);
        }
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let at = offset + bytes.len() as u64;
            let (number, within) = (at / BLOCK, usize::try_from(at % BLOCK).unwrap_or(0));
            let needed = BLOCK.min(to - number * BLOCK);
            let block = self.block(name, number, usize::try_from(needed).unwrap_or(0))?;
            let part = block.get(within..).unwrap_or_default();
            let part = &part[..part.len().min(len - bytes.len())];
            if part.is_empty() {
                break;
            }
            bytes.extend_from_slice(part);
        }
        Ok(bytes)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let size = signed(bytes.len() as u64)?;
        let parts: Vec<&[u8]> = bytes.chunks(PIECE).collect();
        let places: Vec<i64> = (0..size).step_by(PIECE).collect();
        self.write(&mut |conn| {
            let with: super::pool::Params<'_> = &[&self.name, &name, &size, &places, &parts];
            conn.execute(APPEND, with).map(|_| ())
        })
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        let len = signed(len)?;
        self.write(&mut |conn| conn.execute(CUT, &[&self.name, &name, &len]).map(|_| ()))
    }

    fn sync(&self, _name: &str) -> io::Result<()> {
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        Ok(())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut work = || {
            let emptied = self.database.0.read(&mut |conn| {
                // The file's row first, whose lock lets one replace at a time.
                let file = "INSERT INTO file VALUES ($1, $2, 0) ON CONFLICT (folder, name)
                    DO UPDATE SET size = 0, changed = now()";
                conn.execute(file, &[&self.name, &name])?;
                let gone = "DELETE FROM piece WHERE folder = $1 AND name = $2";
                conn.execute(gone, &[&self.name, &name])
            });
            emptied?;
            self.append(name, bytes)
                .map_err(crate::error::StoreError::disk("writing a file"))
        };
        let written = if self.guarded {
            self.database.here(&mut work)
        } else {
            self.database.whole(&mut work)
        };
        written.map_err(io_failed)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.write(&mut |conn| conn.execute(REMOVE, &[&self.name, &name]).map(|_| ()))
    }

    fn modified(&self, name: &str) -> io::Result<SystemTime> {
        let age = self.read(&mut |conn| {
            let age = "SELECT extract(epoch FROM now() - changed)::float8 FROM file
                WHERE folder = $1 AND name = $2";
            let rows = conn.query(age, &[&self.name, &name])?;
            Ok(rows.first().map(|row| row.get::<_, f64>(0)))
        })?;
        let age = age.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, name.to_owned()))?;
        let age = Duration::try_from_secs_f64(age.max(0.0)).unwrap_or_default();
        Ok(SystemTime::now() - age)
    }
}
