//! The same for stations that never were online.

use super::{MOVED, VILLAGE, at, import_divisions, lists, transfer};
use crate::stick::{carry, enrol, exchange, export, import, on_stick};
use crate::world::{Site, XIANGYANG};

#[test]
fn a_village_moves_between_stations_that_only_have_sticks() {
    let site = Site::xiangyang();
    let old = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let colleague = enrol(&site, XIANGYANG.township, "officer", "王芳");
    let new = enrol(&site, XIANGYANG.elsewhere, "officer", "王强");
    let theirs = at(&colleague, VILLAGE, "canary-moved");
    carry(&site, &colleague, "colleague");
    // An answer that brings the village from its first record on, and lies about until everything
    // has changed.
    let (up, stale) = (
        on_stick(&site, "stale-up.xlb"),
        on_stick(&site, "stale.xlb"),
    );
    export(&old, &up);
    exchange(&site, &up, &stale);
    carry(&site, &old, "old");
    assert!(old.holds("canary-moved"));

    let unsent = at(&old, VILLAGE, "own-unsent");
    import_divisions(&site, &MOVED);
    let late = at(&old, VILLAGE, "own-late");
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&old, &up);
    let fared = exchange(&site, &up, &down);
    assert_eq!((&fared["held"], &fared["refused"]), (&0.into(), &0.into()));
    // Written while the stick was on its way: the receipt does not cover it, so nothing goes yet.
    let meanwhile = at(&old, XIANGYANG.township, "own-meanwhile");
    let said = old.json(&["import", &down]);
    assert_eq!((&said["evicted"], &said["unsent"]), (&0.into(), &2.into()));
    lists(&old, &[&meanwhile]);
    carry(&site, &old, "again");
    assert!(!old.holds("canary-moved") && old.holds("own-late"));
    old.is_sound();
    let said = old.json(&["import", &stale]);
    assert_eq!(said["evicted"], 0, "nothing was even taken in");
    assert!(
        !old.holds("canary-moved"),
        "an old answer brings nothing back"
    );

    carry(&site, &new, "new");
    lists(&new, &[&theirs, &unsent, &late]);
}

#[test]
fn a_transfer_is_carried_by_a_stick_nobody_asked_for() {
    let site = Site::xiangyang();
    let officer = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let there = enrol(&site, XIANGYANG.elsewhere, "officer", "王强");
    let other = at(&there, XIANGYANG.elsewhere, "other");
    carry(&site, &there, "there");
    let own = at(&officer, XIANGYANG.township, "own");
    let device = officer.device();
    transfer(&site, &device, XIANGYANG.elsewhere);
    let down = on_stick(&site, "unasked.xlb");
    site.run(&["export", "--device", &device, "--to", &down])
        .said();
    import(&officer, &down);
    lists(&officer, &[&other]);
    carry(&site, &officer, "officer");
    assert_eq!(officer.status("unsent"), 0);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    lists(&county, &[&other, &own]);
}
