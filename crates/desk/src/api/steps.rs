//! The history of a record, as people read it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use forms::{Kind, Lang, Text};
use merge::{Change, Op, Record, Value};

use super::door::Signed;
use super::view::{ChangeShown, Step};
use crate::failure::Failure;
use crate::room::Room;

pub(super) async fn get(signed: Signed, Path(id): Path<String>) -> Response {
    signed
        .answer(move |signed| {
            let (record, kind) = signed.desk().find(&id)?;
            steps(signed.room(), &record, kind)
        })
        .await
}

/// The operations of a record, the first first, each with what its fields held before.
fn steps(room: &Room, record: &Record, kind: &Kind) -> Result<Vec<Step>, Failure> {
    let mut held: BTreeMap<u16, Value> = BTreeMap::new();
    let mut steps = Vec::new();
    let receipt = room.store.receipt()?;
    for past in room.store.history(record.id)? {
        let op = &past.sealed.op;
        let evidence = room.evidence(&past, receipt.as_ref());
        let author = room.holder(op.device);
        let unit = author.as_ref().map(|terms| terms.unit.0);
        let unit = unit.and_then(|unit| places::DivisionCode::new(unit).ok());
        steps.push(Step {
            device: op.device.to_string(),
            seq: op.seq,
            by: author
                .as_ref()
                .map(|terms| terms.person.clone())
                .unwrap_or_default(),
            role: author
                .map(|terms| room.role_label(&terms.role))
                .unwrap_or_default(),
            unit: unit
                .map(|unit| room.divisions.path_name(unit))
                .unwrap_or_default(),
            at_ms: op.claimed.wall_ms,
            not_before_ms: evidence.not_before_ms,
            not_after_ms: evidence.not_after_ms,
            suspect: evidence.suspect(op.claimed.wall_ms),
            changes: changes(room, kind, op, &mut held),
            reason: op.reason.clone(),
            hash: past.sealed.hash.to_string(),
            held: past.held,
        });
    }
    Ok(steps)
}

fn changes(room: &Room, kind: &Kind, op: &Op, held: &mut BTreeMap<u16, Value>) -> Vec<ChangeShown> {
    let mut shown = Vec::new();
    for change in &op.changes {
        shown.push(match change {
            Change::Set { field, value } => {
                let before = held.insert(*field, value.clone());
                let before = before.filter(|before| !before.is_null());
                ChangeShown {
                    before: before.map(|before| room.text(kind, *field, &before)),
                    ..plain("set", label(kind, *field), room.text(kind, *field, value))
                }
            }
            Change::Item {
                field,
                item,
                present,
            } => {
                let what = if *present { "add" } else { "remove" };
                plain(what, label(kind, *field), room.text(kind, *field, item))
            }
            Change::Event { name } => {
                let row = kind.rows(name).next();
                let label = row.map_or_else(|| Text::new(name, name), |row| row.label.clone());
                plain("event", label, Text::default())
            }
            Change::Attach(file) => ChangeShown {
                sha256: Some(file.sha256.to_string()),
                ..plain(
                    "attach",
                    label(kind, file.field),
                    Text::new(&file.caption, &file.caption),
                )
            },
        });
    }
    shown
}

fn plain(what: &'static str, label: Text, text: Text) -> ChangeShown {
    ChangeShown {
        what,
        label,
        text,
        before: None,
        sha256: None,
    }
}

fn label(kind: &Kind, field: u16) -> Text {
    let known = kind.field_by_id(field);
    known.map_or_else(
        || Text::new(format!("#{field}"), format!("#{field}")),
        |field| field.label.clone(),
    )
}

impl Room {
    /// A role as people call it.
    pub(super) fn role_label(&self, name: &str) -> Text {
        let known = self.catalog.role(name);
        known.map_or_else(|| Text::new(name, name), |role| role.label.clone())
    }

    /// A value of a field as people read it, in both languages; masked where it may harm a person.
    pub(super) fn text(&self, kind: &Kind, field: u16, value: &Value) -> Text {
        let Some(field) = kind.field_by_id(field) else {
            return Text::new("?", "?");
        };
        if value.is_null() {
            return Text::default();
        }
        if let (forms::Type::Division, Some(code)) = (&field.ty, value.as_text())
            && let Ok(code) = code.parse()
        {
            let path = self.divisions.path_name(code);
            return Text::new(path.clone(), path);
        }
        let text = |lang| {
            let text = self.catalog.value_text(field, value, lang);
            if field.sensitivity == forms::Sensitivity::Sensitive {
                crate::report::mask(&text)
            } else {
                text
            }
        };
        Text::new(text(Lang::Zh), text(Lang::En))
    }
}
