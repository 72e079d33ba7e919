//! What stands before the year begins: people, stations, equipment, vehicles, drivers, agreements.

use super::cast::{Cast, Station};
use super::picture::Scene;
use super::plan::Plan;
use super::words;
use super::{DAY, Dice, HOUR};
use crate::office::Office;

/// Drivers and vehicles in a station's ledger.
const DRIVERS: u64 = 4;
/// Villages of a station that are asked to sign, at most.
const VILLAGES: usize = 6;

pub(super) fn plan(plan: &mut Plan, cast: &Cast, _: &Office, dice: &mut Dice) {
    for station in &cast.stations {
        let at = plan.ago(345, 9);
        people(plan, station, cast, at);
        things(plan, station, at, dice);
        for _ in 0..DRIVERS {
            driver(plan, station, at, dice);
        }
        agreements(plan, station, cast, dice);
    }
}

fn people(plan: &mut Plan, station: &Station, cast: &Cast, at: u64) {
    for (worker, posts) in [
        (station.lead, "traffic_leader"),
        (station.officer, "officer"),
    ] {
        let person = plan
            .add(at, station.lead, "person")
            .set("name", cast.workers[worker].name.clone())
            .set("org", format!("{}派出所", station.name))
            .set("posts", posts)
            .set(
                "full_time",
                if worker == station.lead { "yes" } else { "no" },
            );
        plan.put(person);
    }
}

fn things(plan: &mut Plan, station: &Station, at: u64, dice: &mut Dice) {
    let point = plan
        .add(at + HOUR, station.lead, "station_point")
        .set("division", dice.pick(&station.villages).to_string())
        .set("name", format!("{}劝导站", station.name))
        .set("point_kind", "village")
        .set("head", words::name(dice));
    plan.put(point);
    // Some instruments are due for verification soon, and some are late.
    let until = Plan::day(plan.ago(0, 9) + dice.between(1, 200) * DAY - 30 * DAY);
    let tester = plan
        .add(at + HOUR, station.lead, "equipment")
        .set("equipment_kind", "alcohol_tester")
        .set("count", "1")
        .set("serial_no", format!("XL{:06}", dice.below(1_000_000)))
        .set("calibrated_until", until);
    plan.put(tester);
}

fn driver(plan: &mut Plan, station: &Station, at: u64, dice: &mut Dice) {
    let (name, village) = (words::name(dice), dice.pick(&station.villages).to_string());
    let soon = |plan: &Plan, days: u64| Plan::day(plan.ago(0, 9) + days * DAY - 40 * DAY);
    let driver = plan
        .add(at + 2 * HOUR, station.officer, "driver")
        .set("division", village.clone())
        .set("name", name.clone())
        .set("phone", words::phone(dice))
        .set("licence_class", *dice.pick(&["C1", "D", "E", "B2"]))
        .set("points", dice.below(11).to_string())
        .set("review_due", soon(plan, dice.between(1, 400)));
    plan.put(driver);
    let vehicle = plan
        .add(at + 3 * HOUR, station.officer, "key_vehicle")
        .set("division", village)
        .set("plate", words::plate(dice))
        .set("key_class", *dice.pick(&["minivan", "truck", "school_bus"]))
        .set("owner_name", name)
        .set("owner_phone", words::phone(dice))
        .set("inspect_due", soon(plan, dice.between(1, 400)))
        .set("insurance_due", soon(plan, dice.between(1, 400)));
    plan.put(vehicle);
}

fn agreements(plan: &mut Plan, station: &Station, cast: &Cast, dice: &mut Dice) {
    let at = plan.ago(dice.between(280, 320), 10);
    let year = Plan::day(plan.ago(0, 9))[..4].to_owned();
    for village in station.villages.iter().take(VILLAGES) {
        let paper = plan
            .add(at, station.admin, "agreement")
            .set("division", village.to_string())
            .set("year", year.clone())
            .set("pair", "township_village")
            .set("template_ver", "2026-1")
            .set("party_a_org", format!("{}人民政府", station.name))
            .set("party_a_signer", cast.workers[station.admin].name.clone())
            .set("party_a_post", "副镇长")
            .set("party_b_org", "村民委员会")
            .set("party_b_name", words::name(dice))
            .set("valid_from", format!("{year}-01-01"))
            .set("valid_to", format!("{year}-12-31"));
        let paper = plan.put(paper);
        plan.put(Plan::act(at + HOUR, station.admin, paper, "issue"));
        if dice.percent(78) {
            let signed = at + dice.between(1, 20) * DAY;
            let sign = Plan::act(signed, station.admin, paper, "sign")
                .set("signed_at", format!("{} 10:00", Plan::day(signed)))
                .set("sign_method", "paper_scan")
                .photo("scan", Scene::of("", "签字页", dice));
            plan.put(sign);
        }
    }
}
