//! The workflow: steps, concurrent steps, conflicts.

use merge::{Record, RecordId};

use super::world::*;
use crate::{Complaint, Take, Valid};

fn act(
    record: &Record,
    role: &'static str,
    step: &str,
    form: &[(&str, &str)],
    reason: Option<&str>,
    place: &Place,
) -> Result<Valid, Vec<Complaint>> {
    let catalog = catalog();
    let person = Person::new(1, role);
    let actor = person.actor(&catalog);
    let kind = catalog.kind("spot").unwrap();
    catalog.act(
        kind,
        record,
        step,
        &entries(form),
        &[],
        reason,
        &actor,
        &NOW,
        place,
    )
}

fn try_act(record: &Record, role: &'static str, step: &str) -> Result<Valid, Vec<Complaint>> {
    act(record, role, step, &[], None, &Place::default())
}

fn state(record: &Record) -> String {
    let catalog = catalog();
    catalog.status(catalog.kind("spot").unwrap(), record).state
}

fn refused(result: Result<Valid, Vec<Complaint>>) -> Vec<(String, String)> {
    let complaints = result.unwrap_err();
    let pairs = codes(&complaints).into_iter();
    pairs
        .map(|(field, code)| (field.to_owned(), code.to_owned()))
        .collect()
}

fn pair(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

#[test]
fn a_record_walks_through_its_table() {
    let mut officer = Person::new(1, "officer");
    let mut coord = Person::new(2, "coord");
    let mut record = spot(&catalog(), &mut officer);
    assert_eq!(state(&record), "draft");

    let valid = try_act(&record, "officer", "report").unwrap();
    officer.write(&mut record, valid.changes);
    assert_eq!(state(&record), "reported");

    assert_eq!(
        refused(try_act(&record, "coord", "confirm")),
        [pair("grade", "required")]
    );
    let place = Place::default();
    let valid = act(
        &record,
        "coord",
        "confirm",
        &[("grade", "重大")],
        None,
        &place,
    )
    .unwrap();
    coord.write(&mut record, valid.changes);
    assert_eq!(state(&record), "confirmed");

    let valid = try_act(&record, "officer", "progress").unwrap();
    officer.write(&mut record, valid.changes);
    assert_eq!(state(&record), "confirmed");

    let catalog = catalog();
    let kind = catalog.kind("spot").unwrap();
    let status = catalog.status(kind, &record);
    assert_eq!(status.happened, ["report", "confirm", "progress"]);
    let next = catalog.events_for(kind, &record, catalog.role("officer").unwrap());
    let next: Vec<&str> = next.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(next, ["progress", "submit"]);
}

#[test]
fn a_step_needs_its_place_its_person_and_its_reason() {
    let record = spot(&catalog(), &mut Person::new(1, "officer"));
    assert_eq!(
        refused(try_act(&record, "officer", "repport")),
        [pair("event", "unknown_event")]
    );
    assert_eq!(
        refused(try_act(&record, "coord", "confirm")),
        [pair("event", "wrong_state")]
    );
    assert_eq!(
        refused(try_act(&record, "coord", "report")),
        [pair("", "not_allowed")]
    );
    assert_eq!(
        refused(try_act(&record, "coord", "void")),
        [pair("reason", "reason")]
    );
    let place = Place::default();
    let blank = act(&record, "coord", "void", &[], Some("  "), &place);
    assert_eq!(refused(blank), [pair("reason", "reason")]);
    let valid = act(&record, "coord", "void", &[], Some("重复"), &place).unwrap();
    assert_eq!(valid.reason.as_deref(), Some("重复"));
}

#[test]
fn a_step_asks_for_all_it_needs_at_once() {
    let catalog = catalog();
    let officer = Person::new(1, "officer");
    let kind = catalog.kind("spot").unwrap();
    let place = Place::default();
    let actor = officer.actor(&catalog);
    let valid = catalog
        .create(kind, &[], &[], &actor, &NOW, &place)
        .unwrap();
    let record = Person::new(1, "officer").found(1, valid);
    let mut missing = refused(try_act(&record, "officer", "report"));
    missing.sort();
    assert_eq!(
        missing,
        [
            pair("kinds", "required"),
            pair("photos", "required"),
            pair("road_name", "required"),
            pair("stake", "one_of"),
        ]
    );
}

#[test]
fn of_two_steps_at_once_one_counts_and_the_other_waits_for_a_person() {
    let catalog = catalog();
    let kind = catalog.kind("spot").unwrap();
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog, &mut officer);
    officer.write(&mut record, vec![event("report")]);
    let seen = record.clone();
    let confirm = Person::new(2, "coord").op(1, Some(&seen), vec![event("confirm")]);
    let reject = Person::new(3, "coord").op(1, Some(&seen), vec![event("reject")]);
    for ops in [[&confirm, &reject], [&reject, &confirm]] {
        let mut record = seen.clone();
        ops.iter().for_each(|op| record.apply(op).unwrap());
        let status = catalog.status(kind, &record);
        assert_eq!(status.state, "confirmed");
        assert_eq!(status.illegal.len(), 1);
        assert_eq!(status.illegal[0].name, "reject");
        assert_eq!(catalog.summary(&record).conflicts, 1);

        let settle = |role: &'static str| {
            let person = Person::new(4, role);
            let actor = person.actor(&catalog);
            let take = Take::Value(String::new());
            catalog.resolve(
                kind,
                &record,
                "status",
                &take,
                &actor,
                &NOW,
                &Place::default(),
            )
        };
        assert_eq!(settle("officer").unwrap_err()[0].code, "not_allowed");
        let settled = settle("coord").unwrap();
        assert_eq!(settled.resolves, [reject.dot()]);
        let mut op = Person::new(4, "coord").op(1, Some(&record), settled.changes);
        op.resolves = settled.resolves;
        record.apply(&op).unwrap();
        let status = catalog.status(kind, &record);
        assert_eq!(
            (status.state.as_str(), status.illegal.len()),
            ("confirmed", 0)
        );
        assert_eq!(catalog.summary(&record).conflicts, 0);
    }
}

#[test]
fn two_steps_that_both_stay_both_count() {
    let catalog = catalog();
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog, &mut officer);
    officer.write(&mut record, vec![event("report")]);
    Person::new(2, "coord").write(&mut record, vec![event("confirm")]);
    let seen = record.clone();
    for device in [3, 4] {
        let op = Person::new(device, "officer").op(1, Some(&seen), vec![event("progress")]);
        record.apply(&op).unwrap();
    }
    let status = catalog.status(catalog.kind("spot").unwrap(), &record);
    assert_eq!(status.happened.len(), 4);
    assert!(status.illegal.is_empty());
}

#[test]
fn a_record_in_conflict_goes_nowhere_but_back_or_out() {
    let mut record = spot(&catalog(), &mut Person::new(1, "officer"));
    let seen = record.clone();
    for (device, name) in [(2, "甲路"), (3, "乙路")] {
        let op = Person::new(device, "officer").op(1, Some(&seen), vec![set(3, name)]);
        record.apply(&op).unwrap();
    }
    let complaints = try_act(&record, "officer", "report").unwrap_err();
    assert_eq!(codes(&complaints), [("event", "conflict")]);
    assert!(complaints[0].text.zh.contains("道路名称"));
    act(
        &record,
        "coord",
        "void",
        &[],
        Some("重复"),
        &Place::default(),
    )
    .unwrap();
    Person::new(4, "officer").walk(&mut record, &["report"]);
    let confirm = try_act(&record, "coord", "confirm").unwrap_err();
    assert_eq!(codes(&confirm), [("event", "conflict")]);
    try_act(&record, "coord", "return").unwrap();
}

#[test]
fn an_open_record_that_refers_here_stops_the_step() {
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog(), &mut officer);
    officer.walk(&mut record, &["report", "confirm"]);
    let mut place = Place {
        linked: vec![(RecordId([5; 16]), "listed".to_owned())],
        ..Place::default()
    };
    let stopped = act(&record, "officer", "submit", &[], None, &place).unwrap_err();
    assert_eq!(codes(&stopped), [("event", "open")]);
    assert!(stopped[0].text.zh.contains("已挂牌"));
    place.linked[0].1 = "lifted".to_owned();
    act(&record, "officer", "submit", &[], None, &place).unwrap();
}
