//! The database is put back to an earlier state: a failover that lost the end, or an old backup.

use crate::cluster::Cluster;
use crate::world::XIANGYANG;
use crate::{hazard, is_sound, office, wait_until};

#[test]
fn a_database_that_lost_its_end_gets_it_back_from_the_laptops() {
    let cluster = Cluster::start();
    let site = office(&cluster);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    hazard(&laptop, "备份之前");
    assert_eq!(laptop.sync()["unsent"], 0);
    cluster.keep();
    let after = hazard(&laptop, "备份之后");
    assert_eq!(laptop.sync()["unsent"], 0);
    county.sync();
    county.act(&after, "confirm", &["grade=general", "nature=normal"]);
    county.sync();
    let seen = || std::fs::read_to_string(site.folder().join("seen")).unwrap_or_default();
    let end = seen();
    wait_until("the process has noted how far it is", 20, || {
        seen() != end || !end.is_empty()
    });
    std::thread::sleep(std::time::Duration::from_secs(5));

    // The office serves on while it happens.
    cluster.put_back();
    wait_until("the process notices", 60, || {
        let _ = laptop.run(&["sync"]);
        let _ = county.run(&["sync"]);
        let newcomer = site.enrol(XIANGYANG.city, "city_hq", "陈静");
        newcomer.sync();
        newcomer.list(&[]).len() == 2 && newcomer.state(&after) == "confirmed"
    });
    for laptop in [&laptop, &county] {
        let synced = laptop.sync();
        assert_eq!(
            (&synced["unsent"], &synced["forked"]),
            (&0.into(), &0.into()),
            "{synced}"
        );
    }
    is_sound(&site);
}
