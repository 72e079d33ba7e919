//! The pages of a locked folder: before the passphrase is known, and again when nobody is there.

use std::thread;
use std::time::{Duration, Instant};

use reqwest::{Method, header};
use serde_json::{Value, json};

use super::passphrases::{ZHANG, locked, with};
use crate::pages::bend;
use crate::world::{Laptop, Reply, Site, Window, contains, files};

fn key(word: &str, passphrase: &str) -> Value {
    json!({ "by": "passphrase", "word": word, "passphrase": passphrase })
}

#[test]
fn the_pages_of_a_locked_folder_ask_for_the_passphrase_first() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let (window, word) = Window::before(&laptop, &["--port", "0"]);
    let shut = (423, "locked".to_owned());
    assert_eq!(window.get("today").refused(), shut);
    let link = |word: &str| {
        window
            .sign_in(&json!({ "by": "link", "word": word }))
            .refused()
    };
    assert_eq!(link(&word), shut);
    let stranger = (403, "not_let_in".to_owned());
    assert_eq!(link("another"), stranger);
    assert_eq!(window.sign_in(&key("another", ZHANG)).refused(), stranger);
    let elsewhere = window.request(Method::POST, "api/session");
    let elsewhere = elsewhere
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, "http://elsewhere")
        .body(key(&word, ZHANG).to_string());
    assert_eq!(window.send(elsewhere).refused(), stranger);
    let page = window.request(Method::GET, "today");
    let page = window.send(page.header(header::ACCEPT, "text/html"));
    assert_eq!(
        page.status, 200,
        "the page itself says nothing of the folder"
    );

    let begun = Instant::now();
    let wrong = (403, "passphrase".to_owned());
    for _ in 0..2 {
        assert_eq!(
            window.sign_in(&key(&word, "not the passphrase")).refused(),
            wrong
        );
    }
    assert!(
        begun.elapsed() > Duration::from_secs(1),
        "guesses wait for each other"
    );
    assert_eq!(window.sign_in(&key(&word, ZHANG)).json()["person"], "张伟");
    window.get("today").json();
    window.close();
}

/// What a page asks by itself while nobody is at it.
fn polled(window: &Window) -> Reply {
    let request = window.request(Method::GET, "api/session");
    window.send(request.header("x-xunlu-idle", "60"))
}

fn wait_until_locked(window: &Window) {
    let begun = Instant::now();
    while polled(window).status != 423 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it does not lock"
        );
        thread::sleep(Duration::from_millis(50));
    }
}

fn opened(laptop: &Laptop) -> (Window, String) {
    // Two seconds, so that a day need not wait for ten minutes.
    let (window, word) = Window::before(laptop, &["--port", "0", "--idle-lock", "0.0333"]);
    window.sign_in(&key(&word, ZHANG)).json();
    (window, word)
}

#[test]
fn pages_nobody_is_at_lock_and_what_was_being_typed_is_found_again() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let (window, word) = opened(&laptop);
    let id = window.save(&bend(&[]));
    let draft = json!({ "about": "draft/hazard/new", "text": "canary-typed" });
    window.post("drafts", &draft).json();
    let until = Instant::now() + Duration::from_secs(4);
    while Instant::now() < until {
        // Somebody is there all the time.
        assert_eq!(window.get("session").status, 200);
        thread::sleep(Duration::from_millis(100));
    }
    wait_until_locked(&window);
    assert_eq!(window.get(&format!("records/{id}")).refused().0, 423);
    for file in files(laptop.folder()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!contains(&bytes, b"canary-typed"), "{file:?}");
    }
    // The folder stays this program's, and whoever starts it again is shown the same pages.
    assert!(!with(&laptop, ZHANG, &["list"]).ok);
    let again = laptop.json(&["serve", "--no-open"]);
    assert!(again["open"].as_str().unwrap().ends_with(&word));

    assert_eq!(window.get("drafts").refused().0, 423);
    window.sign_in(&key(&word, ZHANG)).json();
    let kept = window.get("drafts").json();
    assert_eq!(kept, json!([draft]));
    assert_eq!(
        window.get(&format!("records/{id}")).json()["row"]["id"],
        id.as_str()
    );
    window.save(&bend(&[("stake_start", "14公里")]));
    wait_until_locked(&window);
    window.close();
    assert_eq!(
        with(&laptop, ZHANG, &["verify", "--json"]).json()["ok"],
        true
    );
}

#[test]
fn an_exchange_that_nobody_watches_ends_before_the_pages_lock() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let (window, word) = opened(&laptop);
    for stake in 0..20 {
        window.save(&bend(&[("stake_start", &format!("{stake}公里"))]));
    }
    window.post("sync", &json!({})).json();
    wait_until_locked(&window);
    window.sign_in(&key(&word, ZHANG)).json();
    assert_eq!(window.get("standing").json()["unsent"], 0);
    window.close();
}
