//! What the law forbids on the spot, on the catalog this program ships with.

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
