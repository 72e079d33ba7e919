//! The database is put back to an earlier state: a failover that lost the end, or an old backup.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::cluster::Cluster;
use crate::world::{Site, XIANGYANG};
use crate::{hazard, is_sound, office, wait_until};

/// How many hazards the office counts as confirmed; nothing while it does not answer.
fn confirmed(site: &Site) -> Option<u64> {
    let told = site.run(&["stats", "--under", XIANGYANG.city, "--json"]);
    let told: Value = serde_json::from_str(&told.out).ok()?;
    told["rows"][0]["figures"]["hazards_confirmed"].as_u64()
}

#[test]
fn a_database_that_lost_its_end_gets_it_back_from_the_laptops() {
    let cluster = Cluster::start();
    let site = office(&cluster);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    hazard(&laptop, "备份之前");
    assert_eq!(laptop.sync()["unsent"], 0);
    let seen = || fs::read_to_string(site.folder().join("seen")).unwrap_or_default();
    let before = seen();
    cluster.keep();
    let after = hazard(&laptop, "备份之后");
    wait_until("the database is back", 60, || laptop.run(&["sync"]).ok);
    laptop.act(&after, "report", &[]);
    laptop.sync();
    county.sync();
    county.act(&after, "confirm", &["grade=general", "nature=normal"]);
    assert_eq!(county.sync()["unsent"], 0);
    assert_eq!(confirmed(&site), Some(1));
    wait_until("the process has noted how far it is", 60, || {
        let noted = seen();
        thread::sleep(Duration::from_secs(3));
        noted != before && noted == seen()
    });

    // The office serves on while it happens.
    cluster.put_back();
    wait_until("laptops have brought back what was lost", 120, || {
        let _ = laptop.run(&["sync"]);
        let _ = county.run(&["sync"]);
        confirmed(&site) == Some(1)
    });
    let newcomer = site.enrol(XIANGYANG.city, "city_hq", "陈静");
    newcomer.sync();
    assert_eq!(newcomer.list(&[]).len(), 2);
    for laptop in [&laptop, &county] {
        let synced = laptop.sync();
        assert_eq!(
            (&synced["unsent"], &synced["forked"]),
            (&0.into(), &0.into()),
            "{synced}"
        );
    }
    assert_eq!(newcomer.shown(&after), laptop.shown(&after));
    is_sound(&site);
}
