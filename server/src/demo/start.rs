//! The page the demo begins with: three people, one click each.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use forms::Lang;
use serde_json::Value;

use super::day::{CITY, COUNTY, OFFICER, Who, pick};
use crate::office::Office;
use desk::Failure;

/// How long the links of the demo are good, in milliseconds: longer than anybody tries it.
const GOOD: u64 = 7 * 24 * 60 * 60 * 1000;

/// The officer's pages, served by the laptop's own program for as long as the demo lives.
#[derive(Debug)]
pub(super) struct Pages {
    child: Child,
    open: String,
}

impl Pages {
    /// Starts `xunlu-agent serve` on the officer's laptop.
    pub(super) fn serve(program: &Path, laptop: &Path) -> Result<Pages, Failure> {
        let failed = |error: &std::io::Error| Failure::file(program, error);
        let mut child = Command::new(program)
            .args(["serve", "--no-open", "--json", "--data"])
            .arg(laptop)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out)
                .read_line(&mut line)
                .map_err(|error| failed(&error))?;
        }
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let open = said["open"].as_str().unwrap_or_default().to_owned();
        Ok(Pages { child, open })
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Opens an account for each of the two at the office, if there is none yet.
pub(super) fn accounts(office: &Office, lang: Lang) -> Result<(), Failure> {
    let known = office.accounts()?;
    for who in [COUNTY, CITY] {
        let name = who.name(lang);
        if known.iter().all(|account| account.name != name) {
            let unit = office.unit(who.unit.parse()?, &[])?;
            office.open_account(unit, who.role, name)?;
        }
    }
    Ok(())
}

/// Writes the page. Answers where it is and the three addresses on it.
///
/// A browser keeps one session for each name of a host, so county and city are reached under two
/// names of this machine.
pub(super) fn write(
    office: &Office,
    address: SocketAddr,
    officer: &Pages,
    folder: &Path,
    now_ms: u64,
    lang: Lang,
) -> Result<(PathBuf, [String; 3]), Failure> {
    let port = address.port();
    let link = |who: &Who, host: &str| -> Result<String, Failure> {
        let word = office.link(who.name(lang), now_ms + GOOD)?;
        Ok(format!("http://{host}:{port}/open#word={word}"))
    };
    let open = [
        officer.open.clone(),
        link(&COUNTY, "127.0.0.1")?,
        link(&CITY, "localhost")?,
    ];
    let people = [OFFICER, COUNTY, CITY];
    let doings = [
        (
            "断网也能登记隐患、责任书、查处和劝导；有网时同步",
            "log hazards, agreements, enforcement and persuasion without a network; sync when there is one",
        ),
        (
            "审核、定级、函告、验收、销号、回头看",
            "review, grade, notify, accept, close, look back",
        ),
        (
            "盯期限、催办、挂牌督办、统计和报表",
            "watch deadlines, remind, list, count and report",
        ),
    ];
    let cards = people.iter().zip(&open).zip(doings);
    let cards: String = cards
        .map(|((who, open), (zh, en))| {
            let (name, post, doing) = (who.name(lang), who.post(lang), pick(lang, zh, en));
            format!("<a href=\"{open}\" target=\"_blank\"><b>{post}</b><span>{name}</span><p>{doing}</p></a>\n")
        })
        .collect();
    let title = pick(lang, "巡路 · 演示", "Xunlu · demo");
    let hint = pick(
        lang,
        "点一下即以该身份登录，各在一个窗口。数据是虚构的，区划是真实的。",
        "One click signs in as that person, each in a window of its own. The data is made up, the divisions are real.",
    );
    let page = include_str!("start.html")
        .replace("{title}", title)
        .replace("{hint}", hint)
        .replace("{cards}", &cards);
    let path = folder.join("start.html");
    fs::write(&path, page).map_err(|error| Failure::file(&path, &error))?;
    Ok((path, open))
}
