//! With what a folder is sealed.
//!
//! | number | seals | keys follow by |
//! | --- | --- | --- |
//! | 1 | XChaCha20-Poly1305 | HKDF over SHA-256 |
//! | 2, with the feature `sm` | SM4-GCM (GB/T 32907, RFC 8998) | HKDF over SM3 (GB/T 32905) |
//!
//! The numbers are those of the signature suites that go with them. The number stands in the file of
//! slots, and its cipher in every key that follows from the folder's and in everything that is sealed:
//! a file that names another one opens nothing, so there is nothing to downgrade. A passphrase makes a
//! key by argon2id in either, because no national standard has a hash that costs memory, and the
//! office's slot stays X25519 with ChaCha20-Poly1305 (HPKE).
//!
//! Number 2 未经国家密码管理局认证 (is not certified by the State Cryptography Administration). It takes
//! 20 ms for a megabyte where the first takes 2, and it reads its tables at places that depend on the
//! key: a program beside it on the same processor that measures its own cache learns something of it.

#[cfg(feature = "sm")]
mod sm4;
mod xchacha;

use zeroize::Zeroizing;

use crate::HEAD;

/// The bytes of a key.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// With what a folder is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cipher {
    /// XChaCha20-Poly1305: what every program knows.
    #[default]
    XChaCha,
    /// SM4-GCM. Not certified.
    #[cfg(feature = "sm")]
    Sm4,
}

impl Cipher {
    /// Every cipher of this program.
    pub const ALL: &[Cipher] = &[
        Cipher::XChaCha,
        #[cfg(feature = "sm")]
        Cipher::Sm4,
    ];

    /// The number that stands in a folder's slots.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Cipher::XChaCha => 1,
            #[cfg(feature = "sm")]
            Cipher::Sm4 => 2,
        }
    }

    /// The cipher of a number; nothing if this program does not have it.
    #[must_use]
    pub fn of(number: u8) -> Option<Cipher> {
        let mut all = Cipher::ALL.iter().copied();
        all.find(|cipher| cipher.number() == number)
    }

    pub(crate) fn seals(self) -> &'static dyn Seals {
        match self {
            Cipher::XChaCha => &xchacha::XChaCha,
            #[cfg(feature = "sm")]
            Cipher::Sm4 => &sm4::Sm4Gcm,
        }
    }
}

/// What a cipher does with a key.
pub(crate) trait Seals {
    /// The key that follows from this one for some purpose.
    fn derived(&self, key: &Secret, purpose: &[u8]) -> Secret;

    /// What is to stand behind the nonce: the sealed bytes, and the tag over them and their place.
    /// Nothing for more than can be sealed at once.
    fn seal(&self, key: &Secret, nonce: &[u8; HEAD], place: &[u8], plain: &[u8])
    -> Option<Vec<u8>>;

    /// What was sealed; nothing if the tag is not right.
    fn open(
        &self,
        key: &Secret,
        nonce: &[u8; HEAD],
        place: &[u8],
        sealed: &[u8],
    ) -> Option<Vec<u8>>;

    /// Turns sealed bytes that stand at `at` behind the nonce into plain ones, or back.
    fn turn(&self, key: &Secret, nonce: &[u8; HEAD], at: u64, bytes: &mut [u8]);
}
