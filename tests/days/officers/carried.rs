//! Whoever syncs carries what colleagues wrote on the same laptop.

use super::{LI, WANG, ZHANG, alone, at, author, county, shared};
use crate::world::{Site, XIANGYANG};

#[test]
fn two_officers_of_one_laptop_sign_in_their_own_names_and_whoever_syncs_brings_both_home() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    let (zhang, wang) = (at(&laptop, ZHANG), at(&laptop, WANG));
    let by_zhang = zhang.hazard("张伟看到的");
    let by_wang = wang.hazard("王芳看到的");
    // Each sees what the other wrote, and is told of nothing but their own as still to be sent.
    assert_eq!(zhang.json(&["list"]).as_array().unwrap().len(), 2);
    assert_eq!(zhang.status("unsent"), 1);
    assert_eq!(wang.status("unsent"), 1);
    assert_eq!(zhang.status("colleagues_unsent"), 1);
    assert_eq!(
        (zhang.status("role"), wang.status("role")),
        ("officer".into(), "station_lead".into())
    );

    let synced = zhang.sync();
    assert_eq!(synced["photos"]["sent"], 2, "{synced}");
    let county = county(&site);
    let (name, his) = author(&county, &by_zhang);
    let (other, hers) = author(&county, &by_wang);
    assert_eq!((name.as_str(), other.as_str()), ("张伟", "王芳"));
    assert!(his != hers, "two chains");
    assert_eq!(zhang.status("device"), *his);
    assert_eq!(wang.status("device"), *hers);
    // The office checks every signature against the grant it names, and every chain.
    let audit = site.run(&["audit", "verify", "--json"]).json();
    assert_eq!(audit["ok"], true, "{audit}");

    // What he brought of hers has a receipt of its own: she sees that it is in.
    let status = zhang.json(&["status"]);
    assert_eq!(
        (&status["unsent"], &status["colleagues_unsent"]),
        (&0.into(), &0.into())
    );
    assert_eq!(wang.status("unsent"), 0);
    let synced = wang.sync();
    assert_eq!(
        (&synced["pushed"], &synced["unsent"]),
        (&0.into(), &0.into())
    );
    assert_eq!(zhang.status("unsent"), 0, "his receipt is still there");
    let more = wang.hazard("王芳又看到的");
    assert_eq!(
        (zhang.status("unsent"), wang.status("unsent")),
        (0.into(), 1.into())
    );
    wang.sync();
    county.sync();
    assert_eq!(author(&county, &more).0, "王芳");
    assert_eq!(wang.json(&["verify"])["ok"], true);
}

#[test]
fn a_stick_of_one_officer_brings_the_other_ones_work_too() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    let (zhang, wang) = (at(&laptop, ZHANG), at(&laptop, WANG));
    let by_zhang = zhang.hazard("张伟看到的");
    let by_wang = wang.hazard("王芳看到的");
    let [up, down] = ["up.xlb", "down.xlb"].map(|name| site.ground().join(name));
    let [up, down] = [&up, &down].map(|path| path.to_str().unwrap());
    wang.run(&["export", "--to", up]).said();
    site.run(&["exchange", up, "--to", down]).said();
    wang.run(&["import", down]).said();
    let county = county(&site);
    assert_eq!(author(&county, &by_zhang).0, "张伟");
    assert_eq!(author(&county, &by_wang).0, "王芳");
    assert_eq!(wang.status("unsent"), 0);
    let synced = zhang.sync();
    assert_eq!(
        (&synced["pushed"], &synced["unsent"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn an_officer_without_a_network_is_added_by_stick() {
    let site = Site::xiangyang();
    let laptop = alone(&site);
    let zhang = at(&laptop, ZHANG);
    let first = zhang.hazard("张伟看到的");
    let invite = site.invite(XIANGYANG.township, "auxiliary", "李强");
    let [up, down] = ["ask.xlb", "yes.xlb"].map(|name| site.ground().join(name));
    let [up, down] = [&up, &down].map(|path| path.to_str().unwrap());
    let add = [
        "officer",
        "add",
        "--invite",
        &invite,
        "--offline",
        "--to",
        up,
    ];
    let mut command = zhang.command(&add);
    command.env("XUNLU_NEW_PASSPHRASE", LI);
    crate::world::finish(command, &[] as &[&str]).said();
    let li = at(&laptop, LI);
    let refused = li.run(&["list"]).refused();
    assert!(refused.contains("officer add"), "{refused}");
    site.run(&["exchange", up, "--to", down]).said();
    li.run(&["import", down]).said();
    let second = li.hazard("李强看到的");
    li.sync();
    let county = county(&site);
    assert_eq!(author(&county, &first).0, "张伟");
    assert_eq!(author(&county, &second).0, "李强");
    assert!(zhang.works());
}
