//! The photos of a county and its city that meet by stick alone.

use std::fs;
use std::time::Instant;

use serde_json::Value;

use super::Offices;
use super::by_stick::{joined, on_stick};
use crate::kills::Aim;
use crate::photos::{Shot, at_office, hazard_with, shot};
use crate::world::{Site, XIANGYANG, program};

/// Kills at each end.
const KILLS: u32 = 4;

/// A photo of the county's officer, and one that somebody of the city took in the county.
fn both_photograph(offices: &Offices) -> [Shot; 2] {
    let ours = offices.officer("张伟");
    let theirs = offices.city.enrol(XIANGYANG.township, "officer", "陈静");
    let shots = [(&ours, "桥头"), (&theirs, "河堤")].map(|(laptop, name)| {
        let shot = shot(offices.county.ground(), name, 700, 500);
        hazard_with(laptop, &shot);
        laptop.sync();
        shot
    });
    assert!(at_office(&offices.county, &shots[0]) && at_office(&offices.city, &shots[1]));
    shots
}

fn both_have(offices: &Offices, shots: &[Shot]) -> bool {
    let has = |site: &Site| shots.iter().all(|shot| at_office(site, shot));
    has(&offices.county) && has(&offices.city)
}

/// There and back with so much room on the stick. Answers what each end said, and the bytes.
fn carry(offices: &Offices, name: &str, room: &str) -> (Value, Value, Value, u64) {
    let up = on_stick(offices, &format!("{name}-up.xlb"));
    let down = on_stick(offices, &format!("{name}-down.xlb"));
    let room = ["--volume-size", room];
    let county = &offices.county;
    let sent = county.json(&[&["peers", "export", "--to", &up], &room[..]].concat());
    let said = offices
        .city
        .json(&[&["exchange", &up, "--to", &down], &room[..]].concat());
    assert_eq!(said["problems"], serde_json::json!([]));
    let home = county.json(&["peers", "import", &down]);
    let sizes = [up, down].map(|file| fs::metadata(file).unwrap().len());
    (sent, said["devices"][0].clone(), home, sizes.iter().sum())
}

#[test]
fn photos_go_both_ways_by_stick_and_no_stick_carries_them_again() {
    let offices = joined();
    let shots = both_photograph(&offices);
    let (sent, guest, home, _) = carry(&offices, "one", "1G");
    assert_eq!(
        (&sent["photos_sent"], &guest["photos"]),
        (&1.into(), &1.into())
    );
    assert_eq!(guest["given"], 1, "a photo comes with its record: {guest}");
    assert_eq!(
        (&home["photos_sent"], &home["photos_received"]),
        (&1.into(), &1.into())
    );
    assert!(both_have(&offices, &shots));
    let (sent, guest, home, bytes) = carry(&offices, "two", "1G");
    assert_eq!(
        (&sent["photos_sent"], &guest["given"]),
        (&0.into(), &0.into())
    );
    assert_eq!(home["level"], true, "{home}");
    assert!(bytes < 32 * 1024, "{bytes} bytes say that all is there");

    // What is gone at either end comes again, and the county's laptops see the city's photo.
    for site in [&offices.city, &offices.county] {
        site.stop();
        fs::remove_dir_all(site.folder().join("blobs")).unwrap();
        site.start();
    }
    carry(&offices, "three", "1G");
    assert!(!both_have(&offices, &shots), "nobody has them");
    let officer = offices.officer("王芳");
    let again = shot(offices.county.ground(), "再来", 300, 200);
    hazard_with(&officer, &again);
    officer.sync();
    carry(&offices, "four", "1G");
    assert!(at_office(&offices.city, &again));
    offices.agree();
}

#[test]
fn photos_that_do_not_fit_on_the_stick_go_on_with_the_next_from_where_they_were() {
    let offices = joined();
    let shots = both_photograph(&offices);
    let all: u64 = shots.iter().map(|shot| shot.bytes.len() as u64).sum();
    let (mut carried, mut rounds) = (0, 0);
    let mut shown = 0;
    while !both_have(&offices, &shots) {
        let (.., home, bytes) = carry(&offices, &format!("{rounds}"), "256K");
        assert!(bytes < 2 * 512 * 1024, "{bytes}");
        shown += home["previews"].as_u64().unwrap();
        carried += bytes;
        rounds += 1;
        assert!(rounds < 20, "{carried} bytes of {all}");
    }
    assert!(rounds > 2, "{rounds}");
    assert_eq!(shown, 1, "a small picture goes ahead");
    let envelopes = 64 * 1024 * rounds;
    assert!(carried < all + envelopes, "{carried} bytes carried {all}");
    offices.agree();
}

#[test]
fn an_office_killed_while_it_takes_photos_from_a_stick_goes_on_from_there() {
    let offices = joined();
    let (city, county) = (&offices.city, &offices.county);
    let mut shots = Vec::from(both_photograph(&offices));
    let mut aim: Option<Aim> = None;
    let ours = offices.officer("王芳");
    for round in 0..KILLS {
        let next = shot(county.ground(), &format!("第{round}张"), 700, 500);
        hazard_with(&ours, &next);
        ours.sync();
        shots.push(next);
        let up = on_stick(&offices, &format!("{round}-up.xlb"));
        let down = on_stick(&offices, &format!("{round}-down.xlb"));
        county.json(&["peers", "export", "--to", &up]);
        // Whoever serves no page takes the stick in himself, and can be killed at it.
        city.stop();
        let mut taking = program("xunlu-server");
        taking.args(["exchange", &up, "--to", &down, "--json", "--data"]);
        taking.arg(city.folder());
        match &mut aim {
            Some(aim) => drop(aim.at(taking)),
            None => {
                let begun = Instant::now();
                assert!(taking.output().unwrap().status.success());
                aim = Some(Aim::around(7, begun.elapsed()));
            }
        }
        city.start();
        // The answer is whole, or it is not there.
        if !fs::exists(&down).unwrap() {
            city.json(&["exchange", &up, "--to", &down]);
        }
        county.json(&["peers", "import", &down]);
        assert!(both_have(&offices, &shots), "round {round}");
    }
    offices.agree();
}

#[test]
fn a_county_killed_while_it_takes_photos_from_a_stick_goes_on_from_there() {
    let offices = joined();
    let (city, county) = (&offices.city, &offices.county);
    let theirs = city.enrol(XIANGYANG.township, "officer", "陈静");
    let mut shots = Vec::new();
    let mut aim: Option<Aim> = None;
    for round in 0..KILLS {
        let next = shot(county.ground(), &format!("第{round}张"), 700, 500);
        hazard_with(&theirs, &next);
        theirs.sync();
        shots.push(next);
        let up = on_stick(&offices, &format!("{round}-up.xlb"));
        let down = on_stick(&offices, &format!("{round}-down.xlb"));
        county.json(&["peers", "export", "--to", &up]);
        city.json(&["exchange", &up, "--to", &down]);
        county.stop();
        let mut taking = program("xunlu-server");
        taking.args(["peers", "import", &down, "--json", "--data"]);
        taking.arg(county.folder());
        match &mut aim {
            Some(aim) => drop(aim.at(taking)),
            None => {
                let begun = Instant::now();
                assert!(taking.output().unwrap().status.success());
                aim = Some(Aim::around(8, begun.elapsed()));
            }
        }
        county.start();
        county.json(&["peers", "import", &down]);
        assert!(both_have(&offices, &shots), "round {round}");
    }
    offices.agree();
}
