//! What was found to be proposed: in the order in which it has waited, told apart by what would be
//! sent, and counted by place. A page of it costs what it shows, however much is proposed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::{Catalog, Proposal, Text};
use merge::RecordId;

use super::look::Look;
use super::twins::Twins;

/// A proposal, and the record that it is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The record.
    pub id: RecordId,
    /// The number of its kind.
    pub kind: u16,
    /// Where it lies.
    pub bucket: u64,
    /// What is proposed.
    pub proposal: Proposal,
}

/// What is proposed alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The kind of record that answers it; nothing: the work itself does.
    pub answered_by: Option<String>,
    /// What people call it.
    pub label: Text,
}

/// Which proposals are asked for.
pub struct Asked<'a> {
    /// Where the records lie.
    pub buckets: &'a [RangeInclusive<u64>],
    /// Which groups are shown.
    pub of: &'a dyn Fn(&Group) -> bool,
    /// Proposals to pass over, and proposals at most.
    pub part: (usize, usize),
}

/// What is proposed where somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposals {
    /// Every group there, with how many there are of it; first the one of which one waits longest.
    pub groups: Vec<(Group, u64)>,
    /// How many there are of the groups that are shown.
    pub all: u64,
    /// Those shown, the longest waiting first.
    pub shown: Vec<Proposed>,
}

/// Since when a proposal waits, for which record, and which of the record's it is.
type Place = (i32, RecordId, usize);
/// A twin comes after what the rules propose for the record.
const TWIN: usize = usize::MAX;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    records: BTreeMap<RecordId, About>,
    groups: BTreeMap<Group, Waiting>,
    twins: Twins,
}

/// A record for which something is proposed.
#[derive(Debug)]
struct About {
    kind: u16,
    bucket: u64,
    proposals: Vec<Proposal>,
}

/// The proposals of a group.
#[derive(Debug, Default)]
struct Waiting {
    order: BTreeMap<Place, u64>,
    by_bucket: BTreeMap<u64, u64>,
}

impl Group {
    fn of(proposal: &Proposal) -> Group {
        Group {
            answered_by: proposal.answered_by.clone(),
            label: proposal.heading().clone(),
        }
    }
}

impl Waiting {
    fn add(&mut self, place: Place, bucket: u64) {
        if self.order.insert(place, bucket).is_none() {
            *self.by_bucket.entry(bucket).or_default() += 1;
        }
    }

    fn remove(&mut self, place: Place) {
        let Some(bucket) = self.order.remove(&place) else {
            return;
        };
        if let Some(count) = self.by_bucket.get_mut(&bucket) {
            *count -= 1;
            if *count == 0 {
                self.by_bucket.remove(&bucket);
            }
        }
    }

    fn count(&self, buckets: &[RangeInclusive<u64>]) -> u64 {
        let there = |range: &RangeInclusive<u64>| self.by_bucket.range(range.clone());
        buckets.iter().flat_map(there).map(|(_, count)| count).sum()
    }
}

impl Found {
    /// Adds what was seen at a record to what was found for it before.
    pub(super) fn add(&mut self, look: Look) {
        if let Some(key) = look.twin {
            self.twins.add(look.kind, key);
        }
        if look.proposals.is_empty() {
            return;
        }
        let record = self.records.entry(look.id).or_insert_with(|| About {
            kind: look.kind,
            bucket: look.bucket,
            proposals: Vec::new(),
        });
        for proposal in look.proposals {
            let place = (proposal.since, look.id, record.proposals.len());
            let group = self.groups.entry(Group::of(&proposal)).or_default();
            group.add(place, record.bucket);
            record.proposals.push(proposal);
        }
    }

    /// Forgets all that was found for a record.
    pub(super) fn remove(&mut self, id: RecordId) {
        self.twins.remove(id);
        let proposals = self.records.remove(&id).map(|record| record.proposals);
        for (which, proposal) in proposals.into_iter().flatten().enumerate() {
            let group = Group::of(&proposal);
            if let Some(waiting) = self.groups.get_mut(&group) {
                waiting.remove((proposal.since, id, which));
                if waiting.order.is_empty() {
                    self.groups.remove(&group);
                }
            }
        }
    }

    pub(super) fn page(&self, catalog: &Catalog, asked: &Asked<'_>) -> Proposals {
        let inside = |bucket: u64| asked.buckets.iter().any(|range| range.contains(&bucket));
        let (skip, limit) = asked.part;
        let most = skip.saturating_add(limit);
        // Of each group where its first one stands, and how many there are.
        let mut groups: BTreeMap<Group, (Place, u64)> = BTreeMap::new();
        let mut places: Vec<Place> = Vec::new();
        for (group, waiting) in &self.groups {
            let count = waiting.count(asked.buckets);
            let here = waiting.order.iter().filter(|(_, bucket)| inside(**bucket));
            // Where everything was found, no further one is looked for.
            let there = usize::try_from(count).unwrap_or(usize::MAX);
            let mut here = here.map(|(place, _)| *place).take(there).peekable();
            if let Some(first) = here.peek() {
                groups.insert(group.clone(), (*first, count));
                let shown = if (asked.of)(group) { most } else { 0 };
                places.extend(here.take(shown));
            }
        }
        let mut twins = self.twins.within(catalog, &inside);
        for (id, twin) in &twins {
            let place = (twin.proposal.since, *id, TWIN);
            let group = Group::of(&twin.proposal);
            places.extend((asked.of)(&group).then_some(place));
            let entry = groups.entry(group).or_insert((place, 0));
            *entry = (entry.0.min(place), entry.1 + 1);
        }
        places.sort_unstable();
        let mut proposed = |(_, id, which): Place| match which {
            TWIN => twins.remove(&id),
            which => self.proposed(id, which),
        };
        let shown = places.into_iter().skip(skip).take(limit);
        let shown = shown.filter_map(&mut proposed).collect();
        let mut groups: Vec<(Place, Group, u64)> = groups
            .into_iter()
            .map(|(group, (first, count))| (first, group, count))
            .collect();
        groups.sort_unstable();
        let wanted = groups.iter().filter(|(_, group, _)| (asked.of)(group));
        Proposals {
            all: wanted.map(|(.., count)| count).sum(),
            groups: groups
                .into_iter()
                .map(|(_, group, count)| (group, count))
                .collect(),
            shown,
        }
    }

    fn proposed(&self, id: RecordId, which: usize) -> Option<Proposed> {
        let record = self.records.get(&id)?;
        Some(Proposed {
            id,
            kind: record.kind,
            bucket: record.bucket,
            proposal: record.proposals.get(which)?.clone(),
        })
    }
}
