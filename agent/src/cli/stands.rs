//! How the laptop stands, and how its office stands to it.

use desk::trust;
use forms::{Lang, Text};
use serde_json::json;

use super::show::time;
use crate::handed::{kept_there, photos_wait};
use crate::health::Status;

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
    grant(status, lang);
    for held in &status.held {
        say!("{} {}", held.operation, held.reason);
    }
    for problem in &status.problems {
        say!("{}", problem.get(lang));
    }
}

/// Whether the office still knows the laptop, and until when.
fn grant(status: &Status, lang: Lang) {
    let grant = &status.grant;
    if let Some(away) = &grant.turned_away {
        if grant.handed_in > 0 {
            say!("{}", kept_there(grant.handed_in).get(lang));
        }
        say!("{}", away.text.get(lang));
        if trust::waits(&away.code) && status.photos_unsent > 0 {
            say!("{}", photos_wait(status.photos_unsent).get(lang));
        }
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
            "等待管理员批准：可以照常记录，同步时先交服务器收存，批准后生效。请与管理员电话核对本机指纹：{fingerprint}"
        ),
        format!(
            "waits for the administrator's approval: go on recording, each sync hands in what there is, and it counts once it is approved. Compare this laptop's fingerprint over the phone: {fingerprint}"
        ),
    )
}
