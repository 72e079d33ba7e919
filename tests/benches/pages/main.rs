//! What people wait for at the pages, at a laptop and at an office that keep many records: every
//! figure is one request through the real routes, on a socket of this machine.
//!
//! `cargo bench -p tests --bench pages`; `XUNLU_BENCH_RECORDS=1000000` for a larger run. The figures
//! are for reading; nothing is asserted about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

mod ask;
mod place;
#[path = "../shared/work.rs"]
mod work;

use ask::{ASKED, Asker, FIRST};

/// Records of a run unless the environment says otherwise.
const RECORDS: usize = 100_000;

fn main() {
    let records = std::env::var("XUNLU_BENCH_RECORDS").ok();
    let records = records.and_then(|n| n.parse().ok()).unwrap_or(RECORDS);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let (laptop, office) = runtime.block_on(async {
        let laptop = place::laptop(records, ask_all).await;
        (laptop, place::office(records, ask_all).await)
    });
    println!(
        "\n| {records} records | a station's laptop | the city's office |\n| --- | --- | --- |"
    );
    let mut names = vec!["opening the store".to_owned(), FIRST.to_owned()];
    names.extend(ASKED.iter().map(|(what, ..)| (*what).to_owned()));
    for (name, (laptop, office)) in names.iter().zip(laptop.into_iter().zip(office)) {
        println!("| {name} | {laptop:.1} ms | {office:.1} ms |");
    }
}

/// The milliseconds of the first view, then of everything else that is asked.
async fn ask_all(address: String, key: serde_json::Value) -> Vec<f64> {
    let asker = Asker::sign_in(&address, &key).await;
    let mut times = vec![asker.first_view().await];
    for (what, method, path, body) in ASKED {
        let time = asker.time(method, path, body).await;
        eprintln!("{what}: {time:.1} ms");
        times.push(time);
    }
    times
}
