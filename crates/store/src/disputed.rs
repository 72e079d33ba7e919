//! Since when people have disagreed about a record.

use std::collections::BTreeMap;

use forms::{Catalog, Proposal};
use merge::{Dot, Record, Value};

use crate::error::StoreError;
use crate::open::Store;

impl Store {
    /// The moment from which people are known here to disagree about a record, milliseconds since
    /// 1970 on this machine's clock; nothing where they do not.
    ///
    /// It is when the second of two different values arrived, or a step that was illegal at its
    /// place: before that nobody here could have settled anything. What came as a folded record
    /// alone has its writer's time.
    ///
    /// # Errors
    /// A journal that fails.
    pub fn disputed_since(
        &self,
        catalog: &Catalog,
        record: &Record,
    ) -> Result<Option<u64>, StoreError> {
        let fields = record.conflicts();
        let kind = catalog.kind_by_id(record.kind);
        let illegal = kind.map(|kind| catalog.status(kind, record).illegal);
        let illegal = illegal.unwrap_or_default();
        if fields.is_empty() && illegal.is_empty() {
            return Ok(None);
        }
        let arrived: BTreeMap<Dot, u64> = self
            .history(record.id)?
            .into_iter()
            .map(|past| (past.sealed.op.dot(), past.received_ms))
            .collect();
        let known = |dot: Dot, wall_ms: u64| arrived.get(&dot).copied().unwrap_or(wall_ms);
        let mut since: Vec<u64> = illegal
            .iter()
            .map(|event| known(event.source.dot, event.source.wall_ms))
            .collect();
        for field in fields {
            // Of several who wrote the same, the first to arrive said it.
            let mut said: BTreeMap<Value, u64> = BTreeMap::new();
            for one in record.said(field) {
                let at = known(one.source.dot, one.source.wall_ms);
                said.entry(one.what)
                    .and_modify(|first| *first = at.min(*first))
                    .or_insert(at);
            }
            let mut times: Vec<u64> = said.into_values().collect();
            times.sort_unstable();
            since.extend(times.get(1));
        }
        Ok(since.into_iter().min())
    }

    /// Whose turn it is to settle a record in conflict, where that is late.
    pub(crate) fn disputed(
        &self,
        catalog: &Catalog,
        record: &Record,
        now_ms: i64,
    ) -> Result<Option<Proposal>, StoreError> {
        let since = self.disputed_since(catalog, record)?;
        let since = since.and_then(|ms| i64::try_from(ms).ok());
        Ok(since.and_then(|since| catalog.disputed(record, since, now_ms)))
    }
}
