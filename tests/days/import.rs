//! An office brings in what it kept in tables, and the stations work on with it.

use std::fs;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use crate::world::{Outcome, Site, XIANGYANG, kept, program};

fn file(site: &Site, name: &str, text: &str) -> String {
    let path = site.ground().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn ledger(lines: usize) -> String {
    let mut text = String::from(
        "序号,行政区划,道路性质,道路名称/编号,隐患路段(桩号),是否通行客车,隐患类型,隐患现状,等级,排查人/电话,排查时间,验收人\n",
    );
    for n in 1..=lines {
        text.push_str(&format!(
            "{n},谷城县盛康镇,乡道,Y014盛石路,K{n}+300,是,急弯,第{n}处急弯无护栏,一般,张三/13812345678,2026/5/3,李四\n"
        ));
    }
    text
}

/// How many lines became what.
fn counts(report: &Value) -> [u64; 4] {
    ["new", "changed", "unchanged", "wrong"].map(|what| report[what].as_u64().unwrap())
}

#[test]
fn an_imported_ledger_reaches_the_station_and_is_reported_from_there() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张三");
    let path = file(&site, "台账.csv", &ledger(12));
    let import = ["import", "ledger", &path];
    let running = site.run(&import).refused();
    assert!(running.contains("stop that program first"), "{running}");
    site.stop();

    let before = kept(site.folder());
    let said = site.run(&import).said();
    assert!(
        said.contains("line 2 new") && said.contains("nothing written"),
        "{said}"
    );
    assert!(said.contains("draft") && said.contains("photo"), "{said}");
    assert_eq!(kept(site.folder()), before, "a rehearsal writes nothing");

    let apply = ["import", "ledger", &path, "--apply"];
    assert_eq!(counts(&site.json(&apply)), [12, 0, 0, 0]);
    let before = kept(site.folder());
    assert_eq!(counts(&site.json(&apply)), [0, 0, 12, 0]);
    assert_eq!(
        kept(site.folder()),
        before,
        "the same ledger again writes nothing"
    );

    site.start();
    laptop.run(&["sync"]).said();
    let listed = laptop.json(&["list", "hazard"]);
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 12, "{listed:?}");
    let id = listed[0]["id"].as_str().unwrap();
    let photo = laptop.photo("弯道");
    laptop.run(&["act", id, "report", "--photo", &photo]).said();
    laptop.edit(id, &["description=急弯，已设警示桩"]);
    laptop.run(&["sync"]).said();
    site.stop();
    let again = site.json(&apply);
    assert_eq!(counts(&again), [0, 0, 12, 0], "what a station did stands");
    let newer = file(&site, "新台账.csv", &ledger(12).replace("无护栏", "缺护栏"));
    let newer = site.run(&["import", "ledger", &newer, "--json"]);
    let newer: Value = serde_json::from_str(&newer.out).unwrap();
    assert_eq!(
        counts(&newer),
        [0, 11, 0, 1],
        "no line overwrites what a station wrote"
    );
}

#[test]
fn wrong_lines_fail_the_command_until_they_are_accepted() {
    let site = Site::xiangyang();
    site.stop();
    let text = format!(
        "{}13,火星镇,乡道,Y014,K1,是,急弯,现状,一般,,2026/5/3,\n",
        ledger(2)
    );
    let path = file(&site, "台账.csv", &text);
    let before = kept(site.folder());
    let Outcome { ok, out, err } = site.run(&["import", "ledger", &path, "--apply"]);
    assert!(
        !ok && out.contains("line 4 wrong") && out.contains("火星镇"),
        "{out}"
    );
    assert!(err.contains("--accept-good"), "{err}");
    assert_eq!(kept(site.folder()), before);
    let accepted = site.json(&["import", "ledger", &path, "--apply", "--accept-good"]);
    assert_eq!(counts(&accepted), [2, 0, 0, 1]);
    assert_eq!(accepted["lines"][2]["line"], 4);
}

#[test]
fn an_import_killed_half_way_is_finished_by_the_next() {
    let site = Site::xiangyang();
    site.stop();
    let all = 3000;
    let path = file(&site, "台账.csv", &ledger(all));
    let journal = || {
        let kept = kept(&site.folder().join("journal"));
        kept.values().flatten().map(Vec::len).sum::<usize>()
    };
    let empty = journal();
    let mut import = program("xunlu-server");
    import
        .args(["import", "ledger", &path, "--apply", "--data"])
        .arg(site.folder());
    let mut running: Child = import
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The first steps are on the disk, the last ones hardly.
    while journal() < empty + 100_000 && running.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    let [new, changed, unchanged, wrong] =
        counts(&site.json(&["import", "ledger", &path, "--apply"]));
    assert_eq!((new + unchanged, changed, wrong), (all as u64, 0, 0));
    assert!(unchanged > 0, "what was kept before the kill is there");
    assert!(new > 0, "the kill came before the end");
    let again = site.json(&["import", "ledger", &path]);
    assert_eq!(counts(&again), [0, 0, all as u64, 0]);
}

#[test]
fn the_tables_of_a_site_are_brought_up_to_date() {
    let site = Site::xiangyang();
    site.stop();
    let tables = [
        ("divisions", "code,name\n420625199,新设镇\n"),
        (
            "units",
            "单位代码,单位名称,辖区\n420625102,盛康派出所,420625102;420625199\n",
        ),
        (
            "holidays",
            "日期,类型,名称\n2026-10-01,休,国庆节\n2026-10-10,班,国庆节\n",
        ),
        (
            "violations",
            "key,official_code,effective_from\ndrink_driving,1712,2022-04-01\n",
        ),
    ];
    for (target, text) in tables {
        let path = file(&site, &format!("{target}-in.csv"), text);
        let lines = text.lines().count() as u64 - 1;
        let apply = ["import", target, &path, "--apply"];
        assert_eq!(counts(&site.json(&apply)), [lines, 0, 0, 0], "{target}");
        assert_eq!(counts(&site.json(&apply)), [0, 0, lines, 0], "{target}");
        assert!(site.folder().join(format!("{target}.csv")).exists());
    }
    // The new township is in force, and the station answers for it without being told again.
    let invite = site.invite("420625102", "officer", "张三");
    let invite: Value = serde_json::from_slice(&fs::read(invite).unwrap()).unwrap();
    let area = invite["unit"]["jurisdiction"].to_string();
    assert!(area.contains("420625199000"), "{area}");
}
