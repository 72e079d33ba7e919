//! The command line, clause by clause.
//!
//! Each clause is lived at an office of its own, in 谷城县 here and in another city elsewhere.

mod laptop;
mod office;

use laptop::{a_photo, both_languages, every_command, history, lists_and_conditions};
use office::{deadlines, four_levels, unsent};

use crate::world::{Laptop, Place, Site, XIANGYANG};

/// A clause of the contract, and the office and place to live it in.
pub(crate) type Clause = fn(&Site, &Place);

/// Every clause below.
pub(crate) const CLAUSES: &[Clause] = &[
    every_command,
    a_photo,
    lists_and_conditions,
    history,
    unsent,
    four_levels,
    deadlines,
    both_languages,
];

/// A hazard that may be reported as it stands, with some fields filled otherwise.
pub(crate) fn hazard(officer: &Laptop, otherwise: &[&str]) -> String {
    let photo = format!("photos_before=@{}", officer.photo("弯道"));
    let plain = [
        "kinds=sharp_curve",
        "road_class=township",
        "place_text=桥头",
        "description=急弯无护栏",
        "bus_route=no",
        &photo,
    ];
    let field = |entry: &str| entry.split('=').next().unwrap_or_default().to_owned();
    let kept = |entry: &&str| otherwise.iter().all(|other| field(other) != field(entry));
    let mut form: Vec<&str> = plain.into_iter().filter(kept).collect();
    form.extend(otherwise);
    officer.add("hazard", &form)
}

fn officer(site: &Site, place: &Place) -> Laptop {
    site.enrol(place.township, "officer", "张伟")
}

#[test]
fn every_command_does_what_the_contract_says() {
    every_command(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn a_photo_is_kept_by_its_hash_and_referred_to() {
    a_photo(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn a_list_is_narrowed_by_conditions_and_the_latest_come_first() {
    lists_and_conditions(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn a_record_tells_its_history_when_asked() {
    history(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn unsent_falls_to_zero_only_with_the_offices_receipt() {
    unsent(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn the_four_levels_add_up() {
    four_levels(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn deadlines_are_told_for_any_day_overdue_first() {
    deadlines(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn every_command_speaks_chinese_and_english() {
    both_languages(&Site::xiangyang(), &XIANGYANG);
}
