//! The places that keep the records, opened as their programs open them.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use agent::pages::{Pages, listen};
use agent::{Device, Laptop, Layout};
use forms::Catalog;
use merge::{Key, Now};
use places::Divisions;
use serde_json::{Value, json};
use server::edge::Limits;
use server::http::{self, Service};
use server::{Office, Site};
use store::disk::Folder;
use store::{Engine, SledRows};

use crate::work;

/// The county's township with most villages and the city.
const STATION: &str = "420625102";
const CITY: &str = "4206";

fn now() -> Now {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Now {
        wall_ms: u64::try_from(since.as_millis()).unwrap(),
        offset_min: forms::CHINA_MIN,
    }
}

fn divisions() -> Divisions {
    Divisions::from_csv(places::XIANGYANG_CSV.as_bytes()).unwrap()
}

fn disk(folder: &Path) -> Arc<Folder> {
    Arc::new(Folder::open(&folder.join("journal")).unwrap())
}

/// Asks a laptop with so many records; the first of the times is that of opening it.
pub(crate) async fn laptop<F: Future<Output = Vec<f64>>>(
    records: usize,
    ask: impl FnOnce(String, Value) -> F,
) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = work::writer(STATION.parse().unwrap());
    let office = Key::from_secret(&[4; 32]).public().full();
    let key = Key::from_secret(&work::SECRET);
    let mut device = Device::new(&key, 1, "http://127.0.0.1:9", office);
    device.set_grant(&writer.grant);
    let start = || {
        let parts = agent::Parts {
            device: device.clone(),
            divisions: divisions(),
            disk: disk(folder.path()),
            engine: Engine::Sled(SledRows::at(folder.path().join("index"))),
            boot: "bench".into(),
            blobs: folder.path().join("blobs"),
            vault: vault::Vault::from_key([1; 32]),
            catalog: Arc::new(Catalog::builtin().unwrap()),
        };
        Laptop::start(parts, &mut |_, _| {}).unwrap()
    };
    let laptop = start();
    work::write(laptop.store(), &divisions(), &mut writer, records);
    laptop.close().unwrap();
    let begun = Instant::now();
    let laptop = start();
    let opened = begun.elapsed().as_secs_f64() * 1e3;
    eprintln!("opening the laptop: {opened:.1} ms");

    let listener = listen(0).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let layout = Layout::new(folder.path());
    let pages = Pages::new(laptop, &layout, port, now).unwrap();
    let open = pages.open();
    let word = open.rsplit('=').next().unwrap().to_owned();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let stopped = async {
            let _ = stopped.await;
        };
        pages.serve(listener, stopped).await.unwrap();
    });
    let address = format!("http://127.0.0.1:{port}");
    let mut times = vec![opened];
    times.extend(ask(address, json!({ "by": "link", "word": word })).await);
    stop.send(()).unwrap();
    serving.await.unwrap();
    times
}

/// Asks an office with so many records; the first of the times is that of opening it.
pub(crate) async fn office<F: Future<Output = Vec<f64>>>(
    records: usize,
    ask: impl FnOnce(String, Value) -> F,
) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::fresh(CITY.parse().unwrap()).unwrap();
    let start = || {
        let parts = server::Parts {
            site: site.clone(),
            divisions: divisions(),
            disk: disk(folder.path()),
            engine: Engine::Sled(SledRows::at(folder.path().join("index"))),
            boot: "bench".into(),
            blobs: Arc::new(folder.path().join("blobs")),
            vault: vault::Vault::from_key([1; 32]),
            catalog: Arc::new(Catalog::builtin().unwrap()),
        };
        Office::start(parts, &mut |_, _| {}).unwrap()
    };
    let office = start();
    let mut writer = work::writer(CITY.parse().unwrap());
    work::write(office.store(), office.divisions(), &mut writer, records);
    office.close().unwrap();
    let begun = Instant::now();
    let office = Arc::new(start());
    let opened = begun.elapsed().as_secs_f64() * 1e3;
    eprintln!("opening the office: {opened:.1} ms");

    let unit = office.unit(CITY.parse().unwrap(), &[]).unwrap();
    office.open_account(unit, "city_hq", "王芳").unwrap();
    let word = office.link("王芳", now().wall_ms + 600_000).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let service = Arc::new(Service::new(
        office,
        server::Layout::new(folder.path()),
        String::new(),
        Limits::default(),
    ));
    let serving = tokio::spawn(http::run(listener, service, std::future::pending()));
    let mut times = vec![opened];
    times.extend(ask(address, json!({ "by": "link", "word": word })).await);
    serving.abort();
    times
}
