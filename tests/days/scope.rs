//! Who may see what: a laptop holds its own area and nothing of another's.

use crate::contract::hazard;
use crate::world::contains;
use crate::world::{Site, Tap, XIANGYANG};

/// Words that stand in another station's records only, one for each place words can travel.
const CANARIES: [&str; 4] = [
    "canary-description",
    "canary-caption",
    "canary-reason",
    "金丝雀劝导站",
];

#[test]
fn a_station_holds_nothing_of_another_and_the_county_sees_both() {
    let site = Site::xiangyang();
    let tap = Tap::on(&site.address());
    let here = site.enrol_by(tap.url(), XIANGYANG.township, "officer", "张伟");
    let there = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let neighbour = site.enrol(XIANGYANG.other_county, "county_coord", "赵敏");

    let own = hazard(&here, &[]);
    let photo = format!("photos_before=@{}", there.photo("canary-caption"));
    let theirs = hazard(&there, &["description=canary-description", &photo]);
    let log = there.add(
        "persuasion_log",
        &[
            "station_point=金丝雀劝导站",
            r#"actors=[{"person":"王强"}]"#,
        ],
    );
    for laptop in [&here, &there, &county, &neighbour] {
        laptop.sync();
    }
    county.sync();
    there.act(&theirs, "report", &[]);
    there.sync();
    county.sync();
    county.act(&theirs, "return", &["reason=canary-reason"]);
    county.sync();
    for laptop in [&here, &there, &neighbour, &here] {
        laptop.sync();
    }

    assert_eq!(here.list(&[]), [own.as_str()]);
    assert!(here.refused(&["show", &theirs], &[]).contains(&theirs));
    let mut all = county.list(&[]);
    all.sort();
    let mut expected = vec![own.clone(), theirs.clone(), log];
    expected.sort();
    assert_eq!(all, expected);
    assert_eq!(
        county.show(&theirs)["fields"]["description"],
        "canary-description"
    );
    assert_eq!(
        there.state(&theirs),
        "returned",
        "the county's decision came home"
    );
    assert!(neighbour.list(&[]).is_empty());

    let replies = tap.unpacked();
    assert!(
        contains(&replies, own.as_bytes()) || contains(&replies, "急弯无护栏".as_bytes()),
        "the tap hears what the office says to this station"
    );
    for canary in CANARIES {
        assert!(there.holds(canary), "the canary {canary} sings at home");
        assert!(county.holds(canary), "the county holds {canary}");
        assert!(
            !here.holds(canary),
            "{canary} is in the folder of another township"
        );
        assert!(
            !neighbour.holds(canary),
            "{canary} is in the folder of another county"
        );
        assert!(
            !contains(&replies, canary.as_bytes()),
            "{canary} was sent to another township"
        );
    }
    assert!(
        !here.holds("王强"),
        "even the names of another station's people stay away"
    );
}

#[test]
fn a_division_outside_the_area_is_refused() {
    let site = Site::xiangyang();
    let here = site.enrol(XIANGYANG.township, "officer", "张伟");
    for (code, says) in [
        (XIANGYANG.elsewhere, "outside this unit's area"),
        (XIANGYANG.county, "outside this unit's area"),
        ("420625102999", "not in the table"),
    ] {
        let division = format!("division={code}");
        let why = here.refused(&["add", "hazard"], &["kinds=sharp_curve", &division]);
        assert!(why.contains(code) && why.contains(says), "{why}");
    }
    assert!(here.list(&[]).is_empty());
}

#[test]
fn a_unit_that_answers_for_two_townships_sees_both() {
    let site = Site::xiangyang();
    let there = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let theirs = hazard(&there, &[]);
    there.sync();
    let invite = site.ground().join("both.json");
    let invite = invite.to_str().unwrap();
    let unit = ["--unit", XIANGYANG.township, "--also", XIANGYANG.elsewhere];
    let who = ["--role", "officer", "--name", "张伟", "--out", invite];
    site.run(&[&["invite"], &unit[..], &who[..]].concat())
        .said();
    let both = site.new_laptop();
    both.run(&["init", "--invite", invite, "--server", &site.url()])
        .said();
    both.sync();
    assert_eq!(both.list(&[]), [theirs]);
    hazard(&both, &[&format!("division={}", XIANGYANG.elsewhere)]);
    assert_eq!(both.sync()["held"], 0);
}
