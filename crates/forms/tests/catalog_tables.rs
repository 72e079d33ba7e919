//! Law and default figures: facts a wrong digit would break.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use forms::{Catalog, Row};

const DAY: &str = "2026-05-01";

fn catalog() -> Catalog {
    Catalog::builtin().expect("the catalog loads")
}

fn row<'c>(catalog: &'c Catalog, table: &str, column: &str, text: &str) -> &'c Row {
    let table = catalog.table(table).expect(table);
    table.find(column, text, DAY).expect(text)
}

/// Key, fine from and to, points, procedure, groups.
type Violation = (
    &'static str,
    Option<(i64, i64)>,
    Option<i64>,
    &'static str,
    &'static str,
);

#[rustfmt::skip] // One row a line, as in the dictionary.
const VIOLATIONS: &[Violation] = &[
    ("drink_driving", Some((1000, 2000)), Some(12), "G", "drink_drug"),
    ("drunk_driving", None, None, "transfer", "drink_drug"),
    ("drink_commercial", Some((5000, 5000)), Some(12), "G", "drink_drug"),
    ("no_licence", Some((200, 2000)), None, "G", "plate_licence"),
    ("licence_suspended", Some((200, 2000)), Some(6), "G", "plate_licence"),
    ("wrong_class", Some((200, 2000)), Some(9), "G", "plate_licence"),
    ("no_plate", Some((20, 200)), Some(9), "S", "plate_licence"),
    ("plate_covered", Some((20, 200)), Some(9), "S", "plate_licence"),
    ("plate_misfit", Some((20, 200)), Some(3), "S", "plate_licence"),
    ("false_plate", Some((2000, 5000)), Some(12), "G", "plate_licence"),
    ("no_documents", Some((20, 200)), None, "S", "plate_licence"),
    ("no_insurance", None, None, "G", "other"),
    ("not_inspected", Some((20, 200)), Some(1), "S", "other"),
    ("scrapped", Some((200, 2000)), None, "G", "other"),
    ("helmet_driver", Some((20, 200)), Some(1), "S", "helmet_belt"),
    ("helmet_passenger", Some((5, 50)), None, "S", "helmet_belt"),
    ("cargo_carries_people", Some((500, 2000)), Some(3), "G", "illegal_carrying"),
    ("tractor_carries_people", Some((20, 200)), None, "S", "illegal_carrying"),
    ("overload_people_7seat_20", Some((20, 200)), Some(6), "S", "three_overs"),
    ("overload_people_7seat_100", Some((20, 200)), Some(12), "S", "three_overs"),
    ("overload_people_small_20", Some((20, 200)), Some(3), "S", "three_overs"),
    ("school_bus_over_20", Some((500, 2000)), Some(12), "G", "three_overs"),
    ("overload_goods", Some((200, 500)), Some(1), "G", "three_overs"),
    ("overload_goods_50", Some((500, 2000)), Some(6), "G", "three_overs"),
    ("speeding_20", Some((20, 200)), Some(3), "S", "three_overs"),
    ("speeding_key_50", Some((200, 2000)), Some(9), "G", "three_overs"),
    ("phone", Some((20, 200)), Some(3), "S", "other"),
    ("marking", Some((20, 200)), Some(1), "S", "other"),
    ("hit_and_run_injury", Some((200, 2000)), Some(12), "G", "other"),
    ("ebike_underage", Some((5, 50)), None, "S", "other"),
    ("drink_driving_again", Some((1000, 2000)), Some(12), "G", "drink_drug"),
    ("drug_driving", Some((20, 200)), None, "G", "drink_drug"),
    ("licence_revoked", Some((200, 2000)), None, "G", "plate_licence"),
    ("lend_to_unlicensed", Some((200, 2000)), None, "G", "plate_licence"),
    ("not_inspected_coach", Some((20, 200)), Some(3), "S", "other"),
    ("assembled", Some((200, 2000)), None, "G", "other"),
    ("seatbelt_driver", Some((20, 200)), Some(1), "S", "helmet_belt"),
    ("seatbelt_passenger", Some((5, 50)), None, "S", "helmet_belt"),
    ("overload_people_7seat_50", Some((20, 200)), Some(9), "S", "three_overs"),
    ("overload_people_small_50", Some((20, 200)), Some(6), "S", "three_overs"),
    ("overload_people_small_100", Some((20, 200)), Some(12), "S", "three_overs"),
    ("school_bus_over", Some((200, 500)), Some(6), "G", "three_overs"),
    ("overload_goods_30", Some((500, 2000)), Some(3), "G", "three_overs"),
    ("speeding_50", Some((200, 2000)), Some(6), "G", "three_overs"),
    ("speeding_key_10", Some((20, 200)), Some(1), "S", "three_overs"),
    ("speeding_key_20", Some((20, 200)), Some(6), "S", "three_overs"),
    ("motor_child", Some((20, 200)), None, "S", "other"),
    ("moped_passenger", Some((20, 200)), None, "S", "other"),
    ("motor_overload", Some((20, 200)), None, "S", "other"),
    ("wrong_way", Some((20, 200)), Some(3), "S", "other"),
    ("overtake", Some((20, 200)), Some(3), "S", "other"),
    ("yield", Some((20, 200)), Some(3), "S", "other"),
    ("sign", Some((20, 200)), Some(1), "S", "other"),
    ("hit_and_run_minor", Some((200, 2000)), Some(6), "G", "other"),
    ("ebike_unregistered", Some((5, 50)), None, "S", "other"),
    ("ebike_wrong_way", Some((5, 50)), None, "S", "other"),
    ("ebike_passenger", Some((5, 50)), None, "S", "other"),
    ("ebike_modified", Some((5, 50)), None, "S", "other"),
    ("obstruct_road", None, None, "transfer", "other"),
];

#[test]
fn violations_carry_the_fine_points_and_procedure_of_the_law() {
    let catalog = catalog();
    for (key, fine, points, procedure, group) in VIOLATIONS {
        let row = row(&catalog, "violations", "key", key);
        assert_eq!(row.int("fine_min").zip(row.int("fine_max")), *fine, "{key}");
        assert_eq!(row.int("points"), *points, "{key}");
        assert_eq!(row.text("procedure"), Some(*procedure), "{key}");
        assert!(row.list("groups").any(|name| name == *group), "{key}");
        assert!(row.text("basis").is_some(), "{key} names its article");
    }
    let table = catalog.table("violations").expect("violations");
    assert_eq!(
        table.rows.len(),
        VIOLATIONS.len(),
        "every row is in the dictionary"
    );
}

/// Key, article of the Road Traffic Safety Law, measures: what the dictionary gives beside the fine.
#[rustfmt::skip] // One row a line, as in the dictionary.
const GROUNDS: &[(&str, &[&str], &[&str])] = &[
    ("drink_driving", &["91"], &["3", "7"]),
    ("drink_driving_again", &["91"], &["3", "7"]),
    ("drunk_driving", &["91"], &["7", "y"]),
    ("drink_commercial", &["91"], &["3", "7"]),
    ("drug_driving", &["22", "90"], &["7"]),
    ("no_licence", &["99(1)"], &[]),
    ("lend_to_unlicensed", &["99(2)"], &["3"]),
    ("no_plate", &["95", "90"], &["1"]),
    ("false_plate", &["96"], &["1", "5"]),
    ("no_documents", &["95", "90"], &["1"]),
    ("no_insurance", &["98"], &["1"]),
    ("scrapped", &["100"], &["1", "3"]),
    ("assembled", &["100"], &["1", "3"]),
    ("helmet_driver", &["51", "90"], &[]),
    ("helmet_passenger", &["51", "89"], &[]),
    ("cargo_carries_people", &["50", "92"], &["1"]),
    ("school_bus_over", &["92"], &["1"]),
    ("overload_goods_50", &["92"], &["1"]),
    ("speeding_50", &["99(4)"], &["3"]),
    ("speeding_key_50", &["99(4)"], &["3"]),
    ("hit_and_run_injury", &["99(3)"], &[]),
    ("ebike_underage", &["89"], &["2"]),
    ("obstruct_road", &["31", "104"], &[]),
];

#[test]
fn violations_name_their_article_and_measures() {
    let catalog = catalog();
    for (key, articles, measures) in GROUNDS {
        let row = row(&catalog, "violations", "key", key);
        let basis = row.text("basis").expect(key);
        for article in *articles {
            assert!(basis.contains(&format!("§{article}")), "{key}: {basis}");
        }
        assert!(row.list("measures").eq(measures.iter().copied()), "{key}");
    }
    for row in &catalog.table("violations").expect("violations").rows {
        let measures = catalog.codes("coercive_measure").expect("measures");
        assert!(
            row.list("measures")
                .all(|code| measures.code(code).is_some())
        );
    }
}

/// A ledger that is gone calls for a new agreement, and the fields and states are there.
#[test]
fn renewals_name_what_there_is() {
    let catalog = catalog();
    let table = catalog.table("renewals").expect("renewals");
    assert_eq!(table.rows.len(), 3);
    for row in &table.rows {
        let kind = catalog.kind(row.text("kind").expect("kind")).expect("kind");
        let field = kind
            .field(row.text("field").expect("field"))
            .expect("field");
        let to = match &field.ty {
            forms::Type::Ref { to } | forms::Type::Refs { to } => to.clone().expect("a kind"),
            other => panic!("{other:?} refers to nothing"),
        };
        let other = catalog.kind(&to).expect("kind");
        assert!(row.list("states").all(|state| kind.state(state).is_some()));
        assert!(row.list("when").all(|state| other.state(state).is_some()));
    }
}

#[test]
fn every_violation_is_a_code_and_every_code_a_violation() {
    let catalog = catalog();
    let list = catalog.codes("violation").expect("violation");
    let codes: BTreeSet<&str> = list.codes.iter().map(|code| code.code.as_str()).collect();
    let table = catalog.table("violations").expect("violations");
    let keys: BTreeSet<&str> = table
        .rows
        .iter()
        .filter_map(|row| row.text("key"))
        .collect();
    assert_eq!(keys, codes);
    for row in &table.rows {
        let (key, groups) = (row.text("key").expect("key"), row.list("groups"));
        let code = list.code(key).expect(key);
        assert!(
            groups.eq(code.group.as_deref()),
            "{key}: one group in both places"
        );
        assert_eq!(row.label(), code.label, "{key}: one wording in both places");
    }
}

/// The simple procedure ends at 200 yuan; 50 for those who drive no motor vehicle.
#[test]
fn no_violation_of_the_simple_procedure_costs_more_than_the_law_allows() {
    let catalog = catalog();
    let limit = |name| {
        row(&catalog, "limits", "name", name)
            .int("value")
            .expect("a limit")
    };
    let (simple, non_motor) = (limit("simple_fine_max"), limit("non_motor_fine_max"));
    assert_eq!((simple, non_motor), (200, 50));
    for row in &catalog.table("violations").expect("violations").rows {
        let key = row.text("key").expect("key");
        let on_foot = row.is("non_motor") || row.is("passenger");
        let most = if on_foot { non_motor } else { simple };
        let fine = row.int("fine_max");
        if row.text("procedure") == Some("S") {
            assert!(fine.is_some_and(|fine| fine <= most), "{key}: {fine:?}");
            assert!(!row.is("suspends") && !row.is("revokes"), "{key}");
        }
        assert!(
            row.int("points")
                .is_none_or(|points| (1..=12).contains(&points)),
            "{key}"
        );
    }
}

#[test]
fn points_of_before_the_reform_are_not_in_force() {
    let catalog = catalog();
    let table = catalog.table("violations").expect("violations");
    assert_eq!(table.on("2022-03-31").count(), 0);
    assert_eq!(table.on("2022-04-01").count(), table.rows.len());
}

#[test]
fn the_legal_clocks_say_which_days_they_count() {
    let catalog = catalog();
    for (name, limit, unit) in [
        ("simple_filed", 2, "working_days"),
        ("notice_filed", 24, "hours"),
        ("measure_reported", 24, "hours"),
        ("party_comes", 15, "working_days"),
        ("fine_paid", 15, "days"),
        ("general_fine", 24, "hours"),
        ("general_suspension", 3, "working_days"),
        ("general_revocation", 7, "working_days"),
        ("blood_to_lab", 5, "working_days"),
        ("vehicle_returned", 10, "working_days"),
        ("review", 60, "days"),
        ("lawsuit", 6, "months"),
    ] {
        let row = row(&catalog, "legal_clocks", "name", name);
        assert_eq!(
            (row.int("limit"), row.text("unit")),
            (Some(limit), Some(unit)),
            "{name}"
        );
        assert!(row.text("source").is_some(), "{name}");
    }
}

/// Clock, and its limits by grade: general, larger, major.
type Deadline = (&'static str, [Option<(i64, &'static str)>; 3]);

#[rustfmt::skip] // One row a line, as in the dictionary.
const DEADLINES: &[Deadline] = &[
    ("report", [Some((3, "days")), Some((24, "hours")), Some((24, "hours"))]),
    ("review", [Some((3, "working_days")), Some((2, "working_days")), Some((1, "working_days"))]),
    ("serve", [Some((3, "working_days")), Some((2, "working_days")), Some((1, "working_days"))]),
    ("reply", [Some((10, "days")), Some((7, "days")), Some((5, "days"))]),
    ("interim", [None, Some((3, "days")), Some((24, "hours"))]),
    ("rectify", [Some((30, "days")), Some((90, "days")), Some((180, "days"))]),
    ("acceptance", [Some((7, "working_days")), Some((5, "working_days")), Some((5, "working_days"))]),
    ("close", [Some((3, "working_days")), Some((3, "working_days")), Some((3, "working_days"))]),
    ("immediate", [Some((3, "days")), None, None]),
];

#[test]
fn hazard_deadlines_are_defaults_by_grade() {
    let catalog = catalog();
    let table = catalog.table("deadlines").expect("deadlines");
    for (name, limits) in DEADLINES {
        for (grade, limit) in ["general", "larger", "major"].iter().zip(limits) {
            let mut rows = table
                .on(DAY)
                .filter(|row| row.text("name") == Some(*name) && row.text("grade") == Some(*grade));
            let found = rows
                .next()
                .and_then(|row| row.int("limit").zip(row.text("unit")));
            assert_eq!(found, *limit, "{name}, {grade}");
            assert!(rows.next().is_none(), "{name}, {grade}: one row in force");
        }
    }
    assert!(table.rows.iter().all(|row| row.is("default")));
}

#[test]
fn the_ladder_climbs() {
    let catalog = catalog();
    let table = catalog.table("escalation").expect("escalation");
    let days: Vec<i64> = table.on(DAY).filter_map(|row| row.int("day")).collect();
    assert_eq!(days, [-7, 1, 7, 15, 30, 45]);
}
