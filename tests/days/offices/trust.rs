//! What an office may say in another's name, and what it may not.

use server::{Layout, Office};
use sync::{Reply, Request};

use super::{Offices, above, invitation, office_of};
use crate::contract::hazard;
use crate::world::XIANGYANG;

#[test]
fn an_invitation_is_for_one_office_of_that_place() {
    let offices = Offices::apart();
    let invite = invitation(&offices.city, XIANGYANG.other_county);
    let wrong = offices
        .county
        .run(&["join", &invite, "--server", &offices.city.url()])
        .refused();
    assert!(wrong.contains("is for 420624000000"), "{wrong}");
    let laptop = offices.county.new_laptop();
    let no = laptop.refused(
        &["init", "--invite", &invite, "--server", &offices.city.url()],
        &[],
    );
    assert!(no.contains("is not an invitation"), "{no}");
    let good = invitation(&offices.city, XIANGYANG.county);
    let stranger = offices
        .county
        .run(&["join", &good, "--server", &offices.county.url()])
        .refused();
    assert!(
        stranger.contains("does not know this invitation"),
        "{stranger}"
    );
    let args = ["join", &good, "--server", &offices.city.url()];
    offices.county.run(&args).said();
    let twice = office_of(XIANGYANG.county).run(&args).refused();
    assert!(twice.contains("used already"), "{twice}");
    let own = offices.city.run(&[
        "invite-office",
        "--unit",
        XIANGYANG.city,
        "--name",
        "市支队",
        "--out",
        "never.json",
    ]);
    assert!(own.refused().contains("not below"));
}

#[test]
fn what_a_county_lets_in_beyond_its_charter_stays_there_and_is_named() {
    let offices = Offices::joined();
    // The county has no right to appoint headquarters, but its server does not stop it.
    let upstart = offices.county.enrol(XIANGYANG.city, "city_hq", "冒名者");
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.act(&id, "report", &[]);
    officer.sync();
    upstart.sync();
    super::remind(&upstart, &id);
    upstart.sync();
    let done = offices.county.json(&["peers", "sync"]);
    assert_eq!(
        (&done["refused"], &done["level"]),
        (&1.into(), &false.into())
    );
    assert_eq!(above(&offices.county)["refused"], 1);
    assert!(!offices.city.holds("冒名者"));
    // Nor may it charter an office of its own: the chain ends with it.
    let third = offices.county.run(&[
        "invite-office",
        "--unit",
        XIANGYANG.township,
        "--name",
        "盛康所",
        "--out",
        "never.json",
    ]);
    assert!(third.refused().contains("two levels"));
    // What others wrote has passed.
    let headquarters = offices.headquarters();
    headquarters.sync();
    assert_eq!(headquarters.state(&id), "reported");
}

#[test]
fn a_charter_that_has_ended_opens_no_door() {
    let offices = Offices::joined();
    offices.city.stop();
    let office = Office::open(&Layout::new(offices.city.folder()), &mut |_, _| ()).unwrap();
    let below = office.peers().unwrap().below;
    let county = &below[0];
    assert_eq!(county.name, "谷城县大队");
    let site = server::Site::load(&Layout::new(offices.county.folder())).unwrap();
    let device = merge::DeviceId::derive(&site.key().unwrap().public().bytes(), 0);
    let ask = || {
        Request::Relay(sync::RelayAsk::Vector(sync::VectorAsk {
            spans: vec![sync::Span {
                first: merge::Bucket(420_625_000_000),
                last: merge::Bucket(420_625_999_999),
            }],
            after: None,
        }))
    };
    let until = county.charter_until_ms;
    assert!(matches!(
        office.answer(device, ask(), until - 1),
        Reply::Relay(_)
    ));
    let Reply::Refused(no) = office.answer(device, ask(), until) else {
        panic!("a charter that has ended opens the door");
    };
    assert_eq!(no.code, "charter_expired");
    assert!(no.en.contains("谷城县大队"), "{no}");
    // Its own divisions are all it may ask about.
    let beyond = Request::Relay(sync::RelayAsk::Vector(sync::VectorAsk {
        spans: vec![sync::Span {
            first: merge::Bucket(420_624_000_000),
            last: merge::Bucket(420_625_999_999),
        }],
        after: None,
    }));
    let Reply::Refused(no) = office.answer(device, beyond, until - 1) else {
        panic!("what lies outside the charter is told");
    };
    assert_eq!(no.code, "charter");
    office.close().unwrap();
}

#[test]
fn what_a_laptop_wrote_while_it_waited_reaches_the_city_once_the_county_has_said_yes() {
    let offices = Offices::joined();
    let policy = ["enrolments", "policy", "--approval", "on"];
    offices.county.run(&policy).said();
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.act(&id, "report", &[]);
    officer.run(&["sync"]).refused();
    let approve = ["enrolments", "approve", &officer.device()];
    offices.county.run(&approve).said();
    officer.sync();
    assert_eq!(offices.county.json(&["peers", "sync"])["refused"], 0);
    let headquarters = offices.headquarters();
    headquarters.sync();
    assert_eq!(headquarters.state(&id), "reported");
}
