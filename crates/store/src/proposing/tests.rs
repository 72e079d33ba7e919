//! What is kept in memory proposes what a look at every record would, whatever was written between.

use std::collections::BTreeMap;

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

    /// One operation on a record, a new one if none is named, with these texts and events.
    fn write(&mut self, at: Option<usize>, kind: &str, texts: &[(&str, String)], event: &str) {
        let catalog = catalog();
        let kind = catalog.kind(kind).unwrap();
        let number = u8::try_from(self.records.len()).unwrap();
        let place = PLACES[self.below(PLACES.len())];
        let seen = at.map(|at| &self.records[at]);
        let set = |(field, text): &(&str, String)| Change::Set {
            field: kind.field(field).unwrap().id,
            value: Value::Text(text.clone()),
        };
        let mut changes: Vec<Change> = texts.iter().map(set).collect();
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

    fn id_of(&self, at: usize) -> String {
        self.records[at].id.to_string()
    }

    fn step(&mut self) {
        match self.below(9) {
            0 | 1 => {
                let due = i32::try_from(self.below(40)).unwrap() - 20;
                let due = day_text(day_of(self.now_ms).unwrap() + due);
                let grade = ["general", "major"][self.below(2)].to_owned();
                let texts = [("due_on", due), ("grade", grade)];
                self.write(None, "hazard", &texts, "notify");
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
                    let texts = [("hazard", self.id_of(to))];
                    let event = ["", "void"][self.below(2)];
                    self.write(Some(at), "reminder", &texts, event);
                }
            }
            7 => {
                let name = ["张三", "李四"][self.below(2)].to_owned();
                let signed = day_text(day_of(self.now_ms).unwrap());
                let texts = [
                    ("year", "2026".to_owned()),
                    ("pair", "village_household".to_owned()),
                    ("division", "420625102206".to_owned()),
                    ("party_b_name", name),
                    ("signed_at", signed),
                ];
                self.write(None, "agreement", &texts, "issue");
                self.write(Some(self.records.len() - 1), "agreement", &[], "sign");
            }
            _ => self.now_ms += [HOUR_MS, 7 * HOUR_MS, DAY_MS][self.below(3)],
        }
    }

    /// Answers something that is proposed, as a person would.
    fn answer(&mut self) {
        let catalog = catalog();
        let proposed = self
            .store
            .proposed(&catalog, &EVERYWHERE, self.now_ms)
            .unwrap();
        let answered = proposed.iter().flat_map(|found| {
            let answer = |proposal| catalog.answering(found.id, found.kind, proposal);
            found.proposals.iter().filter_map(answer)
        });
        let answered: Vec<_> = answered.collect();
        if answered.is_empty() {
            return;
        }
        let (kind, entries) = &answered[self.below(answered.len())];
        let texts: BTreeMap<&str, String> = entries
            .iter()
            .map(|entry| (entry.field.as_str(), entry.text.clone()))
            .collect();
        let texts: Vec<(&str, String)> = texts.into_iter().collect();
        self.write(None, &kind.name, &texts, "");
    }

    /// What a look at every record finds.
    fn anew(&self, buckets: &[RangeInclusive<u64>]) -> Vec<Proposed> {
        let kept = self.store.proposing.lock().unwrap().take();
        let found = self
            .store
            .proposed(&catalog(), buckets, self.now_ms)
            .unwrap();
        *self.store.proposing.lock().unwrap() = kept;
        found
    }
}

#[test]
fn what_is_kept_is_what_a_look_at_everything_finds() {
    let (mut proposed, mut answers, mut twins) = (0, 0, 0);
    for seed in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(folder.path(), seed);
        let here = [PLACES[0].0..=PLACES[1].0];
        while writer.records.len() < 40 {
            writer.step();
            let buckets = [&EVERYWHERE, &here][writer.below(2)];
            let kept = writer.store.proposed(&catalog(), buckets, writer.now_ms);
            let kept = kept.unwrap();
            if writer.below(3) == 0 {
                assert_eq!(kept, writer.anew(buckets), "seed {seed}");
            }
            proposed += kept.len();
            let all = kept.iter().flat_map(|found| &found.proposals);
            twins += all.filter(|p| p.cause.starts_with("twin/")).count();
        }
        answers += writer.records.iter().filter(|r| r.kind == 3).count();
    }
    assert!(proposed > 500 && twins > 0 && answers > 0);
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
            .proposed(&catalog(), &EVERYWHERE, now_ms)
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
    while writer.records.len() < 30 {
        writer.step();
    }
    writer
        .store
        .proposed(&catalog(), &EVERYWHERE, writer.now_ms)
        .unwrap();
    let before = writer.store.position();
    let hazard = writer.one_of("hazard").unwrap();
    writer.write(Some(hazard), "hazard", &[], "confirm");
    let touched = writer
        .store
        .touched(before, writer.store.position())
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
    assert!(writer.store.touched(before, until).unwrap().is_none());
    let kept = writer
        .store
        .proposed(&catalog(), &EVERYWHERE, writer.now_ms)
        .unwrap();
    assert_eq!(kept, writer.anew(&EVERYWHERE));
}
