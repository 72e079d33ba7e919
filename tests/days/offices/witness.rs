//! Each of two offices has seen the other one's log.

use super::Offices;
use crate::contract::hazard;
use crate::world::copy;

#[test]
fn a_county_that_was_rolled_back_is_found_out_by_its_city() {
    let offices = Offices::joined();
    let officer = offices.officer("张伟");
    hazard(&officer, &[]);
    officer.sync();
    offices.exchange();
    let county = &offices.county;
    county.stop();
    let before = county.ground().join("before");
    copy(county.folder(), &before);
    county.start();
    hazard(&officer, &[]);
    officer.sync();
    offices.exchange();
    offices.exchange();
    let kept = offices.city.json(&["audit", "witnesses"]);
    let head = kept[0]["log"]["head"].as_str().unwrap();
    assert!(kept[0]["evidence"].is_null(), "{kept}");
    assert!(county.run(&["audit", "verify", "--head", head]).ok);
    let above = county.json(&["audit", "witnesses"]);
    assert_eq!(above[0]["office"], "above");

    county.stop();
    copy(&before, county.folder());
    county.start();
    let _ = county.run(&["peers", "sync"]);
    let _ = county.run(&["peers", "sync"]);
    let status = offices.city.json(&["peers", "status"]);
    let said = status["below"][0]["problem"]["en"].as_str().unwrap_or("");
    assert!(
        said.contains("does not go on from what it showed"),
        "{status}"
    );
    let found = county.run(&["audit", "verify", "--head", head]);
    assert!(
        !found.ok && found.out.contains("between item"),
        "{}",
        found.out
    );
}
