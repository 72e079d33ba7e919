//! What a record must say, worked out slowly and simply from the ledger alone.
//!
//! No clock of the product is asked who had seen what: the ledger knows which operations lay on
//! the writer's laptop.

use std::collections::{BTreeMap, BTreeSet};

use merge::{Change, Dot, Value};

use super::ledger::{Ledger, Line};

/// The steps of the catalog that are taken here: event, from where, to where. States that nobody
/// here reaches are left out.
const STEPS: &[(&str, &[&str], &str)] = &[
    ("report", &["draft", "returned"], "reported"),
    ("return", &["reported"], "returned"),
    ("reject", &["reported"], "rejected"),
    ("confirm", &["reported"], "confirmed"),
    (
        "void",
        &["draft", "reported", "returned", "confirmed", "recorded"],
        "void",
    ),
];

/// Where records of the two kinds begin.
fn begins(kind: u16) -> &'static str {
    if kind == 1 { "draft" } else { "recorded" }
}

/// What a record must say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    /// Every value that no later writer of the field had seen, with its operation.
    pub(crate) said: BTreeMap<u16, BTreeSet<(Dot, Value)>>,
    /// The state it is in.
    pub(crate) state: String,
    /// Whether it must be shown as a conflict.
    pub(crate) in_conflict: bool,
}

impl Ledger {
    pub(crate) fn expected(&self, record: usize) -> Expected {
        let lines: Vec<(&Line, BTreeSet<Dot>)> = self
            .applied(record)
            .map(|line| (line, self.past(line)))
            .collect();
        let mut written: BTreeMap<u16, Vec<(usize, &Value)>> = BTreeMap::new();
        for (at, (line, _)) in lines.iter().enumerate() {
            for change in &line.op.changes {
                if let Change::Set { field, value } = change {
                    written.entry(*field).or_default().push((at, value));
                }
            }
        }
        let said: BTreeMap<u16, BTreeSet<(Dot, Value)>> = written
            .into_iter()
            .map(|(field, all)| {
                let dot = |at: usize| lines[at].0.op.dot();
                let unseen = |at: usize| all.iter().all(|(by, _)| !lines[*by].1.contains(&dot(at)));
                let stands = all.iter().filter(|(at, _)| unseen(*at));
                (
                    field,
                    stands
                        .map(|(at, value)| (dot(*at), (*value).clone()))
                        .collect(),
                )
            })
            .collect();
        let rivals = |stands: &BTreeSet<(Dot, Value)>| {
            let values: BTreeSet<&Value> = stands.iter().map(|(_, value)| value).collect();
            values.len() > 1
        };
        let (state, illegal) = walk(lines.as_slice());
        let in_conflict = illegal || said.values().any(rivals);
        Expected {
            said,
            state,
            in_conflict,
        }
    }
}

/// Where the events lead, and whether an illegal one is left that nobody settled.
fn walk(lines: &[(&Line, BTreeSet<Dot>)]) -> (String, bool) {
    let settled: BTreeSet<Dot> = lines
        .iter()
        .flat_map(|(line, _)| line.op.resolves.iter().copied())
        .collect();
    let event = |line: &Line| {
        line.op.changes.iter().find_map(|change| match change {
            Change::Event { name } => Some(name.clone()),
            _ => None,
        })
    };
    let mut waiting: Vec<(&Line, &BTreeSet<Dot>, String)> = lines
        .iter()
        .filter_map(|(line, past)| Some((*line, past, event(line)?)))
        .collect();
    waiting.sort_by_key(|(line, _, _)| (line.op.hlc, line.op.dot()));
    let kind = lines.first().map_or(1, |(line, _)| line.op.kind);
    let (mut state, mut illegal) = (begins(kind), false);
    while !waiting.is_empty() {
        let dots: Vec<Dot> = waiting.iter().map(|(line, _, _)| line.op.dot()).collect();
        let free = waiting
            .iter()
            .position(|(_, past, _)| dots.iter().all(|dot| !past.contains(dot)));
        let (line, _, name) = waiting.remove(free.expect("nobody sees the future"));
        let step = STEPS
            .iter()
            .find(|(event, from, _)| *event == name && from.contains(&state));
        match step {
            Some((_, _, to)) => state = to,
            None => illegal |= !settled.contains(&line.op.dot()),
        }
    }
    (state.to_owned(), illegal)
}
