//! Officers come and go at the laptop's own pages, while these are open.

use std::fs;

use serde_json::{Value, json};

use super::{LI, WANG, ZHANG, alone, at, author, county};
use crate::pages::bend;
use crate::world::{Site, Window, XIANGYANG};

/// The lines of an invitation as they stand on paper, typed with small letters.
fn typed(site: &Site, name: &str) -> String {
    let file = site.invite(XIANGYANG.township, "officer", name);
    let file: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    file["typed"].as_str().unwrap().to_lowercase()
}

fn sits(window: &Window, word: &str, passphrase: &str) -> Value {
    let key = json!({ "by": "passphrase", "word": word, "passphrase": passphrase });
    window.sign_in(&key).json()["person"].clone()
}

fn names(shown: &Value) -> Vec<(&str, bool)> {
    let officers = shown["officers"].as_array().unwrap().iter();
    officers
        .map(|one| (one["person"].as_str().unwrap(), one["at_work"] == true))
        .collect()
}

#[test]
fn an_officer_who_was_added_at_the_open_pages_signs_with_a_key_of_their_own() {
    let site = Site::xiangyang();
    let laptop = alone(&site);
    let (window, word) = Window::before(&laptop, &["--port", "0"]);
    assert_eq!(sits(&window, &word, ZHANG), "张伟");
    let first = window.save(&bend(&[]));
    let paper = typed(&site, "王芳");
    let add = |invitation: &str, person: &str, passphrase: &str| {
        window.post(
            "officers",
            &json!({ "invitation": invitation, "person": person, "passphrase": passphrase }),
        )
    };
    // A slip of the finger, no name, a weak passphrase, a colleague's: nothing is left of any.
    let last = if paper.starts_with('0') { "1" } else { "0" };
    let slipped = format!("{last}{}", &paper[1..]);
    for (invitation, person, passphrase, no) in [
        (slipped.as_str(), "王芳", WANG, "invite_line"),
        ("/etc/hostname", "王芳", WANG, "invite"),
        (paper.as_str(), " ", WANG, "name"),
        (paper.as_str(), "王芳", "1234567890", "passphrase"),
        (paper.as_str(), "王芳", ZHANG, "passphrase"),
    ] {
        assert_eq!(add(invitation, person, passphrase).refused().1, no);
    }
    assert_eq!(names(&window.get("officers").json()), [("张伟", true)]);

    let shown = add(&paper, "王芳", WANG).json();
    assert_eq!(names(&shown), [("张伟", true), ("王芳", false)]);
    assert_eq!(
        (&shown["locked"], &shown["unprotected"]),
        (&true.into(), &false.into())
    );
    // Whoever is at work goes on as themselves, and is not forgotten by what is written next.
    let second = window.save(&bend(&[("stake_start", "14公里")]));
    window.sync();

    let leave = window.request(reqwest::Method::DELETE, "api/session");
    assert_eq!(window.send(leave).status, 204);
    assert_eq!(sits(&window, &word, WANG), "王芳");
    let own = window.get("officers").json();
    assert_eq!(names(&own), [("张伟", false), ("王芳", true)]);
    let third = window.save(&bend(&[("stake_start", "16公里")]));
    window.sync();
    let there = county(&site);
    let of = |id: &str| author(&there, id).0;
    assert_eq!(
        [of(&first), of(&second), of(&third)],
        ["张伟", "张伟", "王芳"]
    );

    // Nobody lets themselves go; a colleague can, and then that passphrase opens nothing.
    let device = |at: usize| json!({ "device": own["officers"][at]["device"] });
    let gone = |at: usize| window.post("officers/dismiss", &device(at));
    assert_eq!(gone(1).refused().1, "officer_at_work");
    assert_eq!(names(&gone(0).json()), [("王芳", true)]);
    let again = add(&typed(&site, "李强"), "李强", LI).json();
    assert_eq!(names(&again), [("王芳", true), ("李强", false)]);
    window.close();
    assert!(!at(&laptop, ZHANG).works());
    assert!(at(&laptop, LI).works());
    assert_eq!(at(&laptop, WANG).json(&["verify"])["ok"], true);
}
