//! What follows from the records around one: listings and letters of a hazard, twins, renewals.

use merge::{Record, RecordId};
use serde_json::json;

use super::world::*;
use crate::{Catalog, Kind, Neighbours, TwinKey};

/// A record of a kind with an id of its own, some fields, and some steps behind it.
fn record(
    catalog: &Catalog,
    id: u8,
    kind: &str,
    fields: &[(&str, merge::Value)],
    steps: &[&str],
) -> Record {
    let kind = catalog.kind(kind).unwrap();
    let mut person = Person::new(id, "officer");
    let mut changes = vec![set(1, "420625101000")];
    for (name, value) in fields {
        let field = kind.field(name).unwrap();
        changes.push(if field.ty.is_set() {
            merge::Change::Item {
                field: field.id,
                item: value.clone(),
                present: true,
            }
        } else {
            set(field.id, value.clone())
        });
    }
    let mut op = person.op(kind.id, None, changes);
    op.record = RecordId([id; 16]);
    let mut record = Record::from_op(&op);
    for step in steps {
        let mut op = person.op(kind.id, Some(&record.clone()), vec![event(step)]);
        op.record = record.id;
        record.apply(&op).unwrap();
    }
    record
}

#[test]
fn a_hazard_shows_its_highest_listing_and_its_letters() {
    let catalog = Catalog::builtin().unwrap();
    let hazard = record(&catalog, 1, "hazard", &[], &["report"]);
    let id = || merge::Value::Text(hazard.id.to_string());
    let listing = |n, level: &str, steps: &[&str]| {
        record(
            &catalog,
            n,
            "supervision",
            &[("hazard", id()), ("level", level.into())],
            steps,
        )
    };
    let letter = |n, ty: &str, steps: &[&str]| {
        record(
            &catalog,
            n,
            "letter",
            &[("hazard", id()), ("type", ty.into())],
            steps,
        )
    };
    let others = [
        listing(2, "county", &["list"]),
        listing(3, "city", &["list", "extend"]),
        // The province has not listed it yet.
        listing(4, "province", &[]),
        letter(5, "inform", &["issue"]),
        letter(6, "rectify_notice", &[]),
        letter(7, "reply", &["issue"]),
    ];
    let linked = |_: RecordId, kind: &Kind| {
        let of_kind = others.iter().filter(|other| other.kind == kind.id);
        let state = |other: &Record| (other.id, catalog.status(kind, other).state);
        of_kind.map(state).collect()
    };
    let read = |id: RecordId| others.iter().find(|other| other.id == id).cloned();
    let around = Neighbours {
        linked: &linked,
        read: &read,
    };
    let shown = catalog.to_json_among(&hazard, &|_| String::new(), &around);
    let fields = &shown["fields"];
    assert_eq!(fields["supervision_level"], "city");
    assert_eq!(fields["notices"], json!([others[3].id.to_string()]));
    assert_eq!(fields["replies"], json!([others[5].id.to_string()]));

    let alone = Neighbours {
        linked: &|_, _| Vec::new(),
        read: &|_| None,
    };
    let shown = catalog.to_json_among(&hazard, &|_| String::new(), &alone);
    assert_eq!(shown["fields"]["supervision_level"], "none");
    assert_eq!(shown["fields"].get("notices"), None);
}

#[test]
fn the_deadlines_a_hazard_had_are_told_in_order() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let due = kind.field("due_on").unwrap().id;
    let mut county = Person::new(1, "county_coord");
    let ops: Vec<merge::Op> = ["2026-06-01", "2026-06-01", "2026-07-01", "2026-06-15"]
        .into_iter()
        .map(|day| county.op(kind.id, None, vec![set(due, day)]))
        .collect();
    let told = catalog.history_of(kind, kind.field("due_history").unwrap(), ops.iter());
    assert_eq!(told, ["2026-06-01", "2026-07-01", "2026-06-15"]);
}

fn agreement(catalog: &Catalog, n: u8, who: &[(&str, &str)], signed_ms: i64) -> Record {
    let mut fields: Vec<(&str, merge::Value)> = vec![
        ("year", 2026.into()),
        ("pair", "village_person".into()),
        ("signed_at", signed_ms.into()),
    ];
    fields.extend(who.iter().map(|(name, text)| (*name, (*text).into())));
    record(catalog, n, "agreement", &fields, &["issue", "sign"])
}

fn twins(catalog: &Catalog, records: &[Record]) -> Vec<(u8, u8)> {
    let kind = catalog.kind("agreement").unwrap();
    let keys: Vec<TwinKey> = records
        .iter()
        .filter_map(|record| catalog.twin_key(kind, record))
        .collect();
    let found = catalog.twins(kind, keys.iter());
    let pair = |(older, proposal): (&TwinKey, crate::Proposal)| {
        let newer: RecordId = proposal
            .cause
            .strip_prefix("twin/")
            .unwrap()
            .parse()
            .unwrap();
        (older.id.0[0], newer.0[0])
    };
    found.into_iter().map(pair).collect()
}

#[test]
fn of_two_agreements_signed_for_one_party_the_newest_counts() {
    let catalog = Catalog::builtin().unwrap();
    let signed = |n, who: &[(&str, &str)], at| agreement(&catalog, n, who, at);
    let zhang = [("party_b_name", "张三")];
    let first = signed(1, &zhang, 1_000);
    let second = signed(2, &zhang, 2_000);
    assert_eq!(twins(&catalog, &[first.clone(), second.clone()]), [(1, 2)]);
    assert_eq!(twins(&catalog, &[second.clone(), first.clone()]), [(1, 2)]);
    // A third one: both older ones are flagged for the newest.
    let third = signed(3, &zhang, 3_000);
    let all = [first.clone(), second.clone(), third];
    assert_eq!(twins(&catalog, &all), [(2, 3), (1, 3)]);
    // Two men of one name have two numbers.
    let one = [
        ("party_b_name", "张三"),
        ("party_b_id_no", "11010519491231002X"),
    ];
    let other = [
        ("party_b_name", "张三"),
        ("party_b_id_no", "440524188001010014"),
    ];
    assert!(
        twins(
            &catalog,
            &[signed(4, &one, 1_000), signed(5, &other, 2_000)]
        )
        .is_empty()
    );
    // One number written under two spellings of the name is one man.
    let misspelt = [
        ("party_b_name", "章三"),
        ("party_b_id_no", "11010519491231002X"),
    ];
    assert_eq!(
        twins(
            &catalog,
            &[signed(4, &one, 1_000), signed(6, &misspelt, 2_000)]
        ),
        [(4, 6)]
    );
    // Once it is flagged it counts no more, and nothing is proposed.
    let kind = catalog.kind("agreement").unwrap();
    let mut flagged = first;
    let mut person = Person::new(9, "persuader");
    let mut op = person.op(
        kind.id,
        Some(&flagged.clone()),
        vec![event("flag_duplicate")],
    );
    op.record = flagged.id;
    flagged.apply(&op).unwrap();
    assert!(twins(&catalog, &[flagged, second]).is_empty());
}

#[test]
fn what_an_agreement_stands_on_being_gone_calls_for_a_new_one() {
    let catalog = Catalog::builtin().unwrap();
    let driver = record(&catalog, 2, "driver", &[], &["move"]);
    let van = record(&catalog, 3, "key_vehicle", &[], &["sell"]);
    let kept = record(&catalog, 4, "key_vehicle", &[], &["renew"]);
    let head = record(&catalog, 5, "person", &[], &["leave"]);
    let text = |record: &Record| merge::Value::Text(record.id.to_string());
    let all = [driver, van, kept, head];
    let read = |id: RecordId| all.iter().find(|other| other.id == id).cloned();
    let now_ms = i64::try_from(NOW.now_ms).unwrap();
    let proposed = |fields: &[(&str, merge::Value)], steps: &[&str]| {
        let agreement = record(&catalog, 1, "agreement", fields, steps);
        let found = catalog.renewals(&agreement, now_ms, &read);
        found.into_iter().map(|p| p.label.zh).collect::<Vec<_>>()
    };
    let signed = ["issue", "sign"];
    let for_driver = proposed(&[("driver", text(&all[0]))], &signed);
    assert!(for_driver[0].contains("驾驶人已迁出"), "{for_driver:?}");
    let vans = [
        ("vehicle_refs", text(&all[1])),
        ("vehicle_refs", text(&all[2])),
    ];
    let for_vans = proposed(&vans, &signed);
    assert_eq!(
        for_vans.len(),
        1,
        "only the one that was sold: {for_vans:?}"
    );
    assert_eq!(
        proposed(&[("responsible", text(&all[3]))], &signed).len(),
        1
    );
    // What is not signed yet, or over, needs no renewal.
    assert!(proposed(&[("driver", text(&all[0]))], &["issue"]).is_empty());
    assert!(proposed(&[("driver", text(&all[0]))], &["issue", "sign", "expire"]).is_empty());
}
