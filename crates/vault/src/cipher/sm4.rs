//! SM4-GCM, with a key of its own for everything that is sealed.
//!
//! GCM takes nonces of 12 bytes, and two messages under one key and nonce give both away: drawn at
//! random they would do for 2³² messages under one key, which an office's index reaches in some years,
//! and counted up they would not survive a folder that was copied or put back. So the 24 random bytes
//! that stand before what is sealed are no nonce: the key of 16 bytes and the nonce of 12 follow from
//! them and the folder's key by HKDF over SM3, as XChaCha20 makes a key of its own from the first 16 of
//! its 24. Each key seals one message, of 2³⁶ − 32 bytes at most; the same 24 bytes are drawn twice
//! among 2⁶⁴ messages once in 2⁶⁵ times; and whoever tries keys has to try them for each message
//! alone, for no two have the same nonce.
//!
//! The mode is that of AES-GCM, which its library keeps apart from the cipher under it; RFC 8998 says
//! that SM4 takes the place of AES and nothing else changes, and its example is a test here.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use ctr::Ctr32BE;
use ctr::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use hkdf::Hkdf;
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

use super::{Seals, Secret};
use crate::HEAD;

/// The name of this way to seal: every message's key follows from it, and every tag covers it.
const NAME: &[u8] = b"xunlu/sm4-gcm/1\0";
/// The number of the block that seals the first byte; the one before it masks the tag.
const FIRST: [u8; 4] = [0, 0, 0, 2];

type Gcm = AesGcm<Sm4, U12>;

/// The second cipher.
pub(super) struct Sm4Gcm;

/// What seals one message and no other.
struct Once {
    key: Zeroizing<[u8; 16]>,
    nonce: [u8; 12],
}

impl Once {
    #[expect(
        clippy::expect_used,
        reason = "HKDF takes a key of 32 bytes and gives 8,160, and 28 are asked for"
    )]
    fn of(key: &Secret, drawn: &[u8; HEAD]) -> Once {
        let mut both = Zeroizing::new([0; 28]);
        let hkdf = Hkdf::<Sm3>::from_prk(&**key).expect("32 bytes");
        hkdf.expand_multi_info(&[NAME, drawn], &mut *both)
            .expect("28 bytes");
        let mut once = Once {
            key: Zeroizing::new([0; 16]),
            nonce: [0; 12],
        };
        once.key.copy_from_slice(&both[..16]);
        once.nonce.copy_from_slice(&both[16..]);
        once
    }

    fn aead(&self) -> Gcm {
        Gcm::new((&*self.key).into())
    }

    fn seal(&self, aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg, aad };
        self.aead().encrypt(&self.nonce.into(), payload).ok()
    }

    fn open(&self, aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg, aad };
        self.aead().decrypt(&self.nonce.into(), payload).ok()
    }

    fn turn(&self, at: u64, bytes: &mut [u8]) {
        let mut first = [0; 16];
        first[..12].copy_from_slice(&self.nonce);
        first[12..].copy_from_slice(&FIRST);
        let mut stream = Ctr32BE::<Sm4>::new((&*self.key).into(), &first.into());
        stream.seek(at);
        stream.apply_keystream(bytes);
    }
}

impl Seals for Sm4Gcm {
    #[expect(
        clippy::expect_used,
        reason = "HKDF gives 8,160 bytes, and 32 are asked for"
    )]
    fn derived(&self, key: &Secret, purpose: &[u8]) -> Secret {
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sm3>::new(Some(b"xunlu/vault/sm4/1"), &**key)
            .expand(purpose, &mut *derived)
            .expect("32 bytes");
        derived
    }

    fn seal(&self, key: &Secret, nonce: &[u8; HEAD], place: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        Once::of(key, nonce).seal(&[NAME, place].concat(), msg)
    }

    fn open(&self, key: &Secret, nonce: &[u8; HEAD], place: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
        Once::of(key, nonce).open(&[NAME, place].concat(), msg)
    }

    fn turn(&self, key: &Secret, nonce: &[u8; HEAD], at: u64, bytes: &mut [u8]) {
        Once::of(key, nonce).turn(at, bytes);
    }
}

#[cfg(test)]
mod tests {
    use sm4::cipher::BlockCipherEncrypt;

    use super::*;

    fn hex(digits: &str) -> Vec<u8> {
        let digits: String = digits.split_whitespace().collect();
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        (0..digits.len()).step_by(2).map(byte).collect()
    }

    #[test]
    fn the_block_of_the_standards_example() {
        // GB/T 32907-2016, A.1: the key is the text.
        let text = hex("01234567 89abcdef fedcba98 76543210");
        let mut block = <[u8; 16]>::try_from(text.clone()).unwrap().into();
        Sm4::new_from_slice(&text)
            .unwrap()
            .encrypt_block(&mut block);
        assert_eq!(block[..], hex("681edf34 d206965e 86b3e94f 536e4246"));
    }

    #[test]
    fn the_message_of_the_standards_example() {
        // RFC 8998, A.1.
        let once = Once {
            key: Zeroizing::new(hex("0123456789abcdeffedcba9876543210").try_into().unwrap()),
            nonce: hex("00001234567800000000abcd").try_into().unwrap(),
        };
        let place = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plain = hex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let sealed = hex(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d
             83de3541e4c2b58177e065a9bf7b62ec",
        );
        assert_eq!(once.seal(&place, &plain).unwrap(), sealed);
        assert_eq!(once.open(&place, &sealed).unwrap(), plain);
        let mut part = sealed[20..50].to_vec();
        once.turn(20, &mut part);
        assert_eq!(part, plain[20..50]);
    }

    #[test]
    fn keys_and_nonces_follow_as_another_library_has_it() {
        // OpenSSL's HKDF over SM3 and SM4-GCM, by way of Python's `cryptography` 48.
        let key: Secret = Zeroizing::new(std::array::from_fn(|at| at as u8));
        let drawn: [u8; HEAD] = std::array::from_fn(|at| 100 + at as u8);
        let plain: Vec<u8> = (0..45_u32).map(|at| (at * 7) as u8).collect();
        let sealed = hex(
            "3e924468eb5264dcf464d17a675571beeb3e63cec6dc11750a729bfa321ab080
             055dd2e12195dfe1cd6ee235b17e0a35c7c5e0a4d1685346425fe8829d",
        );
        assert_eq!(Sm4Gcm.seal(&key, &drawn, b"here", &plain).unwrap(), sealed);
        assert_eq!(
            Sm4Gcm.derived(&key, b"rows")[..],
            hex("3faae578562b4e990fdc363356d229a0a0eee8a1ea63cb2fd8d54775bf2e52e3")
        );
    }
}
