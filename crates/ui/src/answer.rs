//! Which file a request gets.

use axum::body::Body;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{accept, headers};

const INDEX: &str = "index.html";

/// What programs are answered by; a page there would only confuse them.
const NOT_OURS: [&str; 2] = ["api", "v1"];

/// The file at that path, the app for an address inside it, or the reason why not.
pub(crate) fn answer<Files: RustEmbed>(method: &Method, path: &str, asked: &HeaderMap) -> Response {
    let path = path.trim_start_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    if NOT_OURS.contains(&first) {
        return bare(StatusCode::NOT_FOUND);
    }
    if method != Method::GET && method != Method::HEAD {
        let mut response = bare(StatusCode::METHOD_NOT_ALLOWED);
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let path = if path.is_empty() { INDEX } else { path };
    if let Some(response) = file::<Files>(method, path, asked) {
        return response;
    }
    if wants_page(asked)
        && let Some(response) = file::<Files>(method, INDEX, asked)
    {
        return response;
    }
    bare(StatusCode::NOT_FOUND)
}

/// A person typed or followed the address; a program or a missing picture says otherwise.
fn wants_page(asked: &HeaderMap) -> bool {
    text(asked, &header::ACCEPT).contains("text/html")
}

fn file<Files: RustEmbed>(method: &Method, path: &str, asked: &HeaderMap) -> Option<Response> {
    let plain = Files::get(path)?;
    let accepted = text(asked, &header::ACCEPT_ENCODING);
    let copy = accept::COPIES.iter().find_map(|(ending, encoding)| {
        let taken = accept::takes(&accepted, encoding);
        let copy = taken.then(|| Files::get(&format!("{path}.{ending}")))?;
        copy.map(|copy| (copy, *encoding))
    });
    let (file, encoding) = match copy {
        Some((copy, encoding)) => (copy, Some(encoding)),
        None => (plain, None),
    };
    Some(respond(method, path, asked, file, encoding))
}

fn respond(
    method: &Method,
    path: &str,
    asked: &HeaderMap,
    file: EmbeddedFile,
    encoding: Option<&'static str>,
) -> Response {
    let tag = tag(&file);
    let known = text(asked, &header::IF_NONE_MATCH);
    let unchanged = known.split(',').any(|one| {
        let one = one.trim();
        one == "*" || one.trim_start_matches("W/") == tag
    });
    let mut response = bare(if unchanged {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    });
    let out = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    out.insert(header::CACHE_CONTROL, headers::keeping(path));
    out.insert(
        header::VARY,
        HeaderValue::from_static("accept, accept-encoding"),
    );
    if unchanged {
        return response;
    }
    out.insert(header::CONTENT_TYPE, headers::kind(path));
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(file.data.len()));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if method == Method::GET {
        *response.body_mut() = Body::from(file.data);
    }
    response
}

/// A strong tag: each compressed copy has its own.
fn tag(file: &EmbeddedFile) -> String {
    use std::fmt::Write as _;
    let mut tag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing into a string does not fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    headers::safe(response.headers_mut());
    response
}

fn text(asked: &HeaderMap, name: &header::HeaderName) -> String {
    let values = asked
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
