//! What is shown to people.

use forms::{Kind, Lang, Type};
use merge::{Attachment, Record};
use serde_json::json;
use store::{Listed, Verified};

use crate::laptop::Laptop;
use desk::blobs::{self, Here};
use desk::{At, Failure, Look};

pub(super) fn time(ms: u64) -> String {
    forms::time_text(ms)
}

pub(super) fn label(kind: Option<&Kind>, lang: Lang) -> &str {
    kind.map_or("?", |kind| kind.label.get(lang))
}

/// A list of records.
pub(crate) fn list(
    laptop: &Laptop,
    listed: &[Listed],
    limit: usize,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    if json {
        let mut rows = Vec::new();
        for row in listed.iter().take(limit) {
            rows.extend(
                laptop
                    .store()
                    .record(row.id)?
                    .map(|record| laptop.desk().json(&record)),
            );
        }
        say!("{}", serde_json::Value::Array(rows));
        return Ok(());
    }
    for row in listed.iter().take(limit) {
        let Listed { id, summary } = row;
        let kind = laptop.room().catalog.kind_by_id(summary.kind);
        let status = kind.map_or(summary.status.clone(), |kind| {
            laptop
                .room()
                .catalog
                .status_text(kind, &summary.status, lang)
        });
        let due = summary.due.map(forms::day_text).unwrap_or_default();
        let flag = if summary.conflicts > 0 { "⚡" } else { "" };
        say!(
            "{id}  {}  {status}{flag}  {due}  {}",
            label(kind, lang),
            laptop.desk().title(row)
        );
    }
    let more = listed.len().saturating_sub(limit);
    if more > 0 {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("…… 另有 {more} 条；用 --limit 或 --where"),
                Lang::En => format!("… {more} more; use --limit or --where"),
            }
        );
    }
    if listed.is_empty() {
        say!(
            "{}",
            match lang {
                Lang::Zh => "没有符合的记录",
                Lang::En => "no records",
            }
        );
    }
    Ok(())
}

/// The records in conflict, every value with its writer.
pub(crate) fn conflicts(
    laptop: &Laptop,
    listed: &[Listed],
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for Listed { id, summary } in listed {
        let Some(record) = laptop.store().record(*id)? else {
            continue;
        };
        let Some(kind) = laptop.room().catalog.kind_by_id(record.kind) else {
            continue;
        };
        let since = laptop
            .store()
            .disputed_since(&laptop.room().catalog, &record)?;
        if !json {
            let since = since.map(time).unwrap_or_default();
            say!("{id}  {}  {since}", summary.title);
        }
        for field in record.conflicts() {
            let mut row = rivals(laptop, &record, kind, field, json, lang);
            row["since_ms"] = json!(since);
            rows.push(row);
        }
        for event in laptop.room().catalog.status(kind, &record).illegal {
            let (device, by) = (
                event.source.dot.device,
                laptop.room().name(event.source.dot.device),
            );
            if !json {
                say!("  status  {}  {by} {device}", event.name);
            }
            rows.push(json!({
                "id": id.to_string(),
                "kind": kind.name,
                "field": "status",
                "since_ms": since,
                "values": [{ "value": event.name, "device": device.to_string(), "by": by }],
            }));
        }
    }
    if json {
        say!("{}", serde_json::Value::Array(rows));
    } else if listed.is_empty() {
        say!(
            "{}",
            if lang == Lang::Zh {
                "没有冲突"
            } else {
                "no conflicts"
            }
        );
    }
    Ok(())
}

fn rivals(
    laptop: &Laptop,
    record: &Record,
    kind: &Kind,
    field: u16,
    quiet: bool,
    lang: Lang,
) -> serde_json::Value {
    let known = kind.field_by_id(field);
    let mut values = Vec::new();
    for said in record.said(field) {
        let device = said.source.dot.device;
        let by = laptop.room().name(device);
        let desk = laptop.desk();
        let of = (field, &said.what);
        if let Some(known) = known.filter(|_| !quiet) {
            let value = desk.text(record, kind, of, device).unwrap_or_default();
            let value = value.get(lang);
            let at = time(said.source.wall_ms);
            say!("  {}  {value}  {by} {device} {at}", known.label.get(lang));
        }
        values.push(json!({
            "value": known.and_then(|_| desk.value_json(record, kind, of, (device, false))),
            "device": device.to_string(),
            "by": by,
            "at_ms": said.source.wall_ms,
        }));
    }
    let name = known.map_or_else(|| format!("#{field}"), |known| known.name.clone());
    json!({ "id": record.id.to_string(), "kind": kind.name, "field": name, "values": values })
}

/// One record.
pub(crate) fn record(
    laptop: &Laptop,
    id: &str,
    (history, reason): (bool, Option<&str>),
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let desk = laptop.desk();
    let (record, kind) = desk.find(id)?;
    let whole = reason.is_some();
    if let Some(reason) = reason {
        desk.look(At::Record(&record), reason, super::now().wall_ms)?;
    }
    let steps = if history {
        desk.history(&record, whole)?
    } else {
        Vec::new()
    };
    if json {
        let mut shown = desk.json_with_history(&record, whole)?;
        if let Some(shown) = shown.as_object_mut() {
            // Two copies of a record are the same if and only if these digits are.
            let digest = record.digest().to_string();
            shown.insert("digest".to_owned(), digest.into());
            let travelling = travelling(laptop, &record);
            if !travelling.is_empty() {
                shown.insert("travelling".to_owned(), travelling.into());
            }
            if history {
                shown.insert("history".to_owned(), steps.into());
            }
        }
        say!("{shown}");
        return Ok(());
    }
    let status = laptop.room().catalog.status(kind, &record).state;
    let status = laptop.room().catalog.status_text(kind, &status, lang);
    say!("{}  {}  {status}", record.id, kind.label.get(lang));
    for field in &kind.fields {
        let values: Vec<String> = match &field.ty {
            Type::Photos { .. } if !desk.shows_file(&record, kind, field.id, whole) => Vec::new(),
            Type::Photos { .. } => {
                let files = record.attachments(Some(field.id)).into_iter();
                files.map(|file| file_text(laptop, &file, lang)).collect()
            }
            _ => desk.texts(&record, kind, (field, whole), lang),
        };
        if !values.is_empty() {
            let mark = if record.in_conflict(field.id) {
                "⚡ "
            } else {
                ""
            };
            say!("  {}: {mark}{}", field.label.get(lang), values.join(" | "));
        }
    }
    for step in steps {
        let at = time(step["at_ms"].as_u64().unwrap_or(0));
        let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
        say!(
            "  {at}  {} {}  {} {}",
            text("by"),
            text("device"),
            step["changes"],
            text("reason")
        );
    }
    Ok(())
}

/// What of a record's files is still travelling: `preview`, or `nothing` is here.
fn travelling(laptop: &Laptop, record: &Record) -> serde_json::Map<String, serde_json::Value> {
    let files = record.attachments(None).into_iter();
    let stands = files.filter_map(|file| {
        let here = match blobs::here(&laptop.room().blobs, file.sha256) {
            Here::Whole => return None,
            Here::Preview => "preview",
            Here::Nothing => "nothing",
        };
        Some((file.sha256.to_string(), here.into()))
    });
    stands.collect()
}

fn file_text(laptop: &Laptop, file: &Attachment, lang: Lang) -> String {
    let here = blobs::here(&laptop.room().blobs, file.sha256);
    let on_its_way = match (here, lang) {
        (Here::Whole, _) => "",
        (Here::Preview, Lang::Zh) => "［原件还在路上，先看缩略图］",
        (Here::Preview, Lang::En) => " [the original is on its way; a preview is here]",
        (Here::Nothing, Lang::Zh) => "［还在路上］",
        (Here::Nothing, Lang::En) => " [on its way]",
    };
    format!("{} ({}){on_its_way}", file.caption, file.sha256)
}

/// What was looked at whole, and why.
pub(crate) fn looks(looks: &[Look], json: bool, lang: Lang) {
    if json {
        say!("{}", json!(looks));
    } else {
        looks.iter().for_each(|look| say!("{}", look.line(lang)));
    }
}

/// What a check found.
pub(crate) fn verified(found: &Verified, lang: Lang) {
    let Verified {
        commits,
        operations,
        signatures,
        rows,
        problems,
    } = found;
    match lang {
        Lang::Zh => say!(
            "日志 {commits} 次提交，操作 {operations} 条，签名 {signatures} 个，索引 {rows} 行，问题 {} 处",
            problems.len()
        ),
        Lang::En => say!(
            "{commits} commits, {operations} operations, {signatures} signatures, {rows} rows, {} problems",
            problems.len()
        ),
    }
    for problem in problems {
        say!("  {}", problem.text.get(lang));
    }
}
