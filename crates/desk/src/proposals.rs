//! What the office proposes today: reminders, listings, look-backs, notices. A person sends them.

use forms::{Moment, Proposal};
use places::DivisionCode;
use serde::{Deserialize, Serialize};

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
        let today = Room::day(on, now)?;
        let found = self.store.proposed(&under.range(), today, &self.calendar)?;
        let mut proposed = Vec::new();
        for (listed, proposals) in found {
            let summary = listed.summary;
            let Ok(division) = DivisionCode::new(summary.bucket) else {
                continue;
            };
            let kind = self.catalog.kind_by_id(summary.kind);
            for proposal in proposals {
                proposed.push(Proposed {
                    id: listed.id.to_string(),
                    kind: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
                    title: summary.title.clone(),
                    status: summary.status.clone(),
                    division,
                    place: self.divisions.path_name(division),
                    since: forms::day_text(proposal.since),
                    proposal,
                });
            }
        }
        proposed.sort_by(|a, b| (&a.since, &a.id).cmp(&(&b.since, &b.id)));
        Ok(proposed)
    }
}
