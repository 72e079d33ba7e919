//! What a form is made of, and what comes of it.

use merge::{Attachment, Change, DeviceId, Dot, Hash};

use crate::complaint::Complaint;

/// One field as typed: `field=text`. An empty text clears the field; a set is given as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The field's name.
    pub field: String,
    /// What was typed.
    pub text: String,
}

/// One file to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The field it belongs to; nothing: the kind's first, or the one the event asks for.
    pub field: Option<String>,
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// Size in bytes.
    pub size: u64,
    /// Media type, such as `image/jpeg`.
    pub mime: String,
    /// The name the file had, for people only.
    pub caption: String,
}

impl Photo {
    pub(super) fn attachment(&self, field: u16) -> Attachment {
        Attachment {
            field,
            sha256: self.sha256,
            size: self.size,
            mime: self.mime.clone(),
            caption: self.caption.clone(),
        }
    }
}

/// A form that may be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Valid {
    /// What it changes.
    pub changes: Vec<Change>,
    /// The reason given, where one is.
    pub reason: Option<String>,
    /// What is odd but allowed.
    pub warnings: Vec<Complaint>,
    /// Of a new record: the 12-digit code of the division it lies in, its bucket.
    pub division: Option<u64>,
}

/// How a person settles a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// With a value of their own.
    Value(String),
    /// With what that device wrote.
    From(DeviceId),
}

/// A settlement that may be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveValid {
    /// What it changes.
    pub changes: Vec<Change>,
    /// The illegal events it settles.
    pub resolves: Vec<Dot>,
}
