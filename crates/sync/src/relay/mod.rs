//! Carrying what others wrote, between any two that keep it: two laptops, or two offices.
//!
//! A feed belongs to one office, so two laptops cannot go by it. They go by vectors: for each bucket
//! and device the last number kept. An operation that has no gap before it in its bucket can be
//! kept, so the vectors say exactly what either side lacks. [`Relay`] is the side that asks and
//! gives, [`answer_relay`] the side that answers.

mod carrier;
mod message;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use merge::{DeviceId, Sealed};

pub use carrier::{Carrier, answer_relay};
pub use message::{
    After, Carried, Carry, Chain, Fetch, Fetched, Last, RelayAsk, RelayReply, Span, Vector,
    VectorAsk, Want,
};

use crate::limits::{MAX_BATCH, MAX_LASTS, MAX_STEPS, MAX_TRIES, MAX_WANTS, MIN_BATCH};
use crate::push::Fate;
use crate::replica::SyncError;
use carrier::{carry, gather, opened};

/// What relaying did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Relayed {
    /// Operations kept here now that were not kept before.
    pub taken: u64,
    /// Operations the other side keeps now that it did not keep before.
    pub given: u64,
    /// Operations that arrived on a side which had them by then.
    pub known: u64,
    /// Operations that were kept but held, or kept as the proof of a fork.
    pub held: u64,
    /// Operations not kept, because something before them is missing or they were refused.
    pub refused: u64,
}

#[derive(Debug)]
enum State {
    Vector,
    Fetch,
    Give,
    Done,
}

/// One meeting, step by step, without a socket in sight. Ask it for the [`Relay::next`] request,
/// bring it the [`Relay::answer`].
#[derive(Debug)]
pub struct Relay {
    state: State,
    spans: Vec<Span>,
    /// The last chain that is done with.
    after: Option<Chain>,
    more: bool,
    fetch: VecDeque<Want>,
    give: VecDeque<Want>,
    /// What was given last, and where that leaves the wants.
    sent: Vec<Sealed>,
    moved: Vec<Want>,
    batch: usize,
    tries: u32,
    steps: u32,
    report: Relayed,
}

impl Relay {
    /// A meeting about the buckets that both sides answer for, and no others.
    #[must_use]
    pub fn new(spans: Vec<Span>) -> Relay {
        Relay {
            state: State::Vector,
            spans,
            after: None,
            more: false,
            fetch: VecDeque::new(),
            give: VecDeque::new(),
            sent: Vec::new(),
            moved: Vec::new(),
            batch: MAX_BATCH / 4,
            tries: 0,
            steps: 0,
            report: Relayed::default(),
        }
    }

    /// What was done so far.
    #[must_use]
    pub fn report(&self) -> Relayed {
        self.report
    }

    /// The next request, or none when both sides are level. After a failed link the same again, or
    /// a smaller part of it.
    ///
    /// # Errors
    /// This side's store, or a meeting that never ends.
    pub fn next<C: Carrier>(
        &mut self,
        carrier: &C,
    ) -> Result<Option<RelayAsk>, SyncError<C::Error>> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(SyncError::Endless);
        }
        loop {
            match self.state {
                State::Vector => {
                    return Ok(Some(RelayAsk::Vector(VectorAsk {
                        spans: self.spans.clone(),
                        after: self.after,
                    })));
                }
                State::Fetch if !self.fetch.is_empty() => {
                    return Ok(Some(RelayAsk::Fetch(Fetch {
                        wants: self.fetch.iter().take(MAX_WANTS).cloned().collect(),
                        max_bytes: self.batch as u64,
                    })));
                }
                State::Fetch => self.state = State::Give,
                State::Give => match self.gift(carrier)? {
                    Some(carry) => return Ok(Some(RelayAsk::Carry(carry))),
                    None if self.more => self.state = State::Vector,
                    None => self.state = State::Done,
                },
                State::Done => return Ok(None),
            }
        }
    }

    /// The next operations the other side lacks. They are done with when it has answered.
    fn gift<C: Carrier>(&mut self, carrier: &C) -> Result<Option<Carry>, SyncError<C::Error>> {
        self.moved = self.give.iter().cloned().collect();
        let (ops, done) = gather(carrier, &mut self.moved, self.batch)?;
        self.moved.drain(..done);
        if ops.is_empty() {
            self.give.clear();
            return Ok(None);
        }
        let carry = carry(carrier, &ops)?;
        self.sent = ops;
        Ok(Some(carry))
    }

    /// The link failed. Answers whether to try again; the next batch is half as large.
    pub fn failed(&mut self) -> bool {
        self.batch = (self.batch / 2).max(MIN_BATCH);
        self.tries += 1;
        self.tries <= MAX_TRIES
    }

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// This side's store, or an answer to something that was not asked.
    pub fn answer<C: Carrier>(
        &mut self,
        carrier: &mut C,
        reply: RelayReply,
    ) -> Result<(), SyncError<C::Error>> {
        self.tries = 0;
        self.batch = (self.batch * 2).min(MAX_BATCH);
        match (reply, &self.state) {
            (RelayReply::Vector(vector), State::Vector) => self.compare(carrier, &vector),
            (RelayReply::Fetched(fetched), State::Fetch) => self.take(carrier, &fetched),
            (RelayReply::Carried(carried), State::Give) => self.given(&carried),
            _ => Err(SyncError::OutOfTurn),
        }
    }

    fn compare<C: Carrier>(
        &mut self,
        carrier: &C,
        vector: &Vector,
    ) -> Result<(), SyncError<C::Error>> {
        let mut last = self.after;
        for Last { chain, .. } in &vector.lasts {
            let inside = self.spans.iter().any(|span| span.holds(chain.bucket));
            if last.is_some_and(|last| last >= *chain) || !inside {
                return Err(SyncError::Unasked);
            }
            last = Some(*chain);
        }
        if vector.lasts.len() > MAX_LASTS || (vector.more && vector.lasts.is_empty()) {
            return Err(SyncError::Unasked);
        }
        let through = last.filter(|_| vector.more);
        let here = carrier.lasts(&self.spans, self.after, through);
        let here = here.map_err(SyncError::Replica)?;
        self.fetch = lacking(&here, &vector.lasts);
        self.give = lacking(&vector.lasts, &here);
        self.more = vector.more;
        self.after = through;
        self.state = State::Fetch;
        Ok(())
    }

    fn take<C: Carrier>(
        &mut self,
        carrier: &mut C,
        fetched: &Fetched,
    ) -> Result<(), SyncError<C::Error>> {
        let asked = self.fetch.len().min(MAX_WANTS);
        let done = usize::try_from(fetched.done).unwrap_or(usize::MAX);
        let ops = opened(&fetched.carry)?;
        if done > asked || (done == 0 && ops.is_empty()) {
            return Err(SyncError::OutOfTurn);
        }
        let mut moved: Vec<Want> = self.fetch.iter().take(asked).cloned().collect();
        let mut at = 0;
        for sealed in &ops {
            while moved
                .get(at)
                .is_some_and(|want| want.device != sealed.op.device)
            {
                at += 1;
            }
            // Only what was asked for, and nothing beyond the first want that is left open.
            if at > done || !moved.get_mut(at).is_some_and(|want| want.step(sealed)) {
                return Err(SyncError::Unasked);
            }
        }
        if !ops.is_empty() {
            let fates = carrier.carried(ops, &fetched.carry.grants);
            let fates = fates.map_err(SyncError::Replica)?;
            self.report.taken += self.count(&fates);
        }
        self.fetch.drain(..asked);
        for want in moved.drain(done..).rev() {
            self.fetch.push_front(want);
        }
        Ok(())
    }

    fn given<E: std::error::Error>(&mut self, carried: &Carried) -> Result<(), SyncError<E>> {
        let sent = std::mem::take(&mut self.sent);
        if sent.is_empty() || carried.fates.len() != sent.len() {
            return Err(SyncError::OutOfTurn);
        }
        self.report.given += self.count(&carried.fates);
        self.give = std::mem::take(&mut self.moved).into();
        for (sealed, fate) in sent.iter().zip(&carried.fates) {
            if matches!(fate, Fate::Waiting(_) | Fate::Refused(_))
                && let Some(want) = self.give.front_mut()
                && want.device == sealed.op.device
            {
                // What follows it would wait or be refused as well.
                want.chains.retain(|at| at.bucket != sealed.op.bucket);
            }
        }
        Ok(())
    }

    /// Counts what became of operations. Answers how many are kept that were not before.
    fn count(&mut self, fates: &[Fate]) -> u64 {
        let mut kept = 0;
        for fate in fates {
            let count = match fate {
                Fate::Kept => &mut kept,
                Fate::Known => &mut self.report.known,
                Fate::Held(_) | Fate::Forked => &mut self.report.held,
                Fate::Waiting(_) | Fate::Refused(_) => &mut self.report.refused,
            };
            *count += 1;
        }
        kept
    }
}

/// What one side lacks of what the other has, device by device.
fn lacking(here: &[Last], there: &[Last]) -> VecDeque<Want> {
    let known: BTreeMap<Chain, u64> = here.iter().map(|last| (last.chain, last.seq)).collect();
    let mut wants: BTreeMap<DeviceId, Want> = BTreeMap::new();
    for Last { chain, seq } in there {
        let have = known.get(chain).copied().unwrap_or(0);
        if have >= *seq {
            continue;
        }
        let want = wants.entry(chain.device).or_insert(Want {
            device: chain.device,
            from: have,
            to: *seq,
            chains: Vec::new(),
        });
        want.from = want.from.min(have);
        want.to = want.to.max(*seq);
        want.chains.push(After {
            bucket: chain.bucket,
            seq: have,
        });
    }
    wants.into_values().collect()
}
