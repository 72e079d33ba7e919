//! A second copy of the folder, and what happens when it is put back.

use std::fs;

use crate::contract::hazard;
use crate::world::{Lang, Laptop, Site, XIANGYANG, files, run_server};

fn backed_up(laptop: &Laptop, to: &str) -> u64 {
    let copied = laptop.json(&["backup", "--to", to]);
    copied["files"].as_u64().unwrap()
}

#[test]
fn a_laptop_that_burned_goes_on_from_its_backup() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let photo = laptop.photo("弯道");
    let first = hazard(&laptop, &[&format!("photos_before=@{photo}")]);
    let place = site.ground().join("stick").join("备份");
    let to = place.to_str().unwrap();
    assert!(backed_up(&laptop, to) > 3);
    assert_eq!(backed_up(&laptop, to), 4, "again: only the small files");
    let second = hazard(&laptop, &[]);
    laptop.sync();
    let third = hazard(&laptop, &[]);
    assert_eq!(backed_up(&laptop, to), 5, "and the journal that has grown");
    let after = hazard(&laptop, &[]);
    laptop.sync();
    fs::remove_dir_all(laptop.folder()).unwrap();

    let said = laptop
        .run(&["restore", "--from", to, "--lang", "en"])
        .said();
    assert!(said.contains("sync before anything else"), "{said}");
    assert!(
        laptop
            .refused(&["restore", "--from", to], &[])
            .contains("not empty")
    );
    laptop.edit(&first, &["description=恢复之后改的"]);
    let synced = laptop.sync();
    assert_eq!(synced["renewed"]["rewritten"], 1, "{synced}");
    for id in [&first, &second, &third, &after] {
        assert_eq!(laptop.show(id)["id"].as_str(), Some(id.as_str()));
    }
    assert_eq!(laptop.field(&first, "description"), "恢复之后改的");
    laptop.is_sound();
}

#[test]
fn a_backup_is_never_overwritten_by_another_folder_or_a_shorter_one() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    hazard(&zhang, &[]);
    hazard(&wang, &[]);
    let place = site.ground().join("backup");
    let to = place.to_str().unwrap();
    backed_up(&zhang, to);
    let kept = files(&place)
        .iter()
        .map(|file| fs::read(file).unwrap())
        .collect::<Vec<_>>();
    let told = wang.refused(&["backup", "--to", to], &[]);
    assert!(told.contains("choose another folder"), "{told}");
    let journal = zhang.journal();
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..bytes.len() - 200]).unwrap();
    let told = zhang.refused(&["backup", "--to", to], &[]);
    assert!(told.contains("a newer one"), "{told}");
    let inside = zhang.file("backup");
    let told = zhang.refused(&["backup", "--to", inside.to_str().unwrap()], &[]);
    assert!(told.contains("keep the backup elsewhere"), "{told}");
    let now = files(&place)
        .iter()
        .map(|file| fs::read(file).unwrap())
        .collect::<Vec<_>>();
    assert!(now == kept, "what stood there is as it was");
}

#[test]
fn a_photo_that_is_damaged_is_named_and_all_else_is_copied() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let photo = laptop.photo("弯道");
    hazard(&laptop, &[&format!("photos_before=@{photo}")]);
    let kept = files(&laptop.file("blobs"));
    let [kept] = kept.as_slice() else {
        panic!("one photo")
    };
    let mut bytes = fs::read(kept).unwrap();
    bytes[5] ^= 1;
    fs::write(kept, bytes).unwrap();
    let place = site.ground().join("backup");
    let told = laptop.refused(&["backup", "--to", place.to_str().unwrap()], &[]);
    assert!(told.contains("1 photo files are damaged"), "{told}");
    assert!(place.join("device.json").exists());
    assert!(files(&place.join("blobs")).is_empty());
}

#[test]
fn an_office_is_backed_up_while_it_works_and_laptops_bring_the_rest() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let before = hazard(&zhang, &[]);
    zhang.sync();
    let place = site.ground().join("backup");
    let to = place.to_str().unwrap();
    site.json(&["backup", "--to", to]);
    let after = hazard(&zhang, &[]);
    zhang.sync();
    site.stop();
    fs::remove_dir_all(site.folder()).unwrap();
    let said = run_server(site.folder(), Lang::En, &["restore", "--from", to]).said();
    assert!(said.contains("laptops bring what came after"), "{said}");
    site.start();
    assert_eq!(zhang.sync()["unsent"], 0);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert_eq!(county.list(&[]).len(), 2);
    for id in [&before, &after] {
        assert_eq!(county.shown(id), zhang.shown(id));
    }
    assert!(zhang.conflicts().is_empty());

    let nothing = site.ground().to_str().unwrap();
    let new = site.ground().join("new");
    let told = run_server(&new, Lang::En, &["restore", "--from", nothing]).refused();
    assert!(told.contains("is not a server's folder"), "{told}");
}
