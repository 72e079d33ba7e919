//! A log head: the office's signed word on everything it has admitted up to a moment.

use crate::cbor::{self, Malformed};
use crate::envelope;
use crate::id::{Hash, hex_all, unhex_all};
use crate::seal::PublicKey;
use crate::signer::{SignFailed, Signs};
use crate::tree::Root;

const DOMAIN: &[u8] = b"xunlu/log/1\0";

/// How an office's log stood. Whoever keeps one is a witness: with a proof of consistency between
/// two of them nobody can have changed what stood before the first (RFC 9162 §4.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// The size and the root of the log.
    pub root: Root,
    /// The office's clock, milliseconds since 1970.
    pub server_ms: u64,
    /// The office's store epoch. A restored office has another, and with it another log.
    pub epoch: u64,
    bytes: Vec<u8>,
}

impl LogHead {
    /// Signs a head with the office's key.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn sign(
        root: Root,
        server_ms: u64,
        epoch: u64,
        by: &dyn Signs,
    ) -> Result<LogHead, SignFailed> {
        let body = cbor::encode(|e| {
            e.array(4)?.u64(root.size)?.bytes(&root.hash.0)?;
            e.u64(server_ms)?.u64(epoch)?.ok()
        });
        let bytes = envelope::sign(&body, by, DOMAIN)?;
        Ok(LogHead {
            root,
            server_ms,
            epoch,
            bytes,
        })
    }

    /// Reads a head without checking its signature.
    ///
    /// # Errors
    /// Bytes that are not a log head.
    pub fn open(bytes: &[u8]) -> Result<LogHead, Malformed> {
        let (body, _) = envelope::read(bytes, "log head")?;
        cbor::decode(body, |d| {
            cbor::exact(d, 4, "log head")?;
            Ok(LogHead {
                root: Root {
                    size: d.u64()?,
                    hash: Hash(cbor::bytes(d, "log head")?),
                },
                server_ms: d.u64()?,
                epoch: d.u64()?,
                bytes: bytes.to_vec(),
            })
        })
    }

    /// The bytes to keep and to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as hexadecimal digits, for people to pass on.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex_all(&self.bytes)
    }

    /// Reads [`LogHead::to_hex`], without checking the signature.
    ///
    /// # Errors
    /// Digits that are none, or bytes that are not a log head.
    pub fn from_hex(digits: &str) -> Result<LogHead, Malformed> {
        let bytes = unhex_all(digits).ok_or(Malformed::Shape("log head"))?;
        LogHead::open(&bytes)
    }

    /// Whether `office` signed it.
    #[must_use]
    pub fn verify(&self, office: &PublicKey) -> bool {
        envelope::is_signed(&self.bytes, "log head", office, DOMAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Key;

    #[test]
    fn a_head_reads_back_and_is_good_as_it_was_signed_alone() {
        let (key, root) = (
            Key::from_secret(&[1; 32]),
            Root {
                size: 7,
                hash: Hash([3; 32]),
            },
        );
        let head = LogHead::sign(root, 11, 13, &key).unwrap();
        assert_eq!(LogHead::open(head.bytes()).unwrap(), head);
        assert!(head.verify(&key.public()));
        assert!(!head.verify(&Key::from_secret(&[2; 32]).public()));
        for at in 0..head.bytes().len() {
            let mut bytes = head.bytes().to_vec();
            bytes[at] ^= 1;
            let sound = LogHead::open(&bytes).is_ok_and(|head| head.verify(&key.public()));
            assert!(!sound, "byte {at}");
        }
    }
}
