//! Each target: rehearsed, written, and the same file again.

use std::fs;
use std::path::Path;

use merge::RecordId;
use tempfile::TempDir;

use super::*;

const NOW: u64 = 1_790_000_000_000;

struct Site {
    folder: TempDir,
    layout: Layout,
    office: Option<Office>,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("4206.csv");
        fs::write(&csv, places::XIANGYANG_CSV).unwrap();
        let layout = Layout::new(&folder.path().join("office"));
        crate::init(&layout, &csv, None).unwrap();
        let office = Some(Office::open(&layout, &mut |_, _| {}).unwrap());
        Site {
            folder,
            layout,
            office,
        }
    }

    fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    /// Closes and opens, as the next command would.
    fn again(&mut self) {
        self.office.take().unwrap().close().unwrap();
        self.office = Some(Office::open(&self.layout, &mut |_, _| {}).unwrap());
    }

    fn ask(&self, target: Target, text: &str) -> Import {
        let file = self.folder.path().join("import.csv");
        fs::write(&file, text).unwrap();
        Import {
            target,
            file,
            apply: false,
            accept_good: false,
            kind: "hazard".to_owned(),
            role: None,
            name: None,
        }
    }

    fn run(&self, ask: &Import) -> Report {
        let mut last = (0, 0);
        let report = self
            .office()
            .import(&self.layout, ask, NOW, &mut |done, all| last = (done, all))
            .unwrap();
        assert_eq!(last.0, last.1, "the bar ends full");
        report
    }

    /// The report of writing a text, which was rehearsed before and changed nothing then.
    fn apply(&mut self, target: Target, text: &str) -> Report {
        let mut ask = self.ask(target, text);
        let before = files(self.layout.folder());
        let rehearsed = self.run(&ask);
        assert!(!rehearsed.applied);
        assert_eq!(
            files(self.layout.folder()),
            before,
            "a rehearsal writes nothing"
        );
        ask.apply = true;
        let report = self.run(&ask);
        assert_eq!(
            report.lines, rehearsed.lines,
            "what was said is what was done"
        );
        self.again();
        report
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() {
            all.push((name, fs::read(&path).unwrap()));
        } else if name == "journal" {
            all.extend(files(&path));
        }
    }
    all.sort();
    all
}

fn whats(report: &Report) -> Vec<What> {
    report.lines.iter().map(|line| line.what).collect()
}

fn notes(report: &Report, at: usize) -> String {
    let notes = report.lines[at].notes.iter();
    notes.map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

use What::{Changed, New, Unchanged, Wrong};

#[test]
fn divisions_are_extended_and_none_is_lost() {
    let mut site = Site::new();
    let count = site.office().divisions().len();
    let text = "名称,代码,上级,valid_to\n\
        新设村委会,420625199201,420625199000,\n\
        新设镇,420625199,420625,\n\
        谷城新县,420625,4206,\n\
        襄阳市,420600,,\n\
        城关镇,420625100,420625,2026-12-31\n";
    let report = site.apply(Target::Divisions, text);
    assert!(report.applied, "{report:?}");
    assert_eq!(whats(&report), [New, New, Changed, Unchanged, Changed]);
    let divisions = site.office().divisions();
    assert_eq!(divisions.len(), count + 2);
    let town = divisions.get("420625100".parse().unwrap()).unwrap();
    assert_eq!(town.valid_to.as_deref(), Some("2026-12-31"));
    let again = site.apply(Target::Divisions, text);
    assert_eq!(whats(&again), [Unchanged; 5]);
    let silent = site.apply(Target::Divisions, "code,name\n420625100,城关镇\n");
    assert_eq!(
        whats(&silent),
        [Unchanged],
        "no column says nothing of its end"
    );
}

#[test]
fn a_wrong_division_keeps_the_others_out_unless_accepted() {
    let mut site = Site::new();
    let text = "code,name,parent\n\
        420625199,新设镇,420625\n\
        420625298201,无主村,420625298\n\
        110000,北京,\n\
        42062519,短,\n\
        420625199,新设镇,420625\n";
    let report = site.apply(Target::Divisions, text);
    assert!(!report.applied);
    assert_eq!(whats(&report), [New, Wrong, Wrong, Wrong, Wrong]);
    assert!(notes(&report, 1).contains("420625298000"));
    assert!(notes(&report, 4).contains("line 2"));
    assert!(
        site.office()
            .divisions()
            .get("420625199".parse().unwrap())
            .is_none()
    );
    let mut ask = site.ask(Target::Divisions, text);
    (ask.apply, ask.accept_good) = (true, true);
    assert!(site.run(&ask).applied);
    site.again();
    assert!(
        site.office()
            .divisions()
            .get("420625199".parse().unwrap())
            .is_some()
    );
}

#[test]
fn holidays_are_read_back_as_days() {
    let mut site = Site::new();
    let text = "节假日安排\n日期,类型,名称,多余\n2026/10/1,休,国庆节,\n2026年9月20日,班,国庆节,\n";
    let report = site.apply(Target::Holidays, text);
    assert_eq!((whats(&report), report.applied), (vec![New, New], true));
    assert_eq!(report.ignored, ["多余"]);
    let day = |text| forms::day_number(text).unwrap();
    assert_eq!(
        holidays::read(&site.layout.holidays()).unwrap(),
        [(day("2026-09-20"), true), (day("2026-10-01"), false)]
    );
    assert_eq!(whats(&site.apply(Target::Holidays, text)), [Unchanged; 2]);
    let wrong = site.apply(
        Target::Holidays,
        "日期,类型\n10月1日,休\n2026-10-02,半天\n2026-10-01,班\n",
    );
    assert_eq!(
        (whats(&wrong), wrong.applied),
        (vec![Wrong, Wrong, Changed], false)
    );
    assert_eq!(wrong.lines[0].line, 2);
    assert!(notes(&wrong, 0).contains("10月1日") && notes(&wrong, 1).contains("半天"));
}

#[test]
fn official_codes_belong_to_violations_of_the_catalog() {
    let mut site = Site::new();
    let text = "key,official_code,effective_from\ndrink_driving,1712,2022-04-01\n饮酒后驾驶机动车,1712A,2026-04-01\n";
    assert_eq!(whats(&site.apply(Target::Violations, text)), [New, New]);
    assert_eq!(whats(&site.apply(Target::Violations, text)), [Unchanged; 2]);
    let odd = site.apply(
        Target::Violations,
        "key,official_code\ndrink_driving,第12条\nflying,1000\n",
    );
    assert_eq!((whats(&odd), odd.applied), (vec![New, Wrong], false));
    assert!(notes(&odd, 0).contains("第12条") && notes(&odd, 1).contains("flying"));
}

#[test]
fn units_answer_for_divisions_that_are_known() {
    let mut site = Site::new();
    let text = "单位代码,单位名称,类型,辖区\n420625102,盛康派出所,派出所,420625102；420625100\n420625,谷城大队,大队,\n";
    assert_eq!(whats(&site.apply(Target::Units, text)), [New, New]);
    assert_eq!(whats(&site.apply(Target::Units, text)), [Unchanged; 2]);
    let code = "420625102".parse().unwrap();
    let unit = units::read(&site.layout.units(), code).unwrap().unwrap();
    assert_eq!(
        (unit.name.as_str(), unit.jurisdiction.0.len()),
        ("盛康派出所", 2)
    );
    let wrong = site.apply(
        Target::Units,
        "code,name,辖区\n420625999,甲所,\n420625102,乙所,420625998\n",
    );
    assert_eq!((whats(&wrong), wrong.applied), (vec![Wrong, Wrong], false));
    assert!(notes(&wrong, 1).contains("420625998000"));
}

const LEDGER: &str = "\
    谷城县道路交通安全隐患台账\n\
    序号,行政区划,道路性质,道路名称/编号,隐患路段(桩号),是否通行客车,隐患类型,隐患现状,等级,督办等级,排查人/电话,排查时间,照片,整治意见,责任单位,资金,进展,验收人,销号,备注\n\
    1,谷城县盛康镇,乡道,Y014盛石路,K12+300-K12+500,是,急弯、陡坡,急弯无护栏,一般,县级,张三/13812345678,2026/5/3,有,加装护栏200米,谷城县公路局,50000,已完成一半,李四,否,\n\
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
    let kind = site.office().catalog.kind("hazard").unwrap();
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
    assert_eq!(first.items(kind.field("kinds").unwrap().id).len(), 2);
    assert_eq!(site.office().catalog.status(kind, &first).state, "draft");
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
    let kind = site.office().catalog.kind("hazard").unwrap();
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
    assert_eq!(refused.unwrap_err().code, "kind");
    ask.kind = "hazard".to_owned();
    ask.role = Some("city_hq".to_owned());
    let refused = site
        .office()
        .import(&site.layout, &ask, NOW, &mut |_, _| {});
    assert_eq!(refused.unwrap_err().code, "role");
    site.again();
}
