//! How it is locked: the key of a folder, who may take it, and what is sealed with it.
//!
//! A folder has one random key of 256 bits, the [`Vault`]. Whatever is kept in the folder is sealed
//! with keys that follow from it, one for each purpose, by XChaCha20-Poly1305 under nonces of 24
//! random bytes: a folder that was copied or put back goes on without ever using one twice, which no
//! counter could promise. The key itself is never on the disk in a folder with a passphrase: the
//! file of [`Slots`] keeps it wrapped, once for each passphrase and once for the office.
//!
//! There is one format, whatever the [`Cipher`]. A folder that nobody needs to lock has an open slot,
//! which says the key.
//!
//! What this does not promise: a program that runs as the officer while the folder is open reads
//! what the officer reads, memory that the system writes to its swap file is not ours to lock, and
//! whoever can write to the folder can put an old copy of the whole of it back.

mod cipher;
pub mod file;
mod passphrase;
mod slots;

use std::fmt;
use std::io;

use zeroize::Zeroizing;

pub use cipher::Cipher;
use cipher::Secret;
pub use passphrase::{Cost, SHORTEST, Weak};
pub use slots::{Holder, Opened, Slots, SlotsError, Unread};

/// Bytes that stand before what is sealed: the nonce.
pub const HEAD: usize = 24;
/// Bytes that stand behind it: the tag that tells every change.
pub const TAG: usize = 16;

/// A key, and everything that can be done with it. It is wiped from memory when it is dropped, and
/// nothing prints it.
#[derive(Clone)]
pub struct Vault {
    key: Secret,
    cipher: Cipher,
}

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
        Vault::fresh_for(Cipher::default())
    }

    /// A key that nobody has had before, for a cipher.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn fresh_for(cipher: Cipher) -> io::Result<Vault> {
        Ok(Vault::of(cipher, random()?))
    }

    /// A key that nobody has had before, for the cipher of this one.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn another(&self) -> io::Result<Vault> {
        Vault::fresh_for(self.cipher)
    }

    /// The key of these secret bytes.
    #[must_use]
    pub fn from_key(key: [u8; 32]) -> Vault {
        Vault::of(Cipher::default(), key)
    }

    pub(crate) fn of(cipher: Cipher, key: [u8; 32]) -> Vault {
        let key = Zeroizing::new(key);
        Vault { key, cipher }
    }

    /// The key for one purpose. It tells nothing of this one, nor of that for another purpose.
    #[must_use]
    pub fn inside(&self, purpose: &str) -> Vault {
        Vault {
            key: self.cipher.seals().derived(&self.key, purpose.as_bytes()),
            cipher: self.cipher,
        }
    }

    /// Tells this key from any other, and says nothing else of it.
    #[must_use]
    pub fn mark(&self) -> [u8; 32] {
        slots::mark(self)
    }

    /// A hash of a name that nobody makes who has not the key.
    #[must_use]
    pub fn hash(&self, name: &[u8]) -> [u8; 32] {
        *self.cipher.seals().derived(&self.key, name)
    }

    /// Seals bytes that belong to `place`: they open nowhere else.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> io::Result<Vec<u8>> {
        let nonce: [u8; HEAD] = random()?;
        let seals = self.cipher.seals();
        let sealed = seals
            .seal(&self.key, &nonce, place, plain)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for `place` with this key; nothing else opens.
    #[must_use]
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk()?;
        self.cipher.seals().open(&self.key, nonce, place, sealed)
    }

    /// Turns some of the sealed bytes into what they were, or the other way round: those that stand
    /// at `at` behind the nonce. The tag is not looked at, so whoever takes them has another way to
    /// know that they are right.
    pub fn turn(&self, nonce: &[u8; HEAD], at: u64, bytes: &mut [u8]) {
        self.cipher.seals().turn(&self.key, nonce, at, bytes);
    }

    pub(crate) fn key(&self) -> &[u8; 32] {
        &self.key
    }

    pub(crate) fn cipher(&self) -> Cipher {
        self.cipher
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

    /// A key of each cipher.
    fn all() -> impl Iterator<Item = Vault> {
        let all = Cipher::ALL.iter();
        all.map(|cipher| Vault::fresh_for(*cipher).unwrap())
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        all().for_each(|vault| opens_in_its_place_alone(&vault));
    }

    fn opens_in_its_place_alone(vault: &Vault) {
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
        for vault in all() {
            let twice = [0, 1].map(|_| vault.seal(b"", b"same").unwrap());
            assert_ne!(twice[0], twice[1]);
        }
    }

    #[test]
    fn any_part_of_what_is_sealed_can_be_read_alone() {
        let plain: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        for vault in all() {
            let sealed = vault.seal(b"", &plain).unwrap();
            let nonce = sealed.first_chunk().unwrap();
            for (at, len) in [(0, 1), (15, 2), (63, 2), (64, 64), (777, 223)] {
                let mut part = sealed[HEAD + at..][..len].to_vec();
                vault.turn(nonce, at as u64, &mut part);
                assert_eq!(part, plain[at..][..len], "{len} bytes at {at}");
            }
        }
    }

    /// As Python's `cryptography` 48 makes them; version 0.1.0 made the same.
    #[test]
    fn the_first_cipher_keeps_every_byte_it_had() {
        let vault = Vault::from_key([7; 32]);
        let mark = [
            0xba, 0x3f, 0x53, 0xb9, 0xeb, 0x08, 0x31, 0xbd, 0x26, 0x31, 0x9c, 0x6e, 0x7e, 0x1d,
            0x63, 0x02, 0x20, 0x97, 0xbd, 0xe2, 0x0e, 0xbc, 0xdb, 0x4d, 0x42, 0xa0, 0xed, 0x1f,
            0xd2, 0xaf, 0xfa, 0xd9,
        ];
        assert_eq!(vault.mark(), mark);
        let drawn = std::array::from_fn(|at| at as u8);
        let sealed = [
            0xe3, 0x26, 0x99, 0xae, 0xc9, 0x2c, 0x6b, 0x1b, 0x23, 0x6c, 0x66, 0x67, 0x73, 0xe0,
            0xe7, 0xb4, 0x7d, 0xcd, 0x4f, 0x42, 0x9f, 0xeb, 0x22,
        ];
        let seals = vault.cipher.seals();
        assert_eq!(
            seals.seal(&vault.key, &drawn, b"here", b"K12+300").unwrap(),
            sealed
        );
    }

    #[cfg(feature = "sm")]
    #[test]
    fn one_secret_under_two_ciphers_is_two_keys() {
        let [one, other] = [Cipher::XChaCha, Cipher::Sm4].map(|cipher| Vault::of(cipher, [7; 32]));
        assert_ne!(one.mark(), other.mark());
        assert_ne!(one.hash(b"name"), other.hash(b"name"));
        let sealed = one.seal(b"here", b"K12+300").unwrap();
        assert_eq!(other.open(b"here", &sealed), None);
        let sealed = other.seal(b"here", b"K12+300").unwrap();
        assert_eq!(one.open(b"here", &sealed), None);
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", Vault::from_key([7; 32])), "Vault");
    }
}
