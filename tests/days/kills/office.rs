//! The office is killed while three laptops send.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::OFFICE_KILLS;
use crate::world::{Dice, Laptop, Site, XIANGYANG};

/// Records and sends until told to stop; answers what was recorded, in order.
fn work(laptop: &Laptop, name: &str, stop: &AtomicBool) -> Vec<String> {
    let mut recorded = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        for _ in 0..2 {
            let text = format!("description={name}第{}条", recorded.len());
            recorded.push(laptop.add("hazard", &["kinds=sharp_curve", &text]));
        }
        let synced = laptop.run(&["sync"]);
        // An office that dies is no network; anything else would be a fault of ours.
        let fair = synced.ok || synced.err.contains("no server at");
        assert!(fair, "a sync with a dying office says: {}", synced.err);
    }
    recorded
}

#[test]
fn an_office_killed_while_laptops_send_loses_nothing_it_gave_a_receipt_for() {
    let site = Site::xiangyang();
    let stop = Arc::new(AtomicBool::new(false));
    let names = ["张伟", "王芳", "刘洋"];
    let laptops = names.map(|name| site.enrol(XIANGYANG.township, "officer", name));
    let working: Vec<_> = laptops
        .iter()
        .zip(names)
        .map(|(laptop, name)| {
            let (laptop, stop) = (laptop.clone(), stop.clone());
            thread::spawn(move || work(&laptop, name, &stop))
        })
        .collect();

    let mut dice = Dice::new(2);
    for _ in 0..OFFICE_KILLS {
        thread::sleep(Duration::from_millis(dice.below(300)));
        site.kill();
        site.start();
    }
    stop.store(true, Ordering::Relaxed);
    let recorded: Vec<Vec<String>> = working.into_iter().map(|w| w.join().unwrap()).collect();

    // Before anybody sends again: what a receipt covers is at the office.
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    let kept: BTreeSet<String> = county.list(&[]).into_iter().collect();
    for (laptop, recorded) in laptops.iter().zip(&recorded) {
        let number = |what| usize::try_from(laptop.status(what).as_u64().unwrap()).unwrap();
        assert_eq!(number("operations"), recorded.len());
        let covered = number("operations") - number("unsent");
        let lost: Vec<_> = recorded[..covered]
            .iter()
            .filter(|id| !kept.contains(*id))
            .collect();
        assert!(
            lost.is_empty(),
            "the office gave a receipt and lost {lost:?}"
        );
    }

    for laptop in laptops.iter().chain(&laptops).chain([&county]) {
        assert_eq!(laptop.sync()["unsent"], 0);
    }
    let everything = county.run(&["list", "--json"]).said();
    let ids: BTreeSet<String> = county.list(&[]).into_iter().collect();
    let all: BTreeSet<String> = recorded.into_iter().flatten().collect();
    assert_eq!(ids, all, "every record once, and nothing else");
    for laptop in &laptops {
        assert_eq!(laptop.run(&["list", "--json"]).said(), everything);
        laptop.is_sound();
    }
    // The office's own figures come from the same fold.
    site.stop();
    site.start();
    assert_eq!(county.sync()["pulled"], 0);
}
