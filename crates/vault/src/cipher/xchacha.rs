//! XChaCha20-Poly1305.

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Seals, Secret};
use crate::HEAD;

/// Where in the key stream the first sealed byte is: the first block makes the tag's own key.
const FIRST: u64 = 64;

/// The first cipher.
pub(super) struct XChaCha;

fn aead(key: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

impl Seals for XChaCha {
    #[expect(
        clippy::expect_used,
        reason = "HKDF gives 8,160 bytes, and 32 are asked for"
    )]
    fn derived(&self, key: &Secret, purpose: &[u8]) -> Secret {
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(b"xunlu/vault/1"), &**key)
            .expand(purpose, &mut *derived)
            .expect("32 bytes");
        derived
    }

    fn seal(&self, key: &Secret, nonce: &[u8; HEAD], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg, aad };
        aead(key).encrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn open(&self, key: &Secret, nonce: &[u8; HEAD], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg, aad };
        aead(key).decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn turn(&self, key: &Secret, nonce: &[u8; HEAD], at: u64, bytes: &mut [u8]) {
        let mut stream = XChaCha20::new((&**key).into(), nonce.into());
        stream.seek(FIRST + at);
        stream.apply_keystream(bytes);
    }
}
