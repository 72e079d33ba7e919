//! Spaces: an office in the same database under one key after another.
//!
//! All that lies in a database is sealed with the office's key, so another key means another place for
//! all of it: a space with a number. It is filled beside the one in use and takes over in one
//! transaction. Each space that is or was in use has a row of `pen`, and the greatest number counts.
//! The row of one that was left stays, put away for good: whoever still writes there is refused,
//! whatever it knows. Folders and rows of the first space are named as they were before there were
//! others.

use crate::error::StoreError;
use crate::open::Progress;

use super::Database;
use super::pool::Pool;

/// What the names of folders and the marks of rows begin with, but for the first space.
const PREFIX: &str = "space/";
/// A folder that nobody needs the key for stays, so that programs from before there were spaces are
/// told where the office is.
const STAYS: &str = "office";
/// Files dropped at once: each may have as many pieces as a journal had commits.
const DROPPED: i64 = 20;

const IN_USE: &str = "SELECT max(office) FROM pen";
const PLANNED: &str = "SELECT value FROM meta WHERE name = 'next'";
const PLAN: &str = "INSERT INTO meta VALUES ('next', $1)
    ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value";
const UNPLAN: &str = "DELETE FROM meta WHERE name = 'next' AND value = $1";
const PAST: &str = "SELECT value FROM meta WHERE name LIKE 'past/%' ORDER BY name";
const LEAVE: &str = "INSERT INTO meta VALUES ($1, $2) ON CONFLICT DO NOTHING";
const FORGET: &str = "DELETE FROM meta WHERE name = $1";
const DROP: &str = "WITH few AS (SELECT name FROM file WHERE folder = $1 LIMIT $2),
    gone AS (DELETE FROM piece USING few WHERE piece.folder = $1 AND piece.name = few.name)
    DELETE FROM file USING few WHERE file.folder = $1 AND file.name = few.name";

/// The number of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Space(i16);

impl Space {
    const FIRST: Space = Space(1);

    /// The one that is in use.
    pub(super) fn in_use(pool: &Pool) -> Result<Space, StoreError> {
        let rows = pool.read(&mut |conn| conn.query(IN_USE, &[]))?;
        let number = rows.first().and_then(|row| row.get::<_, Option<i16>>(0));
        Ok(number.map_or(Space::FIRST, Space))
    }

    /// Its number.
    pub(super) fn number(self) -> i16 {
        self.0
    }

    fn read(value: &[u8]) -> Option<Space> {
        value.first_chunk().map(|n| Space(i16::from_be_bytes(*n)))
    }

    fn bytes(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }

    fn prefix(self) -> String {
        match self {
            Space::FIRST => String::new(),
            Space(number) => format!("{PREFIX}{number}/"),
        }
    }

    /// A folder in it, as the tables name it.
    pub(super) fn folder(self, name: &str) -> String {
        format!("{}{name}", self.prefix())
    }

    /// The mark of rows in it.
    pub(super) fn mark(self, mark: &[u8]) -> Vec<u8> {
        [self.prefix().as_bytes(), mark].concat()
    }

    /// The row that guards its files.
    pub(super) fn files(self) -> String {
        self.folder("files")
    }

    /// Locks its pen.
    pub(super) fn pen(self) -> String {
        format!("SELECT away FROM pen WHERE office = {} FOR UPDATE", self.0)
    }

    /// Whether a folder or a mark is of this space.
    fn has(self, name: &[u8]) -> bool {
        match self {
            Space::FIRST => !name.starts_with(PREFIX.as_bytes()),
            _ => name.starts_with(self.prefix().as_bytes()),
        }
    }
}

impl Database {
    fn at(&self, space: Space) -> Database {
        Database(self.0.clone(), space)
    }

    /// Whether another space has taken over since this program connected.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn is_past(&self) -> Result<bool, StoreError> {
        Ok(Space::in_use(&self.0)? > self.1)
    }

    /// The space that is being filled to take over, if one is.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn planned(&self) -> Result<Option<Database>, StoreError> {
        let rows = self.0.read(&mut |conn| conn.query(PLANNED, &[]))?;
        let number = rows.first().and_then(|row| Space::read(row.get(0)));
        Ok(number.map(|space| self.at(space)))
    }

    /// Begins to fill another space; what was in one that was begun before goes. One program at a time
    /// does this.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn plan(&self) -> Result<Database, StoreError> {
        let before = self.planned()?;
        let last = before
            .as_ref()
            .map_or(self.1, |before| before.1.max(self.1));
        let next = Space(last.0 + 1);
        self.0.read(&mut |conn| {
            let bytes = next.bytes();
            conn.execute(PLAN, &[&&bytes[..]]).map(|_| ())
        })?;
        if let Some(before) = before {
            self.drop_space(before.1, &mut |_, _| ())?;
        }
        Ok(self.at(next))
    }

    /// Gives up the space that is being filled, if one is.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn unplan(&self) -> Result<(), StoreError> {
        let Some(planned) = self.planned()? else {
            return Ok(());
        };
        self.drop_space(planned.1, &mut |_, _| ())?;
        self.0.read(&mut |conn| {
            let bytes = planned.1.bytes();
            conn.execute(UNPLAN, &[&&bytes[..]]).map(|_| ())
        })
    }

    /// Takes over from the space in use, whose pen was put away before it was read for the last time.
    /// From here on nobody writes there, and whoever connects comes here.
    ///
    /// # Errors
    /// A pen that is not away, a space that is not the planned one any more, or a database that does
    /// not answer; if the connection was lost it may have taken over all the same.
    pub fn take_over(&self, from: &Database) -> Result<(), StoreError> {
        let (mine, old) = (self.1.bytes(), from.1.bytes());
        let past = format!("past/{}", from.1.0);
        let taken = self.whole(&mut || {
            self.0.read(&mut |conn| {
                let away = conn.query(&from.1.pen(), &[])?;
                let away = away.first().is_some_and(|row| row.get(0));
                if !away || conn.execute(UNPLAN, &[&&mine[..]])? != 1 {
                    return Ok(false);
                }
                conn.execute("INSERT INTO pen VALUES ($1, false)", &[&self.1.0])?;
                conn.execute(LEAVE, &[&past, &&old[..]])?;
                Ok(true)
            })
        })?;
        if taken {
            return Ok(());
        }
        let said = "another program has gone on with what was to take over";
        Err(StoreError::Database(said.to_owned()))
    }

    /// Puts the pen of this space back, unless another one has taken over.
    pub(super) fn put_back(&self) -> Result<(), StoreError> {
        self.whole(&mut || {
            // Whoever takes over has this row locked, so what is read next is how it ended.
            self.0
                .read(&mut |conn| conn.query(&self.1.pen(), &[]).map(|_| ()))?;
            if self.is_past()? {
                return Err(StoreError::Held);
            }
            self.guard(false)?;
            self.0.read(&mut |conn| {
                let put = "UPDATE pen SET away = false WHERE office = $1";
                conn.execute(put, &[&self.1.0]).map(|_| ())
            })
        })
    }

    /// The spaces that were left and still hold something.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn past(&self) -> Result<Vec<Database>, StoreError> {
        let rows = self.0.read(&mut |conn| conn.query(PAST, &[]))?;
        let spaces = rows.iter().filter_map(|row| Space::read(row.get(0)));
        Ok(spaces.map(|space| self.at(space)).collect())
    }

    /// Drops what lies in the spaces that were left, so that no key of before opens anything.
    ///
    /// # Errors
    /// A database that does not answer; it can be done again.
    pub fn drop_past(&self, progress: Progress<'_>) -> Result<(), StoreError> {
        for past in self.past()? {
            self.drop_space(past.1, progress)?;
            let name = format!("past/{}", past.1.0);
            self.0
                .read(&mut |conn| conn.execute(FORGET, &[&name]).map(|_| ()))?;
        }
        Ok(())
    }

    fn drop_space(&self, space: Space, progress: Progress<'_>) -> Result<(), StoreError> {
        let stays = space.folder(STAYS);
        let folders = self.0.read(&mut |conn| {
            let rows = conn.query("SELECT DISTINCT folder FROM file ORDER BY folder", &[])?;
            Ok(rows.iter().map(|row| row.get(0)).collect::<Vec<String>>())
        })?;
        let of_it = |folder: &String| space.has(folder.as_bytes()) && *folder != stays;
        let folders: Vec<String> = folders.into_iter().filter(of_it).collect();
        for (done, folder) in (1..).zip(&folders) {
            let some = || {
                self.0
                    .read(&mut |conn| conn.execute(DROP, &[&folder, &DROPPED]))
            };
            while some()? > 0 {}
            progress(done, folders.len() as u64);
        }
        self.drop_rows_of(&|mark| space.has(mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_space_has_names_of_its_own_and_the_first_those_of_before() {
        let (first, second, twentieth) = (Space::FIRST, Space(2), Space(20));
        assert_eq!(first.folder("journal"), "journal");
        assert_eq!(first.mark(b"\0\x01"), b"\0\x01");
        for space in [first, second, twentieth] {
            let others = [first, second, twentieth];
            let others = others.iter().filter(|other| **other != space);
            let folder = space.folder("photos/ab");
            assert!(space.has(folder.as_bytes()) && space.has(&space.mark(b"\0\x01")));
            assert!(others.clone().all(|other| !other.has(folder.as_bytes())));
            assert_eq!(Space::read(&space.bytes()), Some(space));
        }
    }
}
