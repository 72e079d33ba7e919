//! What relaying asks of a store, and the side that answers.

use merge::Sealed;
use minicbor::bytes::ByteVec;

use super::message::{
    Carried, Carry, Chain, Fetch, Fetched, Last, RelayAsk, RelayReply, Span, Vector, VectorAsk,
    Want,
};
use crate::limits::{MAX_BATCH, MAX_LASTS, MAX_OPS, MAX_WANTS};
use crate::push::Fate;
use crate::replica::SyncError;

/// A store that keeps what many devices wrote, seen from here.
pub trait Carrier {
    /// What its store may say.
    type Error: std::error::Error;

    /// How far the chains of some buckets are kept, those after one and up to another, in the order
    /// of bucket and device.
    ///
    /// # Errors
    /// A store that fails.
    fn lasts(
        &self,
        spans: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Result<Vec<Last>, Self::Error>;

    /// The operations a want [names](Want::names), in their order, up to about so many bytes.
    ///
    /// # Errors
    /// A store that fails.
    fn wanted(&self, want: &Want, max_bytes: usize) -> Result<Vec<Sealed>, Self::Error>;

    /// The grants that operations name.
    ///
    /// # Errors
    /// A store that fails.
    fn grants_of(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Self::Error>;

    /// Verifies operations and keeps them. Answers one fate for each, in order.
    ///
    /// # Errors
    /// A store that fails, or operations that nobody may have written: then none of them is kept.
    fn carried(&mut self, ops: Vec<Sealed>, grants: &[ByteVec]) -> Result<Vec<Fate>, Self::Error>;
}

/// Answers the other side, which may see and give what lies in `spans` and nothing else.
///
/// # Errors
/// A store that fails, or an other side that asks for or gives what is none of its business.
pub fn answer_relay<C: Carrier>(
    carrier: &mut C,
    spans: &[Span],
    ask: RelayAsk,
) -> Result<RelayReply, SyncError<C::Error>> {
    match ask {
        RelayAsk::Vector(ask) => vector(carrier, spans, &ask).map(RelayReply::Vector),
        RelayAsk::Fetch(fetch) => fetched(carrier, spans, fetch).map(RelayReply::Fetched),
        RelayAsk::Carry(carry) => {
            let ops = opened(&carry)?;
            if !ops.iter().all(|sealed| within(spans, sealed.op.bucket)) {
                return Err(SyncError::Unasked);
            }
            let fates = carrier.carried(ops, &carry.grants);
            Ok(RelayReply::Carried(Carried {
                fates: fates.map_err(SyncError::Replica)?,
            }))
        }
    }
}

fn within(spans: &[Span], bucket: merge::Bucket) -> bool {
    spans.iter().any(|span| span.holds(bucket))
}

fn vector<C: Carrier>(
    carrier: &C,
    spans: &[Span],
    ask: &VectorAsk,
) -> Result<Vector, SyncError<C::Error>> {
    let inside = |asked: &Span| {
        let around = |span: &Span| span.first <= asked.first && asked.last <= span.last;
        spans.iter().any(around)
    };
    if !ask.spans.iter().all(inside) {
        return Err(SyncError::Unasked);
    }
    let lasts = carrier.lasts(&ask.spans, ask.after, None);
    let mut lasts = lasts.map_err(SyncError::Replica)?;
    let more = lasts.len() > MAX_LASTS;
    lasts.truncate(MAX_LASTS);
    Ok(Vector { lasts, more })
}

fn fetched<C: Carrier>(
    carrier: &C,
    spans: &[Span],
    fetch: Fetch,
) -> Result<Fetched, SyncError<C::Error>> {
    let mut named = fetch.wants.iter().flat_map(|want| &want.chains);
    if fetch.wants.len() > MAX_WANTS || !named.all(|chain| within(spans, chain.bucket)) {
        return Err(SyncError::Unasked);
    }
    let budget = usize::try_from(fetch.max_bytes).unwrap_or(MAX_BATCH);
    let mut wants = fetch.wants;
    let (ops, done) = gather(carrier, &mut wants, budget.clamp(1, MAX_BATCH))?;
    let carry = carry(carrier, &ops)?;
    Ok(Fetched {
        carry,
        done: done as u64,
    })
}

/// The operations some wants lack, in order, up to about so many bytes, and how many of the wants
/// are done with. The wants move on over what was gathered.
pub(super) fn gather<C: Carrier>(
    carrier: &C,
    wants: &mut [Want],
    max_bytes: usize,
) -> Result<(Vec<Sealed>, usize), SyncError<C::Error>> {
    let (mut ops, mut bytes) = (Vec::new(), 0);
    for (index, want) in wants.iter_mut().enumerate() {
        while want.from < want.to {
            if bytes >= max_bytes || ops.len() >= MAX_OPS {
                return Ok((ops, index));
            }
            let found = carrier.wanted(want, max_bytes - bytes);
            let found = found.map_err(SyncError::Replica)?;
            let Some(last) = found.last().map(|sealed| sealed.op.seq) else {
                break;
            };
            for sealed in found {
                // What comes before it is not here, only what follows from it: a record that came
                // folded. The office has it, and brings it.
                if want.step(&sealed) {
                    bytes += sealed.bytes().len();
                    ops.push(sealed);
                }
                if ops.len() >= MAX_OPS {
                    break;
                }
            }
            if ops.len() < MAX_OPS {
                want.from = last;
            }
        }
    }
    Ok((ops, wants.len()))
}

/// Operations with the grants they name.
pub(super) fn carry<C: Carrier>(carrier: &C, ops: &[Sealed]) -> Result<Carry, SyncError<C::Error>> {
    let grants = carrier.grants_of(ops).map_err(SyncError::Replica)?;
    let ops = ops.iter().map(|op| op.bytes().to_vec().into()).collect();
    Ok(Carry {
        ops,
        grants,
        held: None,
    })
}

/// The operations that were carried, not verified yet.
pub(super) fn opened<E: std::error::Error>(carry: &Carry) -> Result<Vec<Sealed>, SyncError<E>> {
    if carry.ops.len() > MAX_OPS || carry.grants.len() > MAX_OPS {
        return Err(SyncError::Unasked);
    }
    let ops = carry.ops.iter().map(|bytes| Sealed::open(bytes));
    ops.collect::<Result<_, _>>()
        .map_err(|_| SyncError::Unasked)
}
