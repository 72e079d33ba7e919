//! A folder under another key, after somebody has left; and a folder that is no more.

use std::fs;
use std::time::Instant;

use super::passphrases::{WANG, ZHANG, locked, opens, renewed, with};
use crate::contract::hazard;
use crate::kills::Aim;
use crate::photos::{has, hazard_with, shot};
use crate::world::{Laptop, Site, XIANGYANG, copy};

#[test]
fn a_new_key_is_for_those_alone_who_are_there() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    renewed(&laptop, ZHANG, &["passphrase", "add", "王芳"], WANG).said();
    let form = [
        "add",
        "hazard",
        "--set",
        "kinds=sharp_curve",
        "--set",
        "description=急弯",
    ];
    let id = with(&laptop, ZHANG, &[&form[..], &["--json"]].concat()).json()["id"].clone();
    let keys = ["keys.cbor", "keys.copy.cbor"];
    let before = keys.map(|name| fs::read(laptop.file(name)).unwrap());

    with(&laptop, ZHANG, &["rekey"]).said();
    assert!(opens(&laptop, ZHANG) && !opens(&laptop, WANG));
    let shown = with(&laptop, ZHANG, &["show", id.as_str().unwrap(), "--json"]);
    assert_eq!(shown.json()["fields"]["description"], "急弯");
    let holders = with(&laptop, ZHANG, &["passphrase", "list", "--json"]).json();
    assert_eq!(
        holders.as_array().unwrap().len(),
        2,
        "the office and 张伟: {holders}"
    );
    assert_eq!(
        with(&laptop, ZHANG, &["sync", "--json"]).json()["unsent"],
        0
    );

    // An old copy of the key file, with a passphrase that was good then, opens nothing.
    for (name, bytes) in keys.iter().zip(before) {
        fs::write(laptop.file(name), bytes).unwrap();
    }
    assert!(!opens(&laptop, WANG) && !opens(&laptop, ZHANG));
}

/// What a laptop says when it is asked for everything.
fn says(laptop: &Laptop) -> Vec<String> {
    laptop.is_sound();
    laptop.list(&[])
}

#[test]
fn a_change_of_keys_that_is_killed_anywhere_is_gone_on_from() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "rekeyed", 640, 480);
    hazard_with(&laptop, &shot);
    for _ in 0..6 {
        hazard(&laptop, &[]);
    }
    let before = says(&laptop);
    let begun = Instant::now();
    laptop.run(&["rekey"]).said();
    let mut aim = Aim::around(11, begun.elapsed() / 2);
    for _ in 0..12 {
        aim.at(laptop.command(&["rekey", "--json"]));
        assert_eq!(says(&laptop), before);
        assert!(has(laptop.folder(), &shot));
    }
    aim.hit_both_sides();
    // Nothing is left of what was cut short.
    for entry in fs::read_dir(laptop.folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            !name.contains("rekeyed") && !name.contains("before"),
            "{name}"
        );
    }
    laptop.sync();
}

#[test]
fn an_office_under_another_key_has_the_same_log_and_its_laptops_notice_nothing() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "office", 320, 240);
    hazard_with(&laptop, &shot);
    laptop.sync();
    let head = site.json(&["audit", "head"]);
    site.stop();
    let keys = fs::read(site.folder().join("keys.cbor")).unwrap();
    site.run(&["rekey"]).said();
    assert_ne!(fs::read(site.folder().join("keys.cbor")).unwrap(), keys);
    assert_eq!(site.json(&["audit", "head"])["root"], head["root"]);
    assert!(has(site.folder(), &shot));
    site.start();
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["unsent"], 0);
    laptop.is_sound();
}

#[test]
fn a_backup_of_before_stays_as_it_was_and_another_is_begun_elsewhere() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, &[]);
    let place = site.ground().join("backup");
    let backup = |to: &std::path::Path| laptop.run(&["backup", "--to", to.to_str().unwrap()]);
    backup(&place).said();
    laptop.run(&["rekey"]).said();
    assert!(backup(&place).refused().contains("another folder"));
    backup(&site.ground().join("second")).said();
    let old = site.new_laptop();
    copy(&place, old.folder());
    assert_eq!(old.list(&[]), laptop.list(&[]));
}

#[test]
fn a_laptop_is_wiped_only_when_nothing_is_lost_that_was_not_given_up() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, &[]);
    // The operation and its photo.
    let refused = laptop.run(&["wipe", "--yes"]).refused();
    assert!(refused.contains("--lose 2"), "{refused}");
    assert!(!laptop.run(&["wipe", "--yes", "--lose", "1"]).ok);
    laptop.sync();
    let said = laptop.json(&["wipe"]);
    assert_eq!((&said["done"], &said["unsent"]), (&false.into(), &0.into()));
    assert_eq!(laptop.list(&[]).len(), 1);
    // Cut short after the first step: what is left opens for nobody, and is removed by another try.
    for name in ["keys.cbor", "keys.copy.cbor"] {
        fs::remove_file(laptop.file(name)).unwrap();
    }
    assert!(laptop.run(&["list"]).refused().contains("keys.cbor"));
    laptop.run(&["wipe", "--yes"]).said();
    assert!(!laptop.folder().exists());
}
