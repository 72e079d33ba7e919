//! What is shown to people.

use forms::{Kind, Lang, Text, Type};
use merge::{Attachment, Record};
use serde_json::json;
use store::{Listed, Verified};

use crate::handed::kept_there;
use crate::health::Status;
use crate::laptop::Laptop;
use desk::blobs::{self, Here};
use desk::{At, Failure, Look};

fn time(ms: u64) -> String {
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

/// How the laptop stands.
pub(crate) fn status(status: &Status, json: bool, lang: Lang) {
    if json {
        say!("{}", json!(status));
        return;
    }
    let synced = status.last_sync_ms.map(time);
    let synced =
        synced.unwrap_or_else(|| if lang == Lang::Zh { "从未" } else { "never" }.to_owned());
    let Status {
        person,
        role,
        unit,
        unsent,
        colleagues_unsent,
        photos_unsent,
        photos_missing,
        records,
        conflicts,
        overdue,
        server,
        ..
    } = status;
    match lang {
        Lang::Zh => {
            say!("{person}（{role}），单位 {unit}，服务器 {server}");
            say!("记录 {records}，未发送 {unsent}，上次同步 {synced}（服务器时间）");
            if *colleagues_unsent > 0 {
                say!("本机其他民警未发送 {colleagues_unsent}，同步时一并发送");
            }
            say!("照片未发送 {photos_unsent}，原件不在本机 {photos_missing}");
            say!("冲突 {conflicts}，逾期 {overdue}（按本机时钟）");
        }
        Lang::En => {
            say!("{person} ({role}), unit {unit}, server {server}");
            say!("{records} records, {unsent} unsent, last sync {synced} (the server's clock)");
            if *colleagues_unsent > 0 {
                say!("{colleagues_unsent} unsent of the laptop's other officers, sent with yours");
            }
            say!("{photos_unsent} photos unsent, {photos_missing} originals not here");
            say!("{conflicts} in conflict, {overdue} overdue (by this laptop's clock)");
        }
    }
    if let Some(label) = uncertified(status.suite) {
        say!("{}", label.get(lang));
    }
    let grant = &status.grant;
    if let Some(away) = &grant.turned_away {
        if grant.handed_in > 0 {
            say!("{}", kept_there(grant.handed_in).get(lang));
        }
        say!("{}", away.text.get(lang));
    } else if grant.waits {
        say!("{}", waits(&grant.fingerprint).get(lang));
    } else {
        let until = time(grant.until_ms);
        match (lang, status.days_apart) {
            (Lang::Zh, Some(days)) => {
                say!("上次联系在 {days} 天前；授权至 {until}，同步时自动续期");
            }
            (Lang::Zh, None) => say!("授权至 {until}，同步时自动续期"),
            (Lang::En, Some(days)) => {
                say!("last contact {days} days ago; grant until {until}, renewed with each sync");
            }
            (Lang::En, None) => say!("grant until {until}, renewed with each sync"),
        }
    }
    for held in &status.held {
        say!("{} {}", held.operation, held.reason);
    }
    for problem in &status.problems {
        say!("{}", problem.get(lang));
    }
}

/// What has to be said of a laptop or officer that signs with anything but the first suite.
pub(crate) fn uncertified(suite: &str) -> Option<Text> {
    let suite = desk::suites::named(suite).ok()?;
    let label = desk::suites::label(suite.number());
    (suite != merge::Suite::default()).then(|| {
        Text::new(
            format!("签名套件 {}", label.zh),
            format!("signs with {}", label.en),
        )
    })
}

/// What a laptop says that waits for the office's yes.
pub(crate) fn waits(fingerprint: &str) -> Text {
    Text::new(
        format!(
            "等待管理员批准：可以照常记录，批准后同步即上报。请与管理员电话核对本机指纹：{fingerprint}"
        ),
        format!(
            "waits for the administrator's approval: go on recording, the next sync after it sends everything. Compare this laptop's fingerprint over the phone: {fingerprint}"
        ),
    )
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
