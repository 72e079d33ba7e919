//! One fixed operation, grant, receipt and record, and random ones.

use std::collections::BTreeMap;

use merge::{
    Attachment, Bucket, Change, Claimed, Context, DeviceId, Dot, Grant, Hash, Head, Hlc, Key,
    MAX_SEQ, Op, Receipt, Record, RecordId, Terms, Value,
};
use proptest::prelude::*;

/// The purpose an operation is signed for, as `seal.rs` spells it.
pub(crate) const DOMAIN: &[u8] = b"xunlu/op/1\0";

pub(crate) fn key() -> Key {
    Key::from_secret(&[7; 32])
}

pub(crate) fn op() -> Op {
    let mut context = Context::new();
    context.dots.insert(DeviceId([2; 16]), 300);
    context.dots.insert(DeviceId([9; 16]), 4);
    let entry = BTreeMap::from([
        ("due".to_owned(), "2026-12-01".into()),
        (
            "share".to_owned(),
            Value::Decimal {
                mantissa: 125,
                exponent: -1,
            },
        ),
    ]);
    Op {
        device: DeviceId([2; 16]),
        seq: 301,
        prev: Hash([3; 32]),
        bucket: Bucket(420_625_102_201),
        bucket_prev: 299,
        record: RecordId::v7(1_790_000_000_000, [5; 10]),
        context,
        hlc: Hlc::from_ms(1_790_000_000_123),
        claimed: Claimed {
            wall_ms: 1_790_000_000_120,
            offset_min: 480,
            trusted_ms: 1_789_000_000_000,
        },
        grant: Hash([6; 32]),
        kind: 3,
        form: 2,
        changes: vec![
            Change::Set {
                field: 1,
                value: "临水临崖".into(),
            },
            Change::Set {
                field: 2,
                value: Value::Null,
            },
            Change::Set {
                field: 3,
                value: Value::List(vec![true.into(), (-5).into()]),
            },
            Change::Item {
                field: 300,
                item: Value::Map(entry),
                present: true,
            },
            Change::Item {
                field: 300,
                item: Value::Bytes(vec![0xff]),
                present: false,
            },
            Change::Event {
                name: "report".to_owned(),
            },
            Change::Attach(Attachment {
                field: 20,
                sha256: Hash([8; 32]),
                size: 123_456,
                mime: "image/jpeg".to_owned(),
                caption: "照片.jpg".to_owned(),
            }),
        ],
        reason: Some("村民报告".to_owned()),
        resolves: vec![Dot {
            device: DeviceId([9; 16]),
            seq: 4,
        }],
    }
}

pub(crate) fn grant() -> Grant {
    let terms = Terms {
        key: key().public().full(),
        epoch: 1,
        person: "王强".to_owned(),
        role: "officer".to_owned(),
        unit: Bucket(420_625_102_000),
        jurisdiction: vec![Bucket(420_625_102_000), Bucket(420_625_103_000)],
        not_before_ms: 1_790_000_000_000,
        not_after_ms: 1_821_536_000_000,
    };
    Grant::issue(&terms, &key()).unwrap()
}

pub(crate) fn receipt() -> Receipt {
    let head = Head {
        seq: 301,
        hash: Hash([3; 32]),
    };
    Receipt::sign(DeviceId([2; 16]), head, 1_790_000_000_500, 7, &key()).unwrap()
}

/// The sample operation, one that rivals it, and one that saw the first.
pub(crate) fn record() -> Record {
    let first = op();
    let mut rival = op();
    rival.device = DeviceId([4; 16]);
    rival.seq = 1;
    rival.context = Context::new();
    rival.changes.truncate(2);
    let mut next = op();
    next.device = DeviceId([1; 16]);
    next.seq = 12;
    next.context = first.clock();
    next.changes = vec![Change::Set {
        field: 3,
        value: 7.into(),
    }];
    let mut record = Record::from_op(&first);
    record.apply(&rival).unwrap();
    record.apply(&next).unwrap();
    record
}

/// The envelope around any body, rightly signed.
pub(crate) fn sealed(body: &[u8]) -> Vec<u8> {
    let signature = key().sign(DOMAIN, body);
    raw(|e| {
        e.array(3)?
            .u8(1)?
            .bytes(body)?
            .bytes(&signature.0)
            .map(drop)
    })
}

pub(crate) fn raw(
    write: impl FnOnce(
        &mut merge::cbor::Writer,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>>,
) -> Vec<u8> {
    merge::cbor::encode(write)
}

/// Body and signature of an operation's bytes.
pub(crate) fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut d = minicbor::Decoder::new(bytes);
    assert_eq!((d.array().unwrap(), d.u8().unwrap()), (Some(3), 1));
    (d.bytes().unwrap().to_vec(), d.bytes().unwrap().to_vec())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Any value within the limits.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (any::<i64>(), any::<i8>())
            .prop_map(|(mantissa, exponent)| Value::Decimal { mantissa, exponent }),
        ".{0,12}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..12).prop_map(Value::Bytes),
        // A half-precision float, which a newer program might write.
        any::<[u8; 2]>().prop_map(|[a, b]| Value::Unknown(vec![0xf9, a, b])),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::btree_map(".{0,6}", inner, 0..5).prop_map(Value::Map),
        ]
    })
}

fn changes() -> impl Strategy<Value = Change> {
    let file = (
        any::<u16>(),
        any::<[u8; 32]>(),
        any::<u64>(),
        ".{0,9}",
        ".{0,9}",
    );
    prop_oneof![
        (any::<u16>(), values()).prop_map(|(field, value)| Change::Set { field, value }),
        (any::<u16>(), values(), any::<bool>()).prop_map(|(field, item, present)| Change::Item {
            field,
            item,
            present
        }),
        "[a-z_]{0,12}".prop_map(|name| Change::Event { name }),
        file.prop_map(
            |(field, sha256, size, mime, caption)| Change::Attach(Attachment {
                field,
                sha256: Hash(sha256),
                size,
                mime,
                caption,
            })
        ),
    ]
}

/// Any operation within the limits.
pub(crate) fn ops() -> impl Strategy<Value = Op> {
    let numbers = (
        2..=MAX_SEQ,
        any::<[u64; 5]>(),
        any::<i32>(),
        any::<[u16; 2]>(),
        any::<[u8; 32]>(),
    );
    let seen = prop::collection::btree_map(any::<[u8; 16]>(), 1..=MAX_SEQ, 0..5);
    let dots = prop::collection::vec((any::<[u8; 16]>(), 0..=MAX_SEQ), 0..3);
    let changes = prop::collection::vec(changes(), 0..6);
    (numbers, seen, dots, changes, prop::option::of(".{0,20}")).prop_map(
        |(
            (seq, [bucket, before, hlc, wall_ms, trusted_ms], offset_min, [kind, form], hash),
            seen,
            dots,
            changes,
            reason,
        )| Op {
            device: DeviceId([hash[0]; 16]),
            seq,
            prev: Hash(hash),
            bucket: Bucket(bucket),
            bucket_prev: before,
            record: RecordId([hash[1]; 16]),
            context: seen
                .into_iter()
                .filter(|(device, _)| *device != [hash[0]; 16])
                .map(|(device, seq)| crdts_dot(device, seq))
                .collect(),
            hlc: Hlc(hlc),
            claimed: Claimed {
                wall_ms,
                offset_min,
                trusted_ms,
            },
            grant: Hash(hash),
            kind,
            form,
            changes,
            reason,
            resolves: dots
                .into_iter()
                .map(|(device, seq)| Dot {
                    device: DeviceId(device),
                    seq,
                })
                .collect(),
        },
    )
}

fn crdts_dot(device: [u8; 16], seq: u64) -> crdts::Dot<DeviceId> {
    crdts::Dot::new(DeviceId(device), seq)
}
