//! A copy of the database that a standby keeps: it is read, and nothing is ever written to it.
//!
//! What a store folds is committed together with the journal, so a copy holds records, lists and
//! totals as they were at some commit. How far it is, and that it is a copy of this journal and no
//! other, its row `position` says: an offset, and the checksum of the commit that ends there.

use std::sync::Arc;
use std::time::Duration;

use forms::Catalog;
use vault::Vault;

use crate::beside::Beside;
use crate::error::StoreError;
use crate::group::Pen;
use crate::journal::Journal;
use crate::open::{Engine, Store, fingerprint};
use crate::postgres::{Database, PgIndex};
use crate::rows;

/// Nothing is written here for as long as any program runs.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Store {
    /// Opens a copy of a database. Whoever writes there is told that it can only be read.
    ///
    /// # Errors
    /// A copy that does not answer, or has no rows of this program.
    pub fn open_copy(
        database: &Database,
        catalog: Arc<Catalog>,
        vault: &Vault,
    ) -> Result<Store, StoreError> {
        let (mut journal, cut) = Journal::open(database.journal(), vault)?;
        if cut > 0 {
            return Err(journal.damaged_end());
        }
        journal.share()?;
        let vault = vault.inside("rows");
        let generation = database.rows_of(&fingerprint(&catalog))?;
        let index = PgIndex::new(database, generation.clone(), &vault);
        let store = Store {
            journal,
            index: Box::new(index),
            catalog,
            numbers: true,
            pen: Pen::default(),
            engine: Engine::Postgres(database.clone()),
            beside: Some(Beside::new(database, generation)),
            vault,
            proposing: std::sync::Mutex::default(),
        };
        store.hold(NEVER);
        Ok(store)
    }

    /// How far this copy of `home` is, as an offset of its journal; nothing if it holds what `home`
    /// does not.
    ///
    /// # Errors
    /// Either of the two does not answer, or the copy has no rows of this program any more.
    pub fn copied(&self, home: &Store) -> Result<Option<u64>, StoreError> {
        if let Some(beside) = &self.beside {
            // They may have been folded anew.
            beside.look_again(&fingerprint(&self.catalog))?;
        }
        let row = self.index.get(&rows::note("position"))?;
        let Some((at, stamp)) = row.as_deref().and_then(<[u8]>::split_first_chunk::<8>) else {
            return Ok(None);
        };
        let at = u64::from_be_bytes(*at);
        Ok((home.journal.stamp(at)? == stamp).then_some(at))
    }
}
