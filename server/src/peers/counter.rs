//! An office's store as one side of relaying.

use std::collections::{BTreeMap, BTreeSet};

use desk::Failure;
use desk::trust::covers;
use merge::{Dot, Grant, Hash, Sealed};
use minicbor::bytes::ByteVec;
use store::{Item, Verdict};
use sync::{
    Carrier, Carry, Chain, Fate, HeldOut, Last, RelayAsk, RelayReply, Span, SyncError, Want,
    answer_relay,
};

use super::spans;
use crate::admit::Candidate;
use crate::office::Office;

/// The counter at which two offices deal with each other.
pub(super) struct Counter<'o> {
    office: &'o Office,
    /// What the two have in common.
    charter: &'o Grant,
    /// What the other office is called.
    other: String,
    /// Whether the other one is above: then this one judges what its people wrote.
    judges: bool,
    /// What the other one holds of what it gives next.
    held: BTreeMap<Dot, String>,
    now_ms: u64,
}

impl<'o> Counter<'o> {
    /// Deals with the office above.
    pub(super) fn to_above(
        office: &'o Office,
        charter: &'o Grant,
        name: &str,
        now_ms: u64,
    ) -> Result<Counter<'o>, Failure> {
        Ok(Counter {
            office,
            charter,
            other: name.to_owned(),
            judges: true,
            held: BTreeMap::new(),
            now_ms,
        })
    }

    /// Deals with an office below.
    pub(super) fn to_below(
        office: &'o Office,
        charter: &'o Grant,
        now_ms: u64,
    ) -> Result<Counter<'o>, Failure> {
        Ok(Counter {
            judges: false,
            ..Counter::to_above(office, charter, &charter.terms.person, now_ms)?
        })
    }

    /// Notes what the other side says it holds of what it gives.
    pub(super) fn hears(&mut self, held: Option<&Vec<HeldOut>>) {
        let held = held.into_iter().flatten();
        self.held = held.map(|one| (one.dot, one.reason.clone())).collect();
    }

    /// Says what this office holds of what it gives.
    pub(super) fn says(&self, carry: &mut Carry) -> Result<(), Failure> {
        let mut held = Vec::new();
        for bytes in &carry.ops {
            let Ok(sealed) = Sealed::open(bytes) else {
                continue;
            };
            let dot = sealed.op.dot();
            if let Some(reason) = self.office.room.store.held(dot)? {
                held.push(HeldOut { dot, reason });
            }
        }
        carry.held = Some(held).filter(|held| !held.is_empty());
        Ok(())
    }

    /// A reason of the other office, said as its word.
    pub(super) fn word(&self, reason: &str) -> String {
        format!("{}：{reason}", self.other)
    }

    fn take(&mut self, ops: &[Sealed], grants: &[ByteVec]) -> Result<Vec<Fate>, Failure> {
        let doubts = self.office.take_grants(grants)?;
        let own = self.office.key.public();
        let judges = self.judges;
        let ours = |grant: &Grant| judges && !grant.verify(&own);
        let bytes: Vec<&[u8]> = ops.iter().map(Sealed::bytes).collect();
        let candidates = self.office.judge_where(&bytes, self.now_ms, &ours)?;
        let mut items = Vec::new();
        let mut answers = Vec::with_capacity(ops.len());
        for (sealed, candidate) in ops.iter().zip(candidates) {
            let dot = sealed.op.dot();
            match candidate {
                Candidate::Sound(mut arrival) => {
                    if let Some(reason) = self.held.get(&dot) {
                        arrival.verdict = Verdict::Held(self.word(reason));
                    }
                    items.push(Item::Op(*arrival));
                    answers.push(Ok(dot));
                }
                Candidate::Refused(text) => {
                    let doubt = doubts.get(&sealed.op.grant).map(Failure::text);
                    answers.push(Err(doubt.unwrap_or(text)));
                }
            }
        }
        self.held.clear();
        let mut fates = self.office.room.store.take(items)?.into_iter();
        let told = answers.into_iter().map(|answer| match answer {
            Ok(dot) => self.office.told(dot, fates.next()),
            Err(text) => Ok(Fate::Refused(text.to_string())),
        });
        told.collect()
    }

    /// Every operation of the divisions in common that is held out of the fold here.
    pub(super) fn all_held(&self) -> Result<Vec<HeldOut>, Failure> {
        let mut held = Vec::new();
        for (dot, reason) in self.office.room.store.all_held()? {
            if self.is_common(dot)? {
                held.push(HeldOut { dot, reason });
            }
        }
        held.sort_by_key(|one| one.dot);
        Ok(held)
    }

    /// Holds what the other side holds.
    pub(super) fn adopt(&self, held: &[HeldOut]) -> Result<(), Failure> {
        let mut items = Vec::new();
        for HeldOut { dot, reason } in held {
            if self.is_common(*dot)? && self.office.room.store.held(*dot)?.is_none() {
                items.push(Item::Hold {
                    dot: *dot,
                    reason: self.word(reason),
                });
            }
        }
        if !items.is_empty() {
            self.office.room.store.take(items)?;
        }
        Ok(())
    }

    /// Whether an operation is here and lies in the divisions in common.
    fn is_common(&self, dot: Dot) -> Result<bool, Failure> {
        let kept = self.office.room.store.op(dot)?;
        Ok(kept.is_some_and(|sealed| covers(self.charter, sealed.op.bucket)))
    }

    /// All chains of the divisions in common.
    pub(super) fn all_lasts(&self) -> Result<Vec<Last>, Failure> {
        self.lasts(&spans(self.charter), None, None)
    }
}

impl Carrier for Counter<'_> {
    type Error = Failure;

    fn lasts(
        &self,
        spans: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Result<Vec<Last>, Failure> {
        let writers = self.office.room.store.writers()?;
        Ok(Last::among(writers, spans, after, through))
    }

    fn wanted(&self, want: &Want, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        let numbers = (want.from, want.to);
        let named = &|sealed: &Sealed| want.names(sealed);
        let store = &self.office.room.store;
        Ok(store.ops_between(want.device, numbers, max_bytes, named)?)
    }

    fn grants_of(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Failure> {
        let named: BTreeSet<Hash> = ops.iter().map(|sealed| sealed.op.grant).collect();
        self.office.grants(named)
    }

    fn carried(&mut self, ops: Vec<Sealed>, grants: &[ByteVec]) -> Result<Vec<Fate>, Failure> {
        self.take(&ops, grants)
    }
}

impl Office {
    /// Answers an office below that relays.
    pub(crate) fn relay(
        &self,
        charter: &Grant,
        ask: RelayAsk,
        now_ms: u64,
    ) -> Result<RelayReply, Failure> {
        let mut counter = Counter::to_below(self, charter, now_ms)?;
        if let RelayAsk::Carry(carry) = &ask {
            counter.hears(carry.held.as_ref());
        }
        let mut reply =
            answer_relay(&mut counter, &spans(charter), ask).map_err(|error| match error {
                SyncError::Unasked => outside(charter),
                other => link::cut_short(other),
            })?;
        if let RelayReply::Fetched(fetched) = &mut reply {
            counter.says(&mut fetched.carry)?;
        }
        Ok(reply)
    }
}

fn outside(charter: &Grant) -> Failure {
    let (office, unit) = (&charter.terms.person, charter.terms.unit);
    Failure::new(
        "charter",
        format!("{office}（{unit}）发来或索取了委托书以外的数据，均未采纳；请核对两边的辖区"),
        format!(
            "{office} ({unit}) sent or asked for what lies outside its charter, and nothing of it was taken; compare the areas of both"
        ),
    )
}
