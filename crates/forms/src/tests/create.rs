//! New records.

use merge::{Change, Value};

use super::world::*;
use crate::{Complaint, Valid};

fn create(form: &[(&str, &str)]) -> Result<Valid, Vec<Complaint>> {
    create_as("officer", form)
}

fn create_as(role: &'static str, form: &[(&str, &str)]) -> Result<Valid, Vec<Complaint>> {
    let catalog = catalog();
    let actor = Person::new(1, role);
    let actor = actor.actor(&catalog);
    let kind = catalog.kind("spot").unwrap();
    catalog.create(kind, &entries(form), &[], &actor, &NOW, &Place::default())
}

fn value_of(valid: &Valid, id: u16) -> Option<Value> {
    valid.changes.iter().find_map(|change| match change {
        Change::Set { field, value } if *field == id => Some(value.clone()),
        _ => None,
    })
}

#[test]
fn what_nobody_says_is_filled_by_default() {
    let valid = create(&[]).unwrap();
    assert_eq!(valid.division, Some(HERE));
    assert_eq!(value_of(&valid, 1), Some("420625101000".into()));
    assert_eq!(
        value_of(&valid, 11),
        Some(Value::Int(NOW.now_ms.try_into().unwrap()))
    );
    assert_eq!(value_of(&valid, 12), Some("王民警".into()));
    assert_eq!(valid.changes.len(), 3);
}

#[test]
fn values_are_kept_as_their_types_say() {
    let valid = create(&[
        ("division", "420625102000"),
        ("stake", "K12+300"),
        ("geo", r#"{"lat": 32.25, "lon": 111.5}"#),
        ("bus", "是"),
        ("road", "y014"),
        ("found_by", ""),
    ]);
    assert_eq!(codes(&valid.unwrap_err()), [("found_by", "required")]);
    let valid = create(&[
        ("road", "y014"),
        ("division", "420625102000"),
        ("stake", "K12+300"),
        ("geo", r#"{"lat": 32.25, "lon": 111.5}"#),
        ("bus", "是"),
        ("plate", "鄂 f·1"),
    ])
    .unwrap();
    assert_eq!(valid.division, Some(420_625_102_000));
    assert_eq!(value_of(&valid, 4), Some(Value::Int(12_300)));
    assert_eq!(
        value_of(&valid, 6).unwrap().get("lat_e6"),
        Some(&Value::Int(32_250_000))
    );
    assert_eq!(value_of(&valid, 15), Some(Value::Bool(true)));
    assert_eq!(value_of(&valid, 18), Some("Y014420625".into()));
    assert_eq!(value_of(&valid, 17), Some("鄂F1".into()));
    assert_eq!(codes(&valid.warnings), [("plate", "odd_plate")]);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let complaints = create(&[
        ("stake", "K12-300"),
        ("raod_name", "谷水路"),
        ("road_name", "一二三四五六七八九"),
        ("kinds", "curve,cave"),
        ("grade", "general"),
        ("spot_no", "7"),
        ("photos", "a.jpg"),
        ("bus", "是"),
        ("bus", "否"),
        ("division", "99"),
    ])
    .unwrap_err();
    assert_eq!(
        codes(&complaints),
        [
            ("division", "value"),
            ("stake", "value"),
            ("raod_name", "unknown_field"),
            ("road_name", "value"),
            ("kinds[1]", "value"),
            ("grade", "not_allowed"),
            ("spot_no", "derived"),
            ("photos", "value"),
            ("bus", "twice"),
        ]
    );
    assert_eq!(
        complaints[1].say(crate::Lang::Zh),
        "stake：「K12-300」不是桩号；请写成 K12+300"
    );
    assert!(complaints[2].text.en.contains("did you mean: road_name"));
    assert!(complaints[4].text.zh.contains("curve 急弯"));
    assert!(complaints[5].text.zh.contains("协调员"));
}

#[test]
fn codes_are_named_by_code_or_label_and_lapse() {
    let valid = create(&[("kinds", r#"["急弯", "cliff"]"#)]).unwrap();
    let items = valid
        .changes
        .iter()
        .filter(|c| matches!(c, Change::Item { present: true, .. }));
    assert_eq!(items.count(), 2);
    let catalog = catalog();
    let list = catalog.codes("grade").unwrap();
    assert!(list.find("旧级", "2020-12-31").is_some());
    assert!(list.find("旧级", "2021-01-01").is_none());
    assert!(list.code("old").is_some());
}

#[test]
fn entries_of_a_list_are_checked_one_by_one() {
    let form = r#"[{"measure": "装护栏", "due": "2026-06-31"}, {"cost": 12.345, "who": "x"}]"#;
    let complaints = create(&[("stages", form)]).unwrap_err();
    assert_eq!(
        codes(&complaints),
        [
            ("stages[0].due", "value"),
            ("stages[1].who", "unknown_field"),
            ("stages[1].measure", "required"),
            ("stages[1].cost", "value"),
        ]
    );
    let three = r#"[{"measure":"a"},{"measure":"b"},{"measure":"c"}]"#;
    assert_eq!(
        codes(&create(&[("stages", three)]).unwrap_err()),
        [("stages", "too_many")]
    );
    let twice = r#"[{"measure":"a"},{"measure":"a"}]"#;
    assert_eq!(
        codes(&create(&[("stages", twice)]).unwrap().warnings),
        [("stages", "twice")]
    );
    let shape = create(&[("stages", "护栏")]).unwrap_err();
    assert!(
        shape[0]
            .text
            .en
            .contains(r#"[{"measure":…,"due":…,"cost":…}]"#)
    );
}

#[test]
fn only_some_roles_may_begin_a_record() {
    let complaints = create_as("coord", &[]).unwrap_err();
    assert_eq!(codes(&complaints), [("", "not_allowed")]);
    assert!(complaints[0].text.zh.contains("劝导员、民警"));
    let catalog = catalog();
    assert_eq!(catalog.require("spott").unwrap_err().code, "unknown_kind");
    assert!(
        catalog
            .require("spott")
            .unwrap_err()
            .text
            .en
            .contains("spot, listing")
    );
}

#[test]
fn a_complaint_in_json_has_both_languages() {
    let complaint = &create(&[("stake", "x")]).unwrap_err()[0];
    let json = serde_json::to_value(complaint).unwrap();
    assert_eq!(json["field"], "stake");
    assert_eq!(json["code"], "value");
    assert!(json["zh"].is_string() && json["en"].is_string());
}
