//! Records in lists and on their own.

use std::collections::BTreeMap;

use forms::{Complaint, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use ts_rs::TS;

/// What a list is asked for.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Ask {
    /// Records of this kind; of all kinds if none is named.
    pub kind: Option<String>,
    /// In these states, separated by commas.
    pub status: Option<String>,
    /// In this division and everything below it.
    pub under: Option<String>,
    /// With these words in title, number or place.
    pub words: Option<String>,
    /// `overdue`, or due within so many days.
    pub due: Option<String>,
    /// In conflict.
    pub conflict: Option<bool>,
    /// Marked with these codes, separated by commas: hazards of these grades.
    pub mark: Option<String>,
    /// Written on this road.
    pub road: Option<String>,
    /// `updated` (default), `created`, `due` or `place`.
    pub order: Option<String>,
    /// Rows to pass over.
    pub skip: Option<u32>,
    /// Rows at most.
    pub limit: Option<u32>,
}

/// A record in a list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RowShown {
    /// Its id.
    pub id: String,
    /// Its kind; `#7` if this program does not know it.
    pub kind: String,
    /// Its human number.
    pub number: Option<String>,
    /// What it is, in one line.
    pub title: String,
    /// Its state; `?` if this program does not know its kind.
    pub status: String,
    /// Where it lies.
    pub division: String,
    /// The path of names down to there, from the person's own area on.
    pub place: String,
    /// Its deadline, while it runs.
    pub due_on: Option<String>,
    /// Days left; negative when overdue.
    pub days_left: Option<i32>,
    /// When it was made.
    pub created_ms: u64,
    /// When it was last changed.
    pub updated_ms: u64,
    /// Fields in conflict and illegal events nobody settled.
    pub conflicts: u16,
    /// How long people have disagreed about it; nothing where they do not.
    pub disputed: Option<Disputed>,
    /// How many files it has.
    pub files: u16,
    /// The road.
    pub road: Option<String>,
    /// First and last stake, in metres.
    pub stake: Option<(i32, i32)>,
    /// Latitude and longitude in degrees, WGS-84.
    pub point: Option<(f64, f64)>,
    /// The code that marks it: the grade of a hazard.
    pub mark: Option<String>,
    /// The office has not confirmed all of it yet; on a laptop.
    pub unsent: bool,
}

/// How long people have disagreed about a record.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Disputed {
    /// The day from which both values were known here.
    pub since: String,
    /// Days since then.
    pub days: i32,
    /// Who is asked to settle it now, where it is late.
    pub late: Option<Text>,
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Page {
    /// The rows.
    pub rows: Vec<RowShown>,
    /// How many there are in all.
    pub all: u64,
    /// How many there are in each state.
    pub by_status: BTreeMap<String, u64>,
}

/// A field's value: as a form takes it, and as people read it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Shown {
    /// The field's name; `#12` if this program does not know it.
    pub field: String,
    /// As a form takes it.
    #[ts(type = "unknown")]
    pub value: Json,
    /// As people read it.
    pub text: Text,
    /// It was masked; the true value is shown only to who asks for it.
    pub masked: bool,
}

/// How a photo or scan stands at the program that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HereShown {
    /// The original is here.
    Whole,
    /// A small picture is here; the original is still travelling.
    Preview,
    /// It is still travelling.
    Nothing,
}

/// A photo or scan.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PhotoShown {
    /// The field it belongs to.
    pub field: String,
    /// Its name.
    pub sha256: String,
    /// Its media type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// The name it came under.
    pub caption: String,
    /// How much of it is here.
    pub here: HereShown,
    /// The office has it. Nothing at an office, and for what others brought.
    pub sent: Option<bool>,
}

/// A step of the workflow that the person could take.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Offer {
    /// The event's name.
    pub event: String,
    /// What people call it.
    pub label: Text,
    /// The state it leads to; nothing: the state stays.
    pub to: Option<String>,
    /// Fields that must be filled.
    pub requires: Vec<String>,
    /// Fields it normally fills.
    pub sets: Vec<String>,
    /// A reason must be given.
    pub reason: bool,
    /// The law it follows.
    pub law: Option<String>,
    /// What stands against it that filling fields does not mend.
    pub against: Vec<Complaint>,
}

/// A field that several people wrote without knowing of each other.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Rivals {
    /// The field; `status` for a step that was illegal at its place.
    pub field: String,
    /// Every side.
    pub values: Vec<Rival>,
    /// The person may settle it.
    pub mine: bool,
}

/// One side of a conflict.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Rival {
    /// As a form takes it.
    #[ts(type = "unknown")]
    pub value: Json,
    /// As people read it.
    pub text: Text,
    /// The device that wrote it.
    pub device: String,
    /// Who works with it.
    pub by: String,
    /// In which role.
    pub role: Text,
    /// At which unit.
    pub unit: String,
    /// When, by that device's clock.
    pub at_ms: u64,
}

/// A time limit.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ClockShown {
    /// What people call it.
    pub label: Text,
    /// The law or rule it follows.
    pub source: Option<String>,
    /// When it began.
    pub started_ms: i64,
    /// When it ends.
    pub ends_ms: i64,
    /// When it was stopped.
    pub stopped_ms: Option<i64>,
    /// It has passed.
    pub overdue: bool,
    /// Somebody is late when it has passed; else a right of the party lapses.
    pub counts: bool,
    /// Days between when it should have begun and when the office could first know of it.
    pub delay_days: i32,
    /// The holidays it runs over are known.
    pub holidays_known: bool,
}

/// A record on its own.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Sheet {
    /// As in a list.
    pub row: RowShown,
    /// Its fields that say something, in the order of the form.
    pub fields: Vec<Shown>,
    /// Its files.
    pub photos: Vec<PhotoShown>,
    /// What had been seen when it was opened; goes back with whatever is saved.
    pub seen: String,
    /// Two copies of a record are the same if and only if these digits are.
    pub digest: String,
    /// Fields the person may write.
    pub may_edit: Vec<String>,
    /// Steps the person could take.
    pub offers: Vec<Offer>,
    /// What people disagree about.
    pub conflicts: Vec<Rivals>,
    /// Its time limits.
    pub clocks: Vec<ClockShown>,
    /// Records it refers to: the field and the record.
    pub refers: Vec<(String, RowShown)>,
    /// Records that refer to it.
    pub referred: Vec<RowShown>,
    /// Of the records that refer to it: what was counted.
    pub results: Vec<(Text, String)>,
}

/// One operation of a record's history.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Step {
    /// The device that wrote it.
    pub device: String,
    /// Its number there.
    pub seq: u64,
    /// Who works with the device.
    pub by: String,
    /// In which role.
    pub role: Text,
    /// At which unit.
    pub unit: String,
    /// When, by that device's clock.
    pub at_ms: u64,
    /// Not before this time of the office's clock, by the receipt the device held.
    pub not_before_ms: Option<u64>,
    /// Not after this time of the office's clock, which had it then.
    pub not_after_ms: Option<u64>,
    /// The device's clock was wrong by more than clocks usually are.
    pub suspect: bool,
    /// What it changed.
    pub changes: Vec<ChangeShown>,
    /// Why.
    pub reason: Option<String>,
    /// Why it is held out of the record.
    pub held: Option<String>,
    /// The operation's hash.
    pub hash: String,
}

/// One change of an operation.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChangeShown {
    /// `set`, `add`, `remove`, `event` or `attach`.
    pub what: &'static str,
    /// What people call the field or event.
    pub label: Text,
    /// The value, as people read it.
    pub text: Text,
    /// What the field held before, as people read it.
    pub before: Option<Text>,
    /// The file that was attached.
    pub sha256: Option<String>,
}
