//! Reports over a city, at two sizes: a report answers from maintained totals, so ten times the
//! records must not take ten times as long.
//!
//! `cargo bench -p tests --bench reports`; `XUNLU_BENCH_RECORDS=1000000` for the size of a city. The
//! records lie in all villages of 襄阳市 and in three years. The figures are for reading; nothing is
//! asserted about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

#[path = "../shared/work.rs"]
mod work;

use std::sync::Arc;
use std::time::Instant;

use forms::{Catalog, Moment, Period};
use places::Divisions;
use server::{Asked, Office, Parts, Site};
use store::disk::Folder;
use store::{Engine, SledRows};

/// Records of the larger run unless the environment says otherwise.
const RECORDS: usize = 100_000;
/// How many times smaller the other run is.
const SMALLER: usize = 10;
/// Each report is asked for so often, and the least of the times is told: other work on the machine
/// only adds to it.
const TIMES: usize = 15;
/// The reports: those that are read from totals alone, and two with lists in them.
const REPORTS: [(&str, &str); 5] = [
    ("R4", "totals"),
    ("R6", "totals"),
    ("R11", "totals"),
    ("R7", "totals, stations, villages"),
    ("R2", "list of all hazards"),
];

fn main() {
    let most = std::env::var("XUNLU_BENCH_RECORDS").ok();
    let most = most.and_then(|n| n.parse().ok()).unwrap_or(RECORDS);
    let small = run(most / SMALLER);
    let large = run(most);
    println!(
        "\n| report of the city, a month | answered from | {} records | {most} records | ratio |",
        most / SMALLER
    );
    println!("| --- | --- | --- | --- | --- |");
    for ((name, from), (small, large)) in REPORTS.iter().zip(small.into_iter().zip(large)) {
        println!(
            "| {name} | {from} | {small:.1} ms | {large:.1} ms | {:.2} |",
            large / small
        );
    }
}

/// The milliseconds each report takes over so many records.
fn run(records: usize) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let parts = Parts {
        site: Site::fresh("4206".parse().unwrap()).unwrap(),
        divisions: Divisions::from_csv(places::XIANGYANG_CSV.as_bytes()).unwrap(),
        disk: Arc::new(Folder::open(&folder.path().join("journal")).unwrap()),
        engine: Engine::Sled(SledRows::at(folder.path().join("index"))),
        boot: "bench".into(),
        blobs: std::sync::Arc::new(folder.path().join("blobs")),
        vault: vault::Vault::from_key([1; 32]),
        catalog: Arc::new(Catalog::builtin().unwrap()),
    };
    let office = Office::start(parts, &mut |_, _| {}).unwrap();
    let begun = Instant::now();
    let mut writer = work::writer(office.site().root);
    work::write(office.store(), office.divisions(), &mut writer, records);
    let rate = records as f64 / begun.elapsed().as_secs_f64();
    eprintln!("{records} records kept, {rate:.0} a second");
    // 2026-11-28 12:00 in China.
    let now = Moment {
        now_ms: 1_795_838_400_000,
        offset_min: forms::CHINA_MIN,
    };
    let times = REPORTS.iter().map(|(name, _)| {
        let asked = Asked {
            report: (*name).to_owned(),
            under: None,
            period: Period::month(2026, 10).unwrap(),
            unmasked: false,
        };
        let time = |_| {
            let begun = Instant::now();
            office.room().report(&asked, now).unwrap();
            begun.elapsed().as_secs_f64() * 1e3
        };
        let least = (0..TIMES).map(time).fold(f64::INFINITY, f64::min);
        eprintln!("{name} over {records}: {least:.1} ms");
        least
    });
    times.collect()
}
