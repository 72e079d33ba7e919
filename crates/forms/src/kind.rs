//! A record kind: its fields, states and transitions.

use serde::Serialize;

use crate::guards::Guard;
use crate::words::Text;

/// The field every kind has: where the record lies.
pub(crate) const DIVISION: &str = "division";

/// A kind of record, as its catalog file declares it.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// The state after creation.
    pub initial: String,
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
    /// Which fields say where it is.
    pub place: Place,
    /// Names of the roles that may settle an illegal event; empty: every role of a transition.
    pub settle: Vec<String>,
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
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

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// The number written into operations.
    pub id: u16,
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// What it holds.
    #[serde(flatten)]
    pub ty: Type,
    /// Must be filled at creation.
    pub required: bool,
    /// Events after which it must be filled.
    pub required_on: Vec<String>,
    /// Roles that may write it; empty: every role that may create the kind or act on it.
    pub edit: Vec<String>,
    /// What it holds when nothing is said: `now`, `today`, `me`, `my_division` or a literal.
    pub default: Option<String>,
    /// Never typed: shown from elsewhere or assigned by the server.
    pub derived: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// The law it follows.
    pub law: Option<String>,
}

/// How far a field may be shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// To everybody.
    Public,
    /// Inside the organisation.
    #[default]
    Internal,
    /// Names a person: left out of lists and exports.
    Personal,
    /// Harms a person when it leaks: masked except where it is needed.
    Sensitive,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Type {
    /// Text of at most `max` characters.
    Text {
        /// Characters.
        max: usize,
    },
    /// A whole number.
    Int {
        /// The least.
        min: Option<i64>,
        /// The most.
        max: Option<i64>,
        /// What is counted.
        unit: Option<String>,
    },
    /// A number with digits after the point.
    Decimal {
        /// How many digits after the point it keeps.
        decimals: u8,
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
        /// What is measured.
        unit: Option<String>,
    },
    /// Yes or no.
    Bool,
    /// One code of a list.
    Code {
        /// The list.
        codes: String,
    },
    /// Several codes of a list.
    Codes {
        /// The list.
        codes: String,
        /// The least number of codes where the field must be filled.
        min_items: usize,
    },
    /// A day.
    Date,
    /// A moment.
    #[serde(rename = "datetime")]
    DateTime,
    /// A time of day.
    Time,
    /// Coordinates.
    Point,
    /// A stake on a road, in metres.
    Stake,
    /// The code of a road.
    RoadCode,
    /// A division.
    Division,
    /// A body.
    Org,
    /// A person.
    Person,
    /// A citizen's number (GB 11643).
    IdNo,
    /// A unified social credit code (GB 32100).
    CreditCode,
    /// A telephone number.
    Phone,
    /// A number plate (GA 36).
    Plate,
    /// Another record.
    Ref {
        /// Its kind; nothing: any.
        to: Option<String>,
    },
    /// Several other records.
    Refs {
        /// Their kind; nothing: any.
        to: Option<String>,
    },
    /// Several entries of one shape.
    List {
        /// The shape.
        item: Vec<Item>,
        /// The least number of entries where the field must be filled.
        min_items: usize,
        /// The most.
        max_items: usize,
    },
    /// One entry.
    Struct {
        /// The shape.
        item: Vec<Item>,
    },
    /// Files.
    Photos {
        /// The least number where the field must be filled.
        min_items: usize,
    },
}

/// One named value in an entry of a list or struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// What it holds.
    #[serde(flatten)]
    pub ty: Type,
    /// Must be filled.
    pub required: bool,
}

/// A state of the workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
}

/// One row of the transition table. A name may have several rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Conditions that data cannot say.
    #[serde(rename = "guard")]
    pub guards: Vec<Guard>,
    /// Refused while such a record refers to this one.
    pub no_open: Option<NoOpen>,
    /// The law it follows.
    pub law: Option<String>,
}

/// Records that forbid an event while they are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoOpen {
    /// Their kind.
    pub kind: String,
    /// The field of theirs that refers to this record.
    pub field: String,
    /// The states that count as open.
    pub states: Vec<String>,
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
        let takes_part =
            || has(&self.create, role) || self.events.iter().any(|row| has(&row.by, role));
        with_event || has(&field.edit, role) || (field.edit.is_empty() && takes_part())
    }
}

impl Type {
    /// Whether the field holds a set of values that are added and removed one by one.
    #[must_use]
    pub fn is_set(&self) -> bool {
        matches!(
            self,
            Type::Codes { .. } | Type::Refs { .. } | Type::List { .. }
        )
    }

    /// Whether the field holds files.
    #[must_use]
    pub fn is_photos(&self) -> bool {
        matches!(self, Type::Photos { .. })
    }

    /// The least number of items where the field must be filled.
    pub(crate) fn min_items(&self) -> usize {
        match self {
            Type::Codes { min_items, .. }
            | Type::List { min_items, .. }
            | Type::Photos { min_items } => (*min_items).max(1),
            _ => 1,
        }
    }

    /// The code list it takes its values from.
    #[must_use]
    pub fn codes(&self) -> Option<&str> {
        match self {
            Type::Code { codes } | Type::Codes { codes, .. } => Some(codes),
            _ => None,
        }
    }

    /// The shape of its entries.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        match self {
            Type::List { item, .. } | Type::Struct { item } => item,
            _ => &[],
        }
    }
}
