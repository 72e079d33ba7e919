//! An office on a database: several processes of it, its moves, and what happens to the database.
//!
//! Each test has a real PostgreSQL server of its own and starts the real programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    unused_imports,
    reason = "a test may stop at the first surprise; the world has more than these days need"
)]

mod away;
#[path = "../../crates/store/tests/postgres/cluster.rs"]
mod cluster;
mod copies;
mod moves;
mod pages;
mod photos;
mod processes;
mod rekey;
mod rolling;
mod switch;
mod tail;
#[path = "../days/world/mod.rs"]
mod world;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use cluster::Cluster;
use world::{Laptop, Site, xiangyang_csv};

/// The address of a test's own database.
fn url(cluster: &Cluster) -> String {
    let socket = cluster.address();
    let socket = socket.split(' ').find_map(|one| one.strip_prefix("host="));
    format!("postgres://postgres@/postgres?host={}", socket.unwrap())
}

/// 襄阳市's office, on a database from its first day.
fn office(cluster: &Cluster) -> Site {
    Site::of(&xiangyang_csv(), &["--store", &url(cluster)])
}

/// A hazard with a photo, as an officer logs it.
fn hazard(officer: &Laptop, words: &str) -> String {
    let photo = format!("photos_before=@{}", officer.photo(words));
    let described = format!("description={words}");
    let form = [
        "kinds=sharp_curve",
        "road_class=township",
        "place_text=桥头",
        "bus_route=no",
        &described,
        &photo,
    ];
    officer.add("hazard", &form)
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, seconds: u64, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(seconds);
    while !so() {
        assert!(Instant::now() < end, "not within {seconds} seconds: {what}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// The audit of an office finds nothing.
#[track_caller]
fn is_sound(site: &Site) {
    let found = site.json(&["audit", "verify"]);
    assert_eq!(found["ok"], true, "{found}");
}

/// The names of originals in a folder of photos.
fn originals(folder: &Path) -> Vec<String> {
    let shelves = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let shelves = shelves.filter(|shelf| shelf.file_name().len() == 2);
    let mut names: Vec<String> = shelves
        .flat_map(|shelf| std::fs::read_dir(shelf.path()).unwrap().flatten())
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
