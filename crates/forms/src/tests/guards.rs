//! Guards of levels, listings and deadlines, on the catalog this program ships with.

use merge::{Change, Record, RecordId, Value};

use super::world::*;
use crate::Catalog;

/// A hazard, and a listing of it in the place where it is looked at.
fn listed(catalog: &Catalog, level: &str, state: &str) -> (Record, Place) {
    let mut officer = Person::new(1, "officer");
    let actor = officer.actor(catalog);
    let place = Place::default();
    let hazard = catalog.kind("hazard").unwrap();
    let valid = catalog
        .create(hazard, &[], &[], &actor, &NOW, &place)
        .unwrap();
    let mut record = officer.found(hazard.id, valid);
    officer.walk(
        &mut record,
        &["report", "confirm", "notify", "submit", "accept"],
    );
    let supervision = catalog.kind("supervision").unwrap();
    let id = supervision.field("level").unwrap().id;
    let op = Person::new(2, "officer").op(supervision.id, None, vec![set(id, level)]);
    let place = Place {
        linked: vec![(RecordId([7; 16]), state.to_owned())],
        records: [(RecordId([7; 16]), Record::from_op(&op))].into(),
    };
    (record, place)
}

fn close(role: &'static str, level: &str, state: &str) -> Vec<&'static str> {
    let catalog = Catalog::builtin().unwrap();
    let (record, place) = listed(&catalog, level, state);
    let hazard = catalog.kind("hazard").unwrap();
    let person = Person::new(3, role);
    let actor = person.actor(&catalog);
    let form = entries(&[("close_doc", "谷道安〔2026〕7号")]);
    let done = catalog.act(
        hazard,
        &record,
        "close",
        &form,
        &[],
        None,
        &actor,
        &NOW,
        &place,
    );
    done.err()
        .unwrap_or_default()
        .iter()
        .map(|complaint| complaint.code)
        .collect()
}

#[test]
fn whoever_listed_a_hazard_closes_it() {
    assert!(close("county_coord", "county", "lifted").is_empty());
    assert_eq!(close("city_hq", "county", "lifted"), ["closing_level"]);
    assert_eq!(close("county_coord", "city", "lifted"), ["closing_level"]);
    assert!(close("city_hq", "province", "lifted").is_empty());
    // Proposed and declined is not listed.
    assert!(close("county_coord", "city", "declined").is_empty());
    // Listed still: nobody closes.
    assert_eq!(close("city_hq", "city", "listed"), ["open"]);
}

#[test]
fn a_lower_level_never_lifts_a_higher_listing() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("supervision").unwrap();
    let level = kind.field("level").unwrap().id;
    let base = vec![set(1, "420625101000"), set(level, "city")];
    let record = Record::from_op(&Person::new(1, "officer").op(kind.id, None, base));
    let mut clerk = Person::new(2, "county_coord");
    let list = clerk.op(kind.id, Some(&record), vec![event("list")]);
    let judge = |person: &Person| catalog.admit(&list, Some(&record), &person.actor(&catalog));
    assert!(matches!(judge(&clerk), crate::Verdict::Refused(_)));
    assert_eq!(judge(&Person::new(3, "city_hq")), crate::Verdict::Admitted);
}

#[test]
fn larger_hazards_are_accepted_by_two_bodies() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let grade = kind.field("grade").unwrap().id;
    let mut fresh = Person::new(5, "officer");
    let base = vec![set(1, "420625101000"), set(grade, "larger")];
    let mut record = Record::from_op(&fresh.op(kind.id, None, base));
    fresh.walk(&mut record, &["report", "confirm", "notify", "submit"]);
    let accept = |members: &str| {
        let form = entries(&[
            ("acceptance_members", members),
            ("acceptance_date", "2026-05-03"),
            ("acceptance_result", "qualified"),
        ]);
        let person = Person::new(6, "county_coord");
        let actor = person.actor(&catalog);
        let place = Place::default();
        let done = catalog.act(
            kind,
            &record,
            "accept",
            &form,
            &[],
            None,
            &actor,
            &NOW,
            &place,
        );
        let complaints = done.err().unwrap_or_default();
        complaints
            .iter()
            .map(|complaint| complaint.code)
            .collect::<Vec<_>>()
    };
    let one = r#"[{"org":"大队","name":"甲","opinion":"agree","signed_at":"now"}]"#;
    assert_eq!(accept(one), ["members_signed"]);
    let two = r#"[{"org":"大队","name":"甲","opinion":"agree","signed_at":"now"},
        {"org":"交通局","name":"乙","opinion":"agree","signed_at":"now"}]"#;
    assert!(accept(two).is_empty());
    let open = two.replacen(r#","signed_at":"now""#, "", 1);
    assert_eq!(accept(&open), ["members_signed"]);
}

#[test]
fn an_extension_stays_within_the_table() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let id = |name: &str| kind.field(name).unwrap().id;
    let base = vec![
        set(1, "420625101000"),
        set(id("grade"), "general"),
        set(id("due_on"), "2026-05-10"),
    ];
    let mut officer = Person::new(1, "officer");
    let mut record = Record::from_op(&officer.op(kind.id, None, base));
    officer.walk(&mut record, &["report", "confirm", "notify", "start"]);
    let grant = |record: &Record, due: &str| {
        let person = Person::new(6, "county_coord");
        let actor = person.actor(&catalog);
        let form = entries(&[("due_on", due)]);
        let place = Place::default();
        let done = catalog.act(
            kind,
            record,
            "extend_approve",
            &form,
            &[],
            None,
            &actor,
            &NOW,
            &place,
        );
        let complaints = done.err().unwrap_or_default();
        complaints
            .iter()
            .map(|complaint| complaint.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(grant(&record, "2026-06-09"), ["extension_pending"]);
    officer.write(&mut record, vec![event("extend_request")]);
    assert!(grant(&record, "2026-06-09").is_empty());
    assert_eq!(grant(&record, "2026-06-10"), ["extension_limit"]);
    assert_eq!(grant(&record, "2026-05-02"), ["new_due"]);
    let granted: Vec<Change> = vec![event("extend_approve"), set(id("due_on"), "2026-06-09")];
    officer.write(&mut record, granted);
    officer.write(&mut record, vec![event("extend_request")]);
    assert_eq!(grant(&record, "2026-06-20"), ["extension_limit"]);
    assert_eq!(record.value(id("due_on")), Some(Value::from("2026-06-09")));
}
