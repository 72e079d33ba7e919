//! Letters, look-backs, inspections, agreements: what one paper says must fit the other.

use super::{Case, Judged, need, part};

/// States of a letter that went out.
const ISSUED: [&str; 4] = ["issued", "served", "replied", "closed"];
/// States of a letter that reached its receiver.
const SERVED: [&str; 3] = ["served", "replied", "closed"];

/// Whether a letter about this hazard is in one of these states; yes where letters are not at hand.
fn letter_in(case: &Case<'_>, states: &[&str]) -> bool {
    let letters = case.linked(case.id(), "letter");
    letters.is_none_or(|letters| {
        letters
            .iter()
            .any(|(_, state)| states.contains(&state.as_str()))
    })
}

/// A hazard is handed to somebody in writing.
pub(super) fn letter_issued(case: &Case<'_>) -> Judged {
    need(
        letter_in(case, &ISSUED),
        "须先签发一份关于该隐患的函件（道交法§29–30）",
        "issue a letter about this hazard first (Road Traffic Safety Law §29–30)",
    )
}

/// The body that answers for the hazard has its letter in hand.
pub(super) fn served(case: &Case<'_>) -> Judged {
    need(
        letter_in(case, &SERVED),
        "须先将关于该隐患的函件送达责任单位（道交法§29–30）",
        "serve a letter about this hazard first (Road Traffic Safety Law §29–30)",
    )
}

/// Work is planned when the body answered, or has begun.
pub(super) fn reply_or_start(case: &Case<'_>) -> Judged {
    let started = case.after.value("started_on").is_some();
    need(
        started || letter_in(case, &["replied"]),
        "须有责任单位的回函，或填写开工日期（started_on）",
        "a reply of the responsible body is needed, or the day work began (started_on)",
    )
}

/// A relapse is claimed by a look-back at this very hazard.
pub(super) fn lookback_relapse(case: &Case<'_>) -> Judged {
    if case.ground.is_none() {
        return Ok(());
    }
    let lookback = case.referred("lookback");
    let hazard = lookback
        .as_ref()
        .and_then(|record| case.text_of(record, "hazard"));
    let same = hazard.is_some() && hazard == case.id().map(|id| id.to_string());
    let result = lookback
        .as_ref()
        .and_then(|record| case.text_of(record, "result"));
    need(
        same && result.as_deref() == Some("relapse"),
        "须引用本隐患的、结论为「反弹」的回头看记录（lookback）",
        "name a look-back at this hazard whose result is a relapse (lookback)",
    )
}

/// What a look-back concludes fits what it saw.
pub(super) fn lookback_consistent(case: &Case<'_>) -> Judged {
    let relapse = case.after.is("relapse");
    let sound = match case.after.text("result").as_deref() {
        Some("relapse") => relapse,
        Some("qualified") => !relapse && case.after.is("facility_ok"),
        Some("new_hazard") => case.after.value("new_hazard").is_some(),
        _ => true,
    };
    need(
        sound,
        "结论与检查情况不符：反弹须 relapse=是；合格须设施完好且未反弹；新隐患须填写 new_hazard",
        "the result does not fit: a relapse needs relapse=yes; qualified needs an intact facility \
         and no relapse; a new hazard needs new_hazard",
    )
}

/// Finding nothing is said outright, never by silence.
pub(super) fn hazard_or_none(case: &Case<'_>) -> Judged {
    let found = !case.after.items("hazards_found").is_empty();
    let none = case.after.is("no_hazard");
    need(
        found != none,
        "请填写发现的隐患（hazards_found），或明确填写「未发现隐患」（no_hazard=是），两者只填其一",
        "name the hazards found (hazards_found) or say there was none (no_hazard=yes), never both",
    )
}

/// The service of a letter can be proved.
pub(super) fn served_receipt(case: &Case<'_>) -> Judged {
    let served = case.after.value("served");
    let say = |name: &str| {
        served
            .as_ref()
            .and_then(|served| part(served, name))
            .map(str::to_owned)
    };
    let receipt = case.after.photos("receipt_photo") > 0;
    match say("method").as_deref() {
        Some("refused_left") => need(
            say("witness").is_some(),
            "留置送达须填写见证人（served.witness）",
            "leaving a letter on refusal needs a witness (served.witness)",
        ),
        method => {
            need(
                say("receiver").is_some(),
                "送达须填写签收人（served.receiver）",
                "service needs the name of the receiver (served.receiver)",
            )?;
            need(
                receipt || !matches!(method, Some("direct" | "mail")),
                "直接送达、邮寄送达须附送达回证照片（receipt_photo）",
                "service in person or by mail needs a photo of the receipt (receipt_photo)",
            )
        }
    }
}

/// Signing for somebody else needs a reason.
pub(super) fn on_behalf_reason(case: &Case<'_>) -> Judged {
    let on_behalf = case.after.text("sign_method").as_deref() == Some("on_behalf");
    need(
        !on_behalf || case.after.text("on_behalf_reason").is_some(),
        "代签须填写代签原因（on_behalf_reason）",
        "signing on behalf needs a reason (on_behalf_reason)",
    )
}

/// The heading in the code list under which the type of a letter stands.
fn letter_group(case: &Case<'_>) -> Option<String> {
    let list = case.catalog.codes("letter_type")?;
    list.code(&case.after.text("type")?)?.group.clone()
}

/// A township answers and asks; what goes out to it is signed by the police or the county.
pub(super) fn incoming_letter(case: &Case<'_>) -> Judged {
    need(
        letter_group(case).as_deref() == Some("in"),
        "乡镇只登记来文（回函、延期申请）；发文由派出所领导或县级签发",
        "a township registers letters that come in (replies, requests); those going out are issued \
         by the station leader or the county",
    )
}

/// A station leader informs and reminds; listing, delisting and extensions are for the level above.
pub(super) fn station_letter(case: &Case<'_>) -> Judged {
    need(
        letter_group(case).as_deref() != Some("listing"),
        "挂牌、摘牌和延期的文书由挂牌层级签发，派出所不能签发",
        "letters on listing, delisting and extensions are issued by the level that lists, not by a station",
    )
}

/// The agreement that counts is of the same year and pair, and was signed no earlier.
pub(super) fn counting_twin(case: &Case<'_>) -> Judged {
    let Some(twin) = case.kind.twin.as_ref().filter(|_| case.ground.is_some()) else {
        return Ok(());
    };
    let other = case.referred(&twin.field);
    let theirs = |name: &str| other.as_ref().and_then(|record| case.of(record, name));
    let same = |name: &String| theirs(name).is_some() && theirs(name) == case.after.value(name);
    let day = |value: Option<merge::Value>| value.and_then(|day| day.as_int());
    let later = day(theirs(&twin.newest)) >= day(case.after.value(&twin.newest));
    let own = other.as_ref().map(|record| record.id) == case.id();
    need(
        !own && later && twin.same.iter().all(same),
        "须引用同一乙方、同年度、同类且签订时间不早于本份的另一份（以最新签订者为准）",
        "name another one of the same year and pair, signed no earlier than this: the newest counts",
    )
}
