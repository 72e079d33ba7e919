//! Who gets which photo, and what the office takes.

use std::fs;

use super::{at_office, hazard_with, shot, synced};
use crate::world::{Site, Window, XIANGYANG};

#[test]
fn nobody_outside_gets_a_photo_even_by_its_name() {
    let site = Site::xiangyang();
    let here = site.enrol(XIANGYANG.township, "officer", "张伟");
    let neighbour = site.enrol(XIANGYANG.other_county, "county_coord", "赵敏");
    let shot = shot(site.ground(), "辖区", 300, 200);
    hazard_with(&here, &shot);
    synced(&here);
    neighbour.run(&["sync", "--photos"]).said();
    assert!(!neighbour.file("blobs").join("preview").exists());

    let path = format!("files/{}", shot.sha256);
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    assert_eq!(
        county.get(&path).body,
        shot.bytes,
        "the original, byte for byte"
    );
    let stranger = Window::at(&site, XIANGYANG.other_county, "county_coord", "赵敏");
    assert_eq!(stranger.get(&path).refused(), (404, "no_file".to_owned()));
    let small = stranger.get(&format!("{path}?w=320"));
    assert_eq!(small.refused(), (404, "no_file".to_owned()));
}

#[test]
fn a_file_nobody_refers_to_goes_after_a_week_and_no_other() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let kept = shot(site.ground(), "有据", 200, 100);
    hazard_with(&laptop, &kept);
    let orphans = ["旧", "新"].map(|name| shot(site.ground(), name, 200, 100));
    for folder in [laptop.folder(), site.folder()] {
        for orphan in &orphans {
            let path = super::original(folder, &orphan.sha256);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &orphan.bytes).unwrap();
        }
    }
    synced(&laptop);
    let week = std::time::Duration::from_secs(8 * 24 * 60 * 60);
    let old = std::time::SystemTime::now() - week;
    for folder in [laptop.folder(), site.folder()] {
        for shot in [&orphans[0], &kept] {
            let file = fs::File::options()
                .write(true)
                .open(super::original(folder, &shot.sha256));
            file.unwrap().set_modified(old).unwrap();
        }
    }
    synced(&laptop);
    site.stop();
    site.start();
    // The day's work begins with the service and sweeps beside it.
    while super::has(site.folder(), &orphans[0]) {
        std::thread::yield_now();
    }
    for folder in [laptop.folder(), site.folder()] {
        let there = |shot| super::has(folder, shot);
        assert!(there(&kept), "evidence stays, however old");
        assert!(there(&orphans[1]), "a form may still be open");
        assert!(!there(&orphans[0]));
    }
    assert!(at_office(&site, &kept));
}
