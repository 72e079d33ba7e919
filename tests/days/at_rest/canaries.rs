//! Two hundred strings go in by every door, and none of them stands anywhere on the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::contract::hazard;
use crate::kills::Aim;
use crate::photos::shot;
use crate::world::{Laptop, Site, Window, XIANGYANG, contains, files, said};

const CANARIES: usize = 200;
/// Canaries in the words of one record.
const WORDS: usize = 8;

/// The strings that have gone in, each once.
struct Cage {
    next: usize,
}

impl Cage {
    fn out(&mut self) -> String {
        self.next += 1;
        format!("canary{:03}z", self.next)
    }

    fn words(&mut self) -> String {
        (0..WORDS).map(|_| self.out()).collect()
    }
}

/// The canaries that stand in some bytes.
fn found<'b>(all: impl IntoIterator<Item = &'b [u8]>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for bytes in all {
        for at in bytes.windows(10).filter(|w| w.starts_with(b"canary")) {
            found.insert(String::from_utf8_lossy(at).into_owned());
        }
    }
    found
}

/// The files on the disk, but for what a camera put beside the folders before anybody took it in, and
/// the invitations, which are letters to those whom they name.
fn on_the_disk(site: &Site) -> Vec<PathBuf> {
    let mut all = files(site.ground());
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    all.retain(|file| !name(file).ends_with(".jpg") && !name(file).starts_with("invite-"));
    all
}

fn a_day(site: &Site, laptop: &Laptop, cage: &mut Cage) {
    for number in 0..20 {
        let words = format!("description={}", cage.words());
        let road = format!("road_name={}", cage.out());
        let mut form = vec![words.as_str(), &road];
        let photo = (number < 4).then(|| {
            let shot = shot(site.ground(), &cage.out(), 640, 480);
            let mut bytes = fs::read(&shot.file).unwrap();
            bytes.extend(cage.out().as_bytes());
            fs::write(&shot.file, bytes).unwrap();
            format!("photos_before=@{}", shot.file)
        });
        form.extend(photo.as_deref());
        let id = hazard(laptop, &form);
        if number == 0 {
            laptop.edit(&id, &[&format!("description={}", cage.out())]);
            let sha256 = laptop.field(&id, "photos_before")[0]["sha256"].clone();
            let path = format!("files/{}?w=320", sha256.as_str().unwrap());
            assert_eq!(Window::of(laptop).get(&path).status, 200);
        }
    }
}

/// Commands that are killed at any moment leave what a crash leaves.
fn crashes(laptop: &Laptop) {
    let mut aim = Aim::new(7);
    for _ in 0..6 {
        let args = ["add", "hazard", "--set", "description=canary-cut"];
        aim.at(laptop.command(&args));
    }
}

#[test]
fn no_word_of_a_whole_day_stands_on_a_disk() {
    let site = Site::xiangyang();
    let mut cage = Cage { next: 0 };
    let officer = site.enrol(XIANGYANG.township, "officer", &cage.out());
    let lead = site.enrol(XIANGYANG.township, "station_lead", &cage.out());
    let account = cage.out();
    let (unit, role) = (XIANGYANG.county, "county_coord");
    let add = ["account", "add", &account, "--unit", unit, "--role", role];
    site.run(&add).said();
    a_day(&site, &officer, &mut cage);
    while cage.next < CANARIES {
        hazard(&officer, &[&format!("description={}", cage.out())]);
    }
    officer.sync();
    lead.sync();
    let stick = site.ground().join("stick.xlb");
    officer
        .run(&["export", "--full", "--to", stick.to_str().unwrap()])
        .said();
    crashes(&officer);
    let backup = site.ground().join("backup");
    officer
        .run(&["backup", "--to", backup.to_str().unwrap()])
        .said();
    let second = site.ground().join("second");
    site.run(&["backup", "--to", second.to_str().unwrap()])
        .said();
    site.kill();

    let written: Vec<Vec<u8>> = on_the_disk(&site)
        .iter()
        .map(|file| fs::read(file).unwrap())
        .collect();
    let bare = found(written.iter().map(Vec::as_slice));
    assert_eq!(bare, BTreeSet::new(), "out of {CANARIES}");
    for file in on_the_disk(&site) {
        assert!(
            !contains(file.as_os_str().as_encoded_bytes(), b"canary"),
            "{file:?}"
        );
    }

    // The same search finds every one of them in what the folders say to their owners.
    for folders in [[officer.folder(), site.folder()], [&backup, &second]] {
        let open: Vec<Vec<u8>> = folders.iter().flat_map(|folder| opened(folder)).collect();
        let found = found(open.iter().map(Vec::as_slice));
        let all = (1..=CANARIES).filter(|n| found.contains(&format!("canary{n:03}z")));
        assert_eq!(all.count(), CANARIES);
    }
}

fn opened(folder: &Path) -> Vec<Vec<u8>> {
    said(folder)
}
