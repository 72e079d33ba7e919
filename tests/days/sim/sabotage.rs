//! Worlds that are broken on purpose: the checkers must notice.

use super::{World, lived};

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sabotage {
    None,
    /// The disks of laptops answer every sync at once and do nothing.
    DisksLie,
    /// Every piece of a feed lacks its first operation.
    LinkDropsOperation,
}

impl Sabotage {
    pub(crate) fn laptops_lie(self) -> bool {
        self == Sabotage::DisksLie
    }
}

/// Seeds tried until a sabotage shows.
const SEEDS: std::ops::Range<u64> = 0..5;

#[track_caller]
fn is_noticed(sabotage: Sabotage, words: &str) {
    let noticed: Vec<String> = SEEDS
        .filter_map(|seed| lived(seed, sabotage, false).err())
        .collect();
    assert!(
        noticed.iter().any(|why| why.contains(words)),
        "{sabotage:?}: {noticed:?}"
    );
}

#[test]
fn a_disk_that_lies_about_sync_is_noticed() {
    is_noticed(Sabotage::DisksLie, "after a restart");
}

#[test]
fn a_link_that_drops_an_operation_is_refused() {
    is_noticed(Sabotage::LinkDropsOperation, "does not follow on");
}

/// A world in which all went well, to spoil one thing in.
fn healed() -> World {
    let mut world = World::new(3, Sabotage::None, false).unwrap();
    world.live(1).unwrap();
    world.heal().unwrap();
    world.check().unwrap();
    world
}

#[track_caller]
fn complains(world: &mut World, words: &str) {
    let why = world.check().unwrap_err();
    assert!(why.contains(words), "{why}");
}

#[test]
fn an_acknowledged_operation_that_is_nowhere_is_noticed() {
    let mut world = healed();
    let mut lost = world.ledger.lines[0].op.clone();
    lost.seq = 1_000;
    let device = lost.device;
    let person = world
        .people
        .iter()
        .find(|person| person.device.id() == device)
        .unwrap();
    let sealed = merge::Sealed::sign(lost, &person.device.key());
    world
        .ledger
        .note(sealed, std::collections::BTreeSet::new(), false);
    complains(&mut world, "lost");
}

#[test]
fn a_record_of_another_scope_is_noticed() {
    let mut world = healed();
    let coordinator = world
        .people
        .iter_mut()
        .find(|person| person.role == "county_coord");
    coordinator.unwrap().area = "420625100".to_owned();
    complains(&mut world, "outside");
}

#[test]
fn a_conflict_that_is_not_shown_is_noticed() {
    let mut world = healed();
    // Pretend that nobody had seen what anybody wrote before.
    for line in &mut world.ledger.lines {
        line.seen.clear();
    }
    complains(&mut world, "shows");
}
