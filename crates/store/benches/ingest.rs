//! Signed operations taken in per second: by a store of its own, and by one, two and four programs
//! on one database; beside what bounds them, measured in the same run.
//!
//! The work is that of the other benches: hazards of twenty values, seven operations each. Every
//! program has four callers, each with batches of 500 as a server takes them; what is measured is
//! decoding, strict verification, merging and keeping.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench may stop at the first surprise"
)]

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use forms::Catalog;
use merge::{
    Author, Bucket, Change, Context, Draft, Grant, Key, Now, PublicKey, Record, RecordId, Sealed,
    Terms,
};
use store::disk::Folder;
use store::{Arrival, Database, Engine, Item, Options, SledRows, Store, Verdict};
use vault::Vault;

mod ceiling;
#[path = "../tests/postgres/cluster.rs"]
mod cluster;

use cluster::Cluster;

/// Callers of one program.
const CALLERS: usize = 4;
/// Operations of one batch.
const BATCH: usize = 500;
/// Operations of one record.
const STEPS: usize = 7;
/// Records of all callers together.
const RECORDS: usize = 4_000;
const ADDRESS: &str = "XUNLU_BENCH_ADDRESS";
const PART: &str = "XUNLU_BENCH_PART";

/// What one caller brings.
struct Work {
    grant: Grant,
    key: PublicKey,
    batches: Vec<Vec<Vec<u8>>>,
}

fn work(number: usize, records: usize) -> Work {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let (key, issuer) = (
        Key::from_secret(&[u8::try_from(number + 1).unwrap(); 32]),
        Key::from_secret(&[99; 32]),
    );
    let township = Bucket(420_625_102_000);
    let terms = Terms {
        key: key.public().full(),
        epoch: 1,
        person: "测试".into(),
        role: "officer".into(),
        unit: township,
        jurisdiction: vec![township],
        not_before_ms: 0,
        not_after_ms: u64::MAX,
    };
    let grant = Grant::issue(&terms, &issuer).unwrap();
    let mut author = Author::new(key.clone(), grant.device, grant.hash());
    let texts: Vec<u16> = kind
        .fields
        .iter()
        .filter(|field| matches!(field.name.as_str(), "description" | "location" | "measures"))
        .map(|field| field.id)
        .collect();
    let mut ops = Vec::new();
    for record in 0..records {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&(record as u64).to_be_bytes());
        random[8] = u8::try_from(number).unwrap();
        let id = RecordId::v7(1_750_000_000_000 + record as u64, random);
        let mut seen: Option<Record> = None;
        for step in 0..STEPS {
            let values = if step == 0 { 20 } else { 1 };
            let change = |at: usize| Change::Set {
                field: *texts.get(at).unwrap_or(&u16::try_from(400 + at).unwrap()),
                value: format!("急弯，临水，无护栏 {record}/{step}/{at}")
                    .as_str()
                    .into(),
            };
            let draft = Draft {
                record: id,
                bucket: Bucket(420_625_102_206 + record as u64 % 10),
                kind: kind.id,
                form: 1,
                context: seen
                    .as_ref()
                    .map_or(Context::new(), |seen| seen.clock().clone()),
                changes: (0..values).map(change).collect(),
                reason: None,
                resolves: Vec::new(),
            };
            let now = Now {
                wall_ms: 1_750_000_000_000 + ops.len() as u64,
                offset_min: 480,
            };
            let sealed = author.seal(draft, now);
            author.wrote(&sealed);
            match &mut seen {
                Some(seen) => seen.apply(&sealed.op).unwrap(),
                none => *none = Some(Record::from_op(&sealed.op)),
            }
            ops.push(sealed.bytes().to_vec());
        }
    }
    Work {
        grant,
        key: key.public(),
        batches: ops.chunks(BATCH).map(<[Vec<u8>]>::to_vec).collect(),
    }
}

fn admitted(work: &Work, batch: &[Vec<u8>]) -> Vec<Item> {
    let one = |bytes: &Vec<u8>| {
        let sealed = Sealed::open(bytes).unwrap();
        assert!(sealed.verify(&work.key));
        Item::Op(Arrival {
            sealed,
            verdict: Verdict::Applied,
            received_ms: 7,
        })
    };
    batch.iter().map(one).collect()
}

fn open(engine: Engine, journal: &std::path::Path) -> Store {
    let options = Options {
        disk: Arc::new(Folder::open(journal).unwrap()),
        engine,
        catalog: Arc::new(Catalog::builtin().unwrap()),
        numbers: true,
        boot: String::new(),
        vault: Vault::from_key([1; 32]),
    };
    Store::open(options, &mut |_, _| {}).unwrap().0
}

/// Lets every caller bring its work; answers the seconds.
fn ingest(store: &Store, works: &[Work]) -> f64 {
    let begun = Instant::now();
    thread::scope(|scope| {
        for work in works {
            scope.spawn(move || {
                store.take(vec![Item::Grant(work.grant.clone())]).unwrap();
                for batch in &work.batches {
                    store.take(admitted(work, batch)).unwrap();
                }
            });
        }
    });
    begun.elapsed().as_secs_f64()
}

fn works(part: usize, of: usize) -> Vec<Work> {
    let callers = part * CALLERS..(part + 1) * CALLERS;
    callers
        .map(|number| work(number, RECORDS / of / CALLERS))
        .collect()
}

/// One of several programs: prepares, waits for the word, works, and ends.
fn part(address: &str, place: &str) {
    let (part, of) = place.split_once('/').unwrap();
    let works = works(part.parse().unwrap(), of.parse().unwrap());
    let database = Database::connect(address).unwrap();
    let nowhere = tempfile::tempdir().unwrap();
    let store = open(Engine::Postgres(database), nowhere.path());
    println!("ready");
    std::io::stdout().flush().unwrap();
    std::io::stdin().read_line(&mut String::new()).unwrap();
    ingest(&store, &works);
    println!("done");
}

fn heard(program: &mut Child, word: &str) {
    let lines = BufReader::new(program.stdout.as_mut().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == word));
}

/// So many programs on one fresh database; answers the seconds.
fn programs(cluster: &Cluster, count: usize) -> f64 {
    let schema = format!("bench{count}");
    cluster
        .client()
        .batch_execute(&format!("CREATE SCHEMA {schema}"))
        .unwrap();
    let address = format!("{} options='-c search_path={schema}'", cluster.address());
    let mut programs: Vec<Child> = (0..count)
        .map(|part| {
            Command::new(env::current_exe().unwrap())
                .env(ADDRESS, &address)
                .env(PART, format!("{part}/{count}"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    programs
        .iter_mut()
        .for_each(|program| heard(program, "ready"));
    let begun = Instant::now();
    for program in &mut programs {
        program.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    programs
        .iter_mut()
        .for_each(|program| heard(program, "done"));
    let seconds = begun.elapsed().as_secs_f64();
    programs
        .iter_mut()
        .for_each(|program| assert!(program.wait().unwrap().success()));
    seconds
}

fn main() {
    if let (Ok(address), Ok(place)) = (env::var(ADDRESS), env::var(PART)) {
        part(&address, &place);
        return;
    }
    let works = works(0, 1);
    let count: usize = works
        .iter()
        .flat_map(|work| &work.batches)
        .map(Vec::len)
        .sum();
    let rate = |seconds: f64| count as f64 / seconds;
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    for work in &works {
        work.batches
            .iter()
            .for_each(|batch| drop(admitted(work, batch)));
    }
    let verified = rate(begun.elapsed().as_secs_f64());
    let folded = rate(ingest(
        &open(Engine::Memory, &folder.path().join("a")),
        &works,
    ));
    let sled = Engine::Sled(SledRows::at(folder.path().join("index")));
    let embedded = rate(ingest(&open(sled, &folder.path().join("b")), &works));
    let cluster = Cluster::start();
    let batches = works.iter().flat_map(|work| &work.batches);
    let copied = rate(ceiling::copy(&cluster, batches));
    let shares: Vec<_> = works.iter().map(|work| work.batches.clone()).collect();
    let upserted = rate(ceiling::upsert(&cluster, &shares));
    let line = |what: &str, rate: f64| {
        println!(
            "{what:<58} {rate:>9.0} op/s {:>7.2} {:>7.2} {:>7.2}",
            rate / folded,
            rate / upserted,
            rate / copied
        );
    };
    println!(
        "{count} operations; ratios against decode + verify + fold, the plain upsert, and COPY"
    );
    line("decode + verify, one core", verified);
    line(
        "decode + verify + fold, rows in memory, journal synced",
        folded,
    );
    line(
        "plain COPY of the same bytes, a batch a transaction",
        copied,
    );
    line(
        "plain append and upsert of merged rows, four connections",
        upserted,
    );
    line("embedded: journal and sled", embedded);
    for count in [1, 2, 4] {
        let what = format!("PostgreSQL: {count} program(s) of {CALLERS} callers");
        line(&what, rate(programs(&cluster, count)));
    }
}
