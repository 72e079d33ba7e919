//! What a stick carries for a station is what a network would have brought it.

use merge::Key;
use sync::bundle::Reader;

use super::{carry, enrol, exchange, export, import, on_stick};
use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG, contains};

/// A bundle's parts in the clear, as the one it is sealed to can read them.
pub(super) fn opened(laptop: &Laptop, bundle: &str) -> Vec<u8> {
    let device = laptop.identity();
    let key: Key = device.key();
    let mut reader = Reader::open(std::fs::File::open(bundle).unwrap()).unwrap();
    reader.unlock(&key).unwrap();
    let mut clear = Vec::new();
    while let Some(part) = reader.next_part().unwrap() {
        clear.extend(minicbor::to_vec(&part).unwrap());
    }
    clear
}

#[test]
fn nothing_of_another_station_is_on_the_stick_even_sealed() {
    let site = Site::xiangyang();
    let here = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let there = enrol(&site, XIANGYANG.elsewhere, "officer", "王强");
    let own = hazard(&here, &["description=canary-own"]);
    let theirs = hazard(&there, &["description=canary-theirs"]);
    carry(&site, &there, "there");
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&here, &up);
    exchange(&site, &up, &down);

    let clear = opened(&here, &down);
    assert!(contains(&clear, b"canary-own"), "its own echo is there");
    assert!(!contains(&clear, b"canary-theirs"));
    assert!(!contains(&clear, "王强".as_bytes()));
    import(&here, &down);
    assert_eq!(here.list(&[]), [own]);
    assert!(!here.holds("canary-theirs"));

    // Whoever finds the stick reads neither.
    for file in [&up, &down] {
        let bytes = std::fs::read(file).unwrap();
        assert!(!contains(&bytes, b"canary") && !contains(&bytes, "张伟".as_bytes()));
    }
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    assert_eq!(county.list(&[]).len(), 2);
    assert!(county.list(&[]).contains(&theirs));
}
