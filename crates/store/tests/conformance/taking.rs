//! Taking in, once and again.

use std::thread;

use merge::Record;
use store::{Fate, Item, Store, Verdict};

use crate::rig::{FAR, HERE, NEXT, Pen, Rig, digest, id, item, judged};

pub(crate) fn what_is_taken_is_there(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let ops: Vec<_> = (0..5).map(|n| pen.described(n, HERE, "急弯")).collect();
    let fates = store.take(ops.iter().map(item).collect()).unwrap();
    assert_eq!(fates, vec![Fate::Kept; 5]);
    let before = digest(&store, &[&pen]);
    drop(store);
    let store = rig.open();
    assert_eq!(digest(&store, &[&pen]), before);
    assert_eq!(store.head(pen.device()).unwrap().seq, 5);
    for op in &ops {
        assert_eq!(store.op(op.op.dot()).unwrap().unwrap(), *op);
        assert_eq!(store.history(op.op.record).unwrap().len(), 1);
    }
    assert_eq!(
        store.ops_after(pen.device(), 2, usize::MAX).unwrap(),
        ops[2..]
    );
    store.close().unwrap();
    assert_eq!(digest(&rig.open(), &[&pen]), before);
}

pub(crate) fn taking_twice_changes_nothing(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let ops = [pen.described(1, HERE, "a"), pen.described(2, NEXT, "b")];
    store.take(ops.iter().map(item).collect()).unwrap();
    let (before, at) = (digest(&store, &[&pen]), store.position());
    assert_eq!(
        store.take(ops.iter().map(item).collect()).unwrap(),
        vec![Fate::Known; 2]
    );
    assert_eq!(
        (digest(&store, &[&pen]), store.position()),
        (before, at),
        "not a byte is written"
    );
    let third = pen.described(3, HERE, "c");
    let twice = store.take(vec![item(&third), item(&third)]).unwrap();
    assert_eq!(twice, [Fate::Kept, Fate::Known]);
}

pub(crate) fn a_fork_is_kept_as_evidence(rig: &Rig) {
    let (mut pen, mut twin) = (Pen::new(1), Pen::new(1));
    let store = rig.open();
    let first = pen.described(1, HERE, "first");
    twin.author = pen.author.clone();
    let (ours, theirs) = (
        pen.described(1, HERE, "ours"),
        twin.described(1, HERE, "theirs"),
    );
    store.take(vec![item(&first), item(&ours)]).unwrap();
    let before = digest(&store, &[&pen]);
    assert_eq!(store.take(vec![item(&theirs)]).unwrap(), [Fate::Forked]);
    assert_eq!(
        digest(&store, &[&pen]),
        before,
        "evidence is folded nowhere"
    );
    assert_eq!(store.forks().unwrap(), [theirs.op.dot()]);
    assert_eq!(store.take(vec![item(&theirs)]).unwrap(), [Fate::Known]);
    drop(store);
    assert_eq!(rig.open().forks().unwrap(), [theirs.op.dot()]);
    // A third branch, hidden in the middle of a batch, is noticed by its predecessor's hash.
    let mut other = Pen::new(1);
    let strangers = [other.described(1, HERE, "x"), other.described(1, HERE, "y")];
    let fates = rig
        .open()
        .take(vec![item(&strangers[0]), item(&strangers[1])])
        .unwrap();
    assert_eq!(fates, [Fate::Forked, Fate::Forked]);
}

pub(crate) fn a_gap_waits(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let ops: Vec<_> = (0..3).map(|n| pen.described(n, HERE, "a")).collect();
    let cursor = Item::Cursor {
        bucket: HERE,
        seq: 9,
        sum: 9,
    };
    let fates = store
        .take(vec![item(&ops[0]), item(&ops[2]), cursor])
        .unwrap();
    assert_eq!(fates, [Fate::Kept, Fate::Waiting { after: 1 }]);
    assert!(store.cursors().unwrap().is_empty());
    // In another bucket the chain of that bucket has no gap, so it is taken ahead of the head.
    let elsewhere = pen.described(7, NEXT, "b");
    assert_eq!(store.take(vec![item(&elsewhere)]).unwrap(), [Fate::Kept]);
    assert_eq!(store.head(pen.device()).unwrap().seq, 1);
    store.take(ops.iter().map(item).collect()).unwrap();
    assert_eq!(
        store.head(pen.device()).unwrap().seq,
        4,
        "a filled gap lets the head catch up"
    );
}

pub(crate) fn a_snapshot_covers_what_came_before(rig: &Rig) {
    let mut pen = Pen::new(1);
    let first = pen.described(1, HERE, "a");
    let mut record = Record::from_op(&first.op);
    let change = pen.set("description", "b");
    let second = pen.hazard(1, HERE, Some(&record), vec![change]);
    let store = rig.open();
    let seen = Item::Seen {
        device: pen.device(),
        bucket: HERE,
        seq: 1,
    };
    store
        .take(vec![Item::Snapshot(Box::new(record.clone())), seen])
        .unwrap();
    assert_eq!(
        store.take(vec![item(&first), item(&second)]).unwrap(),
        [Fate::Known, Fate::Kept]
    );
    record.apply(&second.op).unwrap();
    assert_eq!(
        store.record(id(1)).unwrap().unwrap().digest(),
        record.digest()
    );
}

pub(crate) fn what_is_held_is_out_of_the_fold(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let first = pen.described(1, HERE, "a");
    let record = Record::from_op(&first.op);
    let change = pen.set("description", "not allowed");
    let second = pen.hazard(1, HERE, Some(&record), vec![change]);
    let refused = pen.described(2, FAR, "held on arrival");
    let held = judged(&refused, Verdict::Held("out of scope".into()));
    store.take(vec![item(&first), item(&second), held]).unwrap();
    assert!(store.record(id(2)).unwrap().is_none());
    // Folded first, held out later on the office's word.
    let hold = Item::Hold {
        dot: second.op.dot(),
        reason: "no grant".into(),
    };
    store.take(vec![hold]).unwrap();
    // Those who took it in from the feed hear of it there.
    let feed = store.feed(HERE, 2, usize::MAX).unwrap();
    assert!(
        matches!(&feed.items[..], [store::FeedItem::Hole { dot, .. }] if *dot == second.op.dot())
    );
    drop(store);
    let mut store = rig.open();
    for _ in 0..2 {
        assert_eq!(
            store.record(id(1)).unwrap().unwrap().digest(),
            record.digest()
        );
        assert_eq!(store.held(second.op.dot()).unwrap().unwrap(), "no grant");
        assert_eq!(
            store.head(pen.device()).unwrap().seq,
            3,
            "the chain goes on over it"
        );
        store.rebuild(&mut |_, _| {}).unwrap();
    }
}

pub(crate) fn a_rebuilt_index_is_the_kept_one(rig: &Rig) {
    let (mut one, mut two) = (Pen::new(1), Pen::new(2));
    let mut store = rig.open();
    store
        .take(vec![
            Item::Grant(one.grant.clone()),
            Item::Grant(two.grant.clone()),
        ])
        .unwrap();
    let mut record: Option<Record> = None;
    for round in 0..40u8 {
        let pen = if round % 3 == 0 { &mut two } else { &mut one };
        let changes = vec![
            pen.set("description", &*format!("{round}")),
            pen.set("stake_start", i64::from(round)),
        ];
        let op = pen.hazard(
            round % 7,
            HERE,
            record.as_ref().filter(|r| r.id == id(round % 7)),
            changes,
        );
        record = Some(Record::from_op(&op.op));
        store.take(vec![item(&op)]).unwrap();
    }
    let before = digest(&store, &[&one, &two]);
    let found = store.verify(Some(one.device()), &mut |_, _| {}).unwrap();
    assert_eq!(
        (found.problems, found.operations, found.signatures),
        (Vec::new(), 40, 40)
    );
    assert!(found.rows > 40);
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(digest(&store, &[&one, &two]), before);
    assert!(
        store
            .verify(None, &mut |_, _| {})
            .unwrap()
            .problems
            .is_empty()
    );
}

pub(crate) fn what_is_taken_out_of_a_heap_is_gone(rig: &Rig) {
    let note = |name: &str, value: &[u8]| Item::Note {
        name: name.to_owned(),
        value: value.to_vec(),
    };
    let mut store = rig.open();
    let put = [("came-1/a", b"x"), ("came-1/b", b"y"), ("word/a", b"z")];
    store
        .take(put.map(|(name, value)| note(name, value)).into())
        .unwrap();
    let rows = store.verify(None, &mut |_, _| {}).unwrap().rows;
    let out = ["came-1/a", "word/a"].map(|name| note(name, b""));
    store.take(out.into()).unwrap();
    for rebuilt in [false, true] {
        if rebuilt {
            store.rebuild(&mut |_, _| {}).unwrap();
        }
        let left = store.notes("came-1/").unwrap();
        assert_eq!(left, [("came-1/b".to_owned(), b"y".to_vec())]);
        assert_eq!(store.note("came-1/a").unwrap(), None);
        assert_eq!(
            store.note("word/a").unwrap(),
            Some(Vec::new()),
            "where nothing comes and goes, nothing is a word as well"
        );
        let found = store.verify(None, &mut |_, _| {}).unwrap();
        assert_eq!((found.problems, found.rows), (Vec::new(), rows - 1));
    }
}

/// A count kept as a note: whoever adds to it reads it first.
pub(crate) fn add_one(store: &Store) {
    let taken = store.decide(&mut || {
        let count = store.note("count")?.map_or(0, |kept| kept[0]);
        Ok(vec![Item::Note {
            name: "count".into(),
            value: vec![count + 1],
        }])
    });
    assert_eq!(taken.unwrap(), []);
}

pub(crate) fn what_is_decided_holds_until_it_is_kept(rig: &Rig) {
    let store = rig.open();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..10).for_each(|_| add_one(&store)));
        }
    });
    assert_eq!(store.note("count").unwrap(), Some(vec![40]));
}
