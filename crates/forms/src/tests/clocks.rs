//! Working days, time limits and proposals.

use std::collections::BTreeSet;

use merge::{Change, Hlc, Op, Record, RecordId};

use super::world::{Person, event, set};
use crate::{Answer, Calendar, Catalog, Proposal, day_number, day_text};

/// A day at nine in the morning in China, in milliseconds since 1970 UTC.
fn nine(date: &str) -> u64 {
    u64::try_from(day(date)).unwrap() * 86_400_000 + 3_600_000
}

fn day(date: &str) -> i32 {
    day_number(date).unwrap()
}

/// A record with what was typed and what happened on which day.
fn record(
    catalog: &Catalog,
    number: u8,
    kind: &str,
    typed: &[(&str, &str)],
    happened: &[(&str, &str)],
) -> Record {
    let kind = catalog.kind(kind).unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    let mut officer = Person::new(1, "officer");
    let typed = typed.iter().map(|(name, value)| set(field(name), *value));
    let mut first = officer.op(kind.id, None, typed.collect());
    first.record = RecordId([number; 16]);
    let mut record = Record::from_op(&first);
    for (name, date) in happened {
        let step = at(
            nine(date),
            officer.op(kind.id, Some(&record), vec![event(name)]),
            number,
        );
        record.apply(&step).unwrap();
    }
    record
}

fn at(ms: u64, mut op: Op, number: u8) -> Op {
    op.hlc = Hlc::from_ms(ms);
    op.claimed.wall_ms = ms;
    op.record = RecordId([number; 16]);
    op
}

fn notified(catalog: &Catalog, grade: &str) -> Record {
    let typed = [("grade", grade), ("due_on", "2026-06-10")];
    let happened = [
        ("report", "2026-05-06"),
        ("confirm", "2026-05-07"),
        ("notify", "2026-05-08"),
        ("start", "2026-05-08"),
    ];
    record(catalog, 3, "hazard", &typed, &happened)
}

fn causes(proposals: &[Proposal]) -> Vec<&str> {
    proposals.iter().map(|p| p.cause.as_str()).collect()
}

#[test]
fn working_days_know_holidays_and_worked_weekends() {
    let calendar = Calendar::of(&Catalog::builtin().unwrap());
    for (start, limit, end) in [
        // A Friday before a worked Saturday (调休), then the Spring Festival.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-27", 1, "2026-02-28"),
        // Labour Day on a Friday; the Saturday after next is worked.
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-05-08", 1, "2026-05-09"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 15, "2026-12-11"),
    ] {
        assert_eq!(
            day_text(calendar.after(day(start), limit)),
            end,
            "{start} + {limit}"
        );
    }
    assert!(calendar.knows(day("2026-01-01"), day("2026-12-31")));
    assert!(!calendar.knows(day("2026-12-20"), day("2027-01-05")));
}

/// A second reckoning: walk through all days and cross off what is worked.
#[test]
fn every_limit_of_a_year_agrees_with_crossing_off_days() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let rows = &catalog.table("holidays").unwrap().rows;
    let of = |work: bool| -> BTreeSet<&str> {
        let rows = rows.iter().filter(move |row| row.is("work") == work);
        rows.map(|row| row.text("day").unwrap()).collect()
    };
    let (worked, free) = (of(true), of(false));
    let mut days: Vec<(i32, bool)> = Vec::new();
    // 2026-01-01 was a Thursday.
    for (at, weekday) in (0..365).zip((0..7).cycle().skip(3)) {
        let number = day("2026-01-01") + at;
        let text = day_text(number);
        let open = worked.contains(text.as_str()) || (weekday < 5 && !free.contains(text.as_str()));
        days.push((number, open));
    }
    for from in 0..330 {
        let left: Vec<i32> = days[from + 1..]
            .iter()
            .filter(|d| d.1)
            .map(|d| d.0)
            .collect();
        for limit in 1..=15_u32 {
            let wanted = left[limit as usize - 1];
            assert_eq!(calendar.after(days[from].0, limit), wanted);
        }
    }
}

#[test]
fn imported_days_replace_what_was_known() {
    let calendar = Calendar::default().with([(day("2027-01-01"), false)]);
    assert_eq!(day_text(calendar.after(day("2026-12-31"), 1)), "2027-01-04");
    let moved = calendar.with([(day("2027-01-02"), true)]);
    assert_eq!(day_text(moved.after(day("2026-12-31"), 1)), "2027-01-02");
}

#[test]
fn a_limit_starts_anew_when_the_record_comes_there_again() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
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
        let clocks = catalog.clocks(&record, &calendar);
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

#[test]
fn the_ladder_proposes_its_highest_steps_and_nothing_twice() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let record = notified(&catalog, "general");
    let ladder = |days: i32, answers: &[Answer]| -> Vec<String> {
        let today = day("2026-06-10") + days;
        let proposals = catalog.proposals(&record, answers, today, &calendar);
        let steps = proposals
            .iter()
            .filter_map(|p| p.cause.strip_prefix("escalation/"));
        steps
            .map(|step| step.split('/').next().unwrap().to_owned())
            .collect()
    };
    for (days, steps) in [
        (-8, vec![]),
        (-7, vec!["1"]),
        (0, vec!["1"]),
        (1, vec!["2"]),
        (6, vec!["2"]),
        (7, vec!["3"]),
        (15, vec!["3", "4"]),
        (30, vec!["3", "4", "5"]),
        (45, vec!["3", "5", "6"]),
    ] {
        assert_eq!(ladder(days, &[]), steps, "{days} days after the deadline");
    }
    let sent = Answer {
        kind: "reminder".to_owned(),
        cause: Some("escalation/2/2026-06-10".to_owned()),
    };
    assert_eq!(ladder(1, std::slice::from_ref(&sent)), Vec::<String>::new());
    // An answer to one step is none to the next, and none to that of another deadline.
    assert_eq!(ladder(7, std::slice::from_ref(&sent)), ["3"]);
    let other = Answer {
        cause: Some("escalation/2/2026-05-10".to_owned()),
        ..sent
    };
    assert_eq!(ladder(1, &[other]), ["2"]);
}

#[test]
fn a_major_hazard_is_proposed_for_listing_until_one_is_there() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let today = day("2026-05-08");
    let major = notified(&catalog, "major");
    let proposals = catalog.proposals(&major, &[], today, &calendar);
    assert!(
        causes(&proposals).contains(&"listing/county"),
        "{proposals:?}"
    );
    let listed = Answer {
        kind: "supervision".to_owned(),
        cause: None,
    };
    let proposals = catalog.proposals(&major, &[listed], today, &calendar);
    assert!(!causes(&proposals).contains(&"listing/county"));
    let larger = notified(&catalog, "larger");
    let proposals = catalog.proposals(&larger, &[], today, &calendar);
    assert!(!causes(&proposals).contains(&"listing/county"));
}

#[test]
fn look_backs_are_drawn_the_same_everywhere_and_as_many_as_the_table_says() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let happened = [
        ("report", "2026-03-02"),
        ("confirm", "2026-03-03"),
        ("notify", "2026-03-04"),
        ("start", "2026-03-05"),
        ("submit", "2026-03-06"),
        ("accept", "2026-03-09"),
        ("close", "2026-03-10"),
    ];
    for (grade, low, high) in [
        ("general", 15, 38),
        ("larger", 100, 156),
        ("major", 256, 256),
    ] {
        let mut drawn = 0;
        for number in 0..=u8::MAX {
            let typed = [("grade", grade), ("due_on", "2026-04-03")];
            let closed = record(&catalog, number, "hazard", &typed, &happened);
            let on = |date: &str| {
                let proposals = catalog.proposals(&closed, &[], day(date), &calendar);
                let causes = causes(&proposals).into_iter();
                causes.filter(|c| c.starts_with("lookback/")).count()
            };
            assert_eq!(on("2026-04-08"), 0, "29 days after the close");
            let first = on("2026-04-09");
            assert_eq!(on("2026-04-09"), first);
            drawn += first;
            if grade == "major" {
                assert_eq!(on("2026-06-08"), 2, "90 days after the close");
            }
        }
        assert!((low..=high).contains(&drawn), "{grade}: {drawn} of 256");
    }
}

#[test]
fn what_falls_due_is_told_in_time_and_once() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let typed = [("plate", "鄂F12345"), ("inspect_due", "2026-12-20")];
    let vehicle = record(&catalog, 6, "key_vehicle", &typed, &[]);
    let on = |date: &str, answers: &[Answer]| {
        let proposals = catalog.proposals(&vehicle, answers, day(date), &calendar);
        proposals.into_iter().map(|p| p.cause).collect::<Vec<_>>()
    };
    assert!(on("2026-11-19", &[]).is_empty());
    assert_eq!(on("2026-11-20", &[]), ["due/inspect_due/2026-12-20"]);
    let told = Answer {
        kind: "notice_to_owner".to_owned(),
        cause: Some("due/inspect_due/2026-12-20".to_owned()),
    };
    assert!(on("2026-12-25", &[told]).is_empty());
    let sold = record(
        &catalog,
        7,
        "key_vehicle",
        &typed,
        &[("sell", "2026-11-01")],
    );
    assert!(
        catalog
            .proposals(&sold, &[], day("2026-12-25"), &calendar)
            .is_empty()
    );
}

#[test]
fn a_case_that_is_not_filed_in_time_is_seen() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let kind = catalog.kind("enforcement").unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    let mut officer = Person::new(1, "officer");
    // Thursday before Labour Day: two working days end on the 7th of May.
    let begun = i64::try_from(nine("2026-04-30")).unwrap();
    let changes: Vec<Change> = vec![
        set(field("occurred_at"), begun),
        set(field("procedure"), "simple"),
        set(field("outcome"), "fined"),
    ];
    let record = Record::from_op(&officer.op(kind.id, None, changes));
    let overdue = |record: &Record, date: &str| {
        let proposals = catalog.proposals(record, &[], day(date), &calendar);
        causes(&proposals)
            .iter()
            .any(|cause| cause.starts_with("clock/simple_filed/"))
    };
    assert!(!overdue(&record, "2026-05-06"));
    assert!(overdue(&record, "2026-05-08"));
    let filed = set(field("filed_at"), begun + 86_400_000);
    let mut filed_record = record.clone();
    filed_record
        .apply(&officer.op(kind.id, Some(&record), vec![filed]))
        .unwrap();
    assert!(!overdue(&filed_record, "2026-05-08"));
}
