//! A case, and what the law forbids on the spot.

use crate::world::{Site, XIANGYANG};

const PAIR: &str =
    r#"officers=[{"name":"张伟","role":"officer"},{"name":"刘洋","role":"auxiliary"}]"#;

#[test]
fn drink_driving_is_no_matter_for_the_simple_procedure() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let case = |violation: &str| {
        let violations = format!(r#"violations=[{{"key":"{violation}"}}]"#);
        officer.add(
            "enforcement",
            &[&violations, "place_text=桥头", "road_class=township", PAIR],
        )
    };
    let drink = case("drink_driving");
    let fined = ["procedure=simple", "outcome=fined", "fine_yuan=200"];
    let why = officer.refused(&["act", &drink, "record"], &fined);
    assert!(
        why.contains("no simple procedure for: drink driving"),
        "{why}"
    );
    assert!(why.contains("breath_mg"), "{why}");
    let belt = case("seatbelt_driver");
    let why = officer.refused(
        &["act", &belt, "record"],
        &["procedure=simple", "outcome=fined", "fine_yuan=201"],
    );
    assert!(why.contains("at most 200 yuan"), "{why}");
    officer.act(&belt, "record", &fined[..2]);
    assert_eq!(officer.state(&belt), "recorded");
    assert_eq!(officer.state(&drink), "draft");
}

#[test]
fn one_person_alone_records_nothing_on_a_public_road_and_a_child_is_only_educated() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let start = [
        r#"violations=[{"key":"helmet_driver"}]"#,
        "place_text=桥头",
        "road_class=village",
    ];
    let warned = ["procedure=simple", "outcome=warned"];
    let alone = r#"officers=[{"name":"张伟","role":"officer"}]"#;
    let id = officer.add("enforcement", &[&start[..], &[alone]].concat());
    let why = officer.refused(&["act", &id, "record"], &warned);
    assert!(why.contains("2 people are on duty"), "{why}");
    let id = officer.add(
        "enforcement",
        &[&start[..], &[PAIR, "party_age=13"]].concat(),
    );
    let why = officer.refused(&["act", &id, "record"], &warned);
    assert!(why.contains("nobody under 14 is punished"), "{why}");
    officer.act(&id, "record", &["procedure=verbal", "outcome=educated"]);
}

#[test]
fn an_auxiliary_drafts_and_never_punishes() {
    let site = Site::xiangyang();
    let auxiliary = site.enrol(XIANGYANG.township, "auxiliary", "刘洋");
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let start = [
        r#"violations=[{"key":"helmet_driver"}]"#,
        "place_text=桥头",
        "road_class=village",
        PAIR,
    ];
    let why = auxiliary.refused(
        &["add", "enforcement"],
        &[&start[..], &["outcome=fined"]].concat(),
    );
    assert!(why.contains("outcome"), "{why}");
    let id = auxiliary.add("enforcement", &start);
    for field in ["fine_yuan=50", "outcome=fined", "procedure=simple"] {
        let why = auxiliary.refused(&["edit", &id], &[field]);
        assert!(why.contains("police officer"), "{why}");
    }
    auxiliary.refused(
        &["act", &id, "record"],
        &["procedure=simple", "outcome=fined"],
    );
    auxiliary.sync();
    officer.sync();
    officer.act(
        &id,
        "record",
        &["procedure=simple", "outcome=fined", "fine_yuan=50"],
    );
    officer.sync();
    auxiliary.sync();
    assert_eq!(auxiliary.state(&id), "recorded");
}
