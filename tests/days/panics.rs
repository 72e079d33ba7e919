//! A program that trips over itself fails one request and lives.
//!
//! The office here is the real one on a real socket, in this process, so that its disk can be made
//! to panic under it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use merge::Hash;
use places::{DivisionCode, Divisions};
use server::http::{self, Service};
use server::{Layout, Office, Parts, Site};
use store::disk::{Disk, Folder};
use store::{Engine, SledRows};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::contract::hazard;
use crate::world::{Laptop, XIANGYANG};

/// What the disk panics at next.
#[derive(Debug, Default)]
struct Traps {
    read: AtomicBool,
    append: AtomicBool,
}

/// A disk under which the program panics when it is told to.
#[derive(Debug)]
struct Tripping(Folder, Arc<Traps>);

impl Disk for Tripping {
    fn names(&self) -> io::Result<Vec<String>> {
        self.0.names()
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        self.0.len(name)
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        assert!(!self.1.read.swap(false, Ordering::SeqCst), "a trap");
        self.0.read(name, offset, len)
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.append(name, bytes)?;
        assert!(!self.1.append.swap(false, Ordering::SeqCst), "a trap");
        Ok(())
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        self.0.truncate(name, len)
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        self.0.sync(name)
    }

    fn sync_names(&self) -> io::Result<()> {
        self.0.sync_names()
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.replace(name, bytes)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.0.remove(name)
    }
}

fn office(folder: &Path, traps: &Arc<Traps>) -> Office {
    let csv = fs::read(crate::world::xiangyang_csv()).unwrap();
    let site = Site {
        secret: Hash([1; 32]),
        outside: None,
        suite: merge::Suite::default().number(),
        tickets: Hash([2; 32]),
        epoch: 7,
        root: DivisionCode::new(420_600_000_000).unwrap(),
        authority: None,
    };
    let journal = Folder::open(&folder.join("journal")).unwrap();
    let parts = Parts {
        site,
        divisions: Divisions::from_csv(csv.as_slice()).unwrap(),
        disk: Arc::new(Tripping(journal, traps.clone())),
        engine: Engine::Sled(SledRows::at(folder.join("index"))),
        boot: "test".to_owned(),
        blobs: Arc::new(folder.join("blobs")),
        vault: vault::Vault::from_key([1; 32]),
        catalog: Arc::new(forms::Catalog::builtin().unwrap()),
    };
    Office::start(parts, &mut |_, _| ()).unwrap()
}

/// An office that serves until it is dropped.
struct Serving {
    url: String,
    office: Arc<Office>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Serving {
    fn start(folder: &Path, traps: &Arc<Traps>) -> Serving {
        let office = Arc::new(office(folder, traps));
        let (word, limits) = ("word".to_owned(), server::edge::Limits::default());
        let service = Service::new(office.clone(), Layout::new(folder), word, limits);
        let service = Arc::new(service);
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stopped = async { drop(stopped.await) };
                http::run(listener, service, stopped).await.unwrap();
            });
        });
        Serving {
            url: format!("http://{}", told.recv().unwrap()),
            office,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn enrol(&self, ground: &Arc<TempDir>, name: &str) -> Laptop {
        let unit = DivisionCode::new(XIANGYANG.township.parse().unwrap()).unwrap();
        let unit = self.office.unit(unit, &[]).unwrap();
        let now = std::time::SystemTime::now();
        let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
        let now_ms = u64::try_from(now.as_millis()).unwrap();
        let invitation = self.office.invite(unit, "officer", name, now_ms).unwrap();
        let file = ground.path().join(format!("{name}.json"));
        fs::write(&file, serde_json::to_vec(&invitation).unwrap()).unwrap();
        let laptop = Laptop::new(ground, name);
        let invite = file.to_str().unwrap();
        laptop
            .run(&["init", "--invite", invite, "--server", &self.url])
            .said();
        laptop
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn a_request_that_panics_fails_with_a_sentence_and_the_office_lives() {
    let ground = Arc::new(TempDir::with_prefix("xunlu-").unwrap());
    let (folder, traps) = (ground.path().join("office"), Arc::<Traps>::default());
    let serving = Serving::start(&folder, &traps);
    let (zhang, wang) = (
        serving.enrol(&ground, "张伟"),
        serving.enrol(&ground, "王强"),
    );
    let id = hazard(&zhang, &[]);
    assert_eq!(zhang.sync()["unsent"], 0);
    // Wang's laptop asks for what stands in the journal, and the reading of it trips.
    traps.read.store(true, Ordering::SeqCst);
    let told = wang.refused(&["sync"], &[]);
    assert!(told.contains("the server failed inside"), "{told}");
    assert!(
        !traps.read.load(Ordering::SeqCst),
        "the trap was stepped on"
    );
    wang.sync();
    assert_eq!(wang.list(&[]), [id]);
    let other = hazard(&wang, &[]);
    assert_eq!(wang.sync()["unsent"], 0, "and it writes as before");
    zhang.sync();
    assert_eq!(zhang.list(&[]).len(), 2);

    // Bytes are on the disk and nobody knows how far: reading goes on, writing waits for a start.
    hazard(&zhang, &[]);
    traps.append.store(true, Ordering::SeqCst);
    let told = zhang.refused(&["sync"], &[]);
    assert!(told.contains("the server failed inside"), "{told}");
    let told = zhang.refused(&["sync"], &[]);
    assert!(told.contains("restart the program"), "{told}");
    assert_eq!(zhang.status("unsent"), 1);
    drop(serving);

    let serving = Serving::start(&folder, &traps);
    let check = serving.office.store().verify(None, &mut |_, _| {}).unwrap();
    assert_eq!(check.problems, []);
    for laptop in [&zhang, &wang] {
        let synced = laptop.json(&["sync", "--server", &serving.url]);
        assert_eq!(synced["unsent"], 0);
    }
    assert_eq!(wang.list(&[]).len(), 3);
    assert_eq!(wang.shown(&other), zhang.shown(&other));
}
