//! What is said about photos.

use merge::{DeviceId, Hash, PublicKey, SignFailed, Signature, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// A photo's place in the order of sending: those of urgent kinds first, then the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Rank {
    /// Its record is of a kind whose photos go first.
    #[n(0)]
    pub first: bool,
    /// The number of the operation that refers to it.
    #[n(1)]
    pub seq: u64,
}

impl Rank {
    /// Whether this one goes before another.
    #[must_use]
    pub fn before(self, other: Rank) -> bool {
        (self.first, self.seq) > (other.first, other.seq)
    }
}

/// A photo the office lacks.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Lack {
    /// The photo.
    #[n(0)]
    pub sha256: Hash,
    /// Its size in bytes.
    #[n(1)]
    pub size: u64,
    /// When its turn is.
    #[n(2)]
    pub rank: Rank,
    /// Its preview is there.
    #[n(3)]
    pub preview: bool,
    /// How many bytes of its beginning are there; nothing if none are.
    #[n(4)]
    pub at: Option<u64>,
}

/// An original that is wanted, by stick: nobody is there to be asked for a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Wanted {
    /// The photo.
    #[n(0)]
    pub sha256: Hash,
    /// How many bytes of its beginning are there.
    #[n(1)]
    pub at: u64,
}

/// The photos the office lacks of those the device's own operations refer to, in order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Lacking {
    /// Which.
    #[n(0)]
    pub photos: Vec<Lack>,
    /// There are more after the last.
    #[n(1)]
    pub more: bool,
}

/// What has arrived of a photo.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Filled {
    /// One bit for each chunk, the first in the lowest bit: it is whole.
    #[n(0)]
    pub bitmap: ByteVec,
    /// Bytes there of the first chunk that is not.
    #[n(1)]
    pub filled: u32,
}

/// Where the receiver stands with a photo.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Held {
    /// These parts of it are there.
    #[n(0)]
    Partly(#[n(0)] Filled),
    /// It is there whole and safe; the office's signature, see [`was_kept`].
    #[n(1)]
    Kept(#[n(0)] ByteVec),
    /// Nothing of it is there, and nobody has said what its chunks are.
    #[n(2)]
    Nothing,
}

/// A piece of a photo, inside one chunk.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Piece {
    /// The photo.
    #[n(0)]
    pub sha256: Hash,
    /// The offset of the first byte.
    #[n(1)]
    pub at: u64,
    /// The bytes.
    #[n(2)]
    pub bytes: ByteVec,
}

impl Piece {
    /// The rest of it from where a gap begins; nothing if it does not reach there.
    #[must_use]
    pub fn after(mut self, at: u64) -> Option<Piece> {
        let known = usize::try_from(at.checked_sub(self.at)?).ok()?;
        let rest = self.bytes.get(known..).filter(|rest| !rest.is_empty())?;
        self.bytes = rest.to_vec().into();
        self.at = at;
        Some(self)
    }

    /// The offset of the byte after its last.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.at.saturating_add(self.bytes.len() as u64)
    }
}

/// A small picture of a photo that is still travelling. It is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Preview {
    /// The photo.
    #[n(0)]
    pub sha256: Hash,
    /// A JPEG; empty where there is none.
    #[n(1)]
    pub jpeg: ByteVec,
}

/// Asks for a piece of a photo.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Fetch {
    /// The photo.
    #[n(0)]
    pub sha256: Hash,
    /// From which byte.
    #[n(1)]
    pub at: u64,
    /// How many bytes at most; 0 to be told the chunks only.
    #[n(2)]
    pub len: u32,
}

/// The answer to [`Fetch`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Fetched {
    /// The size of the photo in bytes.
    #[n(0)]
    pub size: u64,
    /// The hashes of its chunks, if no bytes were asked for.
    #[n(1)]
    pub chunks: Vec<Hash>,
    /// The bytes.
    #[n(2)]
    pub bytes: ByteVec,
}

/// What a device may ask about photos.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum PhotoAsk {
    /// Which photos of my operations do you lack, after this place in the order?
    #[n(0)]
    Lacks(#[n(0)] Option<Rank>),
    /// I have this photo: what do you have of it?
    #[n(1)]
    Offer {
        /// The photo.
        #[n(0)]
        sha256: Hash,
        /// Its size in bytes.
        #[n(1)]
        size: u64,
        /// The hashes of its chunks; none where only the answer is wanted.
        #[n(2)]
        chunks: Vec<Hash>,
    },
    /// Here is a piece.
    #[n(2)]
    Piece(#[n(0)] Piece),
    /// Here is a preview.
    #[n(3)]
    Preview(#[n(0)] Preview),
    /// Give me previews of these.
    #[n(4)]
    Previews(#[n(0)] Vec<Hash>),
    /// Give me a piece.
    #[n(5)]
    Fetch(#[n(0)] Fetch),
    /// By stick: give me these originals, as many as fit.
    #[n(6)]
    Wants(#[n(0)] Vec<Wanted>),
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum PhotoReply {
    /// To [`PhotoAsk::Lacks`].
    #[n(0)]
    Lacking(#[n(0)] Lacking),
    /// To [`PhotoAsk::Offer`] and [`PhotoAsk::Piece`].
    #[n(1)]
    Held(#[n(0)] Held),
    /// To [`PhotoAsk::Preview`]: it is kept.
    #[n(2)]
    Noted,
    /// To [`PhotoAsk::Previews`]: one for each of the first that were asked for, as many as fit.
    #[n(3)]
    Previews(#[n(0)] Vec<Preview>),
    /// To [`PhotoAsk::Fetch`].
    #[n(4)]
    Fetched(#[n(0)] Fetched),
}

/// The purpose of the signature that says a photo is kept.
const KEPT: &[u8] = b"xunlu/photo/1\0";

fn kept_text(device: DeviceId, sha256: Hash, size: u64) -> Vec<u8> {
    [&device.0[..], &sha256.0, &size.to_be_bytes()].concat()
}

/// The office says to a device that a photo is there, whole and safe.
///
/// # Errors
/// A key that lies outside and does not answer.
pub fn kept(
    by: &dyn Signs,
    device: DeviceId,
    sha256: Hash,
    size: u64,
) -> Result<ByteVec, SignFailed> {
    let signature = by.sign(KEPT, &kept_text(device, sha256, size))?;
    Ok(signature.0.to_vec().into())
}

/// Whether the office of that key said so.
#[must_use]
pub fn was_kept(key: &PublicKey, device: DeviceId, sha256: Hash, size: u64, said: &[u8]) -> bool {
    let signature: Result<[u8; 64], _> = said.try_into();
    signature
        .is_ok_and(|bytes| key.verify(KEPT, &kept_text(device, sha256, size), &Signature(bytes)))
}
