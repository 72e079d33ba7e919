//! Hazards: found, reviewed, notified, rectified, closed, looked back at, and some of them late.

use super::cast::{Cast, Station};
use super::picture::Scene;
use super::plan::{Plan, Slot};
use super::words::{HAZARDS, ROADS};
use super::{DAY, Dice, HOUR};
use crate::office::Office;

/// Hazards of one station in the year, at least and at most.
const EACH: (u64, u64) = (4, 9);

/// One hazard's way.
pub(super) struct Case<'c> {
    pub(super) station: &'c Station,
    pub(super) cast: &'c Cast,
    pub(super) slot: Slot,
    pub(super) scene: Scene,
    pub(super) village: String,
    pub(super) grade: &'static str,
    pub(super) what: String,
    pub(super) body: String,
}

pub(super) fn plan(plan: &mut Plan, cast: &Cast, _: &Office, dice: &mut Dice) {
    for station in &cast.stations {
        for _ in 0..dice.between(EACH.0, EACH.1) {
            one(plan, cast, station, dice);
        }
    }
}

fn one(plan: &mut Plan, cast: &Cast, station: &Station, dice: &mut Dice) {
    // More of them lately, so that every stage is to be seen.
    let days = if dice.percent(45) {
        dice.between(0, 60)
    } else {
        dice.between(61, 330)
    };
    let found = plan.ago(days, dice.between(8, 17));
    let (class, code, name) = *dice.pick(&ROADS);
    let (kinds, text, proposal, guardrail, signs) = *dice.pick(&HAZARDS);
    let stake = dice.between(0, 38) * 1000 + dice.below(10) * 100;
    let scene = Scene::of(kinds, &format!("{name} K{}", stake / 1000), dice);
    let village = dice.pick(&station.villages).to_string();
    let bus = dice.percent(35);
    let grade = match dice.below(100) {
        0..8 => "major",
        8..30 => "larger",
        _ => "general",
    };
    let at_stake = format!("K{}+{:03}", stake / 1000, stake % 1000);
    let mut add = plan
        .add(found, station.officer, "hazard")
        .set("division", village.clone())
        .set("kinds", kinds)
        .set("road_class", class)
        .set("road_name", name)
        .set("stake_start", at_stake.clone())
        .set("description", text)
        .set("bus_route", if bus { "yes" } else { "no" })
        .set("proposal", proposal)
        .set("grade_suggested", grade)
        .set("geo", place(station, dice))
        .photo("photos_before", scene.clone());
    if !code.is_empty() {
        add = add.set("road_code", code);
    }
    if guardrail + signs > 0 {
        let works = format!(r#"{{"guardrail_m":{guardrail},"signs":{signs}}}"#);
        add = add.set("works", works);
    }
    if grade == "major" {
        let accidents = format!(
            r#"{{"count":{},"deaths":3,"injured":{}}}"#,
            dice.between(1, 4),
            dice.below(5)
        );
        add = add.set("accidents_3y", accidents);
    }
    let case = Case {
        station,
        cast,
        slot: plan.put(add),
        scene,
        village,
        grade,
        what: format!("{name}{at_stake}"),
        body: body(class, station),
    };
    // A few are still on the officer's desk.
    if days < 3 && dice.percent(40) {
        return;
    }
    plan.put(Plan::act(
        found + HOUR,
        station.officer,
        case.slot,
        "report",
    ));
    case.review(plan, found + HOUR, dice);
}

/// A point somewhere in the middle of the city's land; the sample has no surveyed roads.
fn place(station: &Station, dice: &mut Dice) -> String {
    let spread = station.code.as_u64() / 1000 % 100_000;
    let (north, east) = (spread * 37 % 600, spread * 53 % 900);
    let lat = 31_700 + north + dice.below(60);
    let lon = 111_300 + east + dice.below(60);
    format!(
        "{}.{:03},{}.{:03}",
        lat / 1000,
        lat % 1000,
        lon / 1000,
        lon % 1000
    )
}

/// Whose road it is.
fn body(class: &str, station: &Station) -> String {
    match class {
        "county" => format!("{}交通运输局", station.county_name),
        "provincial" => format!("{}公路事业发展中心", station.county_name),
        _ => format!("{}人民政府", station.name),
    }
}

impl Case<'_> {
    fn review(&self, plan: &mut Plan, reported: u64, dice: &mut Dice) {
        let (county, slot) = (self.station.county, self.slot);
        let at = reported + dice.between(1, 4) * DAY;
        match dice.below(100) {
            0..6 => {
                plan.put(
                    Plan::act(at, county, slot, "return")
                        .because("照片看不清护栏情况，请补拍近景并核对桩号"),
                );
                return;
            }
            6..9 => {
                plan.put(
                    Plan::act(at, county, slot, "reject").because("现场复核：标志完好，未构成隐患"),
                );
                return;
            }
            9..16 if self.grade == "general" => {
                let fixed = reported + 4 * HOUR;
                let act = Plan::act(fixed, self.station.officer, slot, "fix_now")
                    .photo("photos_after", self.scene.mended());
                plan.put(act);
                let quick = Plan::act(fixed + DAY, self.station.lead, slot, "accept_quick")
                    .set("acceptance_date", Plan::day(fixed + DAY))
                    .set("acceptance_result", "qualified");
                plan.put(quick);
                return;
            }
            _ => {}
        }
        let nature = if self.grade == "general" {
            "normal"
        } else {
            "engineering"
        };
        let confirm = Plan::act(at, county, slot, "confirm")
            .set("grade", self.grade)
            .set("nature", nature);
        plan.put(confirm);
        if plan.has_come(at) {
            self.notify(plan, at, dice);
        }
    }

    fn notify(&self, plan: &mut Plan, confirmed: u64, dice: &mut Dice) {
        let (county, slot) = (self.station.county, self.slot);
        let issued = confirmed + dice.between(1, 3) * DAY;
        let served = issued + dice.between(2, 30) * HOUR;
        let number = dice.between(1, 180);
        let limit = match self.grade {
            "major" => 180,
            "larger" => 90,
            _ => 30,
        };
        let letter = plan
            .add(issued, county, "letter")
            .set("division", self.village.clone())
            .set("type", "rectify_notice")
            .set("hazard", slot.named())
            .set(
                "from_org",
                format!("{}道路交通安全委员会办公室", self.station.county_name),
            )
            .set("to_org", self.body.clone())
            .set(
                "body",
                format!(
                    "经排查，{}存在道路交通安全隐患，请于{limit}日内完成整改并书面回复。",
                    self.what
                ),
            );
        let letter = plan.put(letter);
        let year = &Plan::day(issued)[..4];
        let short: String = self.station.county_name.chars().take(1).collect();
        let issue = Plan::act(issued + HOUR, county, letter, "issue")
            .set("number", format!("{short}道安办〔{year}〕{number}号"));
        plan.put(issue);
        let serve = Plan::act(served, county, letter, "serve").set(
            "served",
            format!(
                r#"{{"method":"platform","at":"{} 15:00","receiver":"{}办公室"}}"#,
                Plan::day(served),
                self.body
            ),
        );
        plan.put(serve);
        let notified = served + 2 * HOUR;
        let due = notified + limit * DAY;
        let mut notify = Plan::act(notified, county, slot, "notify")
            .set("resp_org", self.body.clone())
            .set("due_on", Plan::day(due));
        if self.grade == "major" {
            let interim = format!(
                r#"[{{"measure":"sign","at":"{} 09:00"}}]"#,
                Plan::day(notified)
            );
            notify = notify.set("interim", interim);
        }
        plan.put(notify);
        if self.grade == "major" {
            self.list(plan, notified, due, dice);
        }
        self.rectify(plan, letter, notified, due, dice);
    }
}
