//! A revocation: the office's signed word that a device is not to be believed any more.

use crate::cbor::{self, Malformed};
use crate::envelope;
use crate::id::DeviceId;
use crate::seal::PublicKey;
use crate::signer::{SignFailed, Signs};

const DOMAIN: &[u8] = b"xunlu/revocation/1\0";
/// Longest reason, in bytes.
const MAX_REASON: usize = 1024;

/// A device that was lost or stolen, or whose officer has gone. Of several about one device the
/// latest counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Which device.
    pub device: DeviceId,
    /// The last number of its operations that counts.
    pub after: u64,
    /// When, milliseconds since 1970 on the office's clock.
    pub at_ms: u64,
    /// It is believed again: the laptop was found.
    pub lifted: bool,
    /// Why, in a person's words.
    pub reason: String,
    bytes: Vec<u8>,
}

impl Revocation {
    /// Signs a revocation with the office's key, or the lifting of one.
    ///
    /// # Errors
    /// A reason over its limit, or a key that lies outside and does not answer.
    pub fn sign(
        (device, after): (DeviceId, u64),
        at_ms: u64,
        lifted: bool,
        reason: &str,
        by: &dyn Signs,
    ) -> Result<Revocation, SignFailed> {
        let body = cbor::encode(|e| {
            e.array(5)?.bytes(&device.0)?.u64(after)?;
            e.u64(at_ms)?.bool(lifted)?.str(reason)?.ok()
        });
        Ok(Revocation::open(&envelope::sign(&body, by, DOMAIN)?)?)
    }

    /// Reads a revocation without checking its signature.
    ///
    /// # Errors
    /// Bytes that are none.
    pub fn open(bytes: &[u8]) -> Result<Revocation, Malformed> {
        let (body, _) = envelope::read(bytes, "revocation")?;
        cbor::decode(body, |d| {
            cbor::exact(d, 5, "revocation")?;
            let device = DeviceId(cbor::bytes(d, "revocation")?);
            let (after, at_ms, lifted) = (d.u64()?, d.u64()?, d.bool()?);
            let reason = d.str()?.to_owned();
            if reason.len() > MAX_REASON {
                return Err(Malformed::Limit("reason of a revocation"));
            }
            Ok(Revocation {
                device,
                after,
                at_ms,
                lifted,
                reason,
                bytes: bytes.to_vec(),
            })
        })
    }

    /// The bytes to keep and to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `office` signed it.
    #[must_use]
    pub fn verify(&self, office: &PublicKey) -> bool {
        envelope::is_signed(&self.bytes, "revocation", office, DOMAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Key;

    #[test]
    fn a_revocation_reads_back_and_is_good_as_it_was_signed_alone() {
        let key = Key::from_secret(&[1; 32]);
        let device = DeviceId([7; 16]);
        let signed = Revocation::sign((device, 3), 11, false, "丢失", &key).unwrap();
        assert_eq!(Revocation::open(signed.bytes()).unwrap(), signed);
        assert!(signed.verify(&key.public()));
        assert!(!signed.verify(&Key::from_secret(&[2; 32]).public()));
        for at in 0..signed.bytes().len() {
            let mut bytes = signed.bytes().to_vec();
            bytes[at] ^= 1;
            let sound = Revocation::open(&bytes).is_ok_and(|one| one.verify(&key.public()));
            assert!(!sound, "byte {at}");
        }
        let long = "长".repeat(MAX_REASON);
        assert!(Revocation::sign((device, 3), 11, false, &long, &key).is_err());
    }
}
