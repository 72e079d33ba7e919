//! Thousands of stations at one server: the real client code in this process, each with an identity
//! and a store of its own, against a real `xunlu-server` process over TLS.
//!
//! `cargo bench -p tests --bench load -- --shape morning --stations 2000`; without `--shape` all of
//! them, one after the other, each at a fresh server. The figures are for reading; nothing is asserted
//! about time. Stations and server share the machine's cores, so what a server of its own could do is
//! told by its CPU time per exchange.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

#[path = "../../crates/store/tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "the store's tests need more of it")]
mod cluster;
mod hostile;
mod page;
mod ram;
mod server;
mod shapes;
mod station;
mod tally;

use clap::{Parser, ValueEnum};
use server::Setup;

/// What the stations do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// All come online at once, each with a day's work.
    Morning,
    /// Dashboards are read while all stations push.
    Reports,
    /// New laptops of a county that has long worked.
    County,
    /// Some come back after ninety days.
    Absence,
    /// All are connected and nothing happens.
    Idle,
    /// Honest stations work while others flood, dawdle and send bombs.
    Flood,
}

/// What is played.
#[derive(Debug, Parser)]
struct Args {
    /// What the stations do; all of it if nothing is named.
    #[arg(long, value_enum)]
    shape: Vec<Shape>,
    /// Stations.
    #[arg(long, default_value_t = 200)]
    stations: usize,
    /// Operations of a station's day.
    #[arg(long, default_value_t = 20)]
    operations: usize,
    /// Stations connected at the same moment. One machine calls from one address, of which the server
    /// admits 128 lines.
    #[arg(long, default_value_t = 100)]
    lines: usize,
    #[command(flatten)]
    setup: Setup,
    /// Said by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let all = Shape::value_variants();
    let shapes = if args.shape.is_empty() {
        all
    } else {
        &args.shape
    };
    let mut rows = Vec::new();
    for shape in shapes {
        rows.extend(runtime.block_on(shapes::play(*shape, &args)));
    }
    tally::print(&rows);
}
