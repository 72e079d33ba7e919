//! What the people watching read.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use forms::{Catalog, Kind, Lang};
use serde_json::Value;

use super::day::{COUNTY, OFFICER, Step, Who, pick};
use super::laptop::quoted;
use crate::office::Office;

/// Digits of an id that are shown: the first twelve of a UUID version 7 are its moment, so they
/// tell the records of one laptop apart and are enough for its commands.
const ID_SHOWN: usize = 12;
/// Digits of a digest that are shown.
const DIGEST_SHOWN: usize = 12;

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

fn short(text: &str, digits: usize) -> &str {
    text.get(..digits).unwrap_or(text)
}

/// A part of the day begins.
pub(super) fn heading(lang: Lang, zh: &str, en: &str) {
    println!("\n━━ {} ━━", pick(lang, zh, en));
}

/// A line of its own.
pub(super) fn note(zh: &str, en: &str, lang: Lang) {
    println!("  {}", pick(lang, zh, en));
}

/// What the office is called.
pub(super) fn office(lang: Lang) -> &'static str {
    pick(lang, "服务器", "office")
}

/// The office is open.
pub(super) fn opening(at: &Office, address: SocketAddr, path: &Path, resumed: bool, lang: Lang) {
    heading(lang, "准备", "Setting up");
    let (count, root, path) = (at.divisions().len(), at.site().root, path.display());
    let name = at.divisions().get(root).map(|division| &division.name);
    let name = name.map_or("", String::as_str);
    match lang {
        Lang::Zh => {
            println!("  服务器：{name}（{root}），区划 {count} 个，http://{address}");
            println!("  数据：{path}");
        }
        Lang::En => {
            println!("  office: {name} ({root}), {count} divisions, http://{address}");
            println!("  data: {path}");
        }
    }
    if resumed {
        note(
            "继续使用这里已有的演示，不再写入新的一天",
            "this folder holds a demo already: going on with it, no new day is written",
            lang,
        );
    }
}

/// A laptop was let in.
pub(super) fn let_in(who: &Who, enrolled: &Value, lang: Lang) {
    let device = enrolled["device"].as_str().unwrap_or_default();
    let (device, name, post) = (short(device, 8), who.name(lang), who.post(lang));
    match lang {
        Lang::Zh => println!("  {name}（{post}）的电脑凭邀请登记  → 设备 {device}"),
        Lang::En => println!("  {name} ({post}) enrols by invitation  → device {device}"),
    }
}

/// Somebody did something, and this came of it.
pub(super) fn deed(
    name: &str,
    step: &Step,
    said: &[Told<'_>],
    kinds: &BTreeMap<String, String>,
    catalog: &Catalog,
    lang: Lang,
) {
    let line = format!("  {name}  {}", pick(lang, step.zh, step.en));
    let results: Vec<String> = said
        .iter()
        .map(|told| result(told, kinds, catalog, lang))
        .collect();
    let results: Vec<&str> = results
        .iter()
        .map(String::as_str)
        .filter(|r| !r.is_empty())
        .collect();
    if results.is_empty() {
        println!("{line}");
    } else {
        println!("{line}  → {}", results.join(pick(lang, "；", "; ")));
    }
    for told in said {
        details(told, catalog, lang);
    }
}

fn result(
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
fn details(told: &Told<'_>, catalog: &Catalog, lang: Lang) {
    let key = pick(lang, "zh", "en");
    for warning in told.answer["warnings"].as_array().into_iter().flatten() {
        println!("      {}", warning[key].as_str().unwrap_or_default());
    }
    match told.verb {
        "conflicts" => {
            for row in told.answer.as_array().into_iter().flatten() {
                rivals(row, catalog, lang);
            }
        }
        "show" => fields(&told.answer, catalog, lang),
        _ => {}
    }
}

fn rivals(row: &Value, catalog: &Catalog, lang: Lang) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let kind = catalog.kind(&text(&row["kind"]));
    let name = text(&row["field"]);
    let label = label(kind, &name, lang);
    for rival in row["values"].as_array().into_iter().flatten() {
        let (value, by) = (text(&rival["value"]), text(&rival["by"]));
        println!(
            "      ⚡ {label}：{value}  {by} {}",
            short(&text(&rival["device"]), 8)
        );
    }
}

/// The fields that stand on one value each and say where it is.
fn fields(shown: &Value, catalog: &Catalog, lang: Lang) {
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
        println!("      ✓ {}：{value}", label(kind, name, lang));
    }
}

fn label(kind: Option<&Kind>, field: &str, lang: Lang) -> String {
    let field_of = kind.and_then(|kind| kind.field(field));
    field_of.map_or_else(
        || field.to_owned(),
        |field| field.label.get(lang).to_owned(),
    )
}

/// One record in several places: whose copy, its digest, its state.
pub(super) fn copies(seen: &[(String, String, String)], catalog: &Catalog, lang: Lang) {
    for (place, digest, status) in seen {
        let kind = catalog.kind("hazard");
        let status = kind.map_or_else(
            || status.clone(),
            |kind| catalog.status_text(kind, status, lang),
        );
        let digest = short(digest, DIGEST_SHOWN);
        match lang {
            Lang::Zh => println!("      {place}  摘要 {digest}  {status}"),
            Lang::En => println!("      {place}  digest {digest}  {status}"),
        }
    }
}

/// How to try the programs by hand.
pub(super) fn how_to_go_on(
    agent: &Path,
    path: &Path,
    address: Option<SocketAddr>,
    kept: bool,
    lang: Lang,
) {
    heading(lang, "自己试一试", "Try it yourself");
    let quote = |path: &Path| quoted(&path.display().to_string());
    let server = agent.with_file_name(format!("xunlu-server{}", std::env::consts::EXE_SUFFIX));
    let data = |folder: &str| quote(&path.join(folder));
    let (agent, server) = (quote(agent), quote(&server));
    println!("  {agent} list hazard --data {}", data(OFFICER.folder));
    println!("  {server} due --data {} --under 420625", data("office"));
    let shown = path.display();
    let (officer, county) = (OFFICER.name(lang), COUNTY.name(lang));
    match lang {
        Lang::Zh => println!(
            "  数据文件夹在 {shown}：office 服务器，officer {officer}，lead 李建国，county {county}，city 陈伟"
        ),
        Lang::En => println!(
            "  data folders in {shown}: office, officer ({officer}), lead (Li Jianguo), county ({county}), city (Chen Wei)"
        ),
    }
    if let Some(address) = address {
        println!("  {} http://{address}", pick(lang, "服务地址", "address"));
    }
    if !kept {
        note(
            "停止后临时文件夹即删除；要保留请用 --keep DIR",
            "the temporary folder goes when the demo ends; keep it with --keep DIR",
            lang,
        );
    }
}

/// The stage is being cleared.
pub(super) fn cleared(path: &Path, kept: bool, lang: Lang) {
    let path = path.display();
    match (kept, lang) {
        (true, Lang::Zh) => println!("演示结束，数据保留在 {path}"),
        (true, Lang::En) => println!("The demo ends; its data stay in {path}"),
        (false, Lang::Zh) => println!("演示结束，临时文件夹 {path} 已删除"),
        (false, Lang::En) => println!("The demo ends; {path} is removed"),
    }
}
