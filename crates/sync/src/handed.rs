//! Work of a device that waits for a yes, because it is new or because its grant ran out too long ago:
//! handed in, kept by the office, not in force until somebody has said yes to the device.

use merge::{DeviceId, Hash, Head, PublicKey, SignFailed, Signature, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::push::Push;

/// What a device gives into the office's keeping, or asks how far it is kept there.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HandIn {
    /// Something new each time, so that the answer cannot be an old one.
    #[n(0)]
    pub nonce: u64,
    /// The device's own operations, each the next of its chain; none to ask where to go on.
    #[n(1)]
    pub push: Push,
}

/// The office's receipt for what it keeps without letting it count.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HandedIn {
    /// Where the device's chain ends that is kept here, in force or not.
    #[n(0)]
    pub head: Head,
    /// How many operations of it are not in force.
    #[n(1)]
    pub held: u64,
    /// The office's clock, milliseconds since 1970.
    #[n(2)]
    pub server_ms: u64,
    /// The office keeps no more of this device until somebody has said yes to it, or to others.
    #[n(3)]
    pub full: bool,
    /// The office's signature over the nonce of the question, the device and the above.
    #[n(4)]
    pub signature: ByteVec,
}

impl HandedIn {
    /// The purpose of the signature.
    const DOMAIN: &'static [u8] = b"xunlu/handed-in/1\0";

    /// The office of that key says to a device what it keeps of it.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn sign(
        (head, held, full): (Head, u64, bool),
        server_ms: u64,
        by: &dyn Signs,
        (nonce, device): (u64, DeviceId),
    ) -> Result<HandedIn, SignFailed> {
        let mut said = HandedIn {
            head,
            held,
            server_ms,
            full,
            signature: Vec::new().into(),
        };
        let signature = by.sign(Self::DOMAIN, &said.text(nonce, device))?;
        said.signature = signature.0.to_vec().into();
        Ok(said)
    }

    /// Whether the office of that key said it to that device, in answer to that nonce.
    #[must_use]
    pub fn is_from(&self, key: &PublicKey, nonce: u64, device: DeviceId) -> bool {
        let signature: Result<[u8; 64], _> = self.signature.as_slice().try_into();
        let text = self.text(nonce, device);
        signature.is_ok_and(|bytes| key.verify(Self::DOMAIN, &text, &Signature(bytes)))
    }

    fn text(&self, nonce: u64, device: DeviceId) -> Vec<u8> {
        let Head { seq, hash } = self.head;
        let Hash(hash) = hash;
        let numbers = [nonce, seq, self.held, self.server_ms].map(u64::to_be_bytes);
        [
            &numbers.concat()[..],
            &device.0,
            &hash,
            &[u8::from(self.full)],
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use merge::Key;

    #[test]
    fn what_is_kept_is_said_to_one_device_in_answer_to_one_question() {
        let (key, device) = (Key::from_secret(&[1; 32]), DeviceId([7; 16]));
        let head = Head {
            seq: 5,
            hash: Hash([3; 32]),
        };
        let said = HandedIn::sign((head, 4, false), 11, &key, (9, device)).unwrap();
        assert!(said.is_from(&key.public(), 9, device));
        assert!(!said.is_from(&key.public(), 8, device));
        assert!(!said.is_from(&key.public(), 9, DeviceId([8; 16])));
        assert!(!said.is_from(&Key::from_secret(&[2; 32]).public(), 9, device));
        let bends: [fn(&mut HandedIn); 4] = [
            |said| said.head.seq = 6,
            |said| said.held = 5,
            |said| said.server_ms = 12,
            |said| said.full = true,
        ];
        for bend in bends {
            let mut bent = said.clone();
            bend(&mut bent);
            assert!(!bent.is_from(&key.public(), 9, device), "{bent:?}");
        }
    }
}
