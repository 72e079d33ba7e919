//! Clocks across an office and its laptops: what a place sets for itself, what is answered, and what
//! runs out by itself.

mod answers;

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::contract::hazard;
use crate::world::day;
use crate::world::{Laptop, Site, XIANGYANG};

/// Brings a table into an office, which is stopped for it and started again.
fn import(site: &Site, target: &str, text: &str) {
    let path = site.ground().join(format!("{target}-in.csv"));
    fs::write(&path, text).unwrap();
    site.stop();
    let path = path.to_str().unwrap();
    site.run(&["import", target, path, "--apply"]).said();
    site.start();
}

/// A limit that runs for a record, as a laptop or the office sees it.
fn limit(clocks: &Value, id: &str, name: &str) -> Value {
    let mut rows = clocks.as_array().unwrap().iter();
    let row = rows.find(|row| row["id"] == id && row["limit"]["name"] == name);
    row.unwrap_or_else(|| panic!("{name} does not run: {clocks}"))
        .clone()
}

/// A hazard on which the county's review runs.
fn reported(officer: &Laptop) -> String {
    let id = hazard(officer, &["place_text=桥头", "grade_suggested=general"]);
    officer.act(&id, "report", &[]);
    id
}

/// How many days a limit has, its first day not counted.
fn days(limit: &Value) -> i64 {
    let ms = |name: &str| limit["limit"][name].as_i64().unwrap() + 8 * 3_600_000;
    (ms("ends_ms") - 1).div_euclid(86_400_000) - ms("started_ms").div_euclid(86_400_000)
}

#[test]
fn a_county_s_own_figures_and_days_off_reach_its_laptops_and_nobody_else_s() {
    let site = Site::xiangyang();
    let before = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = reported(&before);
    before.sync();
    let review = |clocks: &Value| days(&limit(clocks, &id, "review"));
    let usual = review(&before.json(&["clocks"]));
    assert_eq!(review(&site.json(&["clocks"])), usual);

    let (secret, county) = (
        "420624000000,deadlines,close/major,limit,99",
        XIANGYANG.county,
    );
    let figures = format!(
        "区划,表,行,列,值,启用日期\n\
         {county},deadlines,review/general,limit,11,2020-01-01\n\
         {county},deadlines,review/general,unit,days,2020-01-01\n\
         {secret},2020-01-01\n"
    );
    import(&site, "figures", &figures);
    // Whoever enrols now has them at once, whoever was there learns of them with the next sync.
    let after = site.enrol(XIANGYANG.township, "officer", "王芳");
    assert_eq!(
        review(&before.json(&["clocks"])),
        usual,
        "nobody told this laptop yet"
    );
    let offline = reported(&after);
    assert_eq!(
        days(&limit(&after.json(&["clocks"]), &offline, "review")),
        11
    );
    before.sync();
    assert_eq!(review(&before.json(&["clocks"])), 11);
    assert_eq!(review(&site.json(&["clocks", "--under", county])), 11);
    for laptop in [&before, &after] {
        assert!(
            !laptop.holds("close/major"),
            "what another county set stays there"
        );
        laptop.is_sound();
    }

    // Every day off: no working day is left for weeks. The laptop reckons with it, offline, and
    // after its index was folded again.
    let off: Vec<String> = (-3..40).map(|n| format!("{},休,", day(n))).collect();
    let nobody = format!("日期,类型,名称\n{}\n", off.join("\n"));
    import(&site, "holidays", &nobody);
    import(
        &site,
        "figures",
        &format!(
            "区划,表,行,列,值,启用日期\n{county},deadlines,review/general,unit,working_days,2020-01-01\n{county},deadlines,review/general,limit,1,2020-01-01\n"
        ),
    );
    before.sync();
    before.json(&["rebuild"]);
    assert!(review(&before.json(&["clocks"])) >= 40);
    assert_eq!(
        review(&before.json(&["clocks"])),
        review(&site.json(&["clocks"]))
    );
}

#[test]
fn each_end_says_whose_clock_it_reckons_by() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = reported(&officer);
    officer.sync();
    assert_eq!(
        limit(&officer.json(&["clocks"]), &id, "review")["by_clock"],
        "laptop"
    );
    assert_eq!(
        limit(&site.json(&["clocks"]), &id, "review")["by_clock"],
        "server"
    );
    for args in [["clocks"], ["today"]] {
        let here = officer.run(&args).said();
        assert!(here.contains("by this laptop's clock"), "{here}");
        let there = site.run(&args).said();
        assert!(there.contains("by the server's date"), "{there}");
    }
    let due = site.run(&["due"]).said();
    assert!(due.contains("by the server's date"), "{due}");
}

#[test]
fn an_agreement_runs_out_at_the_office_once_and_everybody_learns_of_it() {
    let site = Site::xiangyang();
    let lead = site.enrol(XIANGYANG.township, "township_admin", "周明");
    let sign = |to: &str| {
        let id = lead.add(
            "agreement",
            &[
                "year=2026",
                "pair=township_village",
                "template_ver=2026-1",
                "party_a_org=盛康镇人民政府",
                "party_a_signer=周明",
                "party_a_post=镇长",
                "party_b_org=竹园街社区",
                &format!("division={}", XIANGYANG.village),
                &format!("valid_from={}", day(-300)),
                &format!("valid_to={to}"),
            ],
        );
        lead.act(&id, "issue", &[]);
        let scan = format!("scan=@{}", lead.photo("责任书"));
        let paper = [
            "signed_at=2026-01-05 09:00",
            "sign_method=paper_scan",
            &scan,
        ];
        lead.act(&id, "sign", &paper);
        id
    };
    let (over, runs) = (sign(&day(-1)), sign(&day(0)));
    lead.sync();
    assert_eq!(site.json(&["daily"])["fired"], 1);
    lead.sync();
    assert_eq!(
        (lead.state(&over).as_str(), lead.state(&runs).as_str()),
        ("expired", "signed")
    );
    // Again, by a service that starts again, and by one that was killed: it fires no second time.
    assert_eq!(site.json(&["daily"])["fired"], 0);
    site.kill();
    site.start();
    assert_eq!(site.json(&["daily"])["fired"], 0);
    lead.sync();
    let shown = lead.show(&over);
    let events = shown["events"].as_array().unwrap().iter();
    let expired: Vec<_> = events.filter(|event| event["event"] == "expire").collect();
    assert_eq!(expired.len(), 1);
    assert_eq!(
        (&expired[0]["by"], &expired[0]["legal"]),
        (&"系统定时".into(), &true.into())
    );
    assert!(lead.conflicts().is_empty());
    lead.is_sound();
}

#[test]
fn a_service_does_its_day_s_work_by_itself() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    officer.add(
        "key_vehicle",
        &[
            "plate=鄂F12345",
            "key_class=minivan",
            "owner_name=张三",
            &format!("inspect_due={}", day(10)),
        ],
    );
    officer.sync();
    site.stop();
    site.start();
    let until = Instant::now() + Duration::from_secs(20);
    let line = format!(
        "{} (the server's date): 1 proposed today (notice to owner 1)",
        day(0)
    );
    while !site.log().contains(&line) {
        assert!(Instant::now() < until, "{}", site.log());
        sleep(Duration::from_millis(50));
    }
    site.stop();
}
