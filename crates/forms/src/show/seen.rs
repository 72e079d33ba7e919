//! Derived fields that follow from the records that refer to one.

use std::fmt;

use merge::{DeviceId, Op, Record, RecordId, Value};
use serde_json::Value as Json;

use crate::catalog::Catalog;
use crate::field::{Field, Seen, Type};
use crate::figure::Holds;
use crate::kind::Kind;

/// The records that refer to one with their states, by kind.
type Linked<'a> = &'a dyn Fn(RecordId, &Kind) -> Vec<(RecordId, String)>;

/// The records around one.
#[derive(Clone, Copy)]
pub struct Neighbours<'a> {
    /// The records of a kind that refer to one, with their states.
    pub linked: Linked<'a>,
    /// A record that is kept here.
    pub read: &'a dyn Fn(RecordId) -> Option<Record>,
}

impl fmt::Debug for Neighbours<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Neighbours")
    }
}

impl Catalog {
    /// What the records that refer to this one say, for one of its derived fields.
    ///
    /// Records are named by their ids. Of several codes the one furthest down the field's list is
    /// told, and with none its first: the highest level of all listings, `none` without one.
    #[must_use]
    pub fn seen(&self, record: &Record, field: &Field, around: &Neighbours<'_>) -> Vec<Value> {
        let Some((seen, other)) = field
            .seen
            .as_ref()
            .and_then(|seen| Some((seen, self.kind(&seen.kind)?)))
        else {
            return Vec::new();
        };
        let linked = (around.linked)(record.id, other).into_iter();
        let counts = linked.filter(|(_, state)| seen.states.contains(state));
        let others: Vec<Record> = counts
            .filter_map(|(id, _)| (around.read)(id))
            .filter(|linked| refers(linked, other, seen, record) && is_meant(linked, other, seen))
            .collect();
        let values = match seen.show.as_ref().and_then(|name| other.field(name)) {
            Some(shown) => others
                .iter()
                .filter_map(|linked| linked.value(shown.id))
                .collect(),
            None => {
                let mut ids: Vec<Value> = others
                    .iter()
                    .map(|linked| Value::Text(linked.id.to_string()))
                    .collect();
                ids.sort();
                ids
            }
        };
        match &field.ty {
            Type::Code { codes } => self.furthest(codes, &values).into_iter().collect(),
            _ => values,
        }
    }

    fn furthest(&self, list: &str, values: &[Value]) -> Option<Value> {
        let codes = &self.codes(list)?.codes;
        let place = |value: &Value| codes.iter().position(|c| Some(&*c.code) == value.as_text());
        let place = values.iter().filter_map(place).max().unwrap_or(0);
        Some(Value::Text(codes.get(place)?.code.clone()))
    }

    /// The record for programs, as [`Catalog::to_json`], with what the records that refer to it
    /// say.
    #[must_use]
    pub fn to_json_among(
        &self,
        record: &Record,
        describe: &dyn Fn(DeviceId) -> String,
        around: &Neighbours<'_>,
    ) -> Json {
        let mut json = self.to_json(record, describe);
        let kind = self.kind_by_id(record.kind);
        let fields = kind.into_iter().flat_map(|kind| &kind.fields);
        for field in fields.filter(|field| field.seen.is_some()) {
            let values = self.seen(record, field, around).into_iter();
            let mut shown = values.map(|value| self.value_json(field, &value));
            let shown = if field.ty.is_set() {
                shown.collect()
            } else {
                shown.next().unwrap_or_default()
            };
            let empty = shown.is_null() || shown.as_array().is_some_and(Vec::is_empty);
            if !empty {
                json["fields"][&field.name] = shown;
            }
        }
        json
    }

    /// What a field that tells the history of another one says, from the record's operations: its
    /// values one after the other, in the order everywhere the same.
    pub fn history_of<'o>(
        &self,
        kind: &Kind,
        field: &Field,
        ops: impl Iterator<Item = &'o Op>,
    ) -> Vec<Json> {
        let told = field.history_of.as_ref().and_then(|name| kind.field(name));
        let Some(told) = told else {
            return Vec::new();
        };
        let mut ops: Vec<&Op> = ops.collect();
        ops.sort_by_key(|op| (op.hlc, op.device, op.seq));
        let mut values: Vec<Json> = Vec::new();
        for change in ops.into_iter().flat_map(|op| &op.changes) {
            if let merge::Change::Set { field, value } = change
                && *field == told.id
                && !value.is_null()
            {
                let value = self.value_json(told, value);
                if values.last() != Some(&value) {
                    values.push(value);
                }
            }
        }
        values
    }
}

fn is_meant(linked: &Record, kind: &Kind, seen: &Seen) -> bool {
    let holds = |only: &Holds| {
        kind.field(&only.name)
            .is_some_and(|f| only.holds(f, linked))
    };
    seen.only.as_ref().is_none_or(holds)
}

/// Whether a record refers to another one by the field that was named, and not by some other.
fn refers(linked: &Record, kind: &Kind, seen: &Seen, to: &Record) -> bool {
    let id = to.id.to_string();
    let is_it = |value: &Value| value.as_text() == Some(&*id);
    kind.field(&seen.field).is_some_and(|field| {
        let one = field.value(linked);
        one.as_ref().is_some_and(is_it) || linked.items(field.id).iter().any(is_it)
    })
}
