//! One form being checked.

use std::collections::BTreeSet;

use merge::{Change, Record, Value};

use super::{After, Entry, Valid, not_allowed};
use crate::catalog::Catalog;
use crate::complaint::Complaint;
use crate::field::{Field, Type};
use crate::ground::{Actor, Ground, Moment};
use crate::kind::{DIVISION, Kind};
use crate::parse::Parser;
use crate::words::Text;

/// One form being checked: changes and complaints gather here.
pub(super) struct Desk<'a> {
    pub(super) kind: &'a Kind,
    pub(super) record: Option<&'a Record>,
    event: Option<&'a str>,
    pub(super) parser: Parser<'a>,
    pub(super) changes: Vec<Change>,
    /// Fields somebody typed something into, right or wrong.
    pub(super) typed: BTreeSet<u16>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        kind: &'a Kind,
        record: Option<&'a Record>,
        event: Option<&'a str>,
        actor: &'a Actor<'a>,
        moment: &'a Moment,
        ground: &'a dyn Ground,
    ) -> Self {
        Desk {
            kind,
            record,
            event,
            parser: Parser {
                catalog,
                actor,
                moment,
                ground,
                division: record.map(|record| record.bucket.0),
                complaints: Vec::new(),
                warnings: Vec::new(),
            },
            changes: Vec::new(),
            typed: BTreeSet::new(),
        }
    }

    /// The step the form is for, if it is for one.
    pub(super) fn event(&self) -> Option<&'a str> {
        self.event
    }

    pub(super) fn after(&self) -> After<'_> {
        After {
            kind: self.kind,
            record: self.record,
            changes: &self.changes,
        }
    }

    /// Finds out where a new record lies, before anything that depends on it is read.
    pub(super) fn divide(&mut self, entries: &[Entry]) {
        let given = entries.iter().find(|entry| entry.field == DIVISION);
        let own = format!("{:012}", self.parser.actor.division);
        let text = given.map(|entry| entry.text.trim());
        let text = text.filter(|text| !text.is_empty()).unwrap_or(&own);
        let Some(field) = self.kind.field(DIVISION) else {
            return;
        };
        self.typed.insert(field.id);
        if let Some(value) = self.parser.one(DIVISION, &field.ty, text) {
            self.parser.division = value.as_text().and_then(|code| code.parse().ok());
            self.changes.push(Change::Set {
                field: field.id,
                value,
            });
        }
    }

    /// Reads the entries into changes.
    pub(super) fn enter(&mut self, entries: &[Entry]) {
        let mut names = BTreeSet::new();
        for entry in entries {
            let Some(field) = self.kind.field(&entry.field) else {
                let text = self.unknown(&entry.field);
                self.parser.refuse(&entry.field, "unknown_field", text);
                continue;
            };
            if !names.insert(field.id) {
                let text = Text::new(
                    "填了两次；多个值请写在一起，用逗号分隔",
                    "is given twice; write several values together, separated by commas",
                );
                self.parser.refuse(&entry.field, "twice", text);
                continue;
            }
            if field.name == DIVISION && self.record.is_none() {
                continue;
            }
            self.typed.insert(field.id);
            if self.may_write(field, &entry.text) {
                self.write(field, &entry.text);
            }
        }
    }

    fn may_write(&mut self, field: &Field, text: &str) -> bool {
        if field.name == DIVISION {
            let same = self.parser.one(DIVISION, &field.ty, text);
            let lies = self.record.map(|record| record.bucket.to_string());
            if same.is_some() && same.as_ref().and_then(|v| v.as_text()) != lies.as_deref() {
                let text = Text::new(
                    "记录所属区划建立后不能改；请作废本条，在正确的区划重新建立",
                    "a record stays in the division it was created in; void it and create it again \
                     where it belongs",
                );
                self.parser.refuse(DIVISION, "fixed", text);
            }
            return false;
        }
        if field.derived {
            let text = Text::new(
                format!("「{}」由系统生成，不能填写", field.label.zh),
                format!("{} is not typed, the system fills it", field.label.en),
            );
            self.parser.refuse(&field.name, "derived", text);
            return false;
        }
        if !self.allowed(field) || self.is_fixed(field) {
            return false;
        }
        if field.ty.is_photos() {
            let text = Text::new(
                "这一项是照片或文件；请用 --photo 附上",
                "this field holds files; attach them with --photo",
            );
            self.parser.refuse(&field.name, "value", text);
            return false;
        }
        if self
            .record
            .is_some_and(|record| record.in_conflict(field.id))
        {
            let text = Text::new(
                format!(
                    "「{}」有几个人写了不同的值；请先处理冲突（resolve）",
                    field.label.zh
                ),
                format!(
                    "people wrote different values into {}; settle that first (resolve)",
                    field.label.en
                ),
            );
            self.parser.refuse(&field.name, "conflict", text);
            return false;
        }
        true
    }

    /// Whether the role may write the field; if not, it says who may.
    pub(super) fn allowed(&mut self, field: &Field) -> bool {
        let actor = self.parser.actor;
        if self.kind.may_edit(field, &actor.role.name, self.event) {
            return true;
        }
        let may = self.parser.catalog.role_labels(&field.edit);
        let mut complaint = not_allowed(&field.label, "填写", "write", &may, actor);
        complaint.field = Some(field.name.clone());
        self.parser.complaints.push(complaint);
        false
    }

    fn write(&mut self, field: &Field, text: &str) {
        let empty = text.trim().is_empty();
        if field.ty.is_set() {
            let wanted = if empty {
                Some(Vec::new())
            } else {
                self.parser.many(&field.name, &field.ty, text)
            };
            if let Some(wanted) = wanted {
                self.replace(field, &wanted);
            }
            return;
        }
        let value = if empty {
            Some(Value::Null)
        } else {
            self.parser.one(&field.name, &field.ty, text)
        };
        let Some(value) = value else { return };
        let there = self.record.and_then(|record| record.value(field.id));
        if there.unwrap_or(Value::Null) != value {
            self.changes.push(Change::Set {
                field: field.id,
                value,
            });
        }
    }

    /// Turns a whole set into what must be added and removed. Only items the writer saw are named,
    /// so what somebody adds at the same time stays.
    fn replace(&mut self, field: &Field, wanted: &[Value]) {
        let there = self.record.map(|record| record.items(field.id));
        let there = there.unwrap_or_default();
        let change = |item: &Value, present| Change::Item {
            field: field.id,
            item: item.clone(),
            present,
        };
        let gone = there.iter().filter(|item| !wanted.contains(item));
        self.changes.extend(gone.map(|item| change(item, false)));
        let new = wanted.iter().filter(|item| !there.contains(item));
        self.changes.extend(new.map(|item| change(item, true)));
    }

    /// Fills what nobody typed and has a default.
    pub(super) fn defaults(&mut self) {
        let kind = self.kind;
        for field in &kind.fields {
            let Some(default) = &field.default else {
                continue;
            };
            if self.typed.contains(&field.id) || field.name == DIVISION {
                continue;
            }
            let actor = self.parser.actor;
            let text = match (default.as_str(), &field.ty) {
                ("me", Type::Person | Type::Text { .. }) => actor.person.to_owned(),
                ("my_division", _) => format!("{:012}", actor.division),
                // A day that defaults to now is today; a moment that defaults to today is now.
                ("now", Type::Date) => "today".to_owned(),
                ("today", Type::DateTime) => "now".to_owned(),
                (text, _) => text.to_owned(),
            };
            self.write(field, &text);
        }
    }

    /// The form, or everything that is wrong with it.
    pub(super) fn close(
        self,
        reason: Option<String>,
        division: Option<u64>,
    ) -> Result<Valid, Vec<Complaint>> {
        if !self.parser.complaints.is_empty() {
            return Err(self.parser.complaints);
        }
        // Of a new record nothing is there to clear.
        let new = self.record.is_none();
        let says = |change: &Change| {
            !(new
                && matches!(
                    change,
                    Change::Set {
                        value: Value::Null,
                        ..
                    }
                ))
        };
        Ok(Valid {
            changes: self.changes.into_iter().filter(says).collect(),
            reason,
            warnings: self.parser.warnings,
            division,
        })
    }
}
