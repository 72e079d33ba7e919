//! A field of a record kind and what it holds.

use serde::Serialize;
use ts_rs::TS;

use crate::figure::Holds;
use crate::guards::Guard;
use crate::meanwhile::Meanwhile;
use crate::words::Text;

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
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
    /// Of a derived field: what the records that refer to this one say.
    pub seen: Option<Seen>,
    /// Of a derived field: the field whose earlier values it tells.
    pub history_of: Option<String>,
    /// Asked for at creation: its absence is warned about and never refused.
    pub wanted: bool,
    /// States in which only a step that fills it may change it.
    pub fixed_in: Vec<String>,
    /// Conditions on changing it outside a step.
    #[serde(rename = "guard")]
    #[ts(type = "string[]")]
    pub guards: Vec<Guard>,
    /// It may still be written when nothing else of the record may: what was printed from it.
    pub late: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// The law it follows.
    pub law: Option<String>,
    /// What counts of it while people disagree about it.
    pub meanwhile: Meanwhile,
    /// Of a code: its list's codes in their order.
    #[serde(skip)]
    pub(crate) order: Vec<String>,
    /// No figure may look at it, and no figure may rank, score or target by records of its kind.
    pub uncounted: bool,
}

/// How far a field may be shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, serde::Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// To everybody.
    Public,
    /// Inside the organisation.
    #[default]
    Internal,
    /// Tells of a person: for those who handle the record, and left out of what is published.
    Personal,
    /// Harms a person when it leaks: masked until somebody asks for it.
    Sensitive,
    /// Tells of health or of a minor: hidden from who does not need it.
    Withheld,
}

/// What records that refer to this one say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Their kind.
    pub kind: String,
    /// The field of theirs that refers to this record.
    pub field: String,
    /// The states in which they count.
    pub states: Vec<String>,
    /// Only those of which a field holds one of these values.
    pub only: Option<Holds>,
    /// The field of theirs that is shown; nothing: which records they are.
    pub show: Option<String>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
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
    /// The number of a driving licence: of a resident his citizen's number.
    LicenceNo,
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
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
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

impl Field {
    /// Whether it says something of a person that not everybody is shown.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.sensitivity >= Sensitivity::Personal
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

    /// Whether the field says a day.
    pub(crate) fn is_day(&self) -> bool {
        matches!(self, Type::Date | Type::DateTime)
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
