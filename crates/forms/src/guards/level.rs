//! Who stands high enough. Grade and listing level are two things: a listing is a government act
//! of one level, and only that level lifts it.

use super::{Case, Judged, need};
use crate::role::Level;
use crate::words::Text;

const SUPERVISION: &str = "supervision";
/// States in which a listing is in force.
const ACTIVE: [&str; 3] = ["listed", "extended", "recheck_passed"];
/// States in which a hazard was never listed by that record.
const NEVER_LISTED: [&str; 2] = ["proposed", "declined"];

/// The level that acts for a listing level. What the province lists, the city records.
fn acting(listing: &str) -> Level {
    match listing {
        "city" | "province" => Level::City,
        _ => Level::County,
    }
}

/// The listing levels of the hazard in such states; nothing where the records are not at hand.
fn listings(case: &Case<'_>, counts: impl Fn(&str) -> bool) -> Option<Vec<Level>> {
    let linked = case.linked(case.id(), SUPERVISION)?;
    let listed = linked.into_iter().filter(|(_, state)| counts(state));
    let read = |id| case.ground.and_then(|ground| ground.read(id));
    let levels = listed
        .filter_map(|(id, _)| case.text_of(&read(id)?, "level"))
        .map(|level| acting(&level));
    Some(levels.collect())
}

fn active(state: &str) -> bool {
    ACTIVE.contains(&state)
}

fn stands(case: &Case<'_>, level: Level, zh: &str, en: &str) -> Judged {
    let (name_zh, name_en) = name(level);
    need(
        case.actor.level() == level,
        format!("{zh}由{name_zh}办理，其他层级不能代办"),
        format!("{en} is for the {name_en} level alone"),
    )
}

fn name(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::City => ("市级", "city"),
        Level::County => ("县级", "county"),
        Level::Township => ("乡镇级", "township"),
        Level::Village => ("村级", "village"),
    }
}

/// Of a listing: the level it names. Of a hazard: the level of its highest active listing, the
/// county when it has none.
pub(super) fn listing_level(case: &Case<'_>) -> Judged {
    let level = if case.kind.field("level").is_some() {
        acting(&case.after.text("level").unwrap_or_default())
    } else {
        let Some(listings) = listings(case, active) else {
            return Ok(());
        };
        listings.into_iter().min().unwrap_or(Level::County)
    };
    stands(
        case,
        level,
        "挂牌督办事项（谁挂牌、谁解除）",
        "what a listing covers (who lists, lifts)",
    )
}

/// The hazard is listed by the city or the province.
pub(super) fn city_listed(case: &Case<'_>) -> Judged {
    let listed = listings(case, active).is_none_or(|levels| levels.contains(&Level::City));
    need(
        listed,
        "市级或省级没有对该隐患挂牌；由县级办理",
        "neither city nor province has listed the hazard; the county does this",
    )
}

/// A hazard the city or province ever listed is closed by the city, every other by the county.
pub(super) fn closing_level(case: &Case<'_>) -> Judged {
    let ever = |state: &str| !NEVER_LISTED.contains(&state);
    let Some(levels) = listings(case, ever) else {
        return Ok(());
    };
    let level = levels.into_iter().min().unwrap_or(Level::County);
    stands(case, level, "该隐患的销号", "closing this hazard")
}

/// No other record lists the same hazard at the same level.
pub(super) fn one_active_listing(case: &Case<'_>) -> Judged {
    let hazard = case.after.text("hazard").and_then(|text| text.parse().ok());
    let level = case.after.text("level");
    let Some(linked) = case.linked(hazard, SUPERVISION) else {
        return Ok(());
    };
    let same = linked.into_iter().find(|(id, state)| {
        let read = || case.ground.and_then(|ground| ground.read(*id));
        Some(*id) != case.id()
            && active(state)
            && read().and_then(|record| case.text_of(&record, "level")) == level
    });
    let Some((id, _)) = same else { return Ok(()) };
    Err(Text::new(
        format!("该隐患已由同级挂牌（{id}），不能重复挂牌"),
        format!("the hazard is already listed at this level ({id})"),
    ))
}

/// A persuader acts on what he found himself; a station on everything.
pub(super) fn own_or_station(case: &Case<'_>) -> Judged {
    let village = case.actor.level() == Level::Village;
    let own = case.after.text("found_by").as_deref() == Some(case.actor.person);
    need(
        !village || own,
        "这条隐患不是您发现的；请由发现人或派出所补正上报",
        "you did not find this one; whoever did, or the station, reports it again",
    )
}

/// The level of party A; `higher` too, where the level above may act for it.
fn party_a(case: &Case<'_>) -> Option<(Level, Level)> {
    use Level::{City, County, Township, Village};
    Some(match case.after.text("pair")?.as_str() {
        "city_county" => (City, City),
        "county_township" | "brigade_station" => (County, County),
        "township_village" | "station_person" | "unit" => (Township, Township),
        "village_person" => (Village, Township),
        _ => return None,
    })
}

/// The actor stands at party A's level.
pub(super) fn party_a_level(case: &Case<'_>) -> Judged {
    let Some((level, highest)) = party_a(case) else {
        return Ok(());
    };
    let (zh, en) = name(level);
    need(
        (highest..=level).contains(&case.actor.level()),
        format!("责任书由甲方层级（{zh}）办理"),
        format!("party A's level ({en}) does this"),
    )
}

/// As [`party_a_level`], or somebody who works in the village of the agreement.
pub(super) fn party_a_or_village(case: &Case<'_>) -> Judged {
    let here = case.after.text(crate::kind::DIVISION);
    let own = format!("{:012}", case.actor.division);
    let village = case.actor.level() == Level::Village && here.as_deref() == Some(own.as_str());
    if village { Ok(()) } else { party_a_level(case) }
}

/// The level right above party A verifies; above the city there is nobody, so the city itself.
pub(super) fn verifier_above(case: &Case<'_>) -> Judged {
    let Some((level, _)) = party_a(case) else {
        return Ok(());
    };
    let above = match level {
        Level::City | Level::County => Level::City,
        Level::Township => Level::County,
        Level::Village => Level::Township,
    };
    stands(case, above, "责任书的核验", "verifying this agreement")
}
