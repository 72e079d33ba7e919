//! What the stations do.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use forms::Catalog;
use places::Divisions;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::hostile;
use crate::page::{DASHBOARDS, Reader};
use crate::server::Server;
use crate::station::{Exchanged, Station};
use crate::tally::{Row, Tally};
use crate::{Args, Shape};

/// The county whose laptops are new, and the township somebody was away from.
const COUNTY: &str = "420625";
pub(crate) const TOWNSHIP: &str = "420625102";
/// How long nothing happens.
const QUIET: Duration = Duration::from_secs(20);
/// Invitations that are made at the same time.
const ADMINISTRATORS: usize = 4;
/// Days of an absence.
const AWAY: usize = 90;

/// Plays a shape at a fresh server.
pub(crate) async fn play(shape: Shape, args: &Args) -> Vec<Row> {
    let server = Arc::new(Server::start(&args.setup));
    match shape {
        Shape::Morning => morning(&server, args).await,
        Shape::Reports => reports(&server, args).await,
        Shape::County => county(&server, args).await,
        Shape::Absence => absence(&server, args).await,
        Shape::Idle => idle(&server, args).await,
        Shape::Flood => hostile::flood(&server, args).await,
    }
}

/// The townships of the city.
pub(crate) fn townships() -> Vec<String> {
    let divisions = Divisions::from_csv(places::XIANGYANG_CSV.as_bytes()).unwrap();
    let codes = divisions.iter().map(|division| division.code.as_u64());
    let townships = codes.filter(|code| code % 1_000 == 0 && code / 1_000 % 1_000 != 0);
    townships.map(|code| (code / 1_000).to_string()).collect()
}

/// Stations with these numbers, spread over units.
pub(crate) async fn crowd(
    server: &Arc<Server>,
    numbers: Range<usize>,
    units: &[String],
    role: &'static str,
) -> Vec<Station> {
    let catalog = Arc::new(Catalog::builtin().unwrap());
    let gate = Arc::new(Semaphore::new(ADMINISTRATORS));
    let mut let_in = JoinSet::new();
    for number in numbers {
        let (server, catalog, gate) = (server.clone(), catalog.clone(), gate.clone());
        let unit = units[number % units.len()].clone();
        let_in.spawn(async move {
            let _turn = gate.acquire().await.unwrap();
            Station::enrol(&server, &catalog, (&unit, role, number)).await
        });
    }
    let_in.join_all().await
}

/// All exchange at once, over so many lines.
pub(crate) async fn all(
    tally: &mut Tally,
    server: &Server,
    crowd: Vec<Station>,
    lines: usize,
) -> Vec<(Station, Option<Exchanged>)> {
    let gate = Arc::new(Semaphore::new(lines));
    let mut running = JoinSet::new();
    for mut station in crowd {
        let gate = gate.clone();
        running.spawn(async move {
            let _turn = gate.acquire().await.unwrap();
            let done = station.exchange().await;
            (station, done)
        });
    }
    let mut back = Vec::new();
    let mut looked = Instant::now();
    while let Some(done) = running.join_next().await {
        let (station, done) = done.unwrap();
        tally.exchange(&done);
        back.push((station, done.ok()));
        if looked.elapsed() > Duration::from_secs(1) {
            tally.look(server);
            looked = Instant::now();
        }
    }
    back
}

pub(crate) fn hung_up(crowd: Vec<(Station, Option<Exchanged>)>) -> Vec<Station> {
    crowd.into_iter().map(|(station, _)| station).collect()
}

/// Bytes on the disk. A database is asked, which waits.
async fn kept(server: &Arc<Server>) -> f64 {
    let server = server.clone();
    let asked = tokio::task::spawn_blocking(move || server.kept());
    let (journal, index) = asked.await.unwrap();
    journal + index
}

/// The rush of a morning; then the same again, a day later, when all devices are known.
async fn morning(server: &Arc<Server>, args: &Args) -> Vec<Row> {
    let begun = Instant::now();
    let mut stations = crowd(server, 0..args.stations, &townships(), "officer").await;
    let rate = args.stations as f64 / begun.elapsed().as_secs_f64();
    let mut rows = vec![Row::plain(
        "invited and let in, four at a time",
        format!("{rate:.0} a second"),
    )];
    for what in ["morning, first", "morning, second"] {
        for station in &mut stations {
            station.work(args.operations);
        }
        let before = kept(server).await;
        let mut tally = Tally::begin(what, server);
        stations = hung_up(all(&mut tally, server, stations, args.lines).await);
        rows.push(tally.row(server));
        let kept = kept(server).await - before;
        let operations = (args.stations * args.operations) as f64;
        rows.push(Row::plain(
            "bytes kept an operation: journal and index, or database",
            format!("{:.0}", kept / operations),
        ));
    }
    rows
}

/// Coordinators of all counties read while stations push.
async fn reports(server: &Arc<Server>, args: &Args) -> Vec<Row> {
    let mut stations = crowd(server, 0..args.stations, &townships(), "officer").await;
    let office = stations[0].caller().1;
    let mut readers = Vec::new();
    for number in 0..20 {
        let (unit, role) = if number < 2 {
            ("4206", "city_hq")
        } else {
            (COUNTY, "county_coord")
        };
        let word = server.link(unit, role, &format!("协调员{number}"));
        readers.push(Reader::sign_in(server, office, &word).await);
    }
    for station in &mut stations {
        station.work(args.operations);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let mut reading = JoinSet::new();
    for reader in readers {
        let stop = stop.clone();
        reading.spawn(async move {
            let mut seen = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                for path in DASHBOARDS {
                    let begun = Instant::now();
                    seen.push((reader.read(path).await, begun.elapsed()));
                    // Somebody looks at what was opened.
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            seen
        });
    }
    let mut pages = Tally::begin("month's end: pages read meanwhile", server);
    let mut tally = Tally::begin("month's end: stations push", server);
    // The readers' lines are of the same address.
    let lines = args.lines.saturating_sub(20).max(1);
    hung_up(all(&mut tally, server, stations, lines).await);
    let row = tally.row(server);
    stop.store(true, Ordering::Relaxed);
    while let Some(seen) = reading.join_next().await {
        for (read, took) in seen.unwrap() {
            match read {
                Ok(()) => pages.time(took),
                Err(code) => pages.error(&code),
            }
        }
    }
    vec![row, pages.row(server)]
}

/// A county that has written a year meets new laptops, each of which gets everything.
async fn county(server: &Arc<Server>, args: &Args) -> Vec<Row> {
    let inside = townships()
        .into_iter()
        .filter(|unit| unit.starts_with(COUNTY));
    let inside: Vec<String> = inside.collect();
    let writers = inside.len().min(args.stations);
    let mut old = crowd(server, 0..writers, &inside, "officer").await;
    let records = args.stations * args.operations;
    for station in &mut old {
        station.work(records.div_ceil(writers));
    }
    let mut tally = Tally::begin(format!("a county's {records} records"), server);
    drop(all(&mut tally, server, old, args.lines).await);
    let mut rows = vec![tally.row(server)];
    let new = (args.stations / 20).clamp(2, 50);
    let fresh = crowd(
        server,
        writers..writers + new,
        &[COUNTY.to_owned()],
        "county_coord",
    )
    .await;
    let mut tally = Tally::begin(format!("{new} new laptops get them"), server);
    drop(all(&mut tally, server, fresh, args.lines).await);
    rows.push(tally.row(server));
    rows
}

/// One township: some stay in touch, as many are away, and all of those come back at once.
async fn absence(server: &Arc<Server>, args: &Args) -> Vec<Row> {
    let units = [TOWNSHIP.to_owned()];
    let many = (args.stations / 50).clamp(2, 20);
    let mut here = crowd(server, 0..many, &units, "officer").await;
    let mut away = crowd(server, many..2 * many, &units, "officer").await;
    let mut tally = Tally::begin("", server);
    away = hung_up(all(&mut tally, server, away, args.lines).await);
    for station in here.iter_mut().chain(&mut away) {
        station.work(AWAY * args.operations);
    }
    let mut tally = Tally::begin("ninety days' work, brought", server);
    drop(all(&mut tally, server, here, args.lines).await);
    let mut rows = vec![tally.row(server)];
    let mut tally = Tally::begin("back after ninety days", server);
    drop(all(&mut tally, server, away, args.lines).await);
    rows.push(tally.row(server));
    rows
}

/// Connected, and silent.
async fn idle(server: &Arc<Server>, args: &Args) -> Vec<Row> {
    let many = args.lines.min(args.stations);
    let stations = crowd(server, 0..many, &townships(), "officer").await;
    let mut tally = Tally::begin("", server);
    // Once without keeping anything, so that what the server keeps anyway is not counted as a line's.
    let stations = hung_up(all(&mut tally, server, stations, args.lines).await);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = server.used();
    let mut tally = Tally::begin("connect and ask", server);
    let connected = all(&mut tally, server, stations, args.lines).await;
    let row = tally.row(server);
    let with = server.used();
    tokio::time::sleep(QUIET).await;
    let after = server.used();
    let lines = connected
        .iter()
        .filter(|(_, done)| done.as_ref().is_some_and(|done| done.link.traffic().0 > 0));
    let lines = lines.count() as f64;
    let busy = (after.cpu - with.cpu) / QUIET.as_secs_f64();
    vec![
        row,
        Row::plain(
            "memory of a connected device",
            format!("{:.0} kB", (with.rss - before.rss) / lines / 1e3),
        ),
        Row::plain(
            &format!("CPU of a silent server with {lines} of them"),
            format!("{:.2} % of a core", busy * 100.0),
        ),
        Row::plain(
            "CPU of a connected device that says nothing",
            format!("{:.0} µs a second", busy / lines * 1e6),
        ),
    ]
}
