//! What people disagree about, from the first value to the last: settled, opened again by a value
//! that comes late, and asked for further up when nobody settles it.

use serde_json::Value;

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, day};

/// Every value of the only field in conflict, sorted.
fn rivals(laptop: &Laptop) -> Vec<String> {
    let conflicts = laptop.conflicts();
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    let values = conflicts[0]["values"].as_array().unwrap().iter();
    let mut values: Vec<String> = values
        .map(|side| side["value"].as_str().unwrap().to_owned())
        .collect();
    values.sort_unstable();
    values
}

fn sync_all(laptops: &[&Laptop]) {
    for laptop in laptops.iter().chain(laptops) {
        laptop.sync();
    }
}

#[test]
fn a_value_that_comes_late_opens_again_what_was_settled_and_brings_nothing_else_back() {
    let site = Site::xiangyang();
    let [zhang, wang, late] =
        ["张伟", "王芳", "赵勇"].map(|name| site.enrol(XIANGYANG.township, "officer", name));
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let id = hazard(&zhang, &["place_text=桥头"]);
    sync_all(&[&zhang, &wang, &late, &county]);
    for (laptop, place) in [(&zhang, "桥东"), (&wang, "桥西"), (&late, "桥下")] {
        laptop.edit(&id, &[&format!("place_text={place}")]);
    }
    // The third laptop stays in the mountains.
    sync_all(&[&zhang, &wang, &county]);
    assert_eq!(rivals(&county), ["桥东", "桥西"]);
    county.json(&["resolve", &id, "place_text", "--take", "桥东侧"]);
    sync_all(&[&county, &zhang, &wang]);
    assert!(zhang.conflicts().is_empty());

    late.sync();
    sync_all(&[&zhang, &wang, &late, &county]);
    for laptop in [&zhang, &wang, &late, &county] {
        assert_eq!(
            rivals(laptop),
            ["桥下", "桥东侧"],
            "what the settlement had covered stays covered"
        );
    }
    late.json(&["resolve", &id, "place_text", "--take", "桥下东侧"]);
    sync_all(&[&late, &zhang, &wang, &county]);
    let shown = [&zhang, &wang, &late, &county].map(|laptop| laptop.shown(&id));
    assert!(shown.iter().all(|one| *one == shown[0]));
    assert_eq!(county.field(&id, "place_text"), "桥下东侧");
}

#[test]
fn two_who_settle_one_conflict_differently_disagree_again() {
    let site = Site::xiangyang();
    let [zhang, wang] =
        ["张伟", "王芳"].map(|name| site.enrol(XIANGYANG.township, "officer", name));
    let [county, city] = [
        (XIANGYANG.county, "county_coord", "李强"),
        (XIANGYANG.city, "city_hq", "陈刚"),
    ]
    .map(|(unit, role, name)| site.enrol(unit, role, name));
    let id = hazard(&zhang, &["place_text=桥头"]);
    sync_all(&[&zhang, &wang]);
    zhang.edit(&id, &["place_text=桥东"]);
    wang.edit(&id, &["place_text=桥西"]);
    sync_all(&[&zhang, &wang, &county, &city]);
    county.json(&["resolve", &id, "place_text", "--take", "桥东"]);
    city.json(&["resolve", &id, "place_text", "--take", "桥西"]);
    sync_all(&[&county, &city, &zhang]);
    assert_eq!(rivals(&zhang), ["桥东", "桥西"]);
    assert_eq!(
        county.status("held"),
        city.status("held"),
        "nobody trespassed"
    );
    city.json(&["resolve", &id, "place_text", "--take", "桥西"]);
    sync_all(&[&city, &county, &zhang]);
    assert!(zhang.conflicts().is_empty());
}

#[test]
fn an_agreement_signed_on_two_laptops_shows_both_signatures_and_counts_once() {
    let site = Site::xiangyang();
    let [zhang, wang] =
        ["张伟", "王芳"].map(|name| site.enrol(XIANGYANG.township, "officer", name));
    let id = zhang.add(
        "agreement",
        &[
            &format!("division={}", XIANGYANG.village),
            "year=2026",
            "pair=station_person",
            "template_ver=2026-1",
            "party_a_org=盛康派出所",
            "party_a_signer=周明",
            "party_a_post=所长",
            "party_b_name=陈大山",
            "party_b_role=driver",
            "valid_from=2026-01-01",
            "valid_to=2099-12-31",
        ],
    );
    zhang.act(&id, "issue", &[]);
    sync_all(&[&zhang, &wang]);
    for (laptop, at) in [(&zhang, "2026-03-01 09:00"), (&wang, "2026-03-02 10:00")] {
        let scan = format!("scan=@{}", laptop.photo(&format!("责任书 {at}")));
        let at = format!("signed_at={at}");
        laptop.act(&id, "sign", &[&at, "sign_method=paper_scan", &scan]);
    }
    sync_all(&[&zhang, &wang]);
    for laptop in [&zhang, &wang] {
        let conflicts = laptop.conflicts();
        let mut fields: Vec<&str> = conflicts
            .iter()
            .map(|conflict| conflict["field"].as_str().unwrap())
            .collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            ["signed_at", "status"],
            "who signed when is for a person to say"
        );
        assert_eq!(
            laptop.show(&id)["fields"]["scan"].as_array().unwrap().len(),
            2
        );
        let read = laptop.run(&["show", &id]).said();
        assert!(
            read.contains("2026-03-01") && read.contains("2026-03-02"),
            "{read}"
        );
    }
    let figures = site.stats_of(XIANGYANG.village)["figures"].clone();
    assert_eq!(figures["agreements_signed"], 1);
}

#[test]
fn what_nobody_settles_is_proposed_to_the_county_and_then_to_the_city() {
    let site = Site::xiangyang();
    let [zhang, wang] =
        ["张伟", "王芳"].map(|name| site.enrol(XIANGYANG.township, "officer", name));
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let id = hazard(&zhang, &["place_text=桥头"]);
    sync_all(&[&zhang, &wang]);
    zhang.edit(&id, &["place_text=桥东"]);
    wang.edit(&id, &["place_text=桥西"]);
    sync_all(&[&zhang, &wang, &county]);
    // Other rules speak of the same hazard, that nobody has reported it for one.
    let proposed = |after: i32| -> Vec<(String, String)> {
        let rows = site.json(&["proposals", "--on", &day(after)]);
        let said = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let rows = rows.as_array().unwrap().iter();
        let rows = rows.map(|row| {
            (
                said(&row["proposal"], "cause"),
                said(&row["proposal"], "level"),
            )
        });
        rows.filter(|(cause, _)| cause.starts_with("conflict/"))
            .collect()
    };
    let since = day(0);
    for (after, wanted) in [
        (0, None),
        (2, None),
        (3, Some(("1", "county"))),
        (6, Some(("1", "county"))),
        (7, Some(("2", "city"))),
    ] {
        let wanted =
            wanted.map(|(step, level)| (format!("conflict/{step}/{since}"), level.to_owned()));
        assert_eq!(
            proposed(after),
            Vec::from_iter(wanted),
            "after {after} days"
        );
    }
    county.json(&["resolve", &id, "place_text", "--take", "桥东"]);
    county.sync();
    assert_eq!(proposed(30), [], "settled is settled");
}

#[test]
fn of_two_deadlines_the_earlier_counts_until_somebody_settles_them() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let [county, other] =
        ["李强", "周明"].map(|name| site.enrol(XIANGYANG.county, "county_coord", name));
    let id = hazard(&officer, &["place_text=桥头"]);
    officer.act(&id, "report", &[]);
    sync_all(&[&officer, &county]);
    county.act(&id, "confirm", &["grade=general", "nature=normal"]);
    sync_all(&[&county, &other]);
    county.edit(&id, &[&format!("due_on={}", day(10))]);
    // Written later, and by its clock it would be the one to show.
    other.edit(&id, &[&format!("due_on={}", day(20))]);
    sync_all(&[&county, &other, &officer]);
    let due = site.json(&["due"]);
    assert_eq!(due[0]["days_left"], 10, "{due}");
    officer.is_sound();
    other.json(&["resolve", &id, "due_on", "--take", &day(20)]);
    sync_all(&[&other, &county]);
    assert_eq!(site.json(&["due"])[0]["days_left"], 20);
}
