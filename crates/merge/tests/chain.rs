//! The pen, the chain it writes, and the clock it writes by.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;

use merge::{
    Author, Bucket, Change, Clock, Context, DeviceId, Draft, Hash, Head, Hlc, Key, Link,
    MAX_CONTEXT, Now, RecordId, Sealed,
};
use proptest::prelude::*;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn author() -> Author {
    Author::new(Key::from_secret(&[7; 32]), DeviceId([7; 16]), Hash([6; 32]))
}

fn draft(bucket: u64) -> Draft {
    Draft {
        record: RecordId([1; 16]),
        bucket: Bucket(bucket),
        kind: 3,
        form: 1,
        context: Context::new(),
        changes: vec![Change::Set {
            field: 1,
            value: (bucket as i64).into(),
        }],
        reason: None,
        resolves: Vec::new(),
    }
}

fn at(wall_ms: u64) -> Now {
    Now {
        wall_ms,
        offset_min: 480,
    }
}

fn write(author: &mut Author, bucket: u64, wall_ms: u64) -> Sealed {
    let sealed = author.seal(draft(bucket), at(wall_ms));
    author.wrote(&sealed);
    sealed
}

proptest! {
    #![proptest_config(config(200))]

    /// Without gaps over all buckets and within each, through restarts and with any wall clock.
    #[test]
    fn a_pen_writes_one_chain(
        saves in prop::collection::vec((0u64..3, any::<u32>(), any::<bool>(), any::<bool>()), 1..16),
    ) {
        let mut pen = author();
        let (mut head, mut buckets) = (Head::default(), BTreeMap::new());
        let mut last = Hlc(0);
        for (bucket, wall_ms, restart, lost) in saves {
            if lost {
                // Signed but never kept: the next save takes the same number.
                let _ = pen.seal(draft(9), at(u64::from(wall_ms)));
            }
            if restart {
                let clock = Clock::resume(last);
                pen = author().resume(head.seq, head.hash, buckets.clone(), clock);
            }
            let sealed = write(&mut pen, bucket, u64::from(wall_ms));
            let op = &sealed.op;
            prop_assert_eq!(head.link(&sealed), Link::Next);
            prop_assert_eq!((op.seq, op.prev), (head.seq + 1, head.hash));
            let before = buckets.insert(Bucket(bucket), op.seq).unwrap_or(0);
            prop_assert_eq!(op.bucket_prev, before);
            prop_assert!(op.hlc > last && op.hlc.ms() >= u64::from(wall_ms));
            (head, last) = (Head::after(&sealed), op.hlc);
        }
    }

    /// Time never runs backwards, whatever the wall clock shows and whatever is seen.
    #[test]
    fn a_clock_is_monotone_and_cannot_be_pulled_far(
        steps in prop::collection::vec((any::<u64>(), prop::option::of(any::<u64>())), 1..20),
    ) {
        let mut clock = Clock::default();
        let (mut last, mut latest_wall) = (Hlc(0), 0);
        for (wall, seen) in steps {
            // Wall clocks of this millennium and the next.
            let wall_ms = wall % (1 << 45);
            latest_wall = latest_wall.max(wall_ms);
            if let Some(seen) = seen {
                clock.observe(Hlc(seen), wall_ms);
            }
            let stamp = clock.next(wall_ms);
            prop_assert!(stamp > last);
            prop_assert!(stamp.ms() <= latest_wall + 120_000);
            clock.observe(stamp, stamp.ms());
            clock = Clock::resume(stamp);
            last = stamp;
        }
    }
}

#[test]
fn a_chain_tells_next_past_gap_and_fork_apart() {
    let mut pen = author();
    let [first, second, third] = [1, 2, 1].map(|bucket| write(&mut pen, bucket, 1_000));
    let none = Head::default();
    let head = Head::after(&first);
    assert_eq!(none.link(&first), Link::Next);
    assert_eq!(none.link(&second), Link::Gap);
    assert_eq!(head.link(&first), Link::Past);
    assert_eq!(head.link(&second), Link::Next);
    assert_eq!(head.link(&third), Link::Gap);
    assert_eq!(Head::after(&third).link(&second), Link::Past);

    // A copy of the folder wakes up after the first save and writes on.
    let mut twin = author().resume(1, first.hash, BTreeMap::new(), Clock::default());
    let [other, after] = [2, 2].map(|bucket| write(&mut twin, bucket, 2_000));
    assert_eq!(head.link(&other), Link::Next, "alone it looks right");
    assert_ne!(other.hash, second.hash);
    assert_eq!(Head::after(&second).link(&other), Link::Past);
    assert_eq!(Head::after(&second).link(&after), Link::Fork);
    let end = Head {
        seq: u64::MAX,
        hash: Hash::ZERO,
    };
    assert_eq!(end.link(&first), Link::Past);
}

#[test]
fn only_the_next_own_operation_moves_the_pen() {
    let mut pen = author();
    let first = write(&mut pen, 1, 1_000);
    pen.wrote(&first);
    let mut foreign = Author::new(Key::from_secret(&[8; 32]), DeviceId([8; 16]), Hash::ZERO);
    let [_, theirs] = [1, 1].map(|bucket| write(&mut foreign, bucket, 1_000));
    pen.wrote(&theirs);
    let next = pen.seal(draft(1), at(1_000));
    assert_eq!(
        (next.op.seq, next.op.prev, next.op.bucket_prev),
        (2, first.hash, 1)
    );
}

#[test]
fn a_receipt_is_trusted_and_never_forgotten() {
    let mut pen = author();
    pen.trust(500);
    pen.trust(400);
    assert_eq!(pen.trusted_ms(), 500);
    assert_eq!(pen.seal(draft(1), at(1)).op.claimed.trusted_ms, 500);
}

/// A record's clock holds what others claimed; it must not stop the pen.
#[test]
fn lies_in_a_context_do_not_stop_the_pen() {
    let mut pen = author();
    for written in 0..2 {
        let mut told = draft(1);
        told.context.dots.insert(DeviceId([7; 16]), u64::MAX);
        for device in 100..=200 {
            told.context.dots.insert(DeviceId([device; 16]), 1);
        }
        let sealed = pen.try_seal(told, at(1)).unwrap();
        assert_eq!(sealed.op.context.get(&DeviceId([7; 16])), written);
        assert_eq!(sealed.op.context.dots.len(), MAX_CONTEXT);
        pen.wrote(&sealed);
    }
}

#[test]
fn a_draft_nobody_could_read_is_not_signed() {
    let mut long = draft(1);
    long.reason = Some("长".repeat(30_000));
    assert!(author().try_seal(long, at(1)).is_err());
    let mut many = draft(1);
    many.changes = vec![many.changes[0].clone(); 513];
    assert!(author().try_seal(many, at(1)).is_err());
    assert_eq!(
        author().try_seal(draft(1), at(1)),
        Ok(author().seal(draft(1), at(1)))
    );
}
