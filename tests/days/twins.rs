//! A laptop's folder is copied, or an old backup of it is put back: each folder goes on under a
//! name of its own, and nothing that anybody wrote in any of them is lost.

use std::fs;

use desk::keys::FolderKey;
use serde_json::Value;

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, contains, copy, opened};

/// A site with a laptop that has written one hazard and is level with the office.
fn one() -> (Site, Laptop, String) {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let first = hazard(&laptop, &["description=拷贝之前"]);
    laptop.sync();
    (site, laptop, first)
}

/// The same folder once more, beside the first.
fn twin(site: &Site, of: &Laptop) -> Laptop {
    let twin = site.new_laptop();
    copy(of.folder(), twin.folder());
    twin
}

/// What somebody sees who fetches everything from the office now.
fn county(site: &Site) -> Laptop {
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    county
}

fn rewritten(synced: &Value) -> u64 {
    synced["renewed"]["rewritten"]
        .as_u64()
        .unwrap_or_else(|| panic!("no new name: {synced}"))
}

#[test]
fn an_old_backup_that_is_put_back_takes_a_new_name_and_gets_its_own_work_back() {
    let (site, laptop, first) = one();
    let backup = site.ground().join("backup");
    copy(laptop.folder(), &backup);
    let later = hazard(&laptop, &["description=备份之后"]);
    laptop.edit(&first, &["description=备份之后改的"]);
    laptop.sync();
    let before = laptop.device();
    copy(&backup, laptop.folder());

    let synced = laptop.sync();
    assert_eq!(rewritten(&synced), 0, "nothing was written since");
    assert_ne!(laptop.device(), before);
    assert_eq!(laptop.field(&later, "description"), "备份之后");
    assert_eq!(laptop.field(&first, "description"), "备份之后改的");
    laptop.edit(&later, &["description=继续"]);
    let synced = laptop.sync();
    assert_eq!(
        (&synced["unsent"], &synced["forked"]),
        (&0.into(), &0.into())
    );
    assert!(synced["renewed"].is_null(), "once is enough: {synced}");
    let county = county(&site);
    assert_eq!(county.shown(&later), laptop.shown(&later));
    assert!(county.conflicts().is_empty());
    laptop.is_sound();
}

#[test]
fn what_was_written_on_an_old_backup_is_signed_again_and_kept_beside_what_it_never_saw() {
    let (site, laptop, first) = one();
    let backup = site.ground().join("backup");
    copy(laptop.folder(), &backup);
    laptop.edit(&first, &["description=甲"]);
    laptop.sync();
    let lost = hazard(&laptop, &["description=还没有发出"]);
    copy(&backup, laptop.folder());
    assert!(
        laptop.list(&[]).iter().all(|id| *id != lost),
        "this one is gone with the disk"
    );

    // Under the old name's numbers, which the office keeps with something else.
    laptop.edit(&first, &["description=乙"]);
    let photo = laptop.photo("弯道");
    let new = hazard(
        &laptop,
        &["description=恢复之后", &format!("photos_before=@{photo}")],
    );
    laptop.edit(&new, &["description=恢复之后改的"]);
    laptop.act(&new, "report", &[]);
    let journal = laptop.journal();
    let evidence = fs::read(&journal).unwrap();
    let vault = FolderKey::of(laptop.folder()).get().unwrap();
    let said = opened(&journal, &vault);
    let synced = laptop.sync();
    assert_eq!(rewritten(&synced), 4);
    assert_eq!(synced["photos"]["sent"], 1, "{synced}");
    assert_eq!(
        (&synced["unsent"], &synced["forked"]),
        (&0.into(), &0.into())
    );
    // That it is a copy is noted in it, and nothing else; what stood in it is not touched.
    let left = fs::read(&journal).unwrap();
    assert!(left.starts_with(&evidence), "the old journal is evidence");
    let noted = &opened(&journal, &vault)[said.len()..];
    assert!(
        contains(noted, b"device/copied") && noted.len() < 40,
        "{noted:?}"
    );

    let county = county(&site);
    assert_eq!(county.field(&new, "description"), "恢复之后改的");
    assert_eq!(county.state(&new), "reported");
    let conflicts = county.conflicts();
    assert_eq!(
        conflicts.len(),
        1,
        "甲 and 乙 did not know of each other: {conflicts:?}"
    );
    let shown = county.shown(&first);
    assert!(shown.contains("甲") && shown.contains("乙"), "{shown}");
    for id in [&first, &new] {
        assert_eq!(county.shown(id), laptop.shown(id));
    }
    laptop.is_sound();
}

#[test]
fn a_photo_that_had_still_to_go_out_under_the_old_name_goes_out_under_the_new_one() {
    let (site, laptop, first) = one();
    let photo = laptop.photo("另一处");
    laptop.edit(&first, &[&format!("photos_before=@{photo}")]);
    // The operation gets through; the photo cannot.
    let (blobs, away) = (laptop.file("blobs"), site.ground().join("away"));
    fs::rename(&blobs, &away).unwrap();
    assert_eq!(laptop.sync()["photos"]["sent"], 0);
    copy(&away, &blobs);
    let twin = twin(&site, &laptop);
    laptop.edit(&first, &["description=甲"]);
    fs::remove_dir_all(&blobs).unwrap();
    laptop.sync();

    let synced = twin.sync();
    assert_eq!(rewritten(&synced), 0);
    assert_eq!(synced["photos"]["sent"], 1, "{synced}");
    assert_eq!(twin.status("photos_unsent"), 0);
}

#[test]
fn three_copies_of_one_folder_all_go_on_in_whatever_order_they_come_home() {
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let (site, laptop, first) = one();
        let copies = [laptop.clone(), twin(&site, &laptop), twin(&site, &laptop)];
        let mut written = Vec::new();
        for (number, copy) in copies.iter().enumerate() {
            // Not equally many, so that no chain is a beginning of another by its length.
            for turn in 0..=number {
                written.push(hazard(
                    copy,
                    &[&format!("description=第{number}份第{turn}条")],
                ));
            }
            copy.act(&first, "report", &[]);
        }
        for number in order.into_iter().chain(order) {
            let synced = copies[number].sync();
            assert_eq!(
                (&synced["unsent"], &synced["forked"]),
                (&0.into(), &0.into())
            );
        }
        let names: std::collections::BTreeSet<String> = copies.iter().map(Laptop::device).collect();
        assert_eq!(names.len(), 3, "each has a name of its own");
        let county = county(&site);
        assert_eq!(county.list(&[]).len(), 1 + written.len());
        for copy in &copies {
            copy.sync();
            for id in written.iter().chain([&first]) {
                assert_eq!(copy.shown(id), county.shown(id), "order {order:?}");
            }
            copy.is_sound();
        }
    }
}

#[test]
fn a_renewal_that_is_cut_off_anywhere_leaves_a_laptop_that_goes_on() {
    let (site, laptop, first) = one();
    let backup = site.ground().join("backup");
    copy(laptop.folder(), &backup);
    laptop.edit(&first, &["description=甲"]);
    laptop.sync();
    copy(&backup, laptop.folder());
    let new = hazard(&laptop, &["description=恢复之后"]);
    let before = site.ground().join("before");
    copy(laptop.folder(), &before);

    // What one takes that nobody cuts off says where to cut the others, however fast the machine.
    let begun = std::time::Instant::now();
    laptop.sync();
    let whole = begun.elapsed();
    let mut cut = 0;
    for eighth in 0..8 {
        copy(&before, laptop.folder());
        let mut child = laptop.command(&["sync"]).spawn().unwrap();
        std::thread::sleep(whole * eighth / 8);
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let synced = laptop.sync();
        assert_eq!(
            (&synced["unsent"], &synced["forked"]),
            (&0.into(), &0.into())
        );
        assert_eq!(
            laptop.field(&new, "description"),
            "恢复之后",
            "after {eighth} of 8"
        );
        laptop.is_sound();
    }
    assert!(cut > 1, "some were cut off before they were done");
    let county = county(&site);
    assert_eq!(county.list(&[]).len(), 2);
    assert_eq!(county.field(&new, "description"), "恢复之后");
}
