//! Lists by the deadline that comes first, page by page.

use serde_json::{Value, json};

use crate::world::{Site, Window, XIANGYANG, day};

/// The records on all pages of a list, each page with so many rows, and how many it says there are.
fn listed(window: &Window, asked: &str, rows: usize) -> (Vec<String>, Value) {
    let mut ids = Vec::new();
    loop {
        let skip = ids.len();
        let page = format!("records?order=due&skip={skip}&limit={rows}&{asked}");
        let page = window.get(&page).json();
        let shown = page["rows"].as_array().unwrap();
        ids.extend(
            shown
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        if shown.len() < rows {
            return (ids, page["all"].clone());
        }
    }
}

#[test]
fn the_pages_of_a_list_by_deadline_hold_every_record_once_and_those_without_one_last() {
    let site = Site::xiangyang();
    let here = Window::at(&site, XIANGYANG.township, "officer", "周明");
    let there = Window::at(&site, XIANGYANG.other_county, "county_coord", "刘洋");
    let days = [Some(12), None, Some(-5), Some(40), None, Some(3), Some(7)];
    let driver = |due: Option<i32>| {
        let mut entries = vec![json!(["name", "张三"])];
        entries.extend(due.map(|days| json!(["review_due", day(days)])));
        here.save(&json!({ "kind": "driver", "entries": entries }))
    };
    let ids = days.map(driver);
    // Who has moved away is in another state, and has no deadline any more.
    here.save(&json!({ "id": ids[6], "event": "move", "reason": "迁往外县" }));
    // Another kind's deadlines stand among them.
    let entries = json!([
        ["equipment_kind", "alcohol_tester"],
        ["count", "1"],
        ["calibrated_until", day(1)]
    ]);
    let other = here.save(&json!({ "kind": "equipment", "entries": entries }));

    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let told = [2, 5, 0, 3, 1, 4].map(|at: usize| ids[at].clone()).to_vec();
    for rows in [1, 2, 4, 50] {
        let active = listed(&county, "kind=driver&status=active", rows);
        assert_eq!(active, (told.clone(), json!(6)), "{rows}");
        let moved = listed(&county, "kind=driver&status=moved", rows);
        assert_eq!(moved, (vec![ids[6].clone()], json!(1)), "{rows}");
        let under = format!("kind=driver&status=active&under={}", XIANGYANG.township);
        assert_eq!(listed(&county, &under, rows), active, "{rows}");
        let (every, all) = listed(&county, "", rows);
        assert_eq!((&every[1], all), (&other, json!(8)), "{rows}");
        let elsewhere = listed(&there, "kind=driver&status=active", rows);
        assert_eq!(elsewhere, (Vec::new(), json!(0)), "{rows}");
    }
    let states = county.get("records?kind=driver&order=due&limit=1").json();
    assert_eq!(states["by_status"], json!({ "active": 6, "moved": 1 }));
}
