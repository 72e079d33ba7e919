//! Figures against a slow recount: what stood on a day is told by replaying a history up to that day
//! through a transition table written here by hand.

use merge::{Change, Claimed, Hlc, Op, Record, RecordId};

use super::world::*;
use crate::{Catalog, Counted, Period};

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

pub(super) fn at(
    person: &mut Person,
    day: i32,
    kind: u16,
    seen: Option<&Record>,
    changes: Vec<Change>,
) -> Op {
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
