//! Sealing parts to the recipient: HPKE with X25519, HKDF-SHA256 and ChaCha20-Poly1305.
//!
//! The recipient's key is the X25519 form of the Ed25519 key it signs with, so there is one key to
//! keep. The context counts the parts, so each is sealed in its place and opens in no other.

use std::convert::Infallible;

use hpke::aead::{AeadCtxR, AeadCtxS, ChaCha20Poly1305};
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use merge::{FullKey, Hash, Key, PublicKey};

/// Binds the key to the two who agree on it.
fn info(from: &FullKey, to: &Hash) -> Vec<u8> {
    [b"xunlu/bundle/1\0", &from.bytes()[..], &to.0[..]].concat()
}

/// Seals one part after the other.
pub(super) struct Sealer(AeadCtxS<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>);

/// Opens one part after the other.
pub(super) struct Opener(AeadCtxR<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>);

impl Sealer {
    /// Agrees on a key with the recipient by 32 secret random bytes that are used once. Answers
    /// the half that goes into the header as well.
    pub(super) fn start(
        secret: [u8; 32],
        from: &FullKey,
        to: &PublicKey,
    ) -> Option<(Sealer, Hash)> {
        let key = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.agreement()).ok()?;
        let info = info(from, &Hash(to.bytes()));
        let mut once = Once(secret);
        let setup = hpke::setup_sender_with_rng(&OpModeS::Base, &key, &info, &mut once);
        let (agreement, sealer) = setup.ok()?;
        Some((Sealer(sealer), Hash(agreement.to_bytes().into())))
    }

    pub(super) fn seal(&mut self, part: &[u8]) -> Option<Vec<u8>> {
        self.0.seal(part, b"").ok()
    }
}

impl Opener {
    pub(super) fn start(key: &Key, from: &FullKey, agreement: &Hash) -> Option<Opener> {
        let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&key.agreement()).ok()?;
        let half = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&agreement.0).ok()?;
        let info = info(from, &Hash(key.public().bytes()));
        let opener = hpke::setup_receiver(&OpModeR::Base, &secret, &half, &info).ok()?;
        Some(Opener(opener))
    }

    pub(super) fn open(&mut self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.open(sealed, b"").ok()
    }
}

/// Hands out the random bytes it was given: this crate has no source of its own.
struct Once([u8; 32]);

impl TryRng for Once {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            chunk.copy_from_slice(&self.0[..chunk.len()]);
            // Whoever asks for more gets bytes that follow from the first and are not they.
            self.0 = Hash::of(&[b"xunlu/bundle/more\0", &self.0]).0;
        }
        Ok(())
    }
}

impl TryCryptoRng for Once {}
