//! Settling what people wrote without knowing of each other.

use merge::{Change, Dot, Record, Value};

use super::desk::Desk;
use super::{ResolveValid, Take, not_allowed};
use crate::catalog::Catalog;
use crate::complaint::Complaint;
use crate::ground::{Actor, Ground, Moment};
use crate::kind::Kind;
use crate::words::Text;

/// The name under which a person settles illegal events instead of a field.
const STATUS: &str = "status";

impl Catalog {
    /// Checks how a person settles a field in conflict, or, under the name `status`, events that
    /// were illegal at their place.
    ///
    /// # Errors
    /// A field that is not in conflict, a value that is wrong, a role that may not.
    #[expect(
        clippy::too_many_arguments,
        reason = "a form, its filler and its ground"
    )]
    pub fn resolve(
        &self,
        kind: &Kind,
        record: &Record,
        field: &str,
        take: &Take,
        actor: &Actor<'_>,
        moment: &Moment,
        ground: &dyn Ground,
    ) -> Result<ResolveValid, Vec<Complaint>> {
        if field == STATUS {
            return self.dismiss(kind, record, take, actor).map_err(|c| vec![c]);
        }
        let mut desk = Desk::new(self, kind, Some(record), None, actor, moment, ground);
        desk.settle(record, field, take);
        let valid = desk.close(None, None)?;
        Ok(ResolveValid {
            changes: valid.changes,
            resolves: Vec::new(),
        })
    }

    fn dismiss(
        &self,
        kind: &Kind,
        record: &Record,
        take: &Take,
        actor: &Actor<'_>,
    ) -> Result<ResolveValid, Complaint> {
        if !kind.may_settle(&actor.role.name) {
            let label = Text::new("流程冲突", "conflicts of the workflow");
            let roles = self.role_labels(&kind.settle);
            return Err(not_allowed(&label, "处理", "settle", &roles, actor));
        }
        let illegal = self.status(kind, record).illegal.into_iter();
        let dots = illegal.map(|event| event.source.dot);
        let resolves: Vec<Dot> = match take {
            Take::From(device) => dots.filter(|dot| dot.device == *device).collect(),
            Take::Value(_) => dots.collect(),
        };
        if resolves.is_empty() {
            return Err(no_conflict(STATUS));
        }
        Ok(ResolveValid {
            changes: Vec::new(),
            resolves,
        })
    }
}

impl Desk<'_> {
    /// Settles a field in conflict.
    pub(super) fn settle(&mut self, record: &Record, name: &str, take: &Take) {
        let Some(field) = self.kind.field(name) else {
            let text = self.unknown(name);
            self.parser.refuse(name, "unknown_field", text);
            return;
        };
        if !record.in_conflict(field.id) {
            self.parser.complaints.push(no_conflict(name));
            return;
        }
        // Who settles conflicts of the kind may choose between values that others were free to write.
        let settles = self.kind.may_settle(&self.parser.actor.role.name);
        if !settles && !self.allowed(field) {
            return;
        }
        let value = match take {
            Take::Value(text) if text.trim().is_empty() => Some(Value::Null),
            Take::Value(text) => self.parser.one(name, &field.ty, text),
            Take::From(device) => {
                let said = record.said(field.id).into_iter();
                let theirs = said.filter(|said| said.source.dot.device == *device);
                let theirs = theirs.map(|said| said.what).next();
                if theirs.is_none() {
                    let text = Text::new(
                        "该设备没有写过这一项；请从冲突的各值中选择",
                        "that device wrote none of the rival values; choose one of those shown",
                    );
                    self.parser.refuse(name, "value", text);
                }
                theirs
            }
        };
        if let Some(value) = value {
            self.changes.push(Change::Set {
                field: field.id,
                value,
            });
        }
    }
}

fn no_conflict(field: &str) -> Complaint {
    let text = Text::new(
        "没有冲突需要处理；直接修改即可",
        "nothing is in conflict here; edit it instead",
    );
    Complaint::at(field, "no_conflict", text)
}
