//! The whole system under the work of a county: figures, the ceiling of the same run, and their
//! ratio.
//!
//! `cargo bench -p tests`; `XUNLU_BENCH_RECORDS=100000` for a larger run. The figures are for
//! reading; nothing is asserted about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

mod laptop;
#[path = "../../shared/let_in.rs"]
mod let_in;
mod office;
mod table;
mod workload;

use std::path::Path;

/// Records of a run unless the environment says otherwise.
const RECORDS: usize = 10_000;

fn main() {
    let mut args = std::env::args().skip(1);
    // A child of this program that opens a laptop and tells how much memory that took.
    if args.next().as_deref() == Some("--memory") {
        let folder = args.next().expect("a folder");
        println!("{}", laptop::open_and_measure(Path::new(&folder)));
        return;
    }
    let records = std::env::var("XUNLU_BENCH_RECORDS")
        .ok()
        .and_then(|n| n.parse().ok());
    let records = records.unwrap_or(RECORDS);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut table = table::Table::new(records);
    laptop::saves(&mut table);
    laptop::replay(&mut table);
    runtime.block_on(office::run(records, &mut table));
    table.print();
}
