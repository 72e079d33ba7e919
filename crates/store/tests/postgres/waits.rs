//! How long whom is waited for: rows that nobody uses, a lock that somebody keeps, a program that
//! was stopped in the middle of a commit.

use std::cell::Cell;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use store::{Item, Store, StoreError};

use crate::cluster::Cluster;
use crate::crowd::is_whole;
use crate::rig::{HERE, Kept, Pen, Rig, digest, item, open_on};
use crate::side_by_side::newer;

fn rig_on(cluster: &Cluster) -> Rig {
    Rig::new(Kept::Postgres(cluster.address().leak()))
}

/// A client of the tables of a rig.
fn admin(cluster: &Cluster, rig: &Rig) -> postgres::Client {
    let mut admin = cluster.client();
    let own = format!("SET search_path = {}", rig.schema);
    admin.batch_execute(&own).unwrap();
    admin
}

#[test]
fn rows_that_no_program_has_used_for_a_fortnight_are_dropped_and_folded_again_when_they_are() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let (mut pen, old) = (Pen::new(1), rig.open());
    let grant = Item::Grant(pen.grant.clone());
    old.take(vec![grant, item(&pen.described(1, HERE, "a"))])
        .unwrap();
    drop(newer(&rig));
    let mut admin = admin(&cluster, &rig);
    let mut left = |days: &str| -> (i64, i64) {
        let unused = format!("UPDATE generation SET used = now() - interval '{days} days'");
        admin.batch_execute(&unused).unwrap();
        // Whoever opens the newest rows looks for what nobody uses.
        drop(newer(&rig));
        let kept = "SELECT (SELECT count(*) FROM generation), count(DISTINCT generation) FROM kept";
        let row = admin.query_one(kept, &[]).unwrap();
        (row.get(0), row.get(1))
    };
    assert_eq!(left("13"), (2, 2));
    // Neither are the newest ones dropped, whose number would be given again.
    assert_eq!(left("15"), (1, 1));
    // A program that slept so long hears of it, and makes them anew.
    let second = item(&pen.described(2, HERE, "b"));
    let refused = old.take(vec![second.clone()]);
    assert!(matches!(refused, Err(StoreError::Index(_))), "{refused:?}");
    drop(old);
    let again = rig.open();
    again.take(vec![second]).unwrap();
    let memory = open_on(rig.journal(), store::Engine::Memory);
    assert_eq!(digest(&again, &[&pen]), digest(&memory, &[&pen]));
    is_whole(&rig, 1..=1);
}

/// Somebody keeps a row locked for longer than anybody waits.
#[test]
fn whoever_waits_too_long_for_a_row_steps_back_and_comes_again() {
    for (more, row) in [
        ("-c lock_timeout=150ms -c statement_timeout=0", "pen"),
        ("-c lock_timeout=0 -c statement_timeout=150ms", "file"),
    ] {
        let cluster = Cluster::start();
        let rig = rig_on(&cluster);
        let mut pen = Pen::new(1);
        let store = Rig::at(&rig.told(&cluster, more)).open();
        store.take(vec![Item::Grant(pen.grant.clone())]).unwrap();
        let mut save = |record| vec![item(&pen.described(record, HERE, "a"))];
        store.take(save(1)).unwrap();
        let mut holder = admin(&cluster, &rig);
        let hold = format!("BEGIN; SELECT 1 FROM {row} FOR UPDATE");
        holder.batch_execute(&hold).unwrap();
        let (mut watcher, second) = (cluster.client(), save(2));
        let rolled_back = "SELECT xact_rollback FROM pg_stat_database WHERE datname = 'postgres'";
        let mut stepped_back = || -> i64 { watcher.query_one(rolled_back, &[]).unwrap().get(0) };
        let before = stepped_back();
        thread::scope(|scope| {
            let taken = scope.spawn(|| store.take(second).unwrap());
            while stepped_back() < before + 2 {
                assert!(!taken.is_finished(), "{row}: nobody waits for the lock");
                thread::sleep(Duration::from_millis(20));
            }
            assert!(!taken.is_finished());
            holder.batch_execute("ROLLBACK").unwrap();
        });
        is_whole(&rig, 1..=1);
    }
}

/// Adds a word to a note at the pen, once `go` has come.
fn decide(store: &Store, go: &mpsc::Receiver<()>, begun: &mpsc::Sender<()>) -> usize {
    let times = Cell::new(0);
    store
        .decide(&mut || {
            times.set(times.get() + 1);
            if times.get() == 1 {
                begun.send(()).unwrap();
                go.recv().unwrap();
            }
            let mut value = store.note("words")?.unwrap_or_default();
            value.push(b'a');
            let name = "words".to_owned();
            Ok(vec![Item::Note { name, value }])
        })
        .unwrap();
    times.get()
}

/// A program that stands still in the middle of a commit has the pen; the others wait no longer than
/// a while, and it begins again when it goes on.
#[test]
fn a_program_that_stands_still_in_a_commit_loses_the_pen_and_nothing_else() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let impatient = "-c idle_in_transaction_session_timeout=300ms";
    let still = Rig::at(&rig.told(&cluster, impatient)).open();
    let other = rig.open();
    let ((go, going), (begun, begins)) = (mpsc::channel(), mpsc::channel());
    thread::scope(|scope| {
        let decided = scope.spawn(|| {
            let going = going;
            decide(&still, &going, &begun)
        });
        begins.recv().unwrap();
        // It has the pen, and stands still.
        let (name, value) = ("words".to_owned(), vec![b'b']);
        other.take(vec![Item::Note { name, value }]).unwrap();
        go.send(()).unwrap();
        assert_eq!(decided.join().unwrap(), 2, "it began again");
    });
    other.follow().unwrap();
    assert_eq!(other.note("words").unwrap(), Some(b"ba".to_vec()));
    is_whole(&rig, std::iter::empty());
}
