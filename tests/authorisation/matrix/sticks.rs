//! The third door: bundles. A laptop whose program is not ours writes what its person may not, and
//! carries it to the office; the answer is carried back.

use std::path::{Path, PathBuf};

use agent::{Failure, Laptop, stick};
use merge::Author;
use server::{Exchanged, StickAsk};
use store::{Arrival, Item, Verdict};

use super::Tally;
use super::devices::{Try, tries};
use crate::oracle::{in_scope, reads};
use crate::world::{Hand, World};

const DOOR: &str = "bundle";

pub(super) fn carry(world: &mut World, tally: &mut Tally) {
    for who in 0..world.subjects.len() {
        let (mut laptop, tries) = written(world, who, in_scope);
        let (done, down) = there(world, &mut laptop);
        assert!(done.problems.is_empty(), "{:?}", done.problems);
        back(&mut laptop, &down).unwrap();
        for one in &tries {
            let dot = one.sealed.op.dot();
            let there = world.office.store().op(dot).unwrap();
            assert!(there.is_some(), "{} did not arrive", one.action);
            let got = world.office.store().held(dot).unwrap().is_none();
            tally.case(DOOR, (who, one.node), &one.action, (got, one.want));
        }
        let subject = &world.subjects[who];
        for seen in &world.seen {
            let want = reads(subject.role) && in_scope(subject.unit, seen.node.code);
            for (action, id) in [("a hazard", seen.hazard), ("a case", seen.case)] {
                let got = laptop.store().record(id).unwrap().is_some();
                tally.case(
                    DOOR,
                    (who, seen.node.code),
                    &format!("be given {action}"),
                    (got, want),
                );
            }
        }
    }
}

/// A new laptop, with everything in it that somebody might write.
pub(super) fn written(
    world: &mut World,
    who: usize,
    scope: fn(&str, &str) -> bool,
) -> (Laptop, Vec<Try>) {
    let laptop = world.laptop_of(who);
    let device = laptop.device().clone();
    let author = Author::new(device.key(), device.id(), laptop.grant().hash());
    let mut hand = Hand {
        author,
        device: device.id(),
    };
    let tries = tries(world, who, &mut hand, scope);
    let arrivals = tries.iter().map(|one| {
        Item::Op(Arrival {
            sealed: one.sealed.clone(),
            verdict: Verdict::Applied,
            received_ms: world.now_ms,
        })
    });
    laptop.store().take(arrivals.collect()).unwrap();
    (laptop, tries)
}

/// A laptop's stick is taken in. Answers what came of it, and where its answer is.
pub(super) fn there(world: &World, laptop: &mut Laptop) -> (Exchanged, PathBuf) {
    let device = laptop.device().clone();
    let ground = world.ground.path();
    let [up, down] = ["up", "down"].map(|way| ground.join(format!("{way}-{}.xlb", device.id())));
    let what = laptop.to_export(false).unwrap();
    let target = (up.as_path(), None, world.now_ms);
    stick::export(&device, laptop, (&what, None), target, &mut |_| {}).unwrap();
    let ask = StickAsk {
        files: vec![up],
        to: Some(down.clone()),
        receipt: false,
        limit: None,
        originals: 0,
    };
    let done = world
        .office
        .exchange(&ask, None, world.now_ms, &mut |_, _| {})
        .unwrap();
    (done, down)
}

/// A laptop takes the answer in.
pub(super) fn back(laptop: &mut Laptop, down: &Path) -> Result<(), Failure> {
    let device = laptop.device().clone();
    let found = desk::stick::look(down).unwrap();
    let receipt = laptop.store().receipt().unwrap();
    let known = (receipt.as_ref(), None);
    stick::import(&device, laptop, known, &found, &mut |_, _| {}).map(|_| ())
}
