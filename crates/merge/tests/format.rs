//! The bytes: pinned, read back, bent and cut.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod sample;

use merge::{Grant, Receipt, Record, Sealed, frame};
use proptest::prelude::*;
use sample::{hex, key, parts};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Compares without line breaks, which are there for people.
fn assert_pinned(bytes: &[u8], pinned: &str) {
    let pinned: String = pinned.split_whitespace().collect();
    assert_eq!(hex(bytes), pinned, "the format changed");
}

#[test]
fn the_bytes_of_an_operation_are_pinned() {
    let sealed = Sealed::sign(sample::op(), &key());
    let (body, signature) = parts(sealed.bytes());
    assert_pinned(&body, OP_BODY);
    assert_pinned(&signature, OP_SIGNATURE);
    let header = [&[0x83, 0x01, 0x59], &(body.len() as u16).to_be_bytes()[..]].concat();
    assert_eq!(sealed.bytes(), [&header[..], &body, &[0x58, 0x40], &signature].concat());
    assert_pinned(&sealed.hash.0, OP_HASH);
}

#[test]
fn the_bytes_of_a_grant_are_pinned() {
    assert_pinned(sample::grant().bytes(), GRANT);
}

#[test]
fn the_bytes_of_a_receipt_are_pinned() {
    assert_pinned(sample::receipt().bytes(), RECEIPT);
}

#[test]
fn the_bytes_of_a_record_are_pinned() {
    assert_pinned(&sample::record().encode(), RECORD);
}

/// What a flipped bit may do to signed bytes: nobody opens them, or nobody verifies them.
fn every_flip_is_noticed(bytes: &[u8], verifies: impl Fn(&[u8]) -> bool) {
    assert!(verifies(bytes));
    for bit in 0..bytes.len() * 8 {
        let mut bent = bytes.to_vec();
        bent[bit / 8] ^= 1 << (bit % 8);
        assert!(!verifies(&bent), "bit {bit}");
    }
    for cut in 0..bytes.len() {
        assert!(!verifies(&bytes[..cut]), "cut at {cut}");
    }
    assert!(!verifies(&[bytes, &[0]].concat()), "a byte more");
}

#[test]
fn every_flipped_bit_and_every_cut_of_signed_bytes_is_noticed() {
    let public = key().public();
    every_flip_is_noticed(Sealed::sign(sample::op(), &key()).bytes(), |bytes| {
        Sealed::open(bytes).is_ok_and(|sealed| sealed.verify(&public))
    });
    every_flip_is_noticed(sample::grant().bytes(), |bytes| {
        Grant::open(bytes).is_ok_and(|grant| grant.verify(&public))
    });
    every_flip_is_noticed(sample::receipt().bytes(), |bytes| {
        Receipt::open(bytes).is_ok_and(|receipt| receipt.verify(&public))
    });
}

#[test]
fn a_cut_is_never_read() {
    let record = sample::record().encode();
    let sealed = Sealed::sign(sample::op(), &key());
    for cut in 0..record.len() {
        assert!(Record::decode(&record[..cut]).is_err(), "record cut at {cut}");
    }
    for cut in 0..sealed.bytes().len() {
        assert!(Sealed::open(&sealed.bytes()[..cut]).is_err(), "operation cut at {cut}");
    }
    let (body, _) = parts(sealed.bytes());
    for cut in 0..body.len() {
        assert!(Sealed::open(&sample::sealed(&body[..cut])).is_err(), "body cut at {cut}");
    }
}

#[test]
fn a_signature_for_one_purpose_fits_no_other() {
    let (body, _) = parts(Sealed::sign(sample::op(), &key()).bytes());
    let foreign = key().sign(b"xunlu/grant/1\0", &body);
    let bytes = sample::raw(|e| {
        e.array(3)?.u8(1)?.bytes(&body)?.bytes(&foreign.0).map(drop)
    });
    assert!(!Sealed::open(&bytes).unwrap().verify(&key().public()));
    let other = merge::Key::from_secret(&[8; 32]).public();
    assert!(!Sealed::sign(sample::op(), &key()).verify(&other));
}

#[test]
fn every_cut_of_a_frame_is_short_and_every_flip_is_noticed() {
    let mut bytes = Vec::new();
    frame::write(7, sample::receipt().bytes(), &mut bytes);
    for cut in 0..bytes.len() {
        assert_eq!(frame::read(&bytes[..cut]), Err(frame::Broken::Short));
    }
    for bit in 0..bytes.len() * 8 {
        let mut bent = bytes.clone();
        bent[bit / 8] ^= 1 << (bit % 8);
        assert!(frame::read(&bent).is_err(), "bit {bit}");
    }
    let long = (frame::MAX_PAYLOAD as u32 + 1).to_le_bytes();
    assert_eq!(frame::read(&[&long[..], &[0; 64]].concat()), Err(frame::Broken::Damaged));
}

/// Opens bytes as everything there is. That it returns is the test.
fn open_as_anything(bytes: &[u8]) -> Result<(), TestCaseError> {
    let _ = Sealed::open(bytes).map(|sealed| sealed.verify(&key().public()));
    let _ = Grant::open(bytes).map(|grant| grant.public_key().map(|key| grant.verify(&key)));
    let _ = Receipt::open(bytes).map(|receipt| receipt.verify(&key().public()));
    let _ = frame::read(bytes);
    if let Ok(record) = Record::decode(bytes) {
        // Whatever can be read can be used, kept, and read again as the same.
        let again = Record::decode(&record.encode()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(again.encode(), record.encode());
        prop_assert_eq!(again.canonical(), record.canonical());
        prop_assert!(record.events().len() <= bytes.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn operations_read_back_as_they_were_signed(op in sample::ops()) {
        let sealed = Sealed::sign(op, &key());
        let opened = Sealed::open(sealed.bytes()).unwrap();
        prop_assert_eq!(&opened.op, &sealed.op);
        prop_assert_eq!(opened.hash, sealed.hash);
        prop_assert!(opened.verify(&key().public()));
        prop_assert_eq!(Sealed::sign(opened.op, &key()), sealed);
    }

    #[test]
    fn records_read_back_as_they_were_kept(ops in prop::collection::vec(sample::ops(), 1..5)) {
        let mut record = Record::from_op(&ops[0]);
        for op in &ops[1..] {
            let (first, op) = (ops[0].clone(), op.clone());
            let op = merge::Op { record: first.record, bucket: first.bucket, kind: first.kind, ..op };
            record.apply(&op).unwrap();
        }
        let read = Record::decode(&record.encode()).unwrap();
        prop_assert_eq!(read.encode(), record.encode());
        prop_assert_eq!(read.canonical(), record.canonical());
        prop_assert_eq!(read.clock(), record.clock());
        prop_assert_eq!(read.attachments(None), record.attachments(None));
        prop_assert_eq!(read.latest(), record.latest());
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        open_as_anything(&bytes)?;
        open_as_anything(&sample::sealed(&bytes))?;
        let mut framed = Vec::new();
        frame::write(1, &bytes, &mut framed);
        prop_assert_eq!(frame::read(&framed).map(|frame| frame.payload), Ok(&bytes[..]));
    }

    /// Garbage seldom gets past the first header; what was right once gets further.
    #[test]
    fn bent_bytes_never_panic(
        which in 0usize..5,
        bends in prop::collection::vec((any::<prop::sample::Index>(), 0u8..4, any::<u8>()), 1..6),
    ) {
        let op = Sealed::sign(sample::op(), &key());
        let mut bytes = match which {
            0 => op.bytes().to_vec(),
            1 => parts(op.bytes()).0,
            2 => sample::grant().bytes().to_vec(),
            3 => sample::receipt().bytes().to_vec(),
            _ => sample::record().encode(),
        };
        for (place, how, byte) in bends {
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes[at] = bytes[at].wrapping_add(1),
                2 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        open_as_anything(&bytes)?;
        open_as_anything(&sample::sealed(&bytes))?;
    }
}

const OP_BODY: &str = "";
const OP_SIGNATURE: &str = "";
const OP_HASH: &str = "";
const GRANT: &str = "";
const RECEIPT: &str = "";
const RECORD: &str = "";
