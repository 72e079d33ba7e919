//! What seldom happens, and must cost nothing when it does: an office lost altogether, an upgrade
//! cut off, a machine that slept for weeks.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use forms::Catalog;
use merge::Now;
use serde_json::json;
use store::disk::{Folder, boot_name};
use store::{Engine, Options, SledRows, Store};

use crate::contract::hazard;
use crate::world::{Laptop, Site, Tap, Window, XIANGYANG, copy, xiangyang_csv};

/// An office of which nothing is left but its key, printed and locked away on the first day.
pub(crate) fn rebuild(site: &Site) {
    let escrow = site.ground().join("key-in-the-safe.json");
    fs::copy(site.folder().join("site.json"), &escrow).unwrap();
    site.stop();
    fs::remove_dir_all(site.folder()).unwrap();
    let (csv, key) = (xiangyang_csv(), escrow.to_str().unwrap());
    let csv = csv.to_str().unwrap();
    site.run(&["init", "--divisions", csv, "--identity", key])
        .said();
    site.start();
}

#[test]
fn an_office_lost_without_a_backup_is_rebuilt_from_its_key_and_its_laptops() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let photo = zhang.photo("弯道");
    let first = hazard(&zhang, &[&format!("photos_before=@{photo}")]);
    zhang.act(&first, "report", &[]);
    zhang.sync();
    county.sync();
    county.act(&first, "confirm", &["grade=general", "nature=normal"]);
    county.sync();
    zhang.sync();
    let unsent = hazard(&zhang, &[]);
    rebuild(&site);

    // The first to come brings what the others wrote as well, with their grants.
    for laptop in [&zhang, &county, &zhang] {
        let synced = laptop.sync();
        assert_eq!(
            (&synced["unsent"], &synced["refused"]),
            (&0.into(), &0.into())
        );
    }
    let city = site.enrol(XIANGYANG.city, "city_hq", "陈静");
    city.sync();
    assert_eq!(city.list(&[]).len(), 2);
    assert_eq!(city.state(&first), "confirmed");
    for id in [&first, &unsent] {
        assert_eq!(city.shown(id), zhang.shown(id));
        assert_eq!(city.shown(id), county.shown(id));
    }
    assert_eq!(zhang.status("photos_unsent"), 0);
    assert!(city.conflicts().is_empty());
    // Whoever has another key is another office.
    let other = Site::xiangyang();
    let told = zhang.refused(&["sync", "--server", &other.url()], &[]);
    assert!(told.contains("does not know this device"), "{told}");
}

/// Folds the laptop's index as a program with another catalog does.
fn fold_as_another_version(laptop: &Laptop) {
    let more = [
        ("kinds/bridge.toml", include_str!("new_kind/bridge.toml")),
        ("codes/bridge.toml", include_str!("new_kind/codes.toml")),
    ];
    let options = Options {
        disk: Arc::new(Folder::open(&laptop.file("journal")).unwrap()),
        engine: Engine::Sled(SledRows::at(laptop.file("index"))),
        catalog: Arc::new(Catalog::with(&more).unwrap()),
        numbers: false,
        boot: boot_name(),
        vault: agent::Layout::new(laptop.folder()).key().get().unwrap(),
    };
    let (store, opened) = Store::open(options, &mut |_, _| ()).unwrap();
    assert!(opened.rebuilt.is_some(), "it is another version's");
    store.close().unwrap();
}

#[test]
fn an_upgrade_of_the_index_that_is_killed_anywhere_is_old_or_new_and_loses_nothing() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    for round in 0..6 {
        hazard(&laptop, &[&format!("description=第{round}条")]);
    }
    laptop.sync();
    let before = laptop.run(&["list", "--json"]).said();
    fold_as_another_version(&laptop);
    let older = site.ground().join("older");
    copy(laptop.folder(), &older);
    let begun = Instant::now();
    assert_eq!(laptop.run(&["list", "--json"]).said(), before);
    let whole = begun.elapsed();
    assert!(laptop.file("index.doubted").exists(), "the old one is kept");
    let mut cut = 0;
    for part in 0..16 {
        copy(&older, laptop.folder());
        let mut child = laptop
            .command(&["list", "--json"])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(whole * part / 16);
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            laptop.run(&["list", "--json"]).said(),
            before,
            "after {part} of 16"
        );
        laptop.is_sound();
    }
    assert!(cut > 2, "some were cut off before they were done");
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["unsent"], 0);
}

fn signal(name: &str, process: u32) {
    let mut kill = Command::new("kill");
    let sent = kill.args([name, &process.to_string()]).status();
    assert!(sent.unwrap().success());
}

#[test]
fn a_laptop_that_sleeps_in_the_middle_of_an_exchange_goes_on_when_it_wakes() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    for _ in 0..3 {
        hazard(&laptop, &[]);
    }
    // Long enough on the way that it falls asleep in the middle.
    let tap = Tap::slow_up(&site.address(), 900);
    let mut child = laptop
        .command(&["sync", "--server", tap.url()])
        .spawn()
        .unwrap();
    // It has said hello, and has begun to send.
    tap.wait_for("/v1/sync", 2);
    assert!(child.try_wait().unwrap().is_none(), "it is under way");
    signal("-STOP", child.id());
    // Meanwhile every line it had is gone, and the office was started again.
    site.kill();
    thread::sleep(Duration::from_secs(2));
    site.start();
    signal("-CONT", child.id());
    let ended = child.wait().unwrap();
    let synced = laptop.json(&["sync", "--server", &site.url()]);
    assert_eq!(
        (&synced["unsent"], &synced["forked"]),
        (&0.into(), &0.into())
    );
    assert!(ended.success(), "it came through by itself");
    laptop.is_sound();
}

/// The clock of a machine that may fall asleep.
fn clock() -> Now {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let slept = SLEPT.load(std::sync::atomic::Ordering::SeqCst);
    Now {
        wall_ms: u64::try_from(since.unwrap().as_millis()).unwrap() + slept,
        offset_min: 480,
    }
}

static SLEPT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

#[test]
fn the_pages_of_a_laptop_that_slept_for_weeks_are_locked_and_open_again_with_its_own_address() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let layout = agent::Layout::new(laptop.folder());
    let (tell, told) = std::sync::mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let opened = agent::Laptop::open(&layout, &mut |_, _| ()).unwrap();
            let listener = agent::pages::listen(0).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let pages = agent::pages::Pages::new(opened, &layout, port, clock).unwrap();
            tell.send(pages.open()).unwrap();
            let stopped = async { drop(stopped.await) };
            pages.serve(listener, stopped).await.unwrap();
        });
    });
    let open = told.recv().unwrap();
    let (url, word) = open.split_once("/open#word=").unwrap();
    let window = Window::on(url);
    let key = json!({ "by": "link", "word": word });
    window.sign_in(&key).json();
    window.get("today").json();
    let three_weeks = 21 * 24 * 60 * 60 * 1000;
    SLEPT.store(three_weeks, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(window.get("today").refused(), (401, "signed_out".into()));
    window.sign_in(&key).json();
    window.get("today").json();
    window.post("sync", &json!({})).json();
    window.wait_for("standing", |standing| standing["sync"]["running"] == false);
    assert_eq!(window.get("standing").json()["unsent"], 0);
    stop.send(()).unwrap();
    serving.join().unwrap();
}
