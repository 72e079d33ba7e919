//! What happens to a database while an office works: nobody who waits hears of more than a pause.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use store::{Fate, Item, StoreError};

use crate::cluster::Cluster;
use crate::crowd::{is_whole, write};
use crate::rig::{HERE, Kept, Pen, Rig, id, item};

/// Two stores with two writers each, and something that goes on meanwhile until they have ended.
fn under_writers(rig: &Rig, meanwhile: impl Fn(usize)) {
    let stores = [rig.open(), rig.open()];
    thread::scope(|scope| {
        let writers: Vec<_> = (1..=4)
            .map(|number| {
                let store = &stores[usize::from(number) % 2];
                scope.spawn(move || write(store, number, &mut |_| ()))
            })
            .collect();
        let mut times = 0;
        while writers.iter().any(|writer| !writer.is_finished()) {
            meanwhile(times);
            times += 1;
        }
        assert!(times > 0);
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
    });
    is_whole(rig, 1..=4);
}

fn rig_on(cluster: &Cluster) -> Rig {
    Rig::new(Kept::Postgres(cluster.address().leak()))
}

#[test]
fn a_server_that_is_restarted_under_writers_costs_a_pause() {
    let cluster = Cluster::start();
    under_writers(&rig_on(&cluster), |times| {
        if times < 3 {
            cluster.stop();
            cluster.go();
        }
        thread::sleep(Duration::from_millis(100));
    });
}

/// Ends any of the programs' connections, and waits until something was saved again.
fn end_one(admin: &mut postgres::Client, schema: &str) -> usize {
    let saved = format!("SELECT coalesce(sum(size), 0)::bigint FROM {schema}.file");
    let mut size = || -> i64 { admin.query_one(&saved, &[]).unwrap().get(0) };
    let before = size();
    let patience = Instant::now();
    while size() == before && patience.elapsed() < Duration::from_secs(5) {
        thread::yield_now();
    }
    let one = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'xunlu' ORDER BY random() LIMIT 1";
    admin.query(one, &[]).unwrap().len()
}

#[test]
fn connections_that_are_ended_at_random_cost_a_retry() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let admin = RefCell::new(cluster.client());
    let ended = Cell::new(0);
    under_writers(&rig, |_| {
        let one = end_one(&mut admin.borrow_mut(), &rig.schema);
        ended.set(ended.get() + one);
    });
    assert!(ended.get() > 5);
}

/// Somebody locks the same rows the other way round: one of the two is sent back by the server.
#[test]
fn a_deadlock_sends_the_writer_back_and_it_comes_again() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let store = rig.open();
    let mut other = cluster.client();
    other
        .batch_execute(&format!("SET search_path = {}", rig.schema))
        .unwrap();
    other
        .batch_execute("BEGIN; SELECT 1 FROM generation FOR UPDATE")
        .unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| write(&store, 1, &mut |_| ()));
        let mut look = cluster.client();
        let waits = "SELECT 1 FROM pg_locks WHERE NOT granted";
        while look.query(waits, &[]).unwrap().is_empty() {
            thread::yield_now();
        }
        // This waits for the writer, which waits for this.
        other
            .batch_execute("SELECT 1 FROM pen FOR UPDATE; COMMIT")
            .unwrap();
        writer.join().unwrap();
    });
    is_whole(&rig, 1..=1);
}

/// The engine takes back what it had promised, in the middle of a commit and at its very end.
#[test]
fn what_the_engine_rolls_back_is_tried_again() {
    let cluster = Cluster::start();
    for (table, when) in [("kept", ""), ("piece", "CONSTRAINT"), ("file", "")] {
        let rig = rig_on(&cluster);
        let store = rig.open();
        let deferred = if when.is_empty() {
            ""
        } else {
            "DEFERRABLE INITIALLY DEFERRED"
        };
        let trip = format!(
            "SET search_path = {};
            CREATE SEQUENCE trips;
            CREATE FUNCTION trip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('{}.trips') % 7 = 0 THEN
                    RAISE EXCEPTION 'a trap' USING ERRCODE = '40001';
                END IF; RETURN NEW; END $$;
            CREATE {when} TRIGGER trip AFTER INSERT OR UPDATE ON {table} {deferred}
                FOR EACH ROW EXECUTE FUNCTION trip()",
            rig.schema, rig.schema
        );
        // Rows of the index are many for each save: those trip rarely enough to get through.
        let trip = if table == "kept" {
            trip.replace("% 7", "% 97")
        } else {
            trip
        };
        cluster.client().batch_execute(&trip).unwrap();
        write(&store, 1, &mut |_| ());
        let trips = format!("SELECT last_value FROM {}.trips", rig.schema);
        let trips: i64 = cluster.client().query_one(&trips, &[]).unwrap().get(0);
        assert!(trips > 7, "{table}: {trips}");
        is_whole(&rig, 1..=1);
    }
}

/// What a line to the server does with a commit.
fn line(from: TcpStream, server: &Path, commits: &Arc<AtomicUsize>, cutting: &Arc<AtomicBool>) {
    let to = UnixStream::connect(server).unwrap();
    let (mut answers, mut back) = (to.try_clone().unwrap(), from.try_clone().unwrap());
    thread::spawn(move || {
        let _ = io::copy(&mut answers, &mut back);
        let _ = back.shutdown(std::net::Shutdown::Both);
    });
    let (mut from, mut to) = (from, to);
    let mut bytes = [0; 64 * 1024];
    while let Ok(len @ 1..) = from.read(&mut bytes) {
        let asks = bytes[..len].windows(7).any(|words| words == b"COMMIT\0");
        if asks && cutting.load(Ordering::SeqCst) {
            let number = commits.fetch_add(1, Ordering::SeqCst);
            if number % 4 == 1 {
                // It never arrives.
                break;
            }
            if number % 4 == 3 {
                // It arrives, and the answer does not.
                from.shutdown(std::net::Shutdown::Both).unwrap();
                to.write_all(&bytes[..len]).unwrap();
                let mut all = Vec::new();
                let _ = to.shutdown(std::net::Shutdown::Write);
                let _ = to.read_to_end(&mut all);
                return;
            }
        }
        if to.write_all(&bytes[..len]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
    let _ = from.shutdown(std::net::Shutdown::Both);
}

#[test]
fn an_answer_that_is_lost_makes_no_commit_twice_and_none_vanish() {
    let cluster = Cluster::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (commits, cutting) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let server = cluster.folder().join(".s.PGSQL.5432");
    let (counted, cut) = (commits.clone(), cutting.clone());
    thread::spawn(move || {
        for from in listener.incoming() {
            let (server, commits, cutting) = (server.clone(), counted.clone(), cut.clone());
            thread::spawn(move || line(from.unwrap(), &server, &commits, &cutting));
        }
    });
    let straight = rig_on(&cluster);
    let through = format!("host=127.0.0.1 port={port} user=postgres dbname=postgres");
    let rig = Rig::at(&format!(
        "{through} options='-c search_path={}'",
        straight.schema
    ));
    let store = rig.open();
    cutting.store(true, Ordering::SeqCst);
    write(&store, 1, &mut |_| ());
    // Notes are not known by a number: each must be there once.
    let notes: Vec<_> = (0..20).map(|number| format!("drill/{number}")).collect();
    for name in &notes {
        let (name, value) = (name.clone(), vec![1]);
        store.take(vec![Item::Note { name, value }]).unwrap();
    }
    cutting.store(false, Ordering::SeqCst);
    assert!(commits.load(Ordering::SeqCst) > 40);
    let saves = store.head(Pen::new(1).device()).unwrap().seq;
    assert_eq!(store.log_size().unwrap(), saves + 1 + notes.len() as u64);
    is_whole(&straight, 1..=1);
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(done.unwrap().success());
}

/// The machine that takes over had not heard of the end: whoever still knows it says so.
#[test]
fn a_database_that_lost_its_end_is_not_written_on_by_whoever_knows_it() {
    let cluster = Cluster::start();
    let rig = rig_on(&cluster);
    let mut pen = Pen::new(1);
    let mut save = |record| pen.described(record, HERE, "急弯");
    let (first, second, third) = (save(1), save(2), save(3));
    let store = rig.open();
    let grant = Item::Grant(pen.grant.clone());
    store.take(vec![grant, item(&first)]).unwrap();
    cluster.stop();
    let [now, before] = ["data", "before"].map(|name| cluster.folder().join(name));
    copy(&now, &before);
    cluster.go();
    store.take(vec![item(&second)]).unwrap();
    let known = store.position();
    cluster.stop();
    fs::remove_dir_all(&now).unwrap();
    copy(&before, &now);
    cluster.go();
    let refused = store.take(vec![item(&third)]);
    assert!(matches!(refused, Err(StoreError::LostTail { known: end, .. }) if end == known));
    // One that does not know goes on, and the devices bring again what is missing.
    let fresh = rig.open();
    assert!(fresh.record(id(2)).unwrap().is_none());
    let mut more = vec![item(&second), item(&third)];
    assert_eq!(fresh.take(more.clone()).unwrap(), [Fate::Kept, Fate::Kept]);
    more.truncate(1);
    // Now it is longer than what was known, and still not the same.
    assert!(fresh.position() > known);
    assert!(matches!(store.take(more), Err(StoreError::LostTail { .. })));
    assert!(matches!(store.follow(), Err(StoreError::LostTail { .. })));
    is_whole(&rig, 1..=1);
}
