//! The office's pages: the area of a desk, the review of what stations bring, many at once.

use serde_json::json;

use super::{bend, picture};
use crate::world::{Site, Window, XIANGYANG};

#[test]
fn a_desk_sees_its_own_area_and_nothing_else() {
    let site = Site::xiangyang();
    let officer = Window::at(&site, XIANGYANG.township, "officer", "周明");
    let id = officer.save(&bend(&[]));
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let other = Window::at(&site, XIANGYANG.other_county, "county_coord", "刘洋");
    assert_eq!(county.get("records").json()["all"], 1);
    assert_eq!(other.get("records").json()["all"], 0);
    assert_eq!(other.get("today").json()["drafts"], json!([]));
    for path in ["", "/history"] {
        let refused = other.get(&format!("records/{id}{path}")).refused();
        assert_eq!(refused, (404, "no_record".into()));
    }
    let edit = json!({ "id": id, "entries": [["proposal", "x"]] });
    assert_eq!(
        other.post("save", &edit).refused(),
        (404, "no_record".into())
    );
    for path in [
        "board",
        "due",
        "records",
        "reports/R1",
        "behind/hazards_found",
        "proposals",
    ] {
        let asked = format!("{path}?under={}", XIANGYANG.county);
        assert_eq!(
            other.get(&asked).refused(),
            (403, "outside".into()),
            "{path}"
        );
    }
    let names = other.get("divisions?words=盛康").json();
    assert_eq!(names, json!([]));
}

#[test]
fn a_hazard_goes_from_the_laptop_to_the_review_and_home_again() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let field = Window::of(&laptop);
    let photo = field.upload(&picture());
    let mut form = bend(&[]);
    form["files"] = json!([{ "sha256": photo["sha256"], "caption": "弯道.jpg" }]);
    let id = field.save(&form);
    field.save(&json!({ "id": id, "event": "report" }));
    field.sync();

    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let queue = county.get("records?kind=hazard&status=reported").json();
    assert_eq!(
        (&queue["all"], &queue["rows"][0]["id"]),
        (&json!(1), &json!(id))
    );
    let offers = county.get(&format!("records/{id}")).json()["offers"].clone();
    let events: Vec<&str> = offers
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["event"].as_str().unwrap())
        .collect();
    assert!(
        events.contains(&"confirm") && events.contains(&"return"),
        "{events:?}"
    );
    let without = json!({ "id": id, "event": "return" });
    assert_eq!(county.post("save", &without).complaints(), ["reason"]);
    let entries = json!([["grade", "larger"], ["nature", "engineering"]]);
    county.save(&json!({ "id": id, "event": "confirm", "entries": entries }));

    field.sync();
    let sheet = field.get(&format!("records/{id}")).json();
    assert_eq!(
        (&sheet["row"]["status"], &sheet["row"]["mark"]),
        (&json!("confirmed"), &json!("larger"))
    );
    let there = county.get(&format!("records/{id}")).json();
    assert_eq!(
        sheet["digest"], there["digest"],
        "both ends hold the same record"
    );
    let board = county.get("board").json();
    assert_eq!(board["whole"]["figures"]["hazards_confirmed"], 1);
    let behind = county.get("behind/hazards_confirmed").json();
    assert_eq!(behind[0]["id"], id);
}

#[test]
fn a_step_for_many_is_told_for_each() {
    let site = Site::xiangyang();
    let officer = Window::at(&site, XIANGYANG.township, "officer", "周明");
    let photo = officer.upload(&picture());
    let mut ids = Vec::new();
    for stake in ["K1+000", "K3+000", "K5+000"] {
        let mut form = bend(&[("stake_start", stake)]);
        form["files"] = json!([{ "sha256": photo["sha256"], "caption": "a.jpg" }]);
        ids.push(officer.save(&form));
    }
    for id in &ids[..2] {
        officer.save(&json!({ "id": id, "event": "report" }));
    }
    ids.push("0".repeat(32));
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let bulk = json!({
        "ids": ids,
        "event": "confirm",
        "entries": [["grade", "general"], ["nature", "normal"]],
    });
    let outcomes = county.post("bulk", &bulk).json();
    let states: Vec<_> = outcomes
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["status"].clone())
        .collect();
    assert_eq!(
        states,
        [
            json!("confirmed"),
            json!("confirmed"),
            json!(null),
            json!(null)
        ]
    );
    assert_eq!(outcomes[2]["complaints"][0]["code"], "wrong_state");
    assert_eq!(outcomes[3]["complaints"][0]["code"], "no_record");
    // A restart makes new desks; what they sign never takes up an old number.
    site.stop();
    site.start();
    let county = Window::by_link(&site, "王芳");
    county.save(&json!({ "id": ids[0], "entries": [["proposal", "装护栏"]] }));
    let steps = county.get(&format!("records/{}/history", ids[0])).json();
    let devices: Vec<_> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["device"].clone(), s["seq"].clone()))
        .collect();
    assert_eq!(steps[3]["seq"], 1, "{devices:?}");
    assert_ne!(steps[2]["device"], steps[3]["device"]);
}
