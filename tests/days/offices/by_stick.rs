//! The city is reached by stick alone.

use serde_json::Value;

use super::{Offices, above, invitation, remind};
use crate::contract::hazard;
use crate::world::XIANGYANG;

/// A file on the stick that is carried about.
pub(super) fn on_stick(offices: &Offices, name: &str) -> String {
    let stick = offices.county.ground().join("stick");
    std::fs::create_dir_all(&stick).unwrap();
    stick.join(name).to_str().unwrap().to_owned()
}

/// There and back.
fn carry(offices: &Offices, name: &str) -> Value {
    let up = on_stick(offices, &format!("{name}-up.xlb"));
    let down = on_stick(offices, &format!("{name}-down.xlb"));
    offices.county.json(&["peers", "export", "--to", &up]);
    let said = offices.city.json(&["exchange", &up, "--to", &down]);
    assert_eq!(said["problems"], serde_json::json!([]));
    offices.county.json(&["peers", "import", &down])
}

pub(super) fn joined() -> Offices {
    let offices = Offices::apart();
    let invite = invitation(&offices.city, XIANGYANG.county);
    let (request, answer) = (
        on_stick(&offices, "join.xlb"),
        on_stick(&offices, "joined.xlb"),
    );
    offices
        .county
        .run(&["join", &invite, "--to", &request])
        .said();
    let early = offices.county.run(&["peers", "export", "--to", &request]);
    assert!(early.refused().contains("not answered"));
    let said = offices.city.json(&["exchange", &request, "--to", &answer]);
    assert_eq!(said["devices"][0]["enrolled"], true, "{said}");
    offices.county.json(&["peers", "import", &answer]);
    offices
}

#[test]
fn a_county_that_is_never_online_exchanges_with_its_city_all_the_same() {
    let offices = joined();
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.act(&id, "report", &[]);
    officer.sync();
    let done = carry(&offices, "one");
    assert_eq!(done["level"], true, "{done}");
    assert_eq!(above(&offices.county)["unsent"], 0);
    let (coordinator, headquarters) = (offices.coordinator(), offices.headquarters());
    headquarters.sync();
    assert_eq!(headquarters.shown(&id), officer.shown(&id));

    let id = remind(&headquarters, &id);
    headquarters.sync();
    let done = carry(&offices, "two");
    assert_eq!(done["received"], 1, "{done}");
    coordinator.sync();
    coordinator.edit(&id, &["action=立即整改"]);
    coordinator.sync();
    headquarters.edit(&id, &["action=限期三日"]);
    headquarters.sync();
    assert_eq!(carry(&offices, "three")["received"], 1);
    for laptop in [&coordinator, &headquarters] {
        laptop.sync();
        assert_eq!(laptop.conflicts()[0]["field"], "action");
    }
    assert_eq!(coordinator.shown(&id), headquarters.shown(&id));
    let fourth = on_stick(&offices, "four.xlb");
    let nothing = offices.county.json(&["peers", "export", "--to", &fourth]);
    assert_eq!(
        nothing["sent"], 0,
        "the answer has said that it is all there"
    );
    offices.agree();
}

#[test]
fn sticks_that_are_lost_doubled_or_brought_in_the_wrong_order_do_no_harm() {
    let offices = joined();
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.sync();
    let lost = on_stick(&offices, "lost.xlb");
    offices.county.json(&["peers", "export", "--to", &lost]);
    officer.edit(&id, &["description=第二根U盘"]);
    officer.sync();
    let (second, answer) = (
        on_stick(&offices, "second.xlb"),
        on_stick(&offices, "answer.xlb"),
    );
    offices.county.json(&["peers", "export", "--to", &second]);
    offices.city.json(&["exchange", &second]);
    let said = offices.city.json(&["exchange", &second, "--to", &answer]);
    assert_eq!(said["devices"][0]["kept"], 0, "{said}");
    // The first one turns up after all, and its answer comes home last.
    let late = on_stick(&offices, "late.xlb");
    offices.city.json(&["exchange", &lost, "--to", &late]);
    assert_eq!(
        offices.county.json(&["peers", "import", &answer])["level"],
        true
    );
    assert_eq!(
        offices.county.json(&["peers", "import", &late])["level"],
        false
    );
    assert_eq!(above(&offices.county)["unsent"], 0);
    let wrong = offices.county.run(&["peers", "import", &lost]).refused();
    assert!(wrong.contains("not for here"), "{wrong}");
    offices.agree();
}

#[test]
fn a_city_put_back_from_a_backup_is_refilled_by_stick() {
    let offices = joined();
    let officer = offices.officer("张伟");
    hazard(&officer, &[]);
    officer.sync();
    let backup = offices.city.ground().join("backup");
    offices.city.stop();
    crate::world::copy(offices.city.folder(), &backup);
    offices.city.start();
    carry(&offices, "one");
    offices.city.stop();
    crate::world::copy(&backup, offices.city.folder());
    offices.city.start();
    hazard(&officer, &[]);
    officer.sync();
    // The answer says what the city has lost; the next stick brings it.
    assert_eq!(carry(&offices, "two")["level"], false);
    assert_eq!(carry(&offices, "three")["level"], true);
    offices.agree();
}
