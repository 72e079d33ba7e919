//! What does not fit on one stick.

use std::path::Path;

use super::{enrol, exchange, export, import, noise, on_stick, unsent};
use crate::contract::hazard;
use crate::world::{Site, XIANGYANG};

/// The smallest volume there is.
const SIZE: [&str; 2] = ["--volume-size", "64K"];

#[test]
fn volumes_brought_in_any_order_name_what_is_missing_and_are_whole_in_the_end() {
    let site = Site::xiangyang();
    let alone = enrol(&site, XIANGYANG.township, "officer", "张伟");
    for number in 0..40 {
        hazard(&alone, &[&format!("description={}", noise(number, 900))]);
    }
    let up = on_stick(&site, "up.xlb");
    let exported = alone.json(&[&["export", "--to", &up], &SIZE[..]].concat());
    let files = exported["files"].as_array().unwrap();
    let files: Vec<&str> = files.iter().map(|file| file.as_str().unwrap()).collect();
    assert!(files.len() > 1, "{exported}");
    assert!(
        files
            .iter()
            .all(|file| Path::new(file).metadata().unwrap().len() < 128 * 1024)
    );

    // The last volume alone: what it lacks is named, and nothing of it is believed.
    let outcome = site.run(&["exchange", files[1]]);
    assert!(!outcome.ok);
    let says = ["operations 1 to", "import volume 1", "exported 20"];
    assert!(
        says.iter().all(|words| outcome.err.contains(words)),
        "{}",
        outcome.err
    );
    // The folder of both, in whatever order the stick lists them.
    for file in files.iter().rev() {
        let _ = site.run(&["exchange", file]);
    }
    let answer = on_stick(&site, "answer.xlb");
    let said = site.json(&[&["exchange"], &files[..], &["--to", &answer]].concat());
    assert_eq!(said["devices"][0]["head"], 40, "{said}");
    import(&alone, &answer);
    assert_eq!(unsent(&alone), 0);
}

#[test]
fn an_answer_in_volumes_is_of_use_volume_by_volume() {
    let site = Site::xiangyang();
    let county = enrol(&site, XIANGYANG.county, "county_coord", "李强");
    let mut ids = Vec::new();
    for (number, unit) in (0..).zip([XIANGYANG.township, XIANGYANG.elsewhere]) {
        let station = site.enrol(unit, "officer", &format!("民警{number}"));
        for round in 0..30 {
            let text = noise(number * 100 + round, 900);
            ids.push(hazard(&station, &[&format!("description={text}")]));
        }
        station.sync();
    }
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&county, &up);
    let said = site.json(&[&["exchange", &up, "--to", &down], &SIZE[..]].concat());
    let files = said["devices"][0]["answer"].as_array().unwrap();
    let files: Vec<&str> = files.iter().map(|file| file.as_str().unwrap()).collect();
    assert!(files.len() > 1, "{said}");

    let last = import(&county, files[files.len() - 1]);
    let early = county.list(&[]).len();
    assert_eq!(last["more"], false);
    assert!(early < ids.len());
    let first = import(&county, files[0]);
    assert_eq!(first["more"], true);
    for file in &files {
        import(&county, file);
    }
    let mut listed = county.list(&[]);
    listed.sort();
    ids.sort();
    assert_eq!(listed, ids);
    county.is_sound();
    exchange(&site, &up, &on_stick(&site, "again.xlb"));
    assert_eq!(import(&county, &on_stick(&site, "again.xlb"))["pulled"], 0);
}

#[test]
fn a_device_that_has_not_asked_is_given_all_that_it_may_see() {
    let site = Site::xiangyang();
    let alone = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let online = site.enrol(XIANGYANG.township, "officer", "王芳");
    let id = hazard(&online, &[]);
    online.sync();
    let down = on_stick(&site, "down.xlb");
    let device = alone.device();
    site.json(&["export", "--device", &device, "--to", &down]);
    import(&alone, &down);
    assert_eq!(alone.shown(&id), online.shown(&id));
    assert!(
        !site
            .run(&[
                "export",
                "--device",
                "nobody",
                "--to",
                &on_stick(&site, "x.xlb")
            ])
            .ok
    );
}
