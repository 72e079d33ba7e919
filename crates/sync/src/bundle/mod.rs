//! The bundle: one side of an exchange as a file, for where no network goes.
//!
//! ```text
//! magic
//! frame  header      who, to whom, when, what for, which volume; the key it is sealed with
//! frame  signature   the sender's, over the header
//! frame  part …      one message each: CBOR, compressed, sealed to the recipient in its order
//! frame  trailer     how many parts and bytes and the hash of all before it, signed
//! ```
//!
//! A laptop's bundle holds its [`Hello`] and its [`crate::Push`]es. The office pushes them to
//! itself, then plays the device in an [`crate::Exchange`] and writes each [`Reply`] into the
//! bundle that goes back. The laptop plays the same exchange with these replies. So a stick says
//! nothing that a network does not say, and what it says is kept by the same code. Photos follow
//! the operations, each offered and then given in pieces as over a network ([`Cargo`]); the answer
//! brings the office's word on each, small pictures of others', and the originals that were asked for,
//! offered and given in the same way ([`Intake`]).
//!
//! # Why this form
//!
//! * It is written and read in one pass, in bounded memory, and read as far as it is whole: a
//!   stick pulled too early still brings what stands before the cut.
//! * Every part is sealed in its order by HPKE (RFC 9180, base mode) to the recipient's key; the
//!   header that names that key's half is signed, and so is the hash of all. Nothing can be
//!   altered, swapped, left out or added, and nobody else reads more than the header.
//! * No name in it ever becomes a path. It is no archive.
//!
//! Reading order: this file (what is in it), [`Writer`], [`Reader`], then who speaks: [`ask`],
//! [`answer`], [`replay`].

mod answer;
mod ask;
mod error;
mod intake;
mod photos;
mod read;
mod replay;
mod seal;
mod write;

use merge::{DeviceId, FullKey, Hash};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::enrol::{Enrol, Enrolled};
use crate::limits::{MAX_BATCH, MIN_BATCH};
use crate::message::{Hello, Reply, Request};
use crate::protocol::SPOKEN;
use crate::push::Pushed;

pub use answer::{Answered, answer};
pub use ask::{Asked, ask};
pub use error::Error;
pub use intake::Intake;
pub use photos::{Cargo, Carried, Gift, Kept, Wish, Word};
pub use read::{Checked, Reader, check};
pub use replay::{Replayed, Trouble, replay};
pub use write::Writer;

/// How a bundle begins. The last byte is the format.
const MAGIC: &[u8; 8] = b"xunlu.b\x01";

const KIND_HEADER: u8 = 0x20;
const KIND_SIGNATURE: u8 = 0x21;
const KIND_PART: u8 = 0x22;
const KIND_TRAILER: u8 = 0x23;

/// What the sender signs at the front.
const HEADER: &[u8] = b"xunlu/bundle/header/1\0";
/// What the sender signs at the end.
const TRAILER: &[u8] = b"xunlu/bundle/trailer/1\0";

/// What a bundle is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Purpose {
    /// A new laptop asks to be let in.
    #[n(0)]
    Request,
    /// A laptop's operations after its last receipt.
    #[n(1)]
    Up,
    /// Everything a laptop keeps, for an office that has lost some of it.
    #[n(2)]
    Full,
    /// An office's answer.
    #[n(3)]
    Down,
    /// An office's answer without what is new there: the receipt alone.
    #[n(4)]
    Receipt,
}

/// What anybody can read of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Header {
    /// What it is for.
    #[n(0)]
    pub purpose: Purpose,
    /// The sender's public key.
    #[n(1)]
    pub from: FullKey,
    /// The half of the recipient's public key that it is sealed to.
    #[n(2)]
    pub to: Hash,
    /// When it was made, milliseconds since 1970 on the sender's clock.
    #[n(3)]
    pub made_ms: u64,
    /// Which volume of a set it is, from 1.
    #[n(4)]
    pub volume: u32,
    /// The sender's half of the agreement on the key the parts are sealed with; new each time.
    #[n(5)]
    pub agreement: Hash,
}

impl Header {
    fn bytes(&self) -> Vec<u8> {
        // Writing into memory does not fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The bundle's name: no two have the same.
    #[must_use]
    pub fn id(&self) -> Hash {
        Hash::of(&[HEADER, &self.bytes()])
    }
}

/// How a bundle ends.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Trailer {
    /// Parts in it.
    #[n(0)]
    parts: u64,
    /// Bytes before the trailer.
    #[n(1)]
    bytes: u64,
    /// The hash of all frames before the trailer, each taken in after the hash of those before.
    #[n(2)]
    hash: Hash,
    /// Whether another volume follows.
    #[n(3)]
    more: bool,
    /// The sender's signature over the above.
    #[n(4)]
    signature: ByteVec,
}

impl Trailer {
    fn text(&self) -> Vec<u8> {
        let numbers = [self.parts.to_be_bytes(), self.bytes.to_be_bytes()].concat();
        [&numbers[..], &self.hash.0, &[u8::from(self.more)]].concat()
    }
}

/// A volume that goes before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Earlier {
    /// Its name.
    #[n(0)]
    pub id: Hash,
    /// When it was made, milliseconds since 1970.
    #[n(1)]
    pub made_ms: u64,
}

/// Whose operations a bundle brings, and what the office must have before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Chain {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// The device's operations follow after this number.
    #[n(1)]
    pub after: u64,
    /// The volume that brings those before.
    #[n(2)]
    pub earlier: Option<Earlier>,
    /// The device's grant, for an office that was put back from before it let it in, or rebuilt.
    #[n(3)]
    pub grant: Option<ByteVec>,
}

/// What an office says of pushed operations that it did not simply keep.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Told {
    /// The numbers of the device's operations.
    #[n(0)]
    pub seqs: Vec<u64>,
    /// One fate for each.
    #[n(1)]
    pub pushed: Pushed,
}

/// One part of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Part {
    /// Up, first: whose operations follow.
    #[n(0)]
    Chain(#[n(0)] Chain),
    /// Up: what a laptop asks; a hello, then pushes, then photos. Down: photos it asked for.
    #[n(1)]
    Request(#[n(0)] Request),
    /// Up: a new laptop asks to be let in.
    #[n(2)]
    Enrol(#[n(0)] Enrol),
    /// Down: a new laptop is let in.
    #[n(3)]
    Enrolled(#[n(0)] Enrolled),
    /// Down: the hello that is answered.
    #[n(4)]
    Answering(#[n(0)] Hello),
    /// Down: what became of operations.
    #[n(5)]
    Told(#[n(0)] Told),
    /// Down: the answers, in the order of the exchange; then those about photos.
    #[n(6)]
    Reply(#[n(0)] Reply),
    /// Down: a photo is at the office.
    #[n(7)]
    Kept(#[n(0)] Kept),
}

/// The hello of a device of which nothing is known yet, not even which posting it has, so that the
/// oldest protocol is the one it is sure to speak.
#[must_use]
pub fn first_hello() -> Hello {
    Hello {
        protocol: SPOKEN.oldest,
        nonce: 0,
        head: merge::Head::default(),
        places: Vec::new(),
        rules: None,
        newest: None,
        posting: Some(merge::Hash::ZERO),
        log_seen: None,
        looks: None,
    }
}

/// Bytes of operations in one part: two parts fill a volume at least, if volumes are cut.
fn batch(limit: Option<u64>) -> usize {
    let half = limit.and_then(|limit| usize::try_from(limit / 2).ok());
    half.map_or(MAX_BATCH, |half| half.clamp(MIN_BATCH, MAX_BATCH))
}

#[cfg(test)]
mod tests;
