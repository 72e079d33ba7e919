//! The month of a station that never is online, and sticks that are lost, late or early.

use std::path::{Path, PathBuf};

use super::{bundles, carry, enrol, exchange, export, import, journal, on_stick, unsent};
use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, copy, kept};

/// Days of the simulated month.
const DAYS: u32 = 30;

#[test]
fn a_station_that_never_is_online_works_for_a_month_and_everybody_sees_the_same() {
    let site = Site::xiangyang();
    let alone = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let online = site.enrol(XIANGYANG.township, "officer", "王芳");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for day in 0..DAYS {
        own.push(hazard(&alone, &[&format!("description=张伟第{day}天")]));
        if day % 3 == 0 {
            theirs.push(hazard(&online, &[&format!("description=王芳第{day}天")]));
            online.sync();
        }
        // The stick goes once in a while; the county answers what it brought.
        if day % 6 == 5 {
            carry(&site, &alone, &format!("day-{day}"));
            assert_eq!(unsent(&alone), 0);
            county.sync();
            let last = own.last().unwrap();
            alone.act(last, "report", &[]);
            // Both write one field without knowing of each other.
            let shared = theirs.last().unwrap();
            alone.edit(shared, &[&format!("place_text=桥东{day}")]);
            online.edit(shared, &[&format!("place_text=桥西{day}")]);
            online.sync();
            carry(&site, &alone, &format!("evening-{day}"));
            county.sync();
            county.act(last, "confirm", &["grade=general", "nature=normal"]);
            county.sync();
        }
    }
    carry(&site, &alone, "last");
    online.sync();
    carry(&site, &alone, "home");
    county.sync();

    let mut all: Vec<String> = own.iter().chain(&theirs).cloned().collect();
    all.sort();
    for laptop in [&alone, &online, &county] {
        let mut listed = laptop.list(&[]);
        listed.sort();
        assert_eq!(listed, all);
        laptop.is_sound();
    }
    for id in &all {
        assert_eq!(alone.shown(id), online.shown(id));
        assert_eq!(alone.shown(id), county.shown(id));
    }
    assert_eq!(alone.state(own.last().unwrap()), "confirmed");
    assert_eq!(alone.conflicts().len(), 5, "rivals of five weeks are shown");
    assert_eq!(unsent(&alone), 0);
    assert_eq!(alone.json(&["status"])["server"], "");
}

#[test]
fn an_answer_that_is_lost_is_in_the_next_one() {
    let site = Site::xiangyang();
    let (alone, online) = station(&site);
    let first = hazard(&alone, &["description=第一次"]);
    let theirs = hazard(&online, &[]);
    online.sync();
    let (up, lost) = (on_stick(&site, "up.xlb"), on_stick(&site, "lost.xlb"));
    export(&alone, &up);
    exchange(&site, &up, &lost);
    std::fs::remove_file(&lost).unwrap();

    hazard(&alone, &["description=第二次"]);
    assert_eq!(unsent(&alone), 2, "no receipt came back");
    let (again, answer) = (on_stick(&site, "again.xlb"), on_stick(&site, "answer.xlb"));
    let exported = export(&alone, &again);
    assert_eq!(
        exported["operations"], 2,
        "what the lost stick carried as well"
    );
    let guest = exchange(&site, &again, &answer);
    assert_eq!((&guest["kept"], &guest["known"]), (&1.into(), &1.into()));
    assert_eq!(guest["code"], exported["code"], "both say the same code");
    import(&alone, &answer);
    assert_eq!(unsent(&alone), 0);
    assert_eq!(alone.shown(&theirs), online.shown(&theirs));
    online.sync();
    assert_eq!(online.shown(&first), alone.shown(&first));
}

#[test]
fn sticks_that_cross_in_the_wrong_order_end_where_those_in_order_do() {
    let site = Site::xiangyang();
    let (alone, online) = station(&site);
    let names = ["u1", "u2", "d1", "d2"].map(|name| on_stick(&site, &format!("{name}.xlb")));
    let [first_up, second_up, first_down, second_down] = &names;
    let mut ids = vec![hazard(&alone, &[])];
    export(&alone, first_up);
    ids.push(hazard(&alone, &["description=第二个"]));
    alone.edit(&ids[0], &["description=改过"]);
    export(&alone, second_up);

    // The second reaches the office first.
    let guest = exchange(&site, second_up, second_down);
    assert_eq!((&guest["kept"], &guest["head"]), (&3.into(), &3.into()));
    ids.push(hazard(&online, &[]));
    online.sync();
    let guest = exchange(&site, first_up, first_down);
    assert_eq!((&guest["kept"], &guest["known"]), (&0.into(), &1.into()));

    // The answer to the first, which is the newer one, reaches the laptop first.
    assert_eq!(import(&alone, first_down)["pulled"], 1);
    assert_eq!(unsent(&alone), 0);
    let before = journal(&alone);
    let late = import(&alone, second_down);
    assert_eq!((&late["old"], &late["pulled"]), (&true.into(), &0.into()));
    import(&alone, first_down);
    assert!(
        journal(&alone) == before,
        "what is there already writes nothing"
    );
    assert_eq!(unsent(&alone), 0);
    ids.sort();
    for laptop in [&alone, &online] {
        let mut listed = laptop.list(&[]);
        listed.sort();
        assert_eq!(listed, ids);
    }
    ids.iter()
        .for_each(|id| assert_eq!(alone.shown(id), online.shown(id)));
}

#[test]
fn an_answer_made_before_a_network_came_by_moves_nothing_back() {
    let site = Site::xiangyang();
    let (alone, online) = station(&site);
    hazard(&alone, &[]);
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&alone, &up);
    exchange(&site, &up, &down);
    // Then the laptop comes by the office's own network.
    let later = hazard(&online, &[]);
    online.sync();
    hazard(&alone, &["description=在县里写的"]);
    let why = alone.refused(&["sync"], &[]);
    assert!(why.contains("sync --server"), "{why}");
    let url = site.url();
    assert_eq!(alone.json(&["sync", "--server", &url])["unsent"], 0);
    let before = journal(&alone);
    assert_eq!(import(&alone, &down)["old"], true);
    assert!(journal(&alone) == before);
    assert_eq!(unsent(&alone), 0);
    assert_eq!(alone.sync()["pulled"], 0);
    assert_eq!(alone.shown(&later), online.shown(&later));
}

#[test]
fn an_old_stick_brought_again_changes_nothing_at_the_office() {
    let site = Site::xiangyang();
    let (alone, _) = station(&site);
    let id = hazard(&alone, &[]);
    let (old, new) = (on_stick(&site, "old.xlb"), on_stick(&site, "new.xlb"));
    export(&alone, &old);
    alone.edit(&id, &["description=后来改的"]);
    export(&alone, &new);
    exchange(&site, &new, &on_stick(&site, "a.xlb"));
    let before = kept(&site.folder().join("journal"));
    let guest = exchange(&site, &old, &on_stick(&site, "b.xlb"));
    assert_eq!((&guest["kept"], &guest["head"]), (&0.into(), &2.into()));
    assert!(kept(&site.folder().join("journal")) == before);
}

#[test]
fn a_laptop_restored_from_a_backup_is_told_by_the_answer_that_it_lacks_its_own_past() {
    let site = Site::xiangyang();
    let (alone, _) = station(&site);
    let id = hazard(&alone, &[]);
    let backup = site.ground().join("backup");
    copy(alone.folder(), &backup);
    alone.edit(&id, &["description=备份之后"]);
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&alone, &up);
    exchange(&site, &up, &down);
    copy(&backup, alone.folder());
    let why = alone.refused(&["import", &down], &[]);
    assert!(why.contains("old backup or a copy"), "{why}");
}

/// A copy of the office's folder, made while it stands still.
fn backed_up(site: &Site) -> PathBuf {
    let backup = site.ground().join("backup");
    site.stop();
    copy(site.folder(), &backup);
    site.start();
    backup
}

fn put_back(site: &Site, backup: &Path) {
    site.stop();
    copy(backup, site.folder());
    site.start();
}

#[test]
fn an_office_restored_from_a_backup_is_given_everything_back_by_a_full_export() {
    let site = Site::xiangyang();
    let (alone, online) = station(&site);
    let first = hazard(&alone, &[]);
    carry(&site, &alone, "first");
    let backup = backed_up(&site);
    let second = hazard(&alone, &["description=备份之后"]);
    let theirs = hazard(&online, &["description=别人的"]);
    online.sync();
    carry(&site, &alone, "second");
    put_back(&site, &backup);

    hazard(&alone, &["description=恢复之后"]);
    let said = carry_with_gap(&site, &alone);
    assert!(said.contains("export --full"), "{said}");
    let (full, answer) = (on_stick(&site, "full.xlb"), on_stick(&site, "answer.xlb"));
    alone.json(&["export", "--full", "--to", &full]);
    exchange(&site, &full, &answer);
    import(&alone, &answer);
    assert_eq!(unsent(&alone), 0);
    let hq = site.enrol(XIANGYANG.city, "city_hq", "陈静");
    hq.sync();
    for id in [&first, &second, &theirs] {
        assert_eq!(hq.shown(id), alone.shown(id), "it is at the office again");
    }
}

#[test]
fn a_laptop_that_hears_of_a_restored_office_brings_everything_with_its_next_stick_by_itself() {
    let site = Site::xiangyang();
    let (alone, online) = station(&site);
    hazard(&alone, &[]);
    carry(&site, &alone, "first");
    let backup = backed_up(&site);
    let own = hazard(&alone, &["description=备份之后"]);
    let theirs = hazard(&online, &["description=别人的"]);
    online.sync();
    carry(&site, &alone, "second");
    put_back(&site, &backup);

    let [up, down, all, lost, again, home] = ["up", "down", "all", "lost", "again", "home"]
        .map(|n| on_stick(&site, &format!("{n}.xlb")));
    assert_eq!(export(&alone, &up)["full"], false);
    site.run(&["exchange", &up, "--to", &down]);
    assert_eq!(import(&alone, &down)["restored"], true);
    // Until the office has answered it, every stick brings everything.
    assert_eq!(export(&alone, &all)["full"], true);
    exchange(&site, &all, &lost);
    assert_eq!(export(&alone, &again)["full"], true);
    exchange(&site, &again, &home);
    let answered = import(&alone, &home);
    assert_eq!(answered["restored"], false, "{answered}");
    assert_eq!(unsent(&alone), 0);
    let hq = site.enrol(XIANGYANG.city, "city_hq", "陈静");
    hq.sync();
    for id in [&own, &theirs] {
        assert_eq!(hq.shown(id), alone.shown(id), "it is at the office again");
    }
    let next = export(&alone, &on_stick(&site, "next.xlb"));
    assert_eq!(
        (&next["full"], &next["operations"]),
        (&false.into(), &0.into())
    );
}

/// Carries a stick to an office that lacks what this laptop has a receipt for.
fn carry_with_gap(site: &Site, laptop: &Laptop) -> String {
    let up = on_stick(site, "gap.xlb");
    export(laptop, &up);
    let outcome = site.run(&["exchange", &up]);
    assert!(!outcome.ok);
    outcome.err
}

#[test]
fn a_folder_of_sticks_is_taken_in_whole_and_everybody_finds_their_own_answer_in_it() {
    let site = Site::xiangyang();
    let laptops =
        ["张伟", "王芳", "刘洋"].map(|name| enrol(&site, XIANGYANG.township, "officer", name));
    for file in bundles(&site) {
        std::fs::remove_file(file).unwrap();
    }
    let mut ids = Vec::new();
    for (number, laptop) in laptops.iter().enumerate() {
        ids.push(hazard(laptop, &[&format!("description=第{number}台")]));
        export(laptop, &on_stick(&site, &format!("{number}.xlb")));
    }
    std::fs::write(on_stick(&site, "照片.jpg"), "no bundle").unwrap();
    let stick = site.ground().join("stick");
    let stick = stick.to_str().unwrap();
    let said = site.json(&["exchange", stick, "--to", stick]);
    assert_eq!(said["devices"].as_array().unwrap().len(), 3, "{said}");
    for laptop in &laptops {
        let said = laptop.json(&["import", stick]);
        assert_eq!(said["imported"].as_array().unwrap().len(), 1, "{said}");
        assert_eq!(said["unsent"], 0);
    }
    ids.sort();
    // The last answered knows of all three.
    let mut most = laptops
        .iter()
        .map(|laptop| laptop.list(&[]))
        .max_by_key(Vec::len)
        .unwrap();
    most.sort();
    assert_eq!(most, ids);
}

#[test]
fn a_receipt_alone_ends_the_waiting_and_brings_nothing_else() {
    let site = Site::xiangyang();
    let (alone, online) = station(&site);
    hazard(&alone, &[]);
    hazard(&online, &[]);
    online.sync();
    let (up, receipt) = (on_stick(&site, "up.xlb"), on_stick(&site, "receipt.xlb"));
    export(&alone, &up);
    site.json(&["exchange", &up, "--to", &receipt, "--receipt"]);
    assert_eq!(import(&alone, &receipt)["pulled"], 0);
    assert_eq!(unsent(&alone), 0);
    assert_eq!(alone.list(&[]).len(), 1);
    carry(&site, &alone, "next");
    assert_eq!(alone.list(&[]).len(), 2);
}

/// A laptop that never is online, and its neighbour that is.
fn station(site: &Site) -> (Laptop, Laptop) {
    (
        enrol(site, XIANGYANG.township, "officer", "张伟"),
        site.enrol(XIANGYANG.township, "officer", "王芳"),
    )
}
