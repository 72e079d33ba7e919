//! What single records add to figures: in time or not, education or penalty, required look-backs,
//! agreements for their year.

use merge::{Change, Record, Value};

use super::figures::at;
use super::world::*;
use crate::{Catalog, Counted, Local, Period, day_number};

/// A record with all its events on one day.
fn written(
    catalog: &Catalog,
    kind: &str,
    day: &str,
    changes: Vec<Change>,
    events: &[&str],
) -> Record {
    let kind = catalog.kind(kind).unwrap();
    let mut person = Person::new(1, "officer");
    let day = day_number(day).unwrap();
    let mut record = Record::from_op(&at(&mut person, day, kind.id, None, changes));
    for name in events {
        let op = at(
            &mut person,
            day,
            kind.id,
            Some(&record.clone()),
            vec![event(name)],
        );
        record.apply(&op).unwrap();
    }
    record
}

fn adds(catalog: &Catalog, record: &Record, name: &str) -> Vec<Counted> {
    let measure = catalog.measure(name).unwrap().id;
    let counted = catalog.summary(record).measures.into_iter();
    counted
        .filter(|counted| counted.measure == measure)
        .collect()
}

#[test]
fn filing_is_in_time_by_working_days_holidays_of_the_place_included() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("enforcement").unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    let ms = |text: &str| {
        let (day, hour) = text.split_once(' ').unwrap();
        let hour: i64 = hour.parse().unwrap();
        i64::from(day_number(day).unwrap()) * 86_400_000 + (hour - 8) * 3_600_000
    };
    let case = |catalog: &Catalog, occurred: &str, filed: &str| {
        let mut changes = vec![
            set(field("occurred_at"), Value::Int(ms(occurred))),
            set(field("procedure"), "simple"),
        ];
        if !filed.is_empty() {
            changes.push(set(field("filed_at"), Value::Int(ms(filed))));
        }
        let record = written(catalog, "enforcement", "2026-09-01", changes, &["record"]);
        assert_eq!(adds(catalog, &record, "cases_simple").len(), 1);
        adds(catalog, &record, "cases_simple_filed").len()
    };
    for (occurred, filed, in_time) in [
        // A Monday: the second working day is Wednesday.
        ("2026-11-02 09", "2026-11-04 17", 1),
        ("2026-11-02 09", "2026-11-05 09", 0),
        // A Friday: the weekend does not count.
        ("2026-11-06 09", "2026-11-10 23", 1),
        ("2026-11-06 09", "2026-11-11 00", 0),
        // Before the National Day week, whose end is followed by two weekdays.
        ("2026-09-30 09", "2026-10-09 17", 1),
        ("2026-09-30 09", "2026-10-10 09", 0),
        ("2026-11-02 09", "", 0),
    ] {
        assert_eq!(
            case(&catalog, occurred, filed),
            in_time,
            "{occurred} {filed}"
        );
    }
    // The place gives its own day off on that Tuesday.
    let other = catalog.clone().with_local(Local {
        days: [("2026-11-03".to_owned(), false)].into(),
        ..Local::default()
    });
    assert_eq!(case(&other, "2026-11-02 09", "2026-11-05 09"), 1);
    assert_ne!(
        other.fingerprint(),
        catalog.fingerprint(),
        "kept figures would be believed"
    );
}

#[test]
fn education_is_a_verbal_warning_or_release_and_never_a_penalty() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("enforcement").unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    for (procedure, outcome, counts) in [
        ("verbal", "warned", 1),
        ("verbal", "educated", 1),
        ("simple", "educated", 1),
        ("simple", "warned", 0),
        ("simple", "fined", 0),
        ("general", "notice", 0),
    ] {
        let changes = vec![
            set(field("procedure"), procedure),
            set(field("outcome"), outcome),
        ];
        let record = written(&catalog, "enforcement", "2026-05-03", changes, &["record"]);
        assert_eq!(
            adds(&catalog, &record, "cases_educated").len(),
            counts,
            "{procedure} {outcome}"
        );
    }
}

#[test]
fn look_backs_are_required_of_what_was_closed_on_the_days_they_may_begin() {
    let catalog = Catalog::builtin().unwrap();
    let grade = catalog.kind("hazard").unwrap().field("grade").unwrap().id;
    let steps = ["report", "confirm", "notify", "submit", "accept", "close"];
    let days = |grade_is: &str, steps: &[&str]| {
        let record = written(
            &catalog,
            "hazard",
            "2026-05-03",
            vec![set(grade, grade_is)],
            steps,
        );
        let counted = adds(&catalog, &record, "lookbacks_required").into_iter();
        counted
            .map(|c| crate::day_text(c.on.unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(days("major", &steps), ["2026-06-02", "2026-08-01"]);
    assert_eq!(days("major", &steps[..5]), Vec::<String>::new());
    // Half and a tenth are drawn by the record, so here it is only that no other day is named.
    for grade in ["larger", "general"] {
        assert!(
            days(grade, &steps).iter().all(|day| day == "2026-06-02"),
            "{grade}"
        );
    }
}

#[test]
fn an_agreement_holds_for_its_year_from_its_signature_on() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("agreement").unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    let signed = i64::from(day_number("2025-12-20").unwrap()) * 86_400_000;
    let changes = vec![
        set(field("year"), Value::Int(2026)),
        set(field("pair"), "village_person"),
        set(field("party_b_name"), "王五"),
        set(field("signed_at"), Value::Int(signed)),
    ];
    let mut record = written(
        &catalog,
        "agreement",
        "2026-02-10",
        changes,
        &["issue", "sign"],
    );
    let ended = day_number("2026-02-20").unwrap();
    let end = vec![event("terminate")];
    let mut person = Person::new(2, "officer");
    let op = at(&mut person, ended, kind.id, Some(&record.clone()), end);
    record.apply(&op).unwrap();
    let measure = catalog
        .measure("agreements_effective_village_person")
        .unwrap();
    // Typed in on the 10th, ended on the 20th: it held from its signature until then, for its year.
    for (from, to, holds) in [
        ("2025-12-01", "2025-12-31", 0),
        ("2026-01-01", "2026-01-31", 1),
        ("2026-02-01", "2026-02-19", 1),
        ("2026-02-01", "2026-02-28", 0),
        ("2027-01-01", "2027-01-31", 0),
    ] {
        let period = Period::days(day_number(from).unwrap(), day_number(to).unwrap()).unwrap();
        let asked = measure.days_of(period);
        let counted = adds(&catalog, &record, &measure.name).into_iter();
        let sum: i64 = counted.filter(|c| c.falls(asked)).map(|c| c.amount).sum();
        assert_eq!(sum, holds, "{from} {to}");
    }
    let under = Counted::under(record.bucket.0, " 王五 ");
    assert!(
        adds(&catalog, &record, &measure.name)
            .iter()
            .all(|c| c.among == Some(under))
    );
}
