//! Under which name, from which page: every route of the pages' API, asked in every way in which a
//! foreign page or a foreign name could make a browser ask.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use crate::world::{Site, Window, XIANGYANG};

/// Every path of the API, read where the routes are declared.
fn paths() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/desk/src/api");
    let mut paths = BTreeSet::new();
    for file in fs::read_dir(source).unwrap() {
        let file = file.unwrap().path();
        if file.is_dir() {
            continue;
        }
        let text = fs::read_to_string(file).unwrap();
        let literals = text.split("\"/api/").skip(1);
        paths.extend(literals.map(|rest| filled(rest.split('"').next().unwrap())));
    }
    assert!(paths.len() > 35, "{paths:?}");
    paths
}

fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{name}" => "R1",
        "{road}" => "G316",
        "{measure}" => "hazards",
        part if part.starts_with('{') => "00000000000000000000000000000000",
        part => part,
    });
    format!("/api/{}", parts.collect::<Vec<_>>().join("/"))
}

/// Every route with its method: those that a page of the program itself may ask.
fn routes(at: &str) -> Vec<(&'static str, String)> {
    let mut routes = Vec::new();
    for path in paths() {
        for method in ["GET", "POST", "DELETE"] {
            let (status, _) = ask(at, method, &path, &[("host", at)]);
            if status != 404 && status != 405 {
                routes.push((method, path.clone()));
            }
        }
    }
    assert!(routes.len() > 40, "{routes:?}");
    routes
}

/// Status of a request with these headers, and what was said.
fn ask(at: &str, method: &str, path: &str, heads: &[(&str, &str)]) -> (u16, String) {
    let mut socket = TcpStream::connect(at).unwrap();
    let heads: String = heads
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: 2\r\n\
         content-type: application/json\r\n{heads}\r\n{{}}"
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut said = Vec::new();
    socket.read_to_end(&mut said).unwrap();
    let said = String::from_utf8_lossy(&said).into_owned();
    let status = said
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (
        status.unwrap_or_else(|| panic!("{method} {path}: {said}")),
        said,
    )
}

#[test]
fn a_foreign_page_or_name_reaches_no_route_of_a_laptop() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    besiege(&window);
    window.close();
}

#[test]
fn a_foreign_page_or_name_reaches_no_route_of_an_office() {
    let site = Site::xiangyang();
    besiege(&Window::at(&site, XIANGYANG.county, "county_coord", "王芳"));
}

/// Asks every route in every wrong way, with the word of somebody who is signed in.
fn besiege(window: &Window) {
    let at = window.url().strip_prefix("http://").unwrap();
    let port = at.rsplit(':').next().unwrap();
    let cookie = window.cookie();
    let names = [
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("0.0.0.0:{port}"),
        format!("10.0.0.5:{port}"),
        format!("evil.example#127.0.0.1:{port}"),
        "evil.example".to_owned(),
    ];
    let origins = [
        "http://evil.example".to_owned(),
        format!("http://evil.example:{port}"),
        format!("http://127.0.0.1.evil.example:{port}"),
        "http://127.0.0.1:1".to_owned(),
        format!("https://evil.example/{at}"),
        "null".to_owned(),
    ];
    let mut variants: Vec<Vec<(&str, &str)>> = Vec::new();
    variants.extend(names.iter().map(|name| vec![("host", name.as_str())]));
    variants.extend(
        origins
            .iter()
            .map(|page| vec![("host", at), ("origin", page)]),
    );
    for page in ["cross-site", "same-site"] {
        variants.push(vec![("host", at), ("sec-fetch-site", page)]);
    }
    assert!(variants.len() >= 12);
    for (method, path) in routes(at) {
        for heads in &variants {
            let own = [
                ("cookie", cookie.as_str()),
                ("x-xunlu-window", window.word()),
            ];
            let heads = [&heads[..], &own].concat();
            let foreign = heads[0].1 != at || heads[1].0 == "sec-fetch-site";
            if !foreign && method == "GET" {
                // A browser does not let a foreign page read this, and it changes nothing.
                continue;
            }
            let (status, said) = ask(at, method, &path, &heads);
            let what = format!("{method} {path} {heads:?}: {said}");
            assert_eq!(status, 403, "{what}");
            assert!(said.contains("\"foreign\""), "{what}");
        }
        // Nobody's word, or somebody else's, opens nothing either.
        let own = [
            ("host", at),
            ("origin", window.url()),
            ("sec-fetch-site", "same-origin"),
        ];
        for word in [
            None,
            Some(("cookie", "xunlu-1=0")),
            Some(("authorization", "Bearer 0")),
        ] {
            if path == "/api/session" && method != "GET" {
                continue;
            }
            let (status, said) = ask(at, method, &path, &[&own[..], word.as_slice()].concat());
            assert_eq!(status, 401, "{method} {path} {word:?}: {said}");
        }
        let allowed = ask(at, method, &path, &own).1.to_lowercase();
        assert!(
            !allowed.contains("access-control-"),
            "{method} {path}: {allowed}"
        );
    }
}

#[test]
fn a_cookie_is_good_with_the_word_of_its_window_alone() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let window = Window::of(&laptop);
    let at = window.url().strip_prefix("http://").unwrap();
    // What a program at another port of the machine is sent by the browser, and repeats here.
    let (cookie, word) = (window.cookie(), window.word());
    let asked = |path: &str, word: Option<&str>| {
        let heads = [("host", at), ("cookie", cookie.as_str())];
        let word = word.map(|word| ("x-xunlu-window", word));
        ask(at, "GET", path, &[&heads[..], word.as_slice()].concat()).0
    };
    let file = format!("/api/files/{}", "0".repeat(64));
    assert_eq!(asked("/api/today", Some(word)), 200);
    assert_eq!(asked("/api/today", None), 401);
    assert_eq!(asked("/api/today", Some("another")), 401);
    // A picture is asked for by the browser itself, which adds nothing: it is in the address.
    assert_eq!(asked(&format!("{file}?w=320&window={word}"), None), 404);
    assert_eq!(asked(&format!("{file}?w=320&window=another"), None), 401);
    assert_eq!(asked(&file, None), 401);
    // The browser keeps no copy of a picture on this laptop's disk.
    let kept = window.upload(&fs::read(laptop.photo("弯道")).unwrap());
    let picture = window.get(&format!("files/{}", kept["sha256"].as_str().unwrap()));
    assert_eq!(
        (picture.status, &picture.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    window.close();
}

#[test]
fn a_tab_that_was_left_open_is_told_so_after_a_restart() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let left_open = Window::of(&laptop);
    let (url, cookie) = (left_open.url().to_owned(), left_open.cookie());
    let (at, word) = (
        url.strip_prefix("http://").unwrap(),
        left_open.word().to_owned(),
    );
    left_open.close();
    let port = at.rsplit(':').next().unwrap();
    let again = Window::of_at(&laptop, port);
    let heads = [
        ("host", at),
        ("cookie", cookie.as_str()),
        ("x-xunlu-window", word.as_str()),
    ];
    for (method, path) in [("GET", "/api/today"), ("POST", "/api/save")] {
        let (status, said) = ask(at, method, path, &heads);
        assert_eq!(status, 401, "{said}");
        assert!(
            said.contains("请重新登录") && said.contains("sign in again"),
            "{said}"
        );
    }
    // The page itself still comes, and can say it.
    let page = [("host", at), ("accept", "text/html")];
    let (status, said) = ask(at, "GET", "/", &page);
    assert!(status == 200 && said.contains("<html"), "{said}");
    again.close();
}
