//! A record as it will be once the changes of a form are in.

use std::collections::BTreeSet;

use merge::{Change, Record, Value};

use crate::field::Field;
use crate::kind::Kind;

/// A record and the changes about to be made to it.
#[derive(Clone, Copy)]
pub(crate) struct After<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) record: Option<&'a Record>,
    pub(crate) changes: &'a [Change],
}

impl After<'_> {
    /// The value a field will have.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        let field = self.kind.field(name)?;
        let id = field.id;
        let set = self.changes.iter().rev().find_map(|change| match change {
            Change::Set { field, value } if *field == id => Some(value.clone()),
            _ => None,
        });
        match set {
            Some(value) => Some(value).filter(|value| !value.is_null()),
            None => field.value(self.record?),
        }
    }

    /// The text a field will have.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.value(name)?.as_text().map(str::to_owned)
    }

    /// Whether a yes-or-no field will be yes.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.value(name).and_then(|value| value.as_bool()) == Some(true)
    }

    /// Whether the form itself writes the field.
    pub(crate) fn touches(&self, name: &str) -> bool {
        let id = self.kind.field(name).map(|field| field.id);
        self.changes.iter().any(|change| {
            let field = match change {
                Change::Set { field, .. } | Change::Item { field, .. } => Some(*field),
                Change::Attach(attachment) => Some(attachment.field),
                Change::Event { .. } => None,
            };
            field.is_some() && field == id
        })
    }

    /// The items a set will have.
    pub(crate) fn items(&self, name: &str) -> Vec<Value> {
        let Some(id) = self.kind.field(name).map(|field| field.id) else {
            return Vec::new();
        };
        let there = self.record.map(|record| record.items(id));
        let mut items: BTreeSet<Value> = there.into_iter().flatten().collect();
        for change in self.changes {
            match change {
                Change::Item {
                    field,
                    item,
                    present: true,
                } if *field == id => {
                    items.insert(item.clone());
                }
                Change::Item { field, item, .. } if *field == id => {
                    items.remove(item);
                }
                _ => {}
            }
        }
        items.into_iter().collect()
    }

    /// How many files a field will have.
    pub(crate) fn photos(&self, name: &str) -> usize {
        let Some(id) = self.kind.field(name).map(|field| field.id) else {
            return 0;
        };
        let there = self
            .record
            .map_or(0, |record| record.attachments(Some(id)).len());
        let added = self
            .changes
            .iter()
            .filter(|change| matches!(change, Change::Attach(a) if a.field == id));
        there + added.count()
    }

    /// Whether a field will hold at least what it must hold where it is required.
    pub(crate) fn filled(&self, field: &Field) -> bool {
        if field.ty.is_photos() {
            self.photos(&field.name) >= field.ty.min_items()
        } else if field.ty.is_set() {
            self.items(&field.name).len() >= field.ty.min_items()
        } else {
            self.value(&field.name)
                .is_some_and(|value| value.as_text() != Some(""))
        }
    }
}
