//! What a case says of the deed, the party and the proof must fit together.

use merge::Value;

use super::enforcement::{LIMITS, age_of_party, deed_day, fine_cents, violations};
use super::{Case, Judged, need, part};
use crate::words::Text;

/// What the law takes out of the hands of the road police is handed over (道交法§91, §104).
pub(super) fn handed_over(case: &Case<'_>) -> Judged {
    let rows = violations(case);
    let others = rows
        .iter()
        .filter(|row| row.text("procedure") == Some("transfer"));
    let labels: Vec<Text> = others.map(|row| row.label()).collect();
    let handed = case.after.text("procedure").as_deref() == Some("transfer");
    let label = Text::join(&labels);
    need(
        labels.is_empty() || handed,
        format!("「{}」须移交办理；办理程序请选「移交」", label.zh),
        format!(
            "handed over to whoever decides it: {}; choose the procedure `transfer`",
            label.en
        ),
    )
}

/// No fine is higher than the statute's for all violations of the case together.
pub(super) fn fine_within_law(case: &Case<'_>) -> Judged {
    // The simple procedure has a lower limit of its own, and a word takes no fine.
    let own = case.after.text("procedure");
    if matches!(own.as_deref(), Some("simple" | "verbal")) {
        return Ok(());
    }
    let rows = violations(case);
    // One without a sum in yuan (twice the premium, criminal) sets no limit here.
    let most: Option<i64> = rows.iter().map(|row| row.int("fine_max")).sum();
    let Some(most) = most.filter(|_| !rows.is_empty()) else {
        return Ok(());
    };
    need(
        fine_cents(case) <= most.saturating_mul(100),
        format!("这些违法行为的法定罚款合计最多 {most} 元；请核对罚款金额"),
        format!("the law fines these violations at most {most} yuan together; check the fine"),
    )
}

/// Somebody with the qualification to enforce the law was there (处理程序规定§6).
pub(super) fn qualified_officer(case: &Case<'_>) -> Judged {
    let people = case.after.items("officers");
    let unqualified = Some(&Value::Bool(false));
    let qualified = people.iter().any(|person| {
        part(person, "role") == Some("officer") && person.get("qualified") != unqualified
    });
    need(
        qualified,
        "执勤人员中须至少有一名具有执法资格的民警（officers）",
        "of the people on duty at least one is a police officer qualified to enforce the law (officers)",
    )
}

/// What is written of the party does not contradict the ID number.
pub(super) fn party_fits_id(case: &Case<'_>) -> Judged {
    let Some(id) = case.after.text("party_id_no") else {
        return Ok(());
    };
    let odd = id.as_bytes().get(16).map(|digit| digit % 2 == 1);
    let said = case.after.text("party_sex");
    let male = said.as_deref().map(|sex| sex == "1");
    need(
        odd.zip(male).is_none_or(|(odd, male)| odd == male),
        "性别（party_sex）与身份证号不符；请核对",
        "the sex (party_sex) contradicts the ID number; check both",
    )?;
    let age = age_of_party(case);
    let stated = case.after.value("party_age").and_then(|age| age.as_int());
    need(
        age.zip(stated).is_none_or(|(age, stated)| age == stated),
        "年龄（party_age）与身份证号不符；请核对",
        "the age (party_age) contradicts the ID number; check both",
    )?;
    let adult = case.figure(LIMITS, "adult_age_min", &deed_day(case));
    let minor = age.zip(adult).map(|(age, adult)| age < adult);
    let said = case.after.value("party_is_minor");
    let said = said.and_then(|minor| minor.as_bool());
    need(
        minor.zip(said).is_none_or(|(minor, said)| minor == said),
        "是否未成年人（party_is_minor）与身份证号不符；请核对",
        "whether the party is a minor (party_is_minor) contradicts the ID number; check both",
    )
}

/// A device whose verification has run out measures nothing (处理程序规定§15).
pub(super) fn device_verified(case: &Case<'_>) -> Judged {
    let until = case.after.text("calibrated_until");
    let deed = deed_day(case);
    need(
        until.is_none_or(|until| deed <= until),
        "检测设备在查处当日已过检定有效期（calibrated_until），结果不能作为证据（处理程序规定§15）",
        "the verification of the device had run out on that day (calibrated_until): what it shows is \
         no evidence (procedure rules §15)",
    )
}
