//! The folder of a shared laptop is copied, or an old backup of it is put back.

use super::{WANG, ZHANG, at, county, shared};
use crate::world::{Laptop, Site, copy};

fn descriptions(county: &Laptop) -> Vec<String> {
    let mut told: Vec<String> = county
        .list(&[])
        .iter()
        .map(|id| county.field(id, "description").as_str().unwrap().to_owned())
        .collect();
    told.sort();
    told
}

#[test]
fn both_officers_write_in_both_copies_of_a_folder_and_nothing_is_lost() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    at(&laptop, ZHANG).hazard("甲");
    at(&laptop, WANG).hazard("乙");
    at(&laptop, ZHANG).sync();
    let twin = site.new_laptop();
    copy(laptop.folder(), twin.folder());
    for (folder, words) in [(&laptop, ["丙", "丁"]), (&twin, ["戊", "己"])] {
        at(folder, ZHANG).hazard(words[0]);
        at(folder, WANG).hazard(words[1]);
    }
    at(&laptop, ZHANG).sync();
    // In the copy he takes another name, and she does when she comes.
    let synced = at(&twin, ZHANG).sync();
    assert_eq!(synced["renewed"]["rewritten"], 1, "{synced}");
    at(&twin, WANG).hazard("庚");
    let synced = at(&twin, WANG).sync();
    assert_eq!(synced["renewed"]["rewritten"], 2, "{synced}");
    let all = ["丁", "丙", "乙", "己", "庚", "戊", "甲"];
    assert_eq!(descriptions(&county(&site)), all);
    for officer in [at(&laptop, WANG), at(&twin, ZHANG)] {
        officer.hazard("末");
        let synced = officer.sync();
        assert!(synced["renewed"].is_null(), "{synced}");
        assert_eq!(
            (&synced["unsent"], &synced["forked"]),
            (&0.into(), &0.into())
        );
        assert_eq!(officer.json(&["verify"])["ok"], true);
    }
}

#[test]
fn an_old_backup_of_a_shared_folder_is_noticed_by_each_officer() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    at(&laptop, ZHANG).hazard("甲");
    at(&laptop, WANG).hazard("乙");
    at(&laptop, WANG).sync();
    let backup = site.ground().join("backup");
    copy(laptop.folder(), &backup);
    at(&laptop, ZHANG).hazard("丙");
    at(&laptop, WANG).hazard("丁");
    at(&laptop, ZHANG).sync();
    std::fs::remove_dir_all(laptop.folder()).unwrap();
    copy(&backup, laptop.folder());
    for (passphrase, words) in [(ZHANG, "戊"), (WANG, "己")] {
        let officer = at(&laptop, passphrase);
        assert_eq!(officer.status("healthy"), false, "it says that it is old");
        officer.hazard(words);
    }
    for passphrase in [WANG, ZHANG] {
        let synced = at(&laptop, passphrase).sync();
        assert_eq!(synced["renewed"]["rewritten"], 1, "{synced}");
        assert_eq!(synced["unsent"], 0, "{synced}");
    }
    let all = ["丁", "丙", "乙", "己", "戊", "甲"];
    assert_eq!(descriptions(&county(&site)), all);
}
