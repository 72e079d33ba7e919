//! An office on a database, and what is done there in every test.

use std::thread;
use std::time::{Duration, Instant};

use crate::cluster::Cluster;
use crate::world::{Laptop, Site, xiangyang_csv};

/// The address of a test's own database.
pub(crate) fn url(cluster: &Cluster) -> String {
    let socket = cluster.address();
    let socket = socket.split(' ').find_map(|one| one.strip_prefix("host="));
    format!("postgres://postgres@/postgres?host={}", socket.unwrap())
}

/// 襄阳市's office, on a database from its first day.
pub(crate) fn office(cluster: &Cluster) -> Site {
    Site::of(&xiangyang_csv(), &["--store", &url(cluster)])
}

/// A hazard with a photo, as an officer logs it.
pub(crate) fn hazard(officer: &Laptop, words: &str) -> String {
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
pub(crate) fn wait_until(what: &str, seconds: u64, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(seconds);
    while !so() {
        assert!(Instant::now() < end, "not within {seconds} seconds: {what}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// The audit of an office finds nothing.
#[track_caller]
pub(crate) fn is_sound(site: &Site) {
    let found = site.json(&["audit", "verify"]);
    assert_eq!(found["ok"], true, "{found}");
}
