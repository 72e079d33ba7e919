//! Between which moments something was written: what the office vouches for, not what a laptop's
//! clock says.

use serde_json::Value;

use crate::contract::hazard;
use crate::world::{Laptop, Site, Window, XIANGYANG};

fn history(laptop: &Laptop, id: &str) -> Vec<Value> {
    let shown = laptop.json(&["show", id, "--history"]);
    shown["history"].as_array().unwrap().clone()
}

#[test]
fn a_laptop_knows_after_what_it_wrote_and_learns_before_what() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &[]);
    let first = &history(&laptop, &id)[0];
    assert!(
        first["not_before_ms"].is_null() && first["not_after_ms"].is_null(),
        "{first}"
    );

    laptop.sync();
    let receipt = laptop.status("last_sync_ms");
    assert_eq!(history(&laptop, &id)[0]["not_after_ms"], receipt);
    laptop.edit(&id, &["description=同步之后改的"]);
    let second = &history(&laptop, &id)[1];
    assert_eq!(
        second["not_before_ms"], receipt,
        "it held the office's receipt when it wrote"
    );
    assert!(second["not_after_ms"].is_null(), "nobody else has it yet");
    laptop.sync();
    assert_eq!(
        history(&laptop, &id)[1]["not_after_ms"],
        laptop.status("last_sync_ms")
    );
    for step in history(&laptop, &id) {
        assert_eq!(step["clock_suspect"], false, "{step}");
    }

    // Another laptop has the office's word for the order of things, not for their time of arrival.
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    let seen = &history(&county, &id)[1];
    assert_eq!(seen["not_before_ms"], receipt);
    assert!(seen["not_after_ms"].is_null(), "{seen}");
}

#[test]
fn the_office_vouches_for_the_moment_a_thing_arrived() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &[]);
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let before = now_ms();
    laptop.sync();
    let after = now_ms();
    laptop.edit(&id, &["description=同步之后改的"]);
    laptop.sync();
    let steps = county.get(&format!("records/{id}/history")).json();
    let arrived = steps[0]["not_after_ms"].as_u64().unwrap();
    assert!((before..=after).contains(&arrived), "{steps}");
    let from = steps[1]["not_before_ms"].as_u64().unwrap();
    assert!(
        from >= arrived,
        "the laptop held the receipt for the first: {steps}"
    );
    assert!(steps[1]["not_after_ms"].as_u64().unwrap() >= from);
    assert_eq!(steps[1]["suspect"], false);
}

fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.unwrap().as_millis()).unwrap()
}
