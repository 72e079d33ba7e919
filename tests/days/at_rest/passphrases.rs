//! Who can open a laptop's folder: its officers, each with their own passphrase, and the office.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::contract::hazard;
use crate::kills::Aim;
use crate::world::{Lang, Laptop, Outcome, Site, XIANGYANG, copy, finish};

pub(super) const ZHANG: &str = "武当山下的三条岔路口";
pub(super) const WANG: &str = "汉江边的第七个渡口啊";
const NEW: &str = "第三句不容易猜到的话";

/// A command of somebody who knows a passphrase.
pub(super) fn with(laptop: &Laptop, passphrase: &str, args: &[&str]) -> Outcome {
    let mut command = laptop.command(args);
    command.env("XUNLU_PASSPHRASE", passphrase);
    finish(command, &[] as &[&str])
}

pub(super) fn renewed(laptop: &Laptop, passphrase: &str, args: &[&str], new: &str) -> Outcome {
    let mut command = laptop.command(args);
    command.env("XUNLU_PASSPHRASE", passphrase);
    command.env("XUNLU_NEW_PASSPHRASE", new);
    finish(command, &[] as &[&str])
}

/// A laptop that is locked from its first moment.
pub(super) fn locked(site: &Site) -> Laptop {
    let laptop = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let url = site.url();
    let mut init = laptop.command(&["init", "--invite", &invite, "--server", &url]);
    init.env_remove("XUNLU_NO_PASSPHRASE");
    init.env("XUNLU_PASSPHRASE", ZHANG);
    finish(init, &[] as &[&str]).said();
    laptop
}

pub(super) fn opens(laptop: &Laptop, passphrase: &str) -> bool {
    with(laptop, passphrase, &["list"]).ok
}

#[test]
fn a_locked_folder_says_nothing_to_whoever_does_not_know_the_passphrase() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    assert!(opens(&laptop, ZHANG));
    for lang in Lang::BOTH {
        let refused = laptop.ask(lang, &["list"]).refused();
        let remedy = "--passphrase-file";
        assert!(refused.contains(remedy), "{refused}");
    }
    let begun = Instant::now();
    let refused = with(&laptop, "不是这一句口令的一句", &["list"]).refused();
    assert!(refused.contains("passphrase is wrong"), "{refused}");
    assert!(
        begun.elapsed() > Duration::from_millis(50),
        "a guess costs something"
    );
    let before = fs::read(laptop.file("keys.cbor")).unwrap();
    for (weak, why) in [
        ("1234567890", "common"),
        ("太短了", "short"),
        ("abababababab", "repeats"),
    ] {
        let refused = renewed(&laptop, ZHANG, &["passphrase", "change"], weak).refused();
        assert!(refused.contains(why), "{weak}: {refused}");
    }
    assert_eq!(fs::read(laptop.file("keys.cbor")).unwrap(), before);
}

#[test]
fn a_laptop_without_a_terminal_is_not_left_open_by_oversight() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let url = site.url();
    let mut init = laptop.command(&["init", "--invite", &invite, "--server", &url]);
    init.env_remove("XUNLU_NO_PASSPHRASE");
    let refused = finish(init, &[] as &[&str]).refused();
    assert!(refused.contains("--no-passphrase"), "{refused}");
    assert!(!laptop.folder().exists());
}

#[test]
fn several_officers_open_one_laptop_each_with_their_own_passphrase() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &[]);
    // It was open; the first passphrase locks it.
    renewed(&laptop, "", &["passphrase", "add", "张伟"], ZHANG).said();
    assert!(!laptop.run(&["list"]).ok);
    renewed(&laptop, ZHANG, &["passphrase", "add", "王芳"], WANG).said();
    for passphrase in [ZHANG, WANG] {
        assert!(with(&laptop, passphrase, &["show", &id]).ok);
    }
    renewed(&laptop, ZHANG, &["passphrase", "change"], NEW).said();
    assert!(!opens(&laptop, ZHANG) && opens(&laptop, NEW) && opens(&laptop, WANG));
    with(&laptop, NEW, &["passphrase", "remove", "王芳"]).said();
    assert!(!opens(&laptop, WANG));
    let last = with(&laptop, NEW, &["passphrase", "remove", "张伟"]).refused();
    assert!(last.contains("one passphrase must stay"), "{last}");
    let listed = with(&laptop, NEW, &["passphrase", "list", "--json"]).json();
    assert_eq!(listed[0]["holder"], "office", "{listed}");
    assert_eq!(listed[1]["name"], "张伟");
}

#[test]
fn a_backup_opens_with_the_passphrase_and_a_damaged_key_file_has_a_twin() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let place = site.ground().join("backup");
    // No passphrase is needed to make one, so it can be made unattended.
    laptop
        .run(&["backup", "--to", place.to_str().unwrap()])
        .said();
    let restored = site.new_laptop();
    restored
        .run(&["restore", "--from", place.to_str().unwrap()])
        .said();
    assert!(!restored.run(&["list"]).ok && opens(&restored, ZHANG));

    fs::write(restored.file("keys.cbor"), b"torn").unwrap();
    assert!(opens(&restored, ZHANG));
    fs::remove_file(restored.file("keys.copy.cbor")).unwrap();
    let refused = with(&restored, ZHANG, &["list"]).refused();
    assert!(
        refused.contains("keys.cbor") && refused.contains("backup"),
        "{refused}"
    );
    copy(&place, restored.folder());
    assert!(opens(&restored, ZHANG));
}

#[test]
fn the_office_opens_a_laptop_whose_passphrase_is_forgotten_and_no_other_office_does() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let stick = site.ground().join("stick");
    fs::create_dir(&stick).unwrap();
    for name in ["keys.cbor", "keys.copy.cbor"] {
        fs::copy(laptop.file(name), stick.join(name)).unwrap();
    }
    let file = site.ground().join("new");
    fs::write(&file, NEW).unwrap();
    let unlock = |site: &Site| {
        let [stick, file] = [&stick, &file].map(|path: &_| path.to_str().unwrap());
        let why = ["--reason", "张伟忘记口令"];
        site.run(&[&["unlock", stick, "--new-passphrase-file", file][..], &why].concat())
    };
    let other = Site::xiangyang();
    let refused = unlock(&other).refused();
    assert!(refused.contains("not enrolled at this office"), "{refused}");
    unlock(&site).said();
    for name in ["keys.cbor", "keys.copy.cbor"] {
        fs::copy(stick.join(name), laptop.file(name)).unwrap();
    }
    assert!(opens(&laptop, NEW) && opens(&laptop, ZHANG));
    // Those who watch see that the office's key was used, and why.
    let looks = site.json(&["looks"]);
    assert_eq!(
        (&looks[0]["file"], &looks[0]["reason"]),
        (&"unlock".into(), &"张伟忘记口令".into())
    );
}

/// F26.
#[test]
fn a_change_that_is_killed_anywhere_leaves_the_old_passphrase_or_the_new_one() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let begun = Instant::now();
    assert!(opens(&laptop, ZHANG));
    let mut aim = Aim::around(3, begun.elapsed() * 2);
    let (mut now, mut next) = (ZHANG, NEW);
    for round in 0..8 {
        let mut change = laptop.command(&["passphrase", "change"]);
        change.env("XUNLU_PASSPHRASE", now);
        change.env("XUNLU_NEW_PASSPHRASE", next);
        let done = aim.at(change).is_some();
        let (old, new) = (opens(&laptop, now), opens(&laptop, next));
        assert!(old != new, "round {round}: old {old}, new {new}");
        assert!(new || !done, "round {round}: acknowledged and lost");
        if new {
            std::mem::swap(&mut now, &mut next);
        }
    }
}

#[test]
fn an_office_can_be_locked_too() {
    let ground = tempfile::tempdir().unwrap();
    let folder = ground.path().join("office");
    let file = ground.path().join("passphrase");
    fs::write(&file, ZHANG).unwrap();
    let run = |passphrase: Option<&Path>, args: &[&str]| {
        let mut command = crate::world::program("xunlu-server");
        command.args(args).arg("--data").arg(&folder);
        if let Some(file) = passphrase {
            command.arg("--passphrase-file").arg(file);
        }
        finish(command, &[] as &[&str])
    };
    let divisions = crate::world::xiangyang_csv();
    run(
        Some(&file),
        &["init", "--divisions", divisions.to_str().unwrap()],
    )
    .said();
    let refused = run(None, &["stats"]).refused();
    assert!(refused.contains("locked"), "{refused}");
    run(Some(&file), &["stats"]).said();
    let site = fs::read_to_string(folder.join("site.json")).unwrap();
    assert!(!site.contains("secret"), "{site}");
}
