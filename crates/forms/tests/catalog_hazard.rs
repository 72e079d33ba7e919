//! The life of a hazard, written down a second time by hand and held
//! against the catalog, row by row and role by role.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use forms::{Catalog, Event, Kind};

const L4: &[&str] = &["persuader"];
const L3: &[&str] = &["officer", "auxiliary", "station_lead", "township_admin"];
const L2: &[&str] = &["county_coord"];
const L1: &[&str] = &["city_hq"];
const LEAD: &[&str] = &["station_lead"];
const RESP_ORG: &[&str] = &["township_admin"];

/// From these states, this event, to that state, by these roles, on these conditions.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static [&'static str]],
    &'static [&'static str],
);

/// A condition is a guard, `field:NAME` that must be filled, or `reason`.
#[rustfmt::skip] // One row a line, as in the dictionary.
const TABLE: &[Row] = &[
    ("draft", "report", "reported", &[L4, L3], &["field:photos_before"]),
    ("reported", "return", "returned", &[LEAD, L2], &["reason"]),
    ("returned", "report", "reported", &[L4, L3], &["own_or_station"]),
    ("reported", "reject", "rejected", &[L2], &["reason"]),
    ("reported", "merge", "merged", &[L2], &["field:duplicate_of"]),
    ("reported", "fix_now", "fixed", &[L3], &["after_photo", "not_major"]),
    ("reported fixed", "confirm", "confirmed", &[L2], &["field:grade", "field:nature"]),
    ("fixed", "accept_quick", "closed", &[LEAD, L2], &["after_photo", "grade_general"]),
    ("confirmed", "refer", "referred", &[L2], &["letter_issued"]),
    ("confirmed", "notify", "notified", &[L2], &["served", "field:resp_org", "field:due_on"]),
    ("confirmed", "notify", "notified", &[LEAD], &["station_road", "served", "field:resp_org", "field:due_on"]),
    ("notified", "plan", "rectifying", &[L3, L2], &["reply_or_start"]),
    ("notified", "start", "rectifying", &[L2, L3], &[]),
    ("rectifying", "progress", "rectifying", &[L3, L4], &["field:progress_pct", "reason"]),
    ("rectifying", "extend_request", "rectifying", &[RESP_ORG], &["before_due", "reason", "field:interim"]),
    ("rectifying", "extend_approve", "rectifying", &[L2, L1], &["listing_level", "extension_limit", "field:due_on"]),
    ("rectifying", "extend_deny", "rectifying", &[L2, L1], &["listing_level", "reason"]),
    ("rectifying notified", "submit", "submitted", &[L3], &["after_photo"]),
    ("submitted", "accept", "accepted", &[L2], &["members_signed"]),
    ("submitted", "accept", "accepted", &[L1], &["members_signed", "city_listed"]),
    ("submitted", "fail", "rectifying", &[L2], &["reason", "new_due"]),
    ("submitted", "fail", "rectifying", &[L1], &["reason", "new_due", "city_listed"]),
    ("accepted", "close", "closed", &[L2, L1], &["field:close_doc", "closing_level"]),
    ("closed", "relapse", "rectifying", &[L2, L1], &["lookback_relapse", "new_due", "field:lookback"]),
    ("referred", "handed_back", "confirmed", &[L2], &[]),
    ("draft reported returned fixed confirmed referred notified rectifying submitted accepted closed", "void", "void", &[L2], &["reason"]),
];

fn with_hazard(test: impl FnOnce(&Catalog, &Kind)) {
    let catalog = Catalog::builtin().expect("the catalog loads");
    test(&catalog, catalog.kind("hazard").expect("there is a hazard"));
}

fn written(state: &str, event: &str, role: &str) -> Vec<&'static Row> {
    let holds = |row: &&Row| {
        row.0.split(' ').any(|from| from == state)
            && row.1 == event
            && row.3.iter().any(|roles| roles.contains(&role))
    };
    TABLE.iter().filter(holds).collect()
}

fn declared<'k>(kind: &'k Kind, state: &str, event: &'k str, role: &str) -> Vec<&'k Event> {
    kind.rows(event)
        .filter(|row| row.from.iter().any(|from| from == state))
        .filter(|row| row.by.iter().any(|by| by == role))
        .collect()
}

#[test]
fn every_role_in_every_state_may_do_what_the_dictionary_says_and_nothing_else() {
    with_hazard(|catalog, kind| {
        let events: BTreeSet<&str> = kind.events.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(events, TABLE.iter().map(|row| row.1).collect());
        let (mut cells, mut allowed) = (0, 0);
        for role in catalog.roles() {
            for state in &kind.states {
                for event in &events {
                    let cell = format!("{} in {} by {}", event, state.name, role.name);
                    let expected = written(&state.name, event, &role.name);
                    let rows = declared(kind, &state.name, event, &role.name);
                    assert_eq!(rows.len(), expected.len(), "{cell}");
                    cells += 1;
                    for (row, wanted) in rows.iter().zip(&expected) {
                        let to = row.to.as_deref().unwrap_or(state.name.as_str());
                        assert_eq!(to, wanted.2, "{cell}");
                        allowed += 1;
                    }
                }
            }
        }
        assert_eq!((cells, allowed), (12 * 14 * 22, 73));
    });
}

#[test]
fn every_condition_of_the_dictionary_stands_at_its_row() {
    with_hazard(|_, kind| {
        for row in TABLE {
            for role in row.3.iter().copied().flatten() {
                for state in row.0.split(' ') {
                    for found in declared(kind, state, row.1, role) {
                        let missing: Vec<_> = row.4.iter().filter(|c| !stands(found, c)).collect();
                        assert!(missing.is_empty(), "{} by {role}: {missing:?}", row.1);
                    }
                }
            }
        }
    });
}

fn stands(row: &Event, condition: &str) -> bool {
    match condition.strip_prefix("field:") {
        Some(field) => row.requires.iter().any(|name| name == field),
        None if condition == "reason" => row.reason,
        None => row.guards.iter().any(|guard| guard.name() == condition),
    }
}

#[test]
fn it_begins_at_the_village_and_the_station_and_ends_for_good_in_three_states() {
    with_hazard(|_, kind| {
        let from_below: Vec<&str> = L4.iter().chain(L3).copied().collect();
        assert_eq!(kind.create, from_below);
        let is_final = kind.states.iter().filter(|state| state.is_final);
        let finals: Vec<&str> = is_final.map(|state| state.name.as_str()).collect();
        assert_eq!(finals, ["rejected", "merged", "void"]);
        let outside = kind.states.iter().filter(|state| state.outside);
        let waiting: Vec<&str> = outside.map(|state| state.name.as_str()).collect();
        assert_eq!(waiting, ["referred"]);
    });
}

#[test]
fn the_deadline_stops_when_submitted_and_runs_again_after_a_failure_or_a_relapse() {
    with_hazard(|_, kind| {
        assert_eq!(kind.due.as_deref(), Some("due_on"));
        for (state, runs) in [
            ("notified", true),
            ("rectifying", true),
            ("submitted", false),
            ("accepted", false),
            ("closed", false),
            ("referred", false),
            ("void", false),
        ] {
            assert_eq!(kind.due_runs(state), runs, "{state}");
        }
    });
}

#[test]
fn nobody_closes_a_hazard_while_a_listing_is_active() {
    with_hazard(|_, kind| {
        for row in kind.rows("close") {
            let open = row.no_open.as_ref().expect("closing looks at listings");
            assert_eq!(open.kind, "supervision");
            assert_eq!(open.states, ["listed", "extended", "recheck_passed"]);
        }
    });
}

#[test]
fn a_report_needs_what_the_county_must_know() {
    with_hazard(|_, kind| {
        for name in [
            "road_class",
            "kinds",
            "description",
            "bus_route",
            "photos_before",
        ] {
            let field = kind.field(name).expect(name);
            assert!(
                field.required_on.iter().any(|event| event == "report"),
                "{name}"
            );
        }
        // A bus on the road raises the grade, so nobody answers it by silence.
        assert_eq!(kind.field("bus_route").expect("bus_route").default, None);
        assert_eq!(kind.one_of, [["stake_start", "place_text", "geo"]]);
    });
}

#[test]
fn it_can_be_begun_with_whatever_is_known_on_the_road() {
    with_hazard(|_, kind| {
        let asked = kind.fields.iter().filter(|field| field.required);
        let asked: Vec<_> = asked.filter(|field| field.default.is_none()).collect();
        assert!(asked.is_empty(), "a draft must not wait for {asked:?}");
        for role in &kind.create {
            for name in ["kinds", "road_class", "description", "place_text", "geo"] {
                let field = kind.field(name).expect(name);
                assert!(kind.may_edit(field, role, None), "{role} writes {name}");
            }
        }
    });
}
