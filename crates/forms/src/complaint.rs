//! What is wrong with a form, said so that a person can mend it.

use std::fmt;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use ts_rs::TS;

use crate::words::{Lang, Text};

/// One thing that is wrong: the field, a stable code for programs, and a sentence for people.
///
/// In JSON: `{"field", "code", "zh", "en"}`.
#[derive(Debug, Clone, PartialEq, Eq, TS)]
pub struct Complaint {
    /// The field as typed, with a path into lists (`violations[0].key`, counted from 0).
    pub field: Option<String>,
    /// What is wrong, for programs: `unknown_field`, `required`, `value`, `not_allowed`, …
    pub code: &'static str,
    /// The thing and the remedy.
    #[ts(flatten)]
    pub text: Text,
}

impl Complaint {
    pub(crate) fn new(code: &'static str, text: Text) -> Self {
        Complaint {
            field: None,
            code,
            text,
        }
    }

    pub(crate) fn at(field: impl Into<String>, code: &'static str, text: Text) -> Self {
        Complaint {
            field: Some(field.into()),
            code,
            text,
        }
    }

    /// The complaint in one language, with the field in front.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match (&self.field, lang) {
            (Some(field), Lang::Zh) => format!("{field}：{}", self.text.zh),
            (Some(field), Lang::En) => format!("{field}: {}", self.text.en),
            (None, _) => self.text.get(lang).to_owned(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        self.text.fmt(f)
    }
}

impl std::error::Error for Complaint {}

impl Serialize for Complaint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("field", &self.field)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("zh", &self.text.zh)?;
        map.serialize_entry("en", &self.text.en)?;
        map.end()
    }
}
