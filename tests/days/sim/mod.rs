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
mod world;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use fault::{FAULTS, Fault};
use sabotage::Sabotage;
use world::World;

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

/// Lives worlds until enough device-days are lived, or the one of the environment.
#[test]
fn nothing_acknowledged_is_lost_and_everybody_agrees_in_the_end() {
    let started = Instant::now();
    let only = number("XUNLU_SIM_SEED");
    let enough =
        number("XUNLU_SIM_DAYS").map_or(DEVICE_DAYS, |days| usize::try_from(days).unwrap());
    let mut hits = [0; FAULTS.len()];
    let (mut device_days, mut operations, mut conflicts) = (0, 0, 0);
    for seed in only.map_or(0..u64::MAX, |seed| seed..seed + 1) {
        let world = lived(seed, Sabotage::None, only.is_some()).unwrap_or_else(|why| {
            panic!("{why}\nXUNLU_SIM_SEED={seed} cargo test -p tests sim -- --nocapture")
        });
        device_days += world.device_days;
        operations += world.operations;
        conflicts += world.conflicts;
        hits.iter_mut()
            .zip(world.hits)
            .for_each(|(all, new)| *all += new);
        if device_days >= enough {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f32();
    println!(
        "{device_days} device-days, {operations} operations, {conflicts} conflicts left, {seconds:.1} s"
    );
    for ((_, name), hits) in FAULTS.iter().zip(hits) {
        println!("{hits:>8}  {name}");
        assert!(hits > 0 || only.is_some(), "no run ever had: {name}");
    }
}

#[test]
fn a_seed_lives_the_same_days_twice() {
    for seed in [1, 2] {
        let once = lived(seed, Sabotage::None, false);
        assert_eq!(once, lived(seed, Sabotage::None, false));
    }
}
