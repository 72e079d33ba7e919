//! The laptop is killed while it writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{Aim, LAPTOP_KILLS, id};
use crate::world::{Laptop, Site, XIANGYANG};

/// What the officer was told and what he tried.
#[derive(Default)]
struct Ledger {
    /// Records that were acknowledged, each with the descriptions it may have: the last one
    /// acknowledged, and those tried after it.
    records: BTreeMap<String, Vec<String>>,
    /// Descriptions of records whose saving was never acknowledged.
    tried: BTreeSet<String>,
    /// Photos that belong to acknowledged records.
    photos: Vec<PathBuf>,
}

impl Ledger {
    /// The laptop holds what it acknowledged, and nothing that was not at least tried.
    fn agrees(&self, laptop: &Laptop) {
        let found = laptop.json(&["list", "hazard"]);
        let mut missing: BTreeSet<&String> = self.records.keys().collect();
        for row in found.as_array().unwrap() {
            let id = row["id"].as_str().unwrap();
            let description = row["fields"]["description"].as_str().unwrap();
            match self.records.get(id) {
                Some(may) => assert!(
                    may.iter().any(|d| d == description),
                    "{id}: {description} of {may:?}"
                ),
                None => assert!(
                    self.tried.contains(description),
                    "nobody wrote {description}"
                ),
            }
            missing.retain(|known| *known != id);
        }
        assert!(missing.is_empty(), "acknowledged and lost: {missing:?}");
        for photo in &self.photos {
            assert!(
                photo.exists(),
                "the photo {photo:?} of an acknowledged record is lost"
            );
        }
    }
}

/// Somebody who goes on working on a machine that keeps dying.
struct Officer {
    laptop: Laptop,
    aim: Aim,
    ledger: Ledger,
}

impl Officer {
    fn add(&mut self, text: &str, photo: bool) {
        let form = format!("description={text}");
        let file = self.laptop.photo(text);
        let mut args = vec!["add", "hazard", "--json", "--set", &form];
        if photo {
            args.extend(["--photo", &file]);
        }
        match self.aim.at(self.laptop.command(&args)) {
            Some(said) => {
                let id = id(&said);
                if photo {
                    let hash = self.laptop.field(&id, "photos_before")[0]["sha256"].clone();
                    let hash = hash.as_str().unwrap();
                    self.ledger
                        .photos
                        .push(self.laptop.file("blobs").join(&hash[..2]).join(hash));
                }
                self.ledger.records.insert(id, vec![text.to_owned()]);
            }
            None => {
                self.ledger.tried.insert(text.to_owned());
            }
        }
    }

    fn edit(&mut self, text: &str) {
        let records = self.ledger.records.len() as u64;
        let choice = usize::try_from(self.aim.dice.below(records)).unwrap();
        let id = self.ledger.records.keys().nth(choice).unwrap().clone();
        let form = format!("description={text}");
        let said = self.aim.at(self
            .laptop
            .command(&["edit", &id, "--json", "--set", &form]));
        let may = self.ledger.records.get_mut(&id).unwrap();
        if said.is_some() {
            may.clear();
        }
        may.push(text.to_owned());
    }

    fn work(&mut self, round: u32) {
        let text = format!("第{round}次");
        match self.aim.dice.below(10) {
            0 => drop(self.aim.at(self.laptop.command(&["rebuild"]))),
            1 | 2 => self.add(&text, true),
            3..=5 if !self.ledger.records.is_empty() => self.edit(&text),
            _ => self.add(&text, false),
        }
    }
}

#[test]
fn a_laptop_killed_while_it_writes_loses_nothing_it_acknowledged() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let mut officer = Officer {
        laptop: laptop.clone(),
        aim: Aim::new(1),
        ledger: Ledger::default(),
    };
    for round in 1..=LAPTOP_KILLS {
        officer.work(round);
        if round % 10 == 0 {
            officer.ledger.agrees(&laptop);
        }
    }
    officer.aim.hit_both_sides();
    officer.ledger.agrees(&laptop);
    laptop.is_sound();

    assert_eq!(laptop.sync()["unsent"], 0);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    officer.ledger.agrees(&laptop);
    let everything = |laptop: &Laptop| laptop.run(&["list", "--json"]).said();
    assert_eq!(everything(&county), everything(&laptop));
    county.is_sound();
}
