//! The third door: bundles. A laptop whose program is not ours writes what its person may not, and
//! carries it to the office; the answer is carried back.

use agent::{Laptop, stick};
use merge::Author;
use server::StickAsk;
use store::{Arrival, Item, Verdict};

use super::Tally;
use super::devices::tries;
use crate::oracle::{in_scope, reads};
use crate::world::{Hand, World};

const DOOR: &str = "bundle";

pub(super) fn carry(world: &mut World, tally: &mut Tally) {
    for who in 0..world.subjects.len() {
        let mut laptop = world.laptop_of(who);
        let device = laptop.device().clone();
        let grant = laptop.grant().hash();
        let author = Author::new(device.key(), device.id(), grant);
        let mut hand = Hand {
            author,
            device: device.id(),
        };
        let tries = tries(world, who, &mut hand);
        let arrivals = tries.iter().map(|one| {
            Item::Op(Arrival {
                sealed: one.sealed.clone(),
                verdict: Verdict::Applied,
                received_ms: world.now_ms,
            })
        });
        laptop.store().take(arrivals.collect()).unwrap();
        there_and_back(world, who, &mut laptop);
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

fn there_and_back(world: &World, who: usize, laptop: &mut Laptop) {
    let (up, down) = (
        world.ground.path().join(format!("up-{who}.xlb")),
        world.ground.path().join(format!("down-{who}.xlb")),
    );
    let device = laptop.device().clone();
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
    assert!(done.problems.is_empty(), "{:?}", done.problems);
    let found = desk::stick::look(&down).unwrap();
    let receipt = laptop.store().receipt().unwrap();
    let known = (receipt.as_ref(), None);
    stick::import(&device, laptop, known, &found, &mut |_, _| {}).unwrap();
}
