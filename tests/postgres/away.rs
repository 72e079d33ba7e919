//! The database is away while an office serves: whoever asks is told to come again, and does.

use std::thread;

use serde_json::json;

use crate::cluster::Cluster;
use crate::world::{Site, Window, XIANGYANG};
use crate::{hazard, is_sound, office};

#[test]
fn whoever_asks_while_the_database_is_away_is_told_to_come_again() {
    let cluster = Cluster::start();
    let site = office(&cluster);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    hazard(&laptop, "照常");
    assert_eq!(laptop.sync()["unsent"], 0);
    let late = hazard(&laptop, "停库时");
    cluster.stop();
    let draft = json!({ "about": "draft/hazard/new", "text": "写到一半" });
    let synced = thread::scope(|scope| {
        let synced = scope.spawn(|| laptop.run(&["sync"]));
        // A page that reads rows, and one that keeps a file.
        for reply in [county.get("today"), county.post("drafts", &draft)] {
            assert_eq!(reply.refused(), (503, "database".to_owned()));
            let again = reply.headers["retry-after"].to_str().unwrap();
            assert!(again.parse::<u32>().unwrap() > 0, "{again}");
        }
        synced.join().unwrap()
    });
    let said = synced.refused();
    assert!(said.contains("the database failed"), "{said}");
    assert_eq!(laptop.status("unsent"), 1, "nothing is lost of it");
    cluster.go();
    assert_eq!(laptop.sync()["unsent"], 0);
    county.post("drafts", &draft).json();
    county.get("today").json();
    county.get(&format!("records/{late}")).json();
    is_sound(&site);
}
