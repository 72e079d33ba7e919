//! Where a record stands: the fold of its events through the transition table.

use merge::{Context, Record};

use crate::catalog::Catalog;
use crate::kind::{Event, Kind};
use crate::role::Role;

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The state.
    pub state: String,
    /// Events that were illegal at their place and that nobody has settled yet.
    pub illegal: Vec<merge::Event>,
    /// The legal events, in order.
    pub happened: Vec<String>,
}

impl Catalog {
    /// Folds the record's events through the transition table of its kind.
    ///
    /// An event without a row from the state at its place stays in the log and changes nothing.
    /// Of two concurrent events the first in the record's order counts; the other is illegal
    /// unless it has a row from where the first led. Who may fire an event was judged when it was
    /// written and when it arrived, so the fold asks for no role.
    #[must_use]
    pub fn status(&self, kind: &Kind, record: &Record) -> Status {
        let walk = Walk::of(kind, record);
        Status {
            state: walk.state,
            illegal: walk.illegal,
            happened: walk.legal.into_iter().map(|event| event.name).collect(),
        }
    }

    /// The rows a role may follow from where the record stands.
    #[must_use]
    pub fn events_for<'k>(&self, kind: &'k Kind, record: &Record, role: &Role) -> Vec<&'k Event> {
        let state = self.status(kind, record).state;
        kind.events
            .iter()
            .filter(|row| row.from.contains(&state) && row.by.contains(&role.name))
            .collect()
    }
}

/// A record's events, told apart by the transition table.
pub(crate) struct Walk {
    /// Where they led.
    pub(crate) state: String,
    /// Those with a row at their place, in order.
    pub(crate) legal: Vec<merge::Event>,
    /// Those without one that nobody settled.
    pub(crate) illegal: Vec<merge::Event>,
}

impl Walk {
    pub(crate) fn of(kind: &Kind, record: &Record) -> Walk {
        Walk::along(kind, record, record.events())
    }

    /// Where the record stood for somebody who had seen only so much of it.
    pub(crate) fn seen(kind: &Kind, record: &Record, context: &Context) -> Walk {
        let mut events = record.events();
        events.retain(|event| {
            let dot = event.source.dot;
            context.get(&dot.device) >= dot.seq
        });
        Walk::along(kind, record, events)
    }

    fn along(kind: &Kind, record: &Record, events: Vec<merge::Event>) -> Walk {
        let mut walk = Walk {
            state: kind.initial.clone(),
            legal: Vec::new(),
            illegal: Vec::new(),
        };
        for event in events {
            let row = {
                let mut rows = kind.rows(&event.name);
                rows.find(|row| row.from.contains(&walk.state))
            };
            match row {
                Some(row) => {
                    if let Some(to) = &row.to {
                        walk.state.clone_from(to);
                    }
                    walk.legal.push(event);
                }
                None if record.is_resolved(event.source.dot) => {}
                // The clock quarrels with nobody: what it said too late, or a second time because
                // two offices said it, is said already.
                None if kind.fired_by_clock(&event.name) => {}
                None => walk.illegal.push(event),
            }
        }
        walk
    }
}
