//! Records that may say the same of the same party twice: only those that say one thing alike are
//! ever compared, however many others there are.

use std::collections::{BTreeMap, BTreeSet};

use forms::{Catalog, TwinKey};
use merge::RecordId;

use super::found::Proposed;

/// What tells the twins of every record that can have one.
#[derive(Debug, Default)]
pub(super) struct Twins {
    keys: BTreeMap<RecordId, (u16, TwinKey)>,
    /// Who says one thing alike.
    alike: BTreeMap<u64, BTreeSet<RecordId>>,
    /// What more than one says.
    shared: BTreeSet<u64>,
}

impl Twins {
    pub(super) fn add(&mut self, kind: u16, key: TwinKey) {
        for said in key.said(kind) {
            let alike = self.alike.entry(said).or_default();
            alike.insert(key.id);
            if alike.len() > 1 {
                self.shared.insert(said);
            }
        }
        self.keys.insert(key.id, (kind, key));
    }

    pub(super) fn remove(&mut self, id: RecordId) {
        let Some((kind, key)) = self.keys.remove(&id) else {
            return;
        };
        for said in key.said(kind) {
            let Some(alike) = self.alike.get_mut(&said) else {
                continue;
            };
            alike.remove(&id);
            if alike.len() < 2 {
                self.shared.remove(&said);
            }
            if alike.is_empty() {
                self.alike.remove(&said);
            }
        }
    }

    /// What is proposed for those of which a newer twin lies in the same places.
    pub(super) fn within(
        &self,
        catalog: &Catalog,
        inside: &dyn Fn(u64) -> bool,
    ) -> BTreeMap<RecordId, Proposed> {
        let shared = self.shared.iter().filter_map(|said| self.alike.get(said));
        let ids: BTreeSet<RecordId> = shared.flatten().copied().collect();
        let mut by_kind: BTreeMap<u16, Vec<&TwinKey>> = BTreeMap::new();
        for (kind, key) in ids.iter().filter_map(|id| self.keys.get(id)) {
            if inside(key.bucket.0) {
                by_kind.entry(*kind).or_default().push(key);
            }
        }
        let mut found = BTreeMap::new();
        for (number, keys) in by_kind {
            let Some(kind) = catalog.kind_by_id(number) else {
                continue;
            };
            let twins = catalog.twins(kind, keys.into_iter()).into_iter();
            found.extend(twins.map(|(older, proposal)| {
                let proposed = Proposed {
                    id: older.id,
                    kind: number,
                    bucket: older.bucket.0,
                    proposal,
                };
                (older.id, proposed)
            }));
        }
        found
    }
}
