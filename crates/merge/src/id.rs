//! Names of things: devices, records, buckets, hashes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::key::FullKey;

/// Prints bytes as lower-case hexadecimal.
fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Reads exactly `N` bytes of hexadecimal; dashes are skipped, so UUID spelling is accepted.
fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    unhex_all(&digits)?.try_into().ok()
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex_all(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads bytes of hexadecimal, however many they are; nothing where anything else stands.
#[must_use]
pub fn unhex_all(digits: &str) -> Option<Vec<u8>> {
    // `from_str_radix` would take a sign for a digit.
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}

/// A text that is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an identifier: expected {1} hexadecimal digits")]
pub struct BadId(String, usize);

macro_rules! identifier {
    ($name:ident, $bytes:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(pub [u8; $bytes]);

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                hex(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                hex(&self.0[..6], f)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let wrong = |_| minicbor::decode::Error::message(stringify!($name));
                d.bytes()?.try_into().map($name).map_err(wrong)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                unhex(text)
                    .map($name)
                    .ok_or_else(|| BadId(text.to_owned(), 2 * $bytes))
            }
        }
    };
}

identifier!(
    DeviceId,
    16,
    "One installation of the program: its key and its store epoch, hashed."
);
identifier!(
    RecordId,
    16,
    "A record, as a UUID version 7 (RFC 9562) made on the device."
);
identifier!(Hash, 32, "A SHA-256 digest.");

impl DeviceId {
    /// The identity of a key in one epoch of its store.
    ///
    /// The epoch is random and renewed on restore, clone or amnesia, so a device that lost its
    /// memory writes under a new name and never reuses a sequence number.
    #[must_use]
    pub fn derive(public_key: &[u8; 32], epoch: u64) -> Self {
        DeviceId::named(&[b"xunlu/device/1\0", public_key, &epoch.to_be_bytes()])
    }

    /// The identity of a key of any suite in one epoch of its store: the suite is part of it.
    #[must_use]
    pub fn of(key: impl Into<FullKey>, epoch: u64) -> Self {
        let key = key.into();
        if key.is_line() {
            return DeviceId::derive(&key.line(), epoch);
        }
        DeviceId::named(&[b"xunlu/device/2\0", &key.bytes(), &epoch.to_be_bytes()])
    }

    fn named(parts: &[&[u8]]) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&Hash::of(parts).0[..16]);
        DeviceId(id)
    }
}

impl RecordId {
    /// A new id from the wall clock (milliseconds since 1970) and ten random bytes.
    #[must_use]
    pub fn v7(wall_ms: u64, random: [u8; 10]) -> Self {
        let mut id = [0; 16];
        id[..6].copy_from_slice(&wall_ms.to_be_bytes()[2..]);
        id[6..].copy_from_slice(&random);
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        RecordId(id)
    }
}

impl Hash {
    /// The hash that stands before the first operation of a chain.
    pub const ZERO: Hash = Hash([0; 32]);

    /// SHA-256 over the parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Hash(hasher.finalize().into())
    }

    /// The first eight bytes as a number: the term of this item in a feed's running sum.
    #[must_use]
    pub fn term(&self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(bytes)
    }
}

/// The stream a record travels in: the 12-digit code of the division it lies in.
///
/// Who sees a bucket follows from the hierarchy of divisions and a unit's jurisdiction at the time
/// of reading, so nothing about units is ever written into an operation.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Bucket(#[n(0)] pub u64);

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One operation of one device. The sequence number counts the device's operations from 1.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
pub struct Dot {
    /// Who wrote.
    #[n(0)]
    pub device: DeviceId,
    /// The how-manieth operation of that device this is.
    #[n(1)]
    pub seq: u64,
}

impl fmt::Display for Dot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_id_is_a_version_7_uuid_ordered_by_time() {
        let early = RecordId::v7(1_700_000_000_000, [0xff; 10]);
        let late = RecordId::v7(1_700_000_000_001, [0; 10]);
        assert!(early < late);
        assert_eq!(early.0[6] >> 4, 7);
        assert_eq!(early.0[8] >> 6, 0b10);
    }

    #[test]
    fn ids_read_back_what_they_print() {
        let id = RecordId::v7(1_700_000_000_000, [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("12-34".parse::<RecordId>().is_err());
        assert!("+1".repeat(16).parse::<RecordId>().is_err());
    }

    #[test]
    fn another_epoch_is_another_device() {
        assert_ne!(DeviceId::derive(&[1; 32], 1), DeviceId::derive(&[1; 32], 2));
    }
}
