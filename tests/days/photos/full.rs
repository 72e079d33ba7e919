//! Disks that are full: operations are saved and exchanged, photos wait.

use std::env;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::{at_office, hazard_with, shot, synced};
use crate::contract::hazard;
use crate::world::{Site, XIANGYANG};

/// A disk of so many megabytes that goes when dropped.
struct SmallDisk<'a>(&'a Path);

impl SmallDisk<'_> {
    fn mount(at: &Path) -> Option<SmallDisk<'_>> {
        std::fs::create_dir_all(at).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=120m", "tmpfs"])
            .arg(at)
            .output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(SmallDisk(at));
        }
        assert!(
            env::var_os("CI").is_none(),
            "the build server must be able to mount a tmpfs"
        );
        eprintln!("SKIPPED: nobody here may mount a tmpfs, so a full disk cannot be tried");
        None
    }

    /// Leaves so many megabytes free.
    fn fill(&self, free: usize) {
        let mut ballast = File::create(self.0.join("ballast")).unwrap();
        for _ in 0..(118 - free) {
            ballast.write_all(&vec![0; 1024 * 1024]).unwrap();
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

#[test]
fn an_office_with_a_full_disk_takes_operations_and_the_photos_later() {
    let site = Site::xiangyang();
    let blobs = site.folder().join("blobs");
    let Some(disk) = SmallDisk::mount(&blobs) else {
        return;
    };
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "满盘", 400, 300);
    hazard_with(&laptop, &shot);
    disk.fill(40);
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
    let Some(disk) = SmallDisk::mount(laptop.folder()) else {
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

    disk.fill(30);
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
