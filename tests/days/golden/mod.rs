//! Folders and bundles that earlier versions wrote: this one opens them and says the same.
//!
//! `v*` beside this file has what each released version left behind; a new one is added by
//! `XUNLU_UPDATE=1`, and none is ever written again.

mod exchange;
mod spoken;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use merge::cbor;
use merge::frame;
use serde_json::Value;
use tempfile::TempDir;

use crate::contract::hazard;
use crate::other_city::{CHILECHUAN, ROWS, file};
use crate::world::{Laptop, Site, copy, files, kept};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("days/golden")
}

/// The folders of the versions, the oldest first.
fn versions() -> Vec<PathBuf> {
    let entries = fs::read_dir(here())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut versions: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    versions.sort();
    versions
}

/// The office and the laptop of a version, the office serving.
fn as_left(version: &Path) -> (TempDir, Site, Laptop) {
    let ground = TempDir::new().unwrap();
    let site = Site::of(&file(&ground, ROWS), &[]);
    site.stop();
    copy(&version.join("office"), site.folder());
    site.start();
    let laptop = site.new_laptop();
    copy(&version.join("laptop"), laptop.folder());
    (ground, site, laptop)
}

/// What must stay true of a record whatever version reads it: not its day's clocks and hints.
fn said(laptop: &Laptop) -> BTreeMap<String, Value> {
    let ids = laptop.list(&[]);
    let say = |id: &String| {
        let shown = laptop.show(id);
        let told = ["kind", "status", "fields", "conflicts"].map(|name| shown[name].clone());
        (id.clone(), Value::from(told.to_vec()))
    };
    ids.iter().map(say).collect()
}

/// A folder without its index, its lock and where it was served.
fn keep(from: &Path, to: &Path) {
    for (path, bytes) in kept(from) {
        let name = path.strip_prefix(from).unwrap();
        let passing = name.starts_with("running.json") || name.starts_with("photos");
        if let (Some(bytes), false) = (bytes, passing) {
            let path = to.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// A short day in a small city: two laptops that disagree, a photo, a bundle on its way.
fn make(version: &Path) {
    let ground = TempDir::new().unwrap();
    let site = Site::of(&file(&ground, ROWS), &[]);
    let station = site.enrol(CHILECHUAN.township, "officer", "𬒈玥");
    let other = site.enrol(CHILECHUAN.township, "officer", "张伟");
    let photo = station.photo("弯道");
    let bend = hazard(&station, &[&format!("photos_before=@{photo}")]);
    station.act(&bend, "report", &[]);
    station.sync();
    other.sync();
    other.edit(&bend, &["description=一人改的"]);
    station.edit(&bend, &["description=另一人改的"]);
    other.sync();
    station.sync();
    hazard(&station, &["description=还没有上报"]);
    let bundle = version.join("up.xlb");
    fs::create_dir_all(version).unwrap();
    station.json(&["export", "--to", bundle.to_str().unwrap()]);
    let records = serde_json::to_string_pretty(&said(&station)).unwrap();
    fs::write(version.join("records.json"), records + "\n").unwrap();
    site.stop();
    keep(station.folder(), &version.join("laptop"));
    keep(site.folder(), &version.join("office"));
}

#[test]
fn folders_and_bundles_of_every_version_are_read_and_say_the_same() {
    let own = here().join(concat!("v", env!("CARGO_PKG_VERSION")));
    if std::env::var_os("XUNLU_UPDATE").is_some() && !own.exists() {
        make(&own);
    }
    assert!(
        own.exists(),
        "this version has left nothing yet: run with XUNLU_UPDATE=1"
    );
    for version in versions() {
        let (_ground, site, laptop) = as_left(&version);
        let text = fs::read_to_string(version.join("records.json")).unwrap();
        let records: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(said(&laptop), records, "{}", version.display());
        laptop.is_sound();

        // The bundle it had written for the office brings what the office lacks.
        let bundle = version.join("up.xlb");
        let brought = site.json(&["exchange", bundle.to_str().unwrap()]);
        assert_eq!(brought["devices"].as_array().unwrap().len(), 1, "{brought}");
        let city = site.enrol(CHILECHUAN.city, "city_hq", "陈静");
        city.sync();
        assert_eq!(said(&city), records, "{}", version.display());
    }
}

#[test]
fn a_folder_of_a_newer_version_is_left_alone_and_the_version_named() {
    let ground = TempDir::new().unwrap();
    let site = Site::of(&file(&ground, ROWS), &[]);
    let laptop = site.enrol(CHILECHUAN.township, "officer", "𬒈玥");
    hazard(&laptop, &[]);
    let journal = laptop.journal();
    let bytes = fs::read(&journal).unwrap();
    let header = frame::read(&bytes).unwrap();
    let (name, format) = cbor::decode(header.payload, |d| {
        d.array()?;
        Ok((d.str()?.to_owned(), d.u64()?))
    })
    .unwrap();
    let newer = cbor::encode(|e| e.array(2)?.str(&name)?.u64(format + 1)?.ok());
    let mut changed = Vec::new();
    frame::write(header.kind, &newer, &mut changed);
    changed.extend_from_slice(&bytes[header.len..]);
    fs::write(&journal, &changed).unwrap();
    let before = files(laptop.folder()).len();
    for args in [&["list"][..], &["add", "hazard"], &["sync"]] {
        let told = laptop.refused(args, &[]);
        assert!(told.contains(&format!("format {}", format + 1)), "{told}");
        assert!(told.contains("update the program"), "{told}");
    }
    assert_eq!(fs::read(&journal).unwrap(), changed, "nothing was written");
    assert_eq!(files(laptop.folder()).len(), before);
}
