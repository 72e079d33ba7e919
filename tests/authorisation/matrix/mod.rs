//! The matrix: every role at every level it can be held at, towards divisions of every relation in
//! the tree, doing everything there is to do, through four doors, and handing in while it waits.

mod administered;
mod commands;
mod devices;
mod fields;
pub(crate) mod http;
mod local;
mod sticks;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::oracle::{NODES, Relation, SUBJECTS, relation, relations};
use crate::world::World;

/// Fewest cases of a run.
const LEAST: usize = 5_000;

/// What nobody but its author may see without saying why.
const NEVER: &[&str] = &[
    "party_id_no as it is",
    "party_id_no in the history",
    "breath_mg as it is",
    "breath_mg in the history",
    "show party_id_no as it is",
    "show breath_mg as it is",
];

/// What was asked, and what came of it.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    doors: BTreeMap<&'static str, usize>,
    relations: BTreeMap<Relation, usize>,
    /// What was let in and what was refused, by door and action.
    came: BTreeMap<(&'static str, String), [usize; 2]>,
    wrong: Vec<String>,
    /// How many were wrong, by door and action.
    amiss: BTreeMap<(&'static str, String), usize>,
}

impl Tally {
    /// One case: whether somebody may do something towards a division, and whether they should.
    pub(crate) fn case(
        &mut self,
        door: &'static str,
        (who, node): (usize, &str),
        action: &str,
        (got, want): (bool, bool),
    ) {
        let (role, unit) = SUBJECTS[who];
        let relation = relation(unit, node);
        *self.doors.entry(door).or_default() += 1;
        *self.relations.entry(relation).or_default() += 1;
        let came = self.came.entry((door, action.to_owned())).or_default();
        came[usize::from(got)] += 1;
        if got != want {
            *self.amiss.entry((door, action.to_owned())).or_default() += 1;
            let word = if got { "may" } else { "may not" };
            self.wrong.push(format!(
                "{door}: {role} at {unit} {word} `{action}` at {node} ({relation:?})"
            ));
        }
    }

    fn all(&self) -> usize {
        self.doors.values().sum()
    }
}

#[test]
fn everybody_may_do_through_every_door_what_they_may_and_nothing_else() {
    let started = Instant::now();
    let mut world = World::new();
    let mut tally = Tally::default();
    http::ask(&world, &mut tally);
    local::look(&mut world, &mut tally);
    devices::ask(&mut world, &mut tally);
    sticks::carry(&mut world, &mut tally);
    waiting::hand_in(&mut world, &mut tally);
    commands::judge(&world, &mut tally);

    let doors: Vec<String> = tally
        .doors
        .iter()
        .map(|(door, n)| format!("{door} {n}"))
        .collect();
    println!(
        "{} cases ({}), {} subjects, {} divisions, {} relations, {:.1} s",
        tally.all(),
        doors.join(", "),
        SUBJECTS.len(),
        NODES.len(),
        tally.relations.len(),
        started.elapsed().as_secs_f32(),
    );
    let wrong = &tally.wrong[..tally.wrong.len().min(40)];
    assert!(
        wrong.is_empty(),
        "{} wrong, {:?}:\n{}",
        tally.wrong.len(),
        tally.amiss,
        wrong.join("\n")
    );
    assert!(tally.all() >= LEAST, "{} cases are too few", tally.all());
    let known: BTreeSet<Relation> = tally.relations.keys().copied().collect();
    assert_eq!(known, relations());
    assert_eq!(known.len(), 9, "nine relations in the tree");
    for ((door, action), [refused, let_in]) in &tally.came {
        assert!(*refused > 0, "{door}: nobody was ever refused `{action}`");
        let never = NEVER.iter().any(|never| action.starts_with(never));
        assert_eq!(*let_in > 0, !never, "{door}: who could `{action}`?");
    }
}
