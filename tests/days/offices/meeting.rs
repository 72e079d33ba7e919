//! What happens in the field is seen at the city, and what the city says is heard in the field.

use super::{Offices, above, invitation, join, office_of, remind};
use crate::contract::hazard;
use crate::photos::shot;
use crate::world::{Tap, XIANGYANG};

#[test]
fn a_hazard_reaches_the_city_and_its_reminder_the_countys_laptop() {
    let offices = Offices::joined();
    let officer = offices.officer("张伟");
    let photo = shot(offices.county.ground(), "桥头", 320, 200);
    let id = hazard(&officer, &[&format!("photos_before=@{}", photo.file)]);
    officer.act(&id, "report", &[]);
    officer.sync();
    assert_ne!(above(&offices.county)["unsent"], 0);
    let done = offices.exchange();
    assert_eq!(done["sent"], 2, "{done}");
    assert_eq!(done["photos_sent"], 1, "{done}");
    assert_eq!(above(&offices.county)["unsent"], 0);
    let table = offices.city.stats_of(XIANGYANG.county);
    assert_eq!(table["figures"]["hazards_found"], 1);

    let headquarters = offices.headquarters();
    headquarters.sync();
    assert_eq!(headquarters.shown(&id), officer.shown(&id));
    let reminder = remind(&headquarters, &id);
    headquarters.sync();
    let done = offices.exchange();
    assert_eq!((&done["sent"], &done["received"]), (&0.into(), &1.into()));
    let coordinator = offices.coordinator();
    coordinator.sync();
    assert_eq!(coordinator.field(&reminder, "kind"), "overdue");
    assert_eq!(coordinator.shown(&reminder), headquarters.shown(&reminder));

    // Nothing goes back to where it came from.
    let done = offices.exchange();
    assert_eq!((&done["sent"], &done["received"]), (&0.into(), &0.into()));
    coordinator.is_sound();
    headquarters.is_sound();
    offices.agree();
}

#[test]
fn edits_at_both_ends_without_contact_are_one_conflict_at_both_and_settled_for_both() {
    let offices = Offices::joined();
    let (coordinator, headquarters) = (offices.coordinator(), offices.headquarters());
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.act(&id, "report", &[]);
    officer.sync();
    offices.exchange();
    headquarters.sync();
    let id = remind(&headquarters, &id);
    headquarters.sync();
    offices.exchange();
    coordinator.sync();
    coordinator.edit(&id, &["action=立即整改"]);
    headquarters.edit(&id, &["action=限期三日"]);
    coordinator.sync();
    headquarters.sync();
    offices.exchange();
    for laptop in [&coordinator, &headquarters] {
        laptop.sync();
        let conflict = &laptop.conflicts()[0];
        assert_eq!(conflict["field"], "action");
        assert_eq!(conflict["values"].as_array().unwrap().len(), 2);
    }
    assert_eq!(coordinator.shown(&id), headquarters.shown(&id));
    coordinator.json(&["resolve", &id, "action", "--take", "立即整改"]);
    coordinator.sync();
    offices.exchange();
    headquarters.sync();
    assert!(headquarters.conflicts().is_empty());
    assert_eq!(coordinator.shown(&id), headquarters.shown(&id));
    offices.agree();
}

#[test]
fn an_office_that_joins_late_keeps_its_laptops_and_brings_its_history() {
    let offices = Offices::apart();
    let officer = offices.officer("张伟");
    let before = hazard(&officer, &[]);
    officer.sync();
    let said = offices.county.run(&["peers", "sync"]).refused();
    assert!(said.contains("no office above"), "{said}");
    join(&offices.county, &offices.city, XIANGYANG.county);
    offices.exchange();
    let headquarters = offices.headquarters();
    headquarters.sync();
    assert_eq!(headquarters.shown(&before), officer.shown(&before));
    officer.edit(&before, &["description=加入之后改的"]);
    assert_eq!(officer.sync()["unsent"], 0);
    offices.exchange();
    headquarters.sync();
    assert_eq!(headquarters.shown(&before), officer.shown(&before));
    offices.agree();
}

#[test]
fn a_second_county_sees_nothing_of_the_first() {
    let offices = Offices::joined();
    let other = office_of(XIANGYANG.other_county);
    let invite = invitation(&offices.city, XIANGYANG.other_county);
    let tap = Tap::on(&offices.city.address());
    other.run(&["join", &invite, "--server", tap.url()]).said();
    let officer = offices.officer("张伟");
    hazard(&officer, &["description=金丝雀县界内"]);
    officer.sync();
    offices.exchange();
    assert!(offices.city.holds("金丝雀县界内"));
    other.json(&["peers", "sync"]);
    assert!(!other.holds("金丝雀县界内"));
    let said = String::from_utf8_lossy(&tap.unpacked()).into_owned();
    assert!(!said.contains("金丝雀县界内") && !said.contains("张伟"));
    let inside = "420625".parse::<u64>().unwrap();
    let feeds = crate::world::contains(&tap.unpacked(), &(inside * 1_000_000).to_be_bytes());
    assert!(!feeds, "not even the division's number");
}

#[test]
fn the_service_exchanges_by_itself_and_says_when_the_line_is_down() {
    let offices = Offices::joined();
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.sync();
    // A service that starts exchanges first of all.
    offices.county.stop();
    offices.county.start();
    let headquarters = offices.headquarters();
    let arrived = (0..200).any(|_| {
        headquarters.sync();
        headquarters.list(&[]).contains(&id)
    });
    assert!(arrived, "{}", offices.county.log());
    offices.city.stop();
    offices.county.stop();
    offices.county.start();
    let told = (0..200).any(|_| !above(&offices.county)["problem"].is_null());
    assert!(told);
    let line = offices.county.run(&["peers", "status"]).said();
    assert!(line.contains("no server at"), "{line}");
    offices.county.stop();
}
