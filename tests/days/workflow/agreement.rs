//! Agreements: from the draft to the verification, signed twice, outlived, and to be renewed.

use serde_json::Value;

use crate::world::{Laptop, Site, XIANGYANG};

#[test]
fn an_agreement_is_issued_signed_and_verified_by_the_level_above() {
    let site = Site::xiangyang();
    let township = site.enrol(XIANGYANG.township, "township_admin", "周明");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let id = township.add(
        "agreement",
        &[
            &format!("division={}", XIANGYANG.village),
            "year=2026",
            "pair=township_village",
            "template_ver=2026-1",
            "party_a_org=盛康镇人民政府",
            "party_a_signer=周明",
            "party_a_post=镇长",
            "party_b_org=竹园街社区",
            "valid_from=2026-01-01",
            "valid_to=2026-12-31",
        ],
    );
    township.sync();
    county.sync();
    let why = county.refused(&["act", &id, "issue"], &[]);
    assert!(why.contains("party A's level"), "{why}");
    township.act(&id, "issue", &[]);
    let signed = ["signed_at=2026-01-05 09:00", "sign_method=on_behalf"];
    let scan = format!("scan=@{}", township.photo("责任书"));
    let why = township.refused(&["act", &id, "sign"], &[&signed[..], &[&scan]].concat());
    assert!(why.contains("on_behalf_reason"), "{why}");
    let paper = [
        "signed_at=2026-01-05 09:00",
        "sign_method=paper_scan",
        &scan,
    ];
    township.act(&id, "sign", &paper);
    let why = township.refused(&["act", &id, "verify"], &[]);
    assert!(why.contains("county level"), "{why}");
    township.sync();
    county.sync();
    county.act(&id, "verify", &[]);
    county.sync();
    township.sync();
    assert_eq!(township.state(&id), "signed");
    assert_eq!(township.field(&id, "verified_by"), "李强");
    let figures = site.stats_of(XIANGYANG.village)["figures"].clone();
    assert_eq!(figures["agreements_signed"], 1);
    assert_eq!(figures["agreements_verified"], 1);
}

/// An agreement of the station with a driver, signed at a moment.
fn signed(laptop: &Laptop, name: &str, at: &str, more: &[&str]) -> String {
    let named = format!("party_b_name={name}");
    let division = format!("division={}", XIANGYANG.village);
    let form = [
        &*division,
        "year=2026",
        "pair=station_person",
        "template_ver=2026-1",
        "party_a_org=盛康派出所",
        "party_a_signer=周明",
        "party_a_post=所长",
        &named,
        "party_b_role=driver",
        "valid_from=2026-01-01",
    ];
    let to: &[&str] = if more.iter().any(|text| text.starts_with("valid_to")) {
        &[]
    } else {
        &["valid_to=2099-12-31"]
    };
    let id = laptop.add("agreement", &[&form[..], to, more].concat());
    laptop.act(&id, "issue", &[]);
    let scan = format!("scan=@{}", laptop.photo("责任书"));
    let at = format!("signed_at={at}");
    laptop.act(&id, "sign", &[&at, "sign_method=paper_scan", &scan]);
    id
}

fn causes(proposals: &Value, id: &str) -> Vec<String> {
    let rows = proposals.as_array().unwrap().iter();
    let own = rows.filter(|row| row["id"] == id);
    own.map(|row| row["proposal"]["cause"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn of_two_signatures_both_are_kept_the_newest_counts_and_the_other_is_flagged() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    // Two laptops without a network have one man sign, and another man once.
    let first = signed(&officer, "赵六", "2026-01-05 09:00", &[]);
    let second = signed(&lead, "赵六", "2026-01-07 09:00", &[]);
    signed(&lead, "钱七", "2026-01-07 10:00", &[]);
    assert!(causes(&officer.json(&["proposals"]), &first).is_empty());
    officer.sync();
    lead.sync();
    officer.sync();
    let twin = [format!("twin/{second}")];
    assert_eq!(causes(&officer.json(&["proposals"]), &first), twin);
    let office = site.json(&["proposals", "--under", XIANGYANG.county]);
    assert_eq!(causes(&office, &first), twin);
    assert!(causes(&office, &second).is_empty(), "the newest counts");
    assert_eq!(
        site.stats_of(XIANGYANG.village)["figures"]["agreements_signed"],
        3
    );

    let wrong = lead.refused(
        &["act", &second, "flag_duplicate"],
        &[&format!("duplicate_of={first}")],
    );
    assert!(wrong.contains("the newest counts"), "{wrong}");
    lead.act(
        &first,
        "flag_duplicate",
        &[&format!("duplicate_of={second}")],
    );
    lead.sync();
    officer.sync();
    assert_eq!(officer.state(&first), "superseded");
    assert_eq!(officer.field(&first, "duplicate_of"), second);
    assert_eq!(officer.field(&first, "party_b_name"), "赵六");
    assert!(causes(&officer.json(&["proposals"]), &first).is_empty());
    assert_eq!(
        site.stats_of(XIANGYANG.village)["figures"]["agreements_signed"],
        2
    );
}

#[test]
fn a_driver_who_moves_and_a_van_that_is_sold_call_for_a_new_agreement() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let driver = officer.add("driver", &["name=赵六"]);
    let van = officer.add(
        "key_vehicle",
        &["plate=鄂F12345", "key_class=minivan", "owner_name=赵六"],
    );
    let stands_on = [format!("driver={driver}"), format!("vehicle_refs={van}")];
    let stands_on: Vec<&str> = stands_on.iter().map(String::as_str).collect();
    let id = signed(&officer, "赵六", "2026-01-05 09:00", &stands_on);
    assert!(causes(&officer.json(&["proposals"]), &id).is_empty());
    officer.act(&van, "sell", &["reason=转给邻村"]);
    let sold = format!("renewal/vehicle_refs/{van}");
    assert_eq!(causes(&officer.json(&["proposals"]), &id), [&*sold]);
    officer.act(&driver, "move", &["reason=外出务工"]);
    let both = causes(&officer.json(&["today"]), &id);
    assert_eq!(both, [sold, format!("renewal/driver/{driver}")]);
    officer.act(&id, "terminate", &["reason=驾驶人迁出"]);
    assert!(causes(&officer.json(&["proposals"]), &id).is_empty());
}
