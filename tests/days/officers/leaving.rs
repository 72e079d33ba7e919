//! One officer of a laptop goes, is revoked, or has forgotten the passphrase; the others go on.

use std::fs;

use super::{LI, WANG, ZHANG, alone, at, author, county, shared};
use crate::world::{Site, XIANGYANG, finish};

#[test]
fn one_officer_of_a_laptop_is_revoked_and_the_other_goes_on() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    let (zhang, wang) = (at(&laptop, ZHANG), at(&laptop, WANG));
    let before = zhang.hazard("停用之前");
    zhang.sync();
    let device = zhang.status("device").as_str().unwrap().to_owned();
    let revoke = [
        "revoke",
        "--device",
        &device,
        "--reason",
        "口令外泄",
        "--yes",
    ];
    site.run(&revoke).said();
    let after = zhang.hazard("停用之后");
    let refused = zhang.run(&["sync"]).refused();
    assert!(refused.contains("revoked"), "{refused}");
    let good = wang.hazard("王芳看到的");
    let synced = wang.sync();
    assert_eq!(synced["unsent"], 0, "{synced}");
    let county = county(&site);
    assert_eq!(author(&county, &good).0, "王芳");
    assert_eq!(author(&county, &before).0, "张伟");
    assert!(
        !county.list(&[]).contains(&after),
        "what came after does not count"
    );
    // It is kept, here and there, for whoever looks into it.
    assert!(site.holds("停用之后"));
    let held = zhang.status("held");
    assert!(
        held[0]["reason"].as_str().unwrap().contains("revoked"),
        "{held}"
    );
}

#[test]
fn who_leaves_opens_nothing_any_more_and_what_they_had_not_sent_is_sent() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    let (zhang, wang) = (at(&laptop, ZHANG), at(&laptop, WANG));
    let left = wang.hazard("王芳还没有发送的");
    let refused = wang.run(&["officer", "remove", "王芳"]).refused();
    assert!(refused.contains("let a colleague do it"), "{refused}");
    let refused = zhang.run(&["passphrase", "remove", "王芳"]).refused();
    assert!(refused.contains("officer remove"), "{refused}");
    zhang.run(&["officer", "remove", "王芳"]).said();
    assert!(!wang.works() && zhang.works());
    assert_eq!(
        zhang.json(&["officer", "list"]).as_array().unwrap().len(),
        1
    );
    let refused = zhang.run(&["officer", "remove", "王芳"]).refused();
    assert!(refused.contains("officer list"), "{refused}");
    let synced = zhang.sync();
    assert_eq!(synced["photos"]["sent"], 1, "{synced}");
    assert_eq!(author(&county(&site), &left).0, "王芳");
    // She comes back with an invitation, as anybody would.
    let invite = site.invite(XIANGYANG.township, "station_lead", "王芳");
    zhang.adds(&invite, WANG).said();
    wang.run(&["edit", &left, "--set", "description=王芳回来了"])
        .said();
    assert_eq!(wang.sync()["unsent"], 0);
}

#[test]
fn who_has_forgotten_the_passphrase_gets_a_new_key_and_nothing_they_wrote_is_lost() {
    let site = Site::xiangyang();
    let laptop = alone(&site);
    let lost = at(&laptop, ZHANG).hazard("还没有发送");
    let old = at(&laptop, ZHANG).status("device");
    let stick = site.ground().join("stick");
    fs::create_dir(&stick).unwrap();
    for name in ["keys.cbor", "keys.copy.cbor"] {
        fs::copy(laptop.file(name), stick.join(name)).unwrap();
    }
    let mut unlock = site.command(&[
        "unlock",
        stick.to_str().unwrap(),
        "--reason",
        "张伟忘记口令",
    ]);
    unlock.env("XUNLU_NEW_PASSPHRASE", LI);
    finish(unlock, &[] as &[&str]).said();
    for name in ["keys.cbor", "keys.copy.cbor"] {
        fs::copy(stick.join(name), laptop.file(name)).unwrap();
    }
    // The office opens the folder, and signs in nobody's name by that.
    let office = at(&laptop, LI);
    let refused = office.run(&["list"]).refused();
    assert!(refused.contains("officer add"), "{refused}");
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    office.adds(&invite, WANG).said();
    let zhang = at(&laptop, WANG);
    assert_ne!(zhang.status("device"), old);
    let synced = zhang.sync();
    assert_eq!(synced["photos"]["sent"], 1, "{synced}");
    let county = county(&site);
    assert_eq!(
        author(&county, &lost),
        ("张伟".to_owned(), old.as_str().unwrap().to_owned())
    );
    zhang
        .run(&["officer", "remove", old.as_str().unwrap()])
        .said();
    assert!(
        !at(&laptop, ZHANG).works(),
        "the forgotten one opens nothing"
    );
    zhang
        .run(&["edit", &lost, "--set", "description=用新身份"])
        .said();
    assert_eq!(zhang.sync()["unsent"], 0);
}
