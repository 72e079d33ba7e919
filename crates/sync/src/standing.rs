//! Where two offices stand with each other: what each holds out of the fold, how far each has
//! everything, and the word of the one above on it.
//!
//! It is said when they have [relayed](crate::Relay), to see that they are level.

use merge::{DeviceId, Dot, Hash, PublicKey, SignFailed, Signature, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::relay::Last;

/// The purpose of the signature.
const DOMAIN: &[u8] = b"xunlu/standing/1\0";

/// An operation an office holds out of the fold.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HeldOut {
    /// Which.
    #[n(0)]
    pub dot: Dot,
    /// Why, in plain words.
    #[n(1)]
    pub reason: String,
}

/// Where an office stands, within the divisions two offices have in common.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Standing {
    /// Something new each time, chosen by the one who asks.
    #[n(0)]
    pub nonce: u64,
    /// By what they see whether both keep the same operations: [`digest`] of all chains.
    #[n(1)]
    pub kept: Hash,
    /// The chains themselves, where nobody can ask for them: by stick.
    #[n(2)]
    pub lasts: Option<Vec<Last>>,
    /// By what they see whether both hold the same.
    #[n(3)]
    pub holds: Hash,
    /// All that is held; left out where the other one holds the same.
    #[n(4)]
    pub held: Option<Vec<HeldOut>>,
    /// The clock of the one who answers, milliseconds since 1970.
    #[n(5)]
    pub server_ms: u64,
    /// The signature of the one who answers; empty in a question.
    #[n(6)]
    pub signature: ByteVec,
}

impl Standing {
    fn text(&self, device: DeviceId) -> Vec<u8> {
        let Standing {
            nonce,
            kept,
            holds,
            server_ms,
            ..
        } = self;
        [
            &nonce.to_be_bytes()[..],
            &device.0,
            &kept.0,
            &holds.0,
            &server_ms.to_be_bytes(),
        ]
        .concat()
    }

    /// Signs the answer to the office of that name.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn signed(mut self, by: &dyn Signs, device: DeviceId) -> Result<Standing, SignFailed> {
        let signature = by.sign(DOMAIN, &self.text(device))?;
        self.signature = signature.0.to_vec().into();
        Ok(self)
    }

    /// Whether the office of that key said it, in answer to that nonce.
    #[must_use]
    pub fn is_from(&self, key: &PublicKey, nonce: u64, device: DeviceId) -> bool {
        let signature: Result<[u8; 64], _> = self.signature.as_slice().try_into();
        let text = self.text(device);
        self.nonce == nonce
            && signature.is_ok_and(|bytes| key.verify(DOMAIN, &text, &Signature(bytes)))
    }
}

/// The digest of chains, given in their order.
#[must_use]
pub fn digest(lasts: &[Last]) -> Hash {
    let parts = lasts.iter().map(|last| {
        let (bucket, seq) = (last.chain.bucket.0.to_be_bytes(), last.seq.to_be_bytes());
        [&bucket[..], &last.chain.device.0, &seq].concat()
    });
    Hash::of(&[&parts.collect::<Vec<_>>().concat()])
}

/// The digest of what is held, given in the order of the operations. The reasons are no part of it:
/// each office has its own words.
#[must_use]
pub fn digest_held(held: &[HeldOut]) -> Hash {
    let dots = held
        .iter()
        .map(|one| [&one.dot.device.0[..], &one.dot.seq.to_be_bytes()].concat());
    Hash::of(&[&dots.collect::<Vec<_>>().concat()])
}

#[cfg(test)]
mod tests {
    use merge::Key;

    use super::*;

    #[test]
    fn an_answer_is_good_for_one_question_of_one_office() {
        let (key, device) = (Key::from_secret(&[1; 32]), DeviceId([2; 16]));
        let standing = Standing {
            nonce: 7,
            kept: digest(&[]),
            lasts: None,
            holds: digest_held(&[]),
            held: None,
            server_ms: 3,
            signature: Vec::new().into(),
        };
        let answer = standing.signed(&key, device).unwrap();
        assert!(answer.is_from(&key.public(), 7, device));
        assert!(!answer.is_from(&key.public(), 8, device));
        assert!(!answer.is_from(&key.public(), 7, DeviceId([3; 16])));
        assert!(!answer.is_from(&Key::from_secret(&[4; 32]).public(), 7, device));
        let other = Standing {
            kept: Hash([9; 32]),
            ..answer
        };
        assert!(!other.is_from(&key.public(), 7, device));
    }
}
