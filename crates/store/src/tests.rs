//! What only the inside can show: engines that fail, rows that lie, callers who wait.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use forms::Catalog;
use merge::{Author, Bucket, Context, Draft, Grant, Hash, Key, Now, Op, RecordId, Sealed, Terms};
use vault::Vault;

use crate::disk::Folder;
use crate::error::StoreError;
use crate::index::{Index, Memory, Row, Writes};
use crate::item::{Arrival, Item, Verdict};
use crate::open::{Engine, Options, Store};
use crate::rows::{RecordRow, Step, Table};
use crate::take::Fate;

const HERE: Bucket = Bucket(420_625_102_206);

/// The catalog, read once.
pub(crate) fn catalog() -> Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Arc::new(Catalog::builtin().unwrap()))
        .clone()
}

pub(crate) fn open(folder: &std::path::Path) -> Store {
    let options = Options {
        disk: Arc::new(Folder::open(folder).unwrap()),
        engine: Engine::Memory,
        catalog: catalog(),
        numbers: true,
        boot: String::new(),
        vault: Vault::from_key([1; 32]),
    };
    Store::open(options, &mut |_, _| {}).unwrap().0
}

pub(crate) struct Device {
    key: Key,
    pub(crate) grant: Grant,
    author: Author,
}

pub(crate) fn device(number: u8) -> Device {
    let key = Key::from_secret(&[number; 32]);
    let terms = Terms {
        key: key.public().full(),
        epoch: 1,
        person: "王".to_owned(),
        role: "officer".to_owned(),
        unit: HERE,
        jurisdiction: vec![HERE],
        not_before_ms: 0,
        not_after_ms: u64::MAX,
    };
    let grant = Grant::issue(&terms, &Key::from_secret(&[99; 32])).unwrap();
    let author = Author::new(key.clone(), grant.device, grant.hash());
    Device { key, grant, author }
}

impl Device {
    pub(crate) fn write(&mut self, record: u8) -> Sealed {
        self.write_in(HERE, record)
    }

    fn write_in(&mut self, bucket: Bucket, record: u8) -> Sealed {
        let draft = Draft {
            record: RecordId([record; 16]),
            bucket,
            kind: 1,
            form: 1,
            context: Context::new(),
            changes: Vec::new(),
            reason: None,
            resolves: Vec::new(),
        };
        let sealed = self.author.seal(draft, Now::default());
        self.author.wrote(&sealed);
        sealed
    }
}

pub(crate) fn item(sealed: &Sealed) -> Item {
    Item::Op(Arrival {
        sealed: sealed.clone(),
        verdict: Verdict::Applied,
        received_ms: 1,
    })
}

fn problems(store: &Store, own: &Device) -> Vec<String> {
    let found = store.verify(Some(own.grant.device), &mut |_, _| {});
    let found = found.unwrap().problems.into_iter();
    found.map(|finding| finding.text.en).collect()
}

/// An engine whose next commits fail, as many as it is told, by an error or a panic.
#[derive(Debug, Default)]
struct Failing {
    memory: Memory,
    left: Arc<AtomicU32>,
    panics: bool,
}

impl Index for Failing {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(key)
    }

    fn scan(&self, from: &[u8], to: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        self.memory.scan(from, to, limit)
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        self.memory.last(from, to)
    }

    fn commit(&self, writes: Writes) -> Result<(), StoreError> {
        let fewer = |left: u32| left.checked_sub(1);
        if self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer)
            .is_ok()
        {
            assert!(!self.panics, "told to");
            return Err(StoreError::Index("told to".to_owned()));
        }
        self.memory.commit(writes)
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[test]
fn an_index_that_failed_catches_up_at_once_or_before_the_next_commit() {
    let folder = tempfile::tempdir().unwrap();
    let mut pen = device(1);
    let mut store = open(folder.path());
    let fails = Arc::new(AtomicU32::new(0));
    store.index = Box::new(Failing {
        left: fails.clone(),
        ..Failing::default()
    });
    let ops = [pen.write(1), pen.write(2), pen.write(3)];
    store.take(vec![Item::Grant(pen.grant.clone())]).unwrap();
    fails.store(1, Ordering::Relaxed);
    assert_eq!(store.take(vec![item(&ops[0])]).unwrap(), [Fate::Kept]);
    fails.store(2, Ordering::Relaxed);
    let refused = store.take(vec![item(&ops[1])]);
    assert!(matches!(refused, Err(StoreError::Index(_))), "{refused:?}");
    assert_eq!(store.take(vec![item(&ops[2])]).unwrap(), [Fate::Kept]);
    assert_eq!(store.take(vec![item(&ops[1])]).unwrap(), [Fate::Known]);
    assert!(store.record(ops[1].op.record).unwrap().is_some());
    assert_eq!(problems(&store, &pen), Vec::<String>::new());
}

#[test]
fn a_panic_in_a_save_fails_that_save_alone_and_what_was_durable_is_folded_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut pen = device(1);
    let mut store = open(folder.path());
    let panics = Arc::new(AtomicU32::new(0));
    store.index = Box::new(Failing {
        left: panics.clone(),
        panics: true,
        ..Failing::default()
    });
    store.take(vec![Item::Grant(pen.grant.clone())]).unwrap();
    let ops = [pen.write(1), pen.write(2)];
    panics.store(1, Ordering::Relaxed);
    let save = || store.take(vec![item(&ops[0])]);
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(save));
    assert!(broken.is_err());
    assert_eq!(store.take(vec![item(&ops[1])]).unwrap(), [Fate::Kept]);
    assert!(store.record(ops[0].op.record).unwrap().is_some());
    assert_eq!(store.take(vec![item(&ops[0])]).unwrap(), [Fate::Known]);
    assert_eq!(problems(&store, &pen), Vec::<String>::new());
}

#[test]
fn those_who_wait_at_the_same_time_share_one_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut pens: Vec<Device> = (1..=8).map(device).collect();
    let ops: Vec<Sealed> = pens.iter_mut().map(|pen| pen.write(1)).collect();
    let begun = store.position();
    thread::scope(|scope| {
        let writer = store.pen.writer();
        let take = |sealed| store.take(vec![item(sealed), item(sealed)]);
        let callers: Vec<_> = ops.iter().map(|op| scope.spawn(move || take(op))).collect();
        while store.pen.waiting_now() < ops.len() {
            thread::yield_now();
        }
        drop(writer);
        for caller in callers {
            let fates = caller.join().unwrap().unwrap();
            assert_eq!(
                fates,
                [Fate::Kept, Fate::Known],
                "each gets the fates of its own"
            );
        }
    });
    let found = store.verify(None, &mut |_, _| {}).unwrap();
    assert_eq!((found.commits, found.operations), (1, 8));
    assert!(store.position() > begun);
    drop(store);
    let store = open(folder.path());
    assert!(
        ops.iter()
            .all(|op| store.op(op.op.dot()).unwrap().is_some())
    );
}

#[test]
fn what_fails_for_one_caller_does_not_fail_for_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let good = device(1).write(1);
    let big = || Item::Note {
        name: "big".to_owned(),
        value: vec![0; merge::frame::MAX_PAYLOAD],
    };
    thread::scope(|scope| {
        let writer = store.pen.writer();
        let too_big = scope.spawn(|| store.take(vec![big()]));
        let fits = scope.spawn(|| store.take(vec![item(&good)]));
        while store.pen.waiting_now() < 2 {
            thread::yield_now();
        }
        drop(writer);
        let refused = too_big.join().unwrap();
        assert!(matches!(refused, Err(StoreError::TooMuch)), "{refused:?}");
        assert_eq!(fits.join().unwrap().unwrap(), [Fate::Kept]);
    });
    drop(store);
    assert!(open(folder.path()).op(good.op.dot()).unwrap().is_some());
}

#[test]
fn a_wrong_row_a_missing_row_and_a_row_too_many_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut pen = device(1);
    let store = open(folder.path());
    let op = pen.write(1);
    store
        .take(vec![Item::Grant(pen.grant.clone()), item(&op)])
        .unwrap();
    assert_eq!(problems(&store, &pen), Vec::<String>::new());
    let key = Table::Record.key(&[&op.op.record.0]);
    let kept = store.index.get(&key).unwrap().unwrap();
    let mut wrong = kept.clone();
    *wrong.last_mut().unwrap() ^= 1;
    for (key, value) in [
        (key.clone(), Some(wrong)),
        (key, None),
        (Table::Record.key(&[&[7; 16]]), Some(kept)),
        (Table::Note.key(&[&[255; 8]]), Some(vec![1])),
    ] {
        let before = store.index.get(&key).unwrap();
        store.index.commit([(key.clone(), value)].into()).unwrap();
        assert_eq!(problems(&store, &pen).len(), 1, "{key:?}");
        store.index.commit([(key, before)].into()).unwrap();
    }
    assert_eq!(problems(&store, &pen), Vec::<String>::new());
}

#[test]
fn a_wrong_signature_an_unknown_grant_and_a_broken_chain_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut pen = device(1);
    let store = open(folder.path());
    let op = pen.write(1);
    store
        .take(vec![Item::Grant(pen.grant.clone()), item(&op)])
        .unwrap();
    let next = pen.write(2).op;
    let stranger = Key::from_secret(&[7; 32]);
    let others = [
        ("signature", Sealed::sign(next.clone(), &stranger)),
        (
            "grant",
            Sealed::sign(
                Op {
                    grant: Hash::ZERO,
                    ..next.clone()
                },
                &pen.key,
            ),
        ),
        ("chain", Sealed::sign(Op { seq: 9, ..next }, &pen.key)),
    ];
    for (what, sealed) in others {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        store
            .take(vec![Item::Grant(pen.grant.clone()), item(&op)])
            .unwrap();
        assert_eq!(
            store.take(vec![item(&sealed)]).unwrap(),
            [Fate::Kept],
            "{what}"
        );
        let found = problems(&store, &pen);
        assert!(
            found.len() == 1 && found[0].contains(what),
            "{what}: {found:?}"
        );
    }
}

#[test]
fn a_record_of_very_many_operations_reads_back() {
    let at = crate::journal::Locator::of(5, b"op");
    let step = Step {
        at,
        received_ms: Some(1_700_000_000_000),
    };
    let row = RecordRow {
        trail: vec![step; 100_000],
        record: None,
    };
    let read = RecordRow::decode(&row.encode()).unwrap();
    assert_eq!(read.trail, row.trail);
}

#[test]
fn a_number_that_a_twin_used_in_another_bucket_is_a_fork_even_beyond_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let (elsewhere, third) = (Bucket(HERE.0 + 1), Bucket(HERE.0 + 2));
    let (mut own, mut twin) = (device(1), device(1));
    own.write_in(elsewhere, 1);
    twin.write_in(elsewhere, 1);
    // A neighbour brings the second alone: it is complete in its bucket.
    let second = own.write(2);
    let other = twin.write_in(third, 3);
    let take = |sealed: &Sealed| store.take(vec![item(sealed)]).unwrap();
    assert_eq!(take(&second), [Fate::Kept]);
    assert_eq!(take(&other), [Fate::Forked]);
    assert_eq!(take(&second), [Fate::Known]);
    let read = store.op(second.op.dot()).unwrap().unwrap();
    assert_eq!(read.hash, second.hash);
}
