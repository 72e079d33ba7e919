//! One of the two is put back from a backup, or dies in the middle.

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
    let mut aim = Aim::new(7);
    let command = || {
        let mut command = program("xunlu-server");
        command.args(["peers", "sync", "--data"]);
        command.arg(offices.county.folder());
        command
    };
    for round in 0..6 {
        if round % 2 == 1 {
            // The one above dies while it is spoken to; the one below says so and keeps all.
            let calling = command()
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn();
            let mut calling = calling.unwrap();
            offices.city.kill();
            let _ = calling.wait().unwrap();
            offices.city.start();
        } else {
            aim.at(command());
        }
    }
    offices.county.start();
    offices.exchange();
    let headquarters = offices.headquarters();
    headquarters.sync();
    assert_eq!(headquarters.list(&[]).len(), 40);
    offices.agree();
}
