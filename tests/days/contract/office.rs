//! What an office and its laptops do together.

use super::{hazard, officer};
use crate::world::{Place, Site};

pub(crate) fn unsent(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    assert_eq!(laptop.status("unsent"), 0);
    assert!(laptop.status("last_sync_ms").is_null());
    hazard(&laptop, &[]);
    hazard(&laptop, &[]);
    assert_eq!(laptop.status("unsent"), 2);
    site.stop();
    laptop.refused(&["sync"], &[]);
    assert_eq!(
        laptop.status("unsent"),
        2,
        "without a receipt nothing counts as sent"
    );
    site.start();
    assert_eq!(laptop.sync()["pushed"], 2);
    assert_eq!(laptop.status("unsent"), 0);
    assert!(laptop.status("last_sync_ms").is_u64());
    assert_eq!(
        laptop.sync()["pushed"],
        0,
        "a second sync has nothing to do"
    );
}

pub(crate) fn four_levels(site: &Site, place: &Place) {
    let here = officer(site, place);
    let there = site.enrol(place.elsewhere, "officer", "王强");
    let village = format!("division={}", place.village);
    for form in [&[village.as_str()][..], &[village.as_str()], &[]] {
        let id = hazard(&here, form);
        here.act(&id, "report", &[]);
    }
    let id = hazard(&there, &[]);
    there.act(&id, "report", &[]);
    hazard(&there, &[]);
    here.sync();
    there.sync();
    let found = |code: &str| site.stats_of(code)["figures"]["hazards_found"].clone();
    assert_eq!(found(place.village), 2);
    assert_eq!(found(place.township), 3);
    assert_eq!(found(place.elsewhere), 1, "a draft has not been found yet");
    assert_eq!(found(place.county), 4);
    assert_eq!(found(place.city), 4);
    assert!(found(place.other_county).is_null());

    let table = site.json(&["stats"]);
    let levels = |row: &serde_json::Value| row["level"].as_str().unwrap().to_owned();
    let levels: Vec<String> = table["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(levels)
        .collect();
    for level in ["city", "county", "township", "village"] {
        assert!(
            levels.iter().any(|found| found == level),
            "{level} is missing in {levels:?}"
        );
    }
    let under = site.json(&["stats", "--under", place.township]);
    let rows = under["rows"].as_array().unwrap();
    let inside = &place.township[..9];
    assert!(
        rows.iter()
            .all(|row| row["code"].as_str().unwrap().starts_with(inside))
    );
}

pub(crate) fn deadlines(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let plan = |name: &str, due: &str| {
        laptop.add(
            "inspection",
            &[&format!("object_name={name}"), &format!("due_on={due}")],
        )
    };
    let late = plan("中心小学", "2026-03-01");
    let later = plan("卫生院路口", "2026-05-01");
    laptop.sync();
    let due = |on: &str, under: &str| {
        let rows = site.json(&["due", "--on", on, "--under", under]);
        let row = |row: &serde_json::Value| {
            (
                row["id"].as_str().unwrap().to_owned(),
                row["days_left"].as_i64().unwrap(),
            )
        };
        rows.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    let both = [(late.clone(), -10), (later.clone(), 51)];
    assert_eq!(due("2026-03-11", place.city), both);
    assert_eq!(due("2026-03-11", place.township), both);
    assert!(due("2026-03-11", place.elsewhere).is_empty());
    assert_eq!(
        due("2026-02-28", place.county),
        [(late.clone(), 1), (later.clone(), 62)]
    );
    let row = site.json(&["due", "--on", "2026-03-02"])[0].clone();
    assert_eq!(row["overdue"], true);
    assert_eq!(row["due_on"], "2026-03-01");
    assert_eq!(row["division"], place.township);
    assert!(row["place"].as_str().unwrap().contains(place.township_name));

    let finish = ["date=2026-03-01", "no_hazard=yes"];
    laptop.act(&late, "finish", &finish);
    laptop.sync();
    // A stopped office answers the same questions from its folder.
    site.stop();
    assert_eq!(
        site.json(&["due", "--on", "2026-03-02", "--under", place.county])[0]["id"],
        later
    );
    site.start();
}
