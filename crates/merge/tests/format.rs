//! The bytes: pinned, read back, bent and cut.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod sample;

use merge::{Grant, Receipt, Record, Sealed, frame};
use proptest::prelude::*;
use sample::{hex, key, parts};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
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
    assert_eq!(
        sealed.bytes(),
        [&header[..], &body, &[0x58, 0x40], &signature].concat()
    );
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
        assert!(
            Record::decode(&record[..cut]).is_err(),
            "record cut at {cut}"
        );
    }
    for cut in 0..sealed.bytes().len() {
        assert!(
            Sealed::open(&sealed.bytes()[..cut]).is_err(),
            "operation cut at {cut}"
        );
    }
    let (body, _) = parts(sealed.bytes());
    for cut in 0..body.len() {
        assert!(
            Sealed::open(&sample::sealed(&body[..cut])).is_err(),
            "body cut at {cut}"
        );
    }
}

#[test]
fn a_signature_for_one_purpose_fits_no_other() {
    let (body, _) = parts(Sealed::sign(sample::op(), &key()).bytes());
    let foreign = key().sign(b"xunlu/grant/1\0", &body);
    let bytes = sample::raw(|e| e.array(3)?.u8(1)?.bytes(&body)?.bytes(&foreign.0).map(drop));
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
    assert_eq!(
        frame::read(&[&long[..], &[0; 64]].concat()),
        Err(frame::Broken::Damaged)
    );
}

/// Opens bytes as everything there is. That it returns is the test.
fn open_as_anything(bytes: &[u8]) -> Result<(), TestCaseError> {
    let _ = Sealed::open(bytes).map(|sealed| sealed.verify(&key().public()));
    let _ = Grant::open(bytes).map(|grant| grant.public_key().map(|key| grant.verify(&key)));
    let _ = Receipt::open(bytes).map(|receipt| receipt.verify(&key().public()));
    let _ = frame::read(bytes);
    if let Ok(record) = Record::decode(bytes) {
        // Whatever can be read can be used, kept, and read again as the same.
        let again =
            Record::decode(&record.encode()).map_err(|e| TestCaseError::fail(e.to_string()))?;
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

const OP_BODY: &str = "
    b000010150020202020202020202020202020202020219012d03582003030303030303030303030303030303
    03030303030303030303030303030303041b00000061ef35b5790519012b065001a0c4506c00750585050505
    05050505070308a2500202020202020202020202020202020219012c50090909090909090909090909090909
    0904091b01a0c4506c7b00000a831b000001a0c4506c781901e01b000001a088b5a2000c5820060606060606
    06060606060606060606060606060606060606060606060606060d020e878300016ce4b8b4e6b0b4e4b8b4e5
    b496830002f683000382f524830119012ca2636475656a323032362d31322d3031657368617265c48220187d
    830219012c41ff8203667265706f727482048514582008080808080808080808080808080808080808080808
    080808080808080808081a0001e2406a696d6167652f6a7065676ae785a7e789872e6a70670f6ce69d91e6b0
    91e68aa5e5918a108182500909090909090909090909090909090904
";
const OP_SIGNATURE: &str = "
    8d59dfa32d4c401ab9153ebe9886f533c76c215cbf25bcc4bdcf1e0e49778aad7552c01b3102af377b893f1c
    74c8ea909e6a793f101a053b1a33f6cd6d3dfa08
";
const OP_HASH: &str = "
    29fb9994d55a1e2dff161863af6eb9f24477601eff026face0f0b4a309e2feca
";
const GRANT: &str = "
    825861885820ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c0166e78e8be5
    bcba676f6666696365721b00000061ef35b4b0821b00000061ef35b4b01b00000061ef35b8981b000001a0c4
    506c001b000001a81c0198005840db31c9b0765387044b8aa17b1cd89bfbf183437660fd8e39f605884edba6
    a4c072d52b3f5590fa5f5b301ba0a3d646cd6291dbdb8085ed76fe44e7d642fed80a
";
const RECEIPT: &str = "
    82584185500202020202020202020202020202020219012d5820030303030303030303030303030303030303
    03030303030303030303030303031b000001a0c4506df4075840ce19e9a5b0572e785add2590b792fdaaeb33
    07efa512d67c569f379b8b6ec6f4ae052f5310f0545fc8c055a6085f6c597bf261e2eb44aaa3faad6c7b602f
    250e
";
const RECORD: &str = "
    8c015001a0c4506c00750585050505050505051b00000061ef35b57903845001010101010101010101010101
    0101015002020202020202020202020202020202500404040404040404040404040404040450090909090909
    090909090909090909098384001b01a0c4506c7b00001b000001a0c4506c7886000c0119012d030484011b01
    a0c4506c7b00001b000001a0c4506c78840119012d030484021b01a0c4506c7b00001b000001a0c4506c7882
    020188000c0119012d02010304a30184016ce4b8b4e6b0b4e4b8b4e5b496026ce4b8b4e6b0b4e4b8b4e5b496
    028401f602f603820007a119012c828241ff8201f482a2636475656a323032362d31322d3031657368617265
    c48220187d8201f5818301667265706f72746ce69d91e6b091e68aa5e5918a81851458200808080808080808
    0808080808080808080808080808080808080808080808081a0001e2406a696d6167652f6a7065676ae785a7
    e789872e6a70678182500909090909090909090909090909090904
";
