//! What is settled stays settled: fixed fields, the order of days, what is only asked for.

use merge::Record;

use super::world::*;
use crate::{Catalog, Verdict};

/// A listing by the city, in force.
fn listed(catalog: &Catalog) -> Record {
    let kind = catalog.kind("supervision").unwrap();
    let level = kind.field("level").unwrap().id;
    let mut hq = Person::new(1, "city_hq");
    let base = vec![set(1, "420625101000"), set(level, "city")];
    let mut record = Record::from_op(&hq.op(kind.id, None, base));
    hq.walk(&mut record, &["list"]);
    record
}

#[test]
fn a_listing_in_force_keeps_its_level_and_its_term_moves_by_an_extension_only() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("supervision").unwrap();
    let record = listed(&catalog);
    let place = Place::default();
    for role in ["officer", "county_coord", "city_hq"] {
        let person = Person::new(2, role);
        let actor = person.actor(&catalog);
        let form = entries(&[("level", "county")]);
        let refused = catalog.edit(kind, &record, &form, &[], &actor, &NOW, &place);
        assert_eq!(codes(&refused.unwrap_err()), [("level", "fixed")], "{role}");
    }
    let hq = Person::new(3, "city_hq");
    let actor = hq.actor(&catalog);
    let term = entries(&[("term_due", "2026-12-01")]);
    let refused = catalog.edit(kind, &record, &term, &[], &actor, &NOW, &place);
    let refused = refused.unwrap_err();
    assert_eq!(codes(&refused), [("term_due", "fixed")]);
    assert!(
        refused[0].text.zh.contains("延期"),
        "{}",
        refused[0].text.zh
    );
    let why = Some("汛期停工");
    let extended = catalog.act(
        kind,
        &record,
        "extend",
        &term,
        &[],
        why,
        &actor,
        &NOW,
        &place,
    );
    assert!(extended.is_ok());
}

/// The county moves the deadline of a hazard, and of a listed one the level that listed it.
#[test]
fn the_deadline_of_a_listed_hazard_is_for_whoever_listed_it() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let mut county = Person::new(1, "county_coord");
    let base = vec![set(1, "420625101000")];
    let mut hazard = Record::from_op(&county.op(kind.id, None, base));
    county.walk(&mut hazard, &["report", "confirm", "notify"]);
    let listing = listed(&catalog);
    let by = |role, state: &str| {
        let place = Place {
            linked: vec![(listing.id, state.to_owned())],
            records: [(listing.id, listing.clone())].into(),
        };
        let person = Person::new(2, role);
        let actor = person.actor(&catalog);
        let form = entries(&[("due_on", "2026-09-01")]);
        let done = catalog.edit(kind, &hazard, &form, &[], &actor, &NOW, &place);
        done.err()
            .unwrap_or_default()
            .iter()
            .map(|c| c.code)
            .collect::<Vec<_>>()
    };
    for state in ["proposed", "declined", "lifted"] {
        assert!(by("county_coord", state).is_empty(), "{state}");
        assert_eq!(by("city_hq", state), ["listing_level"], "{state}");
    }
    for state in ["listed", "extended", "recheck_passed"] {
        assert_eq!(by("county_coord", state), ["listing_level"], "{state}");
        assert!(by("city_hq", state).is_empty(), "{state}");
    }
}

#[test]
fn the_office_refuses_what_was_fixed_when_its_author_wrote() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("supervision").unwrap();
    let level = kind.field("level").unwrap().id;
    let record = listed(&catalog);
    let mut officer = Person::new(2, "officer");
    let lowered = officer.op(kind.id, Some(&record), vec![set(level, "county")]);
    let judged = catalog.admit(&lowered, Some(&record), &officer.actor(&catalog));
    assert!(matches!(judged, Verdict::Refused(_)), "{judged:?}");
    // Whoever had not seen the listing wrote in good faith: both values stand, for a person to settle.
    let mut hq = Person::new(1, "city_hq");
    let base = vec![set(1, "420625101000"), set(level, "city")];
    let before = Record::from_op(&hq.op(kind.id, None, base));
    let innocent = officer.op(kind.id, Some(&before), vec![set(level, "county")]);
    let judged = catalog.admit(&innocent, Some(&record), &officer.actor(&catalog));
    assert_eq!(judged, Verdict::Admitted);
}

#[test]
fn a_case_handed_over_is_mended_by_sending_it_back() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("enforcement").unwrap();
    let mut officer = Person::new(1, "officer");
    let base = vec![set(1, "420625101000")];
    let mut record = Record::from_op(&officer.op(kind.id, None, base));
    let place = Place::default();
    let fine = entries(&[("fine_yuan", "500")]);
    let edit = |record: &Record| {
        let person = Person::new(2, "officer");
        let actor = person.actor(&catalog);
        let done = catalog.edit(kind, record, &fine, &[], &actor, &NOW, &place);
        done.err()
            .unwrap_or_default()
            .iter()
            .map(|c| c.code)
            .collect::<Vec<_>>()
    };
    officer.walk(&mut record, &["record"]);
    assert!(edit(&record).is_empty());
    officer.walk(&mut record, &["submit"]);
    assert_eq!(edit(&record), ["fixed"]);
    officer.walk(&mut record, &["return"]);
    assert!(edit(&record).is_empty());
}

#[test]
fn a_term_does_not_end_before_it_begins() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("campaign").unwrap();
    let person = Person::new(1, "county_coord");
    let actor = person.actor(&catalog);
    let held = |from: &str, to: &str| {
        let form = entries(&[
            ("division", "420625101000"),
            ("name", "夏季行动"),
            ("campaign_kind", "concentrated"),
            ("focus", "drink"),
            ("level", "county"),
            ("start_on", from),
            ("end_on", to),
        ]);
        catalog.create(kind, &form, &[], &actor, &NOW, &Place::default())
    };
    assert!(held("2026-07-01", "2026-07-01").is_ok());
    let refused = held("2026-07-02", "2026-07-01").unwrap_err();
    assert_eq!(codes(&refused), [("end_on", "order")]);
}

#[test]
fn a_log_without_a_photo_is_kept_and_says_so() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("persuasion_log").unwrap();
    let person = Person::new(1, "officer");
    let actor = person.actor(&catalog);
    let form = entries(&[
        ("station_point", "艾家畈劝导站"),
        ("actors", r#"[{"person":"甲"}]"#),
    ]);
    let place = Place::default();
    let bare = catalog
        .create(kind, &form, &[], &actor, &NOW, &place)
        .unwrap();
    assert_eq!(codes(&bare.warnings), [("photos", "wanted")]);
    let seen = catalog.create(kind, &form, &[photo(None)], &actor, &NOW, &place);
    assert!(seen.unwrap().warnings.is_empty());
}

#[test]
fn a_licence_number_that_is_no_id_number_only_warns() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("enforcement").unwrap();
    let person = Person::new(1, "officer");
    let actor = person.actor(&catalog);
    let warned = |number: &str| {
        let form = entries(&[("licence_no", number)]);
        let made = catalog.create(kind, &form, &[], &actor, &NOW, &Place::default());
        let made = made.unwrap();
        made.warnings
            .iter()
            .map(|warning| warning.code)
            .collect::<Vec<_>>()
    };
    assert!(warned("11010519491231002x").is_empty());
    assert_eq!(warned("110105194912310021"), ["odd_licence"]);
    assert_eq!(warned("鄂农机007"), ["odd_licence"]);
}
