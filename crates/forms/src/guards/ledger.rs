//! Ledgers, meetings, inspections, assessments: what one field says must fit the other.

use merge::Value;

use super::{Case, Judged, need, part};
/// The entries of a list whose `done` is not filled yet.
fn open(case: &Case<'_>, list: &str, done: &str) -> Vec<Value> {
    let mut entries = case.after.items(list);
    entries.retain(|entry| part(entry, done).is_none());
    entries
}

/// Decisions are followed one after the other: the deadline of a meeting is that of the first one
/// still open.
pub(super) fn earliest_decision(case: &Case<'_>) -> Judged {
    let open = open(case, "decisions", "done_on");
    let first = open.iter().filter_map(|entry| part(entry, "due")).min();
    let said = case.after.text("next_due");
    need(
        said.as_deref() == first,
        format!(
            "「最近到期事项时限」（next_due）应为最早一项未办结事项的时限：{}",
            first.unwrap_or("空")
        ),
        format!(
            "the next deadline (next_due) must be that of the first decision still open: {}",
            first.unwrap_or("empty")
        ),
    )
}

/// A meeting is over when everything it decided is done.
pub(super) fn decisions_done(case: &Case<'_>) -> Judged {
    let open = open(case, "decisions", "done_on");
    let texts: Vec<&str> = open
        .iter()
        .filter_map(|entry| part(entry, "text"))
        .collect();
    need(
        open.is_empty(),
        format!(
            "还有议定事项未办结：{}；请先填写完成日期（done_on）",
            texts.join("；")
        ),
        format!(
            "decisions still open: {}; fill in done_on first",
            texts.join("; ")
        ),
    )
}

/// The day the first qualification runs out is the person's deadline.
pub(super) fn earliest_qualification(case: &Case<'_>) -> Judged {
    let all = case.after.items("qualifications");
    let first = all.iter().filter_map(|entry| part(entry, "valid_to")).min();
    let said = case.after.text("qualification_due");
    need(
        first.is_none() || said.as_deref() == first,
        format!(
            "「资格最早到期」（qualification_due）应为 {}",
            first.unwrap_or_default()
        ),
        format!(
            "the first qualification expires (qualification_due) on {}",
            first.unwrap_or_default()
        ),
    )
}

/// What is inspected again and again has a next day.
pub(super) fn next_planned(case: &Case<'_>) -> Judged {
    let cycle = case.after.text("cycle");
    let once = matches!(cycle.as_deref(), None | Some("once"));
    let next = case.after.text("next_due");
    let date = case.after.text("date");
    need(
        once || next.as_deref() > date.as_deref(),
        "按周期排查的，须填写下次排查日期（next_due），且晚于本次",
        "what is inspected in a cycle needs the next day (next_due), later than this one",
    )
}

/// Whoever settles an accident by themselves is unhurt; the simple procedure ends at slight injuries
/// (事故规定§23).
pub(super) fn minor_only(case: &Case<'_>) -> Judged {
    let unhurt = case.after.is("no_injury");
    let slight =
        case.after.is("slight_injury") && case.after.text("handling").as_deref() == Some("simple");
    need(
        unhurt || slight,
        "有人受伤的不能自行协商；仅轻微伤的可用简易程序（slight_injury=是），其余请移交大队（事故规定§23）",
        "with people hurt the parties cannot settle; slight injuries go by the simple procedure \
         (slight_injury=yes), all else to the brigade (accident rules §23)",
    )
}

/// Points given or taken by hand have a reason (处理程序规定§66: never the number of penalties).
pub(super) fn manual_reason(case: &Case<'_>) -> Judged {
    let entries = case.after.items("indicators");
    let bare = entries.iter().filter(|entry| {
        let points = entry.get("manual").and_then(Value::as_int);
        points.is_some_and(|points| points != 0) && part(entry, "reason").is_none()
    });
    let keys: Vec<&str> = bare.filter_map(|entry| part(entry, "key")).collect();
    need(
        keys.is_empty(),
        format!("加扣分须写理由：{}（indicators.reason）", keys.join("、")),
        format!(
            "points given by hand need a reason: {} (indicators.reason)",
            keys.join(", ")
        ),
    )
}

/// The total is what the indicators add up to, each at most its cap.
pub(super) fn total_adds_up(case: &Case<'_>) -> Judged {
    let entries = case.after.items("indicators");
    let number = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_int);
    let score = |entry: &Value| {
        let sum = number(entry, "derived").unwrap_or(0) + number(entry, "manual").unwrap_or(0);
        sum.min(number(entry, "cap").map_or(i64::MAX, |cap| cap.saturating_mul(10)))
    };
    let sum: i64 = entries.iter().map(score).sum();
    let said = match case.after.value("total") {
        Some(Value::Decimal {
            mantissa,
            exponent: -1,
        }) => Some(mantissa),
        _ => None,
    };
    let (whole, tenth) = (sum.div_euclid(10), sum.rem_euclid(10));
    need(
        said == Some(sum),
        format!("总分（total）应为各指标得分之和 {whole}.{tenth}"),
        format!("the total (total) must be the sum of the indicators, {whole}.{tenth}"),
    )
}
