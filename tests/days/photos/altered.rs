//! Photos that were altered or lost at one end come back from the other.

use std::fs;

use super::{at_office, has, hazard_with, original, shot, synced};
use crate::world::{Site, XIANGYANG, copy};

#[test]
fn a_photo_altered_on_the_laptop_is_named_put_aside_and_fetched_again() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "坏块", 800, 600);
    hazard_with(&laptop, &shot);
    synced(&laptop);

    flip(&original(laptop.folder(), &shot.sha256));
    let checked = laptop.run(&["verify", "--json"]);
    assert!(
        !checked.ok && checked.out.contains(&shot.sha256),
        "{}",
        checked.out
    );
    let problems = laptop.status("problems").to_string();
    assert!(problems.contains(&shot.sha256), "{problems}");
    assert!(
        laptop
            .file("blobs")
            .join("damaged")
            .join(&shot.sha256)
            .exists()
    );

    let said = synced(&laptop);
    assert_eq!(said["fetched"], 1, "{said}");
    assert!(has(laptop.folder(), &shot));
    assert_eq!(laptop.status("problems"), serde_json::json!([]));
    laptop.is_sound();
}

#[test]
fn a_photo_altered_at_the_office_is_put_aside_and_sent_again() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let other = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let shot = shot(site.ground(), "坏库", 800, 600);
    hazard_with(&laptop, &shot);
    synced(&laptop);
    flip(&original(site.folder(), &shot.sha256));

    other.sync();
    let said = other.json(&["sync", "--photos"])["photos"].clone();
    assert_eq!((&said["fetched"], &said["missing"]), (&0.into(), &1.into()));
    assert!(!has(other.folder(), &shot), "nothing altered is handed on");

    synced(&laptop);
    assert!(at_office(&site, &shot));
    other.run(&["sync", "--photos"]).said();
    assert!(has(other.folder(), &shot));
}

#[test]
fn an_office_restored_without_its_photos_gets_them_back() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shots = ["一", "二", "三"].map(|name| shot(site.ground(), name, 400, 300));
    shots
        .iter()
        .for_each(|shot| drop(hazard_with(&laptop, shot)));
    synced(&laptop);
    site.stop();
    fs::remove_dir_all(site.folder().join("blobs")).unwrap();
    site.start();

    let said = synced(&laptop);
    assert_eq!((&said["sent"], &said["unsent"]), (&3.into(), &0.into()));
    assert!(shots.iter().all(|shot| at_office(&site, shot)));
}

#[test]
fn an_old_backup_of_the_office_gets_the_photos_of_the_day_back() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let before = shot(site.ground(), "备份前", 300, 200);
    hazard_with(&laptop, &before);
    synced(&laptop);
    let backup = site.ground().join("backup");
    site.stop();
    copy(site.folder(), &backup);
    site.start();
    let after = shot(site.ground(), "备份后", 300, 200);
    hazard_with(&laptop, &after);
    synced(&laptop);
    site.stop();
    copy(&backup, site.folder());
    site.start();
    assert!(!at_office(&site, &after));
    synced(&laptop);
    assert!(at_office(&site, &before) && at_office(&site, &after));
}

#[test]
fn a_laptop_that_lost_its_photos_fetches_its_own_again() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shots = ["甲", "乙"].map(|name| shot(site.ground(), name, 400, 300));
    shots
        .iter()
        .for_each(|shot| drop(hazard_with(&laptop, shot)));
    synced(&laptop);
    fs::remove_dir_all(laptop.file("blobs")).unwrap();
    assert_eq!(laptop.status("photos_missing"), 2);
    let said = synced(&laptop);
    assert_eq!((&said["fetched"], &said["missing"]), (&2.into(), &0.into()));
    assert!(shots.iter().all(|shot| has(laptop.folder(), shot)));
}

/// Turns one bit in the middle of a file.
fn flip(path: &std::path::Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}
