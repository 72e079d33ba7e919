//! The tables of a site.

use super::*;

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
    let read = holidays::read(&site.layout.holidays()).unwrap();
    let read: Vec<(&str, bool)> = read
        .iter()
        .map(|(day, work)| (day.as_str(), *work))
        .collect();
    assert_eq!(read, [("2026-09-20", true), ("2026-10-01", false)]);
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
    // How far each has taken the duty over is added later, and the rest stays.
    let later = "单位代码,单位,所属大队,推开情况\n420625102,盛康派出所,谷城大队,试点\n";
    assert_eq!(whats(&site.apply(Target::Units, later)), [Changed]);
    let kept = units::all(&site.layout.units()).unwrap();
    assert_eq!(
        kept[1],
        [
            "420625102000",
            "盛康派出所",
            "派出所",
            "420625100000;420625102000",
            "谷城大队",
            "pilot"
        ]
    );
    let wrong = site.apply(Target::Units, "code,name,试点\n420625102,盛康派出所,也许\n");
    assert!(notes(&wrong, 0).contains("也许"));
    let wrong = site.apply(
        Target::Units,
        "code,name,辖区\n420625999,甲所,\n420625102,乙所,420625998\n",
    );
    assert_eq!((whats(&wrong), wrong.applied), (vec![Wrong, Wrong], false));
    assert!(notes(&wrong, 1).contains("420625998000"));
}

#[test]
fn figures_of_a_county_are_kept_and_a_wrong_one_says_what_there_is() {
    let mut site = Site::new();
    let text = "区划,表,行,列,值,启用日期,停用日期\n\
        420625,deadlines,review/general,limit,5,2027/1/1,\n\
        谷城县,deadlines,review/general,limit,5,,\n\
        420625,deadlines,review/all,limit,5,,\n\
        420625,violations,no_plate,points,1,,\n\
        420625,legal_clocks,fine_paid,limit,20,2027-01-01,2027-12-31\n\
        110000,deadlines,review/general,limit,5,,\n\
        420625,deadlines,review/general,limit,6,2027-01-01,\n";
    let report = site.apply(Target::Figures, text);
    assert!(!report.applied);
    assert_eq!(
        whats(&report),
        [New, Wrong, Wrong, Wrong, New, Wrong, Wrong]
    );
    assert!(notes(&report, 2).contains("review/larger"), "{report:?}");
    assert!(notes(&report, 3).contains("deadlines"));
    assert!(notes(&report, 4).contains("law"));
    assert!(notes(&report, 6).contains("line 2"));
    let mut ask = site.ask(Target::Figures, text);
    (ask.apply, ask.accept_good) = (true, true);
    assert!(site.run(&ask).applied);
    site.again();
    let local = site.office().room.catalog.local().clone();
    let kept: Vec<_> = local
        .figures
        .iter()
        .map(|f| {
            (
                f.division,
                f.row.as_str(),
                f.value.as_i64(),
                f.from.as_deref(),
                f.to.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        kept,
        [
            (
                420_625_000_000,
                "review/general",
                Some(5),
                Some("2027-01-01"),
                None
            ),
            (
                420_625_000_000,
                "fine_paid",
                Some(20),
                Some("2027-01-01"),
                Some("2027-12-31")
            ),
        ]
    );
    // A later import of the same number for the same day replaces it.
    let newer = "区划,表,行,列,值,启用日期\n420625,deadlines,review/general,limit,7,2027-01-01\n";
    assert_eq!(whats(&site.apply(Target::Figures, newer)), [Changed]);
    assert_eq!(site.office().room.catalog.local().figures[0].value, 7);
}
