//! Photos between two laptops: whole or not there, and none from outside what both answer for.

use std::fs;
use std::path::Path;

use agent::{Laptop as Open, Layout};
use merge::{Bucket, Hash};
use sync::photos::Fetch;

use super::{Waiting, meet};
use crate::photos::{has, hazard_with, shot};
use crate::world::{Laptop, Site, Tap, XIANGYANG};

fn holds_preview(laptop: &Laptop, sha256: &str) -> bool {
    let folder = laptop.file("blobs").join("preview");
    walk(&folder).iter().any(|name| name.starts_with(sha256))
}

/// The names of all files below a folder.
fn walk(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            names.extend(walk(&entry.path()));
        } else {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names
}

#[test]
fn a_photo_of_either_is_whole_with_the_other_after_one_meeting() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let (from_zhang, from_wang) = (
        shot(site.ground(), "桥头", 900, 600),
        shot(site.ground(), "学校", 400, 300),
    );
    hazard_with(&zhang, &from_zhang);
    hazard_with(&wang, &from_wang);

    let (called, waited) = meet(&zhang, &wang);
    assert_eq!(called["photos"]["fetched"], 1, "{called}");
    assert_eq!(waited["photos"]["fetched"], 1, "{waited}");
    assert!(has(wang.folder(), &from_zhang) && has(zhang.folder(), &from_wang));
    let (again, _) = meet(&wang, &zhang);
    assert_eq!(again["photos"]["wanted"], 0, "{again}");

    // The office alone says that a photo is home; until then each owes it both.
    assert_eq!(zhang.status("photos_unsent"), 2);
    zhang.is_sound();
    wang.is_sound();
}

#[test]
fn a_photo_from_outside_the_common_divisions_stays_and_is_refused_by_its_name() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let there = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let [inside, outside, unseen] =
        ["辖区", "别处", "未见"].map(|name| shot(site.ground(), name, 300, 200));
    hazard_with(&zhang, &inside);
    hazard_with(&there, &outside);
    meet(&county, &there);
    assert!(has(county.folder(), &outside));

    // One more the county has not got, and does not ask of somebody it is no business of.
    hazard_with(&there, &unseen);
    there.sync();
    county.sync();

    let (called, waited) = meet(&county, &zhang);
    assert_eq!(called["photos"]["wanted"], 0, "{called}");
    assert_eq!(waited["photos"]["wanted"], 1, "{waited}");
    assert!(has(county.folder(), &inside));
    assert!(!has(zhang.folder(), &outside));
    assert!(!holds_preview(&zhang, &outside.sha256));

    // Even who knows its name does not get it: the same answer as for one that is not there.
    let open = Open::open(&Layout::new(county.folder()), &mut |_, _| {}).unwrap();
    let township = |bucket: Bucket| bucket.0 / 1000 == 420_625_102;
    let ask = |sha256: &str| {
        let (sha256, at, len) = (sha256.parse::<Hash>().unwrap(), 0, 0);
        let given = open
            .room()
            .give_piece(&Fetch { sha256, at, len }, &township);
        given.map(|_| ()).map_err(|failure| failure.code())
    };
    assert_eq!(ask(&inside.sha256), Ok(()));
    assert_eq!(ask(&outside.sha256), Err("no_file"));
    assert_eq!(ask(&"00".repeat(32)), Err("no_file"));
    open.close().unwrap();
}

#[test]
fn a_photo_goes_on_where_the_line_was_cut() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let large = shot(site.ground(), "全景", 1_000, 800);
    hazard_with(&zhang, &large);

    // No line lasts for the whole of it, so it comes only if each goes on where the last one ended;
    // and as long as each brings something, one call is enough, however many lines it takes.
    const LASTS: usize = 150_000;
    assert!(large.bytes.len() > 7 * LASTS);
    let waiting = Waiting::at(&zhang);
    let tap = Tap::cutting(&waiting.address, LASTS);
    let address = tap.url().strip_prefix("http://").unwrap();
    let called = waiting.called_at(address, &wang, &waiting.code);
    assert!(called.ok, "{called:?}");
    assert!(has(wang.folder(), &large));
    wang.is_sound();
}
