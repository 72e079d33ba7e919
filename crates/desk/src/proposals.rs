//! What the office proposes today: reminders, listings, look-backs, notices. A person sends them.

use std::collections::BTreeMap;

use forms::{Moment, Proposal};
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
        let mut found = Vec::new();
        for range in self.divisions.codes_under(under) {
            found.extend(self.store.proposed(&self.catalog, &range, now_ms)?);
        }
        let mut proposed = Vec::new();
        for (listed, proposals) in found {
            let summary = &listed.summary;
            let Ok(division) = DivisionCode::new(summary.bucket) else {
                continue;
            };
            let kind = self.catalog.kind_by_id(summary.kind);
            for proposal in proposals {
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
        }
        proposed.sort_by(|a, b| (&a.since, &a.id).cmp(&(&b.since, &b.id)));
        Ok(proposed)
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
