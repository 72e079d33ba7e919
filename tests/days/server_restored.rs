//! The office's disk dies and yesterday's backup takes its place: the laptops bring the day back.

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, copy};

/// An office that has a backup, and three laptops that went on working after it was taken.
struct Restored {
    site: Site,
    zhang: Laptop,
    wang: Laptop,
    county: Laptop,
    before: String,
    after: String,
    edited: String,
}

/// A day after the backup, everybody level, and then the backup put back.
fn restored() -> Restored {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let before = hazard(&zhang, &["description=备份之前"]);
    let edited = hazard(&wang, &[]);
    let everybody = [&zhang, &wang, &county];
    everybody.iter().for_each(|laptop| drop(laptop.sync()));
    let backup = site.ground().join("backup");
    site.stop();
    copy(site.folder(), &backup);
    site.start();

    let after = hazard(&zhang, &["description=备份之后"]);
    zhang.act(&before, "report", &[]);
    wang.edit(&edited, &["description=备份之后改的"]);
    for laptop in everybody.iter().chain(&everybody) {
        laptop.sync();
    }
    county.edit(&before, &["kinds=sharp_curve,water"]);
    county.act(&before, "confirm", &["grade=general", "nature=normal"]);
    for laptop in everybody.iter().chain(&everybody) {
        assert_eq!(laptop.sync()["unsent"], 0);
    }
    site.stop();
    copy(&backup, site.folder());
    site.start();
    Restored {
        site,
        zhang,
        wang,
        county,
        before,
        after,
        edited,
    }
}

/// A newcomer's laptop: it holds what the office holds.
fn newcomer(site: &Site) -> Laptop {
    let laptop = site.enrol(XIANGYANG.city, "city_hq", "陈静");
    laptop.sync();
    laptop
}

#[test]
fn laptops_bring_a_restored_office_what_the_backup_did_not_have() {
    let r = restored();
    let everybody = [&r.zhang, &r.wang, &r.county];
    for laptop in everybody.iter().chain(&everybody) {
        assert_eq!(laptop.sync()["unsent"], 0);
    }
    let city = newcomer(&r.site);
    assert_eq!(city.list(&[]).len(), 3);
    assert_eq!(city.field(&r.after, "description"), "备份之后");
    assert_eq!(city.field(&r.edited, "description"), "备份之后改的");
    assert_eq!(city.state(&r.before), "confirmed");
    for id in [&r.before, &r.after] {
        assert_eq!(city.shown(id), r.zhang.shown(id));
        assert_eq!(city.shown(id), r.county.shown(id));
    }
    assert_eq!(city.shown(&r.edited), r.wang.shown(&r.edited));
    assert_eq!(
        r.site.stats_of(XIANGYANG.city)["figures"]["hazards_confirmed"],
        1
    );
    for laptop in everybody {
        assert!(laptop.conflicts().is_empty());
        assert_eq!(laptop.sync()["pulled"], 0, "nobody goes round in circles");
        laptop.is_sound();
    }
}

#[test]
fn the_countys_laptop_alone_brings_back_what_it_knows_of_others() {
    let r = restored();
    // The stations stay out of reach; the county has their operations too.
    for _ in 0..2 {
        r.county.sync();
    }
    let city = newcomer(&r.site);
    assert_eq!(city.list(&[]).len(), 3);
    for id in [&r.before, &r.after, &r.edited] {
        assert_eq!(city.shown(id), r.county.shown(id));
    }
    // When the stations come at last there is nothing left to bring, and nothing is doubled.
    for laptop in [&r.zhang, &r.wang, &r.county] {
        let synced = laptop.sync();
        assert_eq!(synced["unsent"], 0);
        assert_eq!(synced["forked"], 0);
    }
    city.sync();
    assert_eq!(city.shown(&r.before), r.zhang.shown(&r.before));
}
