//! A laptop that burns after it has met somebody: records and photos come home with the neighbour,
//! whatever becomes of his own folder meanwhile.

use serde_json::Value;

use super::{hazard, meet};
use crate::photos::{Shot, at_office, hazard_with, shot};
use crate::stick::{export, on_stick};
use crate::world::{Laptop, Site, XIANGYANG, copy};

/// What burnt, and what it had said before.
struct Burnt {
    id: String,
    shown: String,
    shot: Shot,
}

/// An officer photographs something, meets a neighbour, and the laptop is no more.
fn burn(site: &Site, neighbour: &Laptop) -> Burnt {
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "桥头", 600, 400);
    let id = hazard_with(&zhang, &shot);
    let shown = zhang.shown(&id);
    meet(neighbour, &zhang);
    std::fs::remove_dir_all(zhang.folder()).unwrap();
    Burnt { id, shown, shot }
}

#[track_caller]
fn is_home(site: &Site, burnt: &Burnt) {
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert_eq!(county.shown(&burnt.id), burnt.shown);
    assert!(at_office(site, &burnt.shot), "the photo came home as well");
}

#[test]
fn the_neighbour_of_a_burnt_laptop_brings_its_records_and_its_photos_home() {
    let site = Site::xiangyang();
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let burnt = burn(&site, &wang);
    assert_eq!(wang.status("photos_unsent"), 1, "it owes the office one");
    let said = wang.sync();
    assert_eq!(said["photos"]["sent"], 1, "{said}");
    is_home(&site, &burnt);
    assert_eq!(wang.status("photos_unsent"), 0);
}

#[test]
fn a_stick_of_the_neighbour_brings_the_photos_of_a_burnt_laptop_too() {
    let site = Site::xiangyang();
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let burnt = burn(&site, &wang);
    let up = on_stick(&site, "up.xlb");
    assert_eq!(export(&wang, &up)["photos"], 1);
    site.run(&["exchange", &up]).said();
    is_home(&site, &burnt);
}

/// A laptop whose folder was copied, and the copy was used and synced.
fn with_a_used_copy(site: &Site) -> Laptop {
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    wang.sync();
    let twin = site.new_laptop();
    copy(wang.folder(), twin.folder());
    hazard(&twin, &["description=副本所写"]);
    twin.sync();
    hazard(&wang, &["description=原本所写"]);
    wang
}

#[test]
fn a_folder_that_takes_a_new_name_still_carries_home_what_a_neighbour_gave_it() {
    let site = Site::xiangyang();
    let wang = with_a_used_copy(&site);
    let burnt = burn(&site, &wang);
    let before = wang.device();
    let said = wang.sync();
    assert_ne!(wang.device(), before, "{said}");
    is_home(&site, &burnt);
    wang.is_sound();
}

#[test]
fn a_new_name_that_comes_by_stick_keeps_what_a_neighbour_gave() {
    let site = Site::xiangyang();
    let wang = with_a_used_copy(&site);
    let burnt = burn(&site, &wang);
    let before = wang.device();
    // The first answer says that it is a copy, the second brings the name.
    for round in ["first", "second", "third"] {
        let (up, down) = (format!("{round}-up.xlb"), format!("{round}-down.xlb"));
        let (up, down) = (on_stick(&site, &up), on_stick(&site, &down));
        export(&wang, &up);
        let said: Value = site.json(&["exchange", &up, "--to", &down]);
        assert_eq!(said["devices"].as_array().unwrap().len(), 1, "{said}");
        let _ = wang.run(&["import", &down]);
    }
    assert_ne!(wang.device(), before);
    is_home(&site, &burnt);
    wang.is_sound();
}
