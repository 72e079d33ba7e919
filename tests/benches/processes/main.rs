//! Several server processes of one office on one database: signed operations a second through HTTP,
//! TLS and all, beside what bounds them, measured in the same run.
//!
//! `cargo bench -p tests --bench processes` starts PostgreSQL servers of its own. Callers, processes
//! and database share the machine's cores. The figures are for reading; nothing is asserted about
//! time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

#[path = "../../../crates/store/benches/ceiling/mod.rs"]
mod ceiling;
#[path = "../../../crates/store/tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "the store's tests need more of it")]
mod cluster;
#[path = "../shared/pens.rs"]
#[allow(dead_code, reason = "another bench needs more of it")]
mod pens;
#[path = "../../load/ram.rs"]
mod ram;
#[path = "../../load/server.rs"]
#[allow(dead_code, reason = "the load needs more of it")]
mod server;
#[path = "../../load/station.rs"]
#[allow(dead_code, reason = "the load needs more of it")]
mod station;
#[path = "../shared/work.rs"]
#[allow(dead_code, reason = "the benches inside one process need more of it")]
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use cluster::Cluster;
use forms::Catalog;
use server::{Server, Setup};

/// Records of one round.
const RECORDS: usize = 2_000;
/// Operations of one record.
const OPERATIONS: usize = 7;
/// Rounds that are measured, after one that is not.
const ROUNDS: usize = 5;
/// Callers at the same time: one for each county.
const CLIENTS: usize = 9;

/// What is measured.
#[derive(Debug, Parser)]
struct Args {
    /// The server's program; the one beside this program if none is named.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// How many server processes, one office after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 4])]
    processes: Vec<usize>,
    /// Said by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What bounds them all, in operations a second.
struct Ceilings {
    verified: f64,
    upserted: f64,
    copied: f64,
}

/// Rates of some rounds, from the least to the most, and of the bounds if they were asked for.
type Measured = (Vec<f64>, Option<Ceilings>);

fn main() {
    let args = Args::parse();
    let office = |processes: usize, store: Option<&str>| Setup {
        store: store.map(str::to_owned),
        server: args.server.clone(),
        processes,
    };
    let (embedded, ceilings) = measure(&office(1, None), true);
    let ceilings = ceilings.unwrap();
    let mut rows = vec![("embedded, one process".to_owned(), embedded)];
    for processes in args.processes {
        let (rates, _) = measure(&office(processes, Some("postgres")), false);
        rows.push((format!("PostgreSQL, {processes} process(es)"), rates));
    }
    println!(
        "\n{} operations a round; medians of {ROUNDS} rounds (least–most); all on {} cores\n",
        RECORDS * OPERATIONS,
        std::thread::available_parallelism().map_or(0, usize::from),
    );
    println!("| op/s through HTTP | figure | of strict verification | of plain upsert | of COPY |");
    println!("|{}", " --- |".repeat(5));
    let line = |what: &str, figure: String, rate: f64| {
        println!(
            "| {what} | {figure} | {:.2} | {:.2} | {:.2} |",
            rate / ceilings.verified,
            rate / ceilings.upserted,
            rate / ceilings.copied,
        );
    };
    for (what, rate) in [
        ("ceiling: strict verification, all cores", ceilings.verified),
        (
            "ceiling: plain append and upsert of merged rows, four connections",
            ceilings.upserted,
        ),
        ("ceiling: plain COPY of the same bytes", ceilings.copied),
    ] {
        line(what, format!("{rate:.0}"), rate);
    }
    for (what, rates) in rows {
        let middle = rates[rates.len() / 2];
        let (least, most) = (rates[0], rates[rates.len() - 1]);
        line(&what, format!("{middle:.0} ({least:.0}–{most:.0})"), middle);
    }
}

/// Lets a fresh office take in one round after another; before that, if they are asked for, what
/// bounds it is measured over the first round.
fn measure(setup: &Setup, bounded: bool) -> Measured {
    let catalog = Catalog::builtin().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = Arc::new(Server::start(setup));
    let mut counties = runtime.block_on(pens::enrol(&server));
    let (mut rates, mut ceilings) = (Vec::new(), None);
    for round in 0..=ROUNDS {
        let records = round * RECORDS..(round + 1) * RECORDS;
        pens::write(&mut counties, &catalog, records, OPERATIONS);
        if bounded && round == 0 {
            ceilings = Some(bounds(&counties));
        }
        let (back, took) = runtime.block_on(pens::push(counties, CLIENTS));
        counties = back;
        if round > 0 {
            rates.push((RECORDS * OPERATIONS) as f64 / took.as_secs_f64());
        }
    }
    rates.sort_by(f64::total_cmp);
    eprintln!("{setup:?}: {rates:.0?}");
    (rates, ceilings)
}

fn bounds(counties: &[pens::County]) -> Ceilings {
    let shares = pens::batches(counties);
    let all = (RECORDS * OPERATIONS) as f64;
    let cluster = Cluster::start();
    Ceilings {
        verified: pens::verify(counties),
        copied: all / ceiling::copy(&cluster, shares.iter().flatten()),
        upserted: all / ceiling::upsert(&cluster, &shares),
    }
}
