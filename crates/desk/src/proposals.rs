//! What the office proposes today: reminders, listings, look-backs, notices. A person sends them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::{Moment, Proposal};
use merge::{Bucket, RecordId};
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use store::Listed;

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

/// The record that something is proposed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct About {
    /// The record.
    pub(crate) id: RecordId,
    /// The number of its kind.
    pub(crate) kind: u16,
    /// Where it lies.
    pub(crate) bucket: u64,
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
        for (about, proposal) in self.proposed(&self.divisions.codes_under(under), now_ms)? {
            let Some(listed) = self.about(about)? else {
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
                since: forms::day_text(proposal.since),
                answer: self.answering(&listed, &proposal),
                proposal,
                by_clock: "server".to_owned(),
            });
        }
        Ok(proposed)
    }

    /// What is proposed for the records under these codes, each with its record; the longest waiting
    /// first.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub(crate) fn proposed(
        &self,
        codes: &[RangeInclusive<u64>],
        now_ms: i64,
    ) -> Result<Vec<(About, Proposal)>, Failure> {
        let mut all = Vec::new();
        for found in self.store.proposed(&self.catalog, codes, now_ms)? {
            let about = About {
                id: found.id,
                kind: found.kind,
                bucket: found.bucket,
            };
            all.extend(
                found
                    .proposals
                    .into_iter()
                    .map(|proposal| (about, proposal)),
            );
        }
        all.sort_by_key(|(about, proposal)| (proposal.since, about.id));
        Ok(all)
    }

    /// The record that something is proposed for.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn about(&self, about: About) -> Result<Option<Listed>, Failure> {
        let About { id, kind, bucket } = about;
        Ok(self.store.summary(id, kind, Bucket(bucket))?)
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
