//! What is refused, what is kept although it is not understood, and what may be as long as it is.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[allow(dead_code, reason = "another test uses the rest")]
mod sample;

use std::collections::BTreeMap;

use merge::cbor::Malformed;
use merge::{
    Change, Context, DeviceId, Grant, MAX_BODY, MAX_CHANGES, MAX_CONTEXT, MAX_SEQ, Op, Receipt,
    Record, Sealed, Terms, Value,
};
use sample::{key, parts, raw, sealed};

const CONTEXT: u8 = 8;
const CHANGES: u8 = 14;

/// The sample operation's body as raw values by key, to be bent.
fn body() -> BTreeMap<u8, Vec<u8>> {
    let sealed = Sealed::sign(sample::op(), &key());
    let (body, _) = parts(sealed.bytes());
    let mut d = minicbor::Decoder::new(&body);
    let len = d.map().unwrap().unwrap();
    (0..len)
        .map(|_| {
            let key = d.u8().unwrap();
            let start = d.position();
            d.skip().unwrap();
            (key, body[start..d.position()].to_vec())
        })
        .collect()
}

/// A body as signed bytes: what a newer program, or a hostile one, could send.
fn signed(body: &BTreeMap<u8, Vec<u8>>) -> Vec<u8> {
    let mut bytes = raw(|e| e.map(body.len() as u64).map(drop));
    for (key, value) in body {
        bytes.extend(raw(|e| e.u8(*key).map(drop)));
        bytes.extend(value);
    }
    sealed(&bytes)
}

/// The error of the sample body with one key replaced.
fn refused(key: u8, value: Vec<u8>) -> Malformed {
    Sealed::open(&signed(&BTreeMap::from_iter(
        body().into_iter().chain([(key, value)]),
    )))
    .unwrap_err()
}

fn context(entries: &[(u8, u64)]) -> Vec<u8> {
    raw(|e| {
        e.map(entries.len() as u64)?;
        for (device, seq) in entries {
            e.bytes(&[*device; 16])?.u64(*seq)?;
        }
        Ok(())
    })
}

#[test]
fn keys_of_a_newer_program_are_kept_in_the_bytes_and_skipped() {
    let mut newer = body();
    newer.insert(17, raw(|e| e.array(2)?.str("新")?.f64(0.5)?.ok()));
    newer.insert(200, raw(|e| e.map(1)?.u8(1)?.null()?.ok()));
    let bytes = signed(&newer);
    let opened = Sealed::open(&bytes).unwrap();
    assert_eq!(opened.op, sample::op());
    assert_eq!(opened.bytes(), bytes);
    assert!(opened.verify(&key().public()));
    assert_ne!(opened.hash, Sealed::sign(sample::op(), &key()).hash);
}

#[test]
fn every_key_but_two_is_needed_once_and_in_order() {
    for missing in body().into_keys() {
        let mut less = body();
        less.remove(&missing);
        let optional = missing == 15 || missing == 16;
        assert_eq!(
            Sealed::open(&signed(&less)).is_ok(),
            optional,
            "key {missing}"
        );
    }
    let all: Vec<_> = body().into_iter().collect();
    for (order, what) in [([1, 0, 2], "swapped"), ([0, 0, 1], "twice")] {
        let mut keys = order.map(|at| &all[at]).to_vec();
        keys.extend(&all[if what == "twice" { 2.. } else { 3.. }]);
        let mut bytes = raw(|e| e.map(keys.len() as u64)?.ok());
        for (key, value) in keys {
            bytes.extend(raw(|e| e.u8(*key)?.ok()));
            bytes.extend(value);
        }
        assert_eq!(
            Sealed::open(&sealed(&bytes)).unwrap_err(),
            Malformed::Shape("order of keys in an operation"),
            "{what}",
        );
    }
}

#[test]
fn an_operation_of_another_format_or_algorithm_is_refused() {
    assert_eq!(
        refused(0, vec![0x02]),
        Malformed::Shape("version of an operation")
    );
    let bytes = Sealed::sign(sample::op(), &key()).bytes().to_vec();
    assert!(Sealed::open(&[&[0x83, 0x03], &bytes[2..]].concat()).is_err());
}

#[test]
fn contexts_have_one_spelling_and_no_future() {
    let many: Vec<_> = (0..=MAX_CONTEXT as u8)
        .map(|device| (100 + device, 1))
        .collect();
    assert_eq!(
        refused(CONTEXT, context(&many)),
        Malformed::Limit("context")
    );
    let order = Malformed::Shape("order of devices in a context");
    assert_eq!(refused(CONTEXT, context(&[(9, 1), (8, 1)])), order);
    assert_eq!(refused(CONTEXT, context(&[(9, 1), (9, 2)])), order);
    assert_eq!(
        refused(CONTEXT, context(&[(9, 0)])),
        Malformed::Shape("number in a context")
    );
    // The sample is number 301 of device 2.
    let own = Malformed::Shape("context of an operation");
    assert_eq!(refused(CONTEXT, context(&[(2, 301)])), own);
    let open = |entries: &[(u8, u64)]| {
        let mut fine = body();
        fine.insert(CONTEXT, context(entries));
        Sealed::open(&signed(&fine)).unwrap().op.context.dots.len()
    };
    assert_eq!(open(&many[1..]), MAX_CONTEXT);
    assert_eq!(open(&[(2, 300)]), 1);
    let number = Malformed::Shape("number in a context");
    assert_eq!(refused(CONTEXT, context(&[(9, MAX_SEQ + 1)])), number);
    assert_eq!(open(&[(9, MAX_SEQ)]), 1);
    let number = Malformed::Shape("number of an operation");
    let too_high = raw(|e| e.u64(MAX_SEQ + 1).map(drop));
    assert_eq!(refused(2, vec![0]), number);
    assert_eq!(refused(2, too_high), number);
}

#[test]
fn changes_are_bounded_in_number_depth_and_name() {
    let event = |len: usize| raw(|e| e.array(1)?.array(2)?.u8(3)?.str(&"x".repeat(len))?.ok());
    assert_eq!(
        refused(CHANGES, event(65)),
        Malformed::Limit("name of an event")
    );
    let many = raw(|e| {
        e.array(MAX_CHANGES as u64 + 1)?;
        (0..=MAX_CHANGES).try_for_each(|_| e.array(2)?.u8(3)?.str("x")?.ok())
    });
    assert_eq!(refused(CHANGES, many), Malformed::Limit("changes"));
    let nested = |depth: usize| {
        let mut bytes = raw(|e| e.array(1)?.array(3)?.u8(0)?.u16(1)?.ok());
        bytes.extend(vec![0x81; depth]);
        bytes.push(0xf6);
        bytes
    };
    assert_eq!(
        refused(CHANGES, nested(9)),
        Malformed::Limit("depth of a value")
    );
    assert_eq!(
        refused(CHANGES, nested(60_000)),
        Malformed::Limit("depth of a value")
    );
    let long = raw(|e| e.array(1)?.array(3)?.u8(0)?.u16(1)?.array(1025)?.ok());
    assert_eq!(refused(CHANGES, long), Malformed::Limit("list"));
    let verb = raw(|e| e.array(1)?.array(3)?.u8(9)?.u16(1)?.null()?.ok());
    assert_eq!(refused(CHANGES, verb), Malformed::Shape("change"));
}

#[test]
fn a_body_over_its_limit_is_refused() {
    let mut long = body();
    long.insert(20, raw(|e| e.bytes(&vec![0; MAX_BODY])?.ok()));
    assert_eq!(
        Sealed::open(&signed(&long)).unwrap_err(),
        Malformed::Limit("operation")
    );
}

#[test]
fn signed_bytes_have_one_spelling_so_they_have_one_hash() {
    let op = Sealed::sign(sample::op(), &key());
    let (body, signature) = parts(op.bytes());
    let len = (body.len() as u32).to_be_bytes();
    let heads: [&[&[u8]]; 4] = [
        &[&[0x98, 0x03], &[0x01], &[0x59], &len[2..]],
        &[&[0x83], &[0x18, 0x01], &[0x59], &len[2..]],
        &[&[0x83], &[0x01], &[0x5a], &len],
        &[&[0x83], &[0x01], &[0x59], &len[2..]],
    ];
    for (number, head) in heads.into_iter().enumerate() {
        for tail in [&[0x58, 0x40][..], &[0x59, 0x00, 0x40]] {
            let bytes = [&head.concat()[..], &body, tail, &signature].concat();
            let same = bytes == op.bytes();
            assert_eq!(Sealed::open(&bytes).is_ok(), same, "head {number}");
        }
    }
    let respelled = |bytes: &[u8]| [&[0x98, 0x02], &bytes[1..]].concat();
    assert!(Grant::open(&respelled(sample::grant().bytes())).is_err());
    assert!(Receipt::open(&respelled(sample::receipt().bytes())).is_err());
}

#[test]
fn a_grant_over_its_limits_is_not_issued() {
    let terms = sample::grant().terms;
    let person = "x".repeat(257);
    assert!(
        Grant::issue(
            &Terms {
                person,
                ..terms.clone()
            },
            &key()
        )
        .is_err()
    );
    let jurisdiction = vec![terms.unit; 1025];
    assert!(
        Grant::issue(
            &Terms {
                jurisdiction,
                ..terms
            },
            &key()
        )
        .is_err()
    );
}

/// A record grows for years; what could be folded must always be readable again.
#[test]
fn a_record_of_any_length_reads_back() {
    let first = Op {
        context: Context::new(),
        changes: Vec::new(),
        ..sample::op()
    };
    let mut record = Record::from_op(&first);
    for number in 0..5_000_u32 {
        let mut device = [0; 16];
        device[..4].copy_from_slice(&number.to_be_bytes());
        let changes = vec![
            Change::Item {
                field: 1,
                item: Value::Int(number.into()),
                present: true,
            },
            Change::Event {
                name: "log".to_owned(),
            },
        ];
        let op = Op {
            device: DeviceId(device),
            seq: 1,
            changes,
            ..first.clone()
        };
        record.apply(&op).unwrap();
    }
    let read = Record::decode(&record.encode()).unwrap();
    assert_eq!(read.canonical(), record.canonical());
    assert_eq!(read.events().len(), 5_000);
}

/// A snapshot of one field written by device 1, with three places to go wrong.
fn page(devices: &[u8], source: &[u64], clock: &[u64], register: &[u64]) -> Vec<u8> {
    raw(|e| {
        e.array(12)?.u8(1)?.bytes(&[7; 16])?.u64(1)?.u16(3)?;
        e.array(devices.len() as u64)?;
        for device in devices {
            e.bytes(&[*device; 16])?;
        }
        e.array(1)?.array(4)?.u32(0)?.u64(5)?.u64(5)?;
        for list in [source, clock] {
            e.array(list.len() as u64)?;
            list.iter().try_for_each(|number| e.u64(*number)?.ok())?;
        }
        e.map(1)?.u16(1)?.array(register.len() as u64)?;
        register
            .iter()
            .try_for_each(|number| e.u64(*number)?.ok())?;
        e.map(0)?.array(0)?.array(0)?.array(0)?.ok()
    })
}

#[test]
fn a_snapshot_that_contradicts_itself_is_refused() {
    let fine = page(&[1, 2], &[0, 3], &[0, 3, 1, 1], &[0, 9]);
    assert_eq!(Record::decode(&fine).unwrap().value(1), Some(9.into()));
    let shape = |bytes: Vec<u8>| Record::decode(&bytes).unwrap_err();
    for (what, bytes) in [
        (
            "devices of a record",
            page(&[2, 1], &[0, 3], &[0, 3], &[0, 9]),
        ),
        (
            "reference in a record",
            page(&[1], &[0, 3], &[0, 3], &[1, 9]),
        ),
        (
            "reference in a record",
            page(&[1], &[0, 3, 1, 1], &[0, 3], &[0, 9]),
        ),
        ("source", page(&[1, 2], &[1, 3], &[0, 3, 1, 3], &[0, 9])),
        ("clock", page(&[1], &[0, 0], &[0, 3], &[0, 9])),
        ("clock", page(&[1], &[0, 3, 0, 4], &[0, 4], &[0, 9])),
        ("clock", page(&[1], &[0, 3, 0], &[0, 3], &[0, 9])),
        ("clock of a record", page(&[1], &[0, 3], &[0, 2], &[0, 9])),
        ("register", page(&[1], &[0, 3], &[0, 3], &[0])),
        (
            "values of a field",
            page(&[1], &[0, 3], &[0, 3], &[0, 9, 0, 9]),
        ),
    ] {
        assert_eq!(shape(bytes), Malformed::Shape(what));
    }
    let devices: Vec<u8> = (0..70).collect();
    let clock: Vec<u64> = (0..70).flat_map(|device| [device, 1]).collect();
    let bomb = page(&devices, &clock, &clock, &[0, 9]);
    assert_eq!(shape(bomb), Malformed::Limit("clock"));
    let mut newer = fine;
    newer[1] = 2;
    assert_eq!(shape(newer), Malformed::Shape("version of a record"));
}
