//! What people see: the web app of `web/`, embedded, and how it is handed to a browser.
//!
//! [`page`] answers every request that no other route took:
//!
//! ```no_run
//! let router: axum::Router = axum::Router::new().fallback(ui::page);
//! ```
//!
//! Reading order: `answer` (which file a request gets), `accept` (which of its compressed
//! copies), `headers` (what goes with it).
//!
//! # What it never does
//! It knows nothing of records and of our other crates: the app talks to `/api` like any program,
//! and what lies under `/api` and `/v1` is never answered here with a page.

mod accept;
mod answer;
mod headers;

use axum::extract::Request;
use axum::response::Response;
use rust_embed::RustEmbed;

/// The files of the built web app, or the one page that says how to build it.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/ui"]
struct Built;

/// The fallback of a router: the file, the app itself for an address inside it, or `404`.
pub async fn page(request: Request) -> Response {
    answer::answer::<Built>(request.method(), request.uri().path(), request.headers())
}

/// As [`page`], where a page may also load the pictures of a map from one other origin.
pub async fn page_with_tiles(origin: Option<String>, request: Request) -> Response {
    let mut response = page(request).await;
    if let Some(origin) = origin {
        headers::let_load(response.headers_mut(), &origin);
    }
    response
}
