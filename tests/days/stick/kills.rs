//! SIGKILL while a stick is read, at either end.

use std::time::Instant;

use super::{enrol, exchange, export, import, noise, on_stick, unsent};
use crate::contract::hazard;
use crate::kills::Aim;
use crate::world::{Site, XIANGYANG, program};

/// Kills at each end.
const KILLS: u32 = 12;

#[test]
fn a_laptop_killed_while_it_takes_a_stick_in_goes_on_from_there() {
    let site = Site::xiangyang();
    let dying = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let other = site.enrol(XIANGYANG.township, "officer", "王芳");
    let mut aim = None;
    let mut ids = Vec::new();
    for round in 0..KILLS {
        ids.push(hazard(&dying, &[&format!("description=张伟第{round}条")]));
        let text = noise(u64::from(round), 500);
        ids.push(hazard(&other, &[&format!("description={text}")]));
        other.sync();
        let (up, down) = (
            on_stick(&site, &format!("{round}-up.xlb")),
            on_stick(&site, &format!("{round}-down.xlb")),
        );
        export(&dying, &up);
        exchange(&site, &up, &down);
        let Some(aim) = &mut aim else {
            let begun = Instant::now();
            import(&dying, &down);
            aim = Some(Aim::around(5, begun.elapsed()));
            continue;
        };
        aim.at(dying.command(&["import", &down, "--json"]));
        import(&dying, &down);
        assert_eq!(unsent(&dying), 0);
    }
    aim.unwrap().hit_both_sides();
    other.sync();
    ids.sort();
    for laptop in [&dying, &other] {
        let mut listed = laptop.list(&[]);
        listed.sort();
        assert_eq!(listed, ids);
        laptop.is_sound();
    }
    ids.iter()
        .for_each(|id| assert_eq!(dying.shown(id), other.shown(id)));
}

#[test]
fn an_office_killed_while_it_takes_a_stick_in_goes_on_from_there() {
    let site = Site::xiangyang();
    let laptop = enrol(&site, XIANGYANG.township, "officer", "张伟");
    site.stop();
    let mut aim = None;
    for round in 0..KILLS {
        hazard(&laptop, &[&format!("description=第{round}条")]);
        let (up, down) = (
            on_stick(&site, &format!("{round}-up.xlb")),
            on_stick(&site, &format!("{round}-down.xlb")),
        );
        export(&laptop, &up);
        let Some(aim) = &mut aim else {
            let begun = Instant::now();
            exchange(&site, &up, &down);
            aim = Some(Aim::around(6, begun.elapsed()));
            import(&laptop, &down);
            continue;
        };
        let mut command = program("xunlu-server");
        command
            .args(["exchange", &up, "--to", &down, "--json", "--data"])
            .arg(site.folder());
        aim.at(command);
        // The answer is whole, or it is not there.
        if std::path::Path::new(&down).exists() {
            import(&laptop, &down);
            assert_eq!(unsent(&laptop), 0);
        } else {
            exchange(&site, &up, &down);
            import(&laptop, &down);
        }
    }
    aim.unwrap().hit_both_sides();
    site.start();
    assert_eq!(unsent(&laptop), 0);
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert_eq!(county.list(&[]).len(), laptop.list(&[]).len());
    laptop.is_sound();
}
