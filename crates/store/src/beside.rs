//! A store that other programs write to as well.
//!
//! Whoever writes takes the database's pen, goes on where the last one has ended, sorts, appends
//! and folds, and gives the pen back with the commit that keeps it all. What breaks off is tried
//! again from the start, so callers wait a moment where a database restarts.

use std::borrow::Cow;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::check::{PAGE, Verified, compare};
use crate::error::StoreError;
use crate::expect;
use crate::item::{self, Item};
use crate::open::{Opened, Progress, Store, fingerprint, position, replay_into};
use crate::postgres::{Attempt, Database, Generation, PgIndex};
use crate::rows;
use crate::take::Taken;

/// The pauses between tries: together longer than a database takes to restart, and shorter than a
/// laptop waits for an answer.
const PAUSES_MS: [u64; 12] = [
    10, 20, 50, 100, 200, 400, 800, 1_500, 2_000, 3_000, 4_000, 4_000,
];
/// What programs of another version have written is folded at the pen if it is no longer than
/// this, in bytes; more is folded beside those who write.
const FOLD_AT_PEN: u64 = 1024 * 1024;

/// The database, and the rows in it that this program folds into.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    database: Database,
    generation: Arc<Generation>,
}

impl Beside {
    pub(crate) fn new(database: &Database, generation: Arc<Generation>) -> Beside {
        Beside {
            database: database.clone(),
            generation,
        }
    }

    /// Finds the rows of a mark again where nothing is written.
    pub(crate) fn look_again(&self, mark: &[u8]) -> Result<(), StoreError> {
        let now = self.database.rows_of(mark)?;
        self.generation.becomes(&now);
        Ok(())
    }
}

/// A commit that was tried.
struct Tried {
    end: u64,
    mark: Vec<u8>,
    taken: Vec<Taken>,
}

/// What several callers bring, asked for when it is their turn.
type Bring<'b, 'i> = &'b mut dyn FnMut() -> Result<Cow<'i, [Vec<Item>]>, StoreError>;

/// What came of the time at the pen.
enum Turn {
    /// This was taken; whether anything was appended.
    Taken(Vec<Taken>, bool),
    /// Others have written too much since.
    FarBehind,
}

/// Tries until it is done, while it is of use.
pub(crate) fn again<T>(mut attempt: impl FnMut() -> Attempt<T>) -> Result<T, StoreError> {
    let mut pauses = PAUSES_MS.iter();
    loop {
        let error = match attempt() {
            Attempt::Done(done) => return Ok(done),
            Attempt::Again(error) | Attempt::Unsure(error) => error,
            Attempt::Failed(error) => return Err(error),
        };
        let Some(pause) = pauses.next() else {
            return Err(match error {
                StoreError::Disk { source, .. } => StoreError::Database(source.to_string()),
                error => error,
            });
        };
        thread::sleep(Duration::from_millis(*pause));
    }
}

impl Store {
    /// Begins on a database: finds this program's rows in it and folds what they lack.
    pub(crate) fn start_beside(
        &mut self,
        database: &Database,
        opened: &mut Opened,
        progress: Progress<'_>,
    ) -> Result<(), StoreError> {
        self.journal.share()?;
        let generation = database.generation(&fingerprint(&self.catalog))?;
        let beside = Beside {
            database: database.clone(),
            generation: generation.clone(),
        };
        self.index = Box::new(PgIndex::new(database, generation, &self.vault));
        self.beside = Some(beside.clone());
        if self.is_of_another_journal()? {
            opened.rebuilt = Some("the index is not of this journal".to_owned());
            opened.replayed = self.rebuild_beside(&beside, progress)?;
        } else {
            match self.catch_up_beside(&beside, None, progress) {
                Err(StoreError::Index(reason)) => {
                    opened.rebuilt = Some(reason);
                    opened.replayed = self.rebuild_beside(&beside, progress)?;
                }
                caught_up => opened.replayed = caught_up?,
            }
        }
        database.drop_unused()
    }

    /// Whether the rows were folded from something else than what the journal holds now.
    fn is_of_another_journal(&self) -> Result<bool, StoreError> {
        let row = self.index.get(&rows::note("position"))?;
        let Some((at, stamp)) = row.as_deref().and_then(<[u8]>::split_first_chunk::<8>) else {
            return Ok(false);
        };
        Ok(self.journal.stamp(u64::from_be_bytes(*at))? != stamp)
    }

    /// Folds what these rows lack, up to an offset or to the end, beside those who write. Answers the
    /// number of commits. Without an offset this program's pen must be held.
    fn catch_up_beside(
        &self,
        beside: &Beside,
        until: Option<u64>,
        progress: Progress<'_>,
    ) -> Result<u64, StoreError> {
        let Beside {
            database,
            generation,
        } = beside;
        let index = PgIndex::new(database, generation.clone(), &self.vault);
        let mut commits = 0;
        again(|| {
            database.folding(generation, &mut || {
                // Whoever says how far has looked before.
                if until.is_none() {
                    self.journal.follow()?;
                }
                let until = until.unwrap_or_else(|| self.journal.end());
                let (journal, catalog) = (&self.journal, &self.catalog);
                let span = (position(&index)?, until);
                commits += replay_into(&index, journal, catalog, self.numbers, span, progress)?;
                Ok(())
            })
        })?;
        Ok(commits)
    }

    /// Folds everything into fresh rows, which then take the place of the old ones.
    pub(crate) fn rebuild_beside(
        &mut self,
        beside: &Beside,
        progress: Progress<'_>,
    ) -> Result<u64, StoreError> {
        let database = &beside.database;
        let fresh = Beside {
            database: database.clone(),
            generation: database.aside()?,
        };
        let index = PgIndex::new(database, fresh.generation.clone(), &self.vault);
        let mut commits = 0;
        let _writer = self.pen.writer();
        loop {
            commits += self.catch_up_beside(&fresh, None, progress)?;
            let took_over = again(|| {
                database.at_pen(&beside.generation, &mut || {
                    self.journal.follow()?;
                    let whole = position(&index)? == self.journal.end();
                    if whole {
                        database.succeed(&beside.generation, &fresh.generation)?;
                    }
                    Ok(whole)
                })
            })?;
            if took_over {
                break;
            }
        }
        // What its number is now, the next look at the pen would say.
        beside.generation.becomes(&fresh.generation);
        Ok(commits)
    }

    /// Hears of what other programs have written: folds what those of another version did, and
    /// knows where the journal ends. Answers the number of commits folded. A store of its own has
    /// nobody to follow.
    ///
    /// # Errors
    /// A database that does not answer, or [`StoreError::LostTail`].
    pub fn follow(&self) -> Result<u64, StoreError> {
        let Some(beside) = &self.beside else {
            return Ok(0);
        };
        let _writer = self.pen.writer();
        let behind = again(|| {
            let look = || {
                self.journal.follow()?;
                Ok(position(&*self.index)? < self.journal.end())
            };
            match beside.database.still() {
                Ok(mut still) => still.look(look),
                Err(error) => Attempt::Again(error),
            }
        })?;
        beside.database.touch(&beside.generation)?;
        if !behind {
            return Ok(0);
        }
        self.catch_up_beside(beside, None, &mut |_, _| {})
    }

    /// Compares the rows as they are now with a fresh fold; nobody has to wait for it.
    pub(crate) fn compare_beside(
        &self,
        beside: &Beside,
        found: &mut Verified,
        progress: Progress<'_>,
    ) -> Result<(), StoreError> {
        let database = &beside.database;
        let fresh = Beside {
            database: database.clone(),
            generation: database.aside()?,
        };
        let mut compared = || {
            let mut now = database.still()?;
            let until = now.see(|| position(&*self.index))?;
            self.follow()?;
            self.catch_up_beside(&fresh, Some(until), progress)?;
            let index = PgIndex::new(database, fresh.generation.clone(), &self.vault);
            let kept = &mut |from: &[u8], to: &[u8]| now.see(|| self.index.scan(from, to, PAGE));
            compare(kept, &index, found)
        };
        let compared = compared();
        database.drop_rows(&fresh.generation)?;
        compared
    }

    /// Writes what several callers brought as one commit, as the only one who writes.
    pub(crate) fn write_beside(
        &self,
        beside: &Beside,
        bring: Bring<'_, '_>,
    ) -> Result<Vec<Taken>, StoreError> {
        let mut tried = None;
        loop {
            let turn = again(|| {
                let at_pen = &mut || self.at_pen(bring, &mut tried);
                let turn = beside.database.at_pen(&beside.generation, at_pen);
                if let Attempt::Done(Turn::Taken(_, true)) = &turn {
                    self.journal.settle();
                }
                turn
            })?;
            match turn {
                Turn::Taken(taken, _) => return Ok(taken),
                Turn::FarBehind => self.catch_up_beside(beside, None, &mut |_, _| {})?,
            };
        }
    }

    fn at_pen(&self, bring: Bring<'_, '_>, tried: &mut Option<Tried>) -> Result<Turn, StoreError> {
        self.journal.follow()?;
        // An answer that was lost does not make a commit twice.
        if let Some(tried) = tried
            && tried.end <= self.journal.end()
            && self.journal.mark(tried.end)? == tried.mark
        {
            return Ok(Turn::Taken(tried.taken.clone(), false));
        }
        let span = (position(&*self.index)?, self.journal.end());
        if span.1 - span.0 > FOLD_AT_PEN {
            return Ok(Turn::FarBehind);
        }
        if span.0 < span.1 {
            let (index, journal) = (&*self.index, &self.journal);
            let silent = &mut |_, _| {};
            replay_into(index, journal, &self.catalog, self.numbers, span, silent)?;
        }
        let requests = &*bring()?;
        expect::all(&*self.index, requests.iter().flatten(), self.numbers)?;
        let (taken, kept) = self.sorted(requests)?;
        if kept.is_empty() {
            return Ok(Turn::Taken(taken, false));
        }
        let (payload, places) = item::encode(&kept);
        let base = self.journal.append(&payload)?;
        self.fold_in(&kept, places, &payload, base)?;
        let (end, mark) = self.journal.written_mark();
        *tried = Some(Tried {
            end,
            mark,
            taken: taken.clone(),
        });
        Ok(Turn::Taken(taken, true))
    }
}
