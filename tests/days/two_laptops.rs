//! Two laptops of one station, and one hazard.

use serde_json::Value;

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG};

/// A station with two laptops and its county, all of whom know one hazard.
struct Station {
    site: Site,
    zhang: Laptop,
    wang: Laptop,
    county: Laptop,
    id: String,
}

impl Station {
    fn with_one_hazard() -> Station {
        let site = Site::xiangyang();
        let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
        let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
        let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
        let id = hazard(&zhang, &["place_text=桥头"]);
        let station = Station {
            site,
            zhang,
            wang,
            county,
            id,
        };
        station.everybody_syncs();
        station
    }

    fn everybody(&self) -> [&Laptop; 3] {
        [&self.zhang, &self.wang, &self.county]
    }

    /// Twice around, so that what the last one brought reaches the first.
    fn everybody_syncs(&self) {
        for laptop in self.everybody().iter().chain(&self.everybody()) {
            laptop.sync();
        }
    }

    /// Everybody's record is the same, to the byte.
    fn everybody_agrees(&self) {
        let [zhang, wang, county] = self.everybody().map(|laptop| laptop.shown(&self.id));
        assert_eq!(zhang, wang);
        assert_eq!(zhang, county);
        self.everybody().iter().for_each(|laptop| laptop.is_sound());
    }

    /// Both write a value into one field without knowing of each other.
    fn both_write(&self, field: &str, zhang: &str, wang: &str) {
        self.zhang.edit(&self.id, &[&format!("{field}={zhang}")]);
        self.wang.edit(&self.id, &[&format!("{field}={wang}")]);
        self.everybody_syncs();
    }
}

/// The values of a field in conflict, sorted.
fn rivals(shown: &Value) -> Vec<&str> {
    let rivals = shown["conflict"].as_array().expect("a conflict");
    let mut values: Vec<&str> = rivals
        .iter()
        .map(|rival| rival["value"].as_str().unwrap())
        .collect();
    values.sort_unstable();
    values
}

#[test]
fn edits_of_different_fields_both_hold_everywhere() {
    let station = Station::with_one_hazard();
    station
        .zhang
        .edit(&station.id, &["description=急弯，路面结冰"]);
    station.wang.edit(&station.id, &["place_text=桥头以东"]);
    station.everybody_syncs();
    for laptop in station.everybody() {
        assert_eq!(laptop.field(&station.id, "description"), "急弯，路面结冰");
        assert_eq!(laptop.field(&station.id, "place_text"), "桥头以东");
        assert!(laptop.conflicts().is_empty());
    }
    station.everybody_agrees();
}

#[test]
fn kinds_added_by_both_are_all_there() {
    let station = Station::with_one_hazard();
    station
        .zhang
        .edit(&station.id, &["kinds=sharp_curve,slippery"]);
    station
        .wang
        .edit(&station.id, &["kinds=sharp_curve,no_guardrail"]);
    station.everybody_syncs();
    for laptop in station.everybody() {
        let kinds = laptop.field(&station.id, "kinds");
        let mut kinds: Vec<&str> = kinds
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["no_guardrail", "sharp_curve", "slippery"]);
    }
    station.everybody_agrees();
}

#[test]
fn edits_of_one_field_stay_visible_and_hold_the_record_up_until_somebody_settles_them() {
    let station = Station::with_one_hazard();
    let id = station.id.as_str();
    station.both_write("description", "急弯", "陡坡");
    for laptop in station.everybody() {
        assert_eq!(rivals(&laptop.field(id, "description")), ["急弯", "陡坡"]);
        let conflict = &laptop.conflicts()[0];
        assert_eq!(conflict["id"], id);
        assert_eq!(conflict["field"], "description");
        assert_eq!(conflict["values"].as_array().unwrap().len(), 2);
        let read = laptop.run(&["show", id]).said();
        assert!(read.contains("急弯") && read.contains("陡坡"), "{read}");
    }
    station.everybody_agrees();

    let why = station.zhang.refused(&["act", id, "report"], &[]);
    assert!(why.contains("settle that before you report"), "{why}");
    let why = station
        .wang
        .refused(&["edit", id], &["description=第三个说法"]);
    assert!(why.contains("resolve"), "{why}");

    station
        .zhang
        .json(&["resolve", id, "description", "--take", "急弯又陡坡"]);
    station.everybody_syncs();
    for laptop in station.everybody() {
        assert_eq!(laptop.field(id, "description"), "急弯又陡坡");
        assert!(laptop.conflicts().is_empty());
    }
    station.everybody_agrees();
    station.wang.act(id, "report", &[]);
}

#[test]
fn a_conflict_is_settled_with_what_one_device_wrote() {
    let station = Station::with_one_hazard();
    let id = station.id.as_str();
    station.both_write("place_text", "桥东", "桥西");
    station.zhang.json(&[
        "resolve",
        id,
        "place_text",
        "--from",
        &station.wang.device(),
    ]);
    station.everybody_syncs();
    for laptop in station.everybody() {
        assert_eq!(laptop.field(id, "place_text"), "桥西");
        assert!(laptop.conflicts().is_empty());
    }
    station.everybody_agrees();
    // What was not taken stays in the history.
    let history = station.zhang.run(&["show", id, "--history"]).said();
    assert!(history.contains("桥东"), "{history}");
}

#[test]
fn a_conflict_after_the_report_holds_the_confirmation_up() {
    let station = Station::with_one_hazard();
    let id = station.id.as_str();
    station.zhang.act(id, "report", &[]);
    station.everybody_syncs();
    station.both_write("road_name", "盛东路", "盛西路");
    let confirm = ["grade=general", "nature=normal"];
    let why = station.county.refused(&["act", id, "confirm"], &confirm);
    assert!(why.contains("road name"), "{why}");
    station
        .wang
        .json(&["resolve", id, "road_name", "--take", "盛东路"]);
    station.everybody_syncs();
    station.county.act(id, "confirm", &confirm);
    station.everybody_syncs();
    station.everybody_agrees();
    assert_eq!(station.zhang.state(id), "confirmed");
}

#[test]
fn two_reports_of_one_hazard_are_shown_as_a_conflict_of_the_workflow_and_settled_by_the_county() {
    let station = Station::with_one_hazard();
    let id = station.id.as_str();
    station.zhang.act(id, "report", &[]);
    station.wang.act(id, "report", &[]);
    station.everybody_syncs();
    for laptop in station.everybody() {
        assert_eq!(laptop.state(id), "reported");
        assert_eq!(laptop.conflicts()[0]["field"], "status");
    }
    station.everybody_agrees();
    station
        .zhang
        .refused(&["resolve", id, "status", "--take", "reported"], &[]);
    station
        .county
        .json(&["resolve", id, "status", "--take", "reported"]);
    station.everybody_syncs();
    for laptop in station.everybody() {
        assert!(laptop.conflicts().is_empty());
    }
    station.everybody_agrees();
    assert_eq!(
        station.site.stats_of(XIANGYANG.township)["figures"]["hazards_found"],
        1
    );
}

#[test]
fn people_who_agree_without_knowing_it_have_no_conflict() {
    let station = Station::with_one_hazard();
    station.both_write("description", "急弯", "急弯");
    assert!(station.county.conflicts().is_empty());
    station.everybody_agrees();
}
