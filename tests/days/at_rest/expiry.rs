//! A laptop that has not heard of its office for long keeps its own work and nothing of others'.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::contract::hazard;
use crate::world::{Site, XIANGYANG};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn in_days(days: u64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap() + days * DAY_MS
}

#[test]
fn what_others_wrote_leaves_a_laptop_that_is_long_away_and_comes_back_with_one_sync() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    hazard(&lead, &["description=canary-of-another"]);
    lead.sync();
    let own = hazard(&officer, &["description=already-sent"]);
    officer.sync();
    let unsent = hazard(&officer, &["description=not-sent-yet"]);
    assert_eq!(officer.list(&[]).len(), 3);

    let layout = agent::Layout::new(officer.folder());
    let mut laptop = agent::Laptop::open(&layout, &mut |_, _| ()).unwrap();
    // The figure of the catalog, which an office may set otherwise.
    assert_eq!(laptop.expire(&layout, in_days(29)).unwrap(), 0);
    assert_eq!(laptop.expire(&layout, in_days(31)).unwrap(), 1);
    assert_eq!(
        laptop.expire(&layout, in_days(61)).unwrap(),
        0,
        "once is enough"
    );
    laptop.close().unwrap();

    let mut left = officer.list(&[]);
    left.sort();
    let mut mine = vec![own, unsent];
    mine.sort();
    assert_eq!(left, mine);
    assert!(!officer.holds("canary-of-another"));
    assert_eq!(officer.status("unsent"), 1);
    assert_eq!(officer.status("problems").as_array().unwrap().len(), 1);
    // Nobody is kept from recording.
    hazard(&officer, &[]);
    assert_eq!(officer.sync()["unsent"], 0);
    assert_eq!(officer.list(&[]).len(), 4);
    assert!(officer.status("problems").as_array().unwrap().is_empty());
    officer.is_sound();
}

#[test]
fn a_laptop_that_is_sent_away_keeps_its_own_work_and_nothing_of_others() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    hazard(&lead, &["description=canary-of-another"]);
    lead.sync();
    officer.sync();
    let unsent = hazard(&officer, &[]);
    let device = officer.device();
    let revoke = ["revoke", "--device", &device, "--reason", "丢失", "--yes"];
    site.run(&revoke).said();
    assert!(officer.run(&["sync"]).refused().contains("revoked"));
    assert_eq!(officer.list(&[]), [unsent]);
    assert!(!officer.holds("canary-of-another"));
    // It was found again.
    site.run(&[&revoke[..], &["--lift"]].concat()).said();
    assert_eq!(officer.sync()["unsent"], 0);
    assert_eq!(officer.list(&[]).len(), 2);
}
