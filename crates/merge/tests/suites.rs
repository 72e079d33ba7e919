//! What holds in every signature suite, and that none stands in for another.
//!
//! With the feature `sm` there are two; without it the same laws hold of the one.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod sample;

use merge::cbor::Malformed;
use merge::tree::Root;
use merge::{
    DeviceId, FullKey, Grant, Hash, Head, Key, LogHead, PublicKey, Receipt, Revocation, Sealed,
    Suite, Terms, fingerprint,
};
use proptest::prelude::*;

/// A key of every suite, all of the same secret.
fn keys() -> Vec<Key> {
    let suites = Suite::ALL.iter();
    suites.map(|suite| Key::of(*suite, &[7; 32])).collect()
}

/// A signed document: its bytes, and whether a key signed them.
type Document = (Vec<u8>, fn(&[u8], &PublicKey) -> bool);

/// Everything that is signed, by this key.
fn documents(key: &Key) -> [Document; 5] {
    let device = DeviceId::of(key.public(), 1);
    let hash = Hash([3; 32]);
    let head = Head { seq: 301, hash };
    let terms = Terms {
        key: key.public().full(),
        ..sample::grant().terms
    };
    [
        (Sealed::sign(sample::op(), key).bytes().to_vec(), |b, k| {
            Sealed::open(b).is_ok_and(|one| one.verify(k))
        }),
        (
            Grant::issue(&terms, key).unwrap().bytes().to_vec(),
            |b, k| Grant::open(b).is_ok_and(|one| one.verify(k)),
        ),
        (
            Receipt::sign(device, head, 5, 7, key)
                .unwrap()
                .bytes()
                .to_vec(),
            |b, k| Receipt::open(b).is_ok_and(|one| one.verify(k)),
        ),
        (
            LogHead::sign(Root { size: 7, hash }, 11, 13, key)
                .unwrap()
                .bytes()
                .to_vec(),
            |b, k| LogHead::open(b).is_ok_and(|one| one.verify(k)),
        ),
        (
            Revocation::sign((device, 3), 11, false, "丢失", key)
                .unwrap()
                .bytes()
                .to_vec(),
            |b, k| Revocation::open(b).is_ok_and(|one| one.verify(k)),
        ),
    ]
}

#[test]
fn everything_signed_is_good_as_it_was_signed_alone_in_every_suite() {
    for key in keys() {
        let suite = key.suite();
        for (at, (bytes, verifies)) in documents(&key).into_iter().enumerate() {
            assert!(verifies(&bytes, &key.public()), "{suite}: {at}");
            let stranger = Key::of(suite, &[8; 32]).public();
            assert!(!verifies(&bytes, &stranger), "{suite}: {at}");
            // Every byte, and of each another bit.
            for place in 0..bytes.len() {
                let mut bent = bytes.clone();
                bent[place] ^= 1 << (place % 8);
                assert!(
                    !verifies(&bent, &key.public()),
                    "{suite}: {at}, byte {place}"
                );
            }
        }
    }
}

#[test]
fn no_key_verifies_what_was_signed_in_another_suite() {
    for signer in keys() {
        for verifier in keys().iter().map(Key::public) {
            for (at, (bytes, verifies)) in documents(&signer).into_iter().enumerate() {
                let same = signer.suite() == verifier.suite();
                assert_eq!(
                    verifies(&bytes, &verifier),
                    same,
                    "{at} of {}",
                    signer.suite()
                );
                // Nor does an operation that says it is of another.
                for number in 0..=u8::MAX {
                    let mut other = bytes.clone();
                    if at > 0 || number == signer.suite().number() {
                        continue;
                    }
                    // Behind the array of three.
                    other.splice(1..2, sample::raw(|e| e.u8(number)?.ok()));
                    assert!(!verifies(&other, &verifier), "suite {number}");
                    let known = Suite::of(number).is_some();
                    let refused = Sealed::open(&other).err();
                    assert!(
                        known || refused == Some(Malformed::Suite(number)),
                        "{refused:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_suite_is_part_of_the_name_of_a_key_and_of_its_device() {
    for key in keys() {
        let (named, full) = (key.public().full(), key.public().full().bytes());
        assert_eq!(named.public(), Ok(key.public()));
        for cut in 0..full.len() {
            // What is cut to 32 bytes, or to 64, may be a key of the first suite, and is another key.
            let cut = PublicKey::read(&full[..cut]);
            let other = cut.as_ref().is_ok_and(|cut| cut.suite() != Suite::Ed25519);
            assert!(!other, "{cut:?}");
            assert_ne!(cut, Ok(key.public()));
        }
        assert!(PublicKey::read(&[&full[..], &[0]].concat()).is_err());
    }
    let mut names: Vec<DeviceId> = keys()
        .iter()
        .map(|key| DeviceId::of(key.public(), 1))
        .collect();
    assert_eq!(names[0], DeviceId::derive(&keys()[0].public().bytes(), 1));
    names.dedup();
    assert_eq!(names.len(), Suite::ALL.len());
}

#[test]
fn every_program_reads_every_key_and_says_which_it_cannot_verify_with() {
    let line = keys()[0].public().bytes();
    let known = |number| Suite::of(number).is_some();
    for len in 0..100 {
        let bytes: Vec<u8> = line.into_iter().chain([3; 68]).take(len).collect();
        let Ok(key) = FullKey::open(&bytes) else {
            assert!(![32, 64, 65].contains(&len), "{len} bytes");
            continue;
        };
        assert_eq!((key.bytes(), key.line()), (bytes, line));
        assert_eq!(key.suite(), if len == 65 { 2 } else { 1 });
        assert_eq!(key.to_string().parse(), Ok(key));
        let lacks = key.public() == Err(Malformed::Suite(key.suite()));
        assert_eq!(lacks, !known(key.suite()), "{key:?}");
    }
    assert!(Malformed::Suite(2).to_string().contains("SM2"));
}

#[test]
fn a_grant_and_all_that_is_named_after_a_key_tell_it_from_the_half_it_shares() {
    let short = FullKey::from(keys()[0].public().bytes());
    let long = FullKey::open(&[&short.line()[..], &[3; 33]].concat()).unwrap();
    let granted = |key| {
        let terms = Terms {
            key,
            ..sample::grant().terms
        };
        Grant::issue(&terms, &keys()[0]).unwrap()
    };
    let (one, other) = (granted(short), granted(long));
    assert_eq!(Grant::open(other.bytes()).unwrap().terms.key, long);
    assert_eq!(one.device, DeviceId::derive(&short.line(), one.terms.epoch));
    assert_eq!(other.device, DeviceId::of(long, other.terms.epoch));
    assert_ne!(one.device, other.device);
    assert_ne!(fingerprint(&short), fingerprint(&long));
}

#[test]
fn what_is_not_certified_says_so_wherever_it_is_named() {
    for suite in Suite::ALL.iter().filter(|suite| **suite != Suite::Ed25519) {
        assert!(
            suite.to_string().contains("未经国家密码管理局认证"),
            "{suite}"
        );
        assert!(suite.to_string().contains("not certified"), "{suite}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn operations_read_back_as_they_were_signed(op in sample::ops(), secret: [u8; 32]) {
        for suite in Suite::ALL {
            let key = Key::of(*suite, &secret);
            let sealed = Sealed::sign(op.clone(), &key);
            let opened = Sealed::open(sealed.bytes()).unwrap();
            prop_assert_eq!(&opened.op, &op);
            prop_assert!(opened.verify(&key.public()));
            // Signing draws no lots, so what is signed again is the same operation.
            prop_assert_eq!(Sealed::sign(opened.op, &key), sealed);
        }
    }

    #[test]
    fn bytes_that_are_no_key_are_none(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(key) = PublicKey::read(&bytes) {
            prop_assert_eq!(key.full().bytes(), bytes);
        }
    }
}
