//! A county's office and its city's, each with laptops of its own.

mod by_stick;
mod held;
mod meeting;
mod photos_by_stick;
mod restored;
mod trust;
mod witness;

use std::collections::BTreeMap;

use serde_json::Value;
use server::{Layout, Office};

use crate::world::{Laptop, Site, XIANGYANG, xiangyang_csv};

/// The two offices, and where their laptops are.
struct Offices {
    city: Site,
    county: Site,
}

impl Offices {
    /// Two offices that know nothing of each other.
    fn apart() -> Offices {
        Offices {
            city: Site::xiangyang(),
            county: office_of(XIANGYANG.county),
        }
    }

    /// Two offices, the county below the city.
    fn joined() -> Offices {
        let offices = Offices::apart();
        join(&offices.county, &offices.city, XIANGYANG.county);
        offices
    }

    fn officer(&self, name: &str) -> Laptop {
        self.county.enrol(XIANGYANG.township, "officer", name)
    }

    fn coordinator(&self) -> Laptop {
        self.county.enrol(XIANGYANG.county, "county_coord", "李强")
    }

    fn headquarters(&self) -> Laptop {
        self.city.enrol(XIANGYANG.city, "city_hq", "陈静")
    }

    #[track_caller]
    fn exchange(&self) -> Value {
        let done = self.county.json(&["peers", "sync"]);
        assert_eq!(done["level"], true, "{done}");
        done
    }

    /// Both stores keep the same operations and the same records of the county, byte for byte.
    fn agree(&self) {
        self.city.stop();
        self.county.stop();
        let (city, county) = (kept(&self.city), kept(&self.county));
        assert!(!county.is_empty());
        assert_eq!(city, county);
        self.city.start();
        self.county.start();
    }
}

/// The city reminds the county of a hazard.
fn remind(headquarters: &Laptop, hazard: &str) -> String {
    let about = [
        &format!("division={}", XIANGYANG.county),
        &format!("hazard={hazard}"),
        "kind=overdue",
        "to_org=谷城县大队",
    ];
    headquarters.add("reminder", &about)
}

/// The office of a county, with the divisions of that county alone.
pub(crate) fn office_of(county: &str) -> Site {
    Site::of(&xiangyang_csv(), &["--city", county])
}

/// An invitation of the office above for one below.
#[track_caller]
pub(crate) fn invitation(city: &Site, unit: &str) -> String {
    let file = city.ground().join(format!("invite-office-{unit}.json"));
    let _ = std::fs::remove_file(&file);
    let out = file.to_str().unwrap();
    let name = ["--name", "谷城县大队"];
    city.run(&[&["invite-office", "--unit", unit, "--out", out], &name[..]].concat())
        .said();
    out.to_owned()
}

#[track_caller]
fn join(county: &Site, city: &Site, unit: &str) {
    let invite = invitation(city, unit);
    county
        .run(&["join", &invite, "--server", &city.url()])
        .said();
}

/// The office above, as the one below tells it.
#[track_caller]
fn above(county: &Site) -> Value {
    county.json(&["peers", "status"])["above"].clone()
}

/// Every record of the county in a stopped office: its bytes, and its history.
fn kept(site: &Site) -> BTreeMap<String, (Vec<u8>, Vec<String>)> {
    let office = Office::open(&Layout::new(site.folder()), &mut |_, _| ()).unwrap();
    let store = office.store();
    let found = store.verify(None, &mut |_, _| ()).unwrap();
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let mut records = BTreeMap::new();
    for id in store.starting_with("0", 10_000).unwrap() {
        let record = store.record(id).unwrap().unwrap();
        if record
            .bucket
            .to_string()
            .starts_with(&XIANGYANG.county[..6])
        {
            let history = store.history(id).unwrap();
            let mut steps: Vec<String> = history
                .iter()
                .map(|past| format!("{} {}", past.sealed.hash, past.held.is_some()))
                .collect();
            steps.sort();
            records.insert(id.to_string(), (record.encode(), steps));
        }
    }
    office.close().unwrap();
    records
}
