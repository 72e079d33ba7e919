//! Two processes of one office.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::cluster::Cluster;
use crate::switch::Switch;
use crate::world::{Laptop, Site, Window, XIANGYANG};
use crate::{hazard, is_sound, office, wait_until};

/// Syncs as a person does who tries again when it did not work. Answers how often that was needed.
fn synced(laptop: &Laptop) -> usize {
    for tries in 0..3 {
        let tried = laptop.run(&["sync", "--json"]);
        if tried.ok {
            return tries;
        }
        assert!(tries < 2, "{}", tried.err);
    }
    0
}

#[test]
fn two_processes_serve_one_office_and_nobody_loses_anything_when_one_is_killed() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let switch = Switch::before(vec![one.address(), other.address()]);
    let officers: Vec<Laptop> = ["张伟", "王强", "刘洋"]
        .iter()
        .map(|name| one.enrol_by(switch.url(), XIANGYANG.township, "officer", name))
        .collect();
    let (done, again) = <(AtomicUsize, AtomicUsize)>::default();
    thread::scope(|day| {
        for (which, officer) in officers.iter().enumerate() {
            let (done, again) = (&done, &again);
            day.spawn(move || {
                for number in 0..4 {
                    hazard(officer, &format!("隐患{which}{number}"));
                    again.fetch_add(synced(officer), Ordering::SeqCst);
                    done.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        wait_until("the day is under way", 120, || {
            done.load(Ordering::SeqCst) >= 4
        });
        one.kill();
    });
    assert!(
        again.load(Ordering::SeqCst) <= officers.len(),
        "a retry each and no more"
    );
    one.start();
    for officer in &officers {
        synced(officer);
        assert_eq!(officer.status("unsent"), 0);
    }
    // Whichever process one asks, it knows all, and the photos whole.
    let county: Vec<Laptop> = [&one, &other]
        .iter()
        .map(|site| site.enrol(XIANGYANG.county, "county_coord", "李强"))
        .collect();
    for laptop in &county {
        laptop.sync();
        assert_eq!(laptop.list(&[]).len(), 12);
    }
    for id in county[0].list(&[]) {
        assert_eq!(county[0].shown(&id), county[1].shown(&id));
    }
    is_sound(&one);
    is_sound(&other);
}

#[test]
fn a_table_imported_at_one_process_is_the_others_too() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let table = one.ground().join("单位.csv");
    let units = "code,name,kind,jurisdiction\n420625102,盛康派出所,station,420625102\n";
    fs::write(&table, units).unwrap();
    let file = table.to_str().unwrap();
    // Both serve meanwhile, which an office in a folder of its own would not allow.
    other.run(&["import", "units", file, "--apply"]).said();
    let told = |site: &Site| {
        let table = fs::read_to_string(site.folder().join("units.csv"));
        table.is_ok_and(|table| table.contains("盛康派出所"))
    };
    wait_until("the other process has the table", 30, || told(&one));
    let laptop = one.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, "照常");
    assert_eq!(laptop.sync()["unsent"], 0);
}

#[test]
fn what_is_being_typed_at_one_process_is_found_at_another() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let county = Window::at(&one, XIANGYANG.county, "county_coord", "李强");
    let draft = json!({ "about": "draft/hazard/new", "text": "写到一半" });
    county.post("drafts", &draft).json();
    one.kill();
    let county = Window::by_link(&other, "李强");
    assert_eq!(county.get("drafts").json(), json!([draft]));
}

#[test]
fn the_days_work_is_done_by_one_process_and_by_another_when_that_is_killed() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let worked = |site: &Site| site.log().contains("(the server's date)");
    wait_until("the first process does it", 60, || worked(&one));
    let other = one.replica();
    // A process that is not on duty looks every few seconds: it had its chances.
    thread::sleep(std::time::Duration::from_secs(8));
    assert!(!worked(&other), "{}", other.log());
    one.kill();
    wait_until("the other process does it", 60, || worked(&other));
}

#[test]
fn a_database_lets_no_other_office_in() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let stranger = one.ground().join("stranger");
    let refused = crate::world::run_server(
        &stranger,
        crate::world::Lang::En,
        &[
            "init",
            "--divisions",
            crate::world::xiangyang_csv().to_str().unwrap(),
            "--store",
            &crate::url(&cluster),
        ],
    );
    assert!(refused.refused().contains("keeps an office already"));
    assert!(!stranger.join("site.json").exists());
    // One that has an identity of its own and is pointed here.
    let own = Cluster::start();
    let theirs = office(&own);
    theirs.kill();
    let mut serve = theirs.command(&["stats", "--store", &crate::url(&cluster)]);
    let said = serve.output().unwrap();
    assert!(!said.status.success());
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("another office"), "{said}");
}
