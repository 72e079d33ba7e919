//! Grade, deadline, acceptance.

use std::collections::BTreeSet;

use merge::Value;

use super::{Case, Judged, days_between, need, part};
use crate::ground::{CHINA_MIN, day};
use crate::words::Text;

const GENERAL: &str = "general";
const MAJOR: &str = "major";

/// The grade, or while there is none the suggested one.
fn grade(case: &Case<'_>) -> Option<String> {
    case.after
        .text("grade")
        .or_else(|| case.after.text("grade_suggested"))
}

/// A fix is believed when it can be seen.
pub(super) fn after_photo(case: &Case<'_>) -> Judged {
    need(
        case.after.photos("photos_after") > 0,
        "须附整改后照片；请用 --photo 附上",
        "a photo taken after the work is needed; attach it with --photo",
    )
}

/// A major hazard is never settled on the spot.
pub(super) fn not_major(case: &Case<'_>) -> Judged {
    need(
        grade(case).as_deref() != Some(MAJOR),
        "重大隐患不能立行立改，须上报县级认定并挂牌督办",
        "a major hazard cannot be fixed on the spot; the county grades and lists it",
    )
}

/// The short way out is for general hazards alone.
pub(super) fn grade_general(case: &Case<'_>) -> Judged {
    need(
        grade(case).as_deref() == Some(GENERAL),
        "只有一般隐患可以快速验收；请先确定等级为「一般」，否则走认定流程",
        "only a general hazard is accepted this way; grade it general, or have it confirmed",
    )
}

/// Until a major hazard is gone, something must hold traffic away from it.
pub(super) fn interim_for_major(case: &Case<'_>) -> Judged {
    let held = !case.after.items("interim").is_empty();
    need(
        held || case.after.text("grade").as_deref() != Some(MAJOR),
        "重大隐患须先落实临时管控措施（interim）",
        "a major hazard needs an interim measure first (interim)",
    )
}

/// A station answers for rural roads; the brigade for national and provincial ones.
pub(super) fn station_road(case: &Case<'_>) -> Judged {
    let own = case.kind.field("road_class").is_some();
    let class = if own {
        case.after.text("road_class")
    } else {
        if case.ground.is_none() {
            return Ok(());
        }
        let hazard = case.referred("hazard");
        hazard.and_then(|hazard| case.text_of(&hazard, "road_class"))
    };
    let Some(class) = class else {
        return Err(Text::new(
            "不知道道路性质；请先填写隐患及其道路性质（road_class），或先同步该隐患",
            "the class of the road is not known; fill it in (road_class), or sync the hazard first",
        ));
    };
    let list = case.catalog.codes("road_class");
    let code = list.and_then(|list| list.code(&class));
    let trunk = code.is_some_and(|code| code.group.as_deref() == Some("trunk"));
    need(
        !trunk,
        "国道、省道由大队办理，派出所只办县、乡、村道",
        "national and provincial roads are the brigade's; a station acts on rural roads",
    )
}

/// An extension is asked for before the time is over, not after.
pub(super) fn before_due(case: &Case<'_>) -> Judged {
    let due = due_text(case);
    need(
        due.is_none_or(|due| case.moment.today() <= due),
        "期限已过，不能再申请延期；请按逾期办理",
        "the deadline has passed, no extension can be asked for any more",
    )
}

/// A deadline set now lies ahead.
pub(super) fn new_due(case: &Case<'_>) -> Judged {
    let set = case
        .kind
        .due
        .as_ref()
        .is_some_and(|name| case.after.touches(name));
    let ahead = due_text(case).is_some_and(|due| case.moment.today() <= due);
    need(
        set && ahead,
        "须填写新的期限，且不能早于今天",
        "a new deadline is needed, today or later",
    )
}

/// The deadline as a day, with the form's own edits in.
fn due_text(case: &Case<'_>) -> Option<String> {
    day_of(&case.after.value(case.kind.due.as_ref()?)?)
}

fn day_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(date) => Some(date.clone()),
        Value::Int(ms) => Some(day(*ms, CHINA_MIN)),
        _ => None,
    }
}

/// There is a request nobody has answered.
pub(super) fn extension_pending(case: &Case<'_>) -> Judged {
    let happened = case.happened();
    let last = happened
        .iter()
        .rev()
        .find(|event| event.starts_with("extend_"));
    need(
        last.is_some_and(|event| event == "extend_request"),
        "没有待答复的延期申请",
        "there is no request for an extension to answer",
    )
}

/// How often and by how much the deadline may move, by grade.
pub(super) fn extension_limit(case: &Case<'_>) -> Judged {
    let grade = if case.kind.field("grade").is_some() {
        grade(case)
    } else {
        case.referred("hazard")
            .and_then(|hazard| case.text_of(&hazard, "grade"))
    };
    let grade = grade.unwrap_or_else(|| GENERAL.to_owned());
    let Some(row) = case.row("extensions", ("grade", &grade)) else {
        return Ok(());
    };
    let granted = case.happened();
    let granted = granted
        .iter()
        .filter(|event| matches!(event.as_str(), "extend_approve" | "extend"));
    let granted = i64::try_from(granted.count()).unwrap_or(i64::MAX);
    if let Some(most) = row.int("max_count").filter(|most| granted >= *most) {
        return Err(Text::new(
            format!("已延期 {granted} 次，最多 {most} 次"),
            format!("extended {granted} times already, at most {most}"),
        ));
    }
    let before = case.after.record.zip(case.kind.due.as_ref());
    let before = before.and_then(|(record, name)| case.kind.field(name)?.value(record));
    let before = before.as_ref().and_then(day_of);
    let moved = before
        .zip(due_text(case))
        .and_then(|(from, to)| days_between(&from, &to));
    match (moved, row.int("max_days")) {
        (Some(days), Some(most)) if i64::from(days) > most => Err(Text::new(
            format!("延期 {days} 天，最多 {most} 天"),
            format!("{days} days longer, at most {most}"),
        )),
        _ => Ok(()),
    }
}

/// 五落实: every part of the struct is filled before the listing may go.
pub(super) fn five_fulfilled(case: &Case<'_>) -> Judged {
    let field = case.kind.field("wuluoshi");
    let value = case.after.value("wuluoshi");
    let missing: Vec<&Text> = field
        .into_iter()
        .flat_map(|field| field.ty.items())
        .filter(|item| {
            value
                .as_ref()
                .and_then(|value| part(value, &item.name))
                .is_none()
        })
        .map(|item| &item.label)
        .collect();
    let labels = Text::join(missing.iter().copied());
    need(
        missing.is_empty(),
        format!("五落实未落实：{}；请补齐（wuluoshi）", labels.zh),
        format!("of the five, missing: {} (wuluoshi)", labels.en),
    )
}

/// What is accepted has passed.
pub(super) fn acceptance_passed(case: &Case<'_>) -> Judged {
    need(
        case.after.text("acceptance_result").as_deref() == Some("qualified"),
        "验收结论须为「合格」；不合格的请退回整改",
        "the result of the acceptance must be `qualified`; send back what is not",
    )
}

/// Everybody at the acceptance agreed and signed; for larger and major hazards two bodies did.
pub(super) fn members_signed(case: &Case<'_>) -> Judged {
    let members = case.after.items("acceptance_members");
    let signed = |member: &Value| {
        part(member, "opinion") == Some("agree") && member.get("signed_at").is_some()
    };
    let open: Vec<&str> = members
        .iter()
        .filter(|member| !signed(member))
        .filter_map(|member| part(member, "name"))
        .collect();
    let open = open.join(", ");
    need(
        !members.is_empty() && open.is_empty(),
        format!("验收人员须全部同意并签字；未完成：{open}"),
        format!("everybody at the acceptance must agree and sign; open: {open}"),
    )?;
    let row = case.row("workings", ("name", "acceptance_bodies_min"));
    let grade = case.after.text("grade").unwrap_or_default();
    let Some(least) = row
        .filter(|row| row.list("grades").any(|name| name == grade))
        .and_then(|row| row.int("value"))
    else {
        return Ok(());
    };
    let bodies: BTreeSet<&str> = members
        .iter()
        .filter_map(|member| part(member, "org"))
        .collect();
    need(
        i64::try_from(bodies.len()).is_ok_and(|bodies| bodies >= least),
        format!("较大、重大隐患须至少 {least} 个单位联合验收"),
        format!("larger and major hazards are accepted by at least {least} bodies together"),
    )
}
