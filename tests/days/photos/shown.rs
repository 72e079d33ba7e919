//! What people see of a photo while it travels and when it is there.

use std::io::Cursor;

use image::ImageReader;

use super::{MAKER, hazard_with, shot, synced};
use crate::world::{Site, Window, XIANGYANG, contains};

#[test]
fn the_small_picture_stands_upright_and_tells_nothing_of_the_camera() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "横拍", 2000, 1000);
    assert!(contains(&shot.bytes, MAKER));
    hazard_with(&laptop, &shot);
    let window = Window::of(&laptop);
    let path = format!("files/{}", shot.sha256);
    assert_eq!(window.get(&path).body, shot.bytes);
    for (asked, high) in [(320, 320), (1600, 1600)] {
        for _ in 0..2 {
            let small = window.get(&format!("{path}?w={asked}"));
            assert_eq!(small.headers["content-type"], "image/jpeg");
            assert!(!contains(&small.body, MAKER) && !contains(&small.body, b"Exif"));
            let read = ImageReader::new(Cursor::new(&small.body)).with_guessed_format();
            let (width, height) = read.unwrap().into_dimensions().unwrap();
            assert_eq!((width, height), (high / 2, high), "it lay on its side");
        }
    }
    // What people attach is shown if it is a picture, else handed out, and never run.
    let scan = window.upload(b"%PDF-1.7 <script>alert(1)</script>");
    let scan = format!("files/{}", scan["sha256"].as_str().unwrap());
    for (path, how) in [(&path, "inline"), (&scan, "attachment")] {
        let headers = window.get(path).headers;
        for (name, value) in [
            ("content-disposition", how),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
        ] {
            assert_eq!(headers[name], value, "{path}");
        }
    }
    let cached = laptop.file("blobs").join("small");
    assert!(cached.exists());
    std::fs::remove_dir_all(cached).unwrap();
    assert_eq!(window.get(&format!("{path}?w=320")).status, 200);
}

#[test]
fn opening_a_picture_brings_the_original() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let shot = shot(site.ground(), "打开", 900, 700);
    let id = hazard_with(&officer, &shot);
    synced(&officer);
    synced(&lead);
    let window = Window::of(&lead);
    let stands = || window.get(&format!("records/{id}")).json()["photos"][0].clone();
    assert_eq!(stands()["here"], "preview");
    let path = format!("files/{}", shot.sha256);
    let small = window.get(&format!("{path}?w=320"));
    assert_eq!(
        (small.status, &small.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    assert_eq!(
        stands()["here"],
        "preview",
        "looking at a list fetches nothing"
    );

    site.stop();
    assert_eq!(window.get(&path).refused(), (404, "no_file".to_owned()));
    site.start();
    assert_eq!(window.get(&path).body, shot.bytes);
    assert_eq!(stands()["here"], "whole");
}

#[test]
fn a_record_says_what_is_still_to_go_and_the_sync_page_how_far_it_is() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "途中", 300, 200);
    let id = hazard_with(&officer, &shot);
    let window = Window::of(&officer);
    let photo = || window.get(&format!("records/{id}")).json()["photos"][0].clone();
    assert_eq!(
        (&photo()["here"], &photo()["sent"]),
        (&"whole".into(), &false.into())
    );
    let standing = || window.get("standing").json();
    assert_eq!(standing()["photos_unsent"], 1);
    window.sync();
    let ended = standing();
    let moved = &ended["sync"]["photos"];
    assert_eq!(
        (&moved["done"], &moved["all"]),
        (&1.into(), &1.into()),
        "{ended}"
    );
    assert_eq!(moved["bytes"], shot.bytes.len());
    assert_eq!(ended["photos_unsent"], 0);
    assert_eq!(photo()["sent"], true);
}

#[test]
fn a_picture_of_too_many_pixels_is_not_opened() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    // One colour: a few kilobytes that would fill gigabytes.
    let mut png = Vec::new();
    let bomb = image::GrayImage::new(16_000, 16_000);
    bomb.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    assert!(png.len() < 4 * 1024 * 1024, "{}", png.len());
    let file = site.ground().join("炸弹.png");
    std::fs::write(&file, &png).unwrap();
    crate::contract::hazard(&laptop, &[&format!("photos_before=@{}", file.display())]);
    let window = Window::of(&laptop);
    let path = format!("files/{}", super::digest(&png));
    let (status, code) = window.get(&format!("{path}?w=320")).refused();
    assert_eq!((status, code.as_str()), (400, "picture"));
    assert_eq!(
        window.get(&path).body,
        png,
        "the original can be had all the same"
    );
    drop(window);
    assert_eq!(synced(&laptop)["sent"], 1, "and travels like any other");
}
