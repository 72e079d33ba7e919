//! The data folder is gone, or what it remembers is: the file beside it tells how much.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::contract::hazard;
use crate::world::{Laptop, Outcome, Site, XIANGYANG, finish};

/// A laptop that has sent two operations and written two more.
fn half_sent() -> (Site, Laptop, [String; 2]) {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let sent = [hazard(&laptop, &[]), hazard(&laptop, &[])];
    laptop.sync();
    hazard(&laptop, &["description=还没有发送"]);
    hazard(&laptop, &["description=还没有发送"]);
    (site, laptop, sent)
}

fn init(site: &Site, laptop: &Laptop, more: &[&str]) -> Outcome {
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let url = site.url();
    let args = [&["init", "--invite", &invite, "--server", &url], more].concat();
    laptop.run(&args)
}

#[test]
fn a_folder_that_was_deleted_tells_the_next_one_which_operations_are_lost() {
    let (site, laptop, sent) = half_sent();
    let before = laptop.device();
    fs::remove_dir_all(laptop.folder()).unwrap();
    let told = init(&site, &laptop, &["--json"]).json();
    let lost = json!({ "device": before, "from": 3, "through": 4 });
    assert_eq!(told["lost"], lost);
    let now = laptop.device();
    assert_ne!(now, before, "it goes on under another name");
    laptop.sync();
    let listed = laptop.list(&[]);
    assert_eq!(listed.len(), 2);
    assert!(sent.iter().all(|id| listed.contains(id)));
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["unsent"], 0);
    laptop.is_sound();

    // Once more, with everything sent, and told to a person.
    fs::remove_dir_all(laptop.folder()).unwrap();
    let told = init(&site, &laptop, &["--lang", "en"]).err;
    assert!(
        told.contains(&now) && told.contains("all of its 1 operations"),
        "{told}"
    );
    // The first time of all there is nothing to tell.
    let told = init(&site, &site.new_laptop(), &["--json"]).json();
    assert_eq!(told["lost"], Value::Null);
}

#[test]
fn a_journal_that_is_gone_is_noticed_before_anything_is_written_and_numbers_are_not_used_twice() {
    let (_site, laptop, sent) = half_sent();
    let before = laptop.device();
    fs::remove_dir_all(laptop.file("journal")).unwrap();
    fs::remove_dir_all(laptop.file("index")).unwrap();
    let status = laptop.json(&["status"]);
    let told = status["problems"][0]["en"].as_str().unwrap();
    assert!(
        told.contains("operation 4") && told.contains("up to 0"),
        "{told}"
    );
    assert_eq!(status["healthy"], false);
    let synced = laptop.sync();
    assert_eq!(synced["renewed"]["from"].as_str(), Some(before.as_str()));
    assert_eq!(laptop.list(&[]).len(), sent.len());
    assert_eq!(laptop.json(&["status"])["healthy"], true);
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["unsent"], 0);
}

/// The office has all this folder has and nothing more, so it cannot tell.
#[test]
fn a_backup_that_ends_where_the_office_ends_takes_a_new_name_all_the_same() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, &[]);
    laptop.sync();
    let backup = site.ground().join("backup");
    let to = backup.to_str().unwrap();
    laptop.json(&["backup", "--to", to]);
    let stick = site.ground().join("up.xlb");
    hazard(&laptop, &["description=只在U盘上"]);
    laptop.json(&["export", "--to", stick.to_str().unwrap()]);
    let before = laptop.device();
    fs::remove_dir_all(laptop.folder()).unwrap();
    laptop.run(&["restore", "--from", to]).said();
    hazard(&laptop, &["description=恢复之后"]);
    let synced = laptop.sync();
    assert_eq!(synced["renewed"]["from"].as_str(), Some(before.as_str()));
    // The stick comes late, with another operation under the number that was used again.
    site.json(&["exchange", stick.to_str().unwrap()]);
    laptop.sync();
    let told: Vec<Value> = laptop
        .list(&[])
        .iter()
        .map(|id| laptop.field(id, "description"))
        .collect();
    for text in ["急弯无护栏", "恢复之后", "只在U盘上"] {
        assert!(told.contains(&text.into()), "{text} is lost: {told:?}");
    }
    assert!(laptop.conflicts().is_empty());
}

#[test]
fn the_file_stands_where_it_is_wanted_and_no_failure_of_it_stops_a_save() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, &[]);
    let beside = laptop.folder().with_extension("head.json");
    assert!(beside.exists());
    let elsewhere = site.ground().join("other-disk");
    fs::create_dir(&elsewhere).unwrap();
    let at = |place: &PathBuf| {
        let mut command = laptop.command(&["act", &laptop.list(&[])[0], "report"]);
        command.env("XUNLU_HEADS", place);
        finish(command, &[] as &[&str])
    };
    at(&elsewhere).said();
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
    let nowhere = site.ground().join("not-there");
    hazard(&laptop, &[]);
    at(&nowhere).said();
    laptop.is_sound();
}
