//! Signatures, and an operation together with the bytes that were signed.

use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use crate::cbor::Malformed;
use crate::envelope;
use crate::id::Hash;
use crate::op::{MAX_BODY, Op};

/// Algorithm 1: Ed25519 over SHA-256 names. The byte leaves room for SM2 with SM3 as 2.
const ALG_ED25519: u8 = 1;
/// What is signed starts with its purpose, so a signature for one purpose never fits another.
const DOMAIN: &[u8] = b"xunlu/op/1\0";

/// A signing key. Its bytes are secret; nothing prints them.
#[derive(Clone)]
pub struct Key(SigningKey);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key(of {:?})", self.public())
    }
}

impl Key {
    /// The key of 32 secret random bytes.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Key(SigningKey::from_bytes(secret))
    }

    /// The secret bytes, for the key file alone.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The secret half to agree on a secret with, X25519's form of this key: what is sealed to the
    /// owner of the public half opens with it.
    #[must_use]
    pub fn agreement(&self) -> [u8; 32] {
        self.0.to_scalar_bytes()
    }

    /// Signs `message` for the purpose `domain`.
    #[must_use]
    pub fn sign(&self, domain: &[u8], message: &[u8]) -> Signature {
        Signature(self.0.sign(&[domain, message].concat()).to_bytes())
    }
}

/// The public half of a [`Key`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", Hash(self.bytes()))
    }
}

impl PublicKey {
    /// Reads a key.
    ///
    /// # Errors
    /// Bytes that are no point of the curve, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Malformed> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| Malformed::Shape("public key"))?;
        if key.is_weak() {
            Err(Malformed::Shape("public key"))
        } else {
            Ok(PublicKey(key))
        }
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half to agree on a secret with, X25519's form of this key.
    #[must_use]
    pub fn agreement(&self) -> [u8; 32] {
        self.0.to_montgomery().to_bytes()
    }

    /// Whether `signature` over `message` for the purpose `domain` is this key's.
    ///
    /// Strict verification: batch and lenient checks admit signatures that others refuse.
    #[must_use]
    pub fn verify(&self, domain: &[u8], message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&[domain, message].concat(), &signature)
            .is_ok()
    }
}

/// An Ed25519 signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

/// An operation and the bytes it came in, which are stored and forwarded exactly as they are.
///
/// `[alg, body, signature]` in CBOR. The hash covers all of it and is the operation's true name.
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
        let bytes = envelope::write(Some(ALG_ED25519), &body, &signature);
        Sealed {
            op,
            hash: Hash::of(&[&bytes]),
            bytes: bytes.into(),
        }
    }

    /// Reads the bytes, checking shape and limits but not the signature.
    ///
    /// # Errors
    /// Bytes that are not one operation of a known algorithm within the limits.
    pub fn open(bytes: &[u8]) -> Result<Self, Malformed> {
        let (body, _) = parts(bytes)?;
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

    /// Whether `key` signed these very bytes.
    #[must_use]
    pub fn verify(&self, key: &PublicKey) -> bool {
        parts(&self.bytes).is_ok_and(|(body, signature)| key.verify(DOMAIN, body, &signature))
    }
}

fn parts(bytes: &[u8]) -> Result<(&[u8], Signature), Malformed> {
    let (body, signature) = envelope::read(Some(ALG_ED25519), bytes, "operation")?;
    if body.len() > MAX_BODY {
        return Err(Malformed::Limit("operation"));
    }
    Ok((body, signature))
}
