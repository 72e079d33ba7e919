//! The command line, clause by clause.
//!
//! Each clause is lived at an office of its own, in 谷城县 here and in another city elsewhere.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::world::{Lang, Laptop, Place, Site, XIANGYANG};

/// A clause of the contract, and the office and place to live it in.
pub(crate) type Clause = fn(&Site, &Place);

/// Every clause below.
pub(crate) const CLAUSES: &[Clause] = &[
    every_command,
    a_photo,
    lists_and_conditions,
    history,
    unsent,
    four_levels,
    deadlines,
    both_languages,
];

/// A hazard that may be reported as it stands, with some fields filled otherwise.
pub(crate) fn hazard(officer: &Laptop, otherwise: &[&str]) -> String {
    let photo = format!("photos_before=@{}", officer.photo("弯道"));
    let plain = [
        "kinds=sharp_curve",
        "road_class=township",
        "place_text=桥头",
        "description=急弯无护栏",
        "bus_route=no",
        &photo,
    ];
    let field = |entry: &str| entry.split('=').next().unwrap_or_default().to_owned();
    let kept = |entry: &&str| otherwise.iter().all(|other| field(other) != field(entry));
    let mut form: Vec<&str> = plain.into_iter().filter(kept).collect();
    form.extend(otherwise);
    officer.add("hazard", &form)
}

fn officer(site: &Site, place: &Place) -> Laptop {
    site.enrol(place.township, "officer", "张伟")
}

fn every_command(site: &Site, place: &Place) {
    let laptop = site.new_laptop();
    let invite = site.invite(place.township, "officer", "张伟");
    let let_in = laptop.json(&["init", "--invite", &invite, "--server", &site.url()]);
    assert_eq!(let_in["role"], "officer");
    assert_eq!(let_in["unit"], place.township);
    assert_eq!(let_in["person"], "张伟");
    assert_eq!(let_in["device"], laptop.device());

    let id = hazard(&laptop, &["stake_start=K12+300", "road_code=Y014"]);
    laptop.edit(&id, &["stake_end=K12+450", "geo=31.9,111.2"]);
    laptop.act(&id, "report", &["grade_suggested=larger"]);
    let shown = laptop.show(&id);
    assert_eq!(shown["id"], id);
    assert_eq!(shown["kind"], "hazard");
    assert_eq!(shown["status"], "reported");
    assert_eq!(shown["division"], place.township);
    assert_eq!(shown["conflicts"], 0);
    assert_eq!(shown["events"][0]["event"], "report");
    let fields = &shown["fields"];
    assert_eq!(fields["kinds"], json!(["sharp_curve"]));
    assert_eq!(fields["stake_start"], "K12+300");
    assert_eq!(fields["stake_end"], "K12+450");
    assert_eq!(fields["bus_route"], false);
    assert_eq!(fields["description"], "急弯无护栏");
    assert_eq!(fields["found_by"], "张伟");
    assert_eq!(fields["grade_suggested"], "larger");

    let synced = laptop.sync();
    assert_eq!(synced["pushed"], 3);
    assert_eq!(synced["unsent"], 0);
    assert!(laptop.conflicts().is_empty());
    assert_eq!(laptop.status("healthy"), true);
    laptop.is_sound();
    laptop.run(&["rebuild"]).said();
    laptop.is_sound();
    assert_eq!(site.stats_of(place.township)["figures"]["hazards_found"], 1);
    assert_eq!(site.json(&["due"]), json!([]));
}

fn a_photo(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let photo = laptop.photo("弯道");
    let bytes = std::fs::read(&photo).unwrap();
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let id = hazard(&laptop, &[]);
    let kept = &laptop.field(&id, "photos_before")[0];
    assert_eq!(kept["sha256"], hash);
    assert_eq!(kept["caption"], "弯道.jpg");
    assert_eq!(kept["mime"], "image/jpeg");
    assert_eq!(kept["size"], bytes.len());
    let blob = laptop.file("blobs").join(&hash[..2]).join(&hash);
    assert_eq!(std::fs::read(blob).unwrap(), bytes);
}

fn lists_and_conditions(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let village = format!("division={}", place.village);
    let first = hazard(&laptop, &["road_name=盛东路"]);
    let second = hazard(&laptop, &["road_name=盛西路", &village]);
    laptop.act(&second, "report", &[]);
    let log = laptop.add(
        "persuasion_log",
        &[
            "station_point=桥头",
            r#"actors=[{"person":"张伟"}]"#,
            "vehicles=12",
        ],
    );
    let found = |conditions: &[&str]| {
        let mut args = vec!["hazard"];
        conditions
            .iter()
            .for_each(|condition| args.extend(["--where", condition]));
        laptop.list(&args)
    };
    assert_eq!(
        laptop.list(&[]),
        [&*log, &*second, &*first],
        "the latest first"
    );
    assert_eq!(laptop.list(&["persuasion_log"]), [&*log]);
    assert_eq!(laptop.list(&["--limit", "1"]), [&*log]);
    assert_eq!(found(&["status=reported"]), [&*second]);
    assert_eq!(found(&["road_name=盛东路"]), [&*first]);
    assert_eq!(found(&["kinds=sharp_curve"]), [&*second, &*first]);
    assert_eq!(found(&["kinds=sharp_curve", "status=draft"]), [&*first]);
    assert_eq!(found(&[&village]), [&*second]);
    assert_eq!(found(&[&format!("division={}", place.county)]).len(), 2);
    assert!(found(&["road_name=别处"]).is_empty());
    // The unique beginning of an id is enough.
    assert_eq!(laptop.show(&log[..log.len() - 1])["id"], log);
}

fn history(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let id = hazard(&laptop, &[]);
    laptop.edit(&id, &["description=急弯无护栏无标志"]);
    laptop.act(&id, "report", &[]);
    assert!(laptop.show(&id).get("history").is_none());
    let steps = laptop.json(&["show", &id, "--history"])["history"].clone();
    let steps = steps.as_array().unwrap();
    assert_eq!(steps.len(), 3);
    for (step, seq) in steps.iter().zip(1..) {
        assert_eq!(step["seq"], seq);
        assert_eq!(step["by"], "张伟");
        assert_eq!(step["device"], laptop.device());
    }
    assert_eq!(
        steps[1]["changes"],
        json!([{ "field": "description", "set": "急弯无护栏无标志" }])
    );
    assert_eq!(steps[2]["changes"], json!([{ "event": "report" }]));
    let read = laptop.run(&["show", &id, "--history"]).said();
    assert!(read.contains("急弯无护栏无标志"), "{read}");
}

fn unsent(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    assert_eq!(laptop.status("unsent"), 0);
    assert!(laptop.status("last_sync_ms").is_null());
    hazard(&laptop, &[]);
    hazard(&laptop, &[]);
    assert_eq!(laptop.status("unsent"), 2);
    site.stop();
    laptop.refused(&["sync"], &[]);
    assert_eq!(
        laptop.status("unsent"),
        2,
        "without a receipt nothing counts as sent"
    );
    site.start();
    assert_eq!(laptop.sync()["pushed"], 2);
    assert_eq!(laptop.status("unsent"), 0);
    assert!(laptop.status("last_sync_ms").is_u64());
    assert_eq!(
        laptop.sync()["pushed"],
        0,
        "a second sync has nothing to do"
    );
}

fn four_levels(site: &Site, place: &Place) {
    let here = officer(site, place);
    let there = site.enrol(place.elsewhere, "officer", "王强");
    let village = format!("division={}", place.village);
    for form in [&[village.as_str()][..], &[village.as_str()], &[]] {
        let id = hazard(&here, form);
        here.act(&id, "report", &[]);
    }
    let id = hazard(&there, &[]);
    there.act(&id, "report", &[]);
    hazard(&there, &[]);
    here.sync();
    there.sync();
    let found = |code: &str| site.stats_of(code)["figures"]["hazards_found"].clone();
    assert_eq!(found(place.village), 2);
    assert_eq!(found(place.township), 3);
    assert_eq!(found(place.elsewhere), 1, "a draft has not been found yet");
    assert_eq!(found(place.county), 4);
    assert_eq!(found(place.city), 4);
    assert!(found(place.other_county).is_null());

    let table = site.json(&["stats"]);
    let levels = |row: &serde_json::Value| row["level"].as_str().unwrap().to_owned();
    let levels: Vec<String> = table["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(levels)
        .collect();
    for level in ["city", "county", "township", "village"] {
        assert!(
            levels.iter().any(|found| found == level),
            "{level} is missing in {levels:?}"
        );
    }
    let under = site.json(&["stats", "--under", place.township]);
    let rows = under["rows"].as_array().unwrap();
    let inside = &place.township[..9];
    assert!(
        rows.iter()
            .all(|row| row["code"].as_str().unwrap().starts_with(inside))
    );
}

fn deadlines(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let plan = |name: &str, due: &str| {
        laptop.add(
            "inspection",
            &[&format!("object_name={name}"), &format!("due_on={due}")],
        )
    };
    let late = plan("中心小学", "2026-03-01");
    let later = plan("卫生院路口", "2026-05-01");
    laptop.sync();
    let due = |on: &str, under: &str| {
        let rows = site.json(&["due", "--on", on, "--under", under]);
        let row = |row: &serde_json::Value| {
            (
                row["id"].as_str().unwrap().to_owned(),
                row["days_left"].as_i64().unwrap(),
            )
        };
        rows.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    let both = [(late.clone(), -10), (later.clone(), 51)];
    assert_eq!(due("2026-03-11", place.city), both);
    assert_eq!(due("2026-03-11", place.township), both);
    assert!(due("2026-03-11", place.elsewhere).is_empty());
    assert_eq!(
        due("2026-02-28", place.county),
        [(late.clone(), 1), (later.clone(), 62)]
    );
    let row = site.json(&["due", "--on", "2026-03-02"])[0].clone();
    assert_eq!(row["overdue"], true);
    assert_eq!(row["due_on"], "2026-03-01");
    assert_eq!(row["division"], place.township);
    assert!(row["place"].as_str().unwrap().contains(place.township_name));

    let finish = ["date=2026-03-01", "no_hazard=yes"];
    laptop.act(&late, "finish", &finish);
    laptop.sync();
    // A stopped office answers the same questions from its folder.
    site.stop();
    assert_eq!(
        site.json(&["due", "--on", "2026-03-02", "--under", place.county])[0]["id"],
        later
    );
    site.start();
}

fn both_languages(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let id = hazard(&laptop, &["stake_start=K3"]);
    let station = [
        (vec!["show", &id], "隐患现状", "description"),
        (vec!["list"], "草稿", "draft"),
        (vec!["status"], "未发送", "unsent"),
        (vec!["conflicts"], "没有冲突", "no conflicts"),
        (vec!["sync"], "已同步", "synced"),
        (vec!["verify"], "签名", "signatures"),
        (vec!["rebuild"], "重建", "folded again"),
        (vec!["add", "hazard"], "已保存", "saved"),
    ];
    for (args, zh, en) in station {
        assert!(
            laptop.ask(Lang::Zh, &args).said().contains(zh),
            "{args:?} in Chinese"
        );
        assert!(
            laptop.ask(Lang::En, &args).said().contains(en),
            "{args:?} in English"
        );
    }
    let office = [
        (vec!["stats"], "截至", "as of"),
        (vec!["due"], "没有在办的期限", "no deadlines run"),
    ];
    for (args, zh, en) in office {
        let say = |lang| {
            site.run(&[args.as_slice(), &["--lang", lang]].concat())
                .said()
        };
        assert!(say("zh").contains(zh), "{args:?} in Chinese");
        assert!(say("en").contains(en), "{args:?} in English");
    }
    // What the locale says, when nobody says otherwise.
    let by_locale = |locale: &str| {
        let output = laptop
            .command(&["status"])
            .env("LANG", locale)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(by_locale("zh_CN.UTF-8").contains("未发送"));
    assert!(by_locale("en_GB.UTF-8").contains("unsent"));
}

#[test]
fn every_command_does_what_the_contract_says() {
    every_command(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn a_photo_is_kept_by_its_hash_and_referred_to() {
    a_photo(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn a_list_is_narrowed_by_conditions_and_the_latest_come_first() {
    lists_and_conditions(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn a_record_tells_its_history_when_asked() {
    history(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn unsent_falls_to_zero_only_with_the_offices_receipt() {
    unsent(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn the_four_levels_add_up() {
    four_levels(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn deadlines_are_told_for_any_day_overdue_first() {
    deadlines(&Site::xiangyang(), &XIANGYANG);
}

#[test]
fn every_command_speaks_chinese_and_english() {
    both_languages(&Site::xiangyang(), &XIANGYANG);
}
