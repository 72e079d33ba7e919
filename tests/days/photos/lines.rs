//! Bad lines: cut anywhere, answers lost, ends killed in the middle.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::{Shot, at_office, has, hazard_with, original, shot, synced};
use crate::contract::hazard;
use crate::world::{Dice, Laptop, Site, Tap, XIANGYANG};

#[test]
fn a_photo_follows_its_record_and_the_preview_goes_ahead_to_the_others() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let shot = shot(site.ground(), "路口", 1200, 900);
    assert!(shot.bytes.len() > 512 * 1024, "several chunks");
    let id = hazard_with(&officer, &shot);
    assert_eq!(officer.status("photos_unsent"), 1);

    let said = synced(&officer);
    assert_eq!((&said["sent"], &said["unsent"]), (&1.into(), &0.into()));
    assert!(at_office(&site, &shot));
    assert!(has(officer.folder(), &shot), "the laptop keeps its own");

    let said = synced(&lead);
    assert_eq!(
        (&said["previews"], &said["missing"]),
        (&1.into(), &1.into())
    );
    assert_eq!(lead.show(&id)["travelling"][&shot.sha256], "preview");
    let read = lead.run(&["show", &id]).said();
    assert!(read.contains("a preview is here"), "{read}");
    lead.run(&["sync", "--photos"]).said();
    assert!(has(lead.folder(), &shot));
    assert!(lead.show(&id)["travelling"].is_null());
    assert_eq!(lead.status("photos_missing"), 0);
}

#[test]
fn hazards_go_first_and_of_them_the_newest() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let [first, second, other] =
        ["先拍", "后拍", "劝导"].map(|name| shot(site.ground(), name, 120, 90));
    hazard_with(&officer, &first);
    hazard_with(&officer, &second);
    let photo = format!("photos=@{}", other.file);
    let log = [
        "station_point=桥头",
        r#"actors=[{"person":"张伟"}]"#,
        &photo,
    ];
    officer.add("persuasion_log", &log);
    synced(&officer);
    let arrived = |shot: &Shot| {
        let there = original(site.folder(), &shot.sha256);
        std::fs::metadata(there).unwrap().modified().unwrap()
    };
    assert!(arrived(&second) < arrived(&first));
    assert!(arrived(&first) < arrived(&other));
}

#[test]
fn a_line_cut_after_every_so_many_bytes_still_brings_the_photo_over() {
    let site = Site::xiangyang();
    let shot = shot(site.ground(), "断线", 180, 140);
    for after in [5_001, 9_973, 40_000] {
        let tap = Tap::cutting(&site.address(), after);
        let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
        // Each round the office has lost it again.
        let there = original(site.folder(), &shot.sha256);
        let _ = std::fs::remove_file(there);
        hazard_with(&laptop, &shot);
        let _ = laptop.run(&["sync", "--server", tap.url()]);
        until_through(&laptop, after);
        assert!(at_office(&site, &shot));

        let other = site.enrol(XIANGYANG.township, "station_lead", "王芳");
        other.sync();
        let through = (0..200).any(|_| {
            let _ = other.run(&["sync", "--photos", "--server", tap.url()]);
            has(other.folder(), &shot)
        });
        assert!(through, "cut after {after} bytes, it never came down");
    }
}

/// Syncs until operations and photos are through. Every round must end in good order.
fn until_through(laptop: &Laptop, after: usize) {
    for _ in 0..200 {
        let status = laptop.json(&["status"]);
        if status["unsent"] == 0 && status["photos_unsent"] == 0 {
            return;
        }
        let round = laptop.run(&["sync", "--json"]);
        assert!(
            round.ok || round.err.contains("no server at"),
            "{}",
            round.err
        );
    }
    panic!("cut after {after} bytes, it never goes up");
}

#[test]
fn an_answer_that_is_lost_after_the_piece_was_kept_doubles_nothing() {
    let site = Site::xiangyang();
    let shot = shot(site.ground(), "失声", 900, 700);
    for every in [2, 3, 4, 5] {
        let tap = Tap::losing(&site.address(), every);
        let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
        let _ = std::fs::remove_file(original(site.folder(), &shot.sha256));
        hazard_with(&laptop, &shot);
        let _ = laptop.run(&["sync", "--server", tap.url()]);
        until_through(&laptop, every);
        assert!(at_office(&site, &shot));
    }
}

#[test]
fn killing_either_end_in_the_middle_goes_on_at_the_chunk() {
    let site = Site::xiangyang();
    let shots: Vec<_> = (0..6)
        .map(|n| shot(site.ground(), &format!("连拍{n}"), 1000, 800))
        .collect();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    shots
        .iter()
        .for_each(|shot| drop(hazard_with(&officer, shot)));
    let mut dice = Dice::new(7);
    for round in 0..30_u32 {
        let mut command = officer.command(&["sync"]);
        command.stdout(std::process::Stdio::null());
        command.stderr(std::process::Stdio::null());
        let mut sync = command.spawn().unwrap();
        thread::sleep(Duration::from_millis(40 + dice.below(250)));
        if round % 2 == 0 {
            site.kill();
            site.start();
        } else {
            sync.kill().unwrap();
        }
        sync.wait().unwrap();
        whole_if_there(site.folder(), &shots);
    }
    let ended = Instant::now() + Duration::from_secs(60);
    while officer.json(&["status"])["photos_unsent"] != 0 && Instant::now() < ended {
        officer.sync();
    }
    assert!(shots.iter().all(|shot| at_office(&site, shot)));
    officer.is_sound();

    let other = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    other.sync();
    for _ in 0..15 {
        let mut sync = other.command(&["sync", "--photos"]).spawn().unwrap();
        thread::sleep(Duration::from_millis(40 + dice.below(200)));
        sync.kill().unwrap();
        sync.wait().unwrap();
        whole_if_there(other.folder(), &shots);
    }
    other.run(&["sync", "--photos"]).said();
    assert!(shots.iter().all(|shot| has(other.folder(), shot)));
    let partial = other.file("blobs").join("partial");
    assert_eq!(
        std::fs::read_dir(partial).unwrap().count(),
        0,
        "nothing is left half"
    );
}

/// Whatever stands under an original's name is all of it.
fn whole_if_there(folder: &Path, shots: &[Shot]) {
    for shot in shots {
        let _there = has(folder, shot);
    }
}

#[test]
fn a_photo_that_fails_never_fails_the_operations() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "丢失", 100, 80);
    hazard_with(&laptop, &shot);
    std::fs::remove_file(original(laptop.folder(), &shot.sha256)).unwrap();
    let other = hazard(&laptop, &["description=另一条"]);
    let said = synced(&laptop);
    assert_eq!(said["lost"], 1, "{said}");
    assert_eq!(said["unsent"], 1);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert!(county.list(&[]).contains(&other));
}
