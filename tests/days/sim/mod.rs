//! The seeded simulator: an office and eight laptops live whole days in one thread, on disks that
//! lose what was not synced, over links that lose, double and bend what they carry, by clocks that
//! are wrong by years.
//!
//! As in TigerBeetle's VOPR a run has two phases. *Safety:* everything goes wrong that may, and
//! nothing acknowledged is lost. *Liveness:* nothing goes wrong any more, and after a few rounds of
//! syncing everybody of one scope holds the same, to the byte.
//!
//! A run is its seed. A seed that fails prints the one line that lives it again, with a trace:
//! `XUNLU_SIM_SEED=7 cargo test -p tests sim -- --nocapture`. `XUNLU_SIM_DAYS=10000` lives at least
//! that many device-days.

mod check;
mod clock;
mod dice;
mod digest;
mod disk;
mod fault;
mod file;
mod ledger;
mod link;
mod oracle;
mod people;
mod person;
mod rogue;
mod sabotage;
mod stick;
mod world;

use std::collections::BTreeMap;
use std::env;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use fault::{FAULTS, Fault};
use sabotage::Sabotage;
use world::{PEOPLE, World};

/// Device-days lived in every test run. A device-day is one laptop in whose name about
/// [`ACTIONS_A_DAY`] things are done, with a chance to sync after each.
const DEVICE_DAYS: usize = 200;
/// Things one person does in a day.
const ACTIONS_A_DAY: usize = 10;
/// Every so many worlds one lives [`LONG`] days instead of one.
const LONG_EVERY: u64 = 8;
/// Days of a long world.
const LONG: usize = 3;

/// Nothing, or what is wrong in one sentence.
type Outcome = Result<(), String>;

/// What a world came to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lived {
    device_days: usize,
    operations: usize,
    conflicts: usize,
    hits: [u64; FAULTS.len()],
    /// Everything everybody holds in the end, told without ids.
    digest: String,
}

fn days_of(seed: u64) -> usize {
    if seed % LONG_EVERY == LONG_EVERY - 1 {
        LONG
    } else {
        1
    }
}

/// Lives one world to its end and checks it.
fn lived(seed: u64, sabotage: Sabotage, trace: bool) -> Result<Lived, String> {
    let live = || {
        let mut world = World::new(seed, sabotage, trace)?;
        world.live(days_of(seed))?;
        world.heal()?;
        world.check()?;
        Ok(Lived {
            device_days: days_of(seed) * world.people.len(),
            operations: world.ledger.lines.len(),
            conflicts: world.conflicts(),
            hits: world.counters.hits(),
            digest: world.digest(),
        })
    };
    let panicked = |panic: Box<dyn std::any::Any + Send>| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        format!("a panic: {}", said.unwrap_or_default())
    };
    catch_unwind(AssertUnwindSafe(live)).unwrap_or_else(|panic| Err(panicked(panic)))
}

fn number(name: &str) -> Option<u64> {
    env::var(name)
        .ok()
        .map(|text| text.parse().expect("a number"))
}

/// The seeds of a run: one world after the other until enough device-days are lived, or the one
/// of the environment.
fn seeds() -> Vec<u64> {
    if let Some(only) = number("XUNLU_SIM_SEED") {
        return vec![only];
    }
    let enough =
        number("XUNLU_SIM_DAYS").map_or(DEVICE_DAYS, |days| usize::try_from(days).unwrap());
    let mut lived = 0;
    let not_enough = |seed: &u64| {
        let goes_on = lived < enough;
        lived += days_of(*seed) * PEOPLE.len();
        goes_on
    };
    (0..).take_while(not_enough).collect()
}

/// Lives worlds side by side, each in one thread. Answers them in the order of their seeds.
fn live_all(seeds: &[u64]) -> Vec<Lived> {
    let trace = number("XUNLU_SIM_SEED").is_some();
    let next = AtomicUsize::new(0);
    let all = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            let world = lived(*seed, Sabotage::None, trace);
            all.lock().unwrap().insert(*seed, world);
        }
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        (0..cores).for_each(|_| drop(scope.spawn(work)));
    });
    let all = all.into_inner().unwrap();
    let good = |(seed, world): (u64, Result<Lived, String>)| {
        world.unwrap_or_else(|why| {
            panic!("{why}\nXUNLU_SIM_SEED={seed} cargo test -p tests sim -- --nocapture")
        })
    };
    all.into_iter().map(good).collect()
}

#[test]
fn nothing_acknowledged_is_lost_and_everybody_agrees_in_the_end() {
    let started = Instant::now();
    let seeds = seeds();
    let worlds = live_all(&seeds);
    let sum = |count: fn(&Lived) -> usize| worlds.iter().map(count).sum::<usize>();
    println!(
        "{} device-days in {} worlds, {} operations, {} conflicts left, {:.1} s",
        sum(|world| world.device_days),
        worlds.len(),
        sum(|world| world.operations),
        sum(|world| world.conflicts),
        started.elapsed().as_secs_f32(),
    );
    for (fault, name) in FAULTS {
        let hits: u64 = worlds.iter().map(|world| world.hits[*fault as usize]).sum();
        println!("{hits:>8}  {name}");
        assert!(hits > 0 || seeds.len() == 1, "no run ever had: {name}");
    }
}

#[test]
fn a_seed_lives_the_same_days_twice() {
    for seed in [1, 2] {
        let once = lived(seed, Sabotage::None, false);
        assert_eq!(once, lived(seed, Sabotage::None, false));
    }
}
