//! What is said about operations that others wrote.

use merge::{Bucket, DeviceId, Sealed};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::push::Fate;
use crate::standing::HeldOut;

/// A run of buckets, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Span {
    /// The first.
    #[n(0)]
    pub first: Bucket,
    /// The last.
    #[n(1)]
    pub last: Bucket,
}

impl Span {
    /// Whether a bucket lies in it.
    #[must_use]
    pub fn holds(&self, bucket: Bucket) -> bool {
        (self.first..=self.last).contains(&bucket)
    }
}

/// What one device wrote into one bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Chain {
    /// The bucket.
    #[n(0)]
    pub bucket: Bucket,
    /// The device.
    #[n(1)]
    pub device: DeviceId,
}

/// How far a chain is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Last {
    /// The chain.
    #[n(0)]
    pub chain: Chain,
    /// Its last number kept.
    #[n(1)]
    pub seq: u64,
}

impl Last {
    /// Those of some writers that lie in the spans, after one chain and up to another, in the order
    /// of bucket and device. A writer is a device, a bucket, and its last number there.
    #[must_use]
    pub fn among(
        writers: impl IntoIterator<Item = (DeviceId, Bucket, u64)>,
        spans: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Vec<Last> {
        let last = |(device, bucket, seq)| Last {
            chain: Chain { bucket, device },
            seq,
        };
        let asked = |Last { chain, .. }: &Last| {
            spans.iter().any(|span| span.holds(chain.bucket))
                && after.is_none_or(|after| *chain > after)
                && through.is_none_or(|through| *chain <= through)
        };
        let mut lasts: Vec<Last> = writers.into_iter().map(last).filter(asked).collect();
        lasts.sort_unstable_by_key(|last| last.chain);
        lasts
    }
}

/// Asks how far the chains of some buckets are kept.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct VectorAsk {
    /// The buckets.
    #[n(0)]
    pub spans: Vec<Span>,
    /// The last chain of the part that was answered before.
    #[n(1)]
    pub after: Option<Chain>,
}

/// How far chains are kept, in the order of bucket and device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Vector {
    /// The chains.
    #[n(0)]
    pub lasts: Vec<Last>,
    /// Whether more follow after the last of them.
    #[n(1)]
    pub more: bool,
}

/// A bucket, and the number in it after which operations are lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct After {
    /// The bucket.
    #[n(0)]
    pub bucket: Bucket,
    /// The last number that is there.
    #[n(1)]
    pub seq: u64,
}

/// What is lacking of one device's operations.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Want {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// Nothing is lacking up to this number: where to begin looking.
    #[n(1)]
    pub from: u64,
    /// The last number lacking: where to stop looking.
    #[n(2)]
    pub to: u64,
    /// The buckets, and where each stands.
    #[n(3)]
    pub chains: Vec<After>,
}

impl Want {
    /// Whether an operation is one of those lacking, regardless of what must come before it.
    #[must_use]
    pub fn names(&self, sealed: &Sealed) -> bool {
        let op = &sealed.op;
        let lacking = |after: &After| after.bucket == op.bucket && after.seq < op.seq;
        op.device == self.device
            && (self.from + 1..=self.to).contains(&op.seq)
            && self.chains.iter().any(lacking)
    }

    /// Moves on over an operation. False, and nothing moves, if it is not the next one of a bucket.
    pub(super) fn step(&mut self, sealed: &Sealed) -> bool {
        let fits = self.names(sealed);
        let op = &sealed.op;
        let at = self.chains.iter_mut().find(|at| at.bucket == op.bucket);
        match at.filter(|at| fits && at.seq == op.bucket_prev) {
            Some(at) => {
                at.seq = op.seq;
                self.from = op.seq;
                true
            }
            None => false,
        }
    }
}

/// Asks for what is lacking.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Fetch {
    /// What, in the order in which it is to be given.
    #[n(0)]
    pub wants: Vec<Want>,
    /// About how many bytes to send.
    #[n(1)]
    pub max_bytes: u64,
}

/// Operations of any devices, each device's in its order, with the grants they name.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Carry {
    /// The operations, byte for byte.
    #[n(0)]
    pub ops: Vec<ByteVec>,
    /// The grants.
    #[n(1)]
    pub grants: Vec<ByteVec>,
    /// Those of the operations that the office that gives them holds out of the fold.
    #[n(2)]
    pub held: Option<Vec<HeldOut>>,
}

/// The answer to [`Fetch`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Fetched {
    /// The operations.
    #[n(0)]
    pub carry: Carry,
    /// How many of the wants are answered as far as they can be.
    #[n(1)]
    pub done: u64,
}

/// The answer to [`Carry`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Carried {
    /// One fate for each operation, in order.
    #[n(0)]
    pub fates: Vec<Fate>,
}

/// Everything one side may ask of the other.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum RelayAsk {
    /// How far do you have it?
    #[n(0)]
    Vector(#[n(0)] VectorAsk),
    /// Give me what I lack.
    #[n(1)]
    Fetch(#[n(0)] Fetch),
    /// Here is what you lack.
    #[n(2)]
    Carry(#[n(0)] Carry),
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum RelayReply {
    /// To [`RelayAsk::Vector`].
    #[n(0)]
    Vector(#[n(0)] Vector),
    /// To [`RelayAsk::Fetch`].
    #[n(1)]
    Fetched(#[n(0)] Fetched),
    /// To [`RelayAsk::Carry`].
    #[n(2)]
    Carried(#[n(0)] Carried),
}
