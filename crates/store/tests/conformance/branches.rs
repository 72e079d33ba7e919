//! Copied devices, and operations that are held out of the fold.

use merge::{Bucket, Record, Sealed};
use store::{Fate, FeedItem, Item, Store, Verdict};

use crate::rig::{HERE, NEXT, Pen, Rig, digest, id, item, judged};

/// Two folders of one device that write on after the copy: what each wrote.
fn twins() -> (Pen, Sealed, Vec<Sealed>, Vec<Sealed>) {
    let (mut one, mut two) = (Pen::new(1), Pen::new(1));
    let first = one.described(1, HERE, "before the copy");
    two.author = one.author.clone();
    let write = |pen: &mut Pen, text: &str| -> Vec<Sealed> {
        let places = [HERE, HERE, NEXT, HERE];
        let mut ops = Vec::new();
        for bucket in places {
            ops.push(pen.described(u8::from(bucket == NEXT) + 2, bucket, text));
        }
        ops
    };
    let (ours, theirs) = (write(&mut one, "ours"), write(&mut two, "theirs"));
    (one, first, ours, theirs)
}

pub(crate) fn a_whole_branch_is_kept_as_evidence_and_once(rig: &Rig) {
    let (pen, first, ours, theirs) = twins();
    let store = rig.open();
    store.take(vec![item(&first), item(&ours[0])]).unwrap();
    let before = digest(&store, &[&pen]);
    // The first lies under a known number, the second follows it, the third is in a bucket where
    // nothing is missing, and the last comes after that one.
    for (number, op) in theirs.iter().enumerate() {
        let fates = store.take(vec![item(op)]).unwrap();
        assert_eq!(fates, [Fate::Forked], "operation {number} of the branch");
    }
    assert_eq!(
        digest(&store, &[&pen]),
        before,
        "evidence is folded nowhere"
    );
    let at = store.position();
    let again = store.take(theirs.iter().map(item).collect()).unwrap();
    assert_eq!((again, store.position()), (vec![Fate::Known; 4], at));
    assert_eq!(store.forks().unwrap().len(), 4);
    let rest = store.take(ours.iter().map(item).collect()).unwrap();
    assert_eq!(rest[0], Fate::Known);
    assert_eq!(
        rest[1..],
        [Fate::Kept, Fate::Kept, Fate::Kept],
        "the first branch goes on"
    );
    drop(store);
    let store = rig.open();
    assert_eq!(store.head(pen.device()).unwrap().seq, 5);
    assert_eq!(store.forks().unwrap().len(), 4);
}

pub(crate) fn a_branch_in_one_batch_is_the_same(rig: &Rig) {
    let (pen, first, ours, theirs) = twins();
    let store = rig.open();
    let batch = [&first]
        .into_iter()
        .chain(&ours)
        .chain(&theirs)
        .chain(&theirs);
    let fates = store.take(batch.map(item).collect()).unwrap();
    assert_eq!(fates[..5], vec![Fate::Kept; 5]);
    assert_eq!(fates[5..9], vec![Fate::Forked; 4]);
    assert_eq!(fates[9..], vec![Fate::Known; 4]);
    assert_eq!(store.head(pen.device()).unwrap().seq, 5);
}

fn hold(sealed: &Sealed) -> Item {
    Item::Hold {
        dot: sealed.op.dot(),
        reason: "no grant".into(),
    }
}

fn said(store: &Store, record: u8) -> Vec<u8> {
    let record = store.record(id(record)).unwrap();
    record.map(|record| record.encode()).unwrap_or_default()
}

pub(crate) fn a_word_that_comes_before_its_operation_holds_it_too(rig: &Rig) {
    let mut pen = Pen::new(1);
    let first = pen.described(1, HERE, "a");
    let seen = Record::from_op(&first.op);
    let change = pen.set("description", "not allowed");
    let second = pen.hazard(1, HERE, Some(&seen), vec![change]);
    let mut store = rig.open();
    store.take(vec![item(&first), hold(&second)]).unwrap();
    store.take(vec![item(&second)]).unwrap();
    for _ in 0..2 {
        assert_eq!(said(&store, 1), seen.encode());
        assert!(matches!(
            store.feed(HERE, 1, usize::MAX).unwrap().items[..],
            [FeedItem::Hole { .. }]
        ));
        store.rebuild(&mut |_, _| {}).unwrap();
    }
    // The word again, and another one: the first stands.
    store.take(vec![hold(&second)]).unwrap();
    assert_eq!(said(&store, 1), seen.encode());
}

pub(crate) fn a_history_names_what_is_held(rig: &Rig) {
    let (mut pen, mut other) = (Pen::new(1), Pen::new(2));
    let store = rig.open();
    let kept = pen.described(1, HERE, "a");
    let held = pen.described(1, HERE, "b");
    let elsewhere = other.described(1, NEXT, "the same record in another bucket");
    let nowhere = other.described(9, HERE, "nothing of it is folded");
    let no = || Verdict::Held("no".into());
    store
        .take(vec![item(&kept), judged(&held, no()), item(&elsewhere)])
        .unwrap();
    store.take(vec![judged(&nowhere, no())]).unwrap();
    let history = store.history(id(1)).unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|past| (past.sealed.hash, past.held.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            (kept.hash, false),
            (held.hash, true),
            (elsewhere.hash, true)
        ]
    );
    assert_eq!(store.all_held().unwrap().len(), 3);
    assert_eq!(store.history(id(9)).unwrap().len(), 1);
    assert!(store.record(id(9)).unwrap().is_none());
    let all = store.starting_with(&id(1).to_string()[..8], 9).unwrap();
    assert_eq!(
        all,
        [id(1)],
        "a record of which nothing is folded is not there"
    );
}

pub(crate) fn a_snapshot_and_own_operations_are_one_record(rig: &Rig) {
    let (mut here, mut there) = (Pen::new(1), Pen::new(2));
    let first = there.described(1, HERE, "the office had this");
    let from_office = Record::from_op(&first.op);
    let change = here.set("stake_start", 7_250);
    let own = here.hazard(1, HERE, None, vec![change]);
    let mut both = from_office.clone();
    both.apply(&own.op).unwrap();
    let seen = Item::Seen {
        device: there.device(),
        bucket: HERE,
        seq: 1,
    };
    let mut store = rig.open();
    store.take(vec![item(&own)]).unwrap();
    let snapshot = || Item::Snapshot(Box::new(from_office.clone()));
    store.take(vec![snapshot(), seen]).unwrap();
    store.take(vec![snapshot()]).unwrap();
    for _ in 0..2 {
        assert_eq!(said(&store, 1), both.encode());
        store.rebuild(&mut |_, _| {}).unwrap();
    }
    // The office does not let the own one in: what the snapshot brought stays.
    store.take(vec![hold(&own)]).unwrap();
    for _ in 0..2 {
        assert_eq!(said(&store, 1), from_office.encode());
        store.rebuild(&mut |_, _| {}).unwrap();
    }
}

pub(crate) fn numbers_nobody_can_have_are_answered_too(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    store
        .take(vec![item(&pen.described(1, HERE, "a"))])
        .unwrap();
    assert_eq!(store.feed_sum(HERE, u64::MAX).unwrap(), None);
    assert!(store.feed(HERE, u64::MAX, 9).unwrap().items.is_empty());
    assert!(
        store
            .ops_after(pen.device(), u64::MAX, 9)
            .unwrap()
            .is_empty()
    );
    assert_eq!(store.feed_heads(&(0..=u64::MAX)).unwrap().len(), 1);
    assert!(store.in_rectangle((9, 9), (0, 0)).unwrap().is_empty());
    let dot = merge::Dot {
        device: pen.device(),
        seq: u64::MAX,
    };
    assert!(store.op(dot).unwrap().is_none());
    assert!(store.ops_in(HERE, Some(dot), 9).unwrap().is_empty());
    assert!(
        store
            .page(Bucket(u64::MAX), Some(id(200)), 9)
            .unwrap()
            .records
            .is_empty()
    );
}
