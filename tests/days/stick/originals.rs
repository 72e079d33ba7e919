//! A laptop that is never online asks for the originals of its neighbours' photos by stick.

use std::fs;

use sync::Request;
use sync::bundle::Part;
use sync::photos::{PhotoAsk, Wanted};

use super::pages::bring;
use super::photos::{parts, say};
use super::scope::opened;
use super::{carry, enrol, exchange, import, on_stick};
use crate::photos::{Shot, has, hazard_with, shot};
use crate::world::{Laptop, Site, Window, XIANGYANG, contains};

/// A station that never is online, and two photos of the station beside it, of which it has the
/// records and small pictures.
fn neighbours(site: &Site) -> (Laptop, [(String, Shot); 2]) {
    let alone = enrol(site, XIANGYANG.township, "officer", "张伟");
    let near = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let shots = ["桥头", "河堤"].map(|name| {
        let shot = shot(site.ground(), name, 700, 500);
        (hazard_with(&near, &shot), shot)
    });
    near.sync();
    carry(site, &alone, "first");
    for (id, shot) in &shots {
        assert_eq!(alone.show(id)["travelling"][&shot.sha256], "preview");
    }
    (alone, shots)
}

#[test]
fn the_original_of_a_neighbours_photo_is_asked_for_by_stick_and_seen() {
    let site = Site::xiangyang();
    let (alone, [(asked, wanted), (other, unasked)]) = neighbours(&site);
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    let said = alone.json(&["export", "--to", &up, "--want-photos", &asked[..12]]);
    assert_eq!(said["photos_wanted"], 1, "{said}");
    let guest = exchange(&site, &up, &down);
    assert_eq!((&guest["given"], &guest["left"]), (&1.into(), &0.into()));
    assert_eq!(import(&alone, &down)["originals"], 1);
    assert!(has(alone.folder(), &wanted), "byte for byte");
    assert!(alone.show(&asked)["travelling"].is_null());
    assert!(!has(alone.folder(), &unasked));
    assert_eq!(import(&alone, &down)["originals"], 0, "once is enough");

    // Without a record, all there are.
    let (rest, answer) = (on_stick(&site, "rest.xlb"), on_stick(&site, "answer.xlb"));
    let said = alone.json(&["export", "--to", &rest, "--want-photos"]);
    assert_eq!(said["photos_wanted"], 1, "{said}");
    exchange(&site, &rest, &answer);
    import(&alone, &answer);
    assert!(has(alone.folder(), &unasked));
    assert!(alone.show(&other)["travelling"].is_null());
}

#[test]
fn originals_that_do_not_fit_come_with_the_next_answers_and_no_byte_twice() {
    let site = Site::xiangyang();
    let (alone, shots) = neighbours(&site);
    let all: u64 = shots.iter().map(|(_, shot)| shot.bytes.len() as u64).sum();
    let (mut carried, mut rounds) = (0, 0);
    let mut ask = vec!["--want-photos"];
    while !shots.iter().all(|(_, shot)| has(alone.folder(), shot)) {
        let (up, down) = (
            on_stick(&site, &format!("{rounds}-up.xlb")),
            on_stick(&site, &format!("{rounds}-down.xlb")),
        );
        // It asks once, and the exports after that ask for what has not come.
        alone.json(&[&["export", "--to", &up], &ask[..]].concat());
        ask.clear();
        site.json(&["exchange", &up, "--to", &down, "--volume-size", "256K"]);
        let size = fs::metadata(&down).unwrap().len();
        assert!(size < 512 * 1024, "{size}");
        carried += size;
        import(&alone, &down);
        rounds += 1;
        assert!(rounds < 20, "{carried} bytes of {all}");
    }
    assert!(rounds > 2, "{rounds}");
    let envelopes = 16 * 1024 * rounds;
    assert!(carried < all + envelopes, "{carried} bytes carried {all}");
}

#[test]
fn an_original_from_outside_is_not_given_to_whoever_knows_its_name() {
    let site = Site::xiangyang();
    let (alone, _) = neighbours(&site);
    let far = site.enrol(XIANGYANG.elsewhere, "officer", "赵敏");
    let foreign = shot(site.ground(), "外县", 300, 200);
    hazard_with(&far, &foreign);
    far.sync();
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    alone.json(&["export", "--to", &up]);
    let mut said = parts(&site, &up);
    let sha256 = foreign.sha256.parse().unwrap();
    let wants = PhotoAsk::Wants(vec![Wanted { sha256, at: 0 }]);
    said.push(Part::Request(Request::Photo(wants)));
    say(&alone, &said, &up);
    assert_eq!(exchange(&site, &up, &down)["given"], 0);
    assert!(!contains(&opened(&alone, &down), &sha256.0));
}

#[test]
fn the_pages_ask_for_originals_too_and_the_office_gives_them() {
    let site = Site::xiangyang();
    let (alone, shots) = neighbours(&site);
    let officer = Window::of(&alone);
    let exported = officer.get("stick/export?originals=true");
    assert_eq!(exported.headers["xunlu-photos-wanted"], "2");
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    let taken = bring(&county, &exported.body).json();
    let line = taken["lines"][0]["zh"].as_str().unwrap();
    assert!(line.contains("答复带去照片 2 张"), "{line}");
    let answer = county.get(&format!(
        "stick/answer/{}",
        taken["answer"].as_str().unwrap()
    ));
    let taken = bring(&officer, &answer.body).json();
    let line = taken["lines"][0]["zh"].as_str().unwrap();
    assert!(line.contains("新到原图 2 张"), "{line}");
    for (_, shot) in &shots {
        let seen = officer.get(&format!("files/{}", shot.sha256));
        assert!(seen.body == shot.bytes, "the original, byte for byte");
    }
    officer.close();
}
