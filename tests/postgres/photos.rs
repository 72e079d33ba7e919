//! Photos whose pieces go to one process and another.

use std::fs;
use std::thread;

use crate::cluster::Cluster;
use crate::switch::Switch;
use crate::world::{Laptop, Site, Window, XIANGYANG};
use crate::{is_sound, office, wait_until};

/// A photo of some megabytes that nothing makes smaller.
fn large(site: &Site) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut photo = b"\xff\xd8\xff\xe0".to_vec();
    while photo.len() < 3 * 1024 * 1024 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        photo.extend(state.to_be_bytes());
    }
    fs::write(site.ground().join("大图.jpg"), &photo).unwrap();
    photo
}

fn with_photo(officer: &Laptop, site: &Site) -> String {
    let file = site.ground().join("大图.jpg");
    let photo = format!("photos_before=@{}", file.display());
    let form = [
        "kinds=sharp_curve",
        "road_class=township",
        "place_text=桥头",
        "bus_route=no",
        "description=大图",
        &photo,
    ];
    officer.add("hazard", &form)
}

#[test]
fn each_piece_of_a_photo_goes_to_another_process_one_of_which_is_killed_in_the_middle() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let photo = large(&one);
    let balanced = Switch::restless(vec![one.address(), other.address()]);
    let officer = one.enrol_by(balanced.url(), XIANGYANG.township, "officer", "张伟");
    let county = one.enrol_by(balanced.url(), XIANGYANG.county, "county_coord", "李强");
    officer.sync();
    let id = with_photo(&officer, &one);
    let begun = balanced.taken();
    thread::scope(|day| {
        let syncing = day.spawn(|| officer.run(&["sync"]));
        wait_until("some pieces are there", 60, || {
            balanced.taken() >= begun + 10 || syncing.is_finished()
        });
        assert!(!syncing.is_finished(), "it was over too soon to cut");
        one.kill();
    });
    wait_until("the rest goes on", 60, || {
        officer.sync();
        officer.status("photos_unsent") == 0
    });
    one.start();
    is_sound(&one);
    // Each piece of it comes from another one, too.
    county.sync();
    assert_eq!(county.list(&[]), [id]);
    let window = Window::of(&county);
    let sha256 = merge::Hash::of(&[&photo]);
    let shown = window.get(&format!("files/{sha256}"));
    assert!(shown.body == photo, "{} {}", shown.status, shown.body.len());
}
