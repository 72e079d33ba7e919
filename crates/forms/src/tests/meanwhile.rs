//! What counts of a field while people disagree about it, and who is asked to settle it.

use merge::{Record, Value};

use super::world::*;
use crate::status::Walk;
use crate::{Catalog, Meanwhile};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A hazard into one field of which two devices wrote at once; the second by the later clock.
fn rivals(catalog: &Catalog, field: &str, values: [Value; 2]) -> Record {
    let kind = catalog.kind("hazard").unwrap();
    let id = kind.field(field).unwrap().id;
    let first = Person::new(1, "officer").op(kind.id, None, vec![set(1, "420625101000")]);
    let seen = Record::from_op(&first);
    let mut record = seen.clone();
    for (device, value) in (2..).zip(values) {
        let mut person = Person::new(device, "county_coord");
        person.seq = u64::from(device);
        let op = person.op(kind.id, Some(&seen), vec![set(id, value)]);
        record.apply(&op).unwrap();
    }
    record
}

#[test]
fn while_people_disagree_the_graver_grade_and_the_earlier_deadline_count() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let null = Value::Null;
    let cases: [(&str, [Value; 2], Value); 6] = [
        ("grade", ["major".into(), "general".into()], "major".into()),
        (
            "grade",
            ["general".into(), "larger".into()],
            "larger".into(),
        ),
        ("grade", ["general".into(), null.clone()], "general".into()),
        (
            "due_on",
            ["2026-06-01".into(), "2026-07-01".into()],
            "2026-06-01".into(),
        ),
        ("due_on", ["2026-06-01".into(), null], "2026-06-01".into()),
        // Of the rest, what was written last.
        (
            "road_name",
            ["盛东路".into(), "盛西路".into()],
            "盛西路".into(),
        ),
    ];
    for (name, values, counts) in cases {
        let record = rivals(&catalog, name, values.clone());
        let field = kind.field(name).unwrap();
        assert!(record.in_conflict(field.id), "{name} {values:?}");
        assert_eq!(field.value(&record), Some(counts), "{name} {values:?}");
    }
    let record = rivals(
        &catalog,
        "due_on",
        ["2026-06-01".into(), "2026-07-01".into()],
    );
    let mut confirmed = record;
    Person::new(7, "county_coord").walk(&mut confirmed, &["report", "confirm", "notify"]);
    assert_eq!(Walk::of(kind, &confirmed).state, "notified");
    let due = catalog.summary(&confirmed).due.map(crate::day_text);
    assert_eq!(due.as_deref(), Some("2026-06-01"), "the board counts by it");
}

#[test]
fn notes_stand_beside_each_other_and_hold_nothing_up() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let county = Person::new(9, "county_coord");
    let stops = |field, values| {
        let mut record = rivals(&catalog, field, values);
        assert!(catalog.summary(&record).conflicts > 0, "{field} is shown");
        Person::new(7, "officer").walk(&mut record, &["report"]);
        let (actor, place) = (county.actor(&catalog), Place::default());
        let confirmed = catalog.act(
            kind,
            &record,
            "confirm",
            &[],
            &[],
            None,
            &actor,
            &NOW,
            &place,
        );
        let complaints = confirmed.err().unwrap_or_default();
        complaints
            .iter()
            .any(|complaint| complaint.code == "conflict")
    };
    assert!(!stops("internal_note", ["甲说".into(), "乙说".into()]));
    assert!(stops("description", ["甲说".into(), "乙说".into()]));
    for kind in catalog.kinds() {
        let legal = ["grade", "due_on", "resp_org", "amount", "fine"];
        let legal = kind
            .fields
            .iter()
            .filter(|f| legal.contains(&f.name.as_str()));
        for field in legal {
            let waits = field.meanwhile != Meanwhile::Beside;
            assert!(waits, "{} {}", kind.name, field.name);
        }
    }
}

#[test]
fn what_nobody_settles_goes_to_the_county_and_then_to_the_city() {
    let catalog = Catalog::builtin().unwrap();
    let record = rivals(&catalog, "road_name", ["盛东路".into(), "盛西路".into()]);
    let now = i64::try_from(NOW.now_ms).unwrap();
    let level = |days: i64| {
        let late = catalog.disputed(&record, now, now + days * DAY_MS);
        late.and_then(|late| late.level)
    };
    let expected = [
        (0, None),
        (2, None),
        (3, Some("county")),
        (6, Some("county")),
        (7, Some("city")),
        (400, Some("city")),
    ];
    for (days, wanted) in expected {
        assert_eq!(level(days).as_deref(), wanted, "after {days} days");
    }
}

#[test]
fn a_field_without_an_order_cannot_be_compared() {
    let spot = include_str!("catalog/kinds/spot.toml");
    let wrong = spot.replacen(
        "\nname = \"road_name\"",
        "\nname = \"road_name\"\nmeanwhile = \"highest\"",
        1,
    );
    let files = FILES.map(|(file, text)| match file {
        "kinds/spot.toml" => (file, wrong.as_str()),
        _ => (file, text),
    });
    let said = Catalog::load(&files).unwrap_err().to_string();
    assert!(
        said.contains("`road_name`: its values have no order"),
        "{said}"
    );
}
