//! Rows in a table, of one generation, sealed for their key.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use vault::Vault;

use crate::error::StoreError;
use crate::index::{Index, Row, Writes};
use crate::rows;

use super::Database;
use super::pool::Conn;
use super::turn::Generation;

/// Bytes of the hash that stands for a name.
const VEIL: usize = 16;
/// Days after which rows that no program has used are dropped: a rolling upgrade takes hours, and
/// one that is taken back takes days.
const UNUSED_DAYS: i32 = 14;
/// Rows dropped at once.
const DROPPED: i64 = 10_000;

const GET: &str = "SELECT value FROM kept WHERE generation = $1 AND key = $2";
/// The limit keeps the planner from anything but one look for each key.
const GET_MANY: &str = "SELECT asked.key, found.value FROM unnest($2::bytea[]) AS asked (key),
    LATERAL (SELECT value FROM kept WHERE generation = $1 AND key = asked.key LIMIT 1) AS found";
const SCAN: &str = "SELECT key, value FROM kept
    WHERE generation = $1 AND key >= $2 AND key < $3 ORDER BY key LIMIT $4";
const LAST: &str = "SELECT key, value FROM kept
    WHERE generation = $1 AND key >= $2 AND key < $3 ORDER BY key DESC LIMIT 1";
const LAST_MANY: &str = "SELECT asked.start, asked.stop, found.key, found.value
    FROM unnest($2::bytea[], $3::bytea[]) AS asked (start, stop),
    LATERAL (SELECT key, value FROM kept WHERE generation = $1 AND key >= asked.start
        AND key < asked.stop ORDER BY key DESC LIMIT 1) AS found";
const PUT: &str = "INSERT INTO kept SELECT $1, row.key, row.value
    FROM unnest($2::bytea[], $3::bytea[]) AS row (key, value)
    ON CONFLICT (generation, key) DO UPDATE SET value = EXCLUDED.value";
const DELETE: &str = "DELETE FROM kept WHERE generation = $1 AND key = ANY ($2)";
/// A number that is not given again: the greatest stays until another one is there.
const FRESH: &str = "INSERT INTO generation SELECT coalesce(max(id), 0) + 1, $1::bytea
    FROM generation ON CONFLICT DO NOTHING";

/// The rows of one generation.
pub(crate) struct PgIndex {
    database: Database,
    generation: Arc<Generation>,
    vault: Vault,
}

impl fmt::Debug for PgIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PgIndex")
    }
}

impl Database {
    /// The generation of a mark, made if there is none.
    pub(crate) fn generation(&self, mark: &[u8]) -> Result<Arc<Generation>, StoreError> {
        let mark = self.1.mark(mark);
        let id = self.0.read(&mut |conn| {
            let find = "UPDATE generation SET used = now() WHERE mark = $1 RETURNING id";
            let mut found = conn.query(find, &[&mark])?;
            while found.is_empty() {
                // Somebody else may make one with this number or this mark meanwhile.
                conn.execute(FRESH, &[&mark])?;
                found = conn.query(find, &[&mark])?;
            }
            Ok(found.first().map_or(0, |row| row.get(0)))
        })?;
        Ok(Arc::new(Generation::new(Some(mark), id)))
    }

    /// The generation of a mark, which must be there.
    pub(crate) fn rows_of(&self, mark: &[u8]) -> Result<Arc<Generation>, StoreError> {
        let mark = self.1.mark(mark);
        let find = "SELECT id FROM generation WHERE mark = $1";
        let found = self.0.read(&mut |conn| conn.query(find, &[&mark]))?;
        let none = || StoreError::Index("there are no rows of this program".to_owned());
        let id = found.first().map(|row| row.get(0)).ok_or_else(none)?;
        Ok(Arc::new(Generation::new(Some(mark), id)))
    }

    /// Says that a generation is still used.
    pub(crate) fn touch(&self, generation: &Generation) -> Result<(), StoreError> {
        self.0.read(&mut |conn| {
            let used = "UPDATE generation SET used = now()
                WHERE id = $1 AND used < now() - interval '1 hour'";
            conn.execute(used, &[&generation.id()]).map(|_| ())
        })
    }

    /// A generation that nobody else knows.
    pub(crate) fn aside(&self) -> Result<Arc<Generation>, StoreError> {
        let none: Option<&[u8]> = None;
        let id = self.0.read(&mut |conn| {
            let fresh = format!("{FRESH} RETURNING id");
            let mut made = conn.query(&fresh, &[&none])?;
            while made.is_empty() {
                made = conn.query(&fresh, &[&none])?;
            }
            Ok(made.first().map_or(0, |row| row.get(0)))
        })?;
        Ok(Arc::new(Generation::new(None, id)))
    }

    /// One generation takes the place of another, whose rows are left for those who still read
    /// them.
    pub(crate) fn succeed(&self, old: &Generation, new: &Generation) -> Result<(), StoreError> {
        self.0.read(&mut |conn| {
            let leave = "UPDATE generation SET mark = NULL, used = now() WHERE id = $1";
            conn.execute(leave, &[&old.id()])?;
            let take = "UPDATE generation SET mark = $1, used = now() WHERE id = $2";
            conn.execute(take, &[&old.mark, &new.id()]).map(|_| ())
        })
    }

    /// Drops the rows of a generation.
    pub(crate) fn drop_rows(&self, generation: &Generation) -> Result<(), StoreError> {
        self.drop_generation(generation.id())
    }

    fn drop_generation(&self, id: i64) -> Result<(), StoreError> {
        let some = "DELETE FROM kept WHERE generation = $1 AND key IN
            (SELECT key FROM kept WHERE generation = $1 ORDER BY key LIMIT $2)";
        while self
            .0
            .read(&mut |conn| conn.execute(some, &[&id, &DROPPED]))?
            > 0
        {}
        self.0.read(&mut |conn| {
            let none = "DELETE FROM generation WHERE id = $1";
            conn.execute(none, &[&id]).map(|_| ())
        })
    }

    /// Drops the generations whose mark is such a one, and with them those that have none and are
    /// older than any that stays: it was theirs.
    pub(super) fn drop_rows_of(&self, such: &dyn Fn(&[u8]) -> bool) -> Result<(), StoreError> {
        let all = self.0.read(&mut |conn| {
            let rows = conn.query("SELECT id, mark FROM generation", &[])?;
            let rows = rows.iter().map(|row| (row.get(0), row.get(1)));
            Ok(rows.collect::<Vec<(i64, Option<Vec<u8>>)>>())
        })?;
        let is_such = |mark: &Option<Vec<u8>>| mark.as_ref().map(|mark| such(mark));
        let others = all.iter().filter(|(_, mark)| is_such(mark) == Some(false));
        let oldest = others.map(|(id, _)| *id).min().unwrap_or(i64::MIN);
        let gone = all
            .iter()
            .filter(|(id, mark)| is_such(mark).unwrap_or(*id < oldest));
        for (id, _) in gone {
            self.drop_generation(*id)?;
        }
        Ok(())
    }

    /// Drops the rows of programs that have not been here for long.
    pub(crate) fn drop_unused(&self) -> Result<(), StoreError> {
        let unused = self.0.read(&mut |conn| {
            let old = "SELECT id FROM generation WHERE used < now() - $1 * interval '1 day'
                AND id < (SELECT max(id) FROM generation)";
            let rows = conn.query(old, &[&f64::from(UNUSED_DAYS)])?;
            Ok(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>())
        })?;
        unused
            .into_iter()
            .try_for_each(|id| self.drop_generation(id))
    }
}

impl PgIndex {
    pub(crate) fn new(database: &Database, generation: Arc<Generation>, vault: &Vault) -> PgIndex {
        PgIndex {
            database: database.clone(),
            generation,
            vault: vault.clone(),
        }
    }

    fn open(&self, key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let wrong = || StoreError::Index("a row does not open".to_owned());
        self.vault.open(key, sealed).ok_or_else(wrong)
    }

    fn row(&self, row: &postgres::Row, at: usize) -> Result<Row, StoreError> {
        let (key, sealed): (Vec<u8>, &[u8]) = (row.get(at), row.get(at + 1));
        let value = self.open(&key, sealed)?;
        Ok((key, value))
    }

    /// Calls on a connection with the number of the generation.
    fn on<T>(
        &self,
        call: &mut dyn FnMut(&mut Conn, i64) -> Result<T, postgres::Error>,
    ) -> Result<T, StoreError> {
        let id = self.generation.id();
        self.database.0.read(&mut |conn| call(conn, id))
    }

    /// What this thread has read ahead, if it has.
    fn ahead<T>(&self, look: impl FnOnce(&mut Conn) -> Option<T>) -> Option<T> {
        let pool = &self.database.0;
        let mut conn = pool.unbind()?;
        let found = (conn.rows.of == Some(self.generation.id()))
            .then(|| look(&mut conn))
            .flatten();
        pool.bind(conn);
        found
    }

    /// Ends this step of a long fold and begins the next, if nobody else has folded in between.
    fn step(&self, begin: &str, written: Option<&Vec<u8>>) -> Result<(), StoreError> {
        self.database.0.read(&mut |conn| {
            conn.run("COMMIT")?;
            conn.begin(begin).map(|_| ())
        })?;
        let position = self.get(&rows::note("position"))?;
        if position.as_ref() == written {
            return Ok(());
        }
        self.database.0.read(&mut |conn| {
            (conn.failed, conn.passes) = (true, true);
            Ok(())
        })?;
        let said = "another program folded the same rows";
        Err(StoreError::Database(said.to_owned()))
    }
}

impl Index for PgIndex {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(known) = self.ahead(|conn| conn.rows.known.get(key).cloned()) {
            return Ok(known);
        }
        let sealed = self.on(&mut |conn, id| {
            let rows = conn.query(GET, &[&id, &key])?;
            Ok(rows.first().map(|row| row.get::<_, Vec<u8>>(0)))
        })?;
        sealed.map(|sealed| self.open(key, &sealed)).transpose()
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self.on(&mut |conn, id| conn.query(SCAN, &[&id, &from, &to, &limit]))?;
        found.iter().map(|row| self.row(row, 0)).collect()
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        if from >= to {
            return Ok(None);
        }
        let asked = (from.to_vec(), to.to_vec());
        if let Some(known) = self.ahead(|conn| conn.rows.lasts.get(&asked).cloned()) {
            return Ok(known);
        }
        let found = self.on(&mut |conn, id| conn.query(LAST, &[&id, &from, &to]))?;
        found.first().map(|row| self.row(row, 0)).transpose()
    }

    fn far(&self) -> bool {
        true
    }

    fn expect(&self, keys: &[Vec<u8>]) -> Result<(), StoreError> {
        let unknown = self.ahead(|conn| {
            let known = &conn.rows.known;
            let unknown = keys.iter().filter(|key| !known.contains_key(*key));
            Some(unknown.map(|key| &**key).collect::<Vec<&[u8]>>())
        });
        let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) else {
            return Ok(());
        };
        let found = self.on(&mut |conn, id| conn.query(GET_MANY, &[&id, &unknown]))?;
        let none = unknown.iter().map(|key| (key.to_vec(), None));
        let mut rows: BTreeMap<Vec<u8>, Option<Vec<u8>>> = none.collect();
        for row in &found {
            let (key, value) = self.row(row, 0)?;
            rows.insert(key, Some(value));
        }
        self.ahead(|conn| {
            conn.rows.known.extend(rows);
            Some(())
        });
        Ok(())
    }

    fn expect_last(&self, ranges: &[(Vec<u8>, Vec<u8>)]) -> Result<(), StoreError> {
        let unknown = self.ahead(|conn| {
            let known = &conn.rows.lasts;
            let unknown = ranges.iter().filter(|range| !known.contains_key(*range));
            Some(unknown.cloned().collect::<Vec<_>>())
        });
        let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) else {
            return Ok(());
        };
        let (from, to): (Vec<&[u8]>, Vec<&[u8]>) =
            unknown.iter().map(|(from, to)| (&**from, &**to)).unzip();
        let found = self.on(&mut |conn, id| conn.query(LAST_MANY, &[&id, &from, &to]))?;
        let mut lasts = BTreeMap::new();
        for row in &found {
            lasts.insert((row.get(0), row.get(1)), self.row(row, 2)?);
        }
        self.ahead(|conn| {
            for asked in unknown {
                let last = lasts.get(&asked).cloned();
                conn.rows.lasts.insert(asked, last);
            }
            Some(())
        });
        Ok(())
    }

    fn commit(&self, writes: Writes) -> Result<(), StoreError> {
        let (mut keys, mut values, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (key, value) in &writes {
            match value {
                Some(value) => {
                    let sealed = self.vault.seal(key, value);
                    values.push(sealed.map_err(|error| StoreError::Index(error.to_string()))?);
                    keys.push(&**key);
                }
                None => gone.push(&**key),
            }
        }
        self.database.whole(&mut || {
            self.on(&mut |conn, id| {
                if !gone.is_empty() {
                    conn.execute(DELETE, &[&id, &gone])?;
                }
                conn.execute(PUT, &[&id, &keys, &values]).map(|_| ())
            })
        })?;
        let written = writes.get(&rows::note("position")).cloned().flatten();
        let stepwise = self.ahead(|conn| {
            conn.rows.lasts.clear();
            let begin = conn.rows.stepwise.clone();
            if begin.is_some() {
                // Behind the next lock others may have written.
                conn.rows.known.clear();
            } else {
                conn.rows.known.extend(writes);
            }
            begin
        });
        match stepwise {
            Some(begin) => self.step(&begin, written.as_ref()),
            None => Ok(()),
        }
    }

    fn veil(&self, name: &[u8]) -> Vec<u8> {
        self.vault.hash(name)[..VEIL].to_vec()
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
