//! Figures, deadlines, proposals, maps.

use std::collections::BTreeMap;

use forms::Text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Division, RowShown};

/// Where and when figures are asked for.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Span {
    /// The division; the person's own if none is named.
    pub under: Option<String>,
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
    /// A calendar year.
    pub year: Option<i16>,
    /// A calendar month, `YYYY-MM`.
    pub month: Option<String>,
}

/// The four-level table of the divisions directly below one.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Board {
    /// What it is about.
    pub under: Division,
    /// The divisions above it that the person may see, the highest first.
    pub above: Vec<Division>,
    /// Its own sums.
    pub whole: BoardRow,
    /// One row for each division directly below.
    pub rows: Vec<BoardRow>,
    /// The day overdue is counted on.
    pub on: String,
}

/// What one division answers for, everything below it included.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BoardRow {
    /// The division.
    pub division: Division,
    /// It has divisions below it.
    pub opens: bool,
    /// What was counted, by the measure's name.
    pub figures: BTreeMap<String, i64>,
    /// Shares of what is counted: as people read them, above the line, below the line.
    pub ratios: BTreeMap<String, (String, i64, i64)>,
    /// Deadlines by colour: green, yellow, orange, red (table `due_colours`).
    pub deadlines: (u64, u64, u64, u64),
}

/// Which deadlines are asked for.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct DueAsk {
    /// The division; all of one's own if none is named.
    pub under: Option<String>,
    /// The name of a colour (table `due_colours`), or `overdue`.
    pub band: Option<String>,
    /// The day they fall on, whatever their colour.
    pub day: Option<String>,
    /// How many are passed over.
    pub skip: Option<u32>,
    /// How many are shown at most.
    pub limit: Option<u32>,
}

/// A page of deadlines, the earliest first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DuePage {
    /// How many there are on all pages.
    pub all: u64,
    /// The records.
    pub rows: Vec<RowShown>,
}

/// The deadlines of the days to come, counted.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Ahead {
    /// Those whose day has passed.
    pub overdue: u64,
    /// Those to come, by day, kind and mark.
    pub falls: Vec<FallsDue>,
}

/// How many records of one sort fall due on a day.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FallsDue {
    /// The day.
    pub day: String,
    /// Their kind's name; nothing for a kind this program does not know.
    pub kind: Option<String>,
    /// The code that marks them, as the grade of a hazard.
    pub mark: Option<String>,
    /// How many.
    pub count: u64,
}

/// A deadline that runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DueRow {
    /// The record.
    pub row: RowShown,
}

/// Figures over time, for a chart.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Figures {
    /// The measure's name.
    pub measure: String,
    /// What people call it.
    pub label: Text,
    /// The months, `YYYY-MM`.
    pub months: Vec<String>,
    /// This span.
    pub values: Vec<i64>,
    /// The same months a year before.
    pub last_year: Vec<i64>,
    /// By division directly below: its name and what was counted in the whole span.
    pub by_division: Vec<(Division, i64)>,
}

/// Something the program proposes and a person sends.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Proposed {
    /// The record it is about.
    pub row: RowShown,
    /// With the record it is unique.
    pub cause: String,
    /// What is proposed.
    pub label: Text,
    /// The kind of record that answers it; nothing: the work itself does.
    pub answered_by: Option<String>,
    /// The first day it was proposed.
    pub since: String,
    /// How the answer is filled before anybody has typed.
    pub entries: Vec<(String, String)>,
    /// The holidays it was reckoned over are not known.
    pub holidays_unknown: bool,
}

/// Which proposals are asked for.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ProposalAsk {
    /// The division; all of one's own if none is named.
    pub under: Option<String>,
    /// The kind of record that answers them.
    pub answered_by: Option<String>,
    /// The key of their group.
    pub group: Option<String>,
    /// How many are passed over.
    pub skip: Option<u32>,
    /// How many are shown at most.
    pub limit: Option<u32>,
}

/// A page of what is proposed, the longest waiting first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProposalPage {
    /// How many there are on all pages.
    pub all: u64,
    /// Every group there, whichever are shown; first the one of which one waits longest.
    pub groups: Vec<ProposalGroup>,
    /// Those shown.
    pub rows: Vec<Proposed>,
}

/// Proposals of one sort: the same would be sent.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProposalGroup {
    /// What tells it from the others.
    pub key: String,
    /// What people call it.
    pub label: Text,
    /// The kind of record that answers it; nothing: the work itself does.
    pub answered_by: Option<String>,
    /// How many there are.
    pub all: u64,
}

/// A proposal somebody answers as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Answering {
    /// The record it is about.
    pub id: String,
    /// The proposal's cause.
    pub cause: String,
    /// What the person typed over what the rule fills.
    pub entries: Option<Vec<(String, String)>>,
    /// As in a form.
    #[serde(skip_serializing)]
    pub once: Option<String>,
}

impl Answering {
    pub(in crate::api) fn entries(&self) -> Vec<forms::Entry> {
        let entry = |(field, text): &(String, String)| forms::Entry {
            field: field.clone(),
            text: text.clone(),
        };
        self.entries.iter().flatten().map(entry).collect()
    }
}

/// A record on the map.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MapPoint {
    /// The record.
    pub id: String,
    /// Latitude and longitude in degrees, WGS-84.
    pub point: (f64, f64),
    /// What it is.
    pub title: String,
    /// Its state.
    pub status: String,
    /// The code that marks it: the grade of a hazard.
    pub mark: Option<String>,
    /// Days left; negative when overdue.
    pub days_left: Option<i32>,
}

/// The records along a road.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RoadStrip {
    /// The road's code or name.
    pub road: String,
    /// First and last stake there is anything at, in metres.
    pub from_m: i32,
    /// The last.
    pub to_m: i32,
    /// The records, by stake.
    pub rows: Vec<RowShown>,
}
