//! An answer gets lost: the page sends the same again, and it is kept once.

use serde_json::{Value, json};

use super::bend;
use crate::world::{Site, Window, XIANGYANG};

const WORD: &str = "0b0f3f3c-6c1e-4f0e-9d5a-7d0a3f1c2b4d";

/// The form with the page's own word for it.
fn once(mut form: Value, word: &str) -> Value {
    form["once"] = json!(word);
    form
}

#[test]
fn a_save_whose_answer_was_lost_is_sent_again_and_kept_once() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    let form = once(bend(&[]), WORD);
    window.post_unheard("save", &form);
    window.wait_for("records", |page| page["all"] == 1);
    let id = window.get("records").json()["rows"][0]["id"].clone();
    // Killed between the commit and the answer, for all the page knows.
    drop(window);

    let window = Window::of(&laptop);
    let again = window.post("save", &form).json();
    assert_eq!((&again["id"], &again["status"]), (&id, &json!("draft")));
    assert_eq!(window.get("records").json()["all"], 1);
    // What was typed since is not thrown away in silence.
    let more = once(bend(&[("description", "急弯无护栏，临水")]), WORD);
    let told = window.post("save", &more);
    assert_eq!(told.refused(), (409, "saved_before".into()));
    // Another word is another record.
    let second = window.post("save", &once(bend(&[]), &WORD.replace('0', "1")));
    assert_ne!(second.json()["id"], id);

    // A change is kept once as well, though by then the record is not what its writer had seen.
    let sheet = format!("records/{}", id.as_str().unwrap());
    let seen = window.get(&sheet).json()["seen"].clone();
    let change = json!({ "id": id, "entries": [["proposal", "装护栏"]], "seen": seen });
    let change = once(change, &WORD.replace('0', "2"));
    window.post_unheard("save", &change);
    let history = format!("{sheet}/history");
    let steps = |steps: &Value| steps.as_array().unwrap().len();
    window.wait_for(&history, |all| steps(all) == 2);
    assert_eq!(window.post("save", &change).json()["status"], "draft");
    assert_eq!(steps(&window.get(&history).json()), 2);
    for word in ["short", "0b0f3f3c/../6c1e4f0e9d5a", &"a".repeat(65)] {
        let told = window.post("save", &once(bend(&[]), word));
        assert_eq!(told.refused(), (400, "once".into()), "{word}");
    }
    window.close();
    assert!(laptop.run(&["verify"]).ok);
}

#[test]
fn two_requests_with_one_word_at_the_same_time_make_one_record() {
    let site = Site::xiangyang();
    let window = Window::at(&site, XIANGYANG.township, "officer", "周明");
    let form = once(bend(&[]), WORD);
    let ids = window.post_together("save", &form, 6);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(window.get("records").json()["all"], 1);
}

#[test]
fn a_step_for_many_is_taken_once_though_the_office_is_killed() {
    let site = Site::xiangyang();
    let officer = Window::at(&site, XIANGYANG.township, "officer", "周明");
    let ids = ["K1+000", "K3+000"].map(|stake| officer.save(&bend(&[("stake_start", stake)])));
    let bulk = once(
        json!({ "ids": ids, "event": "void", "entries": [], "reason": "重复登记" }),
        WORD,
    );
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    county.post_unheard("bulk", &bulk);
    county.wait_for("records?status=void", |page| page["all"] == 2);
    site.kill();
    site.start();
    let county = Window::by_link(&site, "王芳");
    let outcomes = county.post("bulk", &bulk).json();
    for outcome in outcomes.as_array().unwrap() {
        assert_eq!(outcome["status"], "void", "{outcome}");
    }
    let steps = county.get(&format!("records/{}/history", ids[0])).json();
    assert_eq!(steps.as_array().unwrap().len(), 2);
    // Somebody else's word is not theirs to ask.
    let other = Window::at(&site, XIANGYANG.township, "officer", "李强");
    let own = other.post("save", &once(bend(&[]), WORD)).json();
    assert!(!ids.iter().any(|id| own["id"] == **id));
}
