//! An office of which nothing is left but its key: who comes first brings what the others wrote, and
//! whose it is.

use serde_json::Value;

use crate::contract::hazard;
use crate::misfortunes::rebuild;
use crate::moves::transfer;
use crate::stick::{carry, enrol, exchange, export, import, on_stick};
use crate::world::{Site, XIANGYANG};

/// What the office says to exist and not to be there: whose device, who, from and through.
#[track_caller]
fn missing(site: &Site) -> Vec<(String, Option<String>, u64, u64)> {
    let found = site.json(&["audit", "verify"]);
    assert_eq!(found["ok"], true, "{found}");
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let number = |value: &Value| value.as_u64().unwrap();
    let rows = found["missing"].as_array().unwrap().iter();
    rows.map(|row| {
        let (from, through) = (number(&row["from"]), number(&row["through"]));
        (
            text(&row["device"]).unwrap(),
            text(&row["person"]),
            from,
            through,
        )
    })
    .collect()
}

#[test]
fn what_nobody_has_brought_back_yet_is_listed_with_the_name_of_who_wrote_it() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    hazard(&zhang, &[]);
    hazard(&zhang, &[]);
    zhang.sync();
    transfer(&site, &zhang.device(), XIANGYANG.elsewhere);
    zhang.sync();
    hazard(&zhang, &[&format!("division={}", XIANGYANG.elsewhere)]);
    zhang.sync();
    wang.sync();
    assert_eq!(missing(&site), []);
    rebuild(&site);
    assert_eq!(missing(&site), [], "nobody has told it anything");

    // 王强 has the third alone, and the third has two before it.
    assert_eq!(wang.sync()["refused"], 0);
    let before = vec![(zhang.device(), Some("张伟".to_owned()), 1, 2)];
    assert_eq!(missing(&site), before);
    let told = site.run(&["audit", "verify"]).said();
    assert!(
        told.contains("张伟 (城关镇)") && told.contains("1 to 2"),
        "{told}"
    );
    let zh = ["--lang", "zh"];
    let told = site.run(&[&["audit", "verify"], &zh[..]].concat()).said();
    assert!(told.contains("第 1 至 2 号"), "{told}");
    zhang.sync();
    assert_eq!(missing(&site), []);
    assert!(
        site.run(&["audit", "verify"])
            .said()
            .contains("known to exist is here")
    );
}

#[test]
fn an_operation_that_others_had_seen_is_listed_though_nothing_else_is_known_of_its_author() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = enrol(&site, XIANGYANG.county, "county_coord", "李强");
    let id = hazard(&zhang, &[]);
    zhang.act(&id, "report", &[]);
    zhang.sync();
    carry(&site, &county, "first");
    county.act(&id, "confirm", &["grade=general", "nature=normal"]);
    rebuild(&site);
    // Its own work alone: what it had seen of the record is named there.
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&county, &up);
    assert_eq!(exchange(&site, &up, &down)["kept"], 1);
    assert_eq!(missing(&site), [(zhang.device(), None, 2, 2)]);
    zhang.sync();
    assert_eq!(missing(&site), []);
}

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
    // The receipt it had, and the operation that has to wait, tell of those that are not here.
    assert_eq!(
        missing(&site),
        [(alone.device(), Some("张伟".into()), 1, 2)]
    );
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
    assert_eq!(missing(&site), []);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    for id in [&theirs, &ours] {
        assert_eq!(county.shown(id), alone.shown(id));
    }
}
