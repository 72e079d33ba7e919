//! Under which name, from which page: every route of the pages' API, asked in every way in which a
//! foreign page or a foreign name could make a browser ask.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::world::{Site, Window, XIANGYANG};

/// Every route with its methods, read where they are declared.
fn routes() -> Vec<(&'static str, String)> {
    let declared = include_str!("../../../crates/desk/src/api/mod.rs");
    let mut routes = Vec::new();
    for route in declared.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap();
        let filled: Vec<&str> = path
            .split('/')
            .map(|part| match part {
                "{name}" => "R1",
                "{road}" => "G316",
                "{measure}" => "hazards",
                part if part.starts_with('{') => "00000000000000000000000000000000",
                part => part,
            })
            .collect();
        for (call, method) in [("get(", "GET"), ("post(", "POST"), ("delete(", "DELETE")] {
            if route.contains(call) {
                routes.push((method, filled.join("/")));
            }
        }
    }
    assert!(routes.len() > 40, "{} routes", routes.len());
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
    for (method, path) in routes() {
        for heads in &variants {
            let heads = [&heads[..], &[("cookie", cookie.as_str())]].concat();
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
