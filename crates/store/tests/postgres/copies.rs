//! A standby that is read: it says itself how far it is, and of what it is a copy.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use forms::Catalog;
use store::{Database, Item, Store, StoreError};

use crate::cluster::Cluster;
use crate::rig::{HERE, Kept, Pen, Rig, digest, id, item, vault};

fn open_copy(rig: &Rig, standby: &Cluster) -> Store {
    let database = Database::connect_copy(&rig.address(standby)).unwrap();
    let catalog = Arc::new(Catalog::builtin().unwrap());
    Store::open_copy(&database, catalog, &vault()).unwrap()
}

/// Waits until a copy has all that its home has.
#[track_caller]
fn reaches(copy: &Store, home: &Store) {
    let end = Instant::now() + Duration::from_secs(60);
    while copy.copied(home).unwrap() != Some(home.position()) {
        assert!(Instant::now() < end, "the standby does not follow");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_standby_is_read_says_how_far_it_is_and_is_known_when_it_goes_its_own_way() {
    let cluster = Cluster::start();
    let rig = Rig::new(Kept::Postgres(cluster.address().leak()));
    let (mut home, mut pen) = (rig.open(), Pen::new(1));
    home.take(vec![Item::Grant(pen.grant.clone())]).unwrap();
    let standby = cluster.standby();
    let copy = open_copy(&rig, &standby);
    let mut save =
        |store: &Store, record| store.take(vec![item(&pen.described(record, HERE, "a"))]);
    save(&home, 1).unwrap();
    reaches(&copy, &home);
    assert!(copy.record(id(1)).unwrap().is_some());
    let refused = copy.take(vec![Item::Note {
        name: "x".to_owned(),
        value: vec![1],
    }]);
    assert!(matches!(refused, Err(StoreError::Held)), "{refused:?}");

    let mut admin = standby.client();
    admin.batch_execute("SELECT pg_wal_replay_pause()").unwrap();
    let paused = home.position();
    save(&home, 2).unwrap();
    assert_eq!(copy.copied(&home).unwrap(), Some(paused), "it says so");
    assert!(copy.record(id(2)).unwrap().is_none());
    admin
        .batch_execute("SELECT pg_wal_replay_resume()")
        .unwrap();
    reaches(&copy, &home);
    // Rows that are folded anew at home are found here.
    home.rebuild(&mut |_, _| {}).unwrap();
    save(&home, 3).unwrap();
    reaches(&copy, &home);
    let pens = [&Pen::new(1)];
    assert_eq!(digest(&copy, &pens), digest(&home, &pens));

    standby.stop();
    assert!(matches!(
        copy.copied(&home),
        Err(StoreError::Database(_) | StoreError::Disk { .. })
    ));
    standby.go();
    reaches(&copy, &home);
    // Somebody made it an office of its own, and wrote there.
    standby.promote();
    let astray = Rig::at(&rig.address(&standby)).open();
    let (name, value) = ("x".to_owned(), vec![1]);
    astray.take(vec![Item::Note { name, value }]).unwrap();
    assert_eq!(copy.copied(&home).unwrap(), None, "longer than its home");
    save(&home, 4).unwrap();
    save(&home, 5).unwrap();
    assert_eq!(copy.copied(&home).unwrap(), None, "another journal");
}
