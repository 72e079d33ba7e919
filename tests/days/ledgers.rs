//! A station keeps its ledgers; the office proposes what falls due, counts, and prints.

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::world::{Laptop, Site, XIANGYANG, day};

pub(crate) fn causes(proposals: &Value) -> Vec<&str> {
    let rows = proposals.as_array().unwrap().iter();
    rows.map(|row| row["proposal"]["cause"].as_str().unwrap())
        .collect()
}

/// A minivan of the village whose inspection is due in ten days, and what that proposes.
pub(crate) fn minivan(officer: &Laptop) -> (String, String) {
    let due = day(10);
    let id = officer.add(
        "key_vehicle",
        &[
            "plate=鄂F12345",
            "key_class=minivan",
            "owner_name=张三",
            "owner_phone=13812345678",
            &format!("inspect_due={due}"),
        ],
    );
    (id, format!("due/inspect_due/{due}"))
}

#[test]
fn what_falls_due_is_proposed_everywhere_until_somebody_answers() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let (vehicle, cause) = minivan(&officer);
    assert_eq!(causes(&officer.json(&["proposals"])), [&cause]);
    officer.sync();
    let at_office = || site.json(&["proposals", "--under", XIANGYANG.county]);
    // Asked again, or by a server that starts again, it is one proposal for one cause.
    assert_eq!(causes(&at_office()), [&cause]);
    site.kill();
    assert_eq!(causes(&at_office()), [&cause]);
    site.start();
    assert_eq!(causes(&at_office()), [&cause]);
    let elsewhere = site.json(&["proposals", "--under", XIANGYANG.other_county]);
    assert!(causes(&elsewhere).is_empty());
    let long_before = site.json(&["proposals", "--on", &day(-60)]);
    assert!(causes(&long_before).is_empty());

    let answer = [
        format!("vehicle={vehicle}"),
        format!("cause={cause}"),
        "notice_reason=inspect".to_owned(),
        "told_name=张三".to_owned(),
        format!("due_on={}", day(10)),
    ];
    let answer: Vec<&str> = answer.iter().map(String::as_str).collect();
    let notice = officer.add("notice_to_owner", &answer);
    assert!(causes(&officer.json(&["proposals"])).is_empty());
    officer.sync();
    assert!(causes(&at_office()).is_empty());
    // A notice that was a mistake answers nothing.
    officer.act(&notice, "void", &["reason=录错"]);
    assert_eq!(causes(&officer.json(&["today"])), [&cause]);
}

#[test]
fn the_year_in_one_paragraph_and_the_records_behind_it() {
    let site = Site::xiangyang();
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    lead.add(
        "person",
        &[
            "name=王芳",
            "org=盛康派出所",
            "posts=traffic_leader",
            "full_time=yes",
        ],
    );
    lead.add("equipment", &["equipment_kind=alcohol_tester", "count=3"]);
    lead.add("equipment", &["equipment_kind=body_camera", "count=4"]);
    let training = ["topic=law", "trainer=李强", "attendee_count=12"];
    lead.add("training", &training);
    let gone = lead.add("training", &training);
    lead.act(&gone, "void", &["reason=重复"]);
    let last_year = format!("date={}", day(-400));
    lead.add("training", &[&training[..], &[&last_year]].concat());
    lead.sync();

    let report = site.json(&[
        "report",
        "R11",
        "--under",
        XIANGYANG.county,
        "--from",
        &day(-300),
        "--to",
        &day(0),
    ]);
    let text = report["parts"][0]["text"]["zh"].as_str().unwrap();
    for words in [
        "所领导1人",
        "执法装备7套",
        "业务培训1场次",
        "查处交通违法0起",
        "整改率—",
        "同比—",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let span = ["--from", &day(-300), "--to", &day(0)];
    let behind = site.json(&[&["behind", "trainings"][..], &span].concat());
    assert_eq!(behind["parts"][0]["rows"].as_array().unwrap().len(), 1);
    let all = site.json(&["behind", "trainings", "--from", &day(-500), "--to", &day(0)]);
    assert_eq!(all["parts"][0]["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn what_a_campaign_achieved_is_counted_and_never_typed() {
    let site = Site::xiangyang();
    let lead = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let (from, to) = (format!("start_on={}", day(0)), format!("end_on={}", day(3)));
    let action = lead.add(
        "campaign",
        &[
            "name=三超整治",
            "campaign_kind=concentrated",
            "focus=three_overs",
            "level=township",
            "orgs=[{\"org\":\"盛康派出所\"}]",
            &from,
            &to,
        ],
    );
    let campaign = format!("campaign={action}");
    for persons in ["persons=12", "persons=30"] {
        lead.add(
            "persuasion_log",
            &[
                "station_point=桥头",
                "actors=[{\"person\":\"王芳\"}]",
                "occasion=market",
                persons,
                &campaign,
            ],
        );
    }
    lead.sync();
    let results = site.json(&["results", &action[..12]]);
    let rows = results["parts"][0]["rows"].as_array().unwrap();
    let counted = |zh: &str| {
        let row = rows.iter().find(|row| row[0]["text"]["zh"] == zh);
        row.map(|row| row[1]["number"]["units"].as_i64().unwrap())
    };
    assert_eq!(counted("劝导日志"), Some(2), "{rows:?}");
    assert_eq!(counted("劝导人次"), Some(42));
    let refused = site.run(&["results", "ffffff"]).refused();
    assert!(refused.contains("ffffff"), "{refused}");
}

#[test]
fn a_ledger_is_a_workbook_with_names_masked() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    minivan(&officer);
    officer.sync();
    let file = site.ground().join("到期.xlsx");
    let out = file.to_str().unwrap();
    let span = ["--from", &day(-5), "--to", &day(20)];
    let report = ["report", "R8", "--format", "xlsx", "--out", out];
    site.run(&[&report[..], &span].concat()).said();
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let sheets = book.sheet_names();
    assert_eq!(sheets.len(), 8, "{sheets:?}");
    let sheet = book.worksheet_range(&sheets[1]).unwrap();
    let cells: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for words in ["鄂F12345", "rural minivan", "张*", "138****5678"] {
        assert!(
            cells.iter().any(|cell| cell.contains(words)),
            "{words}: {cells:?}"
        );
    }
    assert!(cells.iter().all(|cell| !cell.contains("张三")));
    let numbers = sheet
        .cells()
        .filter(|(_, _, cell)| matches!(cell, Data::Float(_)));
    assert_eq!(numbers.count(), 1, "the serial number");

    let whole = ["report", "R8", "--whole", "--reason", "测试"];
    let whole = site.run(&[&whole[..], &span].concat()).said();
    assert!(whole.contains("13812345678"));
    let refused = site.run(&["report", "R8", "--format", "xlsx"]).refused();
    assert!(refused.contains("--out"), "{refused}");
    let refused = site.run(&["report", "R13"]).refused();
    assert!(refused.contains("R12"), "{refused}");
    let refused = site.run(&["report", "R4", "--month", "2026-13"]).refused();
    assert!(refused.contains("2026-13"), "{refused}");
}
