//! What the people watching read.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;

use forms::{Catalog, Lang};
use serde_json::Value;

use super::day::{CITY, COUNTY, OFFICER, Step, Who, pick};
use super::laptop::quoted;
use super::told::{self, Told};
use crate::office::Office;
use crate::sample::Filled;
use desk::Failure;

/// Digits of a digest that are shown.
const DIGEST_SHOWN: usize = 12;

/// The first digits of an id or a digest.
pub(super) fn short(text: &str, digits: usize) -> &str {
    text.get(..digits).unwrap_or(text)
}

/// Prints a line; whoever closes the output ends the demo.
pub(super) fn say(line: &str) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}").map_err(|error| {
        Failure::new(
            "output",
            format!("无法继续显示（{error}）；请重新运行演示"),
            format!("nothing more can be shown ({error}); run the demo again"),
        )
    })
}

/// A part of the day begins.
pub(super) fn heading(lang: Lang, zh: &str, en: &str) -> Result<(), Failure> {
    say(&format!("\n━━ {} ━━", pick(lang, zh, en)))
}

/// A line of its own.
pub(super) fn note(zh: &str, en: &str, lang: Lang) -> Result<(), Failure> {
    say(&format!("  {}", pick(lang, zh, en)))
}

/// What the office is called.
pub(super) fn office(lang: Lang) -> &'static str {
    pick(lang, "服务器", "office")
}

/// The office is open.
pub(super) fn opening(
    at: &Office,
    address: SocketAddr,
    path: &Path,
    resumed: bool,
    lang: Lang,
) -> Result<(), Failure> {
    heading(lang, "准备", "Setting up")?;
    let (count, root, path) = (at.divisions().len(), at.site().root, path.display());
    let name = at.divisions().get(root).map(|division| &division.name);
    let name = name.map_or("", String::as_str);
    match lang {
        Lang::Zh => {
            say(&format!(
                "  服务器：{name}（{root}），区划 {count} 个，http://{address}"
            ))?;
            say(&format!("  数据：{path}"))?;
        }
        Lang::En => {
            say(&format!(
                "  office: {name} ({root}), {count} divisions, http://{address}"
            ))?;
            say(&format!("  data: {path}"))?;
        }
    }
    if resumed {
        note(
            "继续使用这里已有的演示，不再写入新的一天",
            "this folder holds a demo already: going on with it, no new day is written",
            lang,
        )?;
    }
    Ok(())
}

/// The office is not where its laptops look for it.
pub(super) fn moved(before: SocketAddr, lang: Lang) -> Result<(), Failure> {
    match lang {
        Lang::Zh => say(&format!(
            "注意：这里的电脑登记的地址是 http://{before}，换了端口就不能同步；请去掉 --port"
        )),
        Lang::En => say(&format!(
            "note: these laptops know http://{before} and cannot sync at another port; leave --port out"
        )),
    }
}

/// A laptop was let in.
pub(super) fn let_in(who: &Who, enrolled: &Value, lang: Lang) -> Result<(), Failure> {
    let device = enrolled["device"].as_str().unwrap_or_default();
    let (device, name, post) = (short(device, 8), who.name(lang), who.post(lang));
    match lang {
        Lang::Zh => say(&format!(
            "  {name}（{post}）的电脑凭邀请登记  → 设备 {device}"
        )),
        Lang::En => say(&format!(
            "  {name} ({post}) enrols by invitation  → device {device}"
        )),
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
) -> Result<(), Failure> {
    let line = format!("  {name}  {}", pick(lang, step.zh, step.en));
    let results: Vec<String> = said
        .iter()
        .map(|told| told::line(told, kinds, catalog, lang))
        .collect();
    let results: Vec<&str> = results
        .iter()
        .map(String::as_str)
        .filter(|r| !r.is_empty())
        .collect();
    if results.is_empty() {
        say(&line)?;
    } else {
        say(&format!(
            "{line}  → {}",
            results.join(pick(lang, "；", "; "))
        ))?;
    }
    for told in said {
        told::details(told, catalog, lang)?;
    }
    Ok(())
}

/// One record in several places: whose copy, its digest, its state.
pub(super) fn copies(
    seen: &[(String, String, String)],
    catalog: &Catalog,
    lang: Lang,
) -> Result<(), Failure> {
    for (place, digest, status) in seen {
        let kind = catalog.kind("hazard");
        let status = kind.map_or_else(
            || status.clone(),
            |kind| catalog.status_text(kind, status, lang),
        );
        let digest = short(digest, DIGEST_SHOWN);
        match lang {
            Lang::Zh => say(&format!("      {place}  摘要 {digest}  {status}"))?,
            Lang::En => say(&format!("      {place}  digest {digest}  {status}"))?,
        }
    }
    Ok(())
}

/// How to try the programs by hand.
pub(super) fn how_to_go_on(
    agent: &Path,
    path: &Path,
    address: Option<SocketAddr>,
    kept: bool,
    lang: Lang,
) -> Result<(), Failure> {
    heading(lang, "自己试一试", "Try it yourself")?;
    let quote = |path: &Path| quoted(&path.display().to_string());
    let server = agent.with_file_name(format!("xunlu-server{}", std::env::consts::EXE_SUFFIX));
    let data = |folder: &str| quote(&path.join(folder));
    let (agent, server) = (quote(agent), quote(&server));
    say(&format!(
        "  {agent} list hazard --data {}",
        data(OFFICER.folder)
    ))?;
    say(&format!(
        "  {server} due --data {} --under 420625",
        data("office")
    ))?;
    let shown = path.display();
    let (officer, county) = (OFFICER.name(lang), COUNTY.name(lang));
    match lang {
        Lang::Zh => say(&format!(
            "  数据文件夹在 {shown}：office 服务器，officer {officer}，lead 李建国，county {county}，city 陈伟"
        ))?,
        Lang::En => say(&format!(
            "  data folders in {shown}: office, officer ({officer}), lead (Li Jianguo), county ({county}), city (Chen Wei)"
        ))?,
    }
    if let Some(address) = address {
        say(&format!(
            "  {} http://{address}",
            pick(lang, "服务地址", "address")
        ))?;
    }
    if !kept {
        note(
            "停止后临时文件夹即删除；要保留请用 --keep DIR",
            "the temporary folder goes when the demo ends; keep it with --keep DIR",
            lang,
        )?;
    }
    Ok(())
}

/// The stage is being cleared.
pub(super) fn cleared(path: &Path, kept: bool, lang: Lang) -> Result<(), Failure> {
    let path = path.display();
    match (kept, lang) {
        (true, Lang::Zh) => say(&format!("演示结束，数据保留在 {path}")),
        (true, Lang::En) => say(&format!("The demo ends; its data stay in {path}")),
        (false, Lang::Zh) => say(&format!("演示结束，临时文件夹 {path} 已删除")),
        (false, Lang::En) => say(&format!("The demo ends; {path} is removed")),
    }
}

/// What the sample year holds.
pub(super) fn year(filled: &Filled, lang: Lang) -> Result<(), Failure> {
    let Filled {
        records,
        operations,
    } = filled;
    note(
        &format!("其他派出所一年的工作（虚构）：{records} 条记录、{operations} 次操作"),
        &format!(
            "a year of other stations' work, made up: {records} records, {operations} operations"
        ),
        lang,
    )
}

/// Where each of the three works, one click each.
pub(super) fn doors(open: &[String; 3], lang: Lang) -> Result<(), Failure> {
    heading(lang, "打开页面", "Open the pages")?;
    for (who, open) in [OFFICER, COUNTY, CITY].iter().zip(open) {
        say(&format!("  {}  {open}", who.post(lang)))?;
    }
    Ok(())
}
