//! A laptop is stolen: the office revokes it, and the word reaches those who are never online.

use serde_json::Value;

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG};

/// Revokes a laptop, lifts that, or asks what it would mean.
pub(crate) fn revoke(site: &Site, laptop: &Laptop, more: &[&str]) -> Value {
    let device = laptop.device();
    // The history of a record shows so many digits.
    let args = ["revoke", "--device", &device[..8], "--reason", "电脑被盗"];
    site.json(&[&args[..], more].concat())
}

#[test]
fn what_a_stolen_laptop_writes_does_not_count_by_whatever_road_it_comes() {
    let site = Site::xiangyang();
    let stolen = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王强");
    let before = hazard(&stolen, &["description=被盗之前"]);
    stolen.sync();
    wang.sync();

    let told = revoke(&site, &stolen, &[]);
    assert_eq!(
        (&told["applied"], &told["held"]),
        (&Value::Bool(false), &0.into())
    );
    stolen.sync();
    let told = revoke(&site, &stolen, &["--yes"]);
    assert_eq!(told["person"], "张伟");

    let after = hazard(&stolen, &["description=贼写的"]);
    let stick = site.ground().join("贼.xlb");
    let stick = stick.to_str().unwrap();
    stolen.run(&["export", "--to", stick]).said();
    let answer = format!("{stick}.answer");
    let said = site.run(&["exchange", stick, "--to", &answer, "--json"]);
    let told = format!("{}{}", said.out, said.err);
    assert!(told.contains("was revoked"), "{told}");
    let no = stolen.run(&["import", &answer]).refused();
    assert!(no.contains("was revoked"), "{no}");
    let grant = stolen.status("grant");
    assert_eq!(grant["turned_away"]["code"], "revoked", "{grant}");
    let no = stolen.run(&["sync"]).refused();
    assert!(no.contains("was revoked (电脑被盗)"), "{no}");
    wang.sync();
    assert_eq!(wang.list(&[]), std::slice::from_ref(&before));
    assert_eq!(wang.field(&before, "description"), "被盗之前");
    // The thief keeps what was typed: it stays where it is, and is nobody else's.
    assert_eq!(stolen.field(&after, "description"), "贼写的");

    revoke(&site, &stolen, &["--lift", "--yes"]);
    let found = hazard(&stolen, &["description=找回以后"]);
    stolen.sync();
    assert_eq!(stolen.status("grant")["turned_away"], Value::Null);
    wang.sync();
    assert_eq!(wang.field(&found, "description"), "找回以后");
}

#[test]
fn what_was_written_between_the_theft_and_its_report_can_be_taken_out() {
    let site = Site::xiangyang();
    let stolen = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王强");
    let mine = hazard(&stolen, &["description=我写的"]);
    stolen.sync();
    let last = stolen.status("operations").to_string();
    stolen.edit(&mine, &["description=贼改的"]);
    hazard(&stolen, &["description=贼写的"]);
    stolen.sync();
    wang.sync();
    assert_eq!(wang.list(&[]).len(), 2);
    let told = revoke(&site, &stolen, &["--after", &last, "--yes"]);
    assert_eq!(told["held"], 2, "{told}");
    wang.sync();
    assert_eq!(wang.list(&[]), std::slice::from_ref(&mine));
    assert_eq!(wang.field(&mine, "description"), "我写的");
}
