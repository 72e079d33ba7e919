//! Opening a store, and folding its index again whenever there is any doubt about it.

mod doubt;

use std::fs;
use std::sync::{Arc, Mutex};

use forms::Catalog;
use vault::Vault;

use crate::beside::Beside;
use crate::disk::Disk;
use crate::error::StoreError;
use crate::expect;
use crate::fold::Fold;
use crate::group::Pen;
use crate::index::{Index, Memory};
use crate::item;
use crate::journal::Journal;
use crate::postgres::Database;
use crate::proposing::Proposing;
use crate::rows;
use crate::sled_index::{SledIndex, SledRows};
use doubt::{marker, open_sled, remove, was_unacknowledged};

/// Records in the making after which a rebuild writes them out.
const REBUILD_RECORDS: usize = 4_096;
/// Journal bytes after which a rebuild writes out, however few records they touch.
const REBUILD_BYTES: u64 = 8 * 1024 * 1024;

/// What keeps the rows.
#[derive(Debug, Clone)]
pub enum Engine {
    /// sled, in a folder.
    Sled(SledRows),
    /// A database, which other programs write to as well. The journal lies in it too: one
    /// transaction keeps both.
    Postgres(Database),
    /// Memory, for the simulator.
    Memory,
}

/// How to open a store.
#[derive(Debug)]
pub struct Options {
    /// Where the journal is, unless the engine has one of its own.
    pub disk: Arc<dyn Disk>,
    /// What keeps the rows.
    pub engine: Engine,
    /// The catalog that summarises records.
    pub catalog: Arc<Catalog>,
    /// Whether this store gives feed numbers: a server's does.
    pub numbers: bool,
    /// Names this run of the machine. An index left open by an earlier run may have lost what the
    /// power cut took, so it is folded again.
    pub boot: String,
    /// The key that everything is sealed with.
    pub vault: Vault,
}

/// What opening found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Bytes of an unfinished commit that were cut off the journal's end.
    pub cut: u64,
    /// Why the index was folded again from the start, if it was.
    pub rebuilt: Option<String>,
    /// Commits folded that the index did not have yet.
    pub replayed: u64,
}

/// One store: a journal and the index folded from it.
#[derive(Debug)]
pub struct Store {
    pub(crate) journal: Journal,
    pub(crate) index: Box<dyn Index>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) numbers: bool,
    pub(crate) pen: Pen,
    pub(crate) engine: Engine,
    /// The database, where other programs write too.
    pub(crate) beside: Option<Beside>,
    /// What the rows on a disk are sealed with.
    pub(crate) vault: Vault,
    /// What is proposed for the records, once it was asked for.
    pub(crate) proposing: Mutex<Option<Proposing>>,
}

/// Told of the progress of a long read: done and in all, in bytes.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl Store {
    /// Whether this store gives feed numbers: whether it is an office's.
    #[must_use]
    pub fn gives_numbers(&self) -> bool {
        self.numbers
    }

    /// Opens a store, or makes an empty one.
    ///
    /// # Errors
    /// A journal that cannot be read whole, or an engine that cannot be started even afresh.
    pub fn open(options: Options, progress: Progress<'_>) -> Result<(Store, Opened), StoreError> {
        let Options {
            disk,
            engine,
            catalog,
            numbers,
            boot,
            vault,
        } = options;
        let disk = match &engine {
            Engine::Postgres(database) => database.journal(),
            _ => disk,
        };
        let (mut journal, cut) = Journal::open(disk, &vault)?;
        let vault = vault.inside("rows");
        if let Engine::Sled(at) = &engine
            && cut > 0
        {
            was_unacknowledged(at, &boot, &journal, &vault)?;
        }
        if matches!(engine, Engine::Postgres(_)) && cut > 0 {
            // A transaction is kept whole: this is damage, and others may be reading it.
            return Err(journal.damaged_end());
        }
        journal.cut(cut)?;
        let mut opened = Opened {
            cut,
            ..Opened::default()
        };
        let (index, doubt) = match &engine {
            Engine::Memory => (Box::<Memory>::default() as Box<dyn Index>, None),
            Engine::Sled(at) => open_sled(at, &boot, &journal, (&catalog, &vault))?,
            Engine::Postgres(_) => (Box::<Memory>::default() as Box<dyn Index>, None),
        };
        opened.rebuilt = doubt;
        let mut store = Store {
            journal,
            index,
            catalog,
            numbers,
            pen: Pen::default(),
            engine,
            beside: None,
            vault,
            proposing: Mutex::default(),
        };
        if let Engine::Postgres(database) = store.engine.clone() {
            store.start_beside(&database, &mut opened, progress)?;
            return Ok((store, opened));
        }
        match store.replay(progress) {
            Ok(replayed) => opened.replayed = replayed,
            Err(StoreError::Index(reason)) => {
                opened.rebuilt = Some(reason);
                store.start_over()?;
                opened.replayed = store.replay(progress)?;
            }
            Err(StoreError::Damaged { .. }) => {
                // A place where no frame begins is no damage of a journal that reads from its start.
                store.journal.walk(0, &mut |_, _| Ok(()))?;
                opened.rebuilt = Some("the index is not of this journal".to_owned());
                store.start_over()?;
                opened.replayed = store.replay(progress)?;
            }
            Err(error) => return Err(error),
        }
        Ok((store, opened))
    }

    /// Throws the index away and folds it again from the journal. Answers the number of commits.
    ///
    /// # Errors
    /// A journal that cannot be read whole, or an engine that fails.
    pub fn rebuild(&mut self, progress: Progress<'_>) -> Result<u64, StoreError> {
        if let Some(beside) = self.beside.clone() {
            return self.rebuild_beside(&beside, progress);
        }
        self.start_over()?;
        self.replay(progress)
    }

    fn start_over(&mut self) -> Result<(), StoreError> {
        self.index = Box::<Memory>::default();
        if let Engine::Sled(at) = &self.engine {
            remove(&at.folder)?;
            self.index = Box::new(SledIndex::open(at, &self.vault)?);
        }
        Ok(())
    }

    /// Folds the commits the index does not have yet.
    pub(crate) fn replay(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        let from = position(&*self.index)?;
        let mark = fingerprint(&self.catalog);
        let commits = replay_into(
            &*self.index,
            &self.journal,
            &self.catalog,
            self.numbers,
            (from, self.journal.end()),
            progress,
        )?;
        if self.index.get(MARK_KEY)?.as_deref() != Some(&mark) {
            self.index
                .commit([(MARK_KEY.to_vec(), Some(mark))].into())?;
        }
        Ok(commits)
    }

    /// Ends cleanly, so that the next start need not doubt the index.
    ///
    /// # Errors
    /// An engine that cannot write out; the journal is whole all the same.
    pub fn close(self) -> Result<(), StoreError> {
        self.index.flush()?;
        if let Engine::Sled(at) = &self.engine {
            let marker = marker(&at.folder);
            drop(self.index);
            fs::remove_file(marker).map_err(StoreError::disk("closing the index"))?;
        }
        Ok(())
    }

    /// The global offset after the last commit.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.journal.end()
    }
}

/// The row that says with which formats the index was folded.
pub(crate) const MARK_KEY: &[u8] = b"\0mark";

/// Another catalog or another row format makes other rows.
pub(crate) fn fingerprint(catalog: &Catalog) -> Vec<u8> {
    [
        rows::FORMAT.to_be_bytes(),
        catalog.fingerprint().to_be_bytes(),
    ]
    .concat()
}

pub(crate) fn position(index: &dyn Index) -> Result<u64, StoreError> {
    Ok(index
        .get(&rows::note("position"))?
        .as_deref()
        .and_then(rows::number)
        .unwrap_or(0))
}

/// Folds every commit from one offset up to another into an index. Answers how many there were.
pub(crate) fn replay_into(
    index: &dyn Index,
    journal: &Journal,
    catalog: &Catalog,
    numbers: bool,
    (from, until): (u64, u64),
    progress: Progress<'_>,
) -> Result<u64, StoreError> {
    let total = until.saturating_sub(from);
    let mut commits = 0;
    let mut fold = Fold::new(index, journal, catalog, numbers);
    let (mut written, mut reached) = (from, from);
    journal.walk(from, &mut |payload, span| {
        if span.end > until {
            return Ok(());
        }
        let items = item::decode(payload)?;
        expect::fold(index, items.iter().map(|(item, _)| item), numbers)?;
        for (item, place) in items {
            fold.item(&item, place.map(|at| at.from(span.payload)))?;
        }
        fold.log(payload)?;
        fold.end_frame()?;
        commits += 1;
        reached = span.end;
        if fold.pending() >= REBUILD_RECORDS || span.end - written >= REBUILD_BYTES {
            let full = std::mem::replace(&mut fold, Fold::new(index, journal, catalog, numbers));
            index.commit(full.finish(span.end)?)?;
            written = span.end;
            progress(span.end - from, total);
        }
        Ok(())
    })?;
    if commits > 0 {
        index.commit(fold.finish(reached)?)?;
        progress(total, total);
    }
    Ok(commits)
}
