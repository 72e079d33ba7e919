//! `neighbour`: two laptops of one network, one that waits and one that calls.

use std::net::SocketAddr;

use desk::Failure;
use desk::terminal::Bar;
use forms::Lang;
use serde_json::json;
use sync::Relayed;

use super::run::block_on;
use crate::laptop::Laptop;
use crate::neighbour::{self, News, Outcome, Waiting};

/// Waits for a neighbour, shows where and by which code, and ends after one exchange.
pub(super) fn wait(
    laptop: &mut Laptop,
    listen: SocketAddr,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let unit = laptop.grant().terms.unit.to_string();
    let ended = block_on(async {
        let waiting = Waiting::start(listen).await?;
        let at = waiting.address()?;
        // Where multicast does not work, the address is typed.
        let announced = neighbour::announce(&unit, at);
        shown(at, waiting.code(), announced.is_ok(), json, lang);
        let mut bar = Bar::new(lang, "交换", "exchanging");
        let mut told = |news: News<'_>| tell(&news, &mut bar, json, lang);
        tokio::select! {
            met = waiting.meet(laptop, &mut told) => met.map(Some),
            _ = tokio::signal::ctrl_c() => Ok(None),
        }
    })??;
    match ended {
        Some(met) => exchanged(&met, json, lang),
        None => note!(
            "{}",
            match lang {
                Lang::Zh => "已停止等候；已收到的都已保存",
                Lang::En => "waiting no longer; what had arrived is kept",
            }
        ),
    }
    Ok(())
}

/// Calls a laptop that waits.
pub(super) fn meet(
    laptop: &mut Laptop,
    address: SocketAddr,
    code: &str,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let mut bar = Bar::new(lang, "交换", "exchanging");
    let mut told = |news: News<'_>| tell(&news, &mut bar, json, lang);
    let met = block_on(neighbour::meet(laptop, address, code, &mut told))??;
    bar.finish();
    exchanged(&met, json, lang);
    Ok(())
}

/// Pages that are open have the folder, and can do the same.
pub(super) fn by_the_page(failure: Failure) -> Failure {
    if failure.code() != "in_use" {
        return failure;
    }
    Failure::new(
        "in_use",
        "巡路正开着；邻机交换请在页面“同步”中进行，或先关闭巡路再用命令",
        "Xunlu is open here; meet the neighbour on its page “Sync”, or close it before you use the command",
    )
}

/// Lists the laptops that wait.
pub(super) fn search(json: bool, lang: Lang) -> Result<(), Failure> {
    let found = block_on(neighbour::find())??;
    if json {
        say!("{}", json!({ "found": found }));
        return Ok(());
    }
    for one in &found {
        match lang {
            Lang::Zh => say!("{}　单位 {}", one.address, one.unit),
            Lang::En => say!("{}  unit {}", one.address, one.unit),
        }
    }
    match lang {
        Lang::Zh if found.is_empty() => say!(
            "没有找到正在等候的电脑；请确认对方已运行 neighbour wait、两机在同一网络。许多局域网不支持自动查找，可直接输入对方屏幕上的地址"
        ),
        Lang::En if found.is_empty() => say!(
            "no waiting laptop was found; check that the other one runs `neighbour wait` on this network. Many networks do not let laptops find each other: type the address on the other screen"
        ),
        Lang::Zh => say!("接下来：xunlu-agent neighbour meet 地址 --code 六位数字"),
        Lang::En => say!("next: xunlu-agent neighbour meet ADDR --code DIGITS"),
    }
    Ok(())
}

fn shown(at: SocketAddr, code: &str, found: bool, json: bool, lang: Lang) {
    if json {
        say!(
            "{}",
            json!({ "address": at, "code": code, "announced": found })
        );
        return;
    }
    match lang {
        Lang::Zh => say!("正在等候邻机：地址 {at}，配对码 {code}；Ctrl-C 停止"),
        Lang::En => say!("waiting for a neighbour: address {at}, code {code}; Ctrl-C stops"),
    }
    if !found {
        note!(
            "{}",
            match lang {
                Lang::Zh => "本网络不支持自动查找，请在对方电脑上输入此地址",
                Lang::En =>
                    "this network does not let laptops find each other; type the address on the other one",
            }
        );
    }
}

fn tell(news: &News<'_>, bar: &mut Bar, json: bool, lang: Lang) {
    match news {
        News::Exchanged(report) => {
            let done = report.taken + report.given + report.known;
            bar.count(done, done);
        }
        News::Photos(report) => bar.count(report.fetched, report.to_fetch),
        News::Turned(failure) if json => note!("{}", failure.json()),
        News::Turned(failure) => {
            for line in failure.lines(lang) {
                note!("{line}");
            }
        }
    }
}

fn exchanged(met: &Outcome, json: bool, lang: Lang) {
    let Relayed {
        taken,
        given,
        known,
        held,
        refused,
    } = &met.relayed;
    let (terms, photos) = (&met.grant.terms, &met.photos);
    let fetched = photos.fetched;
    if json {
        say!(
            "{}",
            json!({
                "device": met.grant.device, "person": terms.person, "unit": terms.unit.to_string(),
                "taken": taken, "given": given, "known": known, "held": held, "refused": refused,
                "photos": { "fetched": fetched, "wanted": photos.to_fetch, "bytes": photos.bytes, "previews": photos.previews },
            })
        );
        return;
    }
    if let Some(no) = &photos.problem {
        let why = if lang == Lang::Zh { &no.zh } else { &no.en };
        note!("{why}");
    }
    let person = &terms.person;
    match lang {
        Lang::Zh => {
            say!("已与{person}的电脑交换：收到 {taken} 条，给出 {given} 条；收到照片 {fetched} 张");
        }
        Lang::En => say!(
            "exchanged with {person}'s laptop: {taken} taken, {given} given, {fetched} photos taken"
        ),
    }
}
