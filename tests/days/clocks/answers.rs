//! Who answers what is proposed, and what becomes of it.

use super::limit;
use crate::contract::hazard;
use crate::ledgers::{causes, minivan};
use crate::world::{Laptop, Site, XIANGYANG, day};

/// A hazard the township was told about in writing, with a deadline that has passed by two days.
fn overdue(officer: &Laptop, county: &Laptop) -> String {
    let id = hazard(officer, &["place_text=桥头"]);
    officer.act(&id, "report", &[]);
    officer.sync();
    county.sync();
    county.act(&id, "confirm", &["grade=general", "nature=normal"]);
    let letter = county.add(
        "letter",
        &[
            "type=rectify_notice",
            &format!("division={}", XIANGYANG.township),
            &format!("hazard={id}"),
            "from_org=谷城县道安办",
            "to_org=盛康镇人民政府",
        ],
    );
    county.act(
        &letter,
        "issue",
        &["number=谷道安〔2026〕7号", "body=限期整改"],
    );
    let served = r#"served={"method":"direct","at":"2026-05-03 10:00","receiver":"周明"}"#;
    let receipt = format!("receipt_photo=@{}", county.photo("送达回证"));
    county.act(&letter, "serve", &[served, &receipt]);
    let due = format!("due_on={}", day(-2));
    county.act(&id, "notify", &["resp_org=盛康镇人民政府", &due]);
    id
}

#[test]
fn an_overdue_hazard_is_reminded_of_by_the_county_and_shown_in_its_colour() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let id = overdue(&officer, &county);
    county.sync();
    officer.sync();
    let cause = format!("escalation/2/{}", day(-2));
    for rows in [
        county.json(&["today"]),
        officer.json(&["today"]),
        site.json(&["proposals"]),
    ] {
        assert_eq!(causes(&rows), [&cause]);
        assert_eq!(rows[0]["answer"]["set"]["to_org"], "盛康镇人民政府");
        assert_eq!(rows[0]["answer"]["set"]["seq"], "1");
    }
    let due = site.json(&["due"]);
    assert_eq!(
        (&due[0]["colour"]["name"], &due[0]["days_left"]),
        (&"orange".into(), &(-2).into())
    );
    let clocks = officer.json(&["clocks"]);
    assert_eq!(limit(&clocks, &id, "due")["colour"]["name"], "orange");
    // The officer sees it, and that it is not his to send.
    let said = officer.run(&["today"]).said();
    assert!(
        said.contains("for: ") && !said.contains("agent answer"),
        "{said}"
    );
    let refused = officer.run(&["answer", &id]).refused();
    assert!(refused.contains("may not create"), "{refused}");
    let reminder = county.json(&["answer", &id]);
    let reminder = reminder["id"].as_str().unwrap();
    county.act(reminder, "send", &["sent_on=today"]);
    county.sync();
    officer.sync();
    assert_eq!(
        officer.state(reminder),
        "sent",
        "the station has it, for it lies where the hazard lies"
    );
    for rows in [officer.json(&["today"]), site.json(&["proposals"])] {
        assert!(causes(&rows).is_empty(), "{rows}");
    }
}

#[test]
fn a_proposal_is_answered_in_one_step_and_a_second_time_not_at_all() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let ((vehicle, cause), due) = (minivan(&officer), day(10));
    let said = officer.run(&["today"]).said();
    assert!(
        said.contains(&format!("answer {} --cause {cause}", &vehicle[..12])),
        "{said}"
    );
    let notice = officer.json(&["answer", &vehicle[..12]]);
    let notice = notice["id"].as_str().unwrap();
    for (field, value) in [
        ("vehicle", vehicle.as_str()),
        ("cause", cause.as_str()),
        ("notice_reason", "inspect"),
        ("told_name", "张三"),
        ("due_on", due.as_str()),
    ] {
        assert_eq!(officer.field(notice, field), value, "{field}");
    }
    assert!(causes(&officer.json(&["today"])).is_empty());
    let again = officer.run(&["answer", &vehicle]).refused();
    assert!(again.contains("nothing is proposed"), "{again}");
    assert_eq!(officer.list(&["notice_to_owner"]).len(), 1);
    officer.sync();
    assert!(causes(&site.json(&["proposals"])).is_empty());
}

#[test]
fn two_laptops_that_answer_one_cause_at_once_lose_nothing_and_are_told() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let due = format!("inspect_due={}", day(10));
    let vehicle = zhang.add(
        "key_vehicle",
        &[
            "plate=鄂F12345",
            "key_class=minivan",
            "owner_name=张三",
            &due,
        ],
    );
    zhang.sync();
    wang.sync();
    // Both are in the field without a network and tell the owner.
    let answered = [&zhang, &wang].map(|laptop| {
        let notice = laptop.json(&["answer", &vehicle]);
        notice["id"].as_str().unwrap().to_owned()
    });
    for laptop in [&zhang, &wang, &zhang] {
        laptop.sync();
    }
    let twice = format!("twice/due/inspect_due/{}", day(10));
    let mut both = answered.to_vec();
    both.sort_unstable();
    let everywhere = || {
        let ends = [
            zhang.json(&["today"]),
            wang.json(&["today"]),
            site.json(&["proposals"]),
        ];
        ends.map(|rows| {
            let rows = rows.as_array().unwrap().clone();
            let row = rows.into_iter().map(|row| {
                let cause = row["proposal"]["cause"].as_str().unwrap().to_owned();
                (cause, row["proposal"]["records"].clone())
            });
            row.collect::<Vec<_>>()
        })
    };
    for rows in everywhere() {
        assert_eq!(rows, [(twice.clone(), serde_json::json!(both))]);
    }
    // An office that starts again says the same, and no third notice comes of it.
    site.kill();
    site.start();
    assert_eq!(causes(&site.json(&["proposals"])), [&twice]);
    assert!(
        zhang
            .run(&["answer", &vehicle])
            .refused()
            .contains("withdraw")
    );
    for laptop in [&zhang, &wang] {
        assert_eq!(
            laptop.list(&["notice_to_owner"]).len(),
            2,
            "neither is lost"
        );
    }
    wang.act(&answered[0], "void", &["reason=重复告知"]);
    for laptop in [&wang, &zhang] {
        laptop.sync();
    }
    for rows in everywhere() {
        assert!(rows.is_empty(), "{rows:?}");
    }
}
