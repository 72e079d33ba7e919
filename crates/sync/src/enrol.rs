//! How a device gets its name, and another one.

use merge::{FullKey, Hash, Head, PublicKey, SignFailed, Signature, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::rules::Rules;

/// A new device asks to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Enrol {
    /// The secret of the invitation.
    #[n(0)]
    pub code: Hash,
    /// The device's public key.
    #[n(1)]
    pub key: FullKey,
    /// The epoch of its store.
    #[n(2)]
    pub epoch: u64,
    /// Signature of the device's key over the code, to show that it has the secret half.
    #[n(3)]
    pub signature: ByteVec,
}

/// The answer to [`Enrol`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Enrolled {
    /// The device's grant.
    #[n(0)]
    pub grant: ByteVec,
    /// The divisions of its scope and those above, as CSV.
    #[n(1)]
    pub divisions: String,
    /// The office's public key.
    #[n(2)]
    pub server_key: FullKey,
    /// The office's clock, milliseconds since 1970.
    #[n(3)]
    pub server_ms: u64,
    /// The local rules, under the nonce 0.
    #[n(4)]
    pub rules: Option<Rules>,
}

/// A device whose folder is an old backup or a copy asks for a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Renew {
    /// The epoch of its new store; with its key it makes the new name.
    #[n(0)]
    pub epoch: u64,
    /// Some heads its chain has had, at most [`crate::limits::MAX_HEADS`].
    #[n(1)]
    pub heads: Vec<Head>,
}

/// The answer to [`Renew`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Renewed {
    /// The grant of the new name, on the terms of the old one.
    #[n(0)]
    pub grant: ByteVec,
    /// The highest number among the heads under which the office has the same operation; 0 if none.
    #[n(1)]
    pub common: u64,
}

impl Enrol {
    /// The purpose of the enrolment signature.
    const DOMAIN: &'static [u8] = b"xunlu/enrol/1\0";

    /// A laptop asks to be let in with an invitation's secret; its key is here.
    #[must_use]
    pub fn new(code: Hash, key: &merge::Key, epoch: u64) -> Enrol {
        let signature = key.sign(Self::DOMAIN, &code.0);
        Enrol::signed(code, key.public(), epoch, signature)
    }

    /// An office asks to be let in.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn by(code: Hash, office: &dyn Signs, epoch: u64) -> Result<Enrol, SignFailed> {
        let signature = office.sign(Self::DOMAIN, &code.0)?;
        Ok(Enrol::signed(code, office.public(), epoch, signature))
    }

    fn signed(code: Hash, key: PublicKey, epoch: u64, signature: Signature) -> Enrol {
        Enrol {
            code,
            key: key.full(),
            epoch,
            signature: signature.0.to_vec().into(),
        }
    }

    /// Whether whoever asks has the secret half of the key.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let signature: Result<[u8; 64], _> = self.signature.as_slice().try_into();
        let key = self.key.public();
        match (key, signature) {
            (Ok(key), Ok(bytes)) => key.verify(Self::DOMAIN, &self.code.0, &Signature(bytes)),
            _ => false,
        }
    }
}
