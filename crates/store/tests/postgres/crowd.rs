//! Several programs write at once, and somebody follows: nothing is lost, nothing comes twice.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use merge::{Dot, Hash, Record};
use store::{Engine, Fate, FeedItem, Item, Store};

use crate::cluster::Cluster;
use crate::rig::{HERE, Kept, NEXT, Pen, Rig, digest, id, item, open_on};

/// How many saves a writer makes.
const SAVES: u8 = 25;
/// How many records they all write to.
const RECORDS: u8 = 6;

/// Saves one operation after the other on records that everybody writes to; tells of each that was
/// acknowledged.
pub(crate) fn write(store: &Store, number: u8, told: &mut dyn FnMut(Dot)) {
    let mut pen = Pen::new(number);
    store.take(vec![Item::Grant(pen.grant.clone())]).unwrap();
    for save in 0..SAVES {
        let record = save % RECORDS;
        let bucket = if record == 0 { NEXT } else { HERE };
        let seen: Option<Record> = store.record(id(record)).unwrap();
        let text = format!("{number}/{save}");
        let change = pen.set("description", text.as_str());
        let op = pen.hazard(record, bucket, seen.as_ref(), vec![change]);
        let fates = store.take(vec![item(&op)]).unwrap();
        assert_eq!(fates, [Fate::Kept], "{number}/{save}");
        told(op.op.dot());
    }
}

/// Follows a feed, now and then and at one program or another, until everybody has ended and nothing
/// more comes.
pub(crate) fn follow(stores: [&Store; 2], ended: &AtomicBool) -> Vec<Hash> {
    let (mut seen, mut sum, mut looks) = (Vec::new(), 0u64, 0u64);
    loop {
        let last_look = ended.load(Ordering::SeqCst);
        let bytes = 1 + seen.len() % 7 * 300;
        // As by chance, and the same in every run.
        looks = looks
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let store = stores[usize::from(looks >> 63 == 1)];
        let segment = store.feed(HERE, seen.len() as u64, bytes).unwrap();
        for item in &segment.items {
            let FeedItem::Op(op) = item else {
                panic!("a hole: {item:?}")
            };
            sum = sum.wrapping_add(op.hash.term());
            seen.push(op.hash);
        }
        assert_eq!(segment.sum, sum);
        if segment.items.is_empty() {
            if last_look {
                return seen;
            }
            thread::yield_now();
        }
    }
}

/// Every page of a feed, as bytes, at a program.
fn pages(store: &Store) -> Vec<Vec<u8>> {
    let (last, _) = store.feed_head(HERE).unwrap();
    let mut pages = Vec::new();
    let mut at = 0;
    while at < last {
        let segment = store.feed(HERE, at, 1_500).unwrap();
        let mut page = [segment.from, segment.sum].map(u64::to_be_bytes).concat();
        for item in &segment.items {
            let FeedItem::Op(op) = item else {
                panic!("a hole: {item:?}")
            };
            page.extend(op.bytes());
        }
        at += segment.items.len() as u64;
        pages.push(page);
    }
    pages
}

/// What a store on a database holds is what anybody would fold from the same journal, and every
/// row of it.
pub(crate) fn is_whole(rig: &Rig, writers: impl Iterator<Item = u8>) {
    let store = rig.open();
    let pens: Vec<Pen> = writers.map(Pen::new).collect();
    let pens: Vec<&Pen> = pens.iter().collect();
    let memory = open_on(rig.journal(), Engine::Memory);
    assert_eq!(digest(&store, &pens), digest(&memory, &pens));
    let found = store.verify(None, &mut |_, _| {}).unwrap();
    assert_eq!(found.problems, []);
    let log = store.log_size().unwrap();
    assert_eq!(store.log_root(log).unwrap(), memory.log_root(log).unwrap());
}

/// What another program is told.
const ADDRESS: &str = "XUNLU_TEST_ADDRESS";
const NUMBER: &str = "XUNLU_TEST_NUMBER";

/// A program of its own that writes; it says what was acknowledged.
fn program(address: &str, number: u8) -> Child {
    let mut program = Command::new(env::current_exe().unwrap());
    program
        .args(["--exact", "crowd::a_program_that_writes", "--nocapture"])
        .env(ADDRESS, address)
        .env(NUMBER, number.to_string())
        .stdout(Stdio::piped());
    program.spawn().unwrap()
}

/// Not a test by itself: the others start it.
#[test]
fn a_program_that_writes() {
    let (Ok(address), Ok(number)) = (env::var(ADDRESS), env::var(NUMBER)) else {
        return;
    };
    let store = Rig::at(&address).open();
    write(&store, number.parse().unwrap(), &mut |dot| {
        println!("kept {}", dot.seq);
        std::io::stdout().flush().unwrap();
    });
}

/// Reads what a program says was acknowledged, up to so many.
fn acknowledged(program: &mut Child, until: u64) -> u64 {
    let lines = BufReader::new(program.stdout.as_mut().unwrap()).lines();
    let kept = lines.map_while(Result::ok);
    let kept = kept.filter_map(|line| line.strip_prefix("kept ")?.parse().ok());
    let mut last = 0;
    for seq in kept {
        last = seq;
        if seq >= until {
            break;
        }
    }
    last
}

/// Tells whoever follows that nothing more comes, however a test ends.
struct End<'e>(&'e AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Three programs, one of which is killed in the middle, and two stores with three writers each in
/// this one.
#[test]
fn many_programs_and_threads_lose_nothing_and_number_everything_once() {
    let cluster = Cluster::start();
    let rig = Rig::new(Kept::Postgres(cluster.address().leak()));
    let stores = [rig.open(), rig.open()];
    let (ended, reader, other) = (AtomicBool::new(false), rig.open(), rig.open());
    let address = rig.address(&cluster);
    let mut programs = [20, 21].map(|number| program(&address, number));
    let mut killed = program(&address, 22);
    let (seen, survived) = thread::scope(|scope| {
        let follower = scope.spawn(|| follow([&reader, &other], &ended));
        let end = End(&ended);
        let mut writers = Vec::new();
        for (at, store) in stores.iter().enumerate() {
            for number in 1..=3 {
                let number = number + 3 * u8::try_from(at).unwrap();
                writers.push(scope.spawn(move || write(store, number, &mut |_| ())));
            }
        }
        let survived = acknowledged(&mut killed, u64::from(SAVES) / 2);
        killed.kill().unwrap();
        killed.wait().unwrap();
        for program in &mut programs {
            assert_eq!(acknowledged(program, u64::MAX), u64::from(SAVES));
            assert!(program.wait().unwrap().success());
        }
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
        drop(end);
        (follower.join().unwrap(), survived)
    });
    assert!(survived >= u64::from(SAVES) / 2, "it had begun: {survived}");
    let head = |number| reader.head(Pen::new(number).device()).unwrap().seq;
    assert!(head(22) >= survived, "what it acknowledged is there");
    for number in [1, 2, 3, 4, 5, 6, 20, 21] {
        assert_eq!(head(number), u64::from(SAVES));
    }
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len());
    assert_eq!(seen.len() as u64, reader.feed_head(HERE).unwrap().0);
    let read = pages(&reader);
    assert!(read.len() > 3, "{}", read.len());
    assert!(read == pages(&other), "the same bytes at both");
    is_whole(&rig, [1, 2, 3, 4, 5, 6, 20, 21, 22].into_iter());
}
