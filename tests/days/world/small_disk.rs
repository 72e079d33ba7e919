//! A disk that is small, for running out of it, and a medium that cannot be written.

use std::env;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// A disk of a few kilobytes that goes when dropped.
pub(crate) struct SmallDisk<'a>(&'a Path);

impl SmallDisk<'_> {
    /// Mounts one, or says why the test cannot be had here. On the build server it must be had.
    pub(crate) fn mount(at: &Path, kilobytes: u32) -> Option<SmallDisk<'_>> {
        let size = format!("size={kilobytes}k");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at)
            .output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(SmallDisk(at));
        }
        assert!(
            env::var_os("CI").is_none(),
            "the build server must be able to mount a tmpfs"
        );
        eprintln!("SKIPPED: nobody here may mount a tmpfs, so a small disk cannot be tried");
        None
    }

    /// Fills it to the last byte.
    pub(crate) fn fill(&self) {
        let mut ballast = File::create(self.0.join("ballast")).unwrap();
        for size in [64 * 1024, 1024, 1] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
    }

    /// Leaves so many megabytes of a disk of `all` free.
    pub(crate) fn leave(&self, free: usize, all: usize) {
        let mut ballast = File::create(self.0.join("ballast")).unwrap();
        for _ in 0..all - free {
            ballast.write_all(&vec![0; 1024 * 1024]).unwrap();
        }
    }

    /// Gives back what [`SmallDisk::fill`] or [`SmallDisk::leave`] took.
    pub(crate) fn free(&self) {
        std::fs::remove_file(self.0.join("ballast")).unwrap();
    }

    /// From now on it can only be read, like a disc or a stick with its lock on.
    pub(crate) fn lock(&self) {
        let mount = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(self.0)
            .status();
        assert!(mount.unwrap().success());
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}
