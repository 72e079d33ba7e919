//! Where a device is posted, on its way to it: the grant it acts under from now on, and the
//! divisions of its area.

use merge::{DeviceId, Hash, SignFailed, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// Where a device is posted. It changes when its officer moves, when its unit answers for other
/// divisions, and when divisions themselves change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Posting {
    /// The grant, signed by the office.
    #[n(0)]
    pub grant: ByteVec,
    /// The divisions of its area as a division file.
    #[n(1)]
    pub divisions: String,
    /// The office's signature over the nonce of the hello, the device and both.
    #[n(2)]
    pub signature: ByteVec,
}

impl Posting {
    /// The purpose of the signature.
    const DOMAIN: &'static [u8] = b"xunlu/posting/1\0";

    fn text(nonce: u64, device: DeviceId, known: Hash) -> Vec<u8> {
        [&nonce.to_be_bytes()[..], &device.0, &known.0].concat()
    }

    /// The office of that key says to a device where it is posted.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn sign(
        (grant, divisions): (Vec<u8>, String),
        by: &dyn Signs,
        nonce: u64,
        device: DeviceId,
    ) -> Result<Posting, SignFailed> {
        let known = Posting::hash(&grant, &divisions);
        let signature = by.sign(Self::DOMAIN, &Self::text(nonce, device, known))?;
        Ok(Posting {
            grant: grant.into(),
            divisions,
            signature: signature.0.to_vec().into(),
        })
    }

    /// Whether the office of that key said it to that device, in answer to that nonce.
    #[must_use]
    pub fn is_from(&self, key: &merge::PublicKey, nonce: u64, device: DeviceId) -> bool {
        let signature: Result<[u8; 64], _> = self.signature.as_slice().try_into();
        let known = Posting::hash(&self.grant, &self.divisions);
        let text = Self::text(nonce, device, known);
        signature.is_ok_and(|bytes| key.verify(Self::DOMAIN, &text, &merge::Signature(bytes)))
    }

    /// By what both sides know whether they mean the same posting.
    #[must_use]
    pub fn hash(grant: &[u8], divisions: &str) -> Hash {
        let grant = Hash::of(&[grant]);
        Hash::of(&[Self::DOMAIN, &grant.0, divisions.as_bytes()])
    }
}
