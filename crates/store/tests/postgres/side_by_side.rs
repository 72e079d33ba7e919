//! Programs of two versions on one database, tables that grow by steps, files, and work that one
//! does for all.

use std::collections::BTreeMap;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use forms::Catalog;
use store::disk::{Disk, Folder};
use store::{Database, Engine, Item, Options, Store, StoreError};

use crate::cluster::Cluster;
use crate::crowd::is_whole;
use crate::rig::{HERE, Kept, Pen, Rig, digest, item, open_on, options};
use crate::taking::add_one;

const NEWER: &str = include_str!("../../../../tests/days/new_kind/codes.toml");

fn rig_on(cluster: &Cluster) -> Rig {
    Rig::new(Kept::Postgres(cluster.address().leak()))
}

pub(crate) fn newer(rig: &Rig) -> Store {
    let catalog = Catalog::with(&[("codes/bridge.toml", NEWER)]).unwrap();
    let options = Options {
        catalog: Arc::new(catalog),
        ..options(rig.journal(), rig.engine_at())
    };
    Store::open(options, &mut |_, _| {}).unwrap().0
}

#[test]
fn an_old_program_and_a_new_one_work_side_by_side() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let (mut one, mut two) = (Pen::new(1), Pen::new(2));
    let old = rig.open();
    let grants = [&one, &two].map(|pen| Item::Grant(pen.grant.clone()));
    old.take(grants.to_vec()).unwrap();
    old.take(vec![item(&one.described(1, HERE, "a"))]).unwrap();
    let new = newer(&rig);
    for round in 0..10 {
        old.take(vec![item(&one.described(round, HERE, "b"))])
            .unwrap();
        new.take(vec![item(&two.described(round, HERE, "c"))])
            .unwrap();
    }
    old.take(vec![item(&one.described(1, HERE, "d"))]).unwrap();
    assert_eq!(new.follow().unwrap(), 1, "what the old one wrote last");
    assert_eq!(
        old.follow().unwrap(),
        0,
        "it has seen all that the new one wrote"
    );
    let pens = [&one, &two];
    assert_eq!(digest(&old, &pens), digest(&new, &pens));
    assert_eq!(new.verify(None, &mut |_, _| {}).unwrap().problems, []);
    is_whole(&rig, 1..=2);
}

#[test]
fn programs_that_start_at_once_make_the_tables_once() {
    let cluster = Cluster::start();
    for _ in 0..5 {
        let rig = rig_on(&cluster);
        thread::scope(|scope| {
            for number in 1..=4 {
                let rig = &rig;
                scope.spawn(move || {
                    let mut pen = Pen::new(number);
                    let op = pen.described(number, HERE, "a");
                    let store = rig.open();
                    store.take(vec![Item::Grant(pen.grant), item(&op)]).unwrap();
                });
            }
        });
        is_whole(&rig, 1..=4);
    }
}

#[test]
fn tables_of_a_newer_program_are_left_alone() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    drop(rig.open());
    let newer = "UPDATE meta SET value = '\\x00000000000003e8' WHERE name = 'tables'";
    let newer = format!("SET search_path = {}; {newer}", rig.schema);
    cluster.client().batch_execute(&newer).unwrap();
    let refused = Database::connect(&rig.address(&cluster));
    assert!(refused.unwrap_err().to_string().contains("1000"));
}

/// The same calls on a folder of the system and on one in the database.
#[test]
fn a_folder_in_a_database_is_a_folder() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let database = Database::connect(&rig.address(&cluster)).unwrap();
    let beside = tempfile::tempdir().unwrap();
    let system = Folder::open(beside.path()).unwrap();
    let (photos, journal) = (database.folder("photos"), database.journal());
    let disks: [&dyn Disk; 3] = [&system, &*photos, &*journal];
    let mut number = 1u64;
    let mut dice = |below: u64| {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (number >> 33) % below
    };
    for step in 0..300u64 {
        let name = format!("{}", dice(3));
        let bytes =
            vec![u8::try_from(step % 251).unwrap(); usize::try_from(dice(150_000)).unwrap()];
        let (from, len) = (dice(400_000), usize::try_from(dice(100_000)).unwrap());
        let way = dice(10);
        let answers = disks.map(|disk| {
            let size = disk.len(&name).unwrap_or(0);
            match way {
                0..4 => disk.append(&name, &bytes).is_ok(),
                // The journal's files are never shortened behind what was read.
                4 if size > 0 => disk.append(&name, &bytes[..1.min(bytes.len())]).is_ok(),
                _ => disk.sync(&name).is_ok() || size == 0,
            };
            let mut names = disk.names().unwrap();
            names.sort();
            (
                names,
                disk.len(&name).ok(),
                disk.read(&name, from, len).ok(),
            )
        });
        assert_eq!(answers[0], answers[1], "step {step}");
        assert_eq!(answers[0], answers[2], "step {step}");
    }
    for disk in &disks[..2] {
        disk.truncate("1", 70_001).unwrap();
        disk.replace("2", &[7; 600_000]).unwrap();
        disk.replace("new", b"").unwrap();
        disk.remove("0").unwrap();
        disk.remove("0").unwrap();
    }
    let all = |disk: &dyn Disk| -> BTreeMap<String, Vec<u8>> {
        let names = disk.names().unwrap().into_iter();
        names
            .map(|name| (name.clone(), disk.read(&name, 0, 1 << 24).unwrap()))
            .collect()
    };
    assert_eq!(all(disks[0]), all(disks[1]));
    assert!(photos.read("0", 0, 1).is_err() && photos.len("0").is_err());
    assert_eq!(all(disks[2]).len(), 3, "folders are apart");
}

#[test]
fn work_is_done_by_one_until_it_lets_go_or_falls_silent() {
    let cluster = Cluster::start();
    let database = Database::connect(&rig_on(&cluster).address(&cluster)).unwrap();
    let (long, short) = (Duration::from_secs(60), Duration::from_millis(50));
    assert!(database.lease("daily", "one", long).unwrap());
    assert!(!database.lease("daily", "two", long).unwrap());
    assert!(
        database.lease("daily", "one", short).unwrap(),
        "it may go on"
    );
    while !database.lease("daily", "two", long).unwrap() {
        thread::yield_now();
    }
    assert!(!database.lease("daily", "one", long).unwrap());
    database.release("daily", "one").unwrap();
    assert!(
        !database.lease("daily", "one", long).unwrap(),
        "it was not its own"
    );
    database.release("daily", "two").unwrap();
    assert!(database.lease("daily", "one", long).unwrap());
    assert_eq!(database.claim("site", b"a").unwrap(), b"a");
    assert_eq!(database.claim("site", b"b").unwrap(), b"a");
}

#[test]
fn rows_made_anew_are_used_by_whoever_works_beside() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let (mut store, other, mut pen) = (rig.open(), rig.open(), Pen::new(1));
    other
        .take(vec![item(&pen.described(1, HERE, "a"))])
        .unwrap();
    assert_eq!(store.rebuild(&mut |_, _| {}).unwrap(), 1);
    other
        .take(vec![item(&pen.described(2, HERE, "b"))])
        .unwrap();
    store
        .take(vec![item(&pen.described(3, HERE, "c"))])
        .unwrap();
    assert_eq!(digest(&store, &[&pen]), digest(&other, &[&pen]));
    let memory = open_on(rig.journal(), Engine::Memory);
    assert_eq!(digest(&other, &[&pen]), digest(&memory, &[&pen]));
}

#[test]
fn what_two_programs_decide_at_once_is_decided_one_after_the_other() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let stores = [rig.open(), rig.open(), newer(&rig)];
    thread::scope(|scope| {
        for store in &stores {
            scope.spawn(|| (0..10).for_each(|_| add_one(store)));
        }
    });
    for store in &stores {
        store.follow().unwrap();
        assert_eq!(store.note("count").unwrap(), Some(vec![30]));
    }
}

#[test]
fn nobody_writes_while_the_pen_is_put_away() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let (one, other, mut pen) = (rig.open(), rig.open(), Pen::new(1));
    let Engine::Postgres(database) = rig.engine_at() else {
        panic!("a database");
    };
    let first = pen.described(1, HERE, "a");
    one.take(vec![item(&first)]).unwrap();
    database.put_away(true).unwrap();
    let second = item(&pen.described(2, HERE, "b"));
    for store in [&one, &other] {
        let refused = store.take(vec![second.clone()]);
        assert!(matches!(refused, Err(StoreError::Held)), "{refused:?}");
        assert_eq!(store.head(first.op.device).unwrap().seq, 1);
    }
    database.put_away(false).unwrap();
    other.take(vec![second]).unwrap();
    assert_eq!(one.head(first.op.device).unwrap().seq, 2);
}

/// The number of a file that several add one to.
fn number(disk: &dyn Disk) -> u8 {
    let read = disk.read("count", 0, 1);
    read.map_or(0, |bytes| bytes.first().copied().unwrap_or(0))
}

#[test]
fn guarded_files_are_written_by_one_program_at_a_time_and_by_none_once_the_pen_is_away() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let address = rig.address(&cluster);
    let programs = [0, 1].map(|_| Database::connect(&address).unwrap());
    let add_one = |database: &Database| {
        let disk = database.guarded("photos");
        database.alone("count", &mut || {
            disk.replace("count", &[number(&*disk) + 1])
        })
    };
    thread::scope(|scope| {
        for database in programs.iter().cycle().take(4) {
            scope.spawn(|| (0..10).for_each(|_| add_one(database).unwrap()));
        }
    });
    let [one, other] = &programs;
    let (disk, free) = (other.guarded("photos"), other.folder("photos"));
    assert_eq!(number(&*disk), 40);

    // Whoever is writing when the pen is put away is waited for, and keeps all of it.
    let (begun, go_on) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let disk = one.guarded("photos");
            one.alone("count", &mut || {
                disk.replace("count", &[41])?;
                begun.wait();
                go_on.wait();
                disk.append("more", b"and the rest")
            })
        });
        begun.wait();
        let away = scope.spawn(|| other.put_away(true).unwrap());
        // It waits behind the lock; whoever only looks does not.
        thread::sleep(Duration::from_millis(300));
        assert!(!away.is_finished());
        assert_eq!(number(&*disk), 40);
        go_on.wait();
        writing.join().unwrap().unwrap();
        away.join().unwrap();
    });
    assert_eq!((number(&*disk), disk.len("more").unwrap()), (41, 12));
    for refused in [
        add_one(one),
        disk.replace("count", &[0]),
        disk.append("more", b"!"),
        disk.truncate("more", 0),
        disk.remove("more"),
    ] {
        let error = refused.unwrap_err().into_inner().unwrap();
        let held = error.downcast_ref::<StoreError>();
        assert!(matches!(held, Some(StoreError::Held)), "{error}");
    }
    assert_eq!((number(&*disk), disk.len("more").unwrap()), (41, 12));
    // Whoever moves the office writes all the same.
    free.replace("count", &[42]).unwrap();
    other.put_away(false).unwrap();
    add_one(one).unwrap();
    assert_eq!(number(&*disk), 43);
}

#[test]
fn a_space_takes_over_once_and_nobody_writes_in_the_one_before() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let address = rig.address(&cluster);
    let (store, mut pen) = (rig.open(), Pen::new(1));
    store
        .take(vec![item(&pen.described(1, HERE, "a"))])
        .unwrap();
    let before = Database::connect(&address).unwrap();
    let given_up = before.plan().unwrap();
    given_up.folder("photos").replace("one", b"early").unwrap();
    let next = before.plan().unwrap();
    assert!(
        given_up.folder("photos").len("one").is_err(),
        "it was dropped"
    );
    next.folder("photos").replace("one", b"anew").unwrap();
    next.take_over(&before).unwrap_err();
    assert!(!before.is_past().unwrap(), "the pen was not away");
    before.put_away(true).unwrap();
    given_up.take_over(&before).unwrap_err();
    next.take_over(&before).unwrap();
    next.take_over(&before).unwrap_err();

    // Whoever was there writes no more, whatever it tries.
    assert!(before.is_past().unwrap() && !next.is_past().unwrap());
    let back = before.put_away(false);
    assert!(matches!(back, Err(StoreError::Held)), "{back:?}");
    let refused = store.take(vec![item(&pen.described(2, HERE, "b"))]);
    assert!(matches!(refused, Err(StoreError::Held)), "{refused:?}");
    assert!(before.guarded("photos").replace("two", b"late").is_err());

    let here = Database::connect(&address).unwrap();
    assert_eq!(here.folder("photos").read("one", 0, 9).unwrap(), b"anew");
    here.drop_past(&mut |_, _| ()).unwrap();
    assert!(here.past().unwrap().is_empty());
    assert!(before.journal().names().unwrap().is_empty());
    assert_eq!(here.folder("photos").len("one").unwrap(), 4);
}
