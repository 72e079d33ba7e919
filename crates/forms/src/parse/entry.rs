//! Values made of parts: sets of codes and references, lists and structs.

use std::collections::{BTreeMap, BTreeSet};

use merge::Value;
use serde_json::{Map, Value as Json};

use super::{Parser, half_width};
use crate::complaint::Complaint;
use crate::field::{Item, Type};
use crate::words::Text;

impl Parser<'_> {
    /// Reads the whole of a set; nothing means a complaint was made.
    pub(crate) fn many(&mut self, path: &str, ty: &Type, text: &str) -> Option<Vec<Value>> {
        match ty {
            Type::Codes { codes, .. } => {
                let one = Type::Code {
                    codes: codes.clone(),
                };
                self.names(path, &one, text)
            }
            Type::Refs { to } => self.names(path, &Type::Ref { to: to.clone() }, text),
            Type::List {
                item, max_items, ..
            } => self.list(path, item, *max_items, text),
            _ => self.one(path, ty, text).map(|value| vec![value]),
        }
    }

    /// A JSON list of texts, or texts separated by commas.
    fn names(&mut self, path: &str, ty: &Type, text: &str) -> Option<Vec<Value>> {
        let names: Vec<String> = if text.trim_start().starts_with('[') {
            if let Ok(names) = serde_json::from_str(text) {
                names
            } else {
                self.refuse(path, "value", list_wanted(text));
                return None;
            }
        } else {
            let parts = text.split([',', '，', '、', ';', '；']);
            let parts = parts.map(|part| part.trim().to_owned());
            parts.filter(|part| !part.is_empty()).collect()
        };
        let read: Vec<Option<Value>> = names
            .iter()
            .enumerate()
            .map(|(at, name)| self.one(&format!("{path}[{at}]"), ty, name))
            .collect();
        let values: Option<BTreeSet<Value>> = read.into_iter().collect();
        values.map(|values| values.into_iter().collect())
    }

    fn list(&mut self, path: &str, item: &[Item], max: usize, text: &str) -> Option<Vec<Value>> {
        let Ok(Json::Array(entries)) = serde_json::from_str(text) else {
            self.refuse(path, "value", objects_wanted(text, item));
            return None;
        };
        if entries.len() > max {
            let found = entries.len();
            let text = Text::new(
                format!("有 {found} 项，最多 {max} 项"),
                format!("{found} entries, at most {max}"),
            );
            self.refuse(path, "too_many", text);
            return None;
        }
        let read: Vec<Option<Value>> = entries
            .iter()
            .enumerate()
            .map(|(at, entry)| self.entry(&format!("{path}[{at}]"), item, entry))
            .collect();
        let values: Vec<Value> = read.into_iter().collect::<Option<_>>()?;
        let distinct: BTreeSet<Value> = values.iter().cloned().collect();
        if distinct.len() < values.len() {
            let text = Text::new(
                "有完全相同的项，只记一次",
                "some entries are exactly the same; they are kept once",
            );
            self.warnings.push(Complaint::at(path, "twice", text));
        }
        Some(distinct.into_iter().collect())
    }

    /// A JSON object with the items of a struct.
    pub(super) fn object(&mut self, path: &str, item: &[Item], text: &str) -> Option<Value> {
        let entry: Json = serde_json::from_str(text).unwrap_or(Json::Null);
        self.entry(path, item, &entry)
    }

    fn entry(&mut self, path: &str, items: &[Item], entry: &Json) -> Option<Value> {
        let Json::Object(given) = entry else {
            self.refuse(path, "value", object_wanted(&entry.to_string(), items));
            return None;
        };
        let mut sound = self.known_items(path, items, given);
        let mut values = BTreeMap::new();
        for item in items {
            let path = format!("{path}.{}", item.name);
            let text = match given.get(&item.name) {
                None | Some(Json::Null) => String::new(),
                Some(Json::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            if text.trim().is_empty() {
                if item.required {
                    self.refuse(&path, "required", required(&item.label));
                    sound = false;
                }
                continue;
            }
            match self.one(&path, &item.ty, &text) {
                Some(value) => {
                    values.insert(item.name.clone(), value);
                }
                None => sound = false,
            }
        }
        sound.then_some(Value::Map(values))
    }

    fn known_items(&mut self, path: &str, items: &[Item], given: &Map<String, Json>) -> bool {
        let known = |name: &String| items.iter().any(|item| item.name == *name);
        let strange: Vec<&String> = given.keys().filter(|name| !known(name)).collect();
        for name in &strange {
            let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
            let names = names.join(", ");
            let text = Text::new(
                format!("没有「{name}」这一项；可填：{names}"),
                format!("there is no item `{name}`; known: {names}"),
            );
            self.refuse(&format!("{path}.{name}"), "unknown_field", text);
        }
        strange.is_empty()
    }
}

/// The sentence for something that must be filled and is not.
pub(crate) fn required(label: &Text) -> Text {
    Text::new(
        format!("「{}」必填", label.zh),
        format!("{} must be filled", label.en),
    )
}

/// What screens send for a point is an object; people type `lat,lon`.
pub(super) fn point_text(text: &str) -> String {
    let Ok(Json::Object(point)) = serde_json::from_str(text) else {
        return half_width(text);
    };
    let part = |name: &str| match point.get(name) {
        Some(Json::String(text)) => Some(text.clone()),
        Some(Json::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let parts = [part("lat"), part("lon"), part("crs")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(",")
}

fn list_wanted(text: &str) -> Text {
    super::not(
        text,
        "不是列表；请用逗号分隔，或写成 [\"甲\",\"乙\"]",
        "is not a list; separate with commas, or write [\"a\",\"b\"]",
    )
}

fn objects_wanted(text: &str, items: &[Item]) -> Text {
    let shape = format!("[{}]", shape(items));
    super::not(
        text,
        &format!("不是列表；请写成 {shape}"),
        &format!("is not a list of entries; write it like {shape}"),
    )
}

fn object_wanted(text: &str, items: &[Item]) -> Text {
    let shape = shape(items);
    super::not(
        text,
        &format!("不是一组值；请写成 {shape}"),
        &format!("is not an entry; write it like {shape}"),
    )
}

fn shape(items: &[Item]) -> String {
    let parts: Vec<String> = items
        .iter()
        .map(|item| format!("\"{}\":…", item.name))
        .collect();
    format!("{{{}}}", parts.join(","))
}
