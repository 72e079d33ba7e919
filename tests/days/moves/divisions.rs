//! A village moves, twice; townships merge; a code is replaced.

use super::{
    IN_CHENGGUAN, IN_SHIHUA, MERGED, MOVED, SHIHUA, VILLAGE, at, found, import_divisions, lists,
};
use crate::world::{Site, Tap, Window, XIANGYANG, contains};

#[test]
fn a_village_that_moves_is_the_new_stations_with_its_history_and_photos() {
    let site = Site::xiangyang();
    let tap = Tap::on(&site.address());
    let old = site.enrol_by(tap.url(), XIANGYANG.township, "officer", "张伟");
    let colleague = site.enrol(XIANGYANG.township, "officer", "王芳");
    let new = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");

    let sent = at(&old, VILLAGE, "own-sent");
    let theirs = at(&colleague, VILLAGE, "canary-moved");
    let stays = at(&colleague, XIANGYANG.township, "stays-here");
    for laptop in [&old, &colleague, &old, &new] {
        laptop.sync();
    }
    assert!(old.holds("canary-moved") && !new.holds("canary-moved"));
    let unsent = at(&old, VILLAGE, "own-unsent");
    let counted = found(&site, XIANGYANG.county);

    let said = import_divisions(&site, &MOVED);
    assert!(said.to_string().contains("3 台设备"), "{said}");
    // Who has not heard of it goes on as before.
    let late = at(&old, VILLAGE, "own-late");
    old.edit(&sent, &["description=own-changed"]);

    let synced = old.sync();
    assert_eq!((&synced["held"], &synced["unsent"]), (&0.into(), &0.into()));
    assert_eq!(synced["pushed"], 5);
    assert_eq!(synced["evicted"], 1, "{synced}");
    lists(&old, &[&stays]);
    assert!(!old.holds("canary-moved"), "another's words have gone");
    assert!(
        old.holds("own-late") && old.holds("own-changed"),
        "own words stay"
    );
    old.is_sound();

    new.run(&["sync", "--photos"]).said();
    lists(&new, &[&sent, &theirs, &unsent, &late]);
    assert_eq!(new.field(&sent, "description"), "own-changed");
    assert_eq!(new.field(&theirs, "description"), "canary-moved");
    let history = new.json(&["show", &sent, "--history"]);
    assert_eq!(history["history"].as_array().unwrap().len(), 3);
    assert_eq!(new.status("photos_missing"), 0, "the photos came along");

    county.sync();
    lists(&county, &[&sent, &theirs, &unsent, &late, &stays]);
    assert_eq!(found(&site, XIANGYANG.county), counted + 2);
    assert_eq!(found(&site, XIANGYANG.elsewhere), 4);
    assert_eq!(found(&site, XIANGYANG.township), 1);
    assert_eq!(found(&site, VILLAGE), 4, "the old code still finds its own");

    // From here on the old station hears nothing of the village.
    let heard = tap.unpacked().len();
    new.edit(&theirs, &["description=canary-after"]);
    new.sync();
    old.sync();
    assert!(!contains(&tap.unpacked()[heard..], b"canary-after"));
    assert!(!old.holds("canary-after"));

    // New records go where the village is today.
    let why = old.refused(
        &["add", "hazard"],
        &["kinds=sharp_curve", &format!("division={VILLAGE}")],
    );
    assert!(why.contains("outside this unit's area"), "{why}");
    let why = new.refused(
        &["add", "hazard"],
        &["kinds=sharp_curve", &format!("division={VILLAGE}")],
    );
    assert!(
        why.contains(IN_CHENGGUAN),
        "the remedy names today's code: {why}"
    );
    let fresh = at(&new, IN_CHENGGUAN, "fresh");
    assert_eq!(new.sync()["held"], 0);
    assert!(
        new.list(&["--where", &format!("division={IN_CHENGGUAN}")])
            .contains(&fresh)
    );
}

#[test]
fn after_two_moves_a_record_is_found_at_the_last_and_named_by_both() {
    let site = Site::xiangyang();
    let first = site.enrol(XIANGYANG.township, "officer", "张伟");
    let second = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let third = site.enrol(SHIHUA, "officer", "赵敏");
    let id = at(&first, VILLAGE, "canary-chain");
    first.sync();
    import_divisions(&site, &MOVED);
    second.sync();
    assert!(second.holds("canary-chain"));
    let between = at(&second, IN_CHENGGUAN, "between");
    import_divisions(
        &site,
        &[
            "420625100901,竹园街社区居委会,4,420625100000,420625101901",
            "420625101901,竹园村,4,420625101000,",
        ],
    );
    assert_eq!(second.sync()["held"], 0, "written before it could know");
    third.sync();
    lists(&third, &[&id, &between]);
    assert!(!second.holds("canary-chain") && second.holds("between"));
    // The one who was away all the time goes straight to the end.
    first.sync();
    lists(&first, &[]);
    assert_eq!(found(&site, SHIHUA), 2);
    assert_eq!(found(&site, XIANGYANG.elsewhere), 0);
    assert_eq!(found(&site, IN_SHIHUA), 2);

    let city = Window::at(&site, XIANGYANG.city, "city_hq", "周正");
    let row = city.get(&format!("records/{id}")).json()["row"]["place"].clone();
    let row = row.as_str().unwrap();
    assert!(
        row.contains("盛康镇/竹园街社区居委会") && row.contains("石花镇/竹园村"),
        "{row}"
    );
    let asked = city.get(&format!("records?under={SHIHUA}")).json();
    assert_eq!(asked["all"], 2);
    let asked = city.get(&format!("records?under={VILLAGE}")).json();
    assert_eq!(asked["all"], 1, "asked for by its old code");
    let below = city
        .get(&format!("divisions?under={}", XIANGYANG.township))
        .json();
    assert!(!below.to_string().contains(VILLAGE), "no form offers it");
}

#[test]
fn when_townships_merge_both_stations_answer_for_all_of_it() {
    let site = Site::xiangyang();
    let one = site.enrol(XIANGYANG.township, "officer", "张伟");
    let other = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let theirs = [
        at(&one, XIANGYANG.township, "in-the-town"),
        at(&one, VILLAGE, "in-the-village"),
    ];
    let here = at(&other, XIANGYANG.elsewhere, "in-the-other");
    one.sync();
    other.sync();
    import_divisions(&site, &MERGED);
    let late = at(&one, XIANGYANG.township, "late");
    for laptop in [&one, &other] {
        let synced = laptop.sync();
        assert_eq!(
            (&synced["held"], &synced["evicted"]),
            (&0.into(), &0.into())
        );
    }
    one.sync();
    for laptop in [&one, &other] {
        lists(laptop, &[&theirs[0], &theirs[1], &here, &late]);
        assert_eq!(laptop.status("unit").as_str().unwrap(), XIANGYANG.elsewhere);
    }
    // A form that names no place lies where the unit is today.
    let plain = one.add("hazard", &["kinds=sharp_curve"]);
    assert_eq!(one.show(&plain)["division"], XIANGYANG.elsewhere);
    // The village has kept its code and stands below the merged township.
    let more = at(&other, VILLAGE, "more");
    assert_eq!(other.sync()["held"], 0);
    one.sync();
    assert!(one.list(&[]).contains(&more));
    assert_eq!(found(&site, XIANGYANG.elsewhere), 6 - 1);
    assert_eq!(
        found(&site, XIANGYANG.township),
        4,
        "by the code of their day"
    );
}

#[test]
fn a_replaced_code_takes_its_station_along() {
    let site = Site::xiangyang();
    let station = site.enrol(XIANGYANG.township, "officer", "张伟");
    let before = at(&station, XIANGYANG.township, "before");
    station.sync();
    import_divisions(
        &site,
        &[
            "420625102000,盛康镇,3,420625000000,420625902000",
            "420625902000,盛康街道,3,420625000000,",
        ],
    );
    let unaware = at(&station, VILLAGE, "unaware");
    let synced = station.sync();
    assert_eq!(
        (&synced["held"], &synced["evicted"]),
        (&0.into(), &0.into())
    );
    lists(&station, &[&before, &unaware]);
    let after = at(&station, "420625902000", "after");
    assert_eq!(station.sync()["held"], 0);
    lists(&station, &[&before, &unaware, &after]);
    assert_eq!(found(&site, "420625902000"), 3);
}
