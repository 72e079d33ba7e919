//! Sticks at the pages: the officer saves a file, the county takes it in and saves the answer.

use reqwest::Method;
use serde_json::{Value, json};

use super::{enrol, unsent};
use crate::contract::hazard;
use crate::world::{Reply, Site, Window, XIANGYANG};

/// Chooses a file on the stick.
pub(super) fn bring(window: &Window, bundle: &[u8]) -> Reply {
    let request = window.request(Method::POST, "api/stick/import");
    window.send(request.body(bundle.to_vec()))
}

#[test]
fn an_officer_and_a_coordinator_exchange_by_stick_without_a_command_line() {
    let site = Site::xiangyang();
    let laptop = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &["description=没有网络"]);
    let officer = Window::of(&laptop);
    let exported = officer.get("stick/export");
    assert_eq!(exported.status, 200);
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    let other = Window::at(&site, XIANGYANG.other_county, "county_coord", "赵敏");

    // It is no business of another county's.
    let refused = bring(&other, &exported.body).refused();
    assert_eq!(refused, (400, "bundle".into()));
    assert_eq!(other.get("records").json()["all"], 0);
    assert_eq!(county.get("records").json()["all"], 0, "nothing was taken");

    let taken = bring(&county, &exported.body).json();
    assert_eq!(taken["problems"], json!([]));
    assert!(
        taken["lines"][0]["zh"]
            .as_str()
            .unwrap()
            .contains("新收 1 条"),
        "{taken}"
    );
    assert_eq!(county.get("records").json()["rows"][0]["id"], id.as_str());
    let word = taken["answer"].as_str().unwrap();
    let refused = other.get(&format!("stick/answer/{word}")).refused();
    assert_eq!(refused, (404, "no_file".into()), "it is for who asked");
    let answer = county.get(&format!("stick/answer/{word}"));
    assert_eq!(answer.status, 200);

    let taken = bring(&officer, &answer.body).json();
    assert_eq!(
        (&taken["problems"], &taken["answer"]),
        (&json!([]), &Value::Null)
    );
    assert_eq!(officer.get("standing").json()["unsent"], 0);

    // What is no bundle, or one that was cut, says so and changes nothing.
    for (window, bytes) in [
        (&officer, &b"<html>"[..]),
        (&officer, &answer.body[..answer.body.len() / 2]),
        (&county, &exported.body[..200]),
    ] {
        let reply = bring(window, bytes);
        assert_eq!(reply.refused().1, "bundle");
        let said = String::from_utf8_lossy(&reply.body).into_owned();
        assert!(
            said.contains("this file") && !said.contains("import.xlb"),
            "{said}"
        );
    }
    // All but the last byte: what is whole was taken in, and the rest is said.
    let taken = bring(&county, &exported.body[..exported.body.len() - 1]).json();
    assert_eq!(taken["problems"].as_array().unwrap().len(), 1, "{taken}");
    assert_eq!(
        county.get("stick/export").refused(),
        (404, "no_place".into())
    );
    officer.close();
    assert_eq!(unsent(&laptop), 0);
    laptop.is_sound();
}
