//! What an office reads in its reports, told beforehand from what was brought in.

use std::fs;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::world::{Site, XIANGYANG};

const VILLAGE: &str = "420625102001";
const NEXT: &str = "420625102201";

/// Brings a table in, all of it.
fn import(site: &Site, kind: &str, name: &str, text: &str) {
    let path = site.ground().join(name);
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    let report = site.json(&["import", "ledger", path, "--kind", kind, "--apply"]);
    assert_eq!(report["wrong"], 0, "{report}");
    assert_eq!(report["applied"], true, "{report}");
}

/// The report of a division for October 2025, which is over whenever this is read.
fn october(site: &Site, name: &str, under: &str) -> Value {
    site.json(&["report", name, "--under", under, "--month", "2025-10"])
}

/// What stands in a column of the row of a division; of a share its text and both figures.
fn cell(report: &Value, part: usize, division: &str, column: &str) -> String {
    let part = &report["parts"][part];
    let columns = part["columns"].as_array().unwrap();
    let at = columns.iter().position(|c| c["name"] == column).unwrap();
    let rows = part["rows"].as_array().unwrap();
    let row = rows
        .iter()
        .rfind(|row| row[1]["text"]["zh"] == division)
        .unwrap();
    let cell = &row[at];
    match (&cell["number"], &cell["share"]) {
        (Value::Null, Value::Null) => cell["text"]["zh"].as_str().unwrap().to_owned(),
        (Value::Null, share) => format!(
            "{} {}/{}",
            share["text"].as_str().unwrap(),
            share["of"],
            share["to"]
        ),
        (number, _) => number["units"].to_string(),
    }
}

fn texts(part: &Value, column: usize) -> Vec<String> {
    let rows = part["rows"].as_array().unwrap().iter();
    let text = |row: &Value| {
        row[column]["text"]["zh"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    rows.map(text).collect()
}

#[test]
fn a_persuasion_station_is_active_with_four_logs_a_month_and_idle_villages_are_named() {
    let site = Site::xiangyang();
    site.stop();
    import(
        &site,
        "station_point",
        "站.csv",
        &format!(
            "division,name,point_kind,head\n{VILLAGE},东头劝导站,village,李强\n{VILLAGE},西头劝导站,village,李强\n"
        ),
    );
    let mut logs = String::from("division,date,station_point,actors,persons,topics\n");
    // Four logs at the one, three at the other, one in the month before, one elsewhere long ago.
    for (village, day, point) in [
        (VILLAGE, "2025-10-03", "东头劝导站"),
        (VILLAGE, "2025-10-10", "东头劝导站"),
        (VILLAGE, "2025-10-17", "东头劝导站"),
        (VILLAGE, "2025-10-31", "东头劝导站"),
        (VILLAGE, "2025-10-03", "西头劝导站"),
        (VILLAGE, "2025-10-10", "西头劝导站"),
        (VILLAGE, "2025-10-17", "西头劝导站"),
        (VILLAGE, "2025-09-30", "西头劝导站"),
        (NEXT, "2025-08-31", "南头劝导站"),
    ] {
        let topics = "\"[{\"\"topic\"\":\"\"helmet\"\",\"\"count\"\":6}]\"";
        logs.push_str(&format!("{village},{day},{point},赵六,5,{topics}\n"));
    }
    import(&site, "persuasion_log", "日志.csv", &logs);

    let report = october(&site, "R7", XIANGYANG.township);
    for (part, column, wanted) in [
        (0, "station_points", "2"),
        (0, "point_active_rate", "50.00% 1/2"),
        (0, "persuasion_logs", "7"),
        (0, "persuasion_logs:yoy", "新增"),
        (0, "persuasion_logs:previous", "+600.00%"),
        (0, "persons_persuaded", "35"),
        (1, "topic_helmet", "42"),
        (1, "topic_belt", "0"),
        (3, "coverage", "3.57% 1/28"),
    ] {
        assert_eq!(
            cell(&report, part, XIANGYANG.township, column),
            wanted,
            "{column}"
        );
    }
    idle_villages_are_named(&report["parts"][4]);

    // The county and the city tell the same, and every figure has its records.
    for code in [XIANGYANG.county, XIANGYANG.city] {
        let report = october(&site, "R7", code);
        assert_eq!(cell(&report, 0, code, "point_active_rate"), "50.00% 1/2");
    }
    let behind = site.json(&["behind", "point_active_rate", "--month", "2025-10"]);
    let parts: Vec<usize> = behind["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["rows"].as_array().unwrap().len())
        .collect();
    assert_eq!(parts, [2, 7], "the stations, and the logs");
}

/// All villages but the one, each with the days since anything was done there.
fn idle_villages_are_named(idle: &Value) {
    let codes = texts(idle, 2);
    assert_eq!(codes.len(), 27);
    assert!(!codes.contains(&VILLAGE.to_owned()));
    let rows = idle["rows"].as_array().unwrap();
    let next = rows
        .iter()
        .find(|row| row[2]["text"]["zh"] == NEXT)
        .unwrap();
    assert_eq!(
        next[3]["number"]["units"], 61,
        "from 31 August to 31 October"
    );
    let never = rows
        .iter()
        .find(|row| row[2]["text"]["zh"] == "420625102202")
        .unwrap();
    assert_eq!(never[3]["text"]["zh"], "从未");
}

#[test]
fn whoever_falls_due_or_has_not_signed_is_counted_and_named() {
    let site = Site::xiangyang();
    site.stop();
    import(
        &site,
        "key_vehicle",
        "车.csv",
        &format!(
            "division,plate,key_class,owner_name,inspect_due,insurance_due\n{VILLAGE},鄂F11111,minivan,=王五,2025-10-05,2026-01-01\n{VILLAGE},鄂F22222,truck,+钱六,2025-07-01,2025-10-31\n"
        ),
    );
    import(
        &site,
        "driver",
        "人.csv",
        &format!(
            "division,name,review_due,points\n{VILLAGE},孙七,2025-10-20,9\n{NEXT},周八,2025-11-01,0\n"
        ),
    );
    import(
        &site,
        "notice_to_owner",
        "告知.csv",
        &format!(
            "division,notice_reason,told_name,due_on,vehicle\n{VILLAGE},inspect,=王五,2025-10-05,{}\n",
            vehicle(&site)
        ),
    );
    let report = october(&site, "R8", XIANGYANG.township);
    for (column, wanted) in [
        ("key_vehicles", "2"),
        ("drivers", "2"),
        ("drivers_high_points", "1"),
        ("due_inspect", "1"),
        ("due_insurance", "1"),
        ("due_review", "1"),
        // Written, not yet sent.
        ("notice_rate", "0.00% 0/3"),
        ("notice_handled_rate", "— 0/0"),
    ] {
        assert_eq!(
            cell(&report, 0, XIANGYANG.township, column),
            wanted,
            "{column}"
        );
    }
    let inspected = &report["parts"][1];
    // What fell due in July and still is due is listed too.
    assert_eq!(texts(inspected, 2), ["鄂F11111", "鄂F22222"]);
    assert_eq!(texts(inspected, 4), ["=**", "+**"], "names are masked");
    assert_eq!(inspected["total"][1]["text"]["zh"], "2 条");
    let told = texts(inspected, 7);
    assert!(
        told[0].contains("检验到期") && told[1].is_empty(),
        "{told:?}"
    );

    let report = october(&site, "R5", XIANGYANG.township);
    let rate = |column| cell(&report, 0, XIANGYANG.township, column);
    assert_eq!(rate("signing_rate_person"), "0.00% 0/4");
    assert_eq!(rate("signing_rate_township_village"), "0.00% 0/28");
    let unsigned = &report["parts"][4];
    assert_eq!(texts(unsigned, 2), ["孙*", "周*", "=**", "+**"]);
    let county = october(&site, "R5", XIANGYANG.county);
    let hint = county["parts"][4]["text"]["zh"].as_str().unwrap();
    assert!(hint.contains("--under"), "{hint}");
    is_a_ledger(&site);
}

/// The id of the minivan.
fn vehicle(site: &Site) -> String {
    let behind = site.json(&["behind", "key_vehicles_minivan", "--month", "2025-10"]);
    let part = &behind["parts"][0];
    assert_eq!(texts(part, 4), ["鄂F11111"]);
    part["records"][0].as_str().unwrap().to_owned()
}

/// A workbook as offices file it, in which no text becomes a formula.
fn is_a_ledger(site: &Site) {
    let file = site.ground().join("到期.xlsx");
    let out = file.to_str().unwrap();
    let report = [
        "report",
        "R8",
        "--under",
        XIANGYANG.township,
        "--month",
        "2025-10",
    ];
    let into = [
        "--whole", "--reason", "测试", "--format", "xlsx", "--out", out, "--lang", "zh",
    ];
    site.run(&[&report[..], &into].concat()).said();
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let name = book.sheet_names()[1].clone();
    let formulas = book.worksheet_formula(&name).unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
    let sheet = book.worksheet_range(&name).unwrap();
    let text = |row: u32, column: u32| match sheet.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("{row},{column}: {other:?}"),
    };
    assert!(text(0, 0).contains("检验到期车辆"));
    assert!(text(1, 0).contains("盛康镇") && text(1, 0).contains("2025-10-01"));
    assert_eq!(text(2, 0), "序号");
    assert_eq!([text(3, 4), text(4, 4)], ["=王五", "+钱六"]);
    assert_eq!(text(5, 0), "合计");
    let signed = text(7, 0);
    for word in ["填表人", "审核人", "日期"] {
        assert!(signed.contains(word), "{signed}");
    }
}
