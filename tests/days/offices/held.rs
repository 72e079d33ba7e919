//! What one office holds out of its records is held at the other as well, and it is said by whom.

use std::fs;

use desk::fill;
use merge::{Author, Bucket, Change, Context, Draft, Grant, Key, Now, RecordId, Sealed, Value};
use places::DivisionCode;
use server::{Layout, Office};
use sync::{Enrol, Fate, Push, Reply, Request};

use super::{Offices, join};
use crate::contract::hazard;
use crate::world::{Site, XIANGYANG, xiangyang_csv};

/// Numbers of the catalog: the kind, its division, its description, and the grade that no officer
/// may set.
const HAZARD: u16 = 1;
const DIVISION: u16 = 1;
const DESCRIPTION: u16 = 31;
const GRADE: u16 = 41;

/// Somebody whose program does not keep the rules brings two operations to a stopped office: one
/// that is let in, and one that is held.
fn one_is_held(site: &Site) -> String {
    site.stop();
    let office = Office::open(&Layout::new(site.folder()), &mut |_, _| ()).unwrap();
    let now = Now {
        wall_ms: 1_795_000_000_000,
        offset_min: 480,
    };
    let unit: DivisionCode = XIANGYANG.township.parse().unwrap();
    let unit_of = office.unit(unit, &[]).unwrap();
    let invited = office
        .invite(unit_of, "officer", "周扬", now.wall_ms)
        .unwrap();
    let mut random = [0; 32];
    fill(&mut random).unwrap();
    let key = Key::from_secret(&random);
    let let_in = office.enrol(&Enrol::new(invited.code, &key, 1), now.wall_ms);
    let grant = Grant::open(&let_in.unwrap().grant).unwrap();
    let mut author = Author::new(key, grant.device, grant.hash());
    let record = RecordId::v7(now.wall_ms, random[..10].try_into().unwrap());
    let mut sealed = |context: Context, changes: Vec<(u16, &str)>| -> Sealed {
        let set = |(field, value): (u16, &str)| Change::Set {
            field,
            value: Value::from(value),
        };
        let draft = Draft {
            record,
            bucket: Bucket(unit.as_u64()),
            kind: HAZARD,
            form: 1,
            context,
            changes: changes.into_iter().map(set).collect(),
            reason: None,
            resolves: Vec::new(),
        };
        let sealed = author.seal(draft, now);
        author.wrote(&sealed);
        sealed
    };
    let made = vec![(DIVISION, XIANGYANG.township), (DESCRIPTION, "路肩塌陷")];
    let first = sealed(Context::new(), made);
    let second = sealed(first.op.clock(), vec![(GRADE, "major")]);
    let ops = [&first, &second]
        .map(|op| op.bytes().to_vec().into())
        .to_vec();
    let Reply::Pushed(pushed) = office.answer(
        grant.device,
        Request::Push(Push { ops, grants: None }),
        now.wall_ms,
    ) else {
        panic!("the office does not take them");
    };
    assert!(
        matches!(&pushed.fates[..], [Fate::Kept, Fate::Held(_)]),
        "{:?}",
        pushed.fates
    );
    office.close().unwrap();
    site.start();
    record.to_string()
}

/// Why a stopped office holds what it holds.
fn reasons(site: &Site) -> Vec<String> {
    site.stop();
    let office = Office::open(&Layout::new(site.folder()), &mut |_, _| ()).unwrap();
    let held = office.store().all_held().unwrap();
    office.close().unwrap();
    site.start();
    held.into_iter().map(|(_, reason)| reason).collect()
}

#[test]
fn what_the_county_holds_the_city_holds_by_the_countys_word() {
    let offices = Offices::joined();
    let id = one_is_held(&offices.county);
    offices.county.json(&["peers", "sync"]);
    offices.exchange();
    let (here, there) = (reasons(&offices.county), reasons(&offices.city));
    assert_eq!(there, [format!("谷城县大队：{}", here[0])]);
    let headquarters = offices.headquarters();
    headquarters.sync();
    assert!(headquarters.field(&id, "grade").is_null());
    assert_eq!(headquarters.field(&id, "description"), "路肩塌陷");
    offices.agree();
}

#[test]
fn what_the_city_holds_the_county_holds_by_the_citys_word() {
    let offices = Offices::joined();
    let id = one_is_held(&offices.city);
    offices.county.json(&["peers", "sync"]);
    offices.exchange();
    let (here, there) = (reasons(&offices.county), reasons(&offices.city));
    assert_eq!(here, [format!("襄阳市：{}", there[0])]);
    let coordinator = offices.coordinator();
    coordinator.sync();
    assert!(coordinator.field(&id, "grade").is_null());
    offices.agree();
}

#[test]
fn what_the_county_does_not_let_in_of_the_citys_goes_out_at_the_city_again() {
    // The county's table of divisions is older: it lacks a village.
    let city = Site::xiangyang();
    let table = fs::read_to_string(xiangyang_csv()).unwrap();
    let older: Vec<&str> = table
        .lines()
        .filter(|line| !line.starts_with(XIANGYANG.village))
        .collect();
    let file = city.ground().join("older.csv");
    fs::write(&file, older.join("\n")).unwrap();
    let county = Site::of(&file, &["--city", XIANGYANG.county]);
    let offices = Offices { city, county };
    join(&offices.county, &offices.city, XIANGYANG.county);

    let visitor = offices.city.enrol(XIANGYANG.village, "persuader", "刘洋");
    let headquarters = offices.headquarters();
    let id = hazard(&visitor, &[]);
    visitor.sync();
    headquarters.sync();
    assert_eq!(headquarters.list(&[]), [id.as_str()]);
    offices.exchange();
    assert_eq!(reasons(&offices.county).len(), 1);
    assert!(reasons(&offices.city)[0].starts_with("谷城县大队："));
    // Whoever had it already hears of it with the next exchange.
    headquarters.sync();
    assert!(headquarters.list(&[]).is_empty());
    headquarters.is_sound();
}
