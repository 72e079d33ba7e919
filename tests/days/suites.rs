//! A day in the second signature suite: everything the first can do, under its own name, and nothing
//! of either taken for the other.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vault::{Cipher, Slots};

use crate::contract::hazard;
use crate::offices::{invitation, office_of};
use crate::stick;
use crate::world::{Lang, Laptop, Site, Window, XIANGYANG, contains, files, said, xiangyang_csv};

/// An office that signs with SM2.
fn sm2_office() -> Site {
    Site::of(&xiangyang_csv(), &["--suite", "sm2"])
}

/// What an office takes.
fn suites(site: &Site) -> Value {
    site.json(&["enrolments", "policy"])["suites"].clone()
}

fn audited(site: &Site, head: &str) -> Value {
    let outcome = site.run(&["audit", "verify", "--json", "--head", head]);
    let found: Value = serde_json::from_str(outcome.out.trim()).unwrap();
    assert!(outcome.ok, "{found}");
    found
}

/// The lines of an invitation as its paper has them.
fn typed(invite: &str) -> String {
    let file: Value = serde_json::from_slice(&std::fs::read(invite).unwrap()).unwrap();
    let text = file["typed"].as_str().unwrap();
    let lines = text.lines().filter(|line| !line.contains("://"));
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_whole_day_at_an_office_and_on_laptops_that_sign_with_sm2() {
    let site = sm2_office();
    assert_eq!(suites(&site), json!(["sm2"]));
    let url = site.url();

    // One laptop reads the file, one what was typed from paper, one never saw a network.
    let zhang = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let told = zhang.json(&["init", "--invite", &invite, "--server", &url]);
    assert_eq!(told["suite"], "sm2", "as its office");
    let said = zhang.ask(Lang::Zh, &["status"]).said();
    assert!(said.contains("未经国家密码管理局认证"), "{said}");
    let wang = site.new_laptop();
    let lines = typed(&site.invite(XIANGYANG.township, "officer", "王芳"));
    assert_eq!(lines.replace(' ', "").len(), 140);
    wang.run(&["init", "--invite", &lines, "--server", &url])
        .said();
    let li = stick::enrol(&site, XIANGYANG.township, "officer", "李强");
    for laptop in [&wang, &li] {
        assert_eq!(laptop.status("suite"), "sm2");
    }

    let id = hazard(&zhang, &["place_text=第三道弯"]);
    zhang.act(&id, "report", &[]);
    zhang.sync();
    assert_eq!(
        zhang.status("unsent"),
        0,
        "there is a receipt for all of it"
    );
    assert_eq!(zhang.status("photos_unsent"), 0);
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "刘洋");
    let entries = [["grade", "major"], ["nature", "engineering"]];
    county.save(&json!({ "id": id, "event": "confirm", "entries": entries }));
    hazard(&li, &["place_text=第四道弯"]);
    stick::carry(&site, &li, "li");
    assert_eq!(li.status("unsent"), 0);
    for laptop in [&wang, &zhang] {
        laptop.sync();
        assert_eq!(laptop.list(&[]).len(), 2);
    }
    stick::carry(&site, &li, "li-again");
    assert_eq!(zhang.shown(&id), wang.shown(&id));
    assert_eq!(zhang.shown(&id), li.shown(&id));
    assert_eq!(li.state(&id), "confirmed");
    for laptop in [&zhang, &wang, &li] {
        laptop.is_sound();
    }

    let head = zhang.status("log")["head"].as_str().unwrap().to_owned();
    let found = audited(&site, &head);
    assert_eq!(
        (&found["witnessed"], &found["problems"]),
        (&json!(1), &json!([]))
    );
    assert_eq!(found["operations"], found["signatures"]);
    // It is the same office after a crash, and over a line that others could listen to.
    let url = site.start_secured(&[]);
    hazard(&wang, &[]);
    wang.run(&["sync", "--server", &url]).said();
    assert_eq!(wang.status("unsent"), 0);
    audited(&site, &head);

    // A folder gets another key, and a backup is made: what went in stands nowhere, and all of it in
    // what the folders say to their owners.
    zhang.run(&["rekey"]).said();
    zhang.is_sound();
    assert_eq!(zhang.list(&[]).len(), 2);
    let backup = site.ground().join("backup");
    let to = backup.to_str().unwrap();
    zhang.run(&["backup", "--to", to]).said();
    site.kill();
    for folder in [zhang.folder(), wang.folder(), li.folder(), site.folder()] {
        hides(folder);
    }
    hides(&backup);
}

/// A folder that is sealed with SM4: nothing that was typed stands in it, and its owner reads it.
fn hides(folder: &Path) {
    let slots = Slots::decode(&fs::read(folder.join("keys.cbor")).unwrap()).unwrap();
    assert_eq!(slots.cipher(), Cipher::Sm4, "{folder:?}");
    let open = said(folder);
    for word in ["第三道弯", "第四道弯"].map(str::as_bytes) {
        for file in files(folder) {
            assert!(!contains(&fs::read(&file).unwrap(), word), "{file:?}");
        }
        assert!(open.iter().any(|bytes| contains(bytes, word)), "{folder:?}");
    }
}

/// A laptop that asks to be let in, signing with this; the refusal if it is not.
fn asks(site: &Site, suite: &str) -> (Laptop, Option<String>) {
    let laptop = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let url = site.url();
    let outcome = laptop.run(&[
        "init", "--invite", &invite, "--server", &url, "--suite", suite,
    ]);
    let refused = (!outcome.ok).then_some(outcome.err);
    (laptop, refused)
}

#[test]
fn an_office_lets_in_its_own_suite_alone_until_it_says_otherwise() {
    for (office, own, other) in [
        (Site::xiangyang(), "ed25519", "sm2"),
        (sm2_office(), "sm2", "ed25519"),
    ] {
        let (_, no) = asks(&office, own);
        assert_eq!(no, None, "its own");
        let (_, no) = asks(&office, other);
        let no = no.expect("another");
        assert!(no.contains("--suites") && no.contains(other), "{no}");

        let alone = ["enrolments", "policy", "--suites", other];
        let no = office.run(&alone).refused();
        assert!(no.contains(own), "it cannot do without its own: {no}");
        let unknown = ["enrolments", "policy", "--suites", "rsa"];
        assert!(office.run(&unknown).refused().contains("rsa"));
        let both = format!("{own},{other}");
        office
            .run(&["enrolments", "policy", "--suites", &both])
            .said();
        assert_eq!(suites(&office), json!([own, other]));
        let (laptop, no) = asks(&office, other);
        assert_eq!((no, laptop.status("suite")), (None, json!(other)));
        hazard(&laptop, &["description=别的套件"]);
        laptop.sync();

        // What it wrote before stays; from now on it is turned away with its work, and comes back.
        office
            .run(&["enrolments", "policy", "--suites", own])
            .said();
        assert!(office.holds("别的套件"));
        hazard(&laptop, &["description=后来的"]);
        let no = laptop.run(&["sync"]).refused();
        assert!(no.contains("--suites") && no.contains(other), "{no}");
        assert_eq!(laptop.list(&[]).len(), 2, "nothing is lost here");
        office
            .run(&["enrolments", "policy", "--suites", &both])
            .said();
        laptop.sync();
        assert_eq!(laptop.status("unsent"), 0);
        assert!(office.holds("后来的"));
    }
}

#[test]
fn two_offices_of_different_suites_join_only_where_each_takes_the_other() {
    let (city, county) = (sm2_office(), office_of(XIANGYANG.county));
    let join = || {
        let invite = invitation(&city, XIANGYANG.county);
        county.run(&["join", &invite, "--server", &city.url()])
    };
    let no = join().refused();
    assert!(
        no.contains("SM2") && no.contains("--suites"),
        "the county: {no}"
    );
    let both = ["enrolments", "policy", "--suites", "sm2,ed25519"];
    county.run(&both).said();
    let no = join().refused();
    assert!(
        no.contains("Ed25519") && no.contains("--suites"),
        "the city: {no}"
    );
    city.run(&both).said();
    join().said();

    let officer = county.enrol(XIANGYANG.township, "officer", "张伟");
    let headquarters = city.enrol(XIANGYANG.city, "city_hq", "陈静");
    assert_eq!(headquarters.status("suite"), "sm2");
    let id = hazard(&officer, &["place_text=桥头"]);
    officer.sync();
    assert_eq!(county.json(&["peers", "sync"])["level"], true);
    headquarters.sync();
    assert_eq!(headquarters.shown(&id), officer.shown(&id));
    headquarters.is_sound();

    city.run(&["enrolments", "policy", "--suites", "sm2"])
        .said();
    let later = hazard(&officer, &["place_text=渡口"]);
    officer.sync();
    let no = county.run(&["peers", "sync"]).refused();
    assert!(no.contains("Ed25519") && no.contains("--suites"), "{no}");
    assert_eq!(officer.list(&[]).len(), 2, "the county goes on");
    city.run(&both).said();
    assert_eq!(county.json(&["peers", "sync"])["level"], true);
    headquarters.sync();
    assert_eq!(headquarters.shown(&later), officer.shown(&later));
}
