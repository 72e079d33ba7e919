//! Disks that are full: operations are saved and exchanged, photos wait.

use std::path::Path;

use super::{at_office, hazard_with, shot, synced};
use crate::contract::hazard;
use crate::world::{Site, SmallDisk, XIANGYANG};

/// Megabytes of the disk, less what its own tables need.
const ALL: usize = 118;

fn small_disk(at: &Path) -> Option<SmallDisk<'_>> {
    std::fs::create_dir_all(at).unwrap();
    SmallDisk::mount(at, 120 * 1024)
}

#[test]
fn an_office_with_a_full_disk_takes_operations_and_the_photos_later() {
    let site = Site::xiangyang();
    let blobs = site.folder().join("blobs");
    let Some(disk) = small_disk(&blobs) else {
        return;
    };
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "满盘", 400, 300);
    hazard_with(&laptop, &shot);
    disk.leave(40, ALL);
    let said = synced(&laptop);
    assert_eq!((&said["sent"], &said["unsent"]), (&0.into(), &1.into()));
    assert_eq!(said["problem"]["code"], "disk_full", "{said}");
    assert!(
        said["problem"]["en"]
            .as_str()
            .unwrap()
            .contains("records are not affected")
    );
    assert!(!at_office(&site, &shot));
    disk.free();
    assert_eq!(synced(&laptop)["unsent"], 0);
    assert!(at_office(&site, &shot));
}

#[test]
fn a_laptop_with_a_full_disk_saves_and_syncs_and_refuses_photos() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    let Some(disk) = small_disk(laptop.folder()) else {
        return;
    };
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    laptop
        .run(&["init", "--invite", &invite, "--server", &site.url()])
        .said();
    let other = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let theirs = shot(site.ground(), "他人", 400, 300);
    let id = hazard_with(&other, &theirs);
    synced(&other);

    disk.leave(30, ALL);
    let own = shot(site.ground(), "自拍", 400, 300);
    let photo = format!("photos_before={}", own.file);
    let refused = laptop.run(&["add", "hazard", "--set", "kinds=water", "--photo", &photo]);
    assert!(
        !refused.ok && refused.err.contains("takes no photos"),
        "{}",
        refused.err
    );
    laptop.add("hazard", &["kinds=water"]);
    let said = laptop.json(&["sync", "--photos"]);
    assert_eq!(said["unsent"], 0, "{said}");
    assert_eq!(said["photos"]["problem"]["code"], "disk_full", "{said}");
    assert_eq!(laptop.show(&id)["travelling"][&theirs.sha256], "nothing");

    disk.free();
    laptop.run(&["sync", "--photos"]).said();
    assert!(laptop.show(&id)["travelling"].is_null());
    hazard(&laptop, &[&format!("photos_before=@{}", own.file)]);
    synced(&laptop);
    assert!(at_office(&site, &own));
}
