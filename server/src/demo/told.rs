//! What a laptop answered, in words.

use std::collections::BTreeMap;

use forms::{Catalog, Kind, Lang};
use serde_json::Value;

use super::day::pick;
use super::tell::{say, short};
use desk::Failure;

/// Digits of an id that are shown: the first twelve of a UUID version 7 are its moment, so they
/// tell the records of one laptop apart and are enough for its commands.
const ID_SHOWN: usize = 12;

/// A command's verb and what it answered.
pub(super) struct Told<'c> {
    pub(super) verb: &'c str,
    pub(super) answer: Value,
}

impl Told<'_> {
    /// Whether it wrote something.
    pub(super) fn is_saved(&self) -> bool {
        matches!(self.verb, "add" | "edit" | "act" | "resolve")
    }

    fn count(&self, name: &str) -> u64 {
        self.answer[name].as_u64().unwrap_or(0)
    }
}

/// The result in one line; nothing where it takes more.
pub(super) fn line(
    told: &Told<'_>,
    kinds: &BTreeMap<String, String>,
    catalog: &Catalog,
    lang: Lang,
) -> String {
    let count = |name| told.count(name);
    match told.verb {
        "sync" => {
            let (up, down, unsent) = (
                count("pushed"),
                count("pulled") + count("records"),
                count("unsent"),
            );
            match lang {
                Lang::Zh => format!("上行 {up} 条，下行 {down} 条，未发送 {unsent} 条"),
                Lang::En => format!("{up} up, {down} down, {unsent} unsent"),
            }
        }
        "status" => {
            let (records, unsent, overdue) = (count("records"), count("unsent"), count("overdue"));
            match lang {
                Lang::Zh => format!("记录 {records} 条，未发送操作 {unsent} 条，逾期 {overdue} 条"),
                Lang::En => {
                    format!("{records} records, {unsent} operations unsent, {overdue} overdue")
                }
            }
        }
        "conflicts" => match (told.answer.as_array().map_or(0, Vec::len), lang) {
            (0, Lang::Zh) => "没有冲突".to_owned(),
            (0, Lang::En) => "no conflicts".to_owned(),
            (n, Lang::Zh) => format!("冲突 {n} 处"),
            (n, Lang::En) => format!("{n} in conflict"),
        },
        _ if told.is_saved() => {
            let id = told.answer["id"].as_str().unwrap_or_default();
            let status = told.answer["status"].as_str().unwrap_or_default();
            let kind = kinds.get(id).and_then(|kind| catalog.kind(kind));
            let status = kind.map_or_else(
                || status.to_owned(),
                |kind| catalog.status_text(kind, status, lang),
            );
            format!("{} {status}", short(id, ID_SHOWN))
        }
        _ => String::new(),
    }
}

/// What does not fit into one line: warnings, rival values, fields.
pub(super) fn details(told: &Told<'_>, catalog: &Catalog, lang: Lang) -> Result<(), Failure> {
    let key = pick(lang, "zh", "en");
    for warning in told.answer["warnings"].as_array().into_iter().flatten() {
        say(&format!(
            "      {}",
            warning[key].as_str().unwrap_or_default()
        ))?;
    }
    match told.verb {
        "conflicts" => {
            for row in told.answer.as_array().into_iter().flatten() {
                rivals(row, catalog, lang)?;
            }
        }
        "show" => fields(&told.answer, catalog, lang)?,
        _ => {}
    }
    Ok(())
}

fn rivals(row: &Value, catalog: &Catalog, lang: Lang) -> Result<(), Failure> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let kind = catalog.kind(&text(&row["kind"]));
    let name = text(&row["field"]);
    let label = label(kind, &name, lang);
    for rival in row["values"].as_array().into_iter().flatten() {
        let (value, by) = (text(&rival["value"]), text(&rival["by"]));
        say(&format!(
            "      ⚡ {label}  {value}  {by} {}",
            short(&text(&rival["device"]), 8)
        ))?;
    }
    Ok(())
}

/// The fields that stand on one value each and say where it is.
fn fields(shown: &Value, catalog: &Catalog, lang: Lang) -> Result<(), Failure> {
    let kind = shown["kind"].as_str().and_then(|kind| catalog.kind(kind));
    for name in ["side", "stake_end"] {
        let Some(value) = shown["fields"][name].as_str() else {
            continue;
        };
        let field = kind.and_then(|kind| kind.field(name));
        let value = field.map_or_else(
            || value.to_owned(),
            |field| catalog.value_text(field, &value.into(), lang),
        );
        say(&format!("      ✓ {}  {value}", label(kind, name, lang)))?;
    }
    Ok(())
}

fn label(kind: Option<&Kind>, field: &str, lang: Lang) -> String {
    let field_of = kind.and_then(|kind| kind.field(field));
    field_of.map_or_else(
        || field.to_owned(),
        |field| field.label.get(lang).to_owned(),
    )
}
