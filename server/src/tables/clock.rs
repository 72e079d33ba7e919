//! What is shown of deadlines, limits and proposals; each table says whose clock it is by.

use forms::{Catalog, Colour, Lang};

use super::table;
use desk::Countdown;
use desk::Due;
use desk::Failure;
use desk::Proposed;

/// Hours up to which what is left is told in hours.
const IN_HOURS: i64 = 48;

/// The sentence on whose day it is.
fn by_server(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "按服务器日期计算",
        Lang::En => "reckoned by the server's date",
    }
}

/// A place without the site's own name, which goes without saying.
fn below(place: &str) -> &str {
    place.split_once('/').map_or(place, |(_, below)| below)
}

/// Twelve digits of an id name one record of a site.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

fn colour(colour: Option<&Colour>, lang: Lang) -> &str {
    colour.map_or("", |colour| colour.label.get(lang))
}

fn kind_label<'c>(catalog: &'c Catalog, kind: &'c str, lang: Lang) -> &'c str {
    catalog.kind(kind).map_or(kind, |kind| kind.label.get(lang))
}

/// What is proposed, and what to do with it.
pub(crate) fn proposals(rows: &[Proposed], lang: Lang) -> Result<String, Failure> {
    let catalog = desk::catalog()?;
    let heads = match lang {
        Lang::Zh => ["建议", "起始", "记录", "内容", "所在地", "处理"],
        Lang::En => [
            "proposal",
            "since",
            "record",
            "what it is",
            "where",
            "answered by",
        ],
    };
    let mut shown = table(heads.map(str::to_owned).to_vec());
    for row in rows {
        let answer = row.answer.as_ref();
        let answer = answer.map_or("", |answer| kind_label(&catalog, &answer.kind, lang));
        let others = row.proposal.records.iter().map(|id| short(id));
        let others = others.collect::<Vec<_>>().join(", ");
        shown.add_row([
            row.proposal.label.get(lang),
            &row.since,
            short(&row.id),
            &format!("{} {}", kind_label(&catalog, &row.kind, lang), row.title),
            below(&row.place),
            if others.is_empty() { answer } else { &others },
        ]);
    }
    let count = rows.len();
    let unknown = rows.iter().any(|row| row.proposal.holidays_unknown);
    let by = by_server(lang);
    Ok(match lang {
        Lang::Zh => format!(
            "{shown}\n{count} 项建议，{by}；由人发出：在终端上 xunlu-agent answer 记录编号，该项即消失。{}",
            if unknown {
                "\n注意：部分期限跨越未导入的节假日年份，仅按周一至周五计算；请 import holidays。"
            } else {
                ""
            }
        ),
        Lang::En => format!(
            "{shown}\n{count} proposals, {by}. A person sends them: `xunlu-agent answer RECORD` on a laptop, and the proposal is gone.{}",
            if unknown {
                "\nNote: some limits run over years whose holidays are not imported; only weekdays count there. Run import holidays."
            } else {
                ""
            }
        ),
    })
}

/// The limits that run.
pub(crate) fn countdowns(rows: &[Countdown], lang: Lang) -> Result<String, Failure> {
    let catalog = desk::catalog()?;
    let heads = match lang {
        Lang::Zh => ["截止", "剩余", "颜色", "时限", "依据", "记录", "内容"],
        Lang::En => [
            "ends",
            "left",
            "colour",
            "limit",
            "source",
            "record",
            "what it is",
        ],
    };
    let mut shown = table(heads.map(str::to_owned).to_vec());
    for row in rows {
        let ends = u64::try_from(row.limit.ends_ms - 1).unwrap_or(0);
        shown.add_row([
            &forms::time_text(ends),
            &left(row, lang),
            colour(row.colour.as_ref(), lang),
            row.limit.said().get(lang),
            row.limit.source.as_deref().unwrap_or(""),
            short(&row.id),
            &format!("{} {}", kind_label(&catalog, &row.kind, lang), row.title),
        ]);
    }
    let (count, by) = (rows.len(), by_server(lang));
    Ok(match lang {
        Lang::Zh => format!("{shown}\n{count} 项时限，{by}"),
        Lang::En => format!("{shown}\n{count} limits, {by}"),
    })
}

fn left(row: &Countdown, lang: Lang) -> String {
    let lapsed = !row.overdue && row.hours_left < 0;
    match (lang, row.hours_left.abs() <= IN_HOURS) {
        (Lang::Zh, _) if lapsed => "已届满".to_owned(),
        (Lang::En, _) if lapsed => "lapsed".to_owned(),
        (Lang::Zh, true) => format!("{} 小时", row.hours_left),
        (Lang::Zh, false) => format!("{} 天", row.days_left),
        (Lang::En, true) => format!("{} h", row.hours_left),
        (Lang::En, false) => format!("{} d", row.days_left),
    }
}

/// The deadlines, overdue first.
pub(crate) fn due(rows: &[Due], lang: Lang) -> Result<String, Failure> {
    let by = by_server(lang);
    if rows.is_empty() {
        return Ok(match lang {
            Lang::Zh => format!("没有在办的期限（{by}）"),
            Lang::En => format!("no deadlines run ({by})"),
        });
    }
    let catalog = desk::catalog()?;
    let headings = match lang {
        Lang::Zh => [
            "期限",
            "剩余天数",
            "颜色",
            "状态",
            "类型",
            "事项",
            "区划",
            "编号",
        ],
        Lang::En => [
            "due",
            "days left",
            "colour",
            "state",
            "kind",
            "what",
            "division",
            "id",
        ],
    };
    let mut shown = table(headings.map(str::to_owned).to_vec());
    for row in rows {
        let kind = catalog.kind(&row.kind);
        let status = kind.map_or_else(
            || row.status.clone(),
            |kind| catalog.status_text(kind, &row.status, lang),
        );
        let overdue = match (row.overdue, lang) {
            (true, Lang::Zh) => format!("逾期 {}", -row.days_left),
            (true, Lang::En) => format!("{} overdue", -row.days_left),
            (false, _) => row.days_left.to_string(),
        };
        let kind = kind_label(&catalog, &row.kind, lang);
        let id = row.number.as_deref().unwrap_or(short(&row.id));
        let colour = colour(row.colour.as_ref(), lang);
        let place = below(&row.place);
        shown.add_row([
            &row.due_on,
            &overdue,
            colour,
            &status,
            kind,
            &row.title,
            place,
            id,
        ]);
    }
    Ok(format!("{shown}\n{by}"))
}
