//! An office of which nothing is left but its key: who comes first brings what the others wrote, and
//! whose it is.

use crate::contract::hazard;
use crate::misfortunes::rebuild;
use crate::moves::transfer;
use crate::stick::{carry, enrol, exchange, export, import, on_stick};
use crate::world::{Site, XIANGYANG};

#[test]
fn a_laptop_brings_a_rebuilt_office_its_old_grants_and_those_of_the_others() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let before = hazard(&zhang, &[]);
    zhang.act(&before, "report", &[]);
    zhang.sync();
    transfer(&site, &zhang.device(), XIANGYANG.elsewhere);
    zhang.sync();
    let there = format!("division={}", XIANGYANG.elsewhere);
    let after = hazard(&zhang, &[&there]);
    zhang.sync();
    county.sync();
    county.act(&before, "confirm", &["grade=general", "nature=normal"]);
    county.sync();
    rebuild(&site);

    // The county's laptop knows both postings of 张伟, who has not come yet.
    let said = county.sync();
    assert_eq!((&said["refused"], &said["held"]), (&0.into(), &0.into()));
    let city = site.enrol(XIANGYANG.city, "city_hq", "陈静");
    city.sync();
    assert_eq!(city.state(&before), "confirmed");
    assert_eq!(city.shown(&after), county.shown(&after));
    // He comes, and is where he was posted last.
    let said = zhang.sync();
    assert_eq!((&said["refused"], &said["held"]), (&0.into(), &0.into()));
    hazard(&zhang, &[&there]);
    let said = zhang.sync();
    assert_eq!((&said["unsent"], &said["held"]), (&0.into(), &0.into()));
    assert_eq!(zhang.status("held"), serde_json::json!([]));
}

#[test]
fn a_laptop_that_comes_by_stick_alone_is_known_again_at_a_rebuilt_office() {
    let site = Site::xiangyang();
    let alone = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let near = enrol(&site, XIANGYANG.township, "station_lead", "王芳");
    let theirs = hazard(&near, &[]);
    carry(&site, &near, "near");
    let ours = hazard(&alone, &[]);
    carry(&site, &alone, "alone");
    rebuild(&site);

    // It does not know of the misfortune: the answer tells, and the next stick brings everything.
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    hazard(&alone, &[]);
    export(&alone, &up);
    let said = site.run(&["exchange", &up, "--to", &down]);
    assert!(said.err.contains("export --full"), "{}", said.err);
    assert_eq!(import(&alone, &down)["restored"], true);
    let (full, answer) = (on_stick(&site, "full.xlb"), on_stick(&site, "answer.xlb"));
    assert_eq!(export(&alone, &full)["full"], true);
    let guest = exchange(&site, &full, &answer);
    assert_eq!(
        (&guest["kept"], &guest["refused"], &guest["held"]),
        (&3.into(), &0.into(), &0.into())
    );
    import(&alone, &answer);
    assert_eq!(alone.status("unsent"), 0);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    for id in [&theirs, &ours] {
        assert_eq!(county.shown(id), alone.shown(id));
    }
}
