//! Another city, another province, characters few fonts have: nothing is made for one place only.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::contract::CLAUSES;
use crate::world::{Place, Site, xiangyang_csv};

/// The divisions of a city that is nowhere, in 内蒙古.
pub(crate) const ROWS: &str = "\
159900000000,敕勒川市,1,
159921000000,圐圙图县,2,159900000000
159921100000,㙍塔镇,3,159921000000
159921100001,圐圙补隆村委会,4,159921100000
159921100002,𬒈村委会,4,159921100000
159921200000,淖尔乡,3,159921000000
159921200001,淖尔社区居委会,4,159921200000
159922000000,后山县,2,159900000000
159922100000,西盖淖镇,3,159922000000
";

pub(crate) const CHILECHUAN: Place = Place {
    city: "159900000000",
    county: "159921000000",
    township: "159921100000",
    township_name: "㙍塔镇",
    village: "159921100001",
    elsewhere: "159921200000",
    other_county: "159922000000",
};

pub(crate) fn file(ground: &TempDir, rows: &str) -> PathBuf {
    let path = ground.path().join("divisions.csv");
    fs::write(&path, format!("code,name,level,parent\n{rows}")).unwrap();
    path
}

#[test]
fn the_contract_holds_in_another_city() {
    let ground = TempDir::new().unwrap();
    let divisions = file(&ground, ROWS);
    for clause in CLAUSES {
        clause(&Site::of(&divisions, &[]), &CHILECHUAN);
    }
}

#[test]
fn of_a_file_with_two_cities_one_is_named_and_the_other_stays_away() {
    let ground = TempDir::new().unwrap();
    let xiangyang = fs::read_to_string(xiangyang_csv()).unwrap();
    let rows = xiangyang.split_once('\n').unwrap().1;
    let divisions = file(&ground, &format!("{ROWS}{rows}"));
    let site = Site::of(&divisions, &["--city", "1599"]);
    assert_eq!(site.json(&["stats"])["under"], CHILECHUAN.city);
    let every_command = CLAUSES[0];
    every_command(&site, &CHILECHUAN);
    let why = site.run(&["stats", "--under", "420625"]).refused();
    assert!(why.contains("420625000000"), "{why}");
    let kept = fs::read_to_string(site.folder().join("divisions.csv")).unwrap();
    assert!(kept.contains("圐圙图县") && !kept.contains("谷城县"));
}

#[test]
fn rare_characters_come_through_to_the_table_and_the_record() {
    let ground = TempDir::new().unwrap();
    let site = Site::of(&file(&ground, ROWS), &[]);
    let station = site.enrol(CHILECHUAN.township, "officer", "𬒈玥");
    let id = crate::contract::hazard(&station, &["road_name=圐圙—𬒈线", "place_text=㙍塔"]);
    station.act(&id, "report", &[]);
    station.sync();
    assert_eq!(station.field(&id, "road_name"), "圐圙—𬒈线");
    assert_eq!(station.field(&id, "found_by"), "𬒈玥");
    let table = site.run(&["stats"]).said();
    assert!(
        table.contains("圐圙图县") && table.contains("㙍塔镇"),
        "{table}"
    );
}
