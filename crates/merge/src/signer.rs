//! Who signs for an office: a key that is here, or one that lies outside this program.
//!
//! A key outside signs and does nothing else. The line, with which connections are secured and which
//! opens what is sealed to its owner, stays here. What laptops and pens sign with is a [`Key`] in
//! memory, which never fails; what an office signs with may be a device that was pulled out.

use std::fmt;
use std::sync::Arc;

use crate::cbor::Malformed;
use crate::key::FullKey;
use crate::seal::{Key, PublicKey, Signature};
use crate::suite::Suite;

/// Why there is no signature. Nothing is signed then, and nothing half.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignFailed {
    /// What was to be signed is over a limit.
    #[error(transparent)]
    Content(#[from] Malformed),
    /// The program that signs cannot be started, or ended.
    #[error("it is not running: {0}")]
    Gone(String),
    /// It has not answered in time.
    #[error("it has not answered for {0} s")]
    Slow(u64),
    /// It answered something else, or says why it does not sign.
    #[error("it answered: {0}")]
    Said(String),
    /// It signed with another key, or something else.
    #[error("its signature is not of this office's key")]
    Foreign,
}

impl SignFailed {
    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            SignFailed::Content(error) => error.to_string(),
            SignFailed::Gone(why) => format!("没有运行（{why}）"),
            SignFailed::Slow(seconds) => format!("{seconds} 秒没有应答"),
            SignFailed::Said(what) => format!("答复：{what}"),
            SignFailed::Foreign => "给出的签名不是本服务器密钥的".to_owned(),
        }
    }
}

/// Something that signs documents.
pub trait Signs: fmt::Debug + Send + Sync {
    /// The key its signatures are verified with.
    fn public(&self) -> PublicKey;

    /// Signs `message` for the purpose `domain`.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    fn sign(&self, domain: &[u8], message: &[u8]) -> Result<Signature, SignFailed>;
}

impl Signs for Key {
    fn public(&self) -> PublicKey {
        Key::public(self)
    }

    fn sign(&self, domain: &[u8], message: &[u8]) -> Result<Signature, SignFailed> {
        Ok(Key::sign(self, domain, message))
    }
}

/// A way to a key that this program never sees.
pub trait Outside: fmt::Debug + Send + Sync {
    /// Its signature over these very bytes, which begin with the suite's mark and the purpose.
    ///
    /// # Errors
    /// No answer, or one that is no signature.
    fn sign(&self, suite: Suite, message: &[u8]) -> Result<Signature, SignFailed>;
}

/// What an office signs with.
#[derive(Debug, Clone)]
pub struct Signer {
    line: Key,
    public: PublicKey,
    outside: Option<Arc<dyn Outside>>,
}

impl From<Key> for Signer {
    fn from(line: Key) -> Signer {
        Signer {
            public: line.public(),
            line,
            outside: None,
        }
    }
}

impl From<&Key> for Signer {
    fn from(line: &Key) -> Signer {
        Signer::from(line.clone())
    }
}

impl From<&Signer> for Signer {
    fn from(signer: &Signer) -> Signer {
        signer.clone()
    }
}

impl Signer {
    /// A signer of a whole public key, of which the line is here and what signs lies outside.
    ///
    /// # Errors
    /// A key with another line, or none outside; one of a suite this program was built without.
    pub fn outside(
        line: &[u8; 32],
        whole: &FullKey,
        outside: Arc<dyn Outside>,
    ) -> Result<Signer, Malformed> {
        let line = Key::from_secret(line);
        if whole.is_line() || whole.line() != line.public().bytes() {
            return Err(Malformed::Shape("public key"));
        }
        Ok(Signer {
            public: whole.public()?,
            line,
            outside: Some(outside),
        })
    }

    /// The half that is here: connections are secured by it, and what is sealed to the office opens
    /// with it.
    #[must_use]
    pub fn line(&self) -> &Key {
        &self.line
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// What it signs with.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.public.suite()
    }
}

impl Signs for Signer {
    fn public(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, domain: &[u8], message: &[u8]) -> Result<Signature, SignFailed> {
        let Some(outside) = &self.outside else {
            return Ok(self.line.sign(domain, message));
        };
        let suite = self.suite();
        let bytes = [suite.mark(), domain, message].concat();
        let signature = outside.sign(suite, &bytes)?;
        // Whatever it is, it is not believed: a wrong receipt would be found by a laptop in the field.
        if self.public.verify(domain, message, &signature) {
            Ok(signature)
        } else {
            Err(SignFailed::Foreign)
        }
    }
}
