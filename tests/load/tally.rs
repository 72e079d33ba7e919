//! Counting what came of it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use desk::Failure;

use crate::server::{Server, Used};
use crate::station::Exchanged;

/// What a crowd did, while it does it.
pub(crate) struct Tally {
    what: String,
    begun: Instant,
    before: Used,
    times: Vec<f64>,
    operations: u64,
    got: u64,
    bytes: (u64, u64),
    errors: BTreeMap<String, usize>,
    most_rss: f64,
}

/// What it did, once it is done.
pub(crate) struct Row(Vec<String>);

const HEADS: [&str; 11] = [
    "shape",
    "done",
    "in",
    "done a second",
    "operations up a second",
    "p50 / p95 / p99",
    "server CPU each",
    "server memory",
    "B up an operation, down an item",
    "syncs of the journal",
    "errors",
];

impl Tally {
    pub(crate) fn begin(what: impl Into<String>, server: &Server) -> Tally {
        let before = server.used();
        Tally {
            what: what.into(),
            begun: Instant::now(),
            before,
            times: Vec::new(),
            operations: 0,
            got: 0,
            bytes: (0, 0),
            errors: BTreeMap::new(),
            most_rss: before.rss,
        }
    }

    /// One exchange.
    pub(crate) fn exchange(&mut self, done: &Result<Exchanged, Failure>) {
        match done {
            Ok(done) => {
                self.time(done.took);
                self.operations += done.pushed;
                self.got += done.got;
                self.bytes.0 += done.bytes.0;
                self.bytes.1 += done.bytes.1;
            }
            Err(failure) => self.error(failure.code()),
        }
    }

    /// One thing done that took so long.
    pub(crate) fn time(&mut self, took: Duration) {
        self.times.push(took.as_secs_f64() * 1e3);
    }

    pub(crate) fn error(&mut self, code: &str) {
        *self.errors.entry(code.to_owned()).or_default() += 1;
    }

    /// Looks at the server's memory in between.
    pub(crate) fn look(&mut self, server: &Server) {
        self.most_rss = self.most_rss.max(server.used().rss);
    }

    /// Ends counting.
    pub(crate) fn row(mut self, server: &Server) -> Row {
        let took = self.begun.elapsed().as_secs_f64();
        let after = server.used();
        self.times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = self.times.len().saturating_sub(1) as f64;
            self.times
                .get((last * share).round() as usize)
                .copied()
                .unwrap_or(f64::NAN)
        };
        let done = self.times.len() as f64;
        let each = |all: u64, of: u64| {
            let share = all.checked_div(of);
            share.map_or_else(|| "–".to_owned(), |share| share.to_string())
        };
        let errors: Vec<String> = self
            .errors
            .iter()
            .map(|(code, n)| format!("{code} {n}"))
            .collect();
        let row = Row(vec![
            self.what,
            format!("{done}"),
            format!("{took:.1} s"),
            format!("{:.0}", done / took),
            format!("{:.0}", self.operations as f64 / took),
            format!("{:.0} / {:.0} / {:.0} ms", at(0.5), at(0.95), at(0.99)),
            format!("{:.1} ms", (after.cpu - self.before.cpu) * 1e3 / done),
            format!("{:.0} MB", self.most_rss.max(after.rss) / 1e6),
            format!(
                "{}, {}",
                each(self.bytes.0, self.operations),
                each(self.bytes.1, self.got)
            ),
            format!("{}", after.fsyncs - self.before.fsyncs),
            if errors.is_empty() {
                "none".to_owned()
            } else {
                errors.join(", ")
            },
        ]);
        eprintln!("{}", row.0.join(" | "));
        row
    }
}

impl Row {
    /// A figure that is no crowd's.
    pub(crate) fn plain(what: &str, figure: String) -> Row {
        eprintln!("{what} | {figure}");
        Row(vec![what.to_owned(), figure])
    }
}

/// Prints the crowds' table, then the plain figures.
pub(crate) fn print(rows: &[Row]) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("\nStations and server together on {cores} cores.\n");
    println!("| {} |", HEADS.join(" | "));
    println!("|{}", " --- |".repeat(HEADS.len()));
    for row in rows.iter().filter(|row| row.0.len() == HEADS.len()) {
        println!("| {} |", row.0.join(" | "));
    }
    println!();
    for row in rows.iter().filter(|row| row.0.len() == 2) {
        println!("| {} |", row.0.join(" | "));
    }
}
