//! Stations without a network: everything they send and receive is carried by hand.

mod crossing;
mod faults;
mod kills;
mod originals;
mod pages;
mod photos;
mod scope;
mod twins;
mod volumes;

use std::path::PathBuf;

use serde_json::Value;

use crate::world::{Laptop, Site};

/// A file on the stick that is carried about.
pub(crate) fn on_stick(site: &Site, name: &str) -> String {
    let stick = site.ground().join("stick");
    std::fs::create_dir_all(&stick).unwrap();
    stick.join(name).to_str().unwrap().to_owned()
}

/// A laptop of a unit that is let in by stick alone.
#[track_caller]
pub(crate) fn enrol(site: &Site, unit: &str, role: &str, name: &str) -> Laptop {
    let laptop = site.new_laptop();
    let invite = site.invite(unit, role, name);
    let own = laptop.folder().file_name().unwrap().to_str().unwrap();
    let (request, answer) = (
        on_stick(site, &format!("{own}-request.xlb")),
        on_stick(site, &format!("{own}-admitted.xlb")),
    );
    laptop
        .run(&["init", "--invite", &invite, "--offline", "--to", &request])
        .said();
    let said = site.json(&["exchange", &request, "--to", &answer]);
    assert_eq!(said["devices"][0]["enrolled"], true, "{said}");
    import(&laptop, &answer);
    laptop
}

#[track_caller]
pub(crate) fn export(laptop: &Laptop, to: &str) -> Value {
    laptop.json(&["export", "--to", to])
}

/// The office takes a file in and answers into another. Says how the device fared.
#[track_caller]
pub(crate) fn exchange(site: &Site, file: &str, answer: &str) -> Value {
    let said = site.json(&["exchange", file, "--to", answer]);
    assert_eq!(said["problems"], serde_json::json!([]));
    said["devices"][0].clone()
}

/// What the laptop says of one file.
#[track_caller]
pub(crate) fn import(laptop: &Laptop, file: &str) -> Value {
    laptop.json(&["import", file])["imported"][0].clone()
}

/// There and back: what the laptop has goes to the office, and the answer comes home.
#[track_caller]
pub(crate) fn carry(site: &Site, laptop: &Laptop, name: &str) -> Value {
    let (up, down) = (
        on_stick(site, &format!("{name}-up.xlb")),
        on_stick(site, &format!("{name}-down.xlb")),
    );
    export(laptop, &up);
    exchange(site, &up, &down);
    let imported = import(laptop, &down);
    for file in [up, down] {
        std::fs::remove_file(file).unwrap();
    }
    imported
}

/// Nothing waits at the laptop for a receipt.
#[track_caller]
fn unsent(laptop: &Laptop) -> u64 {
    laptop.json(&["status"])["unsent"].as_u64().unwrap()
}

/// Text that no compression makes short.
fn noise(seed: u64, letters: usize) -> String {
    let mut dice = crate::world::Dice::new(seed);
    let letter = || char::from_u32(0x4e00 + u32::try_from(dice.below(20_000)).unwrap()).unwrap();
    std::iter::repeat_with(letter).take(letters).collect()
}

/// The journal's bytes.
fn journal(laptop: &Laptop) -> Vec<u8> {
    std::fs::read(laptop.journal()).unwrap()
}

/// Every bundle on the stick.
fn bundles(site: &Site) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(site.ground().join("stick")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}
