//! Checking what is kept against what can be made of it.

use std::fs;
use std::path::PathBuf;

use merge::{DeviceId, Head};

use crate::error::StoreError;
use crate::index::{Index, Memory};
use crate::item::{self, Item, Verdict};
use crate::open::{Engine, MARK_KEY, Progress, Store, replay_into};
use crate::rows::Table;
use crate::sled_index::SledIndex;

/// Rows compared at once.
const PAGE: usize = 1_000;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Commits in the journal.
    pub commits: u64,
    /// Operations in the journal.
    pub operations: u64,
    /// Signatures checked against the grant the operation names.
    pub signatures: u64,
    /// Rows of the index compared with a fresh fold.
    pub rows: u64,
    /// What is wrong, each in one sentence; empty if nothing is.
    pub problems: Vec<String>,
}

impl Store {
    /// Reads the whole journal, checks every signature and the chain of `own`, folds a second index
    /// and compares it with the kept one row by row.
    ///
    /// # Errors
    /// A journal or engine that cannot be read at all; everything milder is in the answer.
    pub fn verify(
        &self,
        own: Option<DeviceId>,
        progress: Progress<'_>,
    ) -> Result<Verified, StoreError> {
        let mut found = Verified::default();
        self.check_journal(own, &mut found)?;
        let (fresh, folder) = self.second_index()?;
        replay_into(
            &*fresh,
            &self.journal,
            &self.catalog,
            self.numbers,
            0,
            progress,
        )?;
        self.compare(&*fresh, &mut found)?;
        drop(fresh);
        if let Some(folder) = folder {
            fs::remove_dir_all(folder).map_err(StoreError::disk("removing the second index"))?;
        }
        Ok(found)
    }

    fn second_index(&self) -> Result<(Box<dyn Index>, Option<PathBuf>), StoreError> {
        let Engine::Sled(folder) = &self.engine else {
            return Ok((Box::<Memory>::default(), None));
        };
        let folder = folder.with_extension("check");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(StoreError::disk("removing the second index"))?;
        }
        Ok((Box::new(SledIndex::open(&folder)?), Some(folder)))
    }

    fn check_journal(&self, own: Option<DeviceId>, found: &mut Verified) -> Result<(), StoreError> {
        let mut head = Head::default();
        self.journal.walk(0, &mut |payload, _| {
            found.commits += 1;
            for (item, _) in item::decode(payload)? {
                let Item::Op(arrival) = item else { continue };
                let (sealed, op) = (&arrival.sealed, &arrival.sealed.op);
                found.operations += 1;
                match self
                    .grant(op.grant)?
                    .map(|grant| (grant.device, grant.public_key()))
                {
                    Some((device, Ok(key))) if device == op.device && sealed.verify(&key) => {
                        found.signatures += 1;
                    }
                    Some(_) => found
                        .problems
                        .push(format!("{}: the signature is wrong", op.dot())),
                    None => found
                        .problems
                        .push(format!("{}: its grant is missing", op.dot())),
                }
                if own == Some(op.device) && arrival.verdict != Verdict::Fork {
                    if op.seq != head.seq + 1 || op.prev != head.hash {
                        found
                            .problems
                            .push(format!("{}: the chain is broken before it", op.dot()));
                    }
                    head = Head::after(sealed);
                }
            }
            Ok(())
        })
    }

    fn compare(&self, fresh: &dyn Index, found: &mut Verified) -> Result<(), StoreError> {
        let (mut from, end) = (vec![Table::Record as u8], vec![u8::MAX]);
        loop {
            let kept = self.index.scan(&from, &end, PAGE)?;
            // The fresh rows up to where the kept page ends, so that both sides cover one range.
            let last = kept
                .last()
                .filter(|_| kept.len() == PAGE)
                .map(|(key, _)| key.clone());
            let to = last
                .as_ref()
                .map_or(end.clone(), |key| [key.as_slice(), &[0]].concat());
            let wanted = fresh.scan(&from, &to, usize::MAX)?;
            found.rows += kept.len() as u64;
            if kept != wanted {
                let differ = kept
                    .iter()
                    .zip(&wanted)
                    .find(|(kept, wanted)| kept != wanted);
                let table = differ.map_or(0, |(kept, _)| kept.0[0]);
                found.problems.push(format!(
                    "rows differ from a fresh fold (table {table}, {} kept, {} expected); run rebuild",
                    kept.len(),
                    wanted.len()
                ));
            }
            match last {
                Some(_) => from = to,
                None => break,
            }
        }
        // The mark and this store's own notes are folded like everything else.
        debug_assert!(MARK_KEY < from.as_slice());
        Ok(())
    }
}
