use std::fs;
use std::path::PathBuf;

use desk::keys::{FolderKey, Locking};

use super::*;

/// A process of an office: its folder, and the shelves it shares.
fn process(ground: &Path, name: &str, site: &Site) -> (Layout, Common) {
    let folder = ground.join(name);
    fs::create_dir_all(&folder).unwrap();
    let layout = Layout::new(&folder);
    site.save(&layout).unwrap();
    let keys = FolderKey::of(ground);
    if !keys.is_made() {
        keys.make(merge::Suite::default(), &Locking::Open, None)
            .unwrap();
    }
    layout.key().keep(&keys.slots().unwrap()).unwrap();
    let shelves: PathBuf = ground.join("shared");
    (layout, Common::of(Arc::new(shelves)))
}

fn site() -> Site {
    Site::fresh("420600".parse().unwrap()).unwrap()
}

fn units(layout: &Layout) -> String {
    fs::read_to_string(layout.units()).unwrap()
}

#[test]
fn a_table_that_one_process_changes_is_seen_by_the_others() {
    let ground = tempfile::tempdir().unwrap();
    let site = site();
    let (one, here) = process(ground.path(), "one", &site);
    fs::write(one.units(), "code,name\n1,甲\n").unwrap();
    here.found(&site, &one).unwrap();
    here.enter(site.clone(), &one).unwrap();
    let (other, there) = process(ground.path(), "other", &site);
    there.enter(site.clone(), &other).unwrap();
    assert_eq!(units(&other), "code,name\n1,甲\n");
    let were = Common::local_tables(&one).unwrap();
    fs::write(one.units(), "code,name\n1,乙\n").unwrap();
    here.push(&one, &were).unwrap();
    assert!(there.has_changed().unwrap());
    // Two tables are changed in two places: each brings its own and no more.
    let were = Common::local_tables(&other).unwrap();
    fs::write(other.holidays(), "day\n2026-10-01\n").unwrap();
    there.push(&other, &were).unwrap();
    for (common, layout) in [(&here, &one), (&there, &other)] {
        common.enter(site.clone(), layout).unwrap();
        assert!(!common.has_changed().unwrap());
        assert_eq!(units(layout), "code,name\n1,乙\n");
        assert!(layout.holidays().exists());
    }
}

#[test]
fn no_other_office_comes_in_and_none_where_there_is_none() {
    let ground = tempfile::tempdir().unwrap();
    let (ours, theirs) = (site(), site());
    let (one, here) = process(ground.path(), "one", &ours);
    let refused = here.enter(ours.clone(), &one).unwrap_err();
    assert_eq!(refused.code(), "not_set_up");
    here.found(&ours, &one).unwrap();
    let (other, there) = process(ground.path(), "other", &theirs);
    for refused in [
        there.enter(theirs.clone(), &other).unwrap_err(),
        there.found(&theirs, &other).unwrap_err(),
    ] {
        assert_eq!(refused.code(), "other_office");
    }
    here.enter(ours, &one).unwrap();
}

#[test]
fn an_epoch_that_one_process_raises_is_everybodys() {
    let ground = tempfile::tempdir().unwrap();
    let site = site();
    let (one, here) = process(ground.path(), "one", &site);
    here.found(&site, &one).unwrap();
    let (other, there) = process(ground.path(), "other", &site);
    assert_eq!(there.enter(site.clone(), &other).unwrap().epoch, site.epoch);
    here.raise_epoch().unwrap();
    assert!(there.has_changed().unwrap());
    let raised = there.enter(site.clone(), &other).unwrap().epoch;
    assert_ne!(raised, site.epoch);
    assert_eq!(here.enter(site, &one).unwrap().epoch, raised);
}

#[test]
fn nobody_comes_in_where_the_office_has_left() {
    let ground = tempfile::tempdir().unwrap();
    let site = site();
    let (one, here) = process(ground.path(), "one", &site);
    here.found(&site, &one).unwrap();
    here.leave("sled:/srv/xunlu").unwrap();
    // On the way the command is named that ends it, and the one that gives it up.
    let on_the_way = here.enter(site.clone(), &one).unwrap_err();
    assert_eq!(on_the_way.code(), "moving");
    let command = format!("--to sled:/srv/xunlu --data {}", one.folder().display());
    for said in [on_the_way.text().en, on_the_way.text().zh] {
        assert!(
            said.contains(&command) && said.contains("--abandon"),
            "{said}"
        );
    }
    here.arrived().unwrap();
    let refused = here.enter(site.clone(), &one).unwrap_err();
    assert_eq!(refused.code(), "moved");
    assert!(refused.text().en.contains("sled:/srv/xunlu"));
    // It comes back.
    here.found(&site, &one).unwrap();
    here.enter(site, &one).unwrap();
}

#[test]
fn whoever_has_the_key_of_before_is_not_let_in_and_told_where_to_get_the_other() {
    let ground = tempfile::tempdir().unwrap();
    let site = site();
    let (one, here) = process(ground.path(), "one", &site);
    here.found(&site, &one).unwrap();
    let (other, there) = process(ground.path(), "other", &site);
    there.enter(site.clone(), &other).unwrap();
    let fresh = Vault::fresh().unwrap();
    here.say_key(&fresh).unwrap();
    let refused = there.enter(site.clone(), &other).unwrap_err();
    assert_eq!(refused.code(), REKEYED);
    assert!(refused.text().en.contains("copy keys.cbor"));
    // An office of before this was said lets its processes in.
    here.remove("key").unwrap();
    there.enter(site, &other).unwrap();
}
