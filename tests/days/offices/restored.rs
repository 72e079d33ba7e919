//! One of the two is put back from a backup, or dies in the middle.

use std::process::Stdio;
use std::thread;
use std::time::Instant;

use super::{Offices, above, join, remind};
use crate::contract::hazard;
use crate::kills::Aim;
use crate::world::{Site, XIANGYANG, copy, program};

/// What is written after the backup of one office and known to both, then the backup put back.
fn put_back(offices: &Offices, site: &Site) {
    let officer = offices.officer("张伟");
    let id = hazard(&officer, &[]);
    officer.sync();
    offices.exchange();
    let backup = site.ground().join("backup");
    site.stop();
    copy(site.folder(), &backup);
    site.start();
    officer.edit(&id, &["description=备份之后"]);
    hazard(&officer, &[]);
    officer.sync();
    offices.exchange();
    let headquarters = offices.headquarters();
    headquarters.sync();
    remind(&headquarters, &id);
    headquarters.sync();
    offices.exchange();
    site.stop();
    copy(&backup, site.folder());
    site.start();
}

#[test]
fn a_city_put_back_from_a_backup_is_refilled_by_its_county() {
    let offices = Offices::joined();
    put_back(&offices, &offices.city);
    let done = offices.exchange();
    assert_eq!(done["sent"], 3, "{done}");
    assert_eq!(above(&offices.county)["unsent"], 0);
    offices.agree();
}

#[test]
fn a_county_put_back_from_a_backup_is_refilled_by_its_city() {
    let offices = Offices::joined();
    put_back(&offices, &offices.county);
    // The service may have done it when it started.
    offices.exchange();
    offices.agree();
    let officer = offices.officer("王芳");
    officer.sync();
    assert_eq!(officer.list(&[]).len(), 2);
}

#[test]
fn an_exchange_killed_at_either_end_goes_on_and_doubles_nothing() {
    let offices = Offices::apart();
    let officer = offices.officer("张伟");
    for number in 0..40 {
        hazard(&officer, &[&format!("description=第{number}处")]);
    }
    officer.sync();
    join(&offices.county, &offices.city, XIANGYANG.county);
    offices.county.stop();
    let command = || {
        let mut command = program("xunlu-server");
        command.args(["peers", "sync", "--data"]);
        command.arg(offices.county.folder());
        command
    };
    let begun = Instant::now();
    assert!(command().output().unwrap().status.success());
    let usual = begun.elapsed();
    let (mut aim, mut cut) = (Aim::around(7, usual), 0);
    for round in 0..12 {
        // Something to exchange, each time.
        offices.county.start();
        hazard(&officer, &[&format!("description=第{round}轮")]);
        officer.sync();
        offices.county.stop();
        if round % 3 == 2 {
            // The one above dies while it is spoken to; the one below says so and keeps all.
            let calling = command()
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            let mut calling = calling.unwrap();
            thread::sleep(usual * (2 + round / 3) / 8);
            cut += usize::from(calling.try_wait().unwrap().is_none());
            offices.city.kill();
            let _ = calling.wait().unwrap();
            offices.city.start();
        } else {
            aim.at(command());
        }
    }
    aim.hit_both_sides();
    assert!(
        cut > 0,
        "the one above was never killed while it was spoken to"
    );
    offices.county.start();
    offices.exchange();
    let headquarters = offices.headquarters();
    headquarters.sync();
    assert_eq!(headquarters.list(&[]).len(), 52);
    offices.agree();
}
