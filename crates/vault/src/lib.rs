//! How it is locked: the key of a folder, who may take it, and what is sealed with it.
//!
//! A folder has one random key of 256 bits, the [`Vault`]. Whatever is kept in the folder is sealed
//! with keys that follow from it, one for each purpose, by XChaCha20-Poly1305 under nonces of 24
//! random bytes: a folder that was copied or put back goes on without ever using one twice, which no
//! counter could promise. The key itself is never on the disk in a folder with a passphrase: the
//! file of [`Slots`] keeps it wrapped, once for each passphrase and once for the office.
//!
//! There is one format. A folder that nobody needs to lock has an open slot, which says the key.
//!
//! What this does not promise: a program that runs as the officer while the folder is open reads
//! what the officer reads, memory that the system writes to its swap file is not ours to lock, and
//! whoever can write to the folder can put an old copy of the whole of it back.

pub mod file;
mod passphrase;
mod slots;

use std::fmt;
use std::io;

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use passphrase::{Cost, SHORTEST, Weak};
pub use slots::{Holder, Opened, Slots, SlotsError};

/// Bytes that stand before what is sealed: the nonce.
pub const HEAD: usize = 24;
/// Bytes that stand behind it: the tag that tells every change.
pub const TAG: usize = 16;
/// Where in the key stream the first sealed byte is: the first block makes the tag's own key.
const FIRST: u64 = 64;

/// A key, and everything that can be done with it. It is wiped from memory when it is dropped, and
/// nothing prints it.
#[derive(Clone)]
pub struct Vault(Zeroizing<[u8; 32]>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// A key that nobody has had before.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn fresh() -> io::Result<Vault> {
        Ok(Vault(Zeroizing::new(random()?)))
    }

    /// The key of these secret bytes.
    #[must_use]
    pub fn from_key(key: [u8; 32]) -> Vault {
        Vault(Zeroizing::new(key))
    }

    /// The key for one purpose. It tells nothing of this one, nor of that for another purpose.
    #[must_use]
    pub fn inside(&self, purpose: &str) -> Vault {
        Vault(self.derived(purpose.as_bytes()))
    }

    #[expect(
        clippy::expect_used,
        reason = "HKDF gives 8,160 bytes, and 32 are asked for"
    )]
    fn derived(&self, from: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(b"xunlu/vault/1"), &*self.0)
            .expand(from, &mut *key)
            .expect("32 bytes");
        key
    }

    /// Tells this key from any other, and says nothing else of it.
    #[must_use]
    pub fn mark(&self) -> [u8; 32] {
        slots::mark(self)
    }

    /// A hash of a name that nobody makes who has not the key.
    #[must_use]
    pub fn hash(&self, name: &[u8]) -> [u8; 32] {
        *self.derived(name)
    }

    /// Seals bytes that belong to `place`: they open nowhere else.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> io::Result<Vec<u8>> {
        let nonce: [u8; HEAD] = random()?;
        let (msg, aad) = (plain, place);
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg, aad })
            .map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for `place` with this key; nothing else opens.
    #[must_use]
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, msg) = sealed.split_first_chunk::<HEAD>()?;
        let aad = place;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg, aad })
            .ok()
    }

    /// Turns some of the sealed bytes into what they were, or the other way round: those that stand
    /// at `at` behind the nonce. The tag is not looked at, so whoever takes them has another way to
    /// know that they are right.
    pub fn turn(&self, nonce: &[u8; HEAD], at: u64, bytes: &mut [u8]) {
        let mut stream = XChaCha20::new((&*self.0).into(), nonce.into());
        stream.seek(FIRST + at);
        stream.apply_keystream(bytes);
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }

    pub(crate) fn key(&self) -> &[u8; 32] {
        &self.0
    }
}

pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let vault = Vault::fresh().unwrap();
        let sealed = vault.seal(b"here", b"K12+300").unwrap();
        assert_eq!(sealed.len(), HEAD + 7 + TAG);
        assert_eq!(vault.open(b"here", &sealed).unwrap(), b"K12+300");
        assert_eq!(vault.open(b"there", &sealed), None);
        assert_eq!(vault.inside("rows").open(b"here", &sealed), None);
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(vault.open(b"here", &flipped), None, "bit {bit}");
        }
        for cut in 0..sealed.len() {
            assert_eq!(vault.open(b"here", &sealed[..cut]), None, "cut at {cut}");
        }
    }

    #[test]
    fn sealing_twice_gives_other_bytes() {
        let vault = Vault::fresh().unwrap();
        let twice = [0, 1].map(|_| vault.seal(b"", b"same").unwrap());
        assert_ne!(twice[0], twice[1]);
    }

    #[test]
    fn any_part_of_what_is_sealed_can_be_read_alone() {
        let vault = Vault::fresh().unwrap();
        let plain: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let sealed = vault.seal(b"", &plain).unwrap();
        let nonce = sealed.first_chunk().unwrap();
        for (at, len) in [(0, 1), (63, 2), (64, 64), (777, 223)] {
            let mut part = sealed[HEAD + at..][..len].to_vec();
            vault.turn(nonce, at as u64, &mut part);
            assert_eq!(part, plain[at..][..len], "{len} bytes at {at}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", Vault::from_key([7; 32])), "Vault");
    }
}
