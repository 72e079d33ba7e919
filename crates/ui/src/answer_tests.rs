use axum::body::to_bytes;
use axum::http::header::HeaderName;

use super::*;

/// A small built app.
#[derive(RustEmbed)]
#[folder = "src/sample"]
struct Sample;

fn ask(method: &Method, path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let mut asked = HeaderMap::new();
    for (name, value) in headers {
        asked.insert(name.clone(), HeaderValue::from_str(value).unwrap());
    }
    answer::<Sample>(method, path, &asked)
}

fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response {
    ask(&Method::GET, path, headers)
}

fn said(response: &Response, name: &HeaderName) -> String {
    let value = response.headers().get(name);
    value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

async fn body(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

const PAGE: (HeaderName, &str) = (header::ACCEPT, "text/html,application/xhtml+xml");
const ANYTHING: (HeaderName, &str) = (header::ACCEPT, "*/*");

#[tokio::test]
async fn the_root_is_the_app_and_is_asked_for_each_time() {
    let response = get("/", &[PAGE]);
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(said(&response, &header::CACHE_CONTROL), "no-cache");
    assert_eq!(
        said(&response, &header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    assert!(body(response).await.contains("sample app"));
}

#[tokio::test]
async fn an_address_inside_the_app_is_the_app_for_people_alone() {
    for path in ["/r/0123", "/k/hazard/new", "/apiary", "/v1x"] {
        let response = get(path, &[PAGE]);
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(body(response).await.contains("sample app"), "{path}");
        assert_eq!(get(path, &[ANYTHING]).status(), StatusCode::NOT_FOUND);
        assert_eq!(get(path, &[]).status(), StatusCode::NOT_FOUND);
    }
}

#[test]
fn what_programs_ask_for_is_never_answered_with_a_page() {
    for path in [
        "/api",
        "/api/",
        "/api/records",
        "/v1",
        "/v1/sync",
        "//api/x",
    ] {
        assert_eq!(get(path, &[PAGE]).status(), StatusCode::NOT_FOUND, "{path}");
        let posted = ask(&Method::POST, path, &[PAGE]);
        assert_eq!(posted.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn pages_are_read_and_never_written() {
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let response = ask(&method, "/", &[PAGE]);
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(said(&response, &header::ALLOW), "GET, HEAD");
    }
}

#[tokio::test]
async fn a_head_tells_the_length_and_sends_nothing() {
    let response = ask(&Method::HEAD, "/assets/app-1a2b.js", &[]);
    assert_eq!(response.status(), StatusCode::OK);
    assert_ne!(said(&response, &header::CONTENT_LENGTH), "0");
    assert_eq!(body(response).await, "");
}

#[tokio::test]
async fn the_smallest_accepted_copy_is_sent() {
    for (accepted, encoding, expected) in [
        ("gzip, deflate, br", "br", "pressed by brotli\n"),
        ("gzip", "gzip", "pressed by gzip\n"),
        ("gzip, br;q=0", "gzip", "pressed by gzip\n"),
        ("identity", "", "console.log(1);\n"),
    ] {
        let response = get(
            "/assets/app-1a2b.js",
            &[(header::ACCEPT_ENCODING, accepted)],
        );
        assert_eq!(said(&response, &header::CONTENT_ENCODING), encoding);
        assert!(said(&response, &header::CONTENT_TYPE).starts_with("text/javascript"));
        assert!(said(&response, &header::CACHE_CONTROL).contains("immutable"));
        assert!(said(&response, &header::VARY).contains("accept-encoding"));
        assert_eq!(body(response).await, expected);
    }
}

#[tokio::test]
async fn a_browser_that_has_the_file_is_not_sent_it_again() {
    let first = get("/", &[PAGE]);
    let tag = said(&first, &header::ETAG);
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 34);
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".into(),
    ] {
        let again = get("/", &[PAGE, (header::IF_NONE_MATCH, &known)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(said(&again, &header::ETAG), tag);
        assert_eq!(body(again).await, "");
    }
    let other = get("/", &[PAGE, (header::IF_NONE_MATCH, "\"other\"")]);
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn each_copy_has_its_own_tag() {
    let path = "/assets/app-1a2b.js";
    let plain = said(&get(path, &[]), &header::ETAG);
    let pressed = said(
        &get(path, &[(header::ACCEPT_ENCODING, "br")]),
        &header::ETAG,
    );
    assert_ne!(plain, pressed);
}

#[test]
fn every_answer_carries_the_safety_headers() {
    for response in [
        get("/", &[PAGE]),
        get("/assets/app-1a2b.js", &[]),
        get("/nothing.png", &[ANYTHING]),
        ask(&Method::POST, "/", &[]),
    ] {
        let policy = said(&response, &header::CONTENT_SECURITY_POLICY);
        for part in [
            "default-src 'none';",
            "script-src 'self';",
            "img-src 'self' data: blob:;",
            "style-src 'self' 'unsafe-inline';",
            "worker-src 'self' blob:;",
            "connect-src 'self' blob:;",
            "form-action 'none';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'; trusted-types default",
        ] {
            assert!(policy.contains(part), "{part}");
        }
        assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'self' '"));
        assert_eq!(said(&response, &header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(said(&response, &header::REFERRER_POLICY), "no-referrer");
        let permissions = HeaderName::from_static("permissions-policy");
        assert!(said(&response, &permissions).contains("camera=(self)"));
    }
}

#[test]
fn a_path_that_climbs_finds_nothing() {
    for path in ["/../Cargo.toml", "/assets/../../lib.rs", "/%2e%2e/lib.rs"] {
        assert_eq!(get(path, &[ANYTHING]).status(), StatusCode::NOT_FOUND);
    }
}

#[test]
fn what_is_embedded_holds_a_first_page() {
    assert!(crate::Built::get(INDEX).is_some());
}
