//! What is typed at the pages: looked at, saved, and overtaken.

use serde_json::{Value, json};

use super::{bend, picture};
use crate::world::{Site, Window, XIANGYANG};

#[test]
fn what_is_saved_at_the_pages_is_the_record_the_command_line_shows() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    let photo = window.upload(&picture());
    let mut form = bend(&[]);
    form["files"] = json!([{ "sha256": photo["sha256"], "caption": "弯道.jpg" }]);
    let id = window.save(&form);
    window.save(&json!({ "id": id, "event": "report" }));

    let sheet = window.get(&format!("records/{id}")).json();
    assert_eq!(sheet["row"]["status"], "reported");
    assert_eq!(sheet["row"]["unsent"], true);
    assert_eq!(sheet["photos"][0]["here"], "whole");
    let small = window.get(&format!(
        "files/{}?w=320",
        photo["sha256"].as_str().unwrap()
    ));
    let small = image::load_from_memory(&small.body).unwrap();
    assert_eq!((small.width(), small.height()), (320, 240));

    let steps = window.get(&format!("records/{id}/history")).json();
    assert_eq!(steps.as_array().unwrap().len(), 2);
    assert_eq!(steps[0]["by"], "周明");
    window.sync();
    let sheet = window.get(&format!("records/{id}")).json();
    assert_eq!(sheet["row"]["unsent"], false);
    window.close();
    assert_eq!(laptop.json(&["show", &id])["digest"], sheet["digest"]);
}

#[test]
fn a_form_is_looked_at_while_it_is_typed_and_nothing_is_written() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    let first = window.save(&bend(&[]));

    let checked = window.post(
        "check",
        &bend(&[("stake_start", "K12+340"), ("bus_route", "yes")]),
    );
    let checked = checked.json();
    assert_eq!(checked["complaints"], json!([]));
    assert_eq!(checked["near"][0]["row"]["id"], first);
    assert_eq!(checked["near"][0]["metres"], 40);
    assert_eq!(checked["suggests"][0][0], "grade_suggested");

    let wrong = bend(&[
        ("found_at", "gestern"),
        ("nosuch", "1"),
        ("stake_start", "Kx"),
    ]);
    let complaints = window.post("check", &wrong).json()["complaints"].clone();
    let fields: Vec<&str> = complaints
        .as_array()
        .unwrap()
        .iter()
        .map(|complaint| complaint["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        ["found_at", "nosuch", "stake_start"],
        "{complaints}"
    );
    assert_eq!(window.post("save", &wrong).refused(), (422, "form".into()));
    assert_eq!(window.get("records").json()["all"], 1);

    let strange = window.request(reqwest::Method::POST, "api/files");
    let strange = window.send(strange.body("<svg onload=alert(1)>"));
    assert_eq!(strange.refused(), (400, "media_type".into()));
    for garbage in [
        "",
        "[]",
        "{\"kind\":7}",
        "{\"kind\":\"hazard\",\"entries\":[[\"a\"]]}",
    ] {
        let request = window.request(reqwest::Method::POST, "api/save");
        let request = request.header("content-type", "application/json");
        let status = window.send(request.body(garbage)).status;
        assert!((400..500).contains(&status), "{garbage}: {status}");
    }
    window.close();
}

#[test]
fn two_windows_on_one_record_are_told_and_lose_nothing() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    let id = window.save(&bend(&[]));
    let seen = window.get(&format!("records/{id}")).json()["seen"].clone();
    let edit = |text: &str, seen: &Value| json!({ "id": id, "entries": [["description", text]], "seen": seen });

    window.save(&edit("弯道内侧塌方", &seen));
    let second = window.post("save", &edit("弯道外侧塌方", &seen));
    assert_eq!(second.refused(), (409, "opened_twice".into()));
    let seen = window.get(&format!("records/{id}")).json()["seen"].clone();
    window.save(&edit("弯道外侧塌方", &seen));
    window.close();
    assert_eq!(laptop.show(&id)["fields"]["description"], "弯道外侧塌方");
}

#[test]
fn whoever_saves_second_is_told_before_a_conflict_is_made() {
    let site = Site::xiangyang();
    let zhang = Window::at(&site, XIANGYANG.township, "officer", "张强");
    let wang = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let id = zhang.save(&bend(&[]));
    let seen = wang.get(&format!("records/{id}")).json()["seen"].clone();
    zhang.save(&json!({ "id": id, "entries": [["kinds", "[\"water\"]"], ["proposal", "装护栏"]] }));

    let mut form = json!({ "id": id, "entries": [["proposal", "设警示桩"]], "seen": seen });
    let told = wang.post("save", &form);
    assert_eq!(told.refused(), (409, "overtaken".into()));
    assert_eq!(told.complaints(), ["proposal"]);
    form["anyway"] = json!(true);
    wang.save(&form);

    let sheet = wang.get(&format!("records/{id}")).json();
    let rivals = &sheet["conflicts"][0];
    assert_eq!(
        (&rivals["field"], &rivals["mine"]),
        (&json!("proposal"), &json!(true))
    );
    let texts: Vec<&Value> = rivals["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["text"]["zh"])
        .collect();
    assert_eq!(texts, ["设警示桩", "装护栏"]);
    assert_eq!(rivals["values"][1]["by"], "张强");
    let take = json!({ "field": "proposal", "device": rivals["values"][1]["device"] });
    wang.post(&format!("records/{id}/resolve"), &take).json();
    let sheet = wang.get(&format!("records/{id}")).json();
    assert_eq!(sheet["conflicts"], json!([]));
    let steps = wang.get(&format!("records/{id}/history")).json();
    assert!(
        steps.to_string().contains("设警示桩"),
        "the other value stays in the history"
    );
}

#[test]
fn what_the_law_asks_of_the_next_step_is_said_beside_its_field_before_anything_is_kept() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let window = Window::of(&laptop);
    let alone = json!([{ "name": "张伟", "role": "officer" }]).to_string();
    let mut form = json!({
        "kind": "enforcement",
        "entries": [
            ["violations", json!([{ "key": "drink_driving" }]).to_string()],
            ["place_text", "桥头"],
            ["road_class", "township"],
            ["officers", alone],
            ["procedure", "simple"],
            ["breath_mg", "35"],
        ],
    });
    let said = |checked: &Value, list: &str| -> Vec<(String, String)> {
        let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let list = checked[list].as_array().unwrap().iter();
        list.map(|one| (text(one, "field"), text(one, "code")))
            .collect()
    };
    let against = [
        ("procedure", "simple_procedure"),
        ("officers", "two_officers"),
    ];
    let against = against.map(|(field, code)| (field.to_owned(), code.to_owned()));
    // Of the new case alone nothing is wrong: it may be kept as a draft.
    let checked = window.post("check", &form).json();
    assert_eq!(
        (said(&checked, "complaints"), said(&checked, "ahead")),
        (vec![], vec![])
    );
    form["event"] = json!("record");
    let checked = window.post("check", &form).json();
    assert_eq!(said(&checked, "complaints"), []);
    assert_eq!(said(&checked, "ahead"), against);
    let why = checked["ahead"][0]["zh"].as_str().unwrap();
    assert!(why.contains("简易程序"), "{why}");
    assert_eq!(
        window.get("records").json()["all"],
        0,
        "nothing was written"
    );

    // The same of the case once it is kept, together with the step it is meant for.
    let id = window.save(&form);
    assert_eq!(
        window.get(&format!("records/{id}")).json()["row"]["status"],
        "draft"
    );
    let step = json!({ "id": id, "event": "record", "entries": [["outcome", "warned"]] });
    assert_eq!(
        said(&window.post("check", &step).json(), "complaints"),
        against
    );
    assert_eq!(
        window.post("save", &step).complaints(),
        ["procedure", "officers"]
    );

    let catalog = window.get("catalog").json();
    let law = catalog["violations"].as_array().unwrap().iter();
    let belt: Vec<&Value> = law.filter(|law| law["key"] == "seatbelt_driver").collect();
    assert_eq!(
        (
            &belt[0]["fine_min"],
            &belt[0]["fine_max"],
            &belt[0]["points"]
        ),
        (&json!(20), &json!(200), &json!(1))
    );
}
