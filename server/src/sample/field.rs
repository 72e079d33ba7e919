//! Everyday work: persuasion, corrections, inspections, publicity, training.

use super::cast::{Cast, Station};
use super::picture::Scene;
use super::plan::Plan;
use super::words::{self, ROADS, TOPICS, VIOLATIONS};
use super::{DAY, Dice, HOUR};
use crate::office::Office;

/// Persuasion logs, cases, inspections and publicity events of a station in the year.
const LOGS: u64 = 8;
const CASES: u64 = 5;
const INSPECTIONS: u64 = 3;
const EVENTS: u64 = 4;

pub(super) fn plan(plan: &mut Plan, cast: &Cast, _: &Office, dice: &mut Dice) {
    for station in &cast.stations {
        for _ in 0..LOGS {
            persuade(plan, station, cast, dice);
        }
        for _ in 0..CASES {
            correct(plan, station, cast, dice);
        }
        for _ in 0..INSPECTIONS {
            inspect(plan, station, cast, dice);
        }
        for _ in 0..EVENTS {
            publish(plan, station, dice);
        }
        let at = plan.ago(dice.between(5, 300), 14);
        let training = plan
            .add(at, station.lead, "training")
            .set("topic", "enforcement")
            .set("trainer", cast.workers[station.lead].name.clone())
            .set("attendee_count", dice.between(6, 22).to_string());
        plan.put(training);
    }
}

fn persuade(plan: &mut Plan, station: &Station, cast: &Cast, dice: &mut Dice) {
    let at = plan.ago(dice.below(330), 11);
    let village = dice.pick(&station.villages);
    let occasion = *dice.pick(&["market", "school", "holiday", "farm_commute", "daily"]);
    let topics: Vec<String> = (0..dice.between(1, 3))
        .map(|nth| {
            let at = usize::try_from(nth * 2 + dice.below(2)).unwrap_or(0) % TOPICS.len();
            format!(
                r#"{{"topic":"{}","count":{}}}"#,
                TOPICS[at],
                dice.between(1, 14)
            )
        })
        .collect();
    let log = plan
        .add(at, station.officer, "persuasion_log")
        .set("division", village.to_string())
        .set("date", Plan::day(at))
        .set("from", "08:30")
        .set("to", "10:30")
        .set("station_point", format!("{}劝导站", station.name))
        .set(
            "actors",
            format!(r#"[{{"person":"{}"}}]"#, cast.workers[station.officer].name),
        )
        .set("occasion", occasion)
        .set("vehicles", dice.between(10, 90).to_string())
        .set("persons", dice.between(15, 160).to_string())
        .set("topics", format!("[{}]", topics.join(",")))
        .set("leaflets", dice.below(60).to_string())
        .photo("photos", Scene::of("market", "劝导现场", dice));
    plan.put(log);
}

fn correct(plan: &mut Plan, station: &Station, cast: &Cast, dice: &mut Dice) {
    let at = plan.ago(dice.below(330), dice.between(7, 18));
    let (key, may_warn) = *dice.pick(&VIOLATIONS);
    let (class, code, name) = *dice.pick(&ROADS[2..8]);
    let warned = may_warn && dice.percent(70);
    let (officer, lead) = (
        &cast.workers[station.officer].name,
        &cast.workers[station.lead].name,
    );
    let mut case = plan
        .add(at, station.officer, "enforcement")
        .set("division", dice.pick(&station.villages).to_string())
        .set("occurred_at", format!("{} 09:20", Plan::day(at)))
        .set("road_class", class)
        .set("road_code", code)
        .set("road_name", name)
        .set(
            "officers",
            format!(
                r#"[{{"name":"{officer}","role":"officer"}},{{"name":"{lead}","role":"officer"}}]"#
            ),
        )
        .set("party_name", words::name(dice))
        .set("party_id_no", words::id_no(dice))
        .set("party_phone", words::phone(dice))
        .set("plate", words::plate(dice))
        .set("violations", format!(r#"[{{"key":"{key}"}}]"#));
    case = if warned {
        case.set("procedure", "verbal").set("outcome", "educated")
    } else {
        case.set("procedure", "simple")
            .set("outcome", "fined")
            .set("fine_yuan", "20")
            .set("doc_kind", "1")
            .set("party_signed", "signed")
            .set("delivered_at", format!("{} 09:40", Plan::day(at)))
    };
    let case = plan.put(case.photo("photos_scene", Scene::of("", "现场", dice)));
    plan.put(Plan::act(at + HOUR, station.officer, case, "record"));
    if !warned && dice.percent(85) {
        let submit = Plan::act(at + 6 * HOUR, station.officer, case, "submit")
            .set("handed_to", format!("{}交警大队", station.county_name));
        plan.put(submit);
    }
}

fn inspect(plan: &mut Plan, station: &Station, cast: &Cast, dice: &mut Dice) {
    let at = plan.ago(dice.below(330), 10);
    let visit = plan
        .add(at, station.officer, "inspection")
        .set("division", dice.pick(&station.villages).to_string())
        .set(
            "object",
            *dice.pick(&["road_section", "key_unit", "school"]),
        )
        .set("object_name", "辖区重点部位")
        .set("cycle", "monthly");
    let visit = plan.put(visit);
    let finish = Plan::act(at + HOUR, station.officer, visit, "finish")
        .set("date", Plan::day(at))
        .set(
            "done_by",
            format!(r#"[{{"person":"{}"}}]"#, cast.workers[station.officer].name),
        )
        .set("no_hazard", "yes")
        .set("next_due", Plan::day(at + 30 * DAY));
    plan.put(finish);
}

fn publish(plan: &mut Plan, station: &Station, dice: &mut Dice) {
    let at = plan.ago(dice.below(330), 15);
    let event = plan
        .add(at, station.officer, "publicity")
        .set("division", dice.pick(&station.villages).to_string())
        .set(
            "publicity_kind",
            *dice.pick(&["lecture", "broadcast", "leaflet", "school"]),
        )
        .set("date", Plan::day(at))
        .set("topic", "一盔一带，平安回家")
        .set("audience", dice.between(20, 260).to_string());
    plan.put(event);
}
