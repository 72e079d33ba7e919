//! The laptop is killed while it exchanges.

use super::{Aim, EXCHANGE_KILLS};
use crate::contract::hazard;
use crate::world::{Site, XIANGYANG};

#[test]
fn a_laptop_killed_while_it_exchanges_goes_on_from_there_and_doubles_nothing() {
    let site = Site::xiangyang();
    let dying = site.enrol(XIANGYANG.township, "officer", "张伟");
    let other = site.enrol(XIANGYANG.township, "officer", "王芳");
    let mut aim = Aim::new(3);
    let mut recorded = Vec::new();
    for round in 0..EXCHANGE_KILLS {
        recorded.push(hazard(&dying, &[&format!("description=张伟第{round}条")]));
        if round % 2 == 0 {
            recorded.push(hazard(&other, &[&format!("description=王芳第{round}条")]));
            other.sync();
        }
        aim.at(dying.command(&["sync", "--json"]));
    }
    aim.hit_both_sides();
    for laptop in [&dying, &other, &dying] {
        assert_eq!(laptop.sync()["unsent"], 0);
    }
    assert_eq!(dying.sync()["pulled"], 0, "nothing is left to fetch");

    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    recorded.sort();
    for laptop in [&dying, &other, &county] {
        let mut kept = laptop.list(&[]);
        kept.sort();
        assert_eq!(kept, recorded, "every record once");
        laptop.is_sound();
    }
    for id in &recorded {
        let steps = dying.json(&["show", id, "--history"])["history"].clone();
        assert_eq!(
            steps.as_array().unwrap().len(),
            1,
            "written once, kept once"
        );
        assert_eq!(dying.shown(id), county.shown(id));
    }
}
