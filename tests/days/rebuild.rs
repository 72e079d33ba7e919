//! The index thrown away and folded again says the same, to the last byte.

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, kept};

/// Every answer a laptop gives about what it keeps.
fn answers(laptop: &Laptop) -> Vec<String> {
    let mut answers: Vec<String> = [&["list"][..], &["list", "--json"], &["conflicts", "--json"]]
        .iter()
        .chain(&[&["conflicts"][..], &["status"], &["status", "--json"]])
        .map(|args| laptop.run(args).said())
        .collect();
    for id in laptop.list(&[]) {
        answers.push(laptop.shown(&id));
        answers.push(laptop.run(&["show", &id, "--history"]).said());
        answers.push(laptop.run(&["show", &id, "--history", "--json"]).said());
    }
    answers
}

/// Records of several kinds, with photos, events, both sorts of conflict and something unsent.
fn a_full_day(site: &Site) -> [Laptop; 3] {
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let id = hazard(&zhang, &["stake_start=K12+300", "road_code=Y014"]);
    zhang.add(
        "persuasion_log",
        &["station_point=桥头", r#"actors=[{"person":"张伟"}]"#],
    );
    zhang.add("inspection", &["object_name=中心小学", "due_on=2026-03-01"]);
    zhang.sync();
    wang.sync();
    for (laptop, text) in [(&zhang, "急弯"), (&wang, "陡坡")] {
        laptop.act(&id, "report", &[]);
        laptop.edit(&id, &[&format!("description={text}")]);
    }
    zhang.sync();
    wang.sync();
    zhang.sync();
    assert_eq!(zhang.conflicts().len(), 2);
    // The county comes late, so part of what it has came as finished records.
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    hazard(&zhang, &[]);
    [zhang, wang, county]
}

#[test]
fn a_rebuilt_index_gives_every_answer_as_before() {
    let site = Site::xiangyang();
    for laptop in a_full_day(&site) {
        let (before, files) = (answers(&laptop), kept(laptop.folder()));
        laptop.is_sound();
        laptop.run(&["rebuild"]).said();
        laptop.is_sound();
        assert_eq!(answers(&laptop), before);
        assert!(
            kept(laptop.folder()) == files,
            "a rebuild touches the index alone"
        );
    }
}

#[test]
fn a_rebuilt_laptop_goes_on_where_it_was() {
    let site = Site::xiangyang();
    let [zhang, _, county] = a_full_day(&site);
    zhang.run(&["rebuild"]).said();
    county.run(&["rebuild"]).said();
    assert_eq!(zhang.status("unsent"), 1);
    assert_eq!(zhang.sync()["pushed"], 1);
    let synced = county.sync();
    assert_eq!(synced["pulled"], 1, "only what is new comes down: {synced}");
    let id = zhang.list(&[])[0].clone();
    assert_eq!(county.shown(&id), zhang.shown(&id));
}

#[test]
fn verify_checks_every_signature_and_row() {
    let site = Site::xiangyang();
    let [zhang, ..] = a_full_day(&site);
    let found = zhang.json(&["verify"]);
    assert_eq!(found["problems"], serde_json::json!([]));
    assert_eq!(found["operations"], found["signatures"]);
    assert_eq!(
        found["operations"], 8,
        "three records, two reports, two edits, one record"
    );
    assert!(found["rows"].as_u64().unwrap() > 0);
}
