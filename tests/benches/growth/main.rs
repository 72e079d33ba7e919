//! What it costs an office that more is kept: one server process takes in 10,000 records, then a
//! hundred thousand, then a million, and at each size the same is asked of it.
//!
//! `cargo bench -p tests --bench growth`; with `-- --store postgres` on a PostgreSQL server started
//! for it. A million records of seven operations take a quarter of an hour to sign and to take in;
//! `--operations 4` or `--records 10000,100000` are shorter. The figures are for reading; nothing is
//! asserted about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

#[path = "../../../crates/store/tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "the store's tests need more of it")]
mod cluster;
#[path = "../../load/page.rs"]
#[allow(dead_code, reason = "the load needs more of it")]
mod page;
#[path = "../shared/pens.rs"]
#[allow(dead_code, reason = "another bench needs more of it")]
mod pens;
#[path = "../../load/ram.rs"]
mod ram;
#[path = "../../load/server.rs"]
#[allow(dead_code, reason = "the load needs more of it")]
mod server;
mod size;
#[path = "../../load/station.rs"]
#[allow(dead_code, reason = "the load needs more of it")]
mod station;
mod table;
#[path = "../shared/work.rs"]
#[allow(dead_code, reason = "the benches inside one process need more of it")]
mod work;

use std::sync::Arc;

use clap::Parser;
use server::{Server, Setup};

/// What is measured.
#[derive(Debug, Parser)]
struct Args {
    #[command(flatten)]
    setup: Setup,
    /// The sizes at which it is measured, each larger than the one before.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    records: Vec<usize>,
    /// Operations of each record, at least four.
    #[arg(long, default_value_t = 7)]
    operations: usize,
    /// Said by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let operations = args.operations.max(pens::FEWEST);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = Arc::new(Server::start(&args.setup));
    let mut counties = runtime.block_on(pens::enrol(&server));
    let mut columns = Vec::new();
    let mut kept = 0;
    for records in args.records {
        let mut column = table::Column::new(records);
        let grown = (kept..records, operations);
        counties = size::ingest(&runtime, &server, counties, grown, &mut column);
        let office = runtime.block_on(size::catch_up(&server, records, &mut column));
        runtime.block_on(size::pages(&server, office, records, &mut column));
        size::room(&server, records, &mut column);
        columns.push(column);
        kept = records;
    }
    println!(
        "\nOne server process, its callers{} on the same {} cores; records of {operations} operations.",
        if args.setup.store.is_some() {
            " and its database"
        } else {
            ""
        },
        std::thread::available_parallelism().map_or(0, usize::from),
    );
    table::print(&columns);
}
