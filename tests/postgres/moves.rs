//! An office moves into a database, and back.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::world::{Laptop, Site, XIANGYANG};
use crate::{hazard, is_sound, originals, url};

fn sled(folder: &std::path::Path) -> String {
    format!("sled:{}", folder.display())
}

/// An office in a folder with a laptop, and some work.
fn begun() -> (Site, Laptop) {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    for number in 0..3 {
        hazard(&laptop, &format!("搬家前{number}"));
    }
    assert_eq!(laptop.sync()["unsent"], 0);
    site.stop();
    let table = site.ground().join("单位.csv");
    let units = "code,name,kind,jurisdiction\n420625102,盛康派出所,station,420625102\n";
    fs::write(&table, units).unwrap();
    let file = table.to_str().unwrap();
    site.run(&["import", "units", file, "--apply"]).said();
    site.start();
    (site, laptop)
}

fn moved(site: &Site, from: &str, to: &str, more: &[&str]) -> serde_json::Value {
    let args = [&["migrate", "--from", from, "--to", to][..], more].concat();
    let alone = site.run_alone(crate::world::Lang::En, &[&args[..], &["--json"]].concat());
    alone.json()
}

#[test]
fn an_office_moves_into_a_database_while_it_serves_and_back_and_its_laptops_go_on() {
    let cluster = Cluster::start();
    let (site, laptop) = begun();
    let (folder, url) = (sled(site.folder()), url(&cluster));
    let told = moved(&site, &folder, &url, &[]);
    assert_eq!(told["photos"], 3, "{told}");

    // The old process still runs: it shows and takes nothing.
    assert!(site.json(&["stats"])["rows"].is_array());
    let later = hazard(&laptop, "搬家时");
    let refused = laptop.run(&["sync", "--lang", "en"]);
    assert!(
        refused.err.contains("being moved") || refused.out.contains("being moved"),
        "{refused:?}"
    );
    assert_eq!(laptop.status("unsent"), 1);

    site.stop();
    site.start();
    assert_eq!(laptop.sync()["unsent"], 0);
    is_sound(&site);
    assert_eq!(
        originals(&site.folder().join("blobs")).len(),
        3,
        "the past stays as it was"
    );

    // Without the database the folder is the past, and says so.
    site.stop();
    let store = site.folder().join("store.json");
    let kept = fs::read(&store).unwrap();
    fs::remove_file(&store).unwrap();
    let refused = site.run(&["stats", "--lang", "en"]).refused();
    assert!(
        refused.contains("has moved") && refused.contains("migrate --from"),
        "{refused}"
    );
    // As a kill in the very last step leaves it: the same command ends the move.
    let told = moved(&site, &folder, &url, &[]);
    assert!(told["items"].as_u64().unwrap() > 3, "{told}");
    assert_eq!(fs::read(&store).unwrap(), kept);
    site.start();

    // And back, into a new folder.
    let home = site.ground().join("home");
    let data = site.folder().to_str().unwrap();
    let told = moved(&site, &url, &sled(&home), &["--data", data]);
    assert_eq!(told["photos"], 4, "{told}");
    site.kill();
    let refused = site.run(&["stats", "--lang", "en"]).refused();
    assert!(refused.contains("has moved"), "{refused}");
    let site = site.moved_to(&home);
    hazard(&laptop, "搬回后");
    assert_eq!(laptop.sync()["unsent"], 0);
    assert_eq!(laptop.field(&later, "description"), "搬家时");
    is_sound(&site);
    assert!(home.join("units.csv").exists(), "the tables moved too");
    assert_eq!(originals(&home.join("blobs")).len(), 5);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert_eq!(
        county.list(&[]).len(),
        5,
        "nothing is lost and nothing doubled"
    );
}

/// Kills a move back into a folder in its middle: nobody may write where it comes from, and it has not
/// arrived.
fn cut_off(cluster: &Cluster, from: &str, to: &str, data: &str) {
    let mut database = cluster.client();
    let mut is_leaving = || {
        // It has said where it goes, and put the pen away.
        let leaving = "SELECT away AND EXISTS
            (SELECT FROM file WHERE folder = 'office' AND name = 'leaving') FROM pen";
        database.query_one(leaving, &[]).unwrap().get::<_, bool>(0)
    };
    let mut migrate = crate::world::program("xunlu-server");
    migrate.args(["migrate", "--from", from, "--to", to, "--data", data]);
    let mut child = migrate.stderr(std::process::Stdio::null()).spawn().unwrap();
    while !is_leaving() {
        assert!(child.try_wait().unwrap().is_none(), "it was over too soon");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(is_leaving(), "it was killed in its middle");
}

#[test]
fn a_move_back_that_is_killed_is_ended_or_given_up_by_the_command_it_names() {
    let cluster = Cluster::start();
    let site = crate::office(&cluster);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, "搬家前");
    laptop.sync();
    let home = site.ground().join("home");
    let (from, to) = (url(&cluster), sled(&home));
    let data = site.folder().to_str().unwrap();
    cut_off(&cluster, &from, &to, data);

    // The process that runs takes nothing, photos neither; no other one opens, and each says what to do.
    hazard(&laptop, "搬家时");
    let refused = laptop.run(&["sync", "--lang", "en"]);
    assert!(
        refused.err.contains("being moved") || refused.out.contains("being moved"),
        "{refused:?}"
    );
    let command = format!("xunlu-server migrate --from {from} --to {to} --data {data}");
    site.kill();
    let refused = site.run(&["stats", "--lang", "en"]).refused();
    assert!(
        refused.contains(&format!("`{command}` ends it")) && refused.contains("--abandon"),
        "{refused}"
    );
    let nowhere = crate::world::run_server(&home, crate::world::Lang::En, &["stats"]);
    assert!(!nowhere.ok, "it is no office yet: {nowhere:?}");

    // Given up, twice: the office goes on where it was.
    let again: Vec<&str> = command.split(' ').skip(1).chain(["--abandon"]).collect();
    let given_up = site.run_alone(crate::world::Lang::En, &again);
    assert!(given_up.ok, "{given_up:?}");
    let twice = site.run_alone(crate::world::Lang::En, &again).refused();
    assert!(twice.contains("is not being moved"), "{twice}");
    site.start();
    assert_eq!(laptop.sync()["unsent"], 0);
    is_sound(&site);

    // Cut off again and run again: it has moved, and that is not given up.
    site.kill();
    cut_off(&cluster, &from, &to, data);
    let told = moved(&site, &from, &to, &["--data", data]);
    assert_eq!(told["photos"], 2, "{told}");
    let refused = site.run_alone(crate::world::Lang::En, &again).refused();
    assert!(refused.contains("has moved"), "{refused}");
    let site = site.moved_to(&home);
    hazard(&laptop, "搬回后");
    assert_eq!(laptop.sync()["unsent"], 0);
    is_sound(&site);
}

#[test]
fn a_move_that_is_killed_anywhere_goes_on_and_the_office_is_in_one_place() {
    let cluster = Cluster::start();
    let (site, laptop) = begun();
    let (folder, url) = (sled(site.folder()), url(&cluster));
    site.stop();
    for wait in [20, 60, 150, 400] {
        let mut migrate = crate::world::program("xunlu-server");
        migrate.args(["migrate", "--from", &folder, "--to", &url]);
        let mut child = migrate.stderr(std::process::Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
        // In one place: either the folder serves, or it says that it has left.
        let there = site.folder().join("store.json").exists();
        let left = site.folder().join("moved.json").exists();
        let stats = site.run(&["stats"]);
        assert_eq!(stats.ok, there || !left, "{stats:?}");
        if there {
            break;
        }
    }
    if !site.folder().join("store.json").exists() {
        moved(&site, &folder, &url, &[]);
    }
    site.start();
    hazard(&laptop, "搬家后");
    assert_eq!(laptop.sync()["unsent"], 0);
    is_sound(&site);
}
