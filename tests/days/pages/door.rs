//! Who is let in.

use reqwest::{Method, header};
use serde_json::json;

use crate::world::{Site, Window, XIANGYANG};

#[test]
fn a_laptop_lets_in_its_own_browser_and_nobody_else() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    assert_eq!(window.get("session").json()["person"], "周明");

    let stranger = Window::on(window.url());
    assert_eq!(stranger.get("today").refused(), (401, "signed_out".into()));
    let guess = json!({ "by": "link", "word": "0".repeat(64) });
    assert_eq!(
        stranger.sign_in(&guess).refused(),
        (403, "not_let_in".into())
    );

    // Another page may make the browser send its cookie along, but not under its own name.
    let foreign = [
        (header::ORIGIN.as_str(), "http://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    for (name, value) in foreign {
        let request = window.request(Method::POST, "api/save").header(name, value);
        assert_eq!(
            window.send(request).refused(),
            (403, "foreign".into()),
            "{name}"
        );
    }
    // A name that an attacker has pointed at this machine.
    let rebound = window
        .request(Method::GET, "api/today")
        .header(header::HOST, "evil.example:8461");
    assert_eq!(window.send(rebound).refused(), (403, "foreign".into()));
    window.close();
}

#[test]
fn the_cookie_is_for_the_browser_alone_and_the_page_loads_nothing_from_elsewhere() {
    let site = Site::xiangyang();
    let window = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let page = window.send(
        window
            .request(Method::GET, "")
            .header(header::ACCEPT, "text/html"),
    );
    let policy = page.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("default-src 'none'; script-src 'self';"),
        "{policy}"
    );
    let today = window.get("today");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        ),
    ] {
        assert_eq!(today.headers[name], value);
        assert!(page.headers.contains_key(name), "{name}");
    }

    let link = site.json(&["account", "link", "王芳"]);
    let word = link["open"].as_str().unwrap().rsplit('=').next().unwrap();
    let reply = window.sign_in(&json!({ "by": "link", "word": word }));
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/api"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let out = window.request(Method::DELETE, "api/session");
    assert_eq!(window.send(out).status, 204);
    assert_eq!(window.get("today").refused(), (401, "signed_out".into()));
}

#[test]
fn a_passphrase_that_is_guessed_at_makes_the_account_wait() {
    let site = Site::xiangyang();
    let window = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let file = site.ground().join("passphrase");
    std::fs::write(&file, "short\n").unwrap();
    let set = [
        "account",
        "passphrase",
        "王芳",
        "--file",
        file.to_str().unwrap(),
    ];
    assert!(site.run(&set).refused().contains("10"));
    std::fs::write(&file, "桥 山 二十 路灯 水牛\n").unwrap();
    site.run(&set).said();

    let right = json!({ "by": "name", "name": "王芳", "passphrase": "桥 山 二十 路灯 水牛" });
    assert_eq!(window.sign_in(&right).json()["role"], "county_coord");
    let unknown = json!({ "by": "name", "name": "王小芳", "passphrase": "桥 山 二十 路灯 水牛" });
    assert_eq!(
        window.sign_in(&unknown).refused(),
        (403, "not_let_in".into())
    );
    let wrong = json!({ "by": "name", "name": "王芳", "passphrase": "桥 山 二十 路灯 水羊" });
    for _ in 0..5 {
        assert_eq!(window.sign_in(&wrong).refused(), (403, "not_let_in".into()));
    }
    assert_eq!(window.sign_in(&right).refused(), (429, "slow_down".into()));
    // Setting a new one lets the person in again at once.
    site.run(&set).said();
    assert_eq!(window.sign_in(&right).status, 200);

    assert_eq!(window.get("session").status, 200);
    site.run(&["account", "close", "王芳"]).said();
    assert_eq!(window.get("session").status, 401, "with the next request");
    assert_eq!(window.sign_in(&right).refused(), (403, "not_let_in".into()));
    let kept = String::from_utf8_lossy(&std::fs::read(file).unwrap())
        .trim()
        .to_owned();
    assert!(!site.holds(&kept), "only a hash of the passphrase is kept");
}
