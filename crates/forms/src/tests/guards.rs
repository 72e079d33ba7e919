//! Guards, on the catalog this program ships with.

use merge::{Change, Record, RecordId, Value};

use super::world::*;
use crate::{Catalog, Complaint, Entry};

/// A case being told: what an officer enters, and what the law says to it.
struct Case {
    catalog: Catalog,
    form: Vec<(&'static str, String)>,
}

impl Case {
    fn new(violations: &str) -> Self {
        let form = [
            ("place_text", "谷水路口"),
            ("road_class", "township"),
            ("occurred_at", "2026-05-03 07:00"),
            ("procedure", "simple"),
            ("outcome", "fined"),
            ("fine_yuan", "50"),
            (
                "officers",
                r#"[{"name":"甲","role":"officer"},{"name":"乙","role":"officer"}]"#,
            ),
            ("violations", violations),
        ];
        Case {
            catalog: Catalog::builtin().unwrap(),
            form: form.map(|(field, text)| (field, text.to_owned())).to_vec(),
        }
    }

    fn with(mut self, field: &'static str, text: &str) -> Self {
        self.form.retain(|(known, _)| *known != field);
        self.form.push((field, text.to_owned()));
        self
    }

    /// The codes of what stands against recording the case.
    fn against(&self) -> Vec<&'static str> {
        let kind = self.catalog.kind("enforcement").unwrap();
        let mut officer = Person::new(1, "officer");
        let actor = officer.actor(&self.catalog);
        let place = Place::default();
        let begun = self
            .catalog
            .create(kind, &[], &[], &actor, &NOW, &place)
            .unwrap();
        let record = officer.found(kind.id, begun);
        let entry = |(field, text): &(&str, String)| Entry {
            field: (*field).to_owned(),
            text: text.clone(),
        };
        let form: Vec<Entry> = self.form.iter().map(entry).collect();
        let actor = officer.actor(&self.catalog);
        let done = self.catalog.act(
            kind,
            &record,
            "record",
            &form,
            &[],
            None,
            &actor,
            &NOW,
            &place,
        );
        let complaints: Vec<Complaint> = done.err().unwrap_or_default();
        complaints.iter().map(|complaint| complaint.code).collect()
    }
}

const HELMET: &str = r#"[{"key":"helmet_driver"}]"#;
const DRINK: &str = r#"[{"key":"drink_driving"}]"#;

#[test]
fn the_simple_procedure_ends_at_200_yuan_and_at_what_suspends() {
    assert!(Case::new(HELMET).against().is_empty());
    assert!(
        Case::new(HELMET)
            .with("fine_yuan", "200")
            .against()
            .is_empty()
    );
    assert_eq!(
        Case::new(HELMET).with("fine_yuan", "200.01").against(),
        ["simple_procedure"]
    );
    let licence = r#"[{"key":"no_licence"}]"#;
    assert_eq!(Case::new(licence).against(), ["simple_procedure"]);
    let passenger = r#"[{"key":"helmet_passenger"}]"#;
    assert_eq!(
        Case::new(passenger).with("fine_yuan", "51").against(),
        ["simple_procedure"]
    );
    let verbal = Case::new(HELMET).with("procedure", "verbal");
    assert_eq!(verbal.against(), ["simple_procedure"]);
}

/// A word is enough for what is slight: no points, no fine, nothing graver (执勤执法规范§43–44).
#[test]
fn a_word_is_enough_only_for_what_is_slight() {
    let told_off = |key: &str| {
        Case::new(&format!(r#"[{{"key":"{key}"}}]"#))
            .with("procedure", "verbal")
            .with("outcome", "warned")
            .with("fine_yuan", "")
    };
    for (key, against) in [
        ("helmet_passenger", &[][..]),
        ("ebike_wrong_way", &[]),
        ("no_documents", &[]),
        ("helmet_driver", &["simple_procedure"]),
        ("no_licence", &["simple_procedure"]),
        ("drink_driving", &["simple_procedure", "breath_value"]),
        ("obstruct_road", &["simple_procedure", "handed_over"]),
    ] {
        assert_eq!(told_off(key).against(), against, "{key}");
    }
    // A child is told off, whatever it did.
    let child = told_off("no_licence")
        .with("party_age", "13")
        .with("outcome", "educated");
    assert!(child.against().is_empty());
}

#[test]
fn what_the_law_hands_over_is_handed_over() {
    for (key, procedure, against) in [
        ("drunk_driving", "general", &["handed_over"][..]),
        (
            "drunk_driving",
            "simple",
            &["simple_procedure", "handed_over"],
        ),
        ("drunk_driving", "transfer", &[]),
        ("obstruct_road", "transfer", &[]),
        ("drink_driving", "general", &[]),
    ] {
        let case = Case::new(&format!(r#"[{{"key":"{key}"}}]"#))
            .with("procedure", procedure)
            .with("outcome", "transferred_criminal")
            .with("breath_mg", "95")
            .with("fine_yuan", "");
        assert_eq!(case.against(), against, "{key}, {procedure}");
    }
}

#[test]
fn no_fine_is_above_the_statute() {
    let general = |violations: &str, fine: &str| {
        Case::new(violations)
            .with("procedure", "general")
            .with("fine_yuan", fine)
            .against()
    };
    let licence = r#"[{"key":"no_licence"}]"#;
    assert!(general(licence, "2000").is_empty());
    assert_eq!(general(licence, "2000.01"), ["fine_within_law"]);
    let both = r#"[{"key":"no_licence"},{"key":"helmet_driver"}]"#;
    assert!(general(both, "2200").is_empty());
    assert_eq!(general(both, "2201"), ["fine_within_law"]);
    // Twice the premium is no sum in yuan.
    let insurance = r#"[{"key":"no_licence"},{"key":"no_insurance"}]"#;
    assert!(general(insurance, "3000").is_empty());
}

#[test]
fn somebody_there_is_qualified() {
    let by = |officers: &str| {
        Case::new(HELMET)
            .with("road_class", "other")
            .with("officers", officers)
            .against()
    };
    assert_eq!(
        by(r#"[{"name":"甲","role":"auxiliary"},{"name":"乙","role":"auxiliary"}]"#),
        ["qualified_officer"]
    );
    assert_eq!(
        by(r#"[{"name":"甲","role":"officer","qualified":false}]"#),
        ["qualified_officer"]
    );
    assert!(by(r#"[{"name":"甲","role":"officer","qualified":true}]"#).is_empty());
}

#[test]
fn the_party_fits_the_id_number() {
    // A woman, born 1949-12-31.
    let case = |field, text| {
        Case::new(HELMET)
            .with("party_id_no", "11010519491231002X")
            .with(field, text)
            .against()
    };
    for (field, right, wrong) in [
        ("party_sex", "2", "1"),
        ("party_age", "76", "77"),
        ("party_is_minor", "否", "是"),
    ] {
        assert!(case(field, right).is_empty(), "{field}");
        assert_eq!(case(field, wrong), ["party_fits_id"], "{field}");
    }
}

#[test]
fn a_device_past_its_verification_measures_nothing() {
    let measured = |until: &str| {
        Case::new(DRINK)
            .with("procedure", "general")
            .with("outcome", "notice")
            .with("fine_yuan", "")
            .with("breath_mg", "45")
            .with("calibrated_until", until)
            .against()
    };
    assert!(measured("2026-05-03").is_empty());
    assert_eq!(measured("2026-05-02"), ["device_verified"]);
}

#[test]
fn two_people_stand_on_a_public_road_and_two_officers_decide() {
    let alone = r#"[{"name":"甲","role":"officer"}]"#;
    assert_eq!(
        Case::new(HELMET).with("officers", alone).against(),
        ["two_officers"]
    );
    let field = Case::new(HELMET)
        .with("officers", alone)
        .with("road_class", "other");
    assert!(field.against().is_empty());
    let mixed = r#"[{"name":"甲","role":"officer"},{"name":"乙","role":"auxiliary"}]"#;
    assert!(
        Case::new(HELMET)
            .with("officers", mixed)
            .against()
            .is_empty()
    );
    let general = Case::new(HELMET)
        .with("officers", mixed)
        .with("procedure", "general");
    assert_eq!(general.against(), ["two_officers"]);
}

#[test]
fn drink_is_measured_and_what_is_taken_has_a_receipt() {
    let drink = || {
        Case::new(DRINK)
            .with("procedure", "general")
            .with("outcome", "notice")
    };
    assert_eq!(drink().against(), ["breath_value"]);
    assert!(drink().with("breath_mg", "45").against().is_empty());
    assert_eq!(
        drink().with("breath_refused", "是").against(),
        ["breath_value"]
    );
    let blood = drink()
        .with("breath_refused", "是")
        .with("blood_sample_no", "B7");
    assert!(blood.against().is_empty());
    let taken = Case::new(HELMET).with("measures", r#"[{"code":"1"}]"#);
    assert_eq!(taken.against(), ["measure_receipts"]);
    let receipt = Case::new(HELMET).with("measures", r#"[{"code":"1","receipt_no":"7"}]"#);
    assert!(receipt.against().is_empty());
}

#[test]
fn a_child_is_educated_and_never_punished() {
    assert_eq!(
        Case::new(HELMET).with("party_age", "13").against(),
        ["no_penalty_under_14"]
    );
    assert!(
        Case::new(HELMET)
            .with("party_age", "14")
            .against()
            .is_empty()
    );
    let educated = Case::new(HELMET)
        .with("party_age", "13")
        .with("outcome", "educated");
    assert!(educated.with("fine_yuan", "").against().is_empty());
}

#[test]
fn points_are_read_from_the_table() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("enforcement").unwrap();
    let mut officer = Person::new(1, "officer");
    let actor = officer.actor(&catalog);
    let two = r#"[{"key":"helmet_driver"},{"key":"phone"}]"#;
    let place = Place::default();
    let typed = entries(&[("points_shown", "12")]);
    let refused = catalog
        .create(kind, &typed, &[], &actor, &NOW, &place)
        .unwrap_err();
    assert_eq!(codes(&refused), [("points_shown", "derived")]);
    let form = entries(&[("violations", two)]);
    let valid = catalog
        .create(kind, &form, &[], &actor, &NOW, &place)
        .unwrap();
    let record = officer.found(kind.id, valid);
    let json = catalog.to_json(&record, &|_| String::new());
    assert_eq!(json["fields"]["points_shown"], 4);
}

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
