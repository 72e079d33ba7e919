//! Guards of letters, meetings, inspections, accidents, assessments and people.

use merge::Record;

use super::world::*;
use crate::Catalog;

/// What stands against a step on a record that was just begun with `base`.
fn against(
    kind: &str,
    role: &'static str,
    base: &[(&str, &str)],
    steps: &[&str],
    event: &str,
    form: &[(&str, &str)],
) -> Vec<String> {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind(kind).unwrap();
    let mut person = Person::new(1, role);
    let changes = base.iter().map(|(name, text)| {
        let field = kind.field(name).unwrap();
        set(field.id, *text)
    });
    let changes = [set(1, "420625101000")]
        .into_iter()
        .chain(changes)
        .collect();
    let mut record = Record::from_op(&person.op(kind.id, None, changes));
    person.walk(&mut record, steps);
    let actor = person.actor(&catalog);
    let place = Place::default();
    let form = entries(form);
    let files = kind.fields.iter().any(|field| field.ty.is_photos());
    let photos: Vec<_> = files.then(|| photo(None)).into_iter().collect();
    let done = catalog.act(
        kind,
        &record,
        event,
        &form,
        &photos,
        Some("理由"),
        &actor,
        &NOW,
        &place,
    );
    let complaints = done.err().unwrap_or_default();
    complaints.iter().map(|c| c.code.to_owned()).collect()
}

#[test]
fn each_level_issues_its_own_letters() {
    let paper = [("number", "谷公交〔2026〕1号"), ("body", "请整改")];
    let issue = |role, ty: &str| against("letter", role, &[("type", ty)], &[], "issue", &paper);
    for ty in ["reply", "extension_request"] {
        assert!(issue("township_admin", ty).is_empty(), "{ty}");
    }
    for ty in ["rectify_notice", "inform", "listing_notice", "reminder"] {
        assert_eq!(issue("township_admin", ty), ["incoming_letter"], "{ty}");
        assert!(issue("county_coord", ty).is_empty(), "{ty}");
    }
    // Which road it is about stands in the hazard, which is not here.
    for ty in ["listing_notice", "delisting_notice", "extension_reply"] {
        assert_eq!(
            issue("station_lead", ty),
            ["station_road", "station_letter"],
            "{ty}"
        );
    }
    for ty in ["rectify_notice", "inform", "reminder", "remove_obstacle"] {
        assert_eq!(issue("station_lead", ty), ["station_road"], "{ty}");
    }
}

#[test]
fn the_next_decision_due_is_the_deadline_of_a_meeting() {
    let two = r#"[{"no":1,"text":"装护栏","owner":"交通局","due":"2026-08-01"},
        {"no":2,"text":"设标志","owner":"大队","due":"2026-06-01"}]"#;
    let track = |decisions: &str, next: &str| {
        let form = [("decisions", decisions), ("next_due", next)];
        against("meeting", "county_coord", &[], &[], "track", &form)
    };
    assert!(track(two, "2026-06-01").is_empty());
    assert_eq!(track(two, "2026-08-01"), ["earliest_decision"]);
    // The second is done: now the first is the next.
    let one_open = two.replace(
        r#""due":"2026-06-01"}"#,
        r#""due":"2026-06-01","done_on":"2026-05-30"}"#,
    );
    let done = |decisions: &str, next: &str| {
        let form = [("decisions", decisions), ("next_due", next)];
        against(
            "meeting",
            "county_coord",
            &[],
            &["track"],
            "decision_done",
            &form,
        )
    };
    assert!(done(&one_open, "2026-08-01").is_empty());
    assert_eq!(done(&one_open, "2026-06-01"), ["earliest_decision"]);
    let complete = |decisions: &str| {
        let form = [("decisions", decisions)];
        against(
            "meeting",
            "county_coord",
            &[],
            &["track"],
            "complete",
            &form,
        )
    };
    // A form may write the decisions with any step: they are no role's own.
    assert_eq!(complete(&one_open), ["decisions_done"]);
    let none_open = one_open.replace(
        r#""due":"2026-08-01"}"#,
        r#""due":"2026-08-01","done_on":"2026-07-30"}"#,
    );
    assert!(complete(&none_open).is_empty());
}

#[test]
fn what_is_inspected_in_a_cycle_has_a_next_day() {
    let finish = |cycle: &str, next: &str| {
        let form = [
            ("date", "2026-05-03"),
            ("no_hazard", "是"),
            ("next_due", next),
        ];
        against(
            "inspection",
            "officer",
            &[("cycle", cycle)],
            &[],
            "finish",
            &form,
        )
    };
    assert!(finish("once", "").is_empty());
    assert!(finish("monthly", "2026-06-03").is_empty());
    assert_eq!(finish("monthly", ""), ["next_planned"]);
    assert_eq!(finish("weekly", "2026-05-03"), ["next_planned"]);
}

#[test]
fn only_what_hurt_nobody_badly_is_settled_on_the_road() {
    let settle = |handling: &str, unhurt: &str, slight: &str| {
        let form = [
            ("result", "各修各车"),
            ("no_injury", unhurt),
            ("slight_injury", slight),
        ];
        against(
            "minor_accident",
            "officer",
            &[("handling", handling)],
            &[],
            "settle",
            &form,
        )
    };
    assert!(settle("self", "是", "").is_empty());
    assert!(settle("simple", "是", "").is_empty());
    assert!(settle("simple", "否", "是").is_empty());
    assert_eq!(settle("self", "否", "是"), ["minor_only"]);
    assert_eq!(settle("simple", "否", ""), ["minor_only"]);
}

#[test]
fn points_by_hand_have_a_reason_and_the_total_adds_up() {
    let check = |indicators: &str| {
        let form = [("indicators", indicators)];
        against("assessment", "county_coord", &[], &[], "check", &form)
    };
    let bare = r#"[{"key":"hazard_closed","weight":20,"derived":180,"manual":-20}]"#;
    assert_eq!(check(bare), ["manual_reason"]);
    let reasoned = bare.replace("-20}", r#"-20,"reason":"台账不全"}"#);
    assert!(check(&reasoned).is_empty());
    let both = format!(
        r#"{},{{"key":"agreements","weight":10,"derived":95,"manual":20,"reason":"全签","cap":10}}]"#,
        reasoned.trim_end_matches(']')
    );
    let publish = |total: &str| {
        let form = [
            ("indicators", both.as_str()),
            ("total", total),
            ("result", "good"),
            ("published_on", "2026-05-03"),
        ];
        against(
            "assessment",
            "county_coord",
            &[],
            &["check"],
            "publish",
            &form,
        )
    };
    // 18 less 2, and 9.5 and 2 capped at 10.
    assert!(publish("26.0").is_empty());
    assert_eq!(publish("27.5"), ["total_adds_up"]);
}

#[test]
fn what_is_accepted_has_passed() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    for row in kind.rows("accept").chain(kind.rows("accept_quick")) {
        assert!(
            row.guards
                .iter()
                .any(|guard| guard.name() == "acceptance_passed")
        );
    }
    let quick = |result: &str| {
        let form = [
            ("acceptance_date", "2026-05-03"),
            ("acceptance_result", result),
        ];
        let base = [("grade_suggested", "general")];
        against(
            "hazard",
            "county_coord",
            &base,
            &["report", "fix_now"],
            "accept_quick",
            &form,
        )
    };
    let failed = quick("unqualified");
    assert!(
        failed.contains(&"acceptance_passed".to_owned()),
        "{failed:?}"
    );
    let passed = quick("qualified");
    assert!(
        !passed.contains(&"acceptance_passed".to_owned()),
        "{passed:?}"
    );
}

#[test]
fn a_persons_deadline_is_the_first_qualification_to_expire() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("person").unwrap();
    let person = Person::new(1, "station_lead");
    let actor = person.actor(&catalog);
    let add = |due: &str| {
        let form = entries(&[
            ("name", "王芳"),
            ("org", "盛康派出所"),
            ("posts", "traffic_leader"),
            (
                "qualifications",
                r#"[{"kind":"enforcement","valid_to":"2027-03-01"},{"kind":"simple_accident","valid_to":"2026-09-01"}]"#,
            ),
            ("qualification_due", due),
        ]);
        let made = catalog.create(kind, &form, &[], &actor, &NOW, &Place::default());
        made.err()
            .unwrap_or_default()
            .iter()
            .map(|c| c.code)
            .collect::<Vec<_>>()
    };
    assert!(add("2026-09-01").is_empty());
    assert_eq!(add("2027-03-01"), ["earliest_qualification"]);
    assert_eq!(add(""), ["earliest_qualification"]);
}
