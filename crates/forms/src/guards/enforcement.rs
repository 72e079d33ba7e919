//! What the law forbids on the spot. The amounts stand in the tables `violations` and `limits`.

use merge::Value;

use super::{Case, Judged, need, part};
use crate::ground::{CHINA_MIN, day, day_number};
use crate::parse::birth;
use crate::table::Row;
use crate::words::Text;

pub(super) const LIMITS: &str = "limits";
const VIOLATIONS: &str = "violations";

/// The day of the deed: it is judged by the law of that day.
pub(super) fn deed_day(case: &Case<'_>) -> String {
    let at = case.after.value("occurred_at").and_then(|at| at.as_int());
    at.map_or_else(|| case.moment.today(), |ms| day(ms, CHINA_MIN))
}

/// The rows of the violations in the case.
pub(super) fn violations<'c>(case: &Case<'c>) -> Vec<&'c Row> {
    let day = deed_day(case);
    let Some(table) = case.catalog.table(VIOLATIONS) else {
        return Vec::new();
    };
    let entries = case.after.items("violations");
    let rows = entries
        .iter()
        .filter_map(|entry| table.find("key", part(entry, "key")?, &day));
    rows.collect()
}

/// The fine in cents, none written being none taken.
pub(super) fn fine_cents(case: &Case<'_>) -> i64 {
    match case.after.value("fine_yuan") {
        Some(Value::Decimal {
            mantissa,
            exponent: -2,
        }) => mantissa,
        Some(Value::Decimal {
            mantissa,
            exponent: 0,
        })
        | Some(Value::Int(mantissa)) => mantissa.saturating_mul(100),
        // Nothing else is written by a form; a fine nobody can read is above every limit.
        Some(_) => i64::MAX,
        None => 0,
    }
}

/// An auxiliary may prepare a case and never decide one (执勤执法规范§5).
pub(super) fn auxiliary_draft_only(case: &Case<'_>) -> Judged {
    need(
        case.actor.role.name != "auxiliary",
        "辅警不得作出处理，只能起草；请由民警办理（执勤执法规范§5）",
        "an auxiliary may only draft; a police officer must do this (duty rules §5)",
    )
}

/// A warning or at most 200 yuan, nothing that suspends (道交法§107, 处理程序规定§43).
pub(super) fn simple_procedure(case: &Case<'_>) -> Judged {
    let fine = fine_cents(case);
    let procedure = case.after.text("procedure");
    if procedure.as_deref() == Some("verbal") {
        return verbal(case, fine);
    }
    if procedure.as_deref() != Some("simple") {
        return Ok(());
    }
    let rows = violations(case);
    let heavy = rows.iter().filter(|row| {
        row.text("procedure") != Some("S") || row.is("suspends") || row.is("revokes")
    });
    let heavy: Vec<Text> = heavy.map(|row| row.label()).collect();
    let labels = Text::join(&heavy);
    need(
        heavy.is_empty(),
        format!(
            "「{}」不适用简易程序；请改为一般程序并移交（处理程序规定§43、§48）",
            labels.zh
        ),
        format!(
            "no simple procedure for: {}; use the general one (procedure rules §43, §48)",
            labels.en
        ),
    )?;
    let light = |row: &&Row| row.is("non_motor") || row.is("passenger");
    let limit = if !rows.is_empty() && rows.iter().all(light) {
        "non_motor_fine_max"
    } else {
        "simple_fine_max"
    };
    let Some(most) = case.figure(LIMITS, limit, &deed_day(case)) else {
        return Ok(());
    };
    need(
        fine <= most.saturating_mul(100),
        format!("简易程序罚款最多 {most} 元；请改为一般程序并移交（道交法§89、§107）"),
        format!(
            "the simple procedure fines at most {most} yuan; use the general one (RTSL §89, §107)"
        ),
    )
}

/// A word is enough for what is slight: no fine, and nothing that costs points or is graver than
/// the simple procedure. A child is never more than told off, whatever it did.
fn verbal(case: &Case<'_>, fine: i64) -> Judged {
    let outcome = case.after.text("outcome");
    let mild = matches!(outcome.as_deref(), None | Some("educated" | "warned"));
    need(
        mild && fine == 0,
        "口头警告只能教育或警告，不能罚款（处理程序规定§43）",
        "a verbal warning educates or warns and takes no fine (procedure rules §43)",
    )?;
    let most = case.figure(LIMITS, "verbal_points_max", &deed_day(case));
    let rows = violations(case);
    let grave = rows.iter().filter(|row| {
        let points = row.int("points").unwrap_or(0);
        row.text("procedure") != Some("S") || most.is_some_and(|most| points > most)
    });
    let grave: Vec<Text> = grave.map(|row| row.label()).collect();
    let labels = Text::join(&grave);
    need(
        grave.is_empty() || is_child(case),
        format!(
            "「{}」不是轻微违法，不能只作口头警告（执勤执法规范§43–44）",
            labels.zh
        ),
        format!(
            "more than a slight violation, a word is not enough: {} (duty rules §43–44)",
            labels.en
        ),
    )
}

/// Two officers decide in general procedure (§48); two people stand on a public road (§7).
pub(super) fn two_officers(case: &Case<'_>) -> Judged {
    let day = deed_day(case);
    let people = case.after.items("officers");
    let officers = people
        .iter()
        .filter(|person| part(person, "role") == Some("officer"))
        .count();
    let least = |name| usize::try_from(case.figure(LIMITS, name, &day).unwrap_or(2)).unwrap_or(2);
    if case.after.text("procedure").as_deref() == Some("general") {
        let least = least("general_officers_min");
        need(
            officers >= least,
            format!("一般程序须有 {least} 名民警（处理程序规定§48）"),
            format!("the general procedure needs {least} police officers (procedure rules §48)"),
        )?;
    }
    let public = case
        .after
        .text("road_class")
        .is_some_and(|class| class != "other");
    let least = least("road_duty_min");
    need(
        !public || (people.len() >= least && officers > 0),
        format!("公路上执勤须有 {least} 人，其中至少 1 名民警（处理程序规定§7）"),
        format!(
            "on a public road {least} people are on duty, one a police officer (procedure rules §7)"
        ),
    )
}

/// Whatever is taken away, there is a receipt for it (处理程序规定§24–37).
pub(super) fn measure_receipts(case: &Case<'_>) -> Judged {
    let measures = case.after.items("measures");
    need(
        measures
            .iter()
            .all(|measure| part(measure, "receipt_no").is_some()),
        "每项强制措施都须填写凭证编号（measures.receipt_no，处理程序规定§25）",
        "every coercive measure needs the number of its receipt (measures.receipt_no, procedure rules §25)",
    )?;
    need(
        !measures.is_empty() || case.after.text("outcome").as_deref() != Some("measure"),
        "处理结果为强制措施时，须填写措施（measures）",
        "an outcome of a coercive measure needs the measure (measures)",
    )
}

/// Drink is measured: breath, or blood when breath is refused (处理程序规定§35).
pub(super) fn breath_value(case: &Case<'_>) -> Judged {
    if !violations(case).iter().any(|row| row.is("breath")) {
        return Ok(());
    }
    let breath = case.after.value("breath_mg").is_some();
    let blood = case.after.is("breath_refused") && case.after.text("blood_sample_no").is_some();
    need(
        breath || blood,
        "酒驾须填写呼气酒精含量（breath_mg）；拒绝呼气的须填写血样编号（blood_sample_no，处理程序规定§35）",
        "drink driving needs a breath value (breath_mg), or on refusal a blood sample \
         (blood_sample_no, procedure rules §35)",
    )
}

/// A child is educated and never punished (处罚法§30).
pub(super) fn no_penalty_under_14(case: &Case<'_>) -> Judged {
    let deed = deed_day(case);
    let Some(least) = case.figure(LIMITS, "penalty_age_min", &deed) else {
        return Ok(());
    };
    let child = is_child(case);
    let outcome = case.after.text("outcome");
    let spared = matches!(outcome.as_deref(), None | Some("educated")) && fine_cents(case) == 0;
    need(
        !child || spared,
        format!("未满 {least} 周岁不予处罚，只能教育（处罚法§30）"),
        format!("nobody under {least} is punished; educate instead (Penalties Law §30)"),
    )
}

/// The age of the party at the deed, by the ID number.
pub(super) fn age_of_party(case: &Case<'_>) -> Option<i64> {
    let born = birth(&case.after.text("party_id_no")?)?;
    age_on(&born, &deed_day(case))
}

/// Whether the party was too young to be punished.
fn is_child(case: &Case<'_>) -> bool {
    let least = case.figure(LIMITS, "penalty_age_min", &deed_day(case));
    let stated = || case.after.value("party_age")?.as_int();
    let age = age_of_party(case).or_else(stated);
    age.zip(least).is_some_and(|(age, least)| age < least)
}

/// Full years from birth to that day.
fn age_on(born: &str, on: &str) -> Option<i64> {
    day_number(born).zip(day_number(on))?;
    let year = |day: &str| day.get(..4)?.parse::<i64>().ok();
    let had_birthday = born.get(5..)? <= on.get(5..)?;
    Some(year(on)? - year(born)? - i64::from(!had_birthday))
}

#[cfg(test)]
mod tests {
    use super::age_on;

    #[test]
    fn a_child_turns_fourteen_on_the_birthday() {
        assert_eq!(age_on("2012-05-03", "2026-05-02"), Some(13));
        assert_eq!(age_on("2012-05-03", "2026-05-03"), Some(14));
        assert_eq!(age_on("2012-05-03", "2025-12-31"), Some(13));
    }
}
