//! Figures against a slow recount: what stood on a day is told by replaying a history up to that day
//! through a transition table written here by hand.

use merge::{Change, Claimed, Hlc, Op, Record, RecordId, Value};

use super::world::*;
use crate::{Catalog, Counted, Period, day_number};

/// From, event, to.
const TABLE: &[(&str, &str, &str)] = &[
    ("draft", "report", "reported"),
    ("reported", "reject", "rejected"),
    ("reported", "confirm", "confirmed"),
    ("confirmed", "refer", "referred"),
    ("referred", "handed_back", "confirmed"),
    ("confirmed", "notify", "notified"),
    ("notified", "start", "rectifying"),
    ("notified", "submit", "submitted"),
    ("rectifying", "submit", "submitted"),
    ("submitted", "fail", "rectifying"),
    ("submitted", "accept", "accepted"),
    ("accepted", "close", "closed"),
    ("closed", "relapse", "rectifying"),
    ("reported", "void", "void"),
    ("notified", "void", "void"),
    ("rectifying", "void", "void"),
    ("closed", "void", "void"),
];
/// Where a deadline runs.
const RUNS: [&str; 6] = [
    "draft",
    "reported",
    "confirmed",
    "notified",
    "rectifying",
    "returned",
];
const OPEN: [&str; 9] = [
    "reported",
    "returned",
    "fixed",
    "confirmed",
    "referred",
    "notified",
    "rectifying",
    "submitted",
    "accepted",
];
const FIRST: i32 = 20_500;
const DAY_MS: u64 = 86_400_000;

/// splitmix64: the same throws in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % end
    }
}

/// A hazard as the oracle knows it.
struct Told {
    events: Vec<(i32, &'static str)>,
    due: Option<i32>,
    measures: Vec<Counted>,
}

impl Told {
    fn state_on(&self, day: i32) -> &'static str {
        let past = self.events.iter().filter(|(on, _)| *on <= day);
        past.fold("draft", |state, (_, event)| {
            let row = TABLE
                .iter()
                .find(|(from, name, _)| *from == state && name == event);
            row.map_or(state, |(_, _, to)| to)
        })
    }

    fn first(&self, event: &str) -> Option<i32> {
        let days = self.events.iter();
        days.filter(|(_, name)| *name == event)
            .map(|(day, _)| *day)
            .next()
    }

    fn is_void(&self) -> bool {
        self.state_on(i32::MAX) == "void"
    }
}

/// Noon of a day, in China.
fn noon(day: i32) -> u64 {
    u64::try_from(day).unwrap() * DAY_MS + 4 * 3_600_000
}

fn at(person: &mut Person, day: i32, kind: u16, seen: Option<&Record>, changes: Vec<Change>) -> Op {
    let mut op = person.op(kind, seen, changes);
    op.hlc = Hlc::from_ms(noon(day) + person.seq);
    op.claimed = Claimed {
        wall_ms: noon(day),
        offset_min: 480,
        trusted_ms: 0,
    };
    let mut id = [7; 16];
    id[..6].copy_from_slice(&noon(FIRST).to_be_bytes()[2..]);
    op.record = RecordId(id);
    op
}

fn hazard(catalog: &Catalog, dice: &mut Dice) -> Told {
    let kind = catalog.kind("hazard").unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    let mut person = Person::new(1, "county_coord");
    let mut day = FIRST;
    let due = (dice.below(4) > 0).then(|| FIRST + i32::try_from(dice.below(60)).unwrap());
    let mut first = vec![set(field("grade"), "general")];
    first.extend(due.map(|due| set(field("due_on"), crate::day_text(due).as_str())));
    let mut record = Record::from_op(&at(&mut person, day, kind.id, None, first));
    let mut told = Vec::new();
    let mut state = "draft";
    for _ in 0..dice.below(14) {
        day += i32::try_from(dice.below(9)).unwrap();
        let rows: Vec<_> = TABLE.iter().filter(|(from, ..)| *from == state).collect();
        if rows.is_empty() || (state == "closed" && dice.below(2) == 0) {
            break;
        }
        // What ends a hazard early is rare, so that many get to the end and some back again.
        let rare = |row: &&&(&str, &str, &str)| ["void", "reject", "refer"].contains(&row.1);
        let usual: Vec<_> = rows.iter().filter(|row| !rare(row)).collect();
        let row = if usual.is_empty() || dice.below(12) == 0 {
            rows[usize::try_from(dice.below(rows.len() as u64)).unwrap()]
        } else {
            usual[usize::try_from(dice.below(usual.len() as u64)).unwrap()]
        };
        state = row.2;
        told.push((day, row.1));
        let op = at(
            &mut person,
            day,
            kind.id,
            Some(&record.clone()),
            vec![event(row.1)],
        );
        record.apply(&op).unwrap();
    }
    Told {
        events: told,
        due,
        measures: catalog.summary(&record).measures,
    }
}

fn counted(catalog: &Catalog, name: &str, all: &[Told], period: Period) -> i64 {
    let measure = catalog.measure(name).unwrap();
    let adds = |told: &Told| {
        told.measures
            .iter()
            .filter(|c| c.measure == measure.id && c.falls(period))
            .map(|c| c.amount)
            .sum::<i64>()
    };
    all.iter().map(adds).sum()
}

fn count(all: &[Told], holds: impl Fn(&Told) -> bool) -> i64 {
    i64::try_from(
        all.iter()
            .filter(|told| !told.is_void() && holds(told))
            .count(),
    )
    .unwrap()
}

#[test]
fn what_stood_on_a_past_day_is_told_as_it_was() {
    let catalog = Catalog::builtin().unwrap();
    let mut seen = [0_i64; 4];
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let all: Vec<Told> = (0..25).map(|_| hazard(&catalog, &mut dice)).collect();
        for (a, b) in (0..12).map(|_| {
            let a = FIRST - 3 + i32::try_from(dice.below(80)).unwrap();
            (a, a + i32::try_from(dice.below(60)).unwrap())
        }) {
            let period = Period::days(a, b).unwrap();
            let in_period = |day: Option<i32>| day.is_some_and(|day| a <= day && day <= b);
            let late = |told: &Told| {
                let due = told.due.filter(|due| *due < b && b >= FIRST)?;
                RUNS.contains(&told.state_on(b)).then(|| i64::from(b - due))
            };
            let days: i64 = all.iter().filter(|t| !t.is_void()).filter_map(&late).sum();
            let wanted = [
                (
                    "hazards_found",
                    count(&all, |t| in_period(t.first("report"))),
                ),
                (
                    "hazards_confirmed",
                    count(&all, |t| in_period(t.first("confirm"))),
                ),
                (
                    "hazards_confirmed_closed",
                    count(&all, |t| {
                        in_period(t.first("confirm")) && t.state_on(b) == "closed"
                    }),
                ),
                (
                    "hazards_open",
                    count(&all, |t| OPEN.contains(&t.state_on(b))),
                ),
                ("hazards_overdue", count(&all, |t| late(t).is_some())),
            ];
            for (name, wanted) in wanted {
                let kept = counted(&catalog, name, &all, period);
                assert_eq!(kept, wanted, "{name} {} seed {seed}", period.text());
            }
            let ratio = catalog.ratio("overdue_days").unwrap();
            let of = counted(&catalog, &ratio.of, &all, period);
            let to = counted(&catalog, &ratio.to, &all, period);
            assert_eq!(
                ratio.above(of, to, b),
                days,
                "{} seed {seed}",
                period.text()
            );
            let here = [wanted[2].1, wanted[3].1, wanted[4].1, days];
            seen.iter_mut().zip(here).for_each(|(all, n)| *all += n);
        }
    }
    assert!(
        seen.iter().all(|n| *n > 100),
        "the histories show too little: {seen:?}"
    );
}

#[test]
fn a_relapse_takes_nothing_from_what_was_closed_before() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let mut person = Person::new(1, "county_coord");
    let mut record = Record::from_op(&at(&mut person, FIRST, kind.id, None, Vec::new()));
    let steps = [
        "report", "confirm", "notify", "submit", "accept", "close", "relapse",
    ];
    let mut told = Vec::new();
    for (step, day) in steps.iter().zip(FIRST + 1..) {
        let op = at(
            &mut person,
            day,
            kind.id,
            Some(&record.clone()),
            vec![event(step)],
        );
        record.apply(&op).unwrap();
        told.push((day, *step));
    }
    let all = [Told {
        events: told,
        due: None,
        measures: catalog.summary(&record).measures,
    }];
    for (to, closed, open) in [(5, 0, 1), (6, 1, 0), (7, 0, 1), (90, 0, 1)] {
        let period = Period::days(FIRST, FIRST + to).unwrap();
        let kept = |name| counted(&catalog, name, &all, period);
        assert_eq!(kept("hazards_confirmed_closed"), closed, "day {to}");
        assert_eq!(kept("hazards_open"), open, "day {to}");
    }
}

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
    let other = catalog
        .clone()
        .with_holidays(&[(day_number("2026-11-03").unwrap(), false)]);
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
