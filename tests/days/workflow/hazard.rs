//! A hazard, from the find to the relapse.

use serde_json::json;

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG};

/// A day far enough ahead to be a deadline whenever the tests are run.
const AHEAD: &str = "2099-06-30";

/// An office with everybody a hazard passes by.
struct Hierarchy {
    site: Site,
    officer: Laptop,
    county: Laptop,
    city: Laptop,
}

impl Hierarchy {
    fn new() -> Hierarchy {
        let site = Site::xiangyang();
        Hierarchy {
            officer: site.enrol(XIANGYANG.township, "officer", "张伟"),
            county: site.enrol(XIANGYANG.county, "county_coord", "李强"),
            city: site.enrol(XIANGYANG.city, "city_hq", "陈静"),
            site,
        }
    }

    /// Everybody sends what he wrote and hears of what the others did; nobody is overruled.
    fn everybody_syncs(&self) {
        let all = [&self.officer, &self.county, &self.city];
        for laptop in all.iter().chain(&all) {
            let synced = laptop.sync();
            assert_eq!(synced["held"], 0, "{synced}");
            assert_eq!(laptop.status("held"), json!([]));
        }
    }

    fn everybody_sees(&self, id: &str, state: &str) {
        self.everybody_syncs();
        let shown = self.officer.shown(id);
        assert_eq!(self.officer.state(id), state);
        assert_eq!(self.county.shown(id), shown);
        assert_eq!(self.city.shown(id), shown);
    }

    /// A major hazard the county has confirmed and told the township about in writing.
    fn notified_hazard(&self) -> String {
        let id = hazard(&self.officer, &[]);
        self.officer.act(&id, "report", &["grade_suggested=major"]);
        self.everybody_sees(&id, "reported");
        self.county
            .act(&id, "confirm", &["grade=major", "nature=engineering"]);
        let notify = [
            "resp_org=盛康镇人民政府",
            &format!("due_on={AHEAD}"),
            r#"interim=[{"measure":"sign","at":"2026-05-03 08:00"}]"#,
        ];
        let why = self.county.refused(&["act", &id, "notify"], &notify);
        assert!(why.contains("serve a letter"), "{why}");
        self.letter(&id);
        let why = self.county.refused(&["act", &id, "notify"], &notify[..2]);
        assert!(why.contains("interim"), "{why}");
        self.county.act(&id, "notify", &notify);
        self.everybody_sees(&id, "notified");
        id
    }

    /// The rectification notice, issued and served.
    fn letter(&self, hazard: &str) -> String {
        let letter = self.county.add(
            "letter",
            &[
                "type=rectify_notice",
                &format!("division={}", XIANGYANG.township),
                &format!("hazard={hazard}"),
                "from_org=谷城县道安办",
                "to_org=盛康镇人民政府",
            ],
        );
        self.county.act(
            &letter,
            "issue",
            &["number=谷道安〔2026〕7号", "body=限期整改"],
        );
        let served = r#"served={"method":"direct","at":"2026-05-03 10:00","receiver":"周明"}"#;
        let why = self.county.refused(&["act", &letter, "serve"], &[served]);
        assert!(why.contains("receipt_photo"), "{why}");
        let receipt = format!("receipt_photo=@{}", self.county.photo("送达回证"));
        self.county.act(&letter, "serve", &[served, &receipt]);
        letter
    }

    /// The city lists the hazard for supervision.
    fn listed(&self, hazard: &str) -> String {
        let listing = self.city.add(
            "supervision",
            &[
                "level=city",
                &format!("division={}", XIANGYANG.township),
                &format!("hazard={hazard}"),
            ],
        );
        self.city.act(
            &listing,
            "list",
            &[
                "supervising_org=襄阳市道安办",
                "notice_no=襄道安督〔2026〕1号",
                "listed_on=2026-05-04",
                "resp_org=盛康镇人民政府",
                &format!("term_due={AHEAD}"),
            ],
        );
        listing
    }

    fn rectify_and_accept(&self, id: &str) {
        let why = self.officer.refused(&["act", id, "plan"], &[]);
        assert!(why.contains("started_on"), "{why}");
        self.officer.act(id, "plan", &["started_on=2026-05-10"]);
        self.officer
            .act(id, "progress", &["progress_pct=60", "reason=护栏已到"]);
        let why = self.officer.refused(&["act", id, "submit"], &[]);
        assert!(why.contains("photos_after"), "{why}");
        let after = format!("photos_after=@{}", self.officer.photo("护栏"));
        self.officer.act(id, "submit", &[&after]);
        self.everybody_sees(id, "submitted");

        let one =
            r#"{"org":"县交通局","name":"吴刚","opinion":"agree","signed_at":"2026-06-01 09:00"}"#;
        let two =
            r#"{"org":"县大队","name":"李强","opinion":"agree","signed_at":"2026-06-01 09:00"}"#;
        let members = |list: &str| format!("acceptance_members=[{list}]");
        let accept = ["acceptance_date=2026-06-01", "acceptance_result=qualified"];
        let why = self.county.refused(
            &["act", id, "accept"],
            &[&accept[..], &[&members(one)]].concat(),
        );
        assert!(why.contains("at least 2 bodies"), "{why}");
        let both = members(&format!("{one},{two}"));
        self.county
            .act(id, "accept", &[&accept[..], &[&both]].concat());
        self.everybody_sees(id, "accepted");
    }

    /// The listing is lifted by the city after a re-inspection.
    fn lifted(&self, listing: &str) {
        let recheck = ["recheck_on=2026-06-02"];
        let why = self
            .city
            .refused(&["act", listing, "recheck_pass"], &recheck);
        assert!(why.contains("wuluoshi"), "{why}");
        let five = r#"wuluoshi={"measure":"护栏","duty":"镇政府","fund":"县财政","time":"六月","plan":"限速"}"#;
        self.city.act(listing, "recheck_pass", &[recheck[0], five]);
        let lift = ["lift_doc=襄道安解〔2026〕1号", "lifted_on=2026-06-03"];
        self.everybody_syncs();
        let why = self.county.refused(&["act", listing, "lift"], &lift);
        assert!(why.contains("who lists, lifts"), "{why}");
        self.city.act(listing, "lift", &lift);
    }
}

#[test]
fn a_hazard_lives_its_whole_life_through_the_hands_of_everybody() {
    let h = Hierarchy::new();
    let id = h.notified_hazard();
    let listing = h.listed(&id);
    h.everybody_sees(&listing, "listed");
    assert_eq!(
        h.site.json(&["due"]).as_array().unwrap().len(),
        2,
        "hazard and listing run"
    );
    h.rectify_and_accept(&id);

    let close = ["close_doc=襄道安销〔2026〕1号"];
    let why = h.city.refused(&["act", &id, "close"], &close);
    assert!(
        why.contains(&listing),
        "the listing that is still open is named: {why}"
    );
    h.lifted(&listing);
    h.everybody_sees(&listing, "lifted");
    let why = h.county.refused(&["act", &id, "close"], &close);
    assert!(
        why.contains("city level"),
        "what the city listed the city closes: {why}"
    );
    h.city.act(&id, "close", &close);
    h.everybody_sees(&id, "closed");
    let closed = h.officer.show(&id);
    assert_eq!(closed["fields"]["closed_by"], "陈静");
    assert_eq!(h.site.json(&["due"]), json!([]), "nothing runs any more");

    let lookback = looked_back(&h, &id);
    let again = [
        format!("lookback={lookback}"),
        "due_on=2099-12-31".to_owned(),
    ];
    h.city.act(&id, "relapse", &[&again[0], &again[1]]);
    h.everybody_sees(&id, "rectifying");
    assert_eq!(h.officer.field(&id, "relapse_count"), 1);
    assert_eq!(
        h.officer.list(&["hazard"]),
        [id.as_str()],
        "a relapse makes no new hazard"
    );
    counted(&h);
    for laptop in [&h.officer, &h.county, &h.city] {
        laptop.is_sound();
    }
}

/// The station goes back and finds the guardrail gone.
fn looked_back(h: &Hierarchy, id: &str) -> String {
    let early = h
        .city
        .refused(&["act", id, "relapse"], &[&format!("due_on={AHEAD}")]);
    assert!(early.contains("lookback"), "{early}");
    let lookback = h
        .officer
        .add("lookback", &[&format!("hazard={id}"), "basis=sample"]);
    let photo = format!("photos=@{}", h.officer.photo("护栏不见"));
    let seen = [
        "checked_by=张伟",
        "checked_on=2026-08-01",
        "facility_ok=no",
        "result=relapse",
        &photo,
    ];
    let finish = ["act", &lookback, "finish"];
    let why = h
        .officer
        .refused(&finish, &[&seen[..], &["relapse=no"]].concat());
    assert!(why.contains("the result does not fit"), "{why}");
    h.officer
        .act(&lookback, "finish", &[&seen[..], &["relapse=yes"]].concat());
    h.everybody_sees(&lookback, "done");
    lookback
}

fn counted(h: &Hierarchy) {
    for code in [XIANGYANG.city, XIANGYANG.county, XIANGYANG.township] {
        let figures = h.site.stats_of(code)["figures"].clone();
        for measure in [
            "hazards_found",
            "hazards_confirmed",
            "hazards_rectifying",
            "hazards_relapsed",
            "listed_city",
            "lifted_city",
            "letters_served",
            "lookback_relapses",
        ] {
            assert_eq!(figures[measure], 1, "{measure} in {code}");
        }
    }
}

#[test]
fn a_hazard_with_an_overdue_deadline_shows_at_every_level() {
    let h = Hierarchy::new();
    let id = h.notified_hazard();
    h.county.edit(&id, &["due_on=2026-01-31"]);
    h.everybody_syncs();
    for code in [XIANGYANG.city, XIANGYANG.county, XIANGYANG.township] {
        assert_eq!(h.site.stats_of(code)["overdue"], 1);
    }
    assert_eq!(h.site.stats_of(XIANGYANG.elsewhere)["overdue"], 0);
    assert_eq!(h.officer.status("overdue"), 1);
    let due = h.site.json(&["due", "--on", "2026-02-10"]);
    assert_eq!(due[0]["id"], id);
    assert_eq!(due[0]["days_left"], -10);
    assert_eq!(due[0]["overdue"], true);
}

#[test]
fn a_hazard_shows_its_letters_its_listing_and_the_deadlines_it_had() {
    let h = Hierarchy::new();
    let id = h.notified_hazard();
    assert_eq!(h.county.field(&id, "supervision_level"), "none");
    let letters = h.county.field(&id, "notices");
    assert_eq!(letters.as_array().unwrap().len(), 1);
    assert_eq!(h.county.field(&id, "replies"), json!(null));
    h.county.edit(&id, &["due_on=2099-05-31"]);
    h.listed(&id);
    h.everybody_syncs();
    for laptop in [&h.officer, &h.county, &h.city] {
        assert_eq!(laptop.field(&id, "supervision_level"), "city");
        assert_eq!(
            laptop.field(&id, "due_history"),
            json!([AHEAD, "2099-05-31"])
        );
        assert_eq!(laptop.field(&id, "notices"), letters);
    }
    // From now on the deadline is the city's.
    let why = h.county.refused(&["edit", &id], &["due_on=2099-04-30"]);
    assert!(why.contains("city level alone"), "{why}");
}
