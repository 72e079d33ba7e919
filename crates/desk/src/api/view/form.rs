//! What is typed, and what comes of it.

use forms::{Complaint, Entry, Photo, Text};
use merge::Hash;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RowShown;

/// A file to attach; it was sent before the form.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Attach {
    /// The field it belongs to; the form's first photo field if none is named.
    pub field: Option<String>,
    /// Its name.
    pub sha256: String,
    /// The name it came under.
    pub caption: String,
}

/// A form: something new, an edit, or a step of the workflow.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Form {
    /// The kind of something new.
    pub kind: Option<String>,
    /// The record to change.
    pub id: Option<String>,
    /// The step of its workflow. Of something new, the step that is to follow: a check looks at it,
    /// a save does not take it.
    pub event: Option<String>,
    /// Fields as typed: name and text. An empty text clears; sets and lists are JSON.
    pub entries: Vec<(String, String)>,
    /// Files.
    pub files: Vec<Attach>,
    /// Why, where a reason is required.
    pub reason: Option<String>,
    /// What had been seen when the form was opened.
    pub seen: Option<String>,
    /// Save although somebody wrote the same fields meanwhile: both values are then kept.
    pub anyway: bool,
    /// The page's own word for this save, the same when it is sent again: kept once.
    #[serde(skip_serializing)]
    pub once: Option<String>,
}

impl Form {
    pub(in crate::api) fn entries(&self) -> Vec<Entry> {
        let entry = |(field, text): &(String, String)| Entry {
            field: field.clone(),
            text: text.clone(),
        };
        self.entries.iter().map(entry).collect()
    }
}

/// A file that is kept.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Kept {
    /// Its name.
    pub sha256: String,
    /// Its media type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// When the camera says it was taken, `YYYY-MM-DD HH:MM`; to be offered, never believed.
    pub taken_at: Option<String>,
    /// Where the camera says it was taken, latitude and longitude in degrees.
    pub taken_where: Option<(f64, f64)>,
}

/// A record that may be about the same thing.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NearRow {
    /// The record.
    pub row: RowShown,
    /// How far away, in metres.
    pub metres: i32,
}

/// What there is to say of a form that is still being filled.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Checked {
    /// What would keep it from being saved.
    pub complaints: Vec<Complaint>,
    /// What would stand against the step that is to follow something new; it can be saved.
    pub ahead: Vec<Complaint>,
    /// Things to look at again; it can be saved.
    pub warnings: Vec<Complaint>,
    /// Records that may be about the same thing.
    pub near: Vec<NearRow>,
    /// Values the program suggests: field, text, and why.
    pub suggests: Vec<(String, String, Text)>,
}

/// Something durable.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Saved {
    /// The record.
    pub id: String,
    /// Its state now.
    pub status: String,
    /// Things to look at again.
    pub warnings: Vec<Complaint>,
    /// Records that may be about the same thing.
    pub near: Vec<NearRow>,
}

/// How somebody settles a conflict.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Resolve {
    /// The field; `status` for a step that was illegal at its place.
    pub field: String,
    /// With what this device wrote.
    pub device: Option<String>,
    /// With this value.
    pub value: Option<String>,
    /// As in a form.
    #[serde(skip_serializing)]
    pub once: Option<String>,
}

/// One step for many records.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Bulk {
    /// The records.
    pub ids: Vec<String>,
    /// The step.
    pub event: String,
    /// Fields as typed.
    pub entries: Vec<(String, String)>,
    /// Why.
    pub reason: Option<String>,
    /// As in a form, for all of them together.
    pub once: Option<String>,
}

/// What came of a step for one of many records.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BulkOutcome {
    /// The record.
    pub id: String,
    /// Its state now; nothing if the step was refused.
    pub status: Option<String>,
    /// What stood against it.
    pub complaints: Vec<Complaint>,
}

impl Attach {
    /// What the form says of a file that is kept with these properties.
    pub(in crate::api) fn photo(&self, sha256: Hash, size: u64, mime: &str) -> Photo {
        Photo {
            field: self.field.clone(),
            sha256,
            size,
            mime: mime.to_owned(),
            caption: self.caption.clone(),
        }
    }
}
