//! The deadlines of a hazard, by grade.

use super::limits::{START, last_minute};
use super::*;

#[test]
fn a_limit_starts_anew_when_the_record_comes_there_again() {
    let catalog = Catalog::builtin().unwrap();
    let typed = [("grade", "general"), ("due_on", "2026-06-10")];
    let mut happened = vec![
        ("report", "2026-05-06"),
        ("confirm", "2026-05-07"),
        ("notify", "2026-05-08"),
        ("start", "2026-05-08"),
        ("submit", "2026-05-11"),
    ];
    let limit = |happened: &[(&str, &str)]| {
        let record = record(&catalog, 4, "hazard", &typed, happened);
        let clocks = catalog.clocks(&record, None);
        let clock = clocks.into_iter().find(|clock| clock.name == "acceptance");
        let clock = clock.unwrap();
        // The last millisecond of the limit still belongs to its last day.
        let last = i32::try_from((clock.ends_ms - 1 + 8 * 3_600_000) / 86_400_000).unwrap();
        (day_text(last), clock.stopped_ms.is_some())
    };
    // Seven working days from Monday the 11th.
    assert_eq!(limit(&happened), ("2026-05-20".to_owned(), false));
    happened.push(("fail", "2026-05-13"));
    assert_eq!(limit(&happened), ("2026-05-20".to_owned(), true));
    happened.push(("submit", "2026-05-18"));
    assert_eq!(limit(&happened), ("2026-05-27".to_owned(), false));
}

/// Clock, the events up to its start, and its last minute for a general, larger and major hazard
/// when it starts on [`START`] at nine.
type Local = (
    &'static str,
    &'static [&'static str],
    [Option<&'static str>; 3],
);

#[rustfmt::skip] // One clock a line, as in the dictionary.
const DEADLINES: &[Local] = &[
    ("report", &[], [Some("2026-05-03 23:59"), Some("2026-05-01 08:59"), Some("2026-05-01 08:59")]),
    ("review", &["report"], [Some("2026-05-08 23:59"), Some("2026-05-07 23:59"), Some("2026-05-06 23:59")]),
    ("serve", &["report", "confirm"], [Some("2026-05-08 23:59"), Some("2026-05-07 23:59"), Some("2026-05-06 23:59")]),
    ("interim", &["report", "confirm"], [None, Some("2026-05-03 23:59"), Some("2026-05-01 08:59")]),
    ("reply", &["report", "confirm", "notify"], [Some("2026-05-10 23:59"), Some("2026-05-07 23:59"), Some("2026-05-05 23:59")]),
    ("rectify", &["report", "confirm", "notify"], [Some("2026-05-30 23:59"), Some("2026-07-29 23:59"), Some("2026-10-27 23:59")]),
    ("acceptance", &["report", "confirm", "notify", "start", "submit"], [Some("2026-05-13 23:59"), Some("2026-05-11 23:59"), Some("2026-05-11 23:59")]),
    ("close", &["report", "confirm", "notify", "start", "submit", "accept"], [Some("2026-05-08 23:59"), Some("2026-05-08 23:59"), Some("2026-05-08 23:59")]),
];

/// A hazard of a grade, found at nine on [`START`], to which all that happened the same day.
fn hazard(catalog: &Catalog, grade: &str, happened: &[&str]) -> Record {
    let found = i64::try_from(nine(START)).unwrap();
    let changes = vec![
        field(catalog, "hazard", "grade", grade),
        field(catalog, "hazard", "found_at", found),
    ];
    let mut record = typed(catalog, 8, "hazard", START, changes);
    let steps: Vec<(Change, &str)> = happened.iter().map(|name| (event(name), START)).collect();
    happen(catalog, &mut record, &steps);
    record
}

#[test]
fn every_deadline_of_a_hazard_ends_where_the_table_of_the_three_grades_says() {
    let catalog = Catalog::builtin().unwrap();
    for (name, happened, lasts) in DEADLINES {
        for (grade, last) in ["general", "larger", "major"].iter().zip(lasts) {
            let record = hazard(&catalog, grade, happened);
            let clocks = catalog.clocks(&record, None);
            let clock = clocks.iter().find(|clock| clock.name == *name);
            let found = clock.map(|clock| (last_minute(clock.ends_ms), clock.stopped_ms));
            let wanted = last.map(|last| (last.to_owned(), None));
            assert_eq!(found, wanted, "{name}, {grade}");
        }
    }
}

#[test]
fn each_deadline_stops_with_the_work_it_waits_for() {
    let catalog = Catalog::builtin().unwrap();
    let running = |happened: &[&str]| {
        let mut record = hazard(&catalog, "major", &[]);
        let days = (1..).map(|n| day_text(day(START) + n));
        let steps: Vec<(Change, String)> =
            happened.iter().map(|name| event(name)).zip(days).collect();
        let steps: Vec<(Change, &str)> = steps
            .iter()
            .map(|(step, on)| (step.clone(), on.as_str()))
            .collect();
        happen(&catalog, &mut record, &steps);
        let clocks = catalog.countdown(&record, None);
        clocks
            .into_iter()
            .map(|clock| clock.name)
            .collect::<Vec<_>>()
    };
    for (happened, run) in [
        (&[][..], vec!["report"]),
        (&["report"], vec!["review"]),
        (&["report", "return"], vec![]),
        (&["report", "confirm"], vec!["serve", "interim"]),
        (&["report", "confirm", "refer"], vec![]),
        (
            &["report", "confirm", "refer", "handed_back"],
            vec!["serve"],
        ),
        (&["report", "confirm", "notify"], vec!["reply", "interim"]),
        (
            &["report", "confirm", "notify", "start", "submit"],
            vec!["acceptance"],
        ),
        (
            &["report", "confirm", "notify", "submit", "accept"],
            vec!["close"],
        ),
        (
            &["report", "confirm", "notify", "submit", "accept", "close"],
            vec![],
        ),
        (&["report", "fix_now", "accept_quick"], vec![]),
    ] {
        assert_eq!(running(happened), run, "after {happened:?}");
    }
}

#[test]
fn interim_measures_count_from_when_they_are_in_place() {
    let catalog = Catalog::builtin().unwrap();
    let mut record = hazard(&catalog, "major", &["report", "confirm"]);
    let interim = |record: &Record| {
        let clocks = catalog.clocks(record, None);
        let clock = clocks.into_iter().find(|clock| clock.name == "interim");
        clock.unwrap().stopped_ms
    };
    assert_eq!(interim(&record), None);
    let placed = i64::try_from(nine("2026-05-01")).unwrap() - 7_200_000;
    let entry = [
        ("measure".to_owned(), merge::Value::from("sign")),
        ("at".to_owned(), placed.into()),
    ];
    let item = Change::Item {
        field: catalog.kind("hazard").unwrap().field("interim").unwrap().id,
        item: merge::Value::Map(entry.into_iter().collect()),
        present: true,
    };
    happen(&catalog, &mut record, &[(item, "2026-05-02")]);
    assert_eq!(
        interim(&record),
        Some(placed),
        "in place in time, typed later"
    );
}

#[test]
fn the_deadline_in_the_record_stands_before_the_default_and_has_its_ladder() {
    let catalog = Catalog::builtin().unwrap();
    let record = notified(&catalog, "general");
    let clocks = catalog.clocks(&record, None);
    let rectify = clocks.iter().find(|clock| clock.name == "rectify").unwrap();
    // 30 days after the notice would be the 7th of June; the letter says the 10th.
    assert_eq!(last_minute(rectify.ends_ms), "2026-06-10 23:59");
    let late = proposed(&catalog, &record, &[], "2026-06-11");
    assert!(
        causes(&late).contains(&"escalation/2/2026-06-10"),
        "{late:?}"
    );
    assert!(
        !causes(&late)
            .iter()
            .any(|cause| cause.starts_with("clock/rectify"))
    );
}

#[test]
fn a_find_made_offline_is_not_late_before_the_office_could_know_of_it() {
    let catalog = Catalog::builtin().unwrap();
    let record = hazard(&catalog, "general", &[]);
    let late = |arrived: Option<&str>, date: &str| {
        let arrived_ms = arrived.map(|date| i64::try_from(nine(date)).unwrap());
        let around = Around {
            answers: Vec::new(),
            arrived_ms,
        };
        let proposals = catalog.proposals(&record, &around, day_end(day(date)));
        let mut late = proposals
            .into_iter()
            .filter(|p| p.cause.starts_with("clock/report/"));
        late.next().map(|proposal| proposal.label.zh)
    };
    assert!(late(None, "2026-05-03").is_none());
    assert!(late(None, "2026-05-04").is_some());
    // Twelve days without a network: the three days run from the first sync, and that is said.
    assert!(late(Some("2026-05-12"), "2026-05-15").is_none());
    let label = late(Some("2026-05-12"), "2026-05-16").unwrap();
    assert!(label.contains("离线 12 天"), "{label}");
    // Who synced at once gains nothing.
    assert_eq!(late(Some(START), "2026-05-04"), late(None, "2026-05-04"));
}

#[test]
fn a_missing_deadline_is_asked_for_with_the_day_it_usually_is() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    // The third of May, so the 2nd of June, the 1st of August and the 30th of October.
    for (grade, usual) in [
        ("general", "2026-06-02"),
        ("larger", "2026-08-01"),
        ("major", "2026-10-30"),
    ] {
        let record = hazard(&catalog, grade, &["report", "confirm"]);
        let coordinator = Person::new(6, "county_coord");
        let asked = catalog.act(
            kind,
            &record,
            "notify",
            &[],
            &[],
            None,
            &coordinator.actor(&catalog),
            &super::super::world::NOW,
            &super::super::world::Place::default(),
        );
        let complaints = asked.unwrap_err();
        let due = complaints
            .iter()
            .find(|c| c.field.as_deref() == Some("due_on"));
        assert!(due.unwrap().text.en.contains(usual), "{grade}: {due:?}");
    }
}
