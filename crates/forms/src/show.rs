//! Records as programs and people read them.

mod derived;
mod seen;
mod value;

use merge::{DeviceId, Record, Value};
use serde_json::{Map, Value as Json, json};

use crate::catalog::Catalog;
use crate::field::Field;
use crate::kind::Kind;
use crate::status::Walk;
use crate::words::Lang;

use derived::Known;
pub use seen::Neighbours;
use value::{moment_text, plain_json};

impl Catalog {
    /// The record for programs, under stable English names.
    ///
    /// `describe` says who works with a device. A field in conflict shows as
    /// `{"conflict": [{"value", "device", "by", "at"}]}`, the latest first.
    #[must_use]
    pub fn to_json(&self, record: &Record, describe: &dyn Fn(DeviceId) -> String) -> Json {
        let summary = self.summary(record);
        let kind = self.kind_by_id(record.kind);
        let mut fields = Map::new();
        for id in record.field_ids() {
            let field = kind.and_then(|kind| kind.field_by_id(id));
            let name = field.map_or_else(|| format!("#{id}"), |field| field.name.clone());
            let shown = self.field_json(record, id, field, describe);
            if !shown.is_null() {
                fields.insert(name, shown);
            }
        }
        let walk = kind.map(|kind| Walk::of(kind, record));
        if let Some((kind, walk)) = kind.zip(walk.as_ref()) {
            let known = Known {
                kind,
                record,
                catalog: self,
                walk,
                describe,
            };
            for field in kind.fields.iter().filter(|field| field.derived) {
                if let Some(shown) = known.show(&field.name) {
                    fields.entry(field.name.clone()).or_insert(shown);
                }
            }
        }
        let is_legal = |event: &merge::Event| walk.as_ref().map(|walk| walk.legal.contains(event));
        let event = |event: merge::Event| {
            json!({
                "event": event.name,
                "reason": event.reason,
                "device": event.source.dot.device.to_string(),
                "by": describe(event.source.dot.device),
                "at": moment_text(event.source.wall_ms.try_into().unwrap_or(i64::MAX)),
                "legal": is_legal(&event),
            })
        };
        let events: Vec<Json> = record.events().into_iter().map(event).collect();
        json!({
            "id": record.id.to_string(),
            "kind": kind.map_or_else(|| format!("#{}", record.kind), |kind| kind.name.clone()),
            "division": record.bucket.to_string(),
            "status": summary.status,
            "number": summary.number,
            "title": summary.title,
            "created_at": moment_text(summary.created_ms.try_into().unwrap_or(i64::MAX)),
            "updated_at": moment_text(summary.updated_ms.try_into().unwrap_or(i64::MAX)),
            "conflicts": summary.conflicts,
            "fields": fields,
            "events": events,
        })
    }

    fn field_json(
        &self,
        record: &Record,
        id: u16,
        field: Option<&Field>,
        describe: &dyn Fn(DeviceId) -> String,
    ) -> Json {
        let show = |value: &Value| match field {
            Some(field) => self.value_json(field, value),
            None => plain_json(value),
        };
        let files = record.attachments(Some(id));
        if !files.is_empty() {
            let file = |file: &merge::Attachment| {
                json!({
                    "sha256": file.sha256.to_string(),
                    "size": file.size,
                    "mime": file.mime,
                    "caption": file.caption,
                })
            };
            return files.iter().map(file).collect();
        }
        let said = record.said(id);
        if said.is_empty() {
            return record.items(id).iter().map(show).collect();
        }
        if !record.in_conflict(id) {
            return record.value(id).as_ref().map_or(Json::Null, show);
        }
        let rival = |said: &merge::Said<Value>| {
            json!({
                "value": show(&said.what),
                "device": said.source.dot.device.to_string(),
                "by": describe(said.source.dot.device),
                "at": moment_text(said.source.wall_ms.try_into().unwrap_or(i64::MAX)),
            })
        };
        let rivals: Vec<Json> = said.iter().map(rival).collect();
        json!({ "conflict": rivals })
    }

    /// What a field shows that follows from the record itself; nothing for any other.
    #[must_use]
    pub fn derived_text(&self, kind: &Kind, record: &Record, field: &Field) -> Option<String> {
        let walk = Walk::of(kind, record);
        let known = Known {
            kind,
            record,
            catalog: self,
            walk: &walk,
            describe: &|device| device.to_string(),
        };
        match known.show(&field.name)? {
            // A moment for people is a day and a time.
            Json::String(text) if field.ty.is_day() => {
                Some(text.replacen('T', " ", 1).chars().take(16).collect())
            }
            Json::String(text) => Some(text),
            other => Some(other.to_string()),
        }
    }

    /// The label of a state.
    #[must_use]
    pub fn status_text(&self, kind: &Kind, state: &str, lang: Lang) -> String {
        let known = kind.state(state);
        known
            .map_or(state, |state| state.label.get(lang))
            .to_owned()
    }
}
