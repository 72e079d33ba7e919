//! The steps of a record's workflow, and the order every replica tells them in.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::id::DeviceId;
use crate::register::Source;

/// A step of the record's workflow.
///
/// Of several events in one operation the names decide the order, so a form writes one.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its name in the catalog.
    pub name: String,
    /// The reason given.
    pub reason: Option<String>,
    /// By which operation.
    pub source: Arc<Source>,
}

impl Event {
    /// Whether this event's writer had seen `other`. Events of one operation happen at once.
    #[must_use]
    pub fn saw(&self, other: &Event) -> bool {
        let dot = other.source.dot;
        self.source.dot != dot && self.source.clock.get(&dot.device) >= dot.seq
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Event {}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.source.order().cmp(&other.source.order());
        order.then_with(|| self.name.cmp(&other.name))
    }
}

/// Puts events that are sorted by stamp into causal order: each time the first that has seen none
/// of those still waiting.
pub(crate) fn in_order(sorted: Vec<Arc<Event>>) -> Vec<Arc<Event>> {
    if stamps_agree(&sorted) {
        return sorted;
    }
    let seen_by = |event: &Event| sorted.iter().filter(|other| event.saw(other)).count();
    let mut waits_for: Vec<usize> = sorted.iter().map(|event| seen_by(event)).collect();
    let mut waiting: Vec<usize> = (0..sorted.len()).collect();
    let mut ordered = Vec::with_capacity(sorted.len());
    while !waiting.is_empty() {
        let free = waiting.iter().position(|event| waits_for[*event] == 0);
        // Honest contexts have no loops, so some event is free; a forged loop must not hang us.
        let next = waiting.remove(free.unwrap_or(0));
        for event in &waiting {
            if sorted[*event].saw(&sorted[next]) {
                waits_for[*event] -= 1;
            }
        }
        ordered.push(sorted[next].clone());
    }
    ordered
}

/// Whether no event has seen one after it, as is so unless a clock was badly wrong.
fn stamps_agree(sorted: &[Arc<Event>]) -> bool {
    // Of each device, the first of its operations among the later events.
    let mut later = BTreeMap::<DeviceId, u64>::new();
    sorted.iter().rev().all(|event| {
        let own = event.source.dot;
        let saw_later = event.source.clock.dots.iter().any(|(device, seq)| {
            let first = later.get(device).copied();
            // Later events of the same operation are no contradiction.
            first.is_some_and(|first| first <= *seq && (*device, first) != (own.device, own.seq))
        });
        let first = later.entry(own.device).or_insert(own.seq);
        *first = own.seq.min(*first);
        !saw_later
    })
}
