//! Forms that are not right.

use super::{laptop_refuses, no};
use crate::world::{Laptop, Site, XIANGYANG};

pub(super) fn officer() -> (Site, Laptop) {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    // The first command of all notes the laptop's own grant in its journal, whatever it does.
    assert!(laptop.list(&[]).is_empty());
    (site, laptop)
}

#[test]
fn a_kind_field_or_code_that_does_not_exist_is_named_with_those_that_do() {
    let (_site, laptop) = officer();
    laptop_refuses(
        &laptop,
        &[
            no(&["add", "hazrd"], "hazrd", "可用：hazard", "known: hazard"),
            no(
                &["add", "hazard", "--set", "raod_name=x"],
                "raod_name",
                "road_name",
                "road_name",
            ),
            no(
                &["add", "hazard", "--set", "kinds=bend"],
                "bend",
                "sharp_curve 急弯",
                "sharp_curve",
            ),
            no(
                &["add", "hazard", "--set", "hazard_no=7"],
                "hazard_no",
                "系统生成",
                "the system",
            ),
            no(&["list", "hazrd"], "hazrd", "可用", "known"),
            no(
                &["list", "hazard", "--where", "colour=red"],
                "colour",
                "核对字段名",
                "check its name",
            ),
        ],
    );
}

#[test]
fn a_place_that_cannot_be_is_refused() {
    let (_site, laptop) = officer();
    laptop_refuses(
        &laptop,
        &[
            no(
                &["add", "hazard", "--set", "division=abc"],
                "abc",
                "6、9 或 12 位",
                "6, 9 or 12 digits",
            ),
            no(
                &["add", "hazard", "--set", "division=420625100"],
                "420625100000",
                "辖区内",
                "inside it",
            ),
            no(
                &["add", "hazard", "--set", "stake_start=K12+3000"],
                "K12+3000",
                "进位",
                "add them",
            ),
            no(
                &["add", "hazard", "--set", "stake_start=十二公里"],
                "十二公里",
                "K12+300",
                "K12+300",
            ),
            no(
                &["add", "hazard", "--set", "geo=200,300"],
                "geo",
                "核对数字",
                "check the digits",
            ),
            no(
                &["add", "hazard", "--set", "road_code=XXX"],
                "XXX",
                "Y014",
                "Y014",
            ),
        ],
    );
}

#[test]
fn a_value_that_is_wrong_or_over_its_limit_is_refused() {
    let (_site, laptop) = officer();
    let long = format!("description={}", "长".repeat(1001));
    laptop_refuses(
        &laptop,
        &[
            no(
                &["add", "inspection", "--set", "due_on=2026-02-30"],
                "2026-02-30",
                "核对月和日",
                "check month",
            ),
            no(
                &["add", "inspection", "--set", "due_on=明天"],
                "明天",
                "2026-05-03",
                "2026-05-03",
            ),
            no(
                &["add", "hazard", "--set", &long],
                "1001",
                "请缩短",
                "shorten",
            ),
            no(
                &[
                    "add",
                    "enforcement",
                    "--set",
                    "party_id_no=110105194912310021",
                ],
                "110105194912310021",
                "校验位不符；请逐位核对",
                "wrong check digit; compare it",
            ),
            no(
                &["add", "enforcement", "--set", "party_phone=123"],
                "123",
                "13871234567",
                "13871234567",
            ),
            no(
                &["add", "enforcement", "--set", "party_age=121"],
                "121",
                "120",
                "between 0 and 120",
            ),
            no(
                &["add", "enforcement", "--set", "violations=abc"],
                "abc",
                "请写成",
                "write it like",
            ),
            no(
                &[
                    "add",
                    "enforcement",
                    "--set",
                    r#"violations=[{"key":"flying"}]"#,
                ],
                "flying",
                "drink_driving",
                "drink_driving",
            ),
        ],
    );
}

/// domain.md §3.4: warn, do not block. What stands on a vehicle is written down as it stands there.
#[test]
fn an_odd_plate_is_pointed_out_and_kept() {
    let (_site, laptop) = officer();
    let outcome = laptop.run(&["add", "enforcement", "--set", "plate=鄂I12345"]);
    assert!(outcome.ok, "{}", outcome.err);
    assert_eq!(outcome.err.lines().count(), 1);
    assert!(
        outcome.err.contains("鄂I12345") && outcome.err.contains("look again"),
        "{}",
        outcome.err
    );
    let sound = laptop.run(&["add", "enforcement", "--set", "plate=鄂f·12345"]);
    assert_eq!(sound.err, "");
}

#[test]
fn a_plate_is_no_place_for_a_novel() {
    let (_site, laptop) = officer();
    let plate = format!("plate={}", "鄂F12345".repeat(100));
    laptop_refuses(
        &laptop,
        &[no(
            &["add", "enforcement", "--set", &plate],
            "plate",
            "",
            "",
        )],
    );
}

#[test]
fn a_program_reads_the_same_complaints() {
    let (_site, laptop) = officer();
    let outcome = laptop.run(&["add", "hazard", "--set", "kinds=bend", "--json"]);
    let errors: serde_json::Value = serde_json::from_str(&outcome.refused()).unwrap();
    let error = &errors["errors"][0];
    assert_eq!(error["field"], "kinds[0]");
    assert_eq!(error["code"], "value");
    assert!(error["zh"].as_str().unwrap().contains("bend"));
    assert!(error["en"].as_str().unwrap().contains("bend"));
}
