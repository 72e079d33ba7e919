use std::collections::BTreeSet;
use std::convert::Infallible;

use merge::{Author, Bucket, Change, Draft, Hash, Key, Now, RecordId, Value};
use minicbor::bytes::ByteVec;
use proptest::prelude::*;

use super::*;

/// A store in memory: operations by device and number, kept when nothing is missing before them in
/// their bucket.
#[derive(Debug, Clone, Default, PartialEq)]
struct Shelf {
    ops: BTreeMap<(DeviceId, u64), Sealed>,
    lasts: BTreeMap<Chain, u64>,
}

impl Shelf {
    fn keep(&mut self, sealed: &Sealed) -> Fate {
        let op = &sealed.op;
        let chain = Chain {
            bucket: op.bucket,
            device: op.device,
        };
        let last = self.lasts.entry(chain).or_default();
        if op.seq <= *last {
            return Fate::Known;
        }
        if op.bucket_prev != *last {
            return Fate::Waiting(*last);
        }
        *last = op.seq;
        self.ops.insert((op.device, op.seq), sealed.clone());
        Fate::Kept
    }

    fn dots(&self) -> BTreeSet<(DeviceId, u64)> {
        self.ops.keys().copied().collect()
    }
}

impl Carrier for Shelf {
    type Error = Infallible;

    fn lasts(
        &self,
        spans: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Result<Vec<Last>, Infallible> {
        let asked = |chain: &Chain| {
            spans.iter().any(|span| span.holds(chain.bucket))
                && after.is_none_or(|after| *chain > after)
                && through.is_none_or(|through| *chain <= through)
        };
        let found = self.lasts.iter().filter(|(chain, _)| asked(chain));
        Ok(found
            .map(|(chain, seq)| Last {
                chain: *chain,
                seq: *seq,
            })
            .collect())
    }

    fn wanted(&self, want: &Want, max_bytes: usize) -> Result<Vec<Sealed>, Infallible> {
        let mut bytes = 0;
        let named = self.ops.values().filter(|sealed| want.names(sealed));
        Ok(named
            .take_while(|sealed| {
                let more = bytes < max_bytes;
                bytes += sealed.bytes().len();
                more
            })
            .cloned()
            .collect())
    }

    fn grants_of(&self, _: &[Sealed]) -> Result<Vec<ByteVec>, Infallible> {
        Ok(Vec::new())
    }

    fn carried(&mut self, ops: Vec<Sealed>, _: &[ByteVec]) -> Result<Vec<Fate>, Infallible> {
        Ok(ops.iter().map(|sealed| self.keep(sealed)).collect())
    }
}

const EVERYWHERE: Span = Span {
    first: Bucket(0),
    last: Bucket(u64::MAX),
};

/// The operations of a device that writes into one bucket after another.
fn written(device: u8, buckets: &[u64]) -> Vec<Sealed> {
    let key = Key::from_secret(&[device; 32]);
    let id = DeviceId::derive(&key.public().bytes(), 1);
    let mut author = Author::new(key, id, Hash::ZERO);
    let now = Now {
        wall_ms: 1_800_000_000_000,
        offset_min: 480,
    };
    let seal = |(n, bucket): (usize, &u64)| {
        let draft = Draft {
            record: RecordId([u8::try_from(n % 256).unwrap(); 16]),
            bucket: Bucket(*bucket),
            kind: 1,
            form: 1,
            context: merge::Context::default(),
            changes: vec![Change::Set {
                field: 1,
                value: Value::Text("所见".repeat(40)),
            }],
            reason: None,
            resolves: Vec::new(),
        };
        let sealed = author.seal(draft, now);
        author.wrote(&sealed);
        sealed
    };
    buckets.iter().enumerate().map(seal).collect()
}

/// One meeting over a link that fails whenever `cut` says so: before the answer was made, or after.
fn meet(
    a: &mut Shelf,
    b: &mut Shelf,
    spans: &[Span],
    cut: &mut dyn FnMut() -> Option<bool>,
) -> Relayed {
    let mut relay = Relay::new(spans.to_vec());
    while let Some(ask) = relay.next(a).unwrap() {
        let lost = cut();
        if lost == Some(false) {
            relay.failed();
            continue;
        }
        let reply = answer_relay(b, spans, ask).unwrap();
        if lost == Some(true) {
            relay.failed();
            continue;
        }
        relay.answer(a, reply).unwrap();
    }
    relay.report()
}

fn shelf(ops: &[Sealed]) -> Shelf {
    let mut shelf = Shelf::default();
    for sealed in ops {
        assert_eq!(shelf.keep(sealed), Fate::Kept);
    }
    shelf
}

#[test]
fn two_that_wrote_apart_have_each_others() {
    let mut a = shelf(&written(1, &[1, 2, 1, 1]));
    let mut b = shelf(&written(2, &[2, 2, 3]));
    let report = meet(&mut a, &mut b, &[EVERYWHERE], &mut || None);
    assert_eq!((report.taken, report.given), (3, 4));
    assert_eq!(a, b);
    let again = meet(&mut a, &mut b, &[EVERYWHERE], &mut || None);
    assert_eq!(again, Relayed::default());
}

#[test]
fn only_the_common_buckets_are_named_and_travel() {
    let common = [Span {
        first: Bucket(2),
        last: Bucket(2),
    }];
    let mut a = shelf(&written(1, &[1, 2, 1, 2]));
    let mut b = shelf(&written(2, &[2, 3]));
    meet(&mut a, &mut b, &common, &mut || None);
    let seqs = |shelf: &Shelf, device| -> Vec<u64> {
        let id = written(device, &[1])[0].op.device;
        let of = shelf.ops.keys().filter(|(d, _)| *d == id);
        of.map(|(_, seq)| *seq).collect()
    };
    // Ahead in the device's chain, complete in the bucket's.
    assert_eq!(seqs(&b, 1), [2, 4]);
    assert_eq!(seqs(&a, 2), [1]);
    let wide = RelayAsk::Vector(VectorAsk {
        spans: vec![EVERYWHERE],
        after: None,
    });
    assert!(matches!(
        answer_relay(&mut b, &common, wide),
        Err(SyncError::Unasked)
    ));
}

#[test]
fn what_follows_a_folded_record_is_left_to_the_office() {
    let ops = written(1, &[1, 1, 1]);
    let mut a = shelf(&ops);
    // It has the records of the first two, and not the operations.
    a.ops.retain(|(_, seq), _| *seq == 3);
    let mut b = Shelf::default();
    let report = meet(&mut a, &mut b, &[EVERYWHERE], &mut || None);
    assert_eq!(report, Relayed::default());
    let mut c = shelf(&ops[..2]);
    assert_eq!(meet(&mut c, &mut a, &[EVERYWHERE], &mut || None).taken, 1);
}

#[test]
fn what_was_not_asked_for_is_not_taken() {
    let foreign = written(3, &[1]);
    let mine = written(1, &[1, 1]);
    let mut a = Shelf::default();
    for ops in [
        &foreign[..],
        &mine[1..],
        &[mine[0].clone(), mine[0].clone()],
    ] {
        let mut relay = Relay::new(vec![EVERYWHERE]);
        relay.next(&a).unwrap();
        let promised = shelf(&mine).lasts(&[EVERYWHERE], None, None).unwrap();
        let vector = Vector {
            lasts: promised,
            more: false,
        };
        relay.answer(&mut a, RelayReply::Vector(vector)).unwrap();
        relay.next(&a).unwrap();
        let carry = Carry {
            ops: ops.iter().map(|op| op.bytes().to_vec().into()).collect(),
            grants: Vec::new(),
            held: None,
        };
        let lie = RelayReply::Fetched(Fetched { carry, done: 1 });
        assert!(matches!(relay.answer(&mut a, lie), Err(SyncError::Unasked)));
        assert_eq!(a, Shelf::default());
    }
}

#[test]
fn a_vector_that_lies_gets_an_end_and_takes_nothing_away() {
    let mut a = shelf(&written(1, &[1, 1]));
    let mut relay = Relay::new(vec![EVERYWHERE]);
    relay.next(&a).unwrap();
    let chain = Chain {
        bucket: Bucket(1),
        device: DeviceId([9; 16]),
    };
    let vector = Vector {
        lasts: vec![Last {
            chain,
            seq: u64::MAX,
        }],
        more: false,
    };
    relay.answer(&mut a, RelayReply::Vector(vector)).unwrap();
    let Some(RelayAsk::Fetch(fetch)) = relay.next(&a).unwrap() else {
        panic!("it is asked for what it promised");
    };
    let reply = answer_relay(&mut Shelf::default(), &[EVERYWHERE], RelayAsk::Fetch(fetch)).unwrap();
    relay.answer(&mut a, reply).unwrap();
    assert!(matches!(relay.next(&a), Ok(Some(RelayAsk::Carry(_)))));
    assert_eq!(a.dots().len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_two_end_with_the_same_however_the_link_is_cut(
        writers in proptest::collection::vec(
            (proptest::collection::vec(1u64..5, 0..60), 0usize..60, 0usize..60), 1..6),
        cuts in proptest::collection::vec(proptest::option::of(any::<bool>()), 0..40),
    ) {
        let (mut a, mut b, mut all) = (Shelf::default(), Shelf::default(), Shelf::default());
        for (device, (buckets, here, there)) in writers.iter().enumerate() {
            let ops = written(u8::try_from(device).unwrap() + 1, buckets);
            for (n, sealed) in ops.iter().enumerate() {
                all.keep(sealed);
                if n < *here || buckets.len() > 30 { a.keep(sealed); }
                if n < *there { b.keep(sealed); }
            }
            // Somebody has each of them.
            if buckets.len() <= 30 { ops.iter().for_each(|sealed| { b.keep(sealed); }); }
        }
        let mut cuts = cuts.into_iter();
        meet(&mut a, &mut b, &[EVERYWHERE], &mut || cuts.next().flatten());
        prop_assert_eq!(&a, &all);
        prop_assert_eq!(&b, &all);
        prop_assert_eq!(meet(&mut a, &mut b, &[EVERYWHERE], &mut || None), Relayed::default());
    }
}
