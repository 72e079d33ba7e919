//! A copied or restored folder gets its new name by stick, as it does over a network.

use std::fs;

use serde_json::Value;

use super::{bundles, enrol, exchange, export, on_stick};
use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, copy};

/// A laptop that never was online, put back to what it was before its last journey, and written
/// in since. Answers the record both branches know, and the one only this folder has.
fn put_back(site: &Site) -> (Laptop, String, String) {
    let alone = enrol(site, XIANGYANG.township, "officer", "张伟");
    let shared = hazard(&alone, &[]);
    super::carry(site, &alone, "first");
    let backup = site.ground().join("backup");
    copy(alone.folder(), &backup);
    alone.edit(&shared, &["description=备份之后"]);
    super::carry(site, &alone, "second");
    copy(&backup, alone.folder());
    let only_here = hazard(&alone, &["description=恢复之后"]);
    (alone, shared, only_here)
}

/// Asks for a new name and carries the answer home. Says what the laptop did with it.
fn renew(site: &Site, alone: &Laptop) -> Value {
    let (up, down) = (on_stick(site, "ask.xlb"), on_stick(site, "name.xlb"));
    assert_eq!(export(alone, &up)["renewing"], true);
    exchange(site, &up, &down);

    // A stick that was pulled too early changes nothing.
    let whole = fs::read(&down).unwrap();
    let before = alone.device();
    let cut = on_stick(site, "cut.xlb");
    fs::write(&cut, &whole[..whole.len() - 40]).unwrap();
    alone.refused(&["import", &cut], &[]);
    assert_eq!(alone.device(), before);
    let renewed = alone.json(&["import", &down])["renewed"].clone();
    assert_eq!(renewed["from"].as_str(), Some(before.as_str()));
    assert_eq!(renewed["to"].as_str(), Some(alone.device().as_str()));

    // The same answer once more is an old one.
    let again = alone.json(&["import", &down]);
    assert_eq!(again["renewed"], Value::Null);
    for file in bundles(site) {
        fs::remove_file(file).unwrap();
    }
    renewed
}

/// Everything of both branches is at the office, and here.
fn all_is_there(site: &Site, alone: &Laptop, shared: &str, only_here: &str) {
    super::carry(site, alone, "after");
    assert_eq!(super::unsent(alone), 0);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert_eq!(county.list(&[]).len(), 2);
    for id in [shared, only_here] {
        assert_eq!(county.shown(id), alone.shown(id));
    }
    assert_eq!(county.field(shared, "description"), "备份之后");
    assert_eq!(county.field(only_here, "description"), "恢复之后");
    assert!(county.conflicts().is_empty());
    alone.is_sound();
    hazard(alone, &[]);
    super::carry(site, alone, "later");
    assert_eq!(super::unsent(alone), 0);
}

#[test]
fn a_laptop_put_back_from_a_backup_gets_its_new_name_by_stick() {
    let site = Site::xiangyang();
    let (alone, shared, only_here) = put_back(&site);
    // The file beside the folder knows it before anybody at the office does.
    let renewed = renew(&site, &alone);
    assert_eq!(renewed["rewritten"], 1);
    all_is_there(&site, &alone, &shared, &only_here);
}

#[test]
fn a_copy_that_learns_of_its_twin_by_an_answer_gets_its_new_name_by_the_next_stick() {
    let site = Site::xiangyang();
    let (alone, shared, only_here) = put_back(&site);
    fs::remove_file(alone.folder().with_extension("head.json")).unwrap();
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&alone, &up);
    site.run(&["exchange", &up, "--to", &down]).said();
    let told = alone.refused(&["import", &down], &[]);
    assert!(told.contains("export once more"), "{told}");
    renew(&site, &alone);
    all_is_there(&site, &alone, &shared, &only_here);
}
