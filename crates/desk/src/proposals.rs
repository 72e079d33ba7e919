//! What the office proposes today: reminders, listings, look-backs, notices. A person sends them.

use std::collections::BTreeMap;

use forms::{Moment, Proposal};
use merge::Bucket;
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use store::{Asked, Listed};

use crate::failure::Failure;
use crate::room::Room;

/// A proposal about a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The record.
    pub id: String,
    /// Its kind's name.
    pub kind: String,
    /// What it is, in one line.
    pub title: String,
    /// Its state.
    pub status: String,
    /// Where it lies.
    pub division: DivisionCode,
    /// The path of names down to there.
    pub place: String,
    /// The first day it was proposed.
    pub since: String,
    /// What is proposed.
    pub proposal: Proposal,
    /// The record that answers it, as far as it is filled already.
    pub answer: Option<Answering>,
    /// Whose date it was reckoned by.
    pub by_clock: String,
}

/// A record that a person is about to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answering {
    /// Its kind's name.
    pub kind: String,
    /// What is filled, by field.
    pub set: BTreeMap<String, String>,
}

impl Room {
    /// What is proposed in a division and everything below it on a day, the longest waiting first.
    ///
    /// # Errors
    /// An unknown division, a day that is none, or a store that fails.
    pub fn proposals(
        &self,
        under: Option<DivisionCode>,
        on: Option<&str>,
        now: Moment,
    ) -> Result<Vec<Proposed>, Failure> {
        let under = self.under(under)?;
        let now_ms = Room::at(on, now)?;
        let mut proposed = Vec::new();
        let asked = Asked {
            buckets: &self.divisions.codes_under(under),
            of: &|_| true,
            part: (0, usize::MAX),
        };
        for one in self.store.proposed(&self.catalog, &asked, now_ms)?.shown {
            let Some(listed) = self.about(&one)? else {
                continue;
            };
            let summary = &listed.summary;
            let Ok(division) = DivisionCode::new(summary.bucket) else {
                continue;
            };
            let kind = self.catalog.kind_by_id(summary.kind);
            proposed.push(Proposed {
                id: listed.id.to_string(),
                kind: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
                title: self.masked_title(&listed),
                status: summary.status.clone(),
                division,
                place: self.divisions.path_name(division),
                since: forms::day_text(one.proposal.since),
                answer: self.answering(&listed, &one.proposal),
                proposal: one.proposal,
                by_clock: "server".to_owned(),
            });
        }
        Ok(proposed)
    }

    /// How many proposals there are everywhere, by the kind of record that answers them: `work` where
    /// none does.
    ///
    /// # Errors
    /// A store that fails.
    pub fn proposals_counted(&self, now: Moment) -> Result<BTreeMap<String, u64>, Failure> {
        let under = self.under(None)?;
        let asked = Asked {
            buckets: &self.divisions.codes_under(under),
            of: &|_| true,
            part: (0, 0),
        };
        let now_ms = Room::at(None, now)?;
        let proposed = self.store.proposed(&self.catalog, &asked, now_ms)?;
        let mut counted = BTreeMap::new();
        for (group, count) in proposed.groups {
            let by = group.answered_by.unwrap_or_else(|| "work".to_owned());
            *counted.entry(by).or_default() += count;
        }
        Ok(counted)
    }

    /// The record that something is proposed for.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn about(&self, proposed: &store::Proposed) -> Result<Option<Listed>, Failure> {
        let bucket = Bucket(proposed.bucket);
        Ok(self.store.summary(proposed.id, proposed.kind, bucket)?)
    }

    fn answering(&self, listed: &Listed, proposal: &Proposal) -> Option<Answering> {
        let kind = listed.summary.kind;
        let (kind, entries) = self.catalog.answering(listed.id, kind, proposal)?;
        let pair = |entry: forms::Entry| (entry.field, entry.text);
        Some(Answering {
            kind: kind.name.clone(),
            set: entries.into_iter().map(pair).collect(),
        })
    }
}
