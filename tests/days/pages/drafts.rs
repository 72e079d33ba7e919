//! What is typed and not saved yet: the program keeps it, for its writer alone.

use serde_json::{Value, json};

use super::picture;
use crate::world::{Site, Window, XIANGYANG, contains, files};

fn typed(about: &str, text: &str) -> Value {
    json!({ "about": about, "text": text })
}

#[test]
fn what_is_typed_on_a_laptop_outlives_the_program_and_stands_on_no_disk() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    let draft = typed("draft/hazard/new", "canary-typed");
    window
        .post("drafts", &typed("draft/hazard/new", "canary"))
        .json();
    window.post("drafts", &draft).json();
    // Killed, as a battery does.
    drop(window);

    let window = Window::of(&laptop);
    assert_eq!(window.get("drafts").json(), json!([draft]));
    for file in files(laptop.folder()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!contains(&bytes, b"canary"), "{file:?}");
    }
    // It is nothing that was recorded: nothing of it travels.
    assert_eq!(window.get("standing").json()["operations"], 0);
    let dropped = json!({ "about": "draft/hazard/new", "text": null });
    window.post("drafts", &dropped).json();
    assert_eq!(window.get("drafts").json(), json!([]));
    let long = typed("a", &"x".repeat(1024 * 1024));
    assert_eq!(
        window.post("drafts", &long).refused(),
        (400, "draft".to_owned())
    );
    window.close();
}

#[test]
fn drafts_at_an_office_are_their_writers_and_so_are_the_photos_brought_for_them() {
    let site = Site::xiangyang();
    let wang = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let li = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    let photo = wang.upload(&picture());
    let sha256 = photo["sha256"].as_str().unwrap();
    let draft = typed(
        "draft/hazard/new",
        &json!({ "uploads": [sha256] }).to_string(),
    );
    wang.post("drafts", &draft).json();
    assert_eq!(li.get("drafts").json(), json!([]));
    // Naming somebody's photo in a draft of one's own gives no right to it.
    li.post("drafts", &draft).json();

    site.stop();
    site.start();
    let again = |name: &str| {
        let window = Window::by_link(&site, name);
        assert_eq!(window.get("drafts").json(), json!([draft]));
        window.get(&format!("files/{sha256}")).status
    };
    assert_eq!((again("王芳"), again("李强")), (200, 404));
}
