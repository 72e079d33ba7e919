//! Checking what is kept against what can be made of it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use merge::{DeviceId, Head};

use crate::error::StoreError;
use crate::finding::{self, Finding};
use crate::index::{Index, Memory, Row, after};
use crate::item::{self, Item, Verdict};
use crate::open::{Engine, Progress, Store, position, replay_into};
use crate::rows::Table;
use crate::sled_index::{SledIndex, SledRows};

/// Rows compared at once.
pub(crate) const PAGE: usize = 1_000;

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
    /// What is wrong; empty if nothing is.
    pub problems: Vec<Finding>,
}

impl Store {
    /// Reads the whole journal, checks every signature and every device's chain, folds a second index
    /// and compares it with the kept one row by row; an office's journal is held against its log as
    /// well. The chain of `own` must have no gaps; those of others come in parts.
    ///
    /// # Errors
    /// A journal or engine that cannot be read at all; everything milder is in the answer.
    pub fn verify(
        &self,
        own: Option<DeviceId>,
        progress: Progress<'_>,
    ) -> Result<Verified, StoreError> {
        let mut found = Verified::default();
        self.follow()?;
        self.check_journal(own, &mut found)?;
        match &self.beside {
            Some(beside) => self.compare_beside(beside, &mut found, progress)?,
            None => self.compare_alone(&mut found, progress)?,
        }
        if self.numbers {
            self.hold_against_log(&mut found.problems)?;
        }
        Ok(found)
    }

    fn compare_alone(
        &self,
        found: &mut Verified,
        progress: Progress<'_>,
    ) -> Result<(), StoreError> {
        let (fresh, folder) = self.second_index()?;
        let catch_up = |from, progress: Progress<'_>| {
            let (index, journal) = (&*fresh, &self.journal);
            let span = (from, journal.end());
            replay_into(index, journal, &self.catalog, self.numbers, span, progress)
        };
        catch_up(0, progress)?;
        {
            // What was taken meanwhile is folded too, and then both stand still.
            let _writer = self.pen.writer();
            catch_up(position(&*fresh)?, &mut |_, _| {})?;
            let kept = &mut |from: &[u8], to: &[u8]| self.index.scan(from, to, PAGE);
            compare(kept, &*fresh, found)?;
        }
        drop(fresh);
        if let Some(folder) = folder {
            fs::remove_dir_all(folder).map_err(StoreError::disk("removing the second index"))?;
        }
        Ok(())
    }

    fn second_index(&self) -> Result<(Box<dyn Index>, Option<PathBuf>), StoreError> {
        let Engine::Sled(at) = &self.engine else {
            return Ok((Box::<Memory>::default(), None));
        };
        let folder = at.folder.with_extension("check");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(StoreError::disk("removing the second index"))?;
        }
        Ok((
            Box::new(SledIndex::open(&SledRows::at(folder.clone()), &self.vault)?),
            Some(folder),
        ))
    }

    fn check_journal(&self, own: Option<DeviceId>, found: &mut Verified) -> Result<(), StoreError> {
        let mut heads: BTreeMap<DeviceId, Head> = BTreeMap::new();
        let mut keys = BTreeMap::new();
        self.journal.walk(0, &mut |payload, _| {
            found.commits += 1;
            for (item, _) in item::decode(payload)? {
                let Item::Op(arrival) = item else { continue };
                let (sealed, op) = (&arrival.sealed, &arrival.sealed.op);
                found.operations += 1;
                let signer = match keys.entry(op.grant) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => {
                        let grant = self.grant(op.grant)?;
                        free.insert(grant.map(|grant| (grant.device, grant.public_key())))
                    }
                };
                match signer {
                    Some((device, Ok(key))) if *device == op.device && sealed.verify(key) => {
                        found.signatures += 1;
                    }
                    signer => {
                        let wrong = signer.is_some();
                        let finding = finding::signature(op.dot(), op.record, wrong);
                        found.problems.push(finding);
                    }
                }
                if arrival.verdict != Verdict::Fork {
                    let head = heads.entry(op.device).or_default();
                    let follows = op.seq == head.seq + 1;
                    let gap_is_wrong = own == Some(op.device);
                    if follows && op.prev != head.hash || gap_is_wrong && !follows {
                        found.problems.push(finding::chain(op.dot()));
                    }
                    *head = Head::after(sealed);
                }
            }
            Ok(())
        })
    }
}

/// A page of the rows that are kept, from one key up to another.
type Kept<'k> = &'k mut dyn FnMut(&[u8], &[u8]) -> Result<Vec<Row>, StoreError>;

/// Compares what is kept with a fresh fold, row by row.
pub(crate) fn compare(
    kept_rows: Kept<'_>,
    fresh: &dyn Index,
    found: &mut Verified,
) -> Result<(), StoreError> {
    let (mut from, end) = (vec![Table::Record as u8], vec![u8::MAX]);
    loop {
        let mut kept = kept_rows(&from, &end)?;
        let mut wanted = fresh.scan(&from, &end, PAGE)?;
        // Both sides are compared up to where the shorter full page ends.
        let full = [&kept, &wanted]
            .into_iter()
            .filter(|rows| rows.len() == PAGE);
        let last = full
            .filter_map(|rows| rows.last())
            .map(|(key, _)| key.clone())
            .min();
        if let Some(last) = &last {
            kept.retain(|(key, _)| key <= last);
            wanted.retain(|(key, _)| key <= last);
        }
        found.rows += kept.len() as u64;
        found.problems.extend(differing(&kept, &wanted));
        match last {
            Some(last) => from = after(&last),
            None => return Ok(()),
        }
    }
}

/// The rows that are not the same on both sides, each in words.
fn differing<'r>(kept: &'r [Row], wanted: &'r [Row]) -> impl Iterator<Item = Finding> {
    let (kept, wanted): (BTreeSet<&Row>, BTreeSet<&Row>) =
        (kept.iter().collect(), wanted.iter().collect());
    let keys = kept.symmetric_difference(&wanted).map(|row| &*row.0);
    let keys: BTreeSet<&'r [u8]> = keys.collect();
    keys.into_iter()
        .map(finding::row)
        .collect::<Vec<_>>()
        .into_iter()
}
