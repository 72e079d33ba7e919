//! A station: a laptop's real code with its store in memory.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use agent::{Device, Laptop, Parts};
use desk::Failure;
use forms::{Catalog, Entry};
use link::Link;
use merge::{Key, Now};
use places::Divisions;
use store::Engine;
use sync::Enrol;

use crate::ram::Ram;
use crate::server::Server;

/// One station with its officer.
pub(crate) struct Station {
    number: usize,
    written: usize,
    laptop: Laptop,
}

/// What one exchange was.
pub(crate) struct Exchanged {
    pub(crate) took: Duration,
    /// Bytes of bodies, up and down.
    pub(crate) bytes: (u64, u64),
    pub(crate) pushed: u64,
    pub(crate) got: u64,
    /// Open as long as it is kept.
    pub(crate) link: Link,
}

pub(crate) fn now() -> Now {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Now {
        wall_ms: u64::try_from(since.as_millis()).unwrap(),
        offset_min: forms::CHINA_MIN,
    }
}

impl Station {
    /// A new laptop of a unit, let in.
    pub(crate) async fn enrol(
        server: &Arc<Server>,
        catalog: &Arc<Catalog>,
        (unit, role, number): (&str, &'static str, usize),
    ) -> Station {
        let (here, unit) = (server.clone(), unit.to_owned());
        let invite = tokio::task::spawn_blocking(move || here.invite(&unit, role, number));
        let invite = invite.await.unwrap();
        let mut secret = [0; 32];
        desk::fill(&mut secret).unwrap();
        let key = Key::from_secret(&secret);
        let url = server.url(number);
        let link = Link::open(url, invite.server_key).unwrap();
        let let_in = link.enrol(&Enrol::new(invite.code, &key, 1)).await.unwrap();
        let mut device = Device::new(&key, 1, url, invite.server_key);
        device.set_grant(&merge::Grant::open(&let_in.grant).unwrap());
        let parts = Parts {
            device,
            divisions: Divisions::from_csv(let_in.divisions.as_bytes()).unwrap(),
            disk: Arc::new(Ram::default()),
            engine: Engine::Memory,
            boot: "load".to_owned(),
            blobs: PathBuf::new(),
            vault: vault::Vault::from_key([1; 32]),
            catalog: catalog.clone(),
        };
        let laptop = Laptop::start(parts, &mut |_, _| {}).unwrap();
        Station {
            number,
            written: 0,
            laptop,
        }
    }

    /// Writes so many records: of five, four persuasion logs and a hazard.
    pub(crate) fn work(&mut self, operations: usize) {
        for _ in 0..operations {
            let number = self.written;
            self.written += 1;
            let (kind, entries) = if number.is_multiple_of(5) {
                ("hazard", hazard(self.number, number))
            } else {
                ("persuasion_log", log(number))
            };
            self.laptop.add(kind, &entries, &[], now()).unwrap();
        }
    }

    /// Connects and exchanges everything.
    pub(crate) async fn exchange(&mut self) -> Result<Exchanged, Failure> {
        let begun = Instant::now();
        let device = self.laptop.device().clone();
        let link = Link::open(&device.server, device.server_key)?;
        let report = link
            .exchange(&device.caller(), &mut self.laptop, &mut |_| {})
            .await?;
        Ok(Exchanged {
            took: begun.elapsed(),
            bytes: link.traffic(),
            pushed: report.pushed,
            got: report.pulled + report.records,
            link,
        })
    }

    /// Who it is when it calls.
    pub(crate) fn caller(&self) -> (String, merge::FullKey, link::Caller) {
        let device = self.laptop.device();
        (device.server.clone(), device.server_key, device.caller())
    }
}

fn entry((field, text): (&str, String)) -> Entry {
    Entry {
        field: field.to_owned(),
        text,
    }
}

fn hazard(station: usize, number: usize) -> Vec<Entry> {
    let (road, stake) = (station % 300, number * 37 % 30_000);
    let entries = [
        ("kinds", "[\"sharp_curve\"]".to_owned()),
        ("road_class", "township".to_owned()),
        ("road_code", format!("Y{road:03}")),
        (
            "stake_start",
            format!("K{}+{:03}", stake / 1_000, stake % 1_000),
        ),
        ("description", format!("急弯无护栏，临水，第{number}处")),
        ("bus_route", "no".to_owned()),
    ];
    entries.into_iter().map(entry).collect()
}

fn log(number: usize) -> Vec<Entry> {
    let entries = [
        ("station_point", "村口劝导站".to_owned()),
        ("actors", r#"[{"person":"周扬"}]"#.to_owned()),
        ("persons", (number % 40).to_string()),
    ];
    entries.into_iter().map(entry).collect()
}
