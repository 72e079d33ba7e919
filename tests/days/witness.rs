//! Whoever runs an office's machine puts an older state back, or edits what stands in it: its laptops
//! and the office above have seen the log, and notice.

use serde_json::{Value, json};

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, copy};

/// The audit of a stopped or running office.
fn audit(site: &Site, heads: &[&str]) -> (bool, Value) {
    let heads = heads.iter().flat_map(|head| ["--head", head]);
    let args: Vec<&str> = ["audit", "verify", "--json"]
        .into_iter()
        .chain(heads)
        .collect();
    let outcome = site.run(&args);
    let found = serde_json::from_str(outcome.out.trim()).unwrap();
    (outcome.ok, found)
}

fn head(laptop: &Laptop) -> String {
    laptop.status("log")["head"].as_str().unwrap().to_owned()
}

#[test]
fn a_sound_office_stands_up_to_an_audit_and_to_its_witnesses() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    assert_eq!(laptop.status("log"), Value::Null);
    let id = hazard(&laptop, &[]);
    laptop.sync();
    let early = head(&laptop);
    laptop.act(&id, "report", &[]);
    laptop.sync();
    assert_ne!(head(&laptop), early);
    let (sound, found) = audit(&site, &[&early, &head(&laptop)]);
    assert!(sound, "{found}");
    assert_eq!(
        (&found["witnessed"], &found["problems"]),
        (&json!(2), &json!([]))
    );
    assert_eq!(found["operations"], found["signatures"]);
    assert_eq!(laptop.status("healthy"), true);
    let foreign = Site::xiangyang();
    let no = foreign.run(&["audit", "verify", "--head", &early]);
    assert!(no.refused().contains("no log head signed by this server"));
}

#[test]
fn an_office_whose_folder_was_rolled_back_is_found_out_by_a_laptop_that_lost_nothing() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王强");
    hazard(&zhang, &["description=以前"]);
    zhang.sync();
    site.stop();
    let before = site.ground().join("before");
    copy(site.folder(), &before);
    site.start();
    hazard(&wang, &["description=之后"]);
    wang.sync();
    zhang.sync();
    let seen = head(&zhang);
    site.stop();
    copy(&before, site.folder());
    site.start();

    zhang.sync();
    let problems = zhang.status("problems").to_string();
    assert!(
        problems.contains("does not go on from what it showed"),
        "{problems}"
    );
    let (sound, found) = audit(&site, &[&seen]);
    let said = found["problems"].to_string();
    assert!(
        !sound && said.contains("does not go on from a head"),
        "{said}"
    );
    // The evidence stays what it was, and work goes on.
    hazard(&zhang, &[]);
    assert_eq!(zhang.sync()["unsent"], 0);
    assert_eq!(head(&zhang), seen);
}

#[test]
fn an_office_restored_as_it_should_be_accuses_nobody() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&zhang, &[]);
    zhang.sync();
    let backup = site.ground().join("backup");
    site.run(&["backup", "--to", backup.to_str().unwrap()])
        .said();
    hazard(&zhang, &[]);
    zhang.sync();
    let seen = head(&zhang);
    site.stop();
    std::fs::remove_dir_all(site.folder()).unwrap();
    site.run(&["restore", "--from", backup.to_str().unwrap()])
        .said();
    site.start();
    zhang.sync();
    zhang.sync();
    assert_eq!(
        zhang.status("healthy"),
        true,
        "{}",
        zhang.status("problems")
    );
    assert_ne!(head(&zhang), seen);
    let (sound, found) = audit(&site, &[&head(&zhang)]);
    assert!(sound, "{found}");
    let (_, found) = audit(&site, &[&seen]);
    let said = found["problems"].to_string();
    assert!(
        said.contains("from before the folder was restored"),
        "{said}"
    );
}
