//! Records that say the same thing of the same party twice.
//!
//! Two laptops may have one agreement signed twice without knowing of each other. Nothing is thrown
//! away: the one signed last counts, and it is proposed that a person marks the other.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use merge::{Bucket, Record, RecordId, Value};

use crate::catalog::Catalog;
use crate::course::{Course, day_of};
use crate::kind::{Kind, Twin};
use crate::proposal::Proposal;
use crate::status::Walk;
use crate::words::Text;

/// What tells the twins of a record: what is the same, who it is about, and which is the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwinKey {
    /// The record.
    pub id: RecordId,
    /// Where it lies.
    pub bucket: Bucket,
    same: Vec<Value>,
    party: Vec<Option<Vec<Value>>>,
    newest_ms: i64,
}

impl TwinKey {
    /// A number for each thing that a record of a kind says of its party. Two records that have none
    /// of them in common are no twins; two that have one may be.
    #[must_use]
    pub fn said(&self, kind: u16) -> Vec<u64> {
        let said = self.party.iter().enumerate();
        let said = said.filter_map(|(which, said)| Some((which, said.as_ref()?)));
        let number = |said: (usize, &Vec<Value>)| {
            let mut hasher = DefaultHasher::new();
            (kind, &self.same, said).hash(&mut hasher);
            hasher.finish()
        };
        said.map(number).collect()
    }
}

impl Catalog {
    /// What tells the twins of a record; nothing of a kind without them, or of a record that does
    /// not count.
    #[must_use]
    pub fn twin_key(&self, kind: &Kind, record: &Record) -> Option<TwinKey> {
        let twin = kind.twin.as_ref()?;
        let walk = Walk::of(kind, record);
        if !twin.states.contains(&walk.state) {
            return None;
        }
        let values = |names: &[String]| {
            let value = |name: &String| kind.field(name)?.value(record);
            names.iter().map(value).collect::<Option<Vec<Value>>>()
        };
        let course = Course {
            kind,
            record,
            walk: &walk,
        };
        Some(TwinKey {
            id: record.id,
            bucket: record.bucket,
            same: values(&twin.same)?,
            party: twin.party.iter().map(|names| values(names)).collect(),
            newest_ms: course.field_ms(&twin.newest)?,
        })
    }

    /// Which of these records of a kind have a newer twin among them, and what is proposed for
    /// each: the record that does not count, and the proposal that names the one that does.
    #[must_use]
    pub fn twins<'k>(
        &self,
        kind: &Kind,
        keys: impl Iterator<Item = &'k TwinKey>,
    ) -> Vec<(&'k TwinKey, Proposal)> {
        let Some(twin) = &kind.twin else {
            return Vec::new();
        };
        let mut groups: BTreeMap<&[Value], Vec<&TwinKey>> = BTreeMap::new();
        for key in keys {
            groups.entry(&key.same).or_default().push(key);
        }
        let mut found = Vec::new();
        for mut group in groups.into_values().filter(|group| group.len() > 1) {
            // The newest first; of two of one moment the record with the greater id, everywhere.
            group.sort_by_key(|key| std::cmp::Reverse((key.newest_ms, key.id)));
            // Twins say one thing at least alike, so only those need a look: places in the group, by
            // what is said.
            let mut alike: BTreeMap<(usize, &[Value]), Vec<usize>> = BTreeMap::new();
            for (at, older) in group.iter().enumerate() {
                let said = older.party.iter().enumerate();
                let said = said.filter_map(|(which, said)| Some((which, said.as_deref()?)));
                let newer = said.clone().filter_map(|said| alike.get(&said));
                let newer = newer
                    .flatten()
                    .filter_map(|at| Some((*at, *group.get(*at)?)));
                let newest = newer
                    .filter(|(_, newer)| is_twin(newer, older))
                    .min_by_key(|(at, _)| *at);
                let proposal = newest.and_then(|(_, newer)| propose(kind, twin, newer));
                found.extend(proposal.map(|proposal| (*older, proposal)));
                said.for_each(|said| alike.entry(said).or_default().push(at));
            }
        }
        found
    }
}

/// The first thing that both say of who it is about decides.
fn is_twin(one: &TwinKey, other: &TwinKey) -> bool {
    let both = one.party.iter().zip(&other.party);
    let mut both = both.filter_map(|(one, other)| Some((one.as_ref()?, other.as_ref()?)));
    both.next().is_some_and(|(one, other)| one == other)
}

fn propose(kind: &Kind, twin: &Twin, newer: &TwinKey) -> Option<Proposal> {
    let id = newer.id;
    let step = kind.rows(&twin.event).next()?;
    let (event, field) = (&twin.event, &twin.field);
    Some(Proposal {
        cause: format!("twin/{id}"),
        label: Text::new(
            format!(
                "与 {id} 重复，以最新者为准；核对后请「{}」（{event}，{field}={id}）",
                step.label.zh
            ),
            format!(
                "a second one is {id}, the newest counts; check, then {} ({event}, {field}={id})",
                step.label.en
            ),
        ),
        together: Some(Text::new(
            format!("{}：{}", kind.label.zh, step.label.zh),
            format!("{}: {}", kind.label.en, step.label.en),
        )),
        answered_by: None,
        since: day_of(newer.newest_ms)?,
        level: None,
        to: Vec::new(),
        fills: Vec::new(),
        holidays_unknown: false,
        records: vec![id.to_string()],
    })
}
