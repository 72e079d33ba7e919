//! The documents that are printed from records, declared as data: which records, and in which
//! states; how they look is said by their templates.

use std::collections::BTreeMap;

use merge::Record;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::kind::Kind;
use crate::words::Text;

/// The field every kind with documents keeps its printed ones in.
pub const PRINTED: &str = "printed";

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Stable English name.
    pub name: String,
    /// Its title in Chinese.
    pub zh: String,
    /// Its title in English.
    pub en: String,
    /// The kind of record it is printed from.
    pub kind: String,
    /// The file that says how it looks.
    pub template: String,
    /// The states it is offered in; empty: in all but those that end a mistake (`void`).
    #[serde(default)]
    pub states: Vec<String>,
    /// It is offered only while these fields hold one of these codes.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// It is offered only while these fields are filled.
    #[serde(default)]
    pub has: Vec<String>,
    /// Records it shows besides: fields that refer to them, `supervision`, or by way of another
    /// record, `supervision.hazard`.
    #[serde(default)]
    pub with: Vec<String>,
    /// Records it shows besides, because they refer to this one: `KIND.FIELD`.
    #[serde(default)]
    pub from: Vec<String>,
    /// Fields whose photos it shows; of a record it shows besides, `KIND.FIELD`.
    #[serde(default)]
    pub photos: Vec<String>,
    /// Tables of the catalog it quotes, as they held on the day of the record.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Printed over the page, where the true document comes from elsewhere: `草稿`.
    pub draft: Option<String>,
    /// The law or practice it follows.
    pub source: Option<String>,
}

impl Paper {
    /// What people call it.
    #[must_use]
    pub fn label(&self) -> Text {
        Text::new(&self.zh, &self.en)
    }
}

impl Catalog {
    /// All documents.
    #[must_use]
    pub fn papers(&self) -> &[Paper] {
        &self.papers
    }

    /// The document of that name.
    #[must_use]
    pub fn paper(&self, name: &str) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.name == name)
    }

    /// The documents that can be printed from a record as it stands, in the order of the catalog.
    #[must_use]
    pub fn papers_for(&self, kind: &Kind, record: &Record) -> Vec<&Paper> {
        let state = self.status(kind, record).state;
        let own = self.papers.iter().filter(|paper| paper.kind == kind.name);
        own.filter(|paper| offered(paper, kind, record, &state))
            .collect()
    }
}

fn offered(paper: &Paper, kind: &Kind, record: &Record, state: &str) -> bool {
    let in_state = if paper.states.is_empty() {
        state != "void"
    } else {
        paper.states.iter().any(|known| known == state)
    };
    let mut when = paper.when.iter();
    let mut has = paper.has.iter();
    in_state
        && when.all(|(name, codes)| holds(kind, record, name, codes))
        && has.all(|name| filled(kind, record, name))
}

fn holds(kind: &Kind, record: &Record, name: &str, codes: &[String]) -> bool {
    let Some(field) = kind.field(name) else {
        return false;
    };
    let said = record.said(field.id).into_iter().map(|said| said.what);
    let mut values = said.chain(record.items(field.id));
    values.any(|value| {
        let code = value.as_text();
        code.is_some_and(|code| codes.iter().any(|known| known == code))
    })
}

fn filled(kind: &Kind, record: &Record, name: &str) -> bool {
    let Some(id) = kind.field(name).map(|field| field.id) else {
        return false;
    };
    record.value(id).is_some()
        || record.in_conflict(id)
        || !record.items(id).is_empty()
        || !record.attachments(Some(id)).is_empty()
}
