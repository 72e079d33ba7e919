//! `sync`: the operations first, then the photos.

use desk::Failure;
use desk::terminal::Bar;
use forms::Lang;
use serde_json::json;
use sync::Report;
use sync::photos::{PhotoReport, Trip};

use super::now;
use super::run::block_on;
use crate::device::Layout;
use crate::evict::told;
use crate::health::Status;
use crate::laptop::Laptop;
use crate::renew::{self, Renewal};
use link::{Link, Whose, said};

/// Exchanges with the office. That photos did not get through is told, and fails nothing.
pub(super) fn run(
    laptop: &mut Laptop,
    layout: &Layout,
    all_photos: bool,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let link = block_on(renew::reach(layout, laptop))??;
    let mut bar = Bar::new(lang, "同步", "syncing");
    let mut underway = |report: &Report| {
        bar.count(
            report.pushed + report.read + report.records,
            report.expected,
        );
    };
    let (report, renewal, evicted) =
        block_on(renew::exchange(&link, layout, laptop, &mut underway))??;
    bar.finish();
    let photos = photos(laptop, &link, all_photos, lang);
    let status = laptop.status(now())?;
    let traffic = link.traffic();
    if json {
        tell_programs(
            &report,
            (renewal.as_ref(), evicted),
            &photos,
            &status,
            traffic,
        );
    } else {
        if let Some(renewal) = &renewal {
            note!("{}", renewal.text().get(lang));
        }
        synced(&report, &status, traffic, lang);
        if let Some(text) = told(evicted) {
            say!("{}", text.get(lang));
        }
        carried(&photos, &status, lang);
    }
    taken(&report)
}

/// The photos of an exchange; whatever stood in their way is in the answer.
fn photos(laptop: &Laptop, link: &Link, all: bool, lang: Lang) -> PhotoReport {
    let device = laptop.device().clone();
    let whose = if all { Whose::Everybodys } else { Whose::Own };
    let mut album = device.photos(laptop.room.clone(), whose);
    let mut bar = Bar::new(lang, "照片（字节）", "photos (bytes)");
    let mut so_far = PhotoReport::default();
    let mut told = |report: &PhotoReport| {
        if report.bytes_all > 0 {
            bar.count(report.bytes, report.bytes_all);
        }
        so_far = report.clone();
    };
    let went =
        block_on(link.photos(&device.caller(), &mut album, Trip::default(), &mut told)).flatten();
    bar.finish();
    // What stays lying is swept another time.
    let _ = laptop.room.sweep_photos();
    went.unwrap_or_else(|failure| {
        so_far.problem = Some(said(&failure));
        so_far
    })
}

fn tell_programs(
    report: &Report,
    (renewal, evicted): (Option<&Renewal>, u64),
    photos: &PhotoReport,
    status: &Status,
    traffic: (u64, u64),
) {
    let (up, down) = traffic;
    let problem = photos.problem.as_ref();
    say!(
        "{}",
        json!({
            "pushed": report.pushed,
            "known": report.known,
            "held": report.held,
            "refused": report.refused,
            "forked": report.forked,
            "pulled": report.pulled,
            "records": report.records,
            "renewed": renewal.map(Renewal::json),
            "evicted": evicted,
            "unsent": status.unsent,
            "photos": {
                "sent": photos.sent,
                "fetched": photos.fetched,
                "previews": photos.previews,
                "lost": photos.lost,
                "bytes": photos.bytes,
                "unsent": status.photos_unsent,
                "missing": status.photos_missing,
                "problem": problem.map(|no| json!({ "code": no.code, "zh": no.zh, "en": no.en })),
            },
            "bytes_up": up,
            "bytes_down": down,
        })
    );
}

/// What became of the photos.
fn carried(photos: &PhotoReport, status: &Status, lang: Lang) {
    let PhotoReport {
        sent,
        fetched,
        lost,
        problem,
        ..
    } = photos;
    let (unsent, missing) = (status.photos_unsent, status.photos_missing);
    let nothing = sent + fetched + lost + unsent + missing == 0;
    if !nothing {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!(
                    "照片：上传 {sent} 张，取回 {fetched} 张，未发送 {unsent} 张，原件不在本机 {missing} 张"
                ),
                Lang::En => format!(
                    "photos: {sent} up, {fetched} down, {unsent} unsent, {missing} originals not here"
                ),
            }
        );
    }
    if *lost > 0 {
        note!(
            "{}",
            match lang {
                Lang::Zh => format!(
                    "有 {lost} 张本机拍摄的照片，本机和服务器都没有；请从相机或备份重新附上"
                ),
                Lang::En => format!(
                    "{lost} photos of this laptop are neither here nor at the server; attach them again from the camera or a backup"
                ),
            }
        );
    }
    if let Some(problem) = problem {
        note!(
            "{}",
            match lang {
                Lang::Zh => format!("照片未传完：{}", problem.zh),
                Lang::En => format!("the photos are not all through: {}", problem.en),
            }
        );
    }
}

fn taken(report: &Report) -> Result<(), Failure> {
    if report.refused + report.forked == 0 {
        return Ok(());
    }
    let (refused, forked) = (report.refused, report.forked);
    Err(Failure::new(
        "not_taken",
        format!("服务器拒收 {refused} 条、发现分叉 {forked} 条；数据仍在本机，请报告管理员"),
        format!(
            "the server refused {refused} operations and found {forked} forked; they are kept here, tell the administrator"
        ),
    ))
}

/// What an exchange of operations did.
fn synced(report: &Report, status: &Status, traffic: (u64, u64), lang: Lang) {
    let Report {
        pushed,
        pulled,
        records,
        held,
        ..
    } = report;
    let (up, down) = traffic;
    let unsent = status.unsent;
    match lang {
        Lang::Zh => say!(
            "已同步：上行 {pushed} 条，下行 {} 条，未发送 {unsent} 条（上行 {up} 字节，下行 {down} 字节）",
            pulled + records
        ),
        Lang::En => say!(
            "synced: {pushed} up, {} down, {unsent} unsent ({up} bytes up, {down} bytes down)",
            pulled + records
        ),
    }
    if *held > 0 {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("其中 {held} 条被服务器暂扣，原因见 status"),
                Lang::En =>
                    format!("{held} of them are held by the server; see `status` for the reasons"),
            }
        );
    }
}
