//! The second suite: SM2 signatures over SM3 (GB/T 32918.2). Not certified; see [`crate::Suite`].

use sm2::dsa::signature::{MultipartSigner, MultipartVerifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm3::{Digest, Sm3};

/// The name every signer goes by where none was agreed on (GM/T 0009).
pub(crate) const NAME: &str = "1234567812345678";

/// Bytes of a point as it is written: SEC 1, compressed.
pub(crate) const POINT: usize = 33;

/// The half of a key that signs.
#[derive(Clone)]
pub(crate) struct Secret(SigningKey);

impl Secret {
    /// The key that follows from 32 secret random bytes.
    pub(crate) fn of(secret: &[u8; 32]) -> Secret {
        // One hash in 2³² is no number the curve takes (GB/T 32918.1: 1 to n − 2), and gives way.
        let hashes = (0..=u8::MAX).map(|turn| {
            let hash = Sm3::new().chain_update(b"xunlu/sm2/1\0");
            hash.chain_update(secret).chain_update([turn]).finalize()
        });
        let mut keys = hashes.filter_map(|hash| SigningKey::from_slice(NAME, &hash).ok());
        #[expect(
            clippy::expect_used,
            reason = "256 hashes in a row outside the curve's order are not met"
        )]
        Secret(keys.next().expect("a key"))
    }

    pub(crate) fn public(&self) -> Public {
        Public(*self.0.verifying_key().as_affine())
    }

    pub(crate) fn sign(&self, parts: &[&[u8]]) -> [u8; 64] {
        #[expect(
            clippy::expect_used,
            reason = "a number that does not do is drawn once in 2²⁵⁰ signatures"
        )]
        let signature = self.0.try_multipart_sign(parts).expect("a signature");
        signature.to_bytes().into()
    }
}

/// The half of a key that verifies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Public(sm2::AffinePoint);

impl Public {
    /// Reads a point; nothing if it is none of the curve, or written in another way.
    pub(crate) fn read(bytes: &[u8; POINT]) -> Option<Public> {
        let key = VerifyingKey::from_sec1_bytes(NAME, bytes).ok()?;
        let read = Public(*key.as_affine());
        (read.bytes() == *bytes).then_some(read)
    }

    pub(crate) fn bytes(self) -> [u8; POINT] {
        use sm2::elliptic_curve::group::GroupEncoding;
        self.0.to_bytes().into()
    }

    pub(crate) fn verify(self, parts: &[&[u8]], signature: &[u8; 64]) -> bool {
        let key = VerifyingKey::from_affine(NAME, self.0);
        let signature = Signature::from_slice(signature);
        key.is_ok_and(|key| {
            signature.is_ok_and(|signature| key.multipart_verify(parts, &signature).is_ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex<const N: usize>(digits: &str) -> [u8; N] {
        crate::unhex_all(&digits.replace(' ', ""))
            .unwrap()
            .try_into()
            .unwrap()
    }

    #[test]
    fn sm3_of_the_standards_examples() {
        // GB/T 32905-2016, A.1 and A.2.
        for (text, digest) in [
            (
                "abc",
                "66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 4167c487 5cf2f7a2 297da02b 8f4ba8e0",
            ),
            (
                &*"abcd".repeat(16),
                "debe9ff9 2275b8a1 38604889 c18e5a4d 6fdb70e5 387e5765 293dcba3 9c0c5732",
            ),
        ] {
            assert_eq!(<[u8; 32]>::from(Sm3::digest(text)), hex(digest));
        }
    }

    #[test]
    fn the_signature_of_the_standards_example_verifies_and_no_other() {
        // GB/T 32918.5-2017, A.2: the curve of the standard, key, message and signature.
        let d =
            hex::<32>("3945208f 7b2144b1 3f36e38a c6d39f95 88939369 2860b51a 42fb81ef 4df7c5b8");
        let x =
            hex::<32>("09f9df31 1e5421a1 50dd7d16 1e4bc5c6 72179fad 1833fc07 6bb08ff3 56f35020");
        let y =
            hex::<32>("ccea490c e26775a5 2dc6ea71 8cc1aa60 0aed05fb f35e084a 6632f607 2da9ad13");
        let r =
            hex::<32>("f5a03b06 48d2c463 0eeac513 e1bb81a1 5944da38 27d5b741 43ac7eac eee720b3");
        let s =
            hex::<32>("b1b6aa29 df212fd8 763182bc 0d421ca1 bb9038fd 1f7f42d4 840b69c4 85bbc1aa");
        let key = SigningKey::from_slice(NAME, &d).unwrap();
        let public = Public(*key.verifying_key().as_affine());
        let mut point = [2 | (y[31] & 1); POINT];
        point[1..].copy_from_slice(&x);
        assert_eq!(public.bytes(), point);
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s);
        assert!(public.verify(&[b"message digest"], &signature));
        assert!(public.verify(&[b"message ", b"digest"], &signature));
        assert!(!public.verify(&[b"message digesT"], &signature));
        for bit in 0..512 {
            let mut bent = signature;
            bent[bit / 8] ^= 1 << (bit % 8);
            assert!(!public.verify(&[b"message digest"], &bent), "bit {bit}");
        }
        assert!(!public.verify(&[b"message digest"], &[0; 64]));
        assert!(!public.verify(&[b"message digest"], &[0xff; 64]));
    }

    #[test]
    fn a_point_has_one_spelling() {
        let point = Secret::of(&[7; 32]).public().bytes();
        assert!(Public::read(&point) == Some(Secret::of(&[7; 32]).public()));
        for first in [0, 1, 4, 5, 6, 7, 0xff] {
            let mut other = point;
            other[0] = first;
            assert!(Public::read(&other).is_none(), "{first}");
        }
        assert!(Public::read(&[0; POINT]).is_none(), "the point at infinity");
    }
}
