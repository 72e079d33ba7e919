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
    /// The program that signs cannot be started.
    #[error("it cannot be started: {0}")]
    Gone(String),
    /// It ended instead of answering.
    #[error("it ended")]
    Ended,
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
            SignFailed::Gone(why) => format!("无法启动（{why}）"),
            SignFailed::Ended => "已退出".to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A module in a drawer: it signs, or says why not.
    #[derive(Debug)]
    struct Module(Result<ed25519_dalek::SigningKey, SignFailed>);

    impl Outside for Module {
        fn sign(&self, _: Suite, message: &[u8]) -> Result<Signature, SignFailed> {
            use ed25519_dalek::Signer as _;
            let key = self.0.clone()?;
            Ok(Signature(key.sign(message).to_bytes()))
        }
    }

    const LINE: [u8; 32] = [1; 32];

    fn module(seed: u8) -> Module {
        Module(Ok(ed25519_dalek::SigningKey::from_bytes(&[seed; 32])))
    }

    /// The whole key of a line and of the module of a seed.
    fn whole(seed: u8) -> FullKey {
        let line = Key::from_secret(&LINE).public().bytes();
        FullKey::with_outside(line, Key::from_secret(&[seed; 32]).public().bytes())
    }

    fn signer(module: Module) -> Signer {
        Signer::outside(&LINE, &whole(2), Arc::new(module)).unwrap()
    }

    #[test]
    fn what_a_key_outside_signs_verifies_with_the_whole_key_and_with_no_half_of_it() {
        let signer = signer(module(2));
        let (public, line) = (signer.public(), Key::from_secret(&LINE).public());
        assert_eq!(public.full(), whole(2));
        assert_eq!(FullKey::open(&whole(2).bytes()), Ok(whole(2)));
        assert_eq!(whole(2).public(), Ok(public));
        assert_eq!(public.suite(), Suite::Ed25519);
        assert_eq!(
            (public.bytes(), public.agreement()),
            (line.bytes(), line.agreement())
        );
        let signature = signer.sign(b"xunlu/test\0", b"text").unwrap();
        assert!(public.verify(b"xunlu/test\0", b"text", &signature));
        for (domain, text) in
            [(b"xunlu/other\0", b"text"), (b"xunlu/test\0\0", b"texT")] as [(&[u8], &[u8]); 2]
        {
            assert!(!public.verify(domain, text, &signature));
        }
        assert!(!line.verify(b"xunlu/test\0", b"text", &signature));
        let by_line = Key::from_secret(&LINE).sign(b"xunlu/test\0", b"text");
        assert!(
            !public.verify(b"xunlu/test\0", b"text", &by_line),
            "the line signs nothing"
        );
        // Another name than either half's.
        let names = [public, line, Key::from_secret(&[2; 32]).public()];
        let names = names.map(|key| crate::DeviceId::of(key, 1));
        assert!(names[0] != names[1] && names[0] != names[2]);
    }

    #[test]
    fn a_module_that_lies_or_is_gone_signs_nothing() {
        let sign = |module| signer(module).sign(b"xunlu/test\0", b"text");
        assert_eq!(sign(module(3)), Err(SignFailed::Foreign));
        let gone = SignFailed::Gone("pulled".to_owned());
        assert_eq!(sign(Module(Err(gone.clone()))), Err(gone));
    }

    #[test]
    fn a_key_with_another_line_or_no_half_outside_is_refused() {
        let outside = |line: [u8; 32], whole: FullKey| {
            Signer::outside(&line, &whole, Arc::new(module(2))).is_ok()
        };
        assert!(outside(LINE, whole(2)));
        assert!(!outside([9; 32], whole(2)));
        assert!(!outside(LINE, Key::from_secret(&LINE).public().full()));
    }

    #[cfg(feature = "sm")]
    #[test]
    fn an_sm2_key_outside_is_the_key_it_would_be_inside() {
        #[derive(Debug)]
        struct Sm2Module;
        impl Outside for Sm2Module {
            fn sign(&self, suite: Suite, message: &[u8]) -> Result<Signature, SignFailed> {
                assert_eq!(suite, Suite::Sm2);
                Ok(Signature(crate::sm2::Secret::of(&LINE).sign(&[message])))
            }
        }
        let inside = Key::of(Suite::Sm2, &LINE);
        let whole = inside.public().full();
        let signer = Signer::outside(&LINE, &whole, Arc::new(Sm2Module)).unwrap();
        assert_eq!(signer.public(), inside.public());
        let signature = signer.sign(b"xunlu/test\0", b"text").unwrap();
        assert!(inside.public().verify(b"xunlu/test\0", b"text", &signature));
    }
}
