//! Steps that cannot be taken, records that are not there, files that are no photos.

use super::forms::officer;
use super::{laptop_refuses, no};
use crate::contract::hazard;

#[test]
fn a_step_that_is_not_the_persons_or_not_the_records_is_refused() {
    let (_site, laptop) = officer();
    let draft = laptop.add("hazard", &["kinds=sharp_curve"]);
    let reported = hazard(&laptop, &[]);
    laptop.act(&reported, "report", &[]);
    let confirm = [
        "act",
        &reported,
        "confirm",
        "--set",
        "grade=general",
        "--set",
        "nature=normal",
    ];
    laptop_refuses(
        &laptop,
        &[
            no(&confirm, "", "县级协调员", "county coordinator"),
            no(
                &["act", &draft, "submit"],
                "event",
                "现在可做：上报",
                "you may now: report",
            ),
            no(&["act", &reported, "report"], "event", "待审核", "reported"),
            no(
                &["act", &draft, "fly"],
                "fly",
                "可用：report",
                "known: report",
            ),
            no(
                &["act", &draft, "report"],
                "photos_before",
                "请用 --photo",
                "with --photo",
            ),
            no(
                &["act", &draft, "report"],
                "description",
                "必填",
                "must be filled",
            ),
            no(
                &["edit", &draft, "--set", "grade=major"],
                "grade",
                "县级协调员",
                "county coordinator",
            ),
            no(&["edit", &draft], "", "请修改", "change something"),
        ],
    );
    assert_eq!(laptop.state(&draft), "draft");
}

#[test]
fn a_record_or_conflict_that_is_not_there_is_refused() {
    let (_site, laptop) = officer();
    let id = laptop.add("hazard", &["kinds=sharp_curve"]);
    laptop.add("hazard", &["kinds=water"]);
    let beginning = &id[..1];
    let strange = "ffffffffffffffffffffffffffffffff";
    laptop_refuses(
        &laptop,
        &[
            no(&["show", "ffff"], "ffff", "请用 list", "see `list`"),
            no(&["show", strange], strange, "先同步", "sync first"),
            no(
                &["edit", "ffff", "--set", "side=left"],
                "ffff",
                "请用 list",
                "see `list`",
            ),
            no(&["show", beginning], beginning, "多写几位", "write more"),
            no(
                &["resolve", &id, "description", "--take", "x"],
                "description",
                "直接修改",
                "edit it",
            ),
            no(
                &["resolve", &id, "status", "--take", "x"],
                "",
                "县级协调员",
                "county coordinator",
            ),
            no(
                &["resolve", &id, "description", "--from", "abc"],
                "abc",
                "conflicts",
                "conflicts",
            ),
        ],
    );
}

#[test]
fn a_record_of_another_kind_cannot_stand_in_for_a_hazard() {
    let (_site, laptop) = officer();
    let log = laptop.add(
        "persuasion_log",
        &["station_point=桥头", r#"actors=[{"person":"张伟"}]"#],
    );
    let hazard = format!("hazard={log}");
    laptop_refuses(
        &laptop,
        &[no(
            &["add", "lookback", "--set", &hazard, "--set", "basis=all"],
            "hazard",
            "隐患",
            "hazard",
        )],
    );
}

#[test]
fn a_file_that_is_no_photo_is_refused_and_a_photo_of_a_refused_form_is_not_kept() {
    let (site, laptop) = officer();
    let text = site.ground().join("急弯.jpg");
    std::fs::write(&text, "<script>").unwrap();
    let text = text.to_str().unwrap();
    let gone = site.ground().join("gone.jpg");
    let gone = gone.to_str().unwrap();
    let photo = laptop.photo("弯道");
    let id = laptop.add("hazard", &["kinds=sharp_curve"]);
    laptop_refuses(
        &laptop,
        &[
            no(
                &["add", "hazard", "--photo", text],
                "急弯.jpg",
                "请转换",
                "convert it",
            ),
            no(
                &["add", "hazard", "--photo", gone],
                "gone.jpg",
                "检查路径",
                "check the path",
            ),
            no(
                &["add", "hazard", "--set", "kinds=bend", "--photo", &photo],
                "bend",
                "可选",
                "choose",
            ),
            no(
                &["act", &id, "submit", "--photo", &photo],
                "event",
                "上报",
                "report",
            ),
        ],
    );
}
