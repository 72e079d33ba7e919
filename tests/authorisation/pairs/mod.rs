//! Non-interference: whatever changes outside somebody's scope, not a byte changes of anything they
//! are ever told.
//!
//! A pair is two states of the office that differ outside one person's scope alone. Every route that
//! reads is asked in both, and everything a device can ask, and the answers are held against each
//! other byte by byte.

mod changes;
mod questions;

use std::collections::BTreeMap;
use std::time::Instant;

use crate::oracle::{STRANGE, in_scope};
use crate::world::{Hand, Seen, Subject, World};

use changes::CHANGE;
use questions::told;

/// Divisions whose records are asked for one by one: a station, two villages, one that was merged,
/// and one of another county.
const ASKED: [usize; 5] = [3, 6, 8, 9, 10];
/// Fewest pairs of a run.
const LEAST: usize = 200;
/// Changes of a run.
const CHANGES: usize = 52;

/// Who looks.
const WHO: &[(&str, &str)] = &[
    ("county_coord", "420625000000"),
    ("officer", "420625102000"),
    ("township_admin", "420625100000"),
    ("persuader", "420625102001"),
    ("persuader", "420624101001"),
    ("officer", "420624101000"),
];

struct Watcher {
    subject: Subject,
    hand: Hand,
    told: BTreeMap<String, Vec<u8>>,
}

/// Dice of a fixed seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

#[test]
fn nothing_outside_a_scope_changes_a_byte_of_what_is_told_inside() {
    let started = Instant::now();
    let seed = std::env::var("XUNLU_PAIRS_SEED").ok();
    let seed = seed.map_or(started_at(), |seed| seed.parse().unwrap());
    println!("XUNLU_PAIRS_SEED={seed}");
    let mut world = World::new();
    let sits = |(at, (role, unit)): (usize, &(&'static str, &'static str))| {
        let subject = world.sit(role, unit, &format!("看{at}"));
        let hand = world.hand_of(&subject);
        let told = told(&world, &subject, &hand, true);
        Watcher {
            subject,
            hand,
            told,
        }
    };
    let mut watchers: Vec<Watcher> = WHO.iter().enumerate().map(sits).collect();
    let (mut pairs, mut asked, mut dice) = (0, 0, Dice(seed));
    let strange = |seen: &&Seen| seen.node.code == STRANGE;
    let places: Vec<Seen> = world
        .seen
        .iter()
        .filter(|seen| !strange(seen))
        .cloned()
        .collect();
    for number in 0..CHANGES {
        let at = &places[dice.below(places.len())];
        // Each happens, whatever the dice; the rest is theirs.
        let which = if number < CHANGE.len() {
            number
        } else {
            dice.below(CHANGE.len())
        };
        CHANGE[which](&mut world, at, number);
        // What changes with the catalog alone is asked for now and then: it is long.
        let all = number % 10 == 0;
        let one = |watcher: &mut Watcher| {
            let now = told(&world, &watcher.subject, &watcher.hand, all);
            let outside = !in_scope(watcher.subject.unit, at.node.code);
            if outside {
                let (before, role) = (&watcher.told, watcher.subject.role);
                for (question, now) in &now {
                    // What is asked now and then has no answer of just before.
                    let Some(before) = before.get(question) else {
                        continue;
                    };
                    assert!(
                        now == before,
                        "change {which} at {} is heard by {role} at {} in {question}:\n{}\n{}",
                        at.node.code,
                        watcher.subject.unit,
                        around(before, now),
                        around(now, before),
                    );
                }
            }
            let answers = now.len();
            if !outside {
                watcher.told.clear();
            }
            watcher.told.extend(now);
            if outside { (1, answers) } else { (0, 0) }
        };
        let counted = side_by_side(&mut watchers, &one);
        pairs += counted.0;
        asked += counted.1;
    }
    println!(
        "{pairs} pairs, {asked} answers, {:.1} s",
        started.elapsed().as_secs_f32()
    );
    assert!(pairs >= LEAST, "{pairs} pairs are too few");
}

fn started_at() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::from(now.unwrap().subsec_nanos())
}

/// Asks for several people at once, and adds up what came of it.
fn side_by_side(
    watchers: &mut [Watcher],
    one: &(dyn Fn(&mut Watcher) -> (usize, usize) + Sync),
) -> (usize, usize) {
    let half = watchers.len() / 2;
    let (first, second) = watchers.split_at_mut(half);
    let all = |some: &mut [Watcher]| {
        let counted = some.iter_mut().map(one);
        counted.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| all(second));
        let here = all(first);
        let there = beside
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (here.0 + there.0, here.1 + there.1)
    })
}

/// An answer from a little before where it first differs from another one.
fn around(one: &[u8], other: &[u8]) -> String {
    let at = one
        .iter()
        .zip(other)
        .position(|(a, b)| a != b)
        .unwrap_or_default();
    let part = &one[at.saturating_sub(80)..one.len().min(at + 200)];
    String::from_utf8_lossy(part).into_owned()
}
