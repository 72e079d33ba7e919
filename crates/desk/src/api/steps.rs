//! The history of a record, as people read it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use forms::{Kind, Text};
use merge::{Change, DeviceId, Op, Record, Value};

use super::door::Signed;
use super::view::{ChangeShown, Step};
use crate::failure::Failure;
use crate::room::{Desk, Room};

pub(super) async fn get(signed: Signed, Path(id): Path<String>) -> Response {
    signed
        .answer(move |signed| {
            let (record, kind) = signed.desk().find(&id)?;
            steps(&signed.desk(), &record, kind)
        })
        .await
}

/// The operations of a record, the first first, each with what its fields held before.
fn steps(desk: &Desk<'_>, record: &Record, kind: &Kind) -> Result<Vec<Step>, Failure> {
    let room = desk.room;
    let mut held = Held::new();
    let mut steps = Vec::new();
    let receipts = room.receipts()?;
    for past in room.store.history(record.id)? {
        let op = &past.sealed.op;
        let evidence = room.evidence(&past, &receipts);
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
            changes: changes(desk, (record, kind), op, &mut held),
            reason: op.reason.clone(),
            hash: past.sealed.hash.to_string(),
            held: past.held,
        });
    }
    Ok(steps)
}

/// What each field held last, and who wrote it.
type Held = BTreeMap<u16, (Value, DeviceId)>;

/// What an operation changed, without what is hidden.
fn changes(
    desk: &Desk<'_>,
    (record, kind): (&Record, &Kind),
    op: &Op,
    held: &mut Held,
) -> Vec<ChangeShown> {
    let text = |field: u16, value: &Value, by| desk.text(record, kind, (field, value), by);
    let hidden = |change: &Change| match change {
        Change::Set { field, value } => text(*field, value, op.device).is_none(),
        Change::Item { field, item, .. } => text(*field, item, op.device).is_none(),
        Change::Event { .. } => false,
        Change::Attach(file) => !desk.shows_file(record, kind, file.field, false),
    };
    let mut shown = Vec::new();
    for change in op.changes.iter().filter(|change| !hidden(change)) {
        shown.push(match change {
            Change::Set { field, value } => {
                let before = held.insert(*field, (value.clone(), op.device));
                let before = before.filter(|(before, _)| !before.is_null());
                let now = text(*field, value, op.device).unwrap_or_default();
                ChangeShown {
                    before: before.and_then(|(before, by)| text(*field, &before, by)),
                    ..plain("set", label(kind, *field), now)
                }
            }
            Change::Item {
                field,
                item,
                present,
            } => {
                let what = if *present { "add" } else { "remove" };
                let now = text(*field, item, op.device).unwrap_or_default();
                plain(what, label(kind, *field), now)
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
}
