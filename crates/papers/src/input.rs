//! What a document is printed from.

use std::collections::BTreeMap;

use forms::{Catalog, Kind, Paper};
use merge::{DeviceId, Hash, Record};

use crate::photo::Shot;

/// What a document is printed from: the record, the records it shows besides, and what only the
/// place where it is printed knows.
pub struct Input<'a> {
    /// What kinds, fields and codes mean.
    pub catalog: &'a Catalog,
    /// The record.
    pub record: &'a Record,
    /// Records it shows besides, the nearest of a kind first; see [`Paper::with`] and [`Paper::from`].
    pub linked: Vec<Record>,
    /// The files that are here, by their hash; see [`Input::wanted`].
    pub photos: BTreeMap<Hash, Shot>,
    /// The names of the divisions from the top down to that code.
    pub place: &'a dyn Fn(u64) -> Vec<String>,
    /// Who works with a device.
    pub who: &'a dyn Fn(DeviceId) -> String,
    /// When, by whom and where it is printed.
    pub printed: Printed,
}

/// When, by whom and where a document is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Milliseconds since 1970 UTC.
    pub at_ms: u64,
    /// The person.
    pub by: String,
    /// The 12-digit code of the person's unit.
    pub unit: u64,
    /// Between which moments of the office's clock the record was last written, as far as that is
    /// proved, milliseconds since 1970 UTC.
    pub written_ms: (Option<u64>, Option<u64>),
}

/// A field that holds photos of a record.
pub(crate) struct Album<'a> {
    pub(crate) record: &'a Record,
    pub(crate) field: &'a forms::Field,
}

impl Input<'_> {
    /// The files a document shows, so that whoever prints it can fetch them.
    #[must_use]
    pub fn wanted(&self, paper: &Paper) -> Vec<Hash> {
        let albums = self.albums(paper);
        let files = albums
            .iter()
            .flat_map(|album| album.record.attachments(Some(album.field.id)));
        files.map(|file| file.sha256).collect()
    }

    pub(crate) fn albums(&self, paper: &Paper) -> Vec<Album<'_>> {
        let mut albums = Vec::new();
        for path in &paper.photos {
            let (owner, name) = match path.split_once('.') {
                Some((kind, name)) => (self.first(kind), name),
                None => (Some(self.record), path.as_str()),
            };
            let field = owner.and_then(|record| self.kind(record)?.field(name));
            if let Some((record, field)) = owner.zip(field) {
                albums.push(Album { record, field });
            }
        }
        albums
    }

    pub(crate) fn kind(&self, record: &Record) -> Option<&Kind> {
        self.catalog.kind_by_id(record.kind)
    }

    /// The nearest linked record of a kind.
    fn first(&self, kind: &str) -> Option<&Record> {
        let id = self.catalog.kind(kind)?.id;
        self.linked.iter().find(|record| record.kind == id)
    }
}
