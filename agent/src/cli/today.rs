//! What is shown of a day: what is proposed, and the limits that run.

use std::path::Path;

use forms::{Clock, Lang, Proposal};
use merge::Now;
use serde_json::json;
use store::Listed;

use super::show::label;
use crate::laptop::Laptop;

/// Hours up to which what is left is told in hours.
const IN_HOURS: i64 = 48;
/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1000;
/// Whose clock it is, for programs.
const BY: &str = "laptop";

/// What is proposed, each with the command that answers it.
pub(super) fn proposals(
    laptop: &Laptop,
    proposed: &[(Listed, Proposal)],
    folder: &Path,
    json: bool,
    lang: Lang,
) {
    if json {
        let row = |(listed, proposal): &(Listed, Proposal)| {
            let kind = laptop.room().catalog.kind_by_id(listed.summary.kind);
            let (id, title) = (listed.id.to_string(), laptop.desk().title(listed));
            let since = forms::day_text(proposal.since);
            let answer = laptop
                .desk()
                .answering((listed.id, listed.summary.kind), proposal)
                .map(|(kind, entries)| {
                    let set = entries.into_iter().map(|e| (e.field, e.text.into()));
                    json!({ "kind": kind.name, "set": set.collect::<serde_json::Map<_, _>>() })
                });
            json!({ "id": id, "kind": kind.map(|k| &k.name), "title": title, "since": since, "proposal": proposal, "answer": answer, "by_clock": BY })
        };
        let rows: Vec<_> = proposed.iter().map(row).collect();
        say!("{}", json!(rows));
        return;
    }
    for (listed, proposal) in proposed {
        let kind = laptop.room().catalog.kind_by_id(listed.summary.kind);
        let since = forms::day_text(proposal.since);
        let (kind, title) = (label(kind, lang), laptop.desk().title(listed));
        say!("{since}  {}  {kind} {title}", proposal.label.get(lang));
        for record in &proposal.records {
            say!("    {record}");
        }
        say_answer(laptop, listed, proposal, folder, lang);
    }
    let count = proposed.len();
    let unknown = proposed.iter().any(|(_, p)| p.holidays_unknown);
    say!(
        "{}{}",
        match lang {
            Lang::Zh => format!("{count} 项，按本机时钟计算，以服务器日期为准"),
            Lang::En =>
                format!("{count} in all, by this laptop's clock; the server's date decides"),
        },
        match (unknown, lang) {
            (false, _) => "",
            (true, Lang::Zh) => "；部分期限跨越节假日未知的年份，仅按周一至周五计算",
            (true, Lang::En) =>
                "; some limits run over years whose holidays are not known, only weekdays count there",
        }
    );
}

/// The command that answers, for those who may; else who may.
fn say_answer(laptop: &Laptop, listed: &Listed, proposal: &Proposal, folder: &Path, lang: Lang) {
    let Some((answer, _)) = laptop
        .desk()
        .answering((listed.id, listed.summary.kind), proposal)
    else {
        return;
    };
    let (folder, cause) = (folder.display(), &proposal.cause);
    let id = listed.id.to_string();
    let id = id.get(..12).unwrap_or(&id);
    if answer.create.contains(&laptop.grant().terms.role) {
        say!("    xunlu-agent answer {id} --cause {cause} --data {folder}");
        return;
    }
    let roles = answer.create.iter();
    let roles = roles.filter_map(|name| laptop.room().catalog.role(name));
    let roles: Vec<&str> = roles.map(|role| role.label.get(lang)).collect();
    match lang {
        Lang::Zh => say!("    由{}办理（{}）", roles.join("、"), answer.label.zh),
        Lang::En => say!("    for: {} ({})", roles.join(", "), answer.label.en),
    }
}

/// The deadlines and limits that run.
pub(super) fn countdowns(
    laptop: &Laptop,
    running: &[(Listed, Clock)],
    now: Now,
    json: bool,
    lang: Lang,
) {
    let now_ms = i64::try_from(now.wall_ms).unwrap_or(i64::MAX);
    let today = desk::moment(now).day();
    let mut rows = Vec::new();
    for (listed, clock) in running {
        let kind = laptop.room().catalog.kind_by_id(listed.summary.kind);
        let (days, hours) = (
            clock.days_left(now_ms),
            (clock.ends_ms - now_ms).div_euclid(HOUR_MS),
        );
        let overdue = clock.counts && clock.is_overdue(now_ms);
        let bucket = listed.summary.bucket;
        let colour = laptop.room().catalog.colour(days, bucket, today);
        if json {
            rows.push(json!({
                "id": listed.id.to_string(), "kind": kind.map(|k| &k.name),
                "title": laptop.desk().title(listed), "limit": clock, "days_left": days,
                "hours_left": hours, "overdue": overdue, "colour": colour, "by_clock": BY,
            }));
            continue;
        }
        let ends = forms::time_text(u64::try_from(clock.ends_ms - 1).unwrap_or(0));
        let left = match (hours.abs() <= IN_HOURS, lang) {
            (true, Lang::Zh) => format!("{hours} 小时"),
            (false, Lang::Zh) => format!("{days} 天"),
            (true, Lang::En) => format!("{hours} h"),
            (false, Lang::En) => format!("{days} d"),
        };
        let colour = colour.map(|colour| colour.label.get(lang).to_owned());
        let (label, kind) = (clock.label.get(lang), label(kind, lang));
        let colour = colour.unwrap_or_default();
        say!(
            "{ends}  {left}  {colour}  {label}  {kind} {}",
            laptop.desk().title(listed)
        );
    }
    if json {
        say!("{}", json!(rows));
        return;
    }
    let count = running.len();
    match lang {
        Lang::Zh => say!("{count} 项时限，按本机时钟计算，以服务器日期为准"),
        Lang::En => say!("{count} limits, by this laptop's clock; the server's date decides"),
    }
}
