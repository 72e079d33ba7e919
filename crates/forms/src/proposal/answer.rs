//! The records that answer a proposal: those there are, and the one a person is about to make.

use merge::{Record, RecordId};
use serde_json::Value as Json;

use super::{Case, Proposal};
use crate::catalog::Catalog;
use crate::check::Entry;
use crate::field::Type;
use crate::kind::Kind;
use crate::status::Walk;
use crate::table::Row;
use crate::words::Text;

/// The field in which an answer bears its cause.
const CAUSE: &str = "cause";
/// The field in which a listing bears its level.
const LEVEL: &str = "level";
/// What was voided never was.
const VOID: &str = "void";
/// The columns of a rule that fill the record that answers, and the field they fill.
const FILLS: [(&str, &str); 5] = [
    ("reminder_kind", "kind"),
    ("seq", "seq"),
    ("reason", "notice_reason"),
    ("basis", "basis"),
    ("level", LEVEL),
];
/// Begins what a rule fills in word for word; else it names a field of the record.
const LITERAL: char = '=';

/// A record that refers to the one that proposals are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The record.
    pub id: RecordId,
    /// Its kind's name.
    pub kind: String,
    /// The cause it bears, if any.
    pub cause: Option<String>,
    /// The level it bears, if any.
    pub level: Option<String>,
    /// Whether something may still follow in its workflow.
    pub open: bool,
    /// Whether somebody decided not to go on with it.
    pub withdrawn: bool,
}

/// What is known around a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// The records that refer to it.
    pub answers: Vec<Answer>,
    /// When the office first had it, milliseconds since 1970 UTC; nothing where that is not known.
    pub arrived_ms: Option<i64>,
}

impl Catalog {
    /// A record as an answer to another it refers to; nothing if it was voided or is of a kind this
    /// program does not know.
    #[must_use]
    pub fn as_answer(&self, record: &Record) -> Option<Answer> {
        let kind = self.kind_by_id(record.kind)?;
        let state = Walk::of(kind, record).state;
        if state == VOID {
            return None;
        }
        let text = |name| {
            let value = kind.field(name)?.value(record)?;
            value.as_text().map(str::to_owned)
        };
        let state = kind.state(&state);
        Some(Answer {
            id: record.id,
            kind: kind.name.clone(),
            cause: text(CAUSE),
            level: text(LEVEL),
            open: state.is_some_and(|state| !state.is_final),
            withdrawn: state.is_some_and(|state| state.withdrawn),
        })
    }

    /// How the record that answers a proposal about a record is filled before a person has typed
    /// anything, and its kind; nothing if the work itself answers it.
    #[must_use]
    pub fn answering(
        &self,
        about: RecordId,
        kind: u16,
        proposal: &Proposal,
    ) -> Option<(&Kind, Vec<Entry>)> {
        let answer = self.kind(proposal.answered_by.as_ref()?)?;
        let reference = answer.refers_to(&self.kind_by_id(kind)?.name)?;
        let mut entries = vec![
            (reference.to_owned(), about.to_string()),
            (CAUSE.to_owned(), proposal.cause.clone()),
        ];
        entries.extend(proposal.fills.iter().cloned());
        let known = entries
            .into_iter()
            .filter(|(field, _)| answer.field(field).is_some());
        let entry = |(field, text)| Entry { field, text };
        Some((answer, known.map(entry).collect()))
    }
}

impl Kind {
    /// The field in which it refers to a record of that kind.
    pub(crate) fn refers_to(&self, kind: &str) -> Option<&str> {
        let refers = |ty: &Type| matches!(ty, Type::Ref { to: Some(to) } if to == kind);
        let mut fields = self.fields.iter().filter(|field| refers(&field.ty));
        fields.next().map(|field| field.name.as_str())
    }

    /// Whether it says which cause it answers.
    pub(crate) fn bears_cause(&self) -> bool {
        self.field(CAUSE).is_some()
    }
}

impl Case<'_> {
    /// What a row says about the answer: its own columns, and fields of the record by `fill`.
    pub(super) fn fills(&self, row: &Row) -> Vec<(String, String)> {
        let plain = |value: &Json| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        let own = FILLS.iter().filter_map(|(column, field)| {
            Some(((*field).to_owned(), plain(row.columns.get(*column)?)))
        });
        let fill = row.columns.get("fill").and_then(Json::as_object);
        let fill = fill.into_iter().flatten().filter_map(|(field, from)| {
            let from = from.as_str()?;
            let text = match from.strip_prefix(LITERAL) {
                Some(literal) => literal.to_owned(),
                None => {
                    let source = self.course.kind.field(from)?;
                    let value = source.value(self.course.record)?;
                    plain(&self.catalog.value_json(source, &value))
                }
            };
            Some((field.clone(), text))
        });
        own.chain(fill).collect()
    }

    /// Causes that several records answer, as long as one of them can still be withdrawn: two
    /// people did the same thing without knowing of each other, and a person decides which stays.
    pub(super) fn answered_twice(&self) -> Vec<Proposal> {
        let standing = |answer: &&Answer| !answer.withdrawn && answer.cause.is_some();
        let answers: Vec<&Answer> = self.around.answers.iter().filter(standing).collect();
        let mut causes: Vec<&String> = answers.iter().filter_map(|a| a.cause.as_ref()).collect();
        causes.sort_unstable();
        causes.dedup();
        let twice = causes.into_iter().filter_map(|cause| {
            let same = answers.iter().filter(|a| a.cause.as_ref() == Some(cause));
            let mut same: Vec<&&Answer> = same.collect();
            if same.len() < 2 || !same.iter().any(|answer| answer.open) {
                return None;
            }
            same.sort_by_key(|answer| answer.id);
            let kind = same
                .first()
                .and_then(|answer| self.catalog.kind(&answer.kind));
            let label = kind.map(|kind| kind.label.clone()).unwrap_or_default();
            let count = same.len();
            Some(Proposal {
                cause: format!("twice/{cause}"),
                label: Text::new(
                    format!("同一事由有 {count} 条{}，请作废多余的", label.zh),
                    format!(
                        "one cause has {count} records ({}); withdraw all but one",
                        label.en
                    ),
                ),
                together: None,
                answered_by: None,
                since: self.today,
                level: None,
                to: Vec::new(),
                fills: Vec::new(),
                holidays_unknown: false,
                records: same.iter().map(|answer| answer.id.to_string()).collect(),
            })
        });
        twice.collect()
    }
}
