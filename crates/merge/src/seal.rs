//! Signatures, and an operation together with the bytes that were signed.

use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use crate::cbor::Malformed;
use crate::envelope;
use crate::id::Hash;
use crate::key::FullKey;
use crate::op::{MAX_BODY, Op};
#[cfg(feature = "sm")]
use crate::sm2;
use crate::suite::Suite;

/// What is signed starts with its purpose, so a signature for one purpose never fits another.
const DOMAIN: &[u8] = b"xunlu/op/1\0";

/// A signing key. Its bytes are secret; nothing prints them.
///
/// Whatever it signs with, one half of it is an Ed25519 key: lines are secured by it, and what is
/// sealed to the owner opens with it.
#[derive(Clone)]
pub struct Key {
    line: SigningKey,
    #[cfg(feature = "sm")]
    sm2: Option<sm2::Secret>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key(of {:?})", self.public())
    }
}

impl Key {
    /// The Ed25519 key of 32 secret random bytes.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Key::of(Suite::Ed25519, secret)
    }

    /// The key of a suite that follows from 32 secret random bytes.
    #[must_use]
    pub fn of(suite: Suite, secret: &[u8; 32]) -> Self {
        let line = SigningKey::from_bytes(secret);
        match suite {
            Suite::Ed25519 => Key {
                line,
                #[cfg(feature = "sm")]
                sm2: None,
            },
            #[cfg(feature = "sm")]
            Suite::Sm2 => Key {
                line,
                sm2: Some(sm2::Secret::of(secret)),
            },
        }
    }

    /// What it signs with.
    #[must_use]
    pub fn suite(&self) -> Suite {
        #[cfg(feature = "sm")]
        if self.sm2.is_some() {
            return Suite::Sm2;
        }
        Suite::Ed25519
    }

    /// The secret bytes, for the key file alone.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        self.line.to_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey {
            line: self.line.verifying_key(),
            #[cfg(feature = "sm")]
            half: match &self.sm2 {
                Some(key) => Half::Sm2(key.public()),
                None => Half::Line,
            },
            #[cfg(not(feature = "sm"))]
            half: Half::Line,
        }
    }

    /// The secret half to agree on a secret with, X25519's form of this key: what is sealed to the
    /// owner of the public half opens with it.
    #[must_use]
    pub fn agreement(&self) -> [u8; 32] {
        self.line.to_scalar_bytes()
    }

    /// Signs `message` for the purpose `domain`.
    #[must_use]
    pub fn sign(&self, domain: &[u8], message: &[u8]) -> Signature {
        let parts = [self.suite().mark(), domain, message];
        #[cfg(feature = "sm")]
        if let Some(key) = &self.sm2 {
            return Signature(key.sign(&parts));
        }
        Signature(self.line.sign(&parts.concat()).to_bytes())
    }
}

/// The public half of a [`Key`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    line: VerifyingKey,
    half: Half,
}

/// What it verifies with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Line,
    /// An Ed25519 key that lies outside its owner's program.
    Outside(VerifyingKey),
    #[cfg(feature = "sm")]
    Sm2(sm2::Public),
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", Hash(self.bytes()))
    }
}

impl PublicKey {
    /// Reads an Ed25519 key.
    ///
    /// # Errors
    /// Bytes that are no point of the curve, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Malformed> {
        let line = point(bytes)?;
        let half = Half::Line;
        Ok(PublicKey { line, half })
    }

    /// Reads a key of any suite as [`FullKey::bytes`] writes it.
    ///
    /// # Errors
    /// Bytes that are no key; [`Malformed::Suite`] for one of a suite this program was built without.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let (line, rest) = bytes
            .split_first_chunk()
            .ok_or(Malformed::Shape("public key"))?;
        let key = PublicKey::from_bytes(line)?;
        if let Ok(outside) = rest.try_into() {
            let half = Half::Outside(point(outside)?);
            return Ok(PublicKey { half, ..key });
        }
        #[cfg(feature = "sm")]
        if let Ok(point) = rest.try_into() {
            let point = sm2::Public::read(point).ok_or(Malformed::Shape("public key"))?;
            let half = Half::Sm2(point);
            return Ok(PublicKey { half, ..key });
        }
        match FullKey::open(bytes)?.suite() {
            _ if rest.is_empty() => Ok(key),
            other => Err(Malformed::Suite(other)),
        }
    }

    /// All of the key, as it is kept and sent.
    #[must_use]
    pub fn full(&self) -> FullKey {
        match self.half {
            Half::Line => FullKey::from(self.bytes()),
            Half::Outside(key) => FullKey::with_outside(self.bytes(), key.to_bytes()),
            #[cfg(feature = "sm")]
            Half::Sm2(key) => FullKey::with_point(self.bytes(), key.bytes()),
        }
    }

    /// What it verifies, and nothing else.
    #[must_use]
    pub fn suite(&self) -> Suite {
        match self.half {
            Half::Line | Half::Outside(_) => Suite::Ed25519,
            #[cfg(feature = "sm")]
            Half::Sm2(_) => Suite::Sm2,
        }
    }

    /// The 32 bytes of the Ed25519 half: all of a key of the first suite.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        self.line.to_bytes()
    }

    /// The public half to agree on a secret with, X25519's form of this key.
    #[must_use]
    pub fn agreement(&self) -> [u8; 32] {
        self.line.to_montgomery().to_bytes()
    }

    /// Whether `signature` over `message` for the purpose `domain` is this key's.
    ///
    /// Strict verification: batch and lenient checks admit signatures that others refuse.
    #[must_use]
    pub fn verify(&self, domain: &[u8], message: &[u8], signature: &Signature) -> bool {
        let parts = [self.suite().mark(), domain, message];
        let key = match self.half {
            Half::Line => self.line,
            Half::Outside(key) => key,
            #[cfg(feature = "sm")]
            Half::Sm2(key) => return key.verify(&parts, &signature.0),
        };
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&parts.concat(), &signature).is_ok()
    }
}

/// Reads a point of the first suite's curve that is not a weak one.
fn point(bytes: &[u8; 32]) -> Result<VerifyingKey, Malformed> {
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| Malformed::Shape("public key"))?;
    if key.is_weak() {
        return Err(Malformed::Shape("public key"));
    }
    Ok(key)
}

/// A signature, of whatever suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

/// An operation and the bytes it came in, which are stored and forwarded exactly as they are.
///
/// `[suite, body, signature]` in CBOR. The hash covers all of it and is the operation's true name.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What the bytes say.
    pub op: Op,
    /// SHA-256 of the bytes.
    pub hash: Hash,
    bytes: Arc<[u8]>,
}

impl PartialEq for Sealed {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for Sealed {}

impl Sealed {
    /// Signs an operation.
    #[must_use]
    pub fn sign(op: Op, key: &Key) -> Self {
        let body = op.encode();
        let signature = key.sign(DOMAIN, &body);
        let bytes = envelope::write(Some(key.suite()), &body, &signature);
        Sealed {
            op,
            hash: Hash::of(&[&bytes]),
            bytes: bytes.into(),
        }
    }

    /// Reads the bytes, checking shape and limits but not the signature.
    ///
    /// # Errors
    /// Bytes that are not one operation of a suite of this program within the limits.
    pub fn open(bytes: &[u8]) -> Result<Self, Malformed> {
        let (_, body, _) = parts(bytes)?;
        let op = Op::decode(body)?;
        Ok(Sealed {
            op,
            hash: Hash::of(&[bytes]),
            bytes: bytes.into(),
        })
    }

    /// The bytes to keep and to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `key` signed these very bytes, in the suite they say.
    #[must_use]
    pub fn verify(&self, key: &PublicKey) -> bool {
        parts(&self.bytes).is_ok_and(|(suite, body, signature)| {
            suite == key.suite() && key.verify(DOMAIN, body, &signature)
        })
    }
}

fn parts(bytes: &[u8]) -> Result<(Suite, &[u8], Signature), Malformed> {
    let (suite, body, signature) = envelope::read_tagged(bytes, "operation")?;
    if body.len() > MAX_BODY {
        return Err(Malformed::Limit("operation"));
    }
    Ok((suite, body, signature))
}
