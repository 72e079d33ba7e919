//! Ledgers.

use merge::RecordId;

use super::*;

const LEDGER: &str = "\
    谷城县道路交通安全隐患台账\n\
    序号,行政区划,道路性质,道路名称/编号,隐患路段(桩号),是否通行客车,隐患类型,隐患现状,等级,督办等级,排查人/电话,排查时间,照片,整治意见,责任单位,资金,进展,验收人,销号,备注\n\
    1,湖北省襄阳市谷城县盛康镇,乡道,Y014盛石路,K12+300-K12+500,是,急弯、临水临崖,急弯无护栏,一般,县级,张三/13812345678,2026/5/3,有,加装护栏200米,谷城县公路局,50000,已完成一半,李四,否,\n\
    2,420625100,村道,老街路,村口,否,急弯,路面破损,重大隐患,,王五,2026-05-04,,,,,,,,\n";

fn record(site: &Site, report: &Report, at: usize) -> merge::Record {
    let ids: Vec<RecordId> = site.office().store().starting_with("0", 9).unwrap();
    assert_eq!(ids.len(), report.lines.len() - report.count(Wrong));
    site.office().store().record(ids[at]).unwrap().unwrap()
}

#[test]
fn a_ledger_becomes_drafts_and_the_same_ledger_nothing() {
    let mut site = Site::new();
    let report = site.apply(Target::Ledger, LEDGER);
    assert_eq!(
        (whats(&report), report.applied),
        (vec![New, New], true),
        "{report:#?}"
    );
    assert_eq!((report.lines[0].line, report.lines[1].line), (3, 4));
    let remarks: Vec<String> = report.remarks.iter().map(ToString::to_string).collect();
    assert!(remarks.join("").contains("草稿") && remarks.join("").contains("督办等级"));
    let first = record(&site, &report, 0);
    assert_eq!(first.bucket.to_string(), "420625102000");
    let kind = site.office().room.catalog.kind("hazard").unwrap();
    let text = |name: &str| {
        let value = first.value(kind.field(name).unwrap().id);
        value.and_then(|value| value.as_text().map(str::to_owned))
    };
    assert_eq!(text("road_name").as_deref(), Some("盛石路"));
    assert_eq!(text("found_by").as_deref(), Some("张三"));
    assert_eq!(text("grade_suggested").as_deref(), Some("general"));
    assert_eq!(text("grade"), None);
    let note = text("internal_note").unwrap();
    for words in [
        "进展：已完成一半",
        "验收人：李四",
        "责任单位：谷城县公路局",
        "13812345678",
    ] {
        assert!(note.contains(words), "{note}");
    }
    assert_eq!(first.items(kind.field("kinds").unwrap().id).len(), 3);
    assert_eq!(
        site.office().room.catalog.status(kind, &first).state,
        "draft"
    );
    assert_eq!(whats(&site.apply(Target::Ledger, LEDGER)), [Unchanged; 2]);
}

#[test]
fn a_changed_line_edits_its_record_and_half_an_import_is_finished() {
    let mut site = Site::new();
    let half: Vec<&str> = LEDGER.lines().take(3).collect();
    assert_eq!(whats(&site.apply(Target::Ledger, &half.join("\n"))), [New]);
    let report = site.apply(Target::Ledger, LEDGER);
    assert_eq!(whats(&report), [Unchanged, New]);
    let text = LEDGER.replace("急弯无护栏", "急弯，护栏缺失");
    assert_eq!(
        whats(&site.apply(Target::Ledger, &text)),
        [Changed, Unchanged]
    );
    assert_eq!(whats(&site.apply(Target::Ledger, &text)), [Unchanged; 2]);
    let first = record(&site, &report, 0);
    let kind = site.office().room.catalog.kind("hazard").unwrap();
    let value = first.value(kind.field("description").unwrap().id).unwrap();
    assert_eq!(value.as_text(), Some("急弯，护栏缺失"));
}

#[test]
fn wrong_lines_are_named_and_the_good_ones_may_be_taken() {
    let mut site = Site::new();
    let text = format!(
        "{LEDGER}\
        3,火星镇,乡道,Y014,K1,是,急弯,现状,一般,,,2026-05-03,,,,,,,,\n\
        4,谷城县盛康镇,天路,Y014,K1,是,急弯,现状,一般,,,2026-05-03,,,,,,,,\n\
        5,谷城县盛康镇,乡道,Y014,K1,是,急弯,现状,一般,,,,,,,,,,,\n\
        2,420625100,村道,老街路,村口,否,急弯,路面破损,重大,,王五,2026-05-04,,,,,,,,\n"
    );
    let report = site.apply(Target::Ledger, &text);
    assert_eq!(whats(&report), [New, New, Wrong, Wrong, Wrong, Wrong]);
    assert!(!report.applied);
    assert!(
        notes(&report, 2).contains("火星镇"),
        "{}",
        notes(&report, 2)
    );
    assert!(notes(&report, 3).contains("天路"));
    assert!(notes(&report, 4).contains("发现时间"));
    assert!(notes(&report, 5).contains("line 4"));
    let mut ask = site.ask(Target::Ledger, &text);
    (ask.apply, ask.accept_good) = (true, true);
    let taken = site.run(&ask);
    assert!(taken.applied);
    record(&site, &taken, 1);
    assert_eq!(
        whats(&site.run(&ask)),
        [Unchanged, Unchanged, Wrong, Wrong, Wrong, Wrong]
    );
}

#[test]
fn any_kind_is_imported_by_its_labels() {
    let mut site = Site::new();
    let mut ask = site.ask(
        Target::Ledger,
        "division,日期,劝导站点,劝导人员,多余\n420625102001,2026-05-03,村口劝导站,\"张三、李四\",x\n",
    );
    ask.kind = "persuasion_log".to_owned();
    let report = site.run(&ask);
    assert_eq!(
        (whats(&report), &report.ignored[..]),
        (vec![New], &["多余".to_owned()][..]),
        "{report:#?}"
    );
    ask.apply = true;
    assert_eq!(whats(&site.run(&ask)), [New]);
    assert_eq!(whats(&site.run(&ask)), [Unchanged]);
    ask.kind = "nothing".to_owned();
    let refused = site
        .office()
        .import(&site.layout, &ask, NOW, &mut |_, _| {});
    assert_eq!(refused.unwrap_err().code(), "kind");
    ask.kind = "hazard".to_owned();
    ask.role = Some("city_hq".to_owned());
    let refused = site
        .office()
        .import(&site.layout, &ask, NOW, &mut |_, _| {});
    assert_eq!(refused.unwrap_err().code(), "role");
    site.again();
}
