//! What becomes of a hazard after the letter: listed, rectified, closed, looked back at; some late.

use super::hazards::Case;
use super::plan::{Plan, Slot};
use super::{DAY, Dice, HOUR};

impl Case<'_> {
    /// A major hazard is proposed for listing; most are listed.
    pub(super) fn list(&self, plan: &mut Plan, notified: u64, due: u64, dice: &mut Dice) {
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

    pub(super) fn rectify(
        &self,
        plan: &mut Plan,
        letter: Slot,
        notified: u64,
        due: u64,
        dice: &mut Dice,
    ) {
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
