//! Whose key opens with what: every officer's with their own passphrase, and with nothing else.

use std::fs;
use std::time::Instant;

use desk::keys::{FolderKey, open_secrets};
use reqwest::Method;
use serde_json::{Value, json};
use vault::{Cost, Slots, Vault};

use super::{LI, WANG, ZHANG, alone, at, author, county, shared};
use crate::contract::hazard;
use crate::kills::Aim;
use crate::pages::bend;
use crate::world::{Laptop, Site, Window, XIANGYANG, contains, files, finish, opened};

/// What a passphrase opens of a folder's identities: the folder's key, and every secret half of a key
/// that can be read with that and with the own key of the passphrase.
fn secrets(laptop: &Laptop, passphrase: &str) -> (Vault, Vec<String>) {
    let slots = Slots::decode(&fs::read(laptop.file("keys.cbor")).unwrap()).unwrap();
    let opened = slots.open_with(passphrase).unwrap();
    let kept: Value =
        serde_json::from_slice(&fs::read(laptop.file("device.json")).unwrap()).unwrap();
    let others = kept["others"].as_array().cloned().unwrap_or_default();
    let mut read = Vec::new();
    for entry in [&kept].into_iter().chain(&others) {
        let sealed = entry["sealed"].as_str().unwrap();
        let inside: Value = open_secrets(&opened.folder, sealed).unwrap();
        let own = inside["own"]["sealed"].as_str();
        let own = own.zip(opened.own.as_ref());
        let own = own.and_then(|(sealed, key)| open_secrets::<String>(key, sealed));
        let bare = inside["secret"].as_str().map(str::to_owned);
        read.extend(bare.or(own));
    }
    (opened.folder, read)
}

#[test]
fn nobody_reads_a_colleagues_key_and_a_wrong_passphrase_signs_nothing() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    at(&laptop, ZHANG).hazard("张伟看到的");
    at(&laptop, WANG).hazard("王芳看到的");
    let (folder, his) = secrets(&laptop, ZHANG);
    let (_, hers) = secrets(&laptop, WANG);
    assert_eq!((his.len(), hers.len()), (1, 1), "each their own");
    assert_ne!(his, hers);
    // Nor does either key stand anywhere else in the folder, for whoever opens all of it.
    let digits = |secret: &str| merge::unhex_all(secret).unwrap();
    for file in files(laptop.folder()) {
        let raw = fs::read(&file).unwrap();
        for secret in his.iter().chain(&hers) {
            for said in [&raw, &opened(&file, &folder)] {
                assert!(!contains(said, secret.as_bytes()), "{file:?}");
                assert!(!contains(said, &digits(secret)), "{file:?}");
            }
        }
    }

    let stranger = at(&laptop, "谁也没有设过的一句话");
    assert!(!stranger.works());
    let before = fs::read(laptop.journal()).unwrap();
    let refused = stranger.run(&["add", "hazard", "--set", "description=冒名"]);
    assert!(refused.refused().contains("passphrase is wrong"));
    // Nor does asking for a colleague's name help.
    for command in [
        &["list", "--officer", "张伟"][..],
        &["add", "hazard", "--officer", "张伟"],
    ] {
        let refused = at(&laptop, WANG).run(command).refused();
        assert!(refused.contains("not that officer's key"), "{refused}");
    }
    assert_eq!(fs::read(laptop.journal()).unwrap(), before);
}

#[test]
fn a_passphrase_says_who_it_is_and_no_two_officers_have_the_same() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    let invite = site.invite(XIANGYANG.township, "officer", "李强");
    let (zhang, wang) = (at(&laptop, ZHANG), at(&laptop, WANG));
    let refused = zhang.adds(&invite, WANG).refused();
    assert!(refused.contains("another passphrase"), "{refused}");
    let other = Site::xiangyang();
    let foreign = other.invite(XIANGYANG.township, "officer", "李强");
    let refused = zhang.adds(&foreign, LI).refused();
    assert!(refused.contains("another office"), "{refused}");
    // Nothing of either is left, and the invitation is still good.
    assert!(!at(&laptop, LI).works());
    wang.adds(&invite, LI).said();
    let officers = at(&laptop, LI).json(&["officer", "list"]);
    let named: Vec<_> = officers
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["person"])
        .collect();
    assert_eq!(named, ["张伟", "王芳", "李强"]);
    assert_eq!(officers[2]["at_work"], true, "{officers}");
    // A refusal of the office leaves nothing behind either.
    let letter = fs::read_to_string(&invite).unwrap();
    let mut letter: Value = serde_json::from_str(&letter).unwrap();
    letter["name"] = "赵六".into();
    fs::write(&invite, letter.to_string()).unwrap();
    let refused = wang.adds(&invite, "第四句也不容易猜到的").refused();
    assert!(refused.contains("used already"), "{refused}");
    assert!(!at(&laptop, "第四句也不容易猜到的").works());
}

/// F26, for a folder that is shared.
#[test]
fn adding_an_officer_may_be_killed_anywhere_and_is_done_by_doing_it_again() {
    let site = Site::xiangyang();
    let laptop = alone(&site);
    let zhang = at(&laptop, ZHANG);
    let id = zhang.hazard("张伟看到的");
    let begun = Instant::now();
    assert!(zhang.works());
    let mut aim = Aim::around(5, begun.elapsed() * 3);
    for round in 0..3 {
        let name = format!("民警{round}");
        let passphrase: &'static str = format!("第{round}位民警自己的口令").leak();
        let invite = site.invite(XIANGYANG.township, "officer", &name);
        let mut add = zhang.command(&["officer", "add", "--invite", &invite]);
        add.env("XUNLU_NEW_PASSPHRASE", passphrase);
        let done = aim.at(add).is_some();
        assert!(zhang.works(), "round {round}: locked out");
        let new = at(&laptop, passphrase);
        assert!(new.works() || !done, "round {round}: said and not done");
        if !new.works() {
            let again = zhang.adds(&invite, passphrase);
            assert!(again.ok, "round {round}: {}", again.err);
        }
        new.run(&["show", &id]).said();
    }
    assert_eq!(
        zhang.json(&["officer", "list"]).as_array().unwrap().len(),
        4
    );
    assert_eq!(zhang.json(&["verify"])["ok"], true);
}

#[test]
fn a_folder_of_before_with_one_key_and_one_passphrase_becomes_its_officers_own() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &[]);
    // As a folder was locked before: the passphrase opens the folder and nothing of its officer's.
    let key = FolderKey::of(laptop.folder());
    let vault = key.get().unwrap();
    let mut slots = key.slots().unwrap();
    slots
        .give_to((&vault, None), "1", ZHANG, Cost::TODAY)
        .unwrap();
    slots
        .give_to((&vault, None), "王芳", WANG, Cost::TODAY)
        .unwrap();
    key.keep(&slots).unwrap();
    let (zhang, wang) = (at(&laptop, ZHANG), at(&laptop, WANG));
    assert!(zhang.works() && wang.works());
    let invite = site.invite(XIANGYANG.township, "officer", "李强");
    let refused = zhang.adds(&invite, LI).refused();
    assert!(refused.contains("whose it is"), "{refused}");
    zhang.run(&["passphrase", "remove", "王芳"]).said();
    zhang.adds(&invite, LI).said();
    let (_, his) = secrets(&laptop, ZHANG);
    let (_, other) = secrets(&laptop, LI);
    assert_eq!((his.len(), other.len()), (1, 1));
    at(&laptop, LI).run(&["show", &id]).said();
    zhang
        .run(&["edit", &id, "--set", "description=还是张伟"])
        .said();
    assert_eq!(zhang.sync()["unsent"], 0);
    assert_eq!(author(&county(&site), &id).0, "张伟");
}

#[test]
fn without_passphrases_an_officer_is_chosen_by_name_and_it_is_said_that_nothing_protects_the_keys()
{
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let invite = site.invite(XIANGYANG.township, "officer", "王芳");
    let told = laptop.run(&["officer", "add", "--invite", &invite]);
    assert!(
        told.ok && told.err.contains("no passphrase protects"),
        "{}",
        told.err
    );
    let by_zhang = hazard(&laptop, &[]);
    let mut hers = laptop.command(&["edit", &by_zhang, "--set", "description=王芳改的"]);
    hers.env("XUNLU_OFFICER", "王芳");
    finish(hers, &[] as &[&str]).said();
    laptop.sync();
    let told = county(&site).json(&["show", &by_zhang, "--history"]);
    let by: Vec<_> = told["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["by"])
        .collect();
    assert_eq!(by, ["张伟", "王芳"]);
    let refused = laptop.run(&["list", "--officer", "赵六"]).refused();
    assert!(refused.contains("officer list"), "{refused}");

    // Each sets a passphrase, and is alone with the key from then on.
    let set = |name: &str, known: &str, new: &str| {
        let mut add = laptop.command(&["passphrase", "add", name, "--officer", name]);
        add.env("XUNLU_PASSPHRASE", known)
            .env("XUNLU_NEW_PASSPHRASE", new);
        finish(add, &[] as &[&str]).said();
    };
    set("张伟", "", ZHANG);
    set("王芳", ZHANG, WANG);
    for passphrase in [ZHANG, WANG] {
        assert_eq!(secrets(&laptop, passphrase).1.len(), 1);
    }
    assert_eq!(at(&laptop, WANG).status("person"), "王芳");
    assert_eq!(at(&laptop, ZHANG).status("person"), "张伟");
}

#[test]
fn the_key_of_the_first_officer_is_their_own_from_the_start() {
    let site = Site::xiangyang();
    let laptop = alone(&site);
    let slots = FolderKey::of(laptop.folder()).slots().unwrap();
    let vault = slots.open_with(ZHANG).unwrap().folder;
    // With the folder's key alone, which the office has too, nobody signs as him.
    let kept: Value =
        serde_json::from_slice(&fs::read(laptop.file("device.json")).unwrap()).unwrap();
    let inside: Value = open_secrets(&vault, kept["sealed"].as_str().unwrap()).unwrap();
    assert!(inside["secret"].is_null() && inside["own"]["sealed"].is_string());
}

#[test]
fn whoever_signs_out_leaves_the_pages_to_the_next_passphrase() {
    let site = Site::xiangyang();
    let laptop = shared(&site);
    let (window, word) = Window::before(&laptop, &["--port", "0"]);
    let key = |passphrase| json!({ "by": "passphrase", "word": word, "passphrase": passphrase });
    assert_eq!(window.sign_in(&key(ZHANG)).json()["person"], "张伟");
    let out = window.request(Method::DELETE, "api/session");
    assert!(window.send(out).status < 300);
    assert_eq!(window.get("today").refused().0, 423);
    assert_eq!(window.sign_in(&key(WANG)).json()["person"], "王芳");
    let id = window.save(&bend(&[]));
    window.close();
    let told = at(&laptop, WANG).json(&["show", &id, "--history"]);
    assert_eq!(told["history"][0]["by"], "王芳");
}
