//! Folders in use, and disks that are full.

use std::fs::File;

use super::{laptop_refuses, no};
use crate::world::{Site, SmallDisk, XIANGYANG, kept};

#[test]
fn a_folder_another_process_works_in_is_left_alone() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = laptop.add("hazard", &["kinds=sharp_curve"]);
    let held = File::options()
        .write(true)
        .open(laptop.file("lock"))
        .unwrap();
    held.lock().unwrap();
    let commands: [&[&str]; 5] = [
        &["add", "hazard"],
        &["edit", &id, "--set", "side=left"],
        &["list"],
        &["sync"],
        &["rebuild"],
    ];
    let refused =
        commands.map(|args| no(args, "laptop-", "先关闭那个程序", "stop that program first"));
    laptop_refuses(&laptop, &refused);
    drop(held);
    laptop.edit(&id, &["side=left"]);
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    std::fs::create_dir(laptop.folder()).unwrap();
    let Some(disk) = SmallDisk::mount(laptop.folder(), 6 * 1024) else {
        return;
    };
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    laptop
        .run(&["init", "--invite", &invite, "--server", &site.url()])
        .said();
    let first = laptop.add("hazard", &["kinds=sharp_curve"]);
    disk.fill();
    let mut saved = vec![first];
    // Whatever room sled's own file still has inside, the journal needs more for each record.
    let told = loop {
        let before = kept(&laptop.file("journal"));
        let text = format!("description={}", "满".repeat(900));
        let outcome = laptop.run(&["add", "hazard", "--set", &text, "--json"]);
        if !outcome.ok {
            assert!(
                kept(&laptop.file("journal")) == before,
                "half a record is not kept"
            );
            break outcome.refused();
        }
        saved.push(outcome.json()["id"].as_str().unwrap().to_owned());
    };
    assert!(told.contains("disk"), "{told}");

    std::fs::remove_file(laptop.file("ballast")).unwrap();
    let more = laptop.add("hazard", &["kinds=water"]);
    saved.push(more);
    let mut kept_ids = laptop.list(&[]);
    kept_ids.sort();
    saved.sort();
    assert_eq!(kept_ids, saved, "what was said to be saved is saved");
    laptop.is_sound();
    assert_eq!(laptop.sync()["unsent"], 0);
}
