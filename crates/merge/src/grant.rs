//! A grant: which device acts for whom, in which role, where and until when.

use std::fmt;

use crate::cbor::{self, Malformed};
use crate::envelope;
use crate::id::{Bucket, DeviceId, Hash, hex_all, unhex_all};
use crate::key::FullKey;
use crate::seal::PublicKey;
use crate::signer::{SignFailed, Signs};

const DOMAIN: &[u8] = b"xunlu/grant/1\0";
/// Most divisions one unit may answer for.
const MAX_JURISDICTION: usize = 1024;
/// Longest name of a person or role, in bytes.
const MAX_NAME: usize = 256;

/// A grant, signed by the server that enrolled the device.
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    /// The device: its key and epoch, hashed.
    pub device: DeviceId,
    /// What it says.
    pub terms: Terms,
    bytes: Vec<u8>,
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Terms {
            role, person, unit, ..
        } = &self.terms;
        write!(f, "Grant({:?}: {role} {person} at {unit})", self.device)
    }
}

/// What a grant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The device's key; its suite is the only one the device may sign in.
    pub key: FullKey,
    /// The epoch of its store.
    pub epoch: u64,
    /// Who works with it.
    pub person: String,
    /// The person's role.
    pub role: String,
    /// The division the unit is named by.
    pub unit: Bucket,
    /// The divisions the unit answers for.
    pub jurisdiction: Vec<Bucket>,
    /// From when, milliseconds since 1970.
    pub not_before_ms: u64,
    /// Until when.
    pub not_after_ms: u64,
}

impl Terms {
    /// Whether the grant only names the device: it may write with it, but the office that signed it
    /// has still to say that it may come in. Such a grant ends as it begins.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.not_after_ms <= self.not_before_ms
    }

    /// Whether it is good at a moment, or was until at most so long before.
    #[must_use]
    pub fn stands(&self, at_ms: u64, grace_ms: u64) -> bool {
        !self.is_provisional() && at_ms < self.not_after_ms.saturating_add(grace_ms)
    }
}

/// A device's key as two people compare it over the phone: six groups of four digits, which leave
/// whoever wants another key with the same digits about 2^80 keys to try.
#[must_use]
pub fn fingerprint(key: &FullKey) -> String {
    const DIGITS: u128 = 1_000_000_000_000_000_000_000_000;
    let hash = Hash::of(&[b"xunlu/fingerprint/1\0", &key.bytes()]);
    let number = hash.0.iter().take(16).fold(0_u128, |number, byte| {
        number.wrapping_shl(8) | u128::from(*byte)
    });
    let digits = format!("{:024}", number % DIGITS);
    let groups: Vec<&str> = (0..6)
        .filter_map(|n| digits.get(n * 4..n * 4 + 4))
        .collect();
    groups.join(" ")
}

impl Grant {
    /// Signs a grant with the issuer's key.
    ///
    /// # Errors
    /// A name or jurisdiction over its limit, or a key that lies outside and does not answer.
    pub fn issue(terms: &Terms, issuer: &dyn Signs) -> Result<Grant, SignFailed> {
        let body = cbor::encode(|e| {
            e.array(8)?.bytes(&terms.key.bytes())?.u64(terms.epoch)?;
            e.str(&terms.person)?.str(&terms.role)?.u64(terms.unit.0)?;
            e.array(terms.jurisdiction.len() as u64)?;
            for division in &terms.jurisdiction {
                e.u64(division.0)?;
            }
            e.u64(terms.not_before_ms)?.u64(terms.not_after_ms)?.ok()
        });
        Ok(Grant::open(&envelope::sign(&body, issuer, DOMAIN)?)?)
    }

    /// Reads a grant without checking its signature.
    ///
    /// # Errors
    /// Bytes that are not a grant.
    pub fn open(bytes: &[u8]) -> Result<Grant, Malformed> {
        let (body, _) = envelope::read(bytes, "grant")?;
        cbor::decode(body, |d| {
            cbor::exact(d, 8, "grant")?;
            let key = FullKey::open(d.bytes()?)?;
            let epoch = d.u64()?;
            let (person, role) = (d.str()?.to_owned(), d.str()?.to_owned());
            if person.len() > MAX_NAME || role.len() > MAX_NAME {
                return Err(Malformed::Limit("name in a grant"));
            }
            let unit = Bucket(d.u64()?);
            let len = cbor::array(d, MAX_JURISDICTION, "jurisdiction")?;
            let jurisdiction: Result<_, Malformed> =
                (0..len).map(|_| Ok(Bucket(d.u64()?))).collect();
            let terms = Terms {
                key,
                epoch,
                person,
                role,
                unit,
                jurisdiction: jurisdiction?,
                not_before_ms: d.u64()?,
                not_after_ms: d.u64()?,
            };
            Ok(Grant {
                device: DeviceId::of(key, epoch),
                terms,
                bytes: bytes.to_vec(),
            })
        })
    }

    /// The bytes to keep and to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as hexadecimal digits, for files and headers of text.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex_all(&self.bytes)
    }

    /// Reads [`Grant::to_hex`], without checking the signature.
    ///
    /// # Errors
    /// Digits that are none, or bytes that are not a grant.
    pub fn from_hex(digits: &str) -> Result<Grant, Malformed> {
        let bytes = unhex_all(digits).ok_or(Malformed::Shape("grant"))?;
        Grant::open(&bytes)
    }

    /// The grant's name in operations.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[&self.bytes])
    }

    /// Whether `issuer` signed it.
    #[must_use]
    pub fn verify(&self, issuer: &PublicKey) -> bool {
        envelope::is_signed(&self.bytes, "grant", issuer, DOMAIN)
    }

    /// The device's key, ready to verify with.
    ///
    /// # Errors
    /// A key of a suite this program was built without, or one that is no point of its curve.
    pub fn public_key(&self) -> Result<PublicKey, Malformed> {
        self.terms.key.public()
    }
}
