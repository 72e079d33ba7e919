//! Divisions change, units answer for other places, officers move: scope follows, what is unsent
//! arrives, what has left the area leaves the laptop, and old records are found where they belong.

mod divisions;
mod kills;
mod posts;
mod refusals;
mod sticks;

use serde_json::Value;

use crate::contract::hazard;
use crate::world::{Laptop, Outcome, Site, XIANGYANG};

/// 竹园街社区 of 盛康镇, and its code once it belongs to 城关镇 or 石花镇.
const VILLAGE: &str = XIANGYANG.village;
const IN_CHENGGUAN: &str = "420625100901";
const SHIHUA: &str = "420625101000";
const IN_SHIHUA: &str = "420625101901";

/// The village as it leaves 盛康镇 for 城关镇.
const MOVED: [&str; 2] = [
    "420625102001,竹园街社区居委会,4,420625102000,420625100901",
    "420625100901,竹园街社区居委会,4,420625100000,",
];
/// 盛康镇 as it is merged into 城关镇; its villages keep their codes.
const MERGED: [&str; 1] = ["420625102000,盛康镇,3,420625000000,420625100000"];

/// Imports lines of a division file at an office that is stopped for it.
fn import_divisions(site: &Site, lines: &[&str]) -> Value {
    let said = try_divisions(site, lines).json();
    assert_eq!(said["applied"], true, "{said}");
    said
}

/// Posts the officer of a laptop to another unit.
pub(crate) fn transfer(site: &Site, device: &str, unit: &str) {
    site.run(&["transfer", "--device", device, "--unit", unit, "--yes"])
        .said();
}

fn try_divisions(site: &Site, lines: &[&str]) -> Outcome {
    let text = format!("code,name,level,parent,replaced_by\n{}\n", lines.join("\n"));
    try_file(site, "divisions", &text)
}

fn try_file(site: &Site, what: &str, text: &str) -> Outcome {
    let file = site.ground().join(format!("{what}.csv"));
    std::fs::write(&file, text).unwrap();
    site.stop();
    let file = file.to_str().unwrap();
    let outcome = site.run(&["import", what, file, "--apply", "--json"]);
    site.start();
    outcome
}

/// A hazard that was found in a division and reported, known by its words.
fn at(laptop: &Laptop, division: &str, words: &str) -> String {
    let division = format!("division={division}");
    let id = hazard(laptop, &[&division, &format!("description={words}")]);
    laptop.act(&id, "report", &[]);
    id
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

/// Ids as a laptop lists them.
#[track_caller]
fn lists(laptop: &Laptop, ids: &[&String]) {
    let wanted = ids.iter().map(|id| (*id).clone()).collect();
    assert_eq!(sorted(laptop.list(&[])), sorted(wanted));
}

/// The measure of found hazards in a division, everything below it included.
fn found(site: &Site, code: &str) -> i64 {
    let table = site.json(&["stats", "--under", code]);
    let row = table["rows"].as_array().unwrap().iter();
    let row = row.clone().find(|row| row["code"] == code).unwrap();
    row["figures"]["hazards_found"].as_i64().unwrap_or_default()
}
