//! Enforcement, persuasion and agreements: who may act, and what the law forbids.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use forms::{Catalog, Kind};

fn catalog() -> Catalog {
    Catalog::builtin().expect("the catalog loads")
}

fn to<'k>(kind: &'k Kind, from: &str, event: &'k str, role: &str) -> Option<&'k str> {
    let by = |names: &[String], name: &str| names.iter().any(|known| known == name);
    let row = kind
        .rows(event)
        .find(|row| by(&row.from, from) && by(&row.by, role))?;
    Some(row.to.as_deref().unwrap_or("="))
}

#[test]
fn a_case_goes_from_the_road_to_the_brigade() {
    let catalog = catalog();
    let kind = catalog.kind("enforcement").expect("enforcement");
    for (from, event, role, result) in [
        ("draft", "record", "officer", Some("recorded")),
        ("draft", "record", "station_lead", Some("recorded")),
        ("draft", "record", "auxiliary", None),
        ("draft", "record", "persuader", None),
        ("recorded", "submit", "officer", Some("submitted")),
        ("recorded", "submit", "auxiliary", None),
        ("submitted", "return", "county_legal", Some("returned")),
        ("returned", "record", "officer", Some("recorded")),
        ("submitted", "file", "county_coord", Some("filed")),
        ("submitted", "file", "officer", None),
        ("filed", "conclude", "county_legal", Some("concluded")),
        ("recorded", "annul", "county_legal", Some("annulled")),
        ("recorded", "annul", "county_coord", None),
        ("concluded", "annul", "county_legal", None),
    ] {
        assert_eq!(
            to(kind, from, event, role),
            result,
            "{event} in {from} by {role}"
        );
    }
    for state in ["draft", "recorded", "submitted", "returned", "filed"] {
        assert_eq!(
            to(kind, state, "annul", "county_legal"),
            Some("annulled"),
            "{state}"
        );
    }
}

#[test]
fn an_auxiliary_writes_no_outcome_fine_or_measure() {
    let catalog = catalog();
    let kind = catalog.kind("enforcement").expect("enforcement");
    assert!(kind.create.iter().any(|role| role == "auxiliary"));
    assert!(!kind.create.iter().any(|role| role == "persuader"));
    for name in [
        "procedure",
        "outcome",
        "fine_yuan",
        "measures",
        "official_no",
        "doc_kind",
    ] {
        let field = kind.field(name).expect(name);
        for role in ["auxiliary", "persuader"] {
            let events = kind.events.iter().map(|row| Some(row.name.as_str()));
            for event in events.chain([None]) {
                assert!(!kind.may_edit(field, role, event), "{role} writes {name}");
            }
        }
        assert!(kind.may_edit(field, "officer", None), "{name}");
    }
    let plate = kind.field("plate").expect("plate");
    assert!(kind.may_edit(plate, "auxiliary", None));
}

#[test]
fn the_law_is_checked_when_recorded_and_again_when_handed_over() {
    let catalog = catalog();
    let kind = catalog.kind("enforcement").expect("enforcement");
    for event in ["record", "submit"] {
        let row = kind.rows(event).next().expect(event);
        for guard in [
            "simple_procedure",
            "two_officers",
            "measure_receipts",
            "breath_value",
            "no_penalty_under_14",
        ] {
            assert!(
                row.guards.iter().any(|known| known.name() == guard),
                "{event}: {guard}"
            );
        }
        assert!(row.law.is_some(), "{event} names its law");
    }
    assert!(kind.field("points_shown").expect("points_shown").derived);
}

#[test]
fn a_persuasion_log_asks_for_nobody_s_number() {
    let catalog = catalog();
    let kind = catalog.kind("persuasion_log").expect("persuasion_log");
    for field in &kind.fields {
        let asks = matches!(
            field.ty,
            forms::Type::IdNo | forms::Type::Phone | forms::Type::Plate
        );
        assert!(!asks, "{}", field.name);
    }
    for role in [
        "persuader",
        "officer",
        "auxiliary",
        "station_lead",
        "township_admin",
    ] {
        assert!(kind.create.iter().any(|name| name == role), "{role}");
    }
}

#[test]
fn an_agreement_is_issued_signed_and_ends_in_one_of_four_ways() {
    let catalog = catalog();
    let kind = catalog.kind("agreement").expect("agreement");
    for (from, event, role, result) in [
        ("drafted", "issue", "county_coord", Some("issued")),
        ("issued", "sign", "persuader", Some("signed")),
        ("drafted", "sign", "township_admin", None),
        ("signed", "amend", "township_admin", Some("amended")),
        ("signed", "verify", "county_coord", Some("=")),
        ("signed", "expire", "clock", Some("expired")),
        ("amended", "expire", "clock", Some("expired")),
        ("signed", "expire", "city_hq", None),
        ("signed", "terminate", "township_admin", Some("terminated")),
        ("signed", "supersede", "township_admin", Some("superseded")),
        ("issued", "void", "county_coord", Some("void")),
        ("expired", "void", "county_coord", None),
    ] {
        assert_eq!(
            to(kind, from, event, role),
            result,
            "{event} in {from} by {role}"
        );
    }
    let is_final = kind.states.iter().filter(|state| state.is_final);
    let finals: Vec<&str> = is_final.map(|state| state.name.as_str()).collect();
    assert_eq!(finals, ["expired", "terminated", "superseded", "void"]);
    let sign = kind.rows("sign").next().expect("sign");
    assert!(
        sign.requires.iter().any(|name| name == "scan"),
        "a scan of the signed paper"
    );
}
