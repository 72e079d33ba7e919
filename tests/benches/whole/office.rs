//! The office's side: ingest over HTTP, and fresh replicas catching up.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use agent::{Device, Laptop, Layout};
use desk::keys::Locking;
use link::Link;
use merge::Sealed;
use places::Divisions;
use server::edge::Limits;
use server::http::{self, Service};
use server::{Office, Parts, Site};
use store::disk::Folder;
use store::{Engine, SledRows};
use sync::{Fate, Push, Reply, Request, Ticket};

use crate::laptop;
use crate::let_in::let_in;
use crate::table::Table;
use crate::workload::{self, Writer};

/// Clients that push at the same time.
const CLIENTS: usize = 4;
/// Operations of one push.
const BATCH: usize = 1_500;

/// Runs the office's part.
pub(crate) async fn run(records: usize, table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Arc::new(forms::Catalog::builtin().unwrap());
    let divisions = Divisions::from_csv(places::XIANGYANG_CSV.as_bytes()).unwrap();
    let parts = Parts {
        site: Site::fresh("4206".parse().unwrap()).unwrap(),
        divisions,
        disk: Arc::new(Folder::open(&folder.path().join("journal")).unwrap()),
        engine: Engine::Sled(SledRows::at(folder.path().join("index"))),
        boot: "bench".into(),
        blobs: std::sync::Arc::new(folder.path().join("blobs")),
        vault: vault::Vault::from_key([1; 32]),
        catalog: catalog.clone(),
    };
    let office = Arc::new(Office::start(parts, &mut |_, _| {}).unwrap());
    let mut writers = workload::enrol(&office);
    let bytes = workload::write(&catalog, &mut writers, records);
    let operations = records * workload::OPERATIONS;
    table.plain(
        "signed bytes of an operation",
        bytes as f64 / operations as f64,
        "B",
    );
    let ceiling = verify_alone(&office, &writers);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let service = Arc::new(Service::new(
        office.clone(),
        server::Layout::new(folder.path()),
        String::new(),
        Limits::default(),
    ));
    let serving = tokio::spawn(http::run(listener, service, std::future::pending()));
    let begun = Instant::now();
    let wire = ingest(&address, writers).await;
    let rate = operations as f64 / begun.elapsed().as_secs_f64();
    let what = "server ingest over HTTP: verified, merged, fsynced";
    table.against(
        what,
        rate,
        ("strict verification on all cores", ceiling),
        "op/s",
    );
    table.plain("on the wire, up", wire as f64 / records as f64, "B/record");
    table.plain(
        "server journal",
        disk(&folder.path().join("journal"), records),
        "B/record",
    );
    table.plain(
        "server index",
        disk(&folder.path().join("index"), records),
        "B/record",
    );
    catch_up(&office, &address, records, table).await;
    serving.abort();
}

fn disk(folder: &Path, records: usize) -> f64 {
    let files = std::fs::read_dir(folder).unwrap().flatten();
    let bytes: u64 = files
        .filter_map(|file| Some(file.metadata().ok()?.len()))
        .sum();
    bytes as f64 / records as f64
}

/// How many signatures this machine verifies in a second with nothing else to do.
fn verify_alone(office: &Office, writers: &[Writer]) -> f64 {
    let sample: Vec<Sealed> = writers
        .iter()
        .flat_map(|w| w.ops.iter().take(200))
        .map(|op| Sealed::open(op).unwrap())
        .collect();
    let key = |sealed: &Sealed| {
        let grant = office.store().grant(sealed.op.grant).unwrap().unwrap();
        grant.public_key().unwrap()
    };
    let keys: Vec<_> = sample.iter().map(key).collect();
    let cores = std::thread::available_parallelism().unwrap().get();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let share = sample.len().div_ceil(cores);
        for (sample, keys) in sample.chunks(share).zip(keys.chunks(share)) {
            scope.spawn(move || {
                assert!(
                    sample
                        .iter()
                        .zip(keys)
                        .all(|(sealed, key)| sealed.verify(key))
                );
            });
        }
    });
    sample.len() as f64 / begun.elapsed().as_secs_f64()
}

/// Pushes everything. Answers the bytes on the wire.
async fn ingest(address: &str, mut writers: Vec<Writer>) -> usize {
    let mut running = Vec::new();
    let share = writers.len().div_ceil(CLIENTS);
    while !writers.is_empty() {
        let part = writers.split_off(writers.len().saturating_sub(share));
        running.push(tokio::spawn(push_all(address.to_owned(), part)));
    }
    let mut wire = 0;
    for client in running {
        wire += client.await.unwrap();
    }
    wire
}

async fn push_all(address: String, writers: Vec<Writer>) -> usize {
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(link::tls::calling(merge::Hash::ZERO).unwrap())
        .build()
        .unwrap();
    let mut wire = 0;
    for writer in writers {
        let device = writer.author.device();
        let ask = client
            .post(format!("{address}/v1/ticket"))
            .body(device.0.to_vec());
        let ticket = ask.send().await.unwrap().text().await.unwrap();
        let ticket = Ticket::from_text(&ticket).unwrap();
        for batch in writer.ops.chunks(BATCH) {
            let ops = batch.iter().map(|op| op.clone().into()).collect();
            let body = sync::pack(&Request::Push(Push { ops, grants: None }));
            wire += body.len();
            let signed = sync::sign_request(&writer.key, &ticket, "/v1/sync", &body).unwrap();
            let request = client
                .post(format!("{address}/v1/sync"))
                .header("x-xunlu-ticket", ticket.to_text())
                .header("x-xunlu-signature", signed)
                .body(body);
            let answer = request.send().await.unwrap().bytes().await.unwrap();
            let Reply::Pushed(pushed) = sync::unpack(&answer).unwrap() else {
                panic!("refused")
            };
            assert!(
                pushed.fates.iter().all(|fate| *fate == Fate::Kept),
                "{:?}",
                pushed.fates[0]
            );
        }
    }
    wire
}

/// A county's laptop that has nothing yet.
async fn catch_up(office: &Office, address: &str, records: usize, table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::new(folder.path());
    let device = enrolled(office, address, &layout);
    let suite = merge::Suite::default();
    layout.key().make(suite, &Locking::Open, None).unwrap();
    device.save(&layout, &layout.device()).unwrap();
    let mut laptop = Laptop::open(&layout, &mut |_, _| {}).unwrap();
    let link = Link::open(address, office.site().key().unwrap().public().full()).unwrap();
    let begun = Instant::now();
    let device = laptop.device().clone();
    let report = link
        .exchange(&device.caller(), &mut laptop, &mut |_| {})
        .await
        .unwrap();
    let rate = report.records as f64 / begun.elapsed().as_secs_f64();
    assert_eq!(report.records as usize, records);
    table.plain("catch-up of a fresh replica", rate, "records/s");
    table.plain(
        "on the wire, down",
        link.traffic().1 as f64 / records as f64,
        "B/record",
    );
    laptop.close().unwrap();
    table.plain(
        "laptop journal",
        disk(&layout.journal(0), records),
        "B/record",
    );
    table.plain("laptop index", disk(&layout.index(0), records), "B/record");
    let begun = Instant::now();
    let laptop = Laptop::open(&layout, &mut |_, _| {}).unwrap();
    table.plain(
        "opening a laptop with these records",
        begun.elapsed().as_secs_f64() * 1e3,
        "ms",
    );
    let begun = Instant::now();
    let listed = laptop.desk().list(Some("hazard"), &[]).unwrap();
    assert_eq!(listed.len(), records);
    table.plain(
        "listing all of them",
        begun.elapsed().as_secs_f64() * 1e3,
        "ms",
    );
    laptop.close().unwrap();
    table.plain(
        "memory of a laptop with them open and listed",
        laptop::memory(folder.path()),
        "MB",
    );
}

fn enrolled(office: &Office, address: &str, layout: &Layout) -> Device {
    let key = merge::Key::from_secret(&[250; 32]);
    let unit = office.unit("420625".parse().unwrap(), &[]).unwrap();
    let invitation = office
        .invite(unit, "county_coord", "协调员", workload::now_ms())
        .unwrap();
    let (device, given) = let_in(office, &invitation, (&key, 1), workload::now_ms()).unwrap();
    std::fs::create_dir_all(layout.folder()).unwrap();
    std::fs::write(layout.divisions(), &given.divisions).unwrap();
    Device {
        server: address.to_owned(),
        ..device
    }
}
