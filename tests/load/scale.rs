//! A model on paper: how far one machine goes, what is full first, and how many machines a province or
//! a country needs.
//!
//! `cargo bench -p tests --bench scale`; every input has a name and may be given another value
//! (`-- --exchange-ms 12`). Those of the program were measured on released builds of it by the benches
//! `load`, `whole` and the store's `ingest`, on 2 cores; those of people are assumptions, said to be so in `server/OPERATIONS.md`. A model tells what to look at,
//! not what will be.

use clap::Parser;

/// What is known, and what is assumed.
#[derive(Debug, Clone, Copy, Parser)]
struct Inputs {
    /// Assumed: operations a station writes in a day.
    #[arg(long, default_value_t = 20.0)]
    operations: f64,
    /// Assumed: exchanges of a station in a day.
    #[arg(long, default_value_t = 4.0)]
    exchanges: f64,
    /// Assumed: share of a day's exchanges in its busiest quarter of an hour.
    #[arg(long, default_value_t = 0.25)]
    rush: f64,
    /// Assumed: seconds a station's line is open for an exchange; rural lines are slow.
    #[arg(long, default_value_t = 3.0)]
    line_s: f64,
    /// Assumed: bytes of photos a station brings in a day.
    #[arg(long, default_value_t = 1.2e6)]
    photos: f64,
    /// Assumed: people at the pages for each station.
    #[arg(long, default_value_t = 0.1)]
    readers: f64,
    /// Assumed: pages one of them opens in the busiest quarter of an hour.
    #[arg(long, default_value_t = 15.0)]
    pages: f64,
    /// Measured: milliseconds of server CPU of an exchange without operations, TLS and all (`load`,
    /// idle).
    #[arg(long, default_value_t = 0.8)]
    exchange_ms: f64,
    /// Measured: milliseconds of server CPU of an operation that comes with nineteen others (`load`,
    /// morning: 5.7 for all of it). In batches of a thousand it is half of that (`growth`).
    #[arg(long, default_value_t = 0.25)]
    operation_ms: f64,
    /// Measured: milliseconds of server CPU of a page where little is kept (`load`, month's end);
    /// what becomes of it where much is kept, `growth` tells.
    #[arg(long, default_value_t = 8.0)]
    page_ms: f64,
    /// Measured: operations a second that one embedded store keeps (`whole`).
    #[arg(long, default_value_t = 21_000.0)]
    pen: f64,
    /// Measured: operations a second that are folded again from a journal (`whole`).
    #[arg(long, default_value_t = 52_000.0)]
    replay: f64,
    /// Measured: operations a second one PostgreSQL keeps of two programs (the store's `ingest`).
    #[arg(long, default_value_t = 26_000.0)]
    database: f64,
    /// Measured: bytes up an operation, and down an item (`load`).
    #[arg(long, default_value_t = 260.0)]
    wire: f64,
    /// Measured: bytes of journal and index an operation (`whole`).
    #[arg(long, default_value_t = 660.0)]
    kept: f64,
    /// Assumed: cores of a machine.
    #[arg(long, default_value_t = 8.0)]
    cores: f64,
    /// Assumed: how full anything may be in the rush.
    #[arg(long, default_value_t = 0.6)]
    full: f64,
    /// Said by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Lines one process holds open.
const LINES: f64 = sync::limits::MAX_LINES as f64;
/// The rush, in seconds.
const RUSH_S: f64 = 900.0;
/// Hours an office may be away while its index is folded again.
const PATIENCE_H: f64 = 0.5;
/// Bytes a second of a machine's network: a gigabit.
const NETWORK: f64 = 125e6;
/// Who is served: how it is called, and how many stations it has.
const SIZES: [(&str, f64); 5] = [
    ("a county", 30.0),
    ("a city", 300.0),
    ("a city with its villages", 3_000.0),
    ("a province", 40_000.0),
    ("a country's villages", 500_000.0),
];

/// What a size asks of the machines in the rush, each as a share of one machine.
struct Load {
    cpu: f64,
    pen: f64,
    lines: f64,
    network: f64,
    /// Exchanges a second, and seconds of CPU of each.
    calls: (f64, f64),
    /// Terabytes in a year: operations, photos.
    year: (f64, f64),
    operations: f64,
    /// Hours in which a year's operations are folded again.
    again: f64,
}

impl Load {
    fn of(stations: f64, with: &Inputs) -> Load {
        let exchanges = stations * with.exchanges * with.rush / RUSH_S;
        let each = with.operations / with.exchanges;
        let operations = exchanges * each;
        let pages = stations * with.readers * with.pages / RUSH_S;
        let call = (with.exchange_ms + each * with.operation_ms) / 1e3;
        let photos = stations * with.photos * with.rush / RUSH_S;
        Load {
            cpu: (exchanges * call + pages * with.page_ms / 1e3) / with.cores,
            pen: operations / with.pen,
            lines: exchanges * with.line_s / LINES,
            network: (operations * 2.0 * with.wire + photos) / NETWORK,
            calls: (exchanges, call),
            year: (
                stations * with.operations * 365.0 * with.kept / 1e12,
                stations * with.photos * 365.0 / 1e12,
            ),
            operations,
            again: stations * with.operations * 365.0 / with.replay / 3_600.0,
        }
    }

    /// What is full first, and how full on one machine.
    fn first(&self) -> (&'static str, f64) {
        let all = [
            ("CPU", self.cpu),
            ("pen", self.pen),
            ("lines", self.lines),
            ("network", self.network),
        ];
        let first = all.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        first.unwrap_or(("–", 0.0))
    }
}

/// How long 95 of 100 calls wait at most before a core is free, in milliseconds: Erlang's formula for
/// so many cores, with calls that come by chance.
fn wait_ms(calls: f64, seconds: f64, cores: f64) -> Option<f64> {
    let offered = calls * seconds;
    if offered >= cores {
        return None;
    }
    // Erlang B by its recursion, C from it.
    let mut blocked = 1.0;
    let mut core = 1.0;
    while core <= cores {
        blocked = offered * blocked / (core + offered * blocked);
        core += 1.0;
    }
    let waits = blocked / (1.0 - offered / cores * (1.0 - blocked));
    let beyond = (waits / 0.05).ln().max(0.0);
    Some(beyond / (cores / seconds - calls) * 1e3)
}

fn main() {
    let with = Inputs::parse();
    println!("{with:#?}\n");
    println!(
        "| who | stations | exchanges a second in the rush | full first on one machine | 95 of 100 wait | machines | database | a year folded again | TB a year: records, photos |"
    );
    println!("|{}", " --- |".repeat(9));
    for (who, stations) in SIZES {
        let load = Load::of(stations, &with);
        let (first, share) = load.first();
        let spread = load.cpu.max(load.lines).max(load.network);
        let machines = (spread / with.full).ceil().max(1.0);
        let wait = wait_ms(load.calls.0 / machines, load.calls.1, with.cores);
        let wait = wait.map_or_else(|| "for ever".to_owned(), |ms| format!("{ms:.0} ms"));
        let databases = (load.operations / with.database / with.full).ceil();
        let engine = match machines {
            1.0 if load.pen < with.full && load.again < PATIENCE_H => "embedded".to_owned(),
            _ => format!("PostgreSQL, {databases:.0}"),
        };
        println!(
            "| {who} | {stations} | {:.1} | {first}, {:.1} % | {wait} | {machines} | {engine} | {:.2} h | {:.2}, {:.1} |",
            load.calls.0,
            share * 100.0,
            load.again,
            load.year.0,
            load.year.1,
        );
    }
}
