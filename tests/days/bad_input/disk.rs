//! Folders in use, and disks that are full.

use std::fs::File;

use serde_json::json;

use super::{laptop_refuses, no};
use crate::world::{Laptop, Site, SmallDisk, Window, XIANGYANG, kept};

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

/// Sets a laptop up on a disk of six megabytes.
fn small<'l>(site: &Site, laptop: &'l Laptop) -> Option<SmallDisk<'l>> {
    std::fs::create_dir(laptop.folder()).unwrap();
    let disk = SmallDisk::mount(laptop.folder(), 6 * 1024)?;
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    laptop
        .run(&["init", "--invite", &invite, "--server", &site.url()])
        .said();
    Some(disk)
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    let Some(disk) = small(&site, &laptop) else {
        return;
    };
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

    disk.free();
    let more = laptop.add("hazard", &["kinds=water"]);
    saved.push(more);
    let mut kept_ids = laptop.list(&[]);
    kept_ids.sort();
    saved.sort();
    assert_eq!(kept_ids, saved, "what was said to be saved is saved");
    laptop.is_sound();
    assert_eq!(laptop.sync()["unsent"], 0);
}

#[test]
fn a_page_is_told_of_a_full_disk_and_saves_the_same_form_when_there_is_room() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    let Some(disk) = small(&site, &laptop) else {
        return;
    };
    let window = Window::of(&laptop);
    disk.fill();
    let form = |number: usize| {
        let text = "满".repeat(900);
        json!({
            "kind": "hazard",
            "entries": [["kinds", "[\"sharp_curve\"]"], ["description", text]],
            "once": format!("a-word-of-its-own-{number}"),
        })
    };
    let mut saved = 0;
    let told = loop {
        let reply = window.post("save", &form(saved));
        if reply.status != 200 {
            break reply;
        }
        saved += 1;
    };
    assert_eq!(told.refused(), (507, "disk".into()));
    // Long enough for the index to have met the full disk as well.
    let begun = std::time::Instant::now();
    while begun.elapsed() < std::time::Duration::from_secs(3) {
        assert_ne!(window.post("save", &form(saved)).status, 200);
    }
    let all = || window.get("records").json()["all"].as_u64().unwrap();
    assert_eq!(all(), saved as u64, "what was saved is still read");
    disk.free();
    // The word of a save that came to nothing stands for nothing yet.
    window.save(&form(saved));
    assert_eq!(all(), saved as u64 + 1);
    window.close();
    laptop.is_sound();
}
