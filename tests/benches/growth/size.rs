//! What is measured at one size.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use forms::Catalog;
use merge::FullKey;
use tokio::runtime::Runtime;

use crate::page::Reader;
use crate::pens::{self, County};
use crate::server::Server;
use crate::station::Station;
use crate::table::{Column, spread};

/// Records that are signed, then brought: so many are in memory at a time.
const CHUNK: usize = 10_000;
/// Counties that bring theirs at the same time.
const CLIENTS: usize = 4;
/// The county whose new laptops catch up.
const COUNTY: &str = "420625";
/// How often that is done; less often where there is much.
const LAPTOPS: usize = 5;
const MUCH: usize = 500_000;
/// How often a page is opened; where that takes long, for so long, and so often at least.
const TIMES: usize = 40;
const ENOUGH: Duration = Duration::from_secs(20);
const FEWEST: usize = 5;
/// What somebody at the city opens, and what that is called.
const PAGES: [(&str, &str); 8] = [
    ("today", "today"),
    ("today's proposals", "proposals?limit=10"),
    ("a page of a list", "records?kind=hazard&limit=50"),
    (
        "of two states by deadline, page 2",
        "records?kind=hazard&status=notified,rectifying&order=due&skip=50&limit=50",
    ),
    ("deadlines, first page", "due"),
    ("deadlines of 30 days, counted", "due/ahead?days=30"),
    ("deadline board", "board"),
    ("statistics of the month (R4)", "reports/R4"),
];

/// Writes and takes in the records that lead to this size.
pub(crate) fn ingest(
    runtime: &Runtime,
    server: &Arc<Server>,
    mut counties: Vec<County>,
    (records, operations): (Range<usize>, usize),
    column: &mut Column,
) -> Vec<County> {
    let catalog = Catalog::builtin().unwrap();
    let before = server.used().cpu;
    let all = (records.len() * operations) as f64;
    let (mut ceilings, mut rates, mut seconds) = (Vec::new(), Vec::new(), 0.0);
    for from in records.clone().step_by(CHUNK) {
        let chunk = from..(from + CHUNK).min(records.end);
        let many = (chunk.len() * operations) as f64;
        pens::write(&mut counties, &catalog, chunk, operations);
        if ceilings.len() < LAPTOPS {
            ceilings.push(pens::verify(&counties));
        }
        let (back, took) = runtime.block_on(pens::push(counties, CLIENTS));
        counties = back;
        rates.push(many / took.as_secs_f64());
        seconds += took.as_secs_f64();
        eprint!("\r{} of {} ", (from + CHUNK).min(records.end), records.end);
    }
    eprintln!();
    let [least, middle, _, most] = spread(rates);
    let ceiling = spread(ceilings)[1];
    let rate = all / seconds;
    column.beside("ingest, op/s", format!("{rate:.0}"));
    column.beside(
        "of each 10,000 records: median (least–most)",
        format!("{middle:.0} ({least:.0}–{most:.0})"),
    );
    column.beside(
        "ceiling: strict verification on all cores, op/s",
        format!("{ceiling:.0}"),
    );
    column.beside("ratio", format!("{:.2}", rate / ceiling));
    let each = 1e6 / rate;
    column.cost("ingest, an operation", each, format!("{each:.1} µs"));
    let cpu = (server.used().cpu - before) / all * 1e6;
    column.cost("server CPU, an operation", cpu, format!("{cpu:.1} µs"));
    let rss = server.used().rss / 1e6;
    column.cost("memory of the server then", rss, format!("{rss:.0} MB"));
    counties
}

/// New laptops of one county get all of it. Answers whose office it is.
pub(crate) async fn catch_up(server: &Arc<Server>, records: usize, column: &mut Column) -> FullKey {
    let catalog = Arc::new(Catalog::builtin().unwrap());
    let times = if records > MUCH { 1 } else { LAPTOPS };
    let (mut rates, mut got, mut office) = (Vec::new(), 0, None);
    for laptop in 0..times {
        let who = (COUNTY, "county_coord", records + laptop);
        let mut fresh = Station::enrol(server, &catalog, who).await;
        let done = fresh.exchange().await.unwrap();
        got = done.got;
        office = Some(fresh.caller().1);
        rates.push(done.got as f64 / done.took.as_secs_f64());
    }
    let [least, middle, _, most] = spread(rates);
    column.beside("records of one county", got.to_string());
    column.cost(
        "catch-up of a fresh laptop with them, records/s",
        1.0 / middle,
        format!("{middle:.0} ({least:.0}–{most:.0})"),
    );
    office.unwrap()
}

/// Somebody at the city opens one page after another.
pub(crate) async fn pages(
    server: &Arc<Server>,
    office: FullKey,
    records: usize,
    column: &mut Column,
) {
    let here = server.clone();
    let word = move || here.link("4206", "city_hq", &format!("支队{records}"));
    let word = tokio::task::spawn_blocking(word).await.unwrap();
    let reader = Reader::sign_in(server, office, &word).await;
    for (what, path) in PAGES {
        let what = format!("{what}, p50 / p95");
        // What takes longer than a browser waits is told as such, and the rest goes on.
        if let Err(code) = reader.read(path).await {
            column.beside(&what, format!("not answered: {code}"));
            continue;
        }
        let (mut times, opened) = (Vec::new(), Instant::now());
        while times.len() < FEWEST || (times.len() < TIMES && opened.elapsed() < ENOUGH) {
            let begun = Instant::now();
            reader.read(path).await.unwrap();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let [_, middle, nearly, _] = spread(times);
        let times = format!("{middle:.1} / {nearly:.1} ms");
        column.cost(what, middle, times);
    }
}

/// What is kept, on the disk and in memory.
pub(crate) fn room(server: &Server, records: usize, column: &mut Column) {
    let (journal, index) = server.kept();
    let (journal, index) = (journal / records as f64, index / records as f64);
    if journal > 0.0 {
        column.cost("journal, a record", journal, format!("{journal:.0} B"));
        column.cost("index, a record", index, format!("{index:.0} B"));
    } else {
        column.cost("database, a record", index, format!("{index:.0} B"));
    }
    let (now, peak) = (server.used().rss / 1e6, server.peak() / 1e6);
    column.cost(
        "memory of the server, now / at most",
        now,
        format!("{now:.0} / {peak:.0} MB"),
    );
}
