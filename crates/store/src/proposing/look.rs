//! A look at a record: what the rules propose for it at a moment, and what of it can change that.

use std::num::NonZero;
use std::thread;

use forms::{Catalog, Kind, Proposal, TwinKey, day_of};
use merge::{Record, RecordId};

use crate::error::StoreError;
use crate::open::Store;
use crate::rows::RecordRow;

/// Most threads that look through all records at once.
const THREADS: usize = 4;

/// What was seen at a record.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) id: RecordId,
    /// The number of its kind.
    pub(super) kind: u16,
    /// Where it lies.
    pub(super) bucket: u64,
    pub(super) proposals: Vec<Proposal>,
    pub(super) twin: Option<TwinKey>,
    /// When limits end later on the same day.
    pub(super) ends_ms: Vec<i64>,
}

impl Look {
    fn at(record: &Record) -> Look {
        Look {
            id: record.id,
            kind: record.kind,
            bucket: record.bucket.0,
            proposals: Vec::new(),
            twin: None,
            ends_ms: Vec::new(),
        }
    }
}

/// Whether anything could be proposed for a kind.
fn worth(catalog: &Catalog, kind: &Kind) -> bool {
    kind.twin.is_some() || catalog.proposes(&kind.name)
}

impl Store {
    /// Looks at every record in whose state something may follow, and at those in conflict, on all
    /// cores. A record may be among them twice, each time with something else. Answers also how many were
    /// looked through.
    pub(super) fn look_at_all(
        &self,
        catalog: &Catalog,
        now_ms: i64,
    ) -> Result<(Vec<Look>, usize), StoreError> {
        let everywhere = 0..=u64::MAX - 1;
        let open = self.open_ids(catalog, &everywhere, &|kind| worth(catalog, kind))?;
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let share = open.len().div_ceil(cores.min(THREADS)).max(1);
        let look = |ids: &[RecordId]| -> Result<Vec<Look>, StoreError> {
            let mut looks = Vec::new();
            for id in ids {
                if let Some(row) = self.row_of(*id)? {
                    looks.extend(self.look(catalog, &row, now_ms)?);
                }
            }
            Ok(looks)
        };
        let shares = thread::scope(|scope| {
            let running = open.chunks(share).map(|ids| scope.spawn(|| look(ids)));
            let running: Vec<_> = running.collect();
            let ended = running.into_iter().map(|one| match one.join() {
                Ok(looks) => looks,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ended.collect::<Result<Vec<_>, _>>()
        })?;
        let mut looks: Vec<Look> = shares.into_iter().flatten().collect();
        for listed in self.conflicts(&everywhere, usize::MAX)? {
            if let Some(record) = self.record(listed.id)? {
                looks.extend(self.look_for_dispute(catalog, &record, now_ms)?);
            }
        }
        Ok((looks, open.len()))
    }

    /// Looks at one record, in whatever state.
    pub(super) fn look_at(
        &self,
        catalog: &Catalog,
        id: RecordId,
        now_ms: i64,
    ) -> Result<Vec<Look>, StoreError> {
        let Some(row) = self.row_of(id)? else {
            return Ok(Vec::new());
        };
        let Some(record) = &row.record else {
            return Ok(Vec::new());
        };
        let is_open = |kind: &Kind| {
            let status = catalog.status(kind, record).state;
            kind.state(&status).is_some_and(|state| !state.is_final)
        };
        let kind = catalog.kind_by_id(record.kind);
        let open = kind.is_some_and(|kind| worth(catalog, kind) && is_open(kind));
        let look = open.then(|| self.look(catalog, &row, now_ms)).transpose()?;
        let dispute = self.look_for_dispute(catalog, record, now_ms)?;
        Ok(look.flatten().into_iter().chain(dispute).collect())
    }

    /// Looks at a record in whose state something may follow.
    fn look(
        &self,
        catalog: &Catalog,
        row: &RecordRow,
        now_ms: i64,
    ) -> Result<Option<Look>, StoreError> {
        let Some(record) = &row.record else {
            return Ok(None);
        };
        let arrived_ms = self.arrived_with(row);
        let later = |ends_ms: &i64| *ends_ms > now_ms && day_of(*ends_ms) == day_of(now_ms);
        let clocks = catalog.countdown(record, arrived_ms).into_iter();
        let kind = catalog.kind_by_id(record.kind);
        let look = Look {
            proposals: self.by_rules(catalog, record, arrived_ms, now_ms)?,
            twin: kind.and_then(|kind| catalog.twin_key(kind, record)),
            ends_ms: clocks.map(|clock| clock.ends_ms).filter(later).collect(),
            ..Look::at(record)
        };
        let nothing = look.proposals.is_empty() && look.twin.is_none() && look.ends_ms.is_empty();
        Ok((!nothing).then_some(look))
    }

    /// Disputed are records of every kind and state, closed ones too.
    fn look_for_dispute(
        &self,
        catalog: &Catalog,
        record: &Record,
        now_ms: i64,
    ) -> Result<Option<Look>, StoreError> {
        let late = self.disputed(catalog, record, now_ms)?;
        Ok(late.map(|late| Look {
            proposals: vec![late],
            ..Look::at(record)
        }))
    }
}
