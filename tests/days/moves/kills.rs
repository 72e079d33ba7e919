//! The laptop is killed while it gives up what has left its area.

use std::time::Instant;

use super::{at, lists, sorted, transfer};
use crate::kills::Aim;
use crate::world::{Site, XIANGYANG};

const KILLS: u64 = 16;

#[test]
fn a_laptop_killed_while_it_evicts_is_as_it_was_or_as_it_will_be() {
    let site = Site::xiangyang();
    let towns = [XIANGYANG.township, XIANGYANG.elsewhere];
    let stay = towns.map(|town| site.enrol(town, "officer", "王强"));
    let dying = site.enrol(towns[0], "officer", "张伟");
    let device = dying.device();
    let mut own = Vec::new();
    let canaries = ["canary-one", "canary-two"];
    let theirs: Vec<String> = (0..2)
        .map(|town| {
            let id = at(&stay[town], towns[town], canaries[town]);
            stay[town].sync();
            id
        })
        .collect();
    let began = Instant::now();
    dying.sync();
    let mut aim = Aim::around(11, began.elapsed());
    for round in 0..KILLS {
        let (from, to) = if round % 2 == 0 { (0, 1) } else { (1, 0) };
        own.push(at(&dying, towns[from], &format!("own-{round}")));
        transfer(&site, &device, towns[to]);
        aim.at(dying.command(&["sync", "--json"]));
        dying.is_sound();
        assert_eq!(dying.sync()["unsent"], 0);
        assert!(!dying.holds(canaries[from]), "round {round}");
        assert!(dying.list(&[]).contains(&theirs[to]), "round {round}");
        for round in 0..=round {
            assert!(dying.holds(&format!("own-{round}")));
        }
        let journals = std::fs::read_dir(dying.folder()).unwrap().flatten();
        let journals = journals.filter(|e| e.file_name().to_string_lossy().starts_with("journal"));
        assert_eq!(journals.count(), 1, "nothing is left over");
    }
    aim.hit_both_sides();
    for laptop in &stay {
        laptop.sync();
    }
    let mut all: Vec<String> = stay.iter().flat_map(|laptop| laptop.list(&[])).collect();
    all.retain(|id| !theirs.contains(id));
    assert_eq!(sorted(all), sorted(own), "every record once");
    site.run(&[
        "transfer",
        "--device",
        &device,
        "--unit",
        XIANGYANG.county,
        "--role",
        "county_coord",
        "--yes",
    ])
    .said();
    dying.sync();
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    let all = county.list(&[]);
    lists(&dying, &all.iter().collect::<Vec<_>>());
    for id in &all {
        assert_eq!(dying.shown(id), county.shown(id));
    }
}
