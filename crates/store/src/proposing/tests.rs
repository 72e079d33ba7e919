//! What is kept in memory proposes what a look at every record would, whatever was written between.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::day_text;
use merge::{Author, Bucket, Context, Draft, Grant, Key, Now, Record, Terms};

use super::*;
use crate::item::{Arrival, Verdict};
use crate::tests::{catalog, open};

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-05-20 08:00 in China.
const BEGIN_MS: i64 = 1_779_235_200_000;
const PLACES: [Bucket; 3] = [
    Bucket(420_625_102_206),
    Bucket(420_625_102_209),
    Bucket(420_626_100_200),
];
const EVERYWHERE: [RangeInclusive<u64>; 1] = [0..=u64::MAX - 1];

/// Everything that is proposed there.
fn all(buckets: &[RangeInclusive<u64>]) -> Asked<'_> {
    Asked {
        buckets,
        of: &|_| true,
        part: (0, usize::MAX),
    }
}

/// Somebody who writes at random.
struct Writer {
    author: Author,
    store: Store,
    now_ms: i64,
    records: Vec<Record>,
    dice: u64,
}

impl Writer {
    fn new(folder: &std::path::Path, seed: u64) -> Writer {
        let key = Key::from_secret(&[1; 32]);
        let terms = Terms {
            key: key.public().full(),
            epoch: 1,
            person: "王".to_owned(),
            role: "officer".to_owned(),
            unit: PLACES[0],
            jurisdiction: vec![PLACES[0]],
            not_before_ms: 0,
            not_after_ms: u64::MAX,
        };
        let grant = Grant::issue(&terms, &Key::from_secret(&[99; 32])).unwrap();
        let author = Author::new(key, grant.device, grant.hash());
        let store = open(folder);
        store.take(vec![Item::Grant(grant)]).unwrap();
        Writer {
            author,
            store,
            now_ms: BEGIN_MS,
            records: Vec::new(),
            dice: seed,
        }
    }

    fn below(&mut self, n: usize) -> usize {
        // Knuth's MMIX generator: its high bits are good enough for a choice.
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005);
        self.dice = self.dice.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).unwrap() % n
    }

    /// One operation on a record, a new one if none is named, with these values and an event.
    fn write(&mut self, at: Option<usize>, kind: &str, values: &[(&str, Value)], event: &str) {
        let catalog = catalog();
        let kind = catalog.kind(kind).unwrap();
        let number = u8::try_from(self.records.len()).unwrap();
        let place = PLACES[self.below(PLACES.len())];
        let seen = at.map(|at| &self.records[at]);
        let set = |(field, value): &(&str, Value)| Change::Set {
            field: kind.field(field).unwrap().id,
            value: value.clone(),
        };
        let mut changes: Vec<Change> = values.iter().map(set).collect();
        if !event.is_empty() {
            let name = event.to_owned();
            changes.push(Change::Event { name });
        }
        let draft = Draft {
            record: seen.map_or(RecordId([number; 16]), |record| record.id),
            bucket: seen.map_or(place, |record| record.bucket),
            kind: kind.id,
            form: 1,
            context: seen.map_or(Context::new(), |record| record.clock().clone()),
            changes,
            reason: None,
            resolves: Vec::new(),
        };
        let now = Now {
            wall_ms: u64::try_from(self.now_ms).unwrap(),
            offset_min: 480,
        };
        let sealed = self.author.seal(draft, now);
        self.author.wrote(&sealed);
        match at {
            Some(at) => self.records[at].apply(&sealed.op).unwrap(),
            None => self.records.push(Record::from_op(&sealed.op)),
        }
        let arrival = Arrival {
            sealed,
            verdict: Verdict::Applied,
            received_ms: now.wall_ms,
        };
        self.store.take(vec![Item::Op(arrival)]).unwrap();
    }

    fn one_of(&mut self, kind: &str) -> Option<usize> {
        let id = catalog().kind(kind).unwrap().id;
        let of_kind = self.records.iter().enumerate();
        let of_kind = of_kind.filter(|(_, record)| record.kind == id);
        let of_kind: Vec<usize> = of_kind.map(|(at, _)| at).collect();
        (!of_kind.is_empty()).then(|| of_kind[self.below(of_kind.len())])
    }

    fn id_of(&self, at: usize) -> Value {
        Value::Text(self.records[at].id.to_string())
    }

    fn day(&self, from_now: i32) -> Value {
        Value::Text(day_text(day_of(self.now_ms).unwrap() + from_now))
    }

    fn step(&mut self) {
        match self.below(11) {
            0 | 1 => {
                let due = i32::try_from(self.below(40)).unwrap() - 20;
                let grade = ["general", "major"][self.below(2)];
                let values = [("due_on", self.day(due)), ("grade", grade.into())];
                self.write(None, "hazard", &values, "notify");
            }
            2 | 3 => {
                let event = ["confirm", "notify", "submit", "accept", "void"][self.below(5)];
                if let Some(at) = self.one_of("hazard") {
                    self.write(Some(at), "hazard", &[], event);
                }
            }
            4 | 5 => self.answer(),
            // An answer is moved to another record, or taken back.
            6 => {
                if let (Some(at), Some(to)) = (self.one_of("reminder"), self.one_of("hazard")) {
                    let event = ["", "void"][self.below(2)];
                    self.write(Some(at), "reminder", &[("hazard", self.id_of(to))], event);
                }
            }
            7 => self.sign(),
            // Who has signed moves away.
            8 => {
                if let Some(at) = self.one_of("driver") {
                    self.write(Some(at), "driver", &[], "move");
                }
            }
            // A limit of a day, which ends at the hour at which it began.
            9 => {
                let values = [
                    ("occurred_at", Value::Int(self.now_ms)),
                    ("outcome", "notice".into()),
                ];
                self.write(None, "enforcement", &values, "record");
            }
            _ => self.now_ms += [HOUR_MS, 7 * HOUR_MS, DAY_MS][self.below(3)],
        }
    }

    /// An agreement, which may be the second one of its party, and may stand on a driver.
    fn sign(&mut self) {
        let name = ["张三", "李四"][self.below(2)];
        self.write(None, "driver", &[("name", name.into())], "");
        let driver = self.one_of("driver").unwrap();
        let values = [
            ("year", "2026".into()),
            ("pair", "village_household".into()),
            ("division", "420625102206".into()),
            ("party_b_name", name.into()),
            ("signed_at", self.day(0)),
            ("driver", self.id_of(driver)),
        ];
        self.write(None, "agreement", &values, "issue");
        self.write(Some(self.records.len() - 1), "agreement", &[], "sign");
    }

    /// Answers something that is proposed, as a person would.
    fn answer(&mut self) {
        let catalog = catalog();
        let proposed = self.found(&all(&EVERYWHERE));
        let answered = proposed
            .shown
            .iter()
            .filter_map(|found| catalog.answering(found.id, found.kind, &found.proposal));
        let answered: Vec<_> = answered.collect();
        if answered.is_empty() {
            return;
        }
        let (kind, entries) = &answered[self.below(answered.len())];
        let values: BTreeMap<&str, Value> = entries
            .iter()
            .map(|entry| (entry.field.as_str(), entry.text.as_str().into()))
            .collect();
        let values: Vec<(&str, Value)> = values.into_iter().collect();
        self.write(None, &kind.name, &values, "");
    }

    fn found(&self, asked: &Asked<'_>) -> Proposals {
        let found = self.store.proposed(&catalog(), asked, self.now_ms);
        found.unwrap()
    }

    /// What a look at every record finds.
    fn anew(&self, asked: &Asked<'_>) -> Proposals {
        let kept = self.store.proposing.lock().unwrap().take();
        let found = self.found(asked);
        *self.store.proposing.lock().unwrap() = kept;
        found
    }
}

#[test]
fn what_is_kept_is_what_a_look_at_everything_finds() {
    let (mut proposed, mut answers) = (0, 0);
    let mut rules: BTreeSet<String> = BTreeSet::new();
    for seed in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path(), seed);
        let here = [PLACES[0].0..=PLACES[1].0];
        while writer.records.len() < 60 {
            writer.step();
            let buckets = [&EVERYWHERE, &here][writer.below(2)];
            let kept = writer.found(&all(buckets));
            if writer.below(3) == 0 {
                assert_eq!(kept, writer.anew(&all(buckets)), "seed {seed}");
                pages_make_up_the_whole(&writer, buckets, &kept);
                twins_are_those_of_all_records(&writer, buckets, &kept);
            }
            proposed += kept.shown.len();
            let cause = |found: &Proposed| found.proposal.cause.clone();
            let causes = kept.shown.iter().map(cause);
            rules.extend(causes.map(|cause| cause.split('/').next().unwrap().to_owned()));
        }
        answers += writer.records.iter().filter(|r| r.kind == 3).count();
    }
    assert!(proposed > 500 && answers > 0, "{proposed} {answers}");
    for rule in ["twin", "renewal", "clock", "escalation"] {
        assert!(rules.contains(rule), "{rule} is not among {rules:?}");
    }
}

/// Twins are those that a comparison of every record with every other one finds.
fn twins_are_those_of_all_records(
    writer: &Writer,
    buckets: &[RangeInclusive<u64>],
    whole: &Proposals,
) {
    let catalog = catalog();
    let kind = catalog.kind("agreement").unwrap();
    let here = writer.records.iter().filter(|record| {
        let lies = |range: &RangeInclusive<u64>| range.contains(&record.bucket.0);
        record.kind == kind.id && buckets.iter().any(lies)
    });
    let keys: Vec<_> = here.filter_map(|one| catalog.twin_key(kind, one)).collect();
    let twins = catalog.twins(kind, keys.iter()).into_iter();
    let told: BTreeSet<_> = twins.map(|(older, twin)| (older.id, twin.cause)).collect();
    let twin = |found: &&Proposed| found.proposal.cause.starts_with("twin/");
    let shown = whole.shown.iter().filter(twin);
    let shown: BTreeSet<_> = shown
        .map(|one| (one.id, one.proposal.cause.clone()))
        .collect();
    assert_eq!(shown, told);
}

/// The pages of all groups, and of each, hold what is proposed in the order in which it waits.
fn pages_make_up_the_whole(writer: &Writer, buckets: &[RangeInclusive<u64>], whole: &Proposals) {
    let place = |found: &Proposed| (found.proposal.since, found.id);
    assert!(whole.shown.is_sorted_by_key(place));
    assert_eq!(whole.all, whole.shown.len() as u64);
    assert!(whole.shown.iter().all(|found| inside(buckets, found)));
    let mut first = Vec::new();
    for (group, count) in &whole.groups {
        let of = |one: &Group| one == group;
        let belongs = |found: &&Proposed| {
            let proposal = &found.proposal;
            proposal.heading() == &group.label && proposal.answered_by == group.answered_by
        };
        let told: Vec<Proposed> = whole.shown.iter().filter(belongs).cloned().collect();
        assert_eq!(*count, told.len() as u64);
        first.extend(told.first().map(place));
        let mut shown = Vec::new();
        while shown.len() < told.len() {
            let asked = Asked {
                buckets,
                of: &of,
                part: (shown.len(), 2),
            };
            let page = writer.found(&asked);
            assert_eq!((page.all, &page.groups), (*count, &whole.groups));
            assert!(!page.shown.is_empty() && page.shown.len() <= 2);
            shown.extend(page.shown);
        }
        assert_eq!(shown, told);
    }
    assert!(first.is_sorted());
    let counts = whole.groups.iter().map(|(_, count)| count);
    assert_eq!(counts.sum::<u64>(), whole.all);
}

fn inside(buckets: &[RangeInclusive<u64>], found: &Proposed) -> bool {
    buckets.iter().any(|range| range.contains(&found.bucket))
}

#[test]
fn a_limit_that_ends_in_the_middle_of_a_day_is_noticed_though_nobody_writes() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(folder.path(), 3);
    let values = [
        ("occurred_at", Value::Int(BEGIN_MS)),
        ("outcome", "notice".into()),
    ];
    writer.write(None, "enforcement", &values, "record");
    let passed = |now_ms: i64| {
        let asked = all(&EVERYWHERE);
        let found = writer.store.proposed(&catalog(), &asked, now_ms).unwrap();
        let mut causes = found.shown.iter().map(|found| &found.proposal.cause);
        causes.any(|cause| cause.starts_with("clock/notice_filed/"))
    };
    assert!(!passed(BEGIN_MS + DAY_MS - HOUR_MS));
    assert!(passed(BEGIN_MS + DAY_MS + HOUR_MS));
}

#[test]
fn whoever_asked_a_moment_before_does_not_have_everything_looked_through() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(folder.path(), 5);
    while writer.records.len() < 5 {
        writer.step();
    }
    let asked = |now_ms: i64| {
        writer
            .store
            .proposed(&catalog(), &all(&EVERYWHERE), now_ms)
            .unwrap();
        writer
            .store
            .proposing
            .lock()
            .unwrap()
            .as_ref()
            .unwrap()
            .asked_ms
    };
    let noon = BEGIN_MS + 4 * HOUR_MS;
    assert_eq!(asked(noon), noon);
    assert_eq!(asked(noon - 1), noon);
    assert_eq!(asked(noon + 2), noon + 2);
    // A clock that was put back, or another day, is no such thing.
    assert_eq!(asked(noon - HOUR_MS), noon - HOUR_MS);
    assert_eq!(asked(noon + DAY_MS), noon + DAY_MS);
}

#[test]
fn only_what_was_written_is_looked_at_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(folder.path(), 7);
    while writer.records.len() < 40 {
        writer.step();
    }
    writer.found(&all(&EVERYWHERE));
    let before = writer.store.position();
    let hazard = writer.one_of("hazard").unwrap();
    writer.write(Some(hazard), "hazard", &[], "confirm");
    let touched = writer
        .store
        .touched(before..writer.store.position(), MANY)
        .unwrap();
    let touched = touched.unwrap();
    assert!(touched.contains(&writer.records[hazard].id));
    assert!(touched.len() < 10, "{touched:?}");
    // A device's work that is held says of no record: then everything is looked through.
    let before = writer.store.position();
    let dot = merge::Dot {
        device: writer.author.device(),
        seq: 3,
    };
    let reason = "查".to_owned();
    writer.store.take(vec![Item::Hold { dot, reason }]).unwrap();
    let until = writer.store.position();
    assert!(writer.store.touched(before..until, MANY).unwrap().is_none());
    let everywhere = all(&EVERYWHERE);
    assert_eq!(writer.found(&everywhere), writer.anew(&everywhere));
}
