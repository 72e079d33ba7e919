//! Where two offices stand with each other, and what is told of it.

use std::collections::BTreeMap;

use desk::Failure;
use desk::witness::Witnessing;
use merge::{Bucket, Grant};
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use sync::{Standing, digest, digest_held};

use super::counter::Counter;
use super::{ABOVE, Above, BELOW, HEARD, Heard, LEVEL, spans};
use crate::office::Office;

/// Another office, as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Peer {
    /// What it is called.
    pub name: String,
    /// The division it answers for.
    pub unit: String,
    /// Its address; empty if it is reached by stick alone, or calls itself.
    pub server: String,
    /// When it was heard last, milliseconds since 1970; 0 if never.
    pub heard_ms: u64,
    /// Until when the charter is good, milliseconds since 1970.
    pub charter_until_ms: u64,
    /// Operations here of which it has not signed yet that it has them; always 0 for one below.
    pub unsent: u64,
    /// Operations it did not take, or that were not taken of it.
    pub refused: u64,
    /// What went wrong since, in both languages.
    pub problem: Option<forms::Text>,
}

/// The other offices of this one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Peers {
    /// The office above.
    pub above: Option<Peer>,
    /// The offices below.
    pub below: Vec<Peer>,
}

/// How far the feeds here were when the office above had everything, by bucket.
pub(super) type Level = BTreeMap<u64, u64>;

impl Counter<'_> {
    /// Where this office stands.
    pub(super) fn standing(&self, nonce: u64, now_ms: u64) -> Result<Standing, Failure> {
        let lasts = self.all_lasts()?;
        let held = self.all_held()?;
        Ok(Standing {
            nonce,
            kept: digest(&lasts),
            lasts: Some(lasts),
            holds: digest_held(&held),
            held: Some(held),
            server_ms: now_ms,
            signature: Vec::new().into(),
        })
    }
}

impl Office {
    /// Answers an office below that says where it stands.
    pub(crate) fn stand(
        &self,
        charter: &Grant,
        ask: &Standing,
        now_ms: u64,
    ) -> Result<Standing, Failure> {
        let counter = Counter::to_below(self, charter, now_ms)?;
        counter.adopt(ask.held.as_deref().unwrap_or_default())?;
        let mut answer = counter.standing(ask.nonce, now_ms)?;
        if ask.lasts.is_none() {
            answer.lasts = None;
        }
        if answer.holds == ask.holds {
            answer.held = None;
        }
        let heard = Heard {
            ms: now_ms,
            ..Heard::default()
        };
        self.keep_json(&format!("{BELOW}{}", charter.device), &heard)?;
        Ok(answer.signed(&self.key, charter.device)?)
    }

    /// How far the feeds of the divisions in common are.
    pub(super) fn heads(&self, charter: &Grant) -> Result<Level, Failure> {
        let mut heads = Level::new();
        for span in spans(charter) {
            let run = span.first.0..=span.last.0;
            let found = self.room.store.feed_heads(&run)?.into_iter();
            heads.extend(found.map(|(bucket, seq, _)| (bucket.0, seq)));
        }
        Ok(heads)
    }

    /// Notes that the office above has signed that it has all there was at these heads.
    pub(super) fn level(&self, heads: &Level) -> Result<(), Failure> {
        self.keep_json(LEVEL, heads)
    }

    /// Notes how a contact with the office above has ended.
    pub(super) fn heard(
        &self,
        ended: &Result<super::calling::Done, Failure>,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let before: Heard = self.kept_json(HEARD)?;
        let heard = match ended {
            Ok(done) => Heard {
                ms: now_ms,
                problem: None,
                refused: done.refused,
            },
            Err(failure) => Heard {
                problem: Some(failure.text()),
                ..before
            },
        };
        self.keep_json(HEARD, &heard)
    }

    /// The other offices, and how this one stands with them.
    ///
    /// # Errors
    /// A store that fails.
    pub fn peers(&self) -> Result<Peers, Failure> {
        let mut peers = Peers::default();
        if let Some(above) = self.above()? {
            peers.above = Some(self.shown(&above)?);
        }
        // Of several charters of one office the last to end counts.
        let mut below: BTreeMap<merge::DeviceId, Peer> = BTreeMap::new();
        for charter in self.offices_below(0)? {
            let heard: Heard = self.kept_json(&format!("{BELOW}{}", charter.device))?;
            let until = charter.terms.not_after_ms;
            let newer = below.get(&charter.device);
            if newer.is_some_and(|one| one.charter_until_ms >= until) {
                continue;
            }
            let peer = Peer {
                name: charter.terms.person.clone(),
                unit: code(charter.terms.unit),
                server: String::new(),
                heard_ms: heard.ms,
                charter_until_ms: until,
                unsent: 0,
                refused: heard.refused,
                problem: heard
                    .problem
                    .or(self.log_problem(&charter.device.to_string())?),
            };
            below.insert(charter.device, peer);
        }
        peers.below = below.into_values().collect();
        Ok(peers)
    }

    fn shown(&self, above: &Above) -> Result<Peer, Failure> {
        let heard: Heard = self.kept_json(HEARD)?;
        let charter = above.charter().ok();
        Ok(Peer {
            name: above.name.clone(),
            unit: above.unit.to_string(),
            server: above.server.clone(),
            heard_ms: heard.ms,
            charter_until_ms: charter.as_ref().map_or(0, |one| one.terms.not_after_ms),
            unsent: charter.map_or(Ok(0), |charter| self.unsent(&charter))?,
            refused: heard.refused,
            problem: heard.problem.or(self.log_problem(ABOVE)?),
        })
    }

    /// What speaks against the log of another office.
    fn log_problem(&self, office: &str) -> Result<Option<forms::Text>, Failure> {
        Witnessing::of(&self.room.store, office).problem()
    }

    /// Feed items after the last time the office above had everything.
    fn unsent(&self, charter: &Grant) -> Result<u64, Failure> {
        let level: Level = self.kept_json(LEVEL)?;
        let heads = self.heads(charter)?.into_iter();
        let behind =
            heads.map(|(bucket, seq)| seq.saturating_sub(level.get(&bucket).copied().unwrap_or(0)));
        Ok(behind.sum())
    }
}

fn code(bucket: Bucket) -> String {
    DivisionCode::new(bucket.0).map_or_else(|_| bucket.to_string(), |code| code.to_string())
}
