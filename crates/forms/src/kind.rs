//! A record kind: its fields, states and transitions.

use serde::Serialize;
use ts_rs::TS;

use crate::field::Field;
use crate::guards::Guard;
use crate::role::CLOCK;
use crate::words::Text;

/// The field every kind has: where the record lies.
pub(crate) const DIVISION: &str = "division";

/// A kind of record, as its catalog file declares it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Kind {
    /// The number written into operations.
    pub id: u16,
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The version of the form.
    pub version: u16,
    /// Names of the roles that may create one.
    pub create: Vec<String>,
    /// Names of the fields that make its one-line title.
    pub title: Vec<String>,
    /// Name of the field whose code marks it in lists and on maps; a hazard's grade.
    pub mark: Option<String>,
    /// The state after creation.
    pub initial: String,
    /// Name of the field that says on which day it happened; figures count it there. Nothing: on
    /// the day it was written.
    pub happened: Option<String>,
    /// Name of the field with the deadline.
    pub due: Option<String>,
    /// States in which the deadline does not run; final and outside states never run.
    pub due_stopped: Vec<String>,
    /// Pattern of the human number.
    pub serial: Option<String>,
    /// Name of the field that holds the human number.
    pub number_field: Option<String>,
    /// Groups of fields of which at least one must be filled.
    pub one_of: Vec<Vec<String>>,
    /// Events on which `one_of` is checked; empty: at creation.
    pub one_of_on: Vec<String>,
    /// Pairs of fields of which the first is never later or larger than the second.
    pub ordered: Vec<[String; 2]>,
    /// Conditions on every form of the kind, whatever is done with the record.
    #[serde(rename = "guard")]
    #[ts(type = "string[]")]
    pub guards: Vec<Guard>,
    /// Which records of the kind are one thing written twice.
    pub twin: Option<Twin>,
    /// Which fields say where it is.
    pub place: Place,
    /// Names of the roles that may settle an illegal event; empty: every role of a transition.
    pub settle: Vec<String>,
    /// Name of the yes-or-no field that says it is about a minor: then all it says of a person is
    /// withheld.
    pub minor: Option<String>,
    /// Its photos travel before those of other kinds: somebody may be hurt where they were taken.
    pub photos_first: bool,
    /// The rule or law the kind follows.
    pub source: String,
    /// The fields in the order of the form.
    pub fields: Vec<Field>,
    /// The states.
    pub states: Vec<State>,
    /// The transition table.
    pub events: Vec<Event>,
}

/// The fields of a kind that say where a record is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, serde::Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The class of the road.
    pub road_class: Option<String>,
    /// The code of the road.
    pub road_code: Option<String>,
    /// The name of the road.
    pub road_name: Option<String>,
    /// The stake, or the first stake of a section.
    pub stake_start: Option<String>,
    /// The last stake of a section.
    pub stake_end: Option<String>,
    /// The point.
    pub point: Option<String>,
    /// What lies there, for finding duplicates.
    pub kinds: Option<String>,
}

/// Two records of a kind that say the same thing of the same party. Both are kept; the one with
/// the latest day counts, and a person marks the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// Fields that must be filled and equal.
    pub same: Vec<String>,
    /// Groups of fields that tell who it is about: the first group that both have filled decides.
    pub party: Vec<Vec<String>>,
    /// The states in which a record counts.
    pub states: Vec<String>,
    /// The field with the day: the latest is the one that counts.
    pub newest: String,
    /// The event by which a person marks the other.
    pub event: String,
    /// The field of that event that names the one that counts.
    pub field: String,
}

/// A state of the workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct State {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// Nothing follows.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// It waits for somebody outside; the deadline does not run.
    pub outside: bool,
    /// Somebody decided not to go on with it, so it is no second answer to what another answers.
    pub withdrawn: bool,
}

/// One row of the transition table. A name may have several rows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Event {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The states it may happen in.
    pub from: Vec<String>,
    /// The state it leads to; nothing: the state stays.
    pub to: Option<String>,
    /// The roles that may do it.
    pub by: Vec<String>,
    /// Fields that must be filled once its own edits are in.
    pub requires: Vec<String>,
    /// Fields it normally fills, and that `by` may write together with it.
    pub sets: Vec<String>,
    /// A reason must be given.
    pub reason: bool,
    /// It may happen while people disagree about a field.
    pub in_conflict: bool,
    /// Conditions that data cannot say.
    #[serde(rename = "guard")]
    #[ts(type = "string[]")]
    pub guards: Vec<Guard>,
    /// Refused while such a record refers to this one.
    pub no_open: Option<NoOpen>,
    /// The law it follows.
    pub law: Option<String>,
}

/// Records that forbid an event while they are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoOpen {
    /// Their kind.
    pub kind: String,
    /// The field of theirs that refers to this record.
    pub field: String,
    /// The states that count as open.
    pub states: Vec<String>,
}

impl Event {
    /// Whether the program itself fires it, and nobody else.
    pub(crate) fn by_clock(&self) -> bool {
        !self.by.is_empty() && self.by.iter().all(|role| role == CLOCK)
    }
}

impl Kind {
    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field of that number.
    #[must_use]
    pub fn field_by_id(&self, id: u16) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The state of that name.
    #[must_use]
    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The rows of that event, whatever the state and role.
    pub fn rows<'a>(&'a self, event: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |row| row.name == event)
    }

    /// Whether only the program itself fires that event.
    pub(crate) fn fired_by_clock(&self, event: &str) -> bool {
        let mut rows = self.rows(event).peekable();
        rows.peek().is_some() && rows.all(Event::by_clock)
    }

    /// Whether the deadline runs in that state.
    #[must_use]
    pub fn due_runs(&self, state: &str) -> bool {
        let still = self
            .state(state)
            .is_some_and(|state| state.is_final || state.outside);
        !still && !self.due_stopped.iter().any(|stopped| stopped == state)
    }

    /// Whether the role may write the field, by itself or together with `event`.
    #[must_use]
    pub fn may_edit(&self, field: &Field, role: &str, event: Option<&str>) -> bool {
        let has = |names: &[String], name: &str| names.iter().any(|known| known == name);
        if field.derived {
            return false;
        }
        let with_event = event.is_some_and(|event| {
            self.rows(event)
                .any(|row| has(&row.by, role) && has(&row.sets, &field.name))
        });
        let takes_part = || has(&self.create, role) || self.acts(role);
        with_event || has(&field.edit, role) || (field.edit.is_empty() && takes_part())
    }

    /// Whether the field is fixed in that state for everything but a step that fills it.
    #[must_use]
    pub fn is_fixed(&self, field: &Field, state: &str, role: &str, event: Option<&str>) -> bool {
        let fills = |event| {
            let by = |names: &[String], name: &str| names.iter().any(|known| known == name);
            self.rows(event)
                .any(|row| by(&row.by, role) && by(&row.sets, &field.name))
        };
        field.fixed_in.iter().any(|fixed| fixed == state) && !event.is_some_and(fills)
    }

    /// Whether the role may settle events that were illegal at their place.
    #[must_use]
    pub fn may_settle(&self, role: &str) -> bool {
        if self.settle.is_empty() {
            self.acts(role)
        } else {
            self.settle.iter().any(|known| known == role)
        }
    }

    pub(crate) fn acts(&self, role: &str) -> bool {
        let by = |row: &Event| row.by.iter().any(|known| known == role);
        self.events.iter().any(by)
    }
}
