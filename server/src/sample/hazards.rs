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
struct Case<'c> {
    station: &'c Station,
    cast: &'c Cast,
    slot: Slot,
    scene: Scene,
    village: String,
    grade: &'static str,
    what: String,
    body: String,
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
    let scene = Scene::of(
        kinds,
        &format!("{name} K{}+{:03}", stake / 1000, stake % 1000),
        dice,
    );
    let village = dice.pick(&station.villages).to_string();
    let bus = dice.percent(35);
    let grade = match dice.below(100) {
        0..8 => "major",
        8..30 => "larger",
        _ => "general",
    };
    let mut add = plan
        .add(found, station.officer, "hazard")
        .set("division", village.clone())
        .set("kinds", kinds)
        .set("road_class", class)
        .set("road_name", name)
        .set(
            "stake_start",
            format!("K{}+{:03}", stake / 1000, stake % 1000),
        )
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
    let what = format!("{name}K{}+{:03}", stake / 1000, stake % 1000);
    let case = Case {
        station,
        cast,
        slot: plan.put(add),
        scene,
        village,
        grade,
        what,
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

    /// A major hazard is proposed for listing; most are listed.
    fn list(&self, plan: &mut Plan, notified: u64, due: u64, dice: &mut Dice) {
        let city = dice.percent(50);
        let (level, by, org) = if city {
            (
                "city",
                self.cast.city,
                format!("{}道路交通安全委员会", self.cast.city_name),
            )
        } else {
            (
                "county",
                self.station.county,
                format!("{}道路交通安全委员会", self.station.county_name),
            )
        };
        let listing = plan
            .add(notified + HOUR, self.station.county, "supervision")
            .set("division", self.village.clone())
            .set("hazard", self.slot.named())
            .set("level", level)
            .set("resp_org", self.body.clone())
            .set("matter", format!("{}整改", self.what));
        let listing = plan.put(listing);
        if dice.percent(80) {
            let listed = notified + dice.between(2, 6) * DAY;
            let act = Plan::act(listed, by, listing, "list")
                .set("supervising_org", org)
                .set(
                    "notice_no",
                    format!(
                        "襄道安督〔{}〕{}号",
                        &Plan::day(listed)[..4],
                        dice.between(1, 60)
                    ),
                )
                .set("listed_on", Plan::day(listed))
                .set("resp_org", self.body.clone())
                .set("term_due", Plan::day(due));
            plan.put(act);
        }
    }

    fn rectify(&self, plan: &mut Plan, letter: Slot, notified: u64, due: u64, dice: &mut Dice) {
        let (slot, admin) = (self.slot, self.station.admin);
        let started = notified + dice.between(3, 9) * DAY;
        // Some bodies never answer.
        if dice.percent(12) {
            return;
        }
        let reply = Plan::act(started, self.station.county, letter, "reply")
            .set("replied_on", Plan::day(started));
        plan.put(reply);
        let start = Plan::act(started + HOUR, admin, slot, "plan")
            .set("started_on", Plan::day(started))
            .set("budget_yuan", (dice.between(2, 90) * 1000).to_string())
            .set("fund_source", "township");
        plan.put(start);
        let span = (due - started).max(2 * DAY);
        let half = started + span / 2;
        let progress = Plan::act(half, admin, slot, "progress")
            .set("progress_pct", dice.between(30, 80).to_string())
            .because("材料已进场，按计划施工");
        plan.put(progress);
        let late = dice.percent(25);
        let done = if late {
            due + dice.between(2, 40) * DAY
        } else {
            started + span * dice.between(60, 95) / 100
        };
        // And some are not done however late it is.
        if late && dice.percent(40) || self.grade == "major" && dice.percent(60) {
            return;
        }
        let submit = Plan::act(done, admin, slot, "submit")
            .set("progress_pct", "100")
            .photo("photos_after", self.scene.mended());
        plan.put(submit);
        if self.grade != "major" {
            self.close(plan, done, dice);
        }
    }

    fn close(&self, plan: &mut Plan, submitted: u64, dice: &mut Dice) {
        let (slot, county) = (self.slot, self.station.county);
        let accepted = submitted + dice.between(2, 6) * DAY;
        let day = Plan::day(accepted);
        let member = |org: &str, name: &str| {
            format!(
                r#"{{"org":"{org}","name":"{name}","opinion":"agree","signed_at":"{day} 10:30"}}"#
            )
        };
        let coordinator = &self.cast.workers[county].name;
        let officer = &self.cast.workers[self.station.officer].name;
        let members = format!(
            "[{},{}]",
            member(&format!("{}道安办", self.station.county_name), coordinator),
            member(&format!("{}派出所", self.station.name), officer),
        );
        let accept = Plan::act(accepted, county, slot, "accept")
            .set("acceptance_date", day.clone())
            .set("acceptance_members", members)
            .set("acceptance_result", "qualified");
        plan.put(accept);
        let closed = accepted + dice.between(1, 3) * DAY;
        let close = Plan::act(closed, county, slot, "close").set(
            "close_doc",
            format!("销号〔{}〕{}号", &day[..4], dice.between(1, 300)),
        );
        plan.put(close);
        if dice.percent(35) {
            self.look_back(plan, closed + dice.between(31, 60) * DAY);
        }
    }

    fn look_back(&self, plan: &mut Plan, at: u64) {
        let officer = self.station.officer;
        let planned = plan
            .add(at, officer, "lookback")
            .set("division", self.village.clone())
            .set("hazard", self.slot.named())
            .set("basis", "sample");
        let planned = plan.put(planned);
        let finish = Plan::act(at + HOUR, officer, planned, "finish")
            .set("checked_by", self.cast.workers[officer].name.clone())
            .set("checked_on", Plan::day(at))
            .set("facility_ok", "yes")
            .set("relapse", "no")
            .set("result", "qualified")
            .photo("photos", self.scene.mended());
        plan.put(finish);
    }
}
