//! Edits and settlements.

use merge::{Change, Record, Value};

use super::world::*;
use crate::{Complaint, ResolveValid, Take, Valid};

fn edit(
    record: &Record,
    role: &'static str,
    form: &[(&str, &str)],
) -> Result<Valid, Vec<Complaint>> {
    let catalog = catalog();
    let person = Person::new(1, role);
    let actor = person.actor(&catalog);
    let kind = catalog.kind("spot").unwrap();
    catalog.edit(
        kind,
        record,
        &entries(form),
        &[],
        &actor,
        &NOW,
        &Place::default(),
    )
}

fn resolve(record: &Record, field: &str, take: &Take) -> Result<ResolveValid, Vec<Complaint>> {
    let catalog = catalog();
    let person = Person::new(3, "officer");
    let actor = person.actor(&catalog);
    let kind = catalog.kind("spot").unwrap();
    catalog.resolve(kind, record, field, take, &actor, &NOW, &Place::default())
}

/// A record on which two devices wrote different places at once.
fn rivals() -> Record {
    let mut record = spot(&catalog(), &mut Person::new(1, "officer"));
    let seen = record.clone();
    for (device, place) in [(2, "桥头"), (3, "弯道")] {
        let op = Person::new(device, "officer").op(1, Some(&seen), vec![set(5, place)]);
        record.apply(&op).unwrap();
    }
    record
}

#[test]
fn a_set_becomes_what_is_added_and_removed() {
    let record = spot(&catalog(), &mut Person::new(1, "officer"));
    let valid = edit(&record, "officer", &[("kinds", "cliff,narrow")]).unwrap();
    let item = |item: &str, present| Change::Item {
        field: 7,
        item: item.into(),
        present,
    };
    assert_eq!(
        valid.changes,
        [
            item("curve", false),
            item("cliff", true),
            item("narrow", true)
        ]
    );
    assert_eq!(
        edit(&record, "officer", &[("kinds", "")]).unwrap().changes,
        [item("curve", false)]
    );
}

#[test]
fn what_another_adds_meanwhile_stays() {
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog(), &mut officer);
    let seen = record.clone();
    let add = Change::Item {
        field: 7,
        item: "narrow".into(),
        present: true,
    };
    let other = Person::new(2, "officer").op(1, Some(&seen), vec![add]);
    let valid = edit(&seen, "officer", &[("kinds", "cliff")]).unwrap();
    let mine = officer.op(1, Some(&seen), valid.changes);
    record.apply(&other).unwrap();
    record.apply(&mine).unwrap();
    assert_eq!(record.items(7), ["cliff".into(), "narrow".into()]);
}

#[test]
fn what_is_there_already_is_no_change() {
    let record = spot(&catalog(), &mut Person::new(1, "officer"));
    let same = [
        ("road_name", "谷水路"),
        ("kinds", "急弯"),
        ("division", "420625101"),
    ];
    assert_eq!(
        codes(&edit(&record, "officer", &same).unwrap_err()),
        [("", "no_change")]
    );
    assert_eq!(
        codes(&edit(&record, "officer", &[]).unwrap_err()),
        [("", "no_change")]
    );
}

#[test]
fn an_empty_text_clears_what_need_not_be_there() {
    let record = spot(&catalog(), &mut Person::new(1, "officer"));
    let valid = edit(&record, "officer", &[("stake", "")]).unwrap();
    assert_eq!(valid.changes, [set(4, Value::Null)]);
    let refused = edit(&record, "officer", &[("found_by", "")]).unwrap_err();
    assert_eq!(codes(&refused), [("found_by", "required")]);
}

#[test]
fn after_an_event_its_fields_stay_filled() {
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog(), &mut officer);
    officer.write(&mut record, vec![event("report")]);
    let refused = edit(&record, "officer", &[("kinds", ""), ("stake", "")]).unwrap_err();
    assert_eq!(
        codes(&refused),
        [("kinds", "required"), ("stake", "one_of")]
    );
}

#[test]
fn a_record_never_moves_and_a_finished_one_never_changes() {
    let mut record = spot(&catalog(), &mut Person::new(1, "officer"));
    let refused = edit(&record, "officer", &[("division", "420625102000")]).unwrap_err();
    assert_eq!(codes(&refused), [("division", "fixed")]);
    Person::new(2, "coord").write(&mut record, vec![event("void")]);
    let refused = edit(&record, "officer", &[("stake", "K1+000")]).unwrap_err();
    assert_eq!(codes(&refused), [("", "final")]);
}

#[test]
fn rivals_are_settled_by_a_person_and_never_by_an_edit() {
    let mut record = rivals();
    let refused = edit(&record, "officer", &[("place_text", "隧道口")]).unwrap_err();
    assert_eq!(codes(&refused), [("place_text", "conflict")]);

    let theirs = Take::From(Person::new(2, "officer").device);
    let valid = resolve(&record, "place_text", &theirs).unwrap();
    assert_eq!(valid.changes, [set(5, "桥头")]);
    let own = resolve(&record, "place_text", &Take::Value("隧道口".into())).unwrap();
    assert_eq!(own.changes, [set(5, "隧道口")]);
    let nobody = Take::From(Person::new(9, "officer").device);
    assert_eq!(
        codes(&resolve(&record, "place_text", &nobody).unwrap_err()),
        [("place_text", "value")]
    );

    Person::new(4, "officer").write(&mut record, valid.changes);
    assert!(record.conflicts().is_empty());
    assert_eq!(record.value(5), Some("桥头".into()));
    let late = resolve(&record, "place_text", &theirs).unwrap_err();
    assert_eq!(codes(&late), [("place_text", "no_conflict")]);
}

#[test]
fn a_file_is_attached_once() {
    let catalog = catalog();
    let mut officer = Person::new(1, "officer");
    let record = spot(&catalog, &mut officer);
    let kind = catalog.kind("spot").unwrap();
    let attach = |field| {
        let actor = officer.actor(&catalog);
        catalog.edit(
            kind,
            &record,
            &[],
            &[photo(field)],
            &actor,
            &NOW,
            &Place::default(),
        )
    };
    assert_eq!(
        codes(&attach(Some("photos")).unwrap_err()),
        [("", "no_change")]
    );
    assert_eq!(
        codes(&attach(Some("stake")).unwrap_err()),
        [("stake", "unknown_field")]
    );
}
