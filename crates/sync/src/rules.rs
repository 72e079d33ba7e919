//! What the place has set for itself, on its way to a device.

use merge::{DeviceId, Hash, SignFailed, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// What the place has set for itself: days off and figures of its own. To this crate they are
/// bytes; the office vouches for them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Rules {
    /// The rules.
    #[n(0)]
    pub bytes: ByteVec,
    /// The office's signature over the nonce of the hello, the device and the rules.
    #[n(1)]
    pub signature: ByteVec,
}

impl Rules {
    /// The purpose of the signature.
    const DOMAIN: &'static [u8] = b"xunlu/rules/1\0";

    fn text(nonce: u64, device: DeviceId, bytes: &[u8]) -> Vec<u8> {
        [&nonce.to_be_bytes()[..], &device.0, bytes].concat()
    }

    /// The office of that key says these rules to a device.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn sign(
        bytes: Vec<u8>,
        by: &dyn Signs,
        nonce: u64,
        device: DeviceId,
    ) -> Result<Rules, SignFailed> {
        let signature = by.sign(Self::DOMAIN, &Self::text(nonce, device, &bytes))?;
        Ok(Rules {
            bytes: bytes.into(),
            signature: signature.0.to_vec().into(),
        })
    }

    /// Whether the office of that key said them to that device, in answer to that nonce.
    #[must_use]
    pub fn is_from(&self, key: &merge::PublicKey, nonce: u64, device: DeviceId) -> bool {
        let signature: Result<[u8; 64], _> = self.signature.as_slice().try_into();
        let text = Self::text(nonce, device, &self.bytes);
        signature.is_ok_and(|bytes| key.verify(Self::DOMAIN, &text, &merge::Signature(bytes)))
    }

    /// By what both sides know whether they have the same rules.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> Hash {
        Hash::of(&[Self::DOMAIN, bytes])
    }
}
