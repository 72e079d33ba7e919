//! What a browser remembers: who is signed in, and that they have just written.
//!
//! A copy of the database is some seconds old, and nobody knows which process answers next. So it is
//! the browser that says for so long that its person has written, and gets from the database itself
//! what it asks for meanwhile.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::door::Door;

/// How long whoever has written is answered by no copy, in seconds: one that is read is ten seconds
/// old at most.
const COPY_S: u32 = 12;

/// A browser does not keep the cookies of two ports of one machine apart, so the port is in the
/// name.
fn named(what: &str, headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let port = host.and_then(|host| host.rsplit_once(':')).map(|(_, p)| p);
    let port = port.filter(|port| port.bytes().all(|b| b.is_ascii_digit()));
    format!("{what}-{}", port.unwrap_or("80"))
}

fn session(headers: &HeaderMap) -> String {
    named("xunlu", headers)
}

fn wrote(headers: &HeaderMap) -> String {
    named("xunlu-wrote", headers)
}

fn found(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter();
    let texts = all.filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';'));
    pairs.find_map(|pair| {
        let (key, word) = pair.trim().split_once('=')?;
        (key == name).then(|| word.to_owned())
    })
}

/// The word of the session.
pub(super) fn word_in(headers: &HeaderMap) -> Option<String> {
    found(headers, &session(headers))
}

/// Whether its person has just written.
pub(super) fn has_written(headers: &HeaderMap) -> bool {
    found(headers, &wrote(headers)).is_some()
}

/// The cookie of a session, or one that takes it away.
pub(super) fn cookie(headers: &HeaderMap, word: Option<&str>) -> (HeaderMap, ()) {
    let name = session(headers);
    let text = match word {
        Some(word) => format!("{name}={word}; Path=/api; HttpOnly; SameSite=Strict"),
        None => format!("{name}=; Path=/api; HttpOnly; SameSite=Strict; Max-Age=0"),
    };
    let mut set = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&text) {
        set.insert(SET_COOKIE, value);
    }
    (set, ())
}

/// Has the browser remember that something was written, where a copy of it may be read.
pub(super) async fn remember(
    State(door): State<Arc<Door>>,
    request: Request,
    next: Next,
) -> Response {
    let name = wrote(request.headers());
    let mut response = next.run(request).await;
    if response.status().is_success() && door.host.may_be_copied() {
        let text = format!("{name}=1; Path=/api; HttpOnly; SameSite=Strict; Max-Age={COPY_S}");
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}
