//! A record as a template reads it: labels, and values as people read them.
//!
//! Every text is the catalog's own ([`forms::Catalog::value_text`]); the raw value stands beside it
//! for templates that lay a day out in another order.

use forms::{Field, Item, Kind, Lang, Paper, Type};
use merge::{Record, Value};
use serde_json::{Map, Value as Json, json};

use crate::clean::clean;
use crate::fonts::fonts;
use crate::input::Input;
use crate::photo::Photo;
use crate::world::photo_path;

/// Characters of a digest that are printed; enough to tell two states of a record apart.
const DIGEST: usize = 16;

/// Everything a template reads.
pub(crate) fn of(paper: &Paper, kind: &Kind, input: &Input<'_>, photos: &[Photo]) -> Json {
    let mut linked = Map::new();
    let mut referring = Map::new();
    for record in &input.linked {
        let Some(kind) = input.kind(record) else {
            continue;
        };
        let shown = self::record(input, kind, record);
        let all = referring.entry(&kind.name).or_insert_with(|| json!([]));
        if let Json::Array(all) = all {
            all.push(shown.clone());
        }
        linked.entry(&kind.name).or_insert(shown);
    }
    let sheet = json!({
        "paper": { "name": paper.name, "title": paper.zh, "draft": paper.draft },
        "printed": {
            "at": forms::time_text(input.printed.at_ms),
            "by": input.printed.by,
            "unit": (input.place)(input.printed.unit),
            "written": written(input.printed.written_ms),
        },
        "record": record(input, kind, input.record),
        "linked": linked,
        "all": referring,
        "tables": tables(paper, kind, input),
        "photos": photos.iter().enumerate().map(photo).collect::<Vec<_>>(),
    });
    cleaned(sheet)
}

/// What is proved of the time a record was last written.
fn written(between: (Option<u64>, Option<u64>)) -> Option<String> {
    let text = forms::time_text;
    match between {
        (Some(from), Some(to)) => Some(format!("{} 后 {} 前", text(from), text(to))),
        (Some(from), None) => Some(format!("{} 后", text(from))),
        (None, Some(to)) => Some(format!("{} 前", text(to))),
        (None, None) => None,
    }
}

/// A record: its fields that say something, its steps, and where it lies.
fn record(input: &Input<'_>, kind: &Kind, record: &Record) -> Json {
    let catalog = input.catalog;
    let known = catalog.to_json(record, input.who);
    let mut fields = Map::new();
    for field in &kind.fields {
        let shown = self::field(input, record, field)
            .or_else(|| derived(field, known.get("fields")?.get(&field.name)?));
        if let Some(shown) = shown {
            fields.insert(field.name.clone(), shown);
        }
    }
    let status = catalog.status(kind, record).state;
    let steps = record.events().into_iter().map(|event| {
        let label = kind.rows(&event.name).next();
        json!({
            "event": event.name,
            "label": label.map_or(event.name.as_str(), |row| row.label.get(Lang::Zh)),
            "at": forms::time_text(event.source.wall_ms),
            "by": (input.who)(event.source.dot.device),
            "reason": event.reason,
        })
    });
    let digest: String = record.digest().to_string().chars().take(DIGEST).collect();
    json!({
        "id": record.id.to_string(),
        "kind": kind.label.get(Lang::Zh),
        "digest": digest,
        "number": known.get("number"),
        "title": known.get("title"),
        "status": { "name": status, "text": catalog.status_text(kind, &status, Lang::Zh) },
        "place": (input.place)(record.bucket.0),
        "fields": fields,
        "steps": steps.collect::<Vec<_>>(),
    })
}

/// A field as it is printed; nothing if it says nothing.
fn field(input: &Input<'_>, record: &Record, field: &Field) -> Option<Json> {
    if field.ty.is_photos() {
        let files = record.attachments(Some(field.id)).len();
        return (files > 0).then(|| json!({ "label": label(field), "text": files.to_string() }));
    }
    let said = record.said(field.id);
    if said.is_empty() {
        let items: Vec<Json> = record
            .items(field.id)
            .iter()
            .map(|value| one(input, field, value))
            .collect();
        let texts: Vec<&str> = items
            .iter()
            .filter_map(|item| item["text"].as_str())
            .collect();
        let text = texts.join("、");
        return (!items.is_empty())
            .then(|| json!({ "label": label(field), "text": text, "items": items }));
    }
    // Which of two rival values holds is for a person to say, so both are printed.
    if record.in_conflict(field.id) {
        let texts = said
            .iter()
            .map(|said| input.catalog.value_text(field, &said.what, Lang::Zh));
        let text = texts.collect::<Vec<_>>().join(" 或 ");
        return Some(json!({ "label": label(field), "text": format!("{text}（有分歧，待核定）") }));
    }
    let value = record
        .value(field.id)
        .filter(|value| *value != Value::Null)?;
    let mut shown = one(input, field, &value);
    shown["label"] = label(field).into();
    Some(shown)
}

/// A value: as people read it, as it is kept, and the parts of an entry.
fn one(input: &Input<'_>, field: &Field, value: &Value) -> Json {
    let mut shown = json!({
        "text": input.catalog.value_text(field, value, Lang::Zh),
        "raw": input.catalog.value_json(field, value),
    });
    let entry = matches!(field.ty, Type::List { .. } | Type::Struct { .. });
    if entry {
        let part = |item: &Item| {
            let text = input.catalog.item_text(item, value, Lang::Zh);
            (!text.is_empty()).then(|| (item.name.clone(), Json::String(text)))
        };
        let parts: Map<String, Json> = field.ty.items().iter().filter_map(part).collect();
        shown["parts"] = Json::Object(parts);
    }
    shown
}

/// A field nobody types that follows from the record.
fn derived(field: &Field, known: &Json) -> Option<Json> {
    if !field.derived {
        return None;
    }
    let text = match known {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(json!({ "label": label(field), "text": text, "raw": known }))
}

fn label(field: &Field) -> &str {
    field.label.get(Lang::Zh)
}

/// The tables a document quotes, as they held in the division and on the day of the record.
fn tables(paper: &Paper, kind: &Kind, input: &Input<'_>) -> Json {
    let day = day(kind, input);
    let rows = |name: &String| {
        let table = input.catalog.table(name)?;
        let division = input.record.bucket.0;
        let rows = table.rows.iter();
        let rows = rows.filter_map(|row| input.catalog.in_force(name, row, division, &day));
        let rows: Vec<Json> = rows.map(|row| Json::Object(row.columns.clone())).collect();
        Some((name.clone(), Json::Array(rows)))
    };
    let tables: Map<String, Json> = paper.tables.iter().filter_map(rows).collect();
    Json::Object(tables)
}

/// The day the record is of: when it happened, else when it is printed.
fn day(kind: &Kind, input: &Input<'_>) -> String {
    let happened = kind.happened.as_ref().and_then(|name| {
        let field = kind.field(name)?;
        let value = field.value(input.record)?;
        let text = input.catalog.value_text(field, &value, Lang::Zh);
        text.get(..10).map(str::to_owned)
    });
    happened.unwrap_or_else(|| {
        let printed = forms::time_text(input.printed.at_ms);
        printed.get(..10).unwrap_or(&printed).to_owned()
    })
}

fn photo((at, photo): (usize, &Photo)) -> Json {
    json!({
        "path": photo.picture.is_ok().then(|| format!("/{}", photo_path(at))),
        "missing": photo.picture.as_ref().err(),
        "label": photo.label,
        "caption": photo.caption,
        "taken": photo.taken,
        "sha256": photo.sha256.to_string().chars().take(DIGEST).collect::<String>(),
    })
}

/// Every text of the sheet as it is printed.
fn cleaned(json: Json) -> Json {
    let Some(fonts) = fonts() else { return json };
    match json {
        Json::String(text) => Json::String(clean(&text, fonts)),
        Json::Array(items) => items.into_iter().map(cleaned).collect(),
        Json::Object(entries) => entries
            .into_iter()
            .map(|(name, value)| (name, cleaned(value)))
            .collect(),
        other => other,
    }
}
