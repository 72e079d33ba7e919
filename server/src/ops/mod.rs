//! What those who run the office see of it: whether it lives, whether it may be sent work, what it
//! measures, and its log.
//!
//! Nothing here says who anybody is: labels and lines hold routes, kinds, codes and numbers, never a
//! name, a device, a division or what was written. Reading order: `ready` (may it be sent work),
//! `meters` (what is measured), `requests` (what one request leaves behind), `log`,
//! `ending`.

mod ending;
pub(crate) mod log;
pub(crate) mod meters;
mod process;
mod ready;
pub(crate) mod requests;
mod slow;
pub(crate) mod systemd;
mod timed;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::Failure;
use tokio::net::TcpListener;

use crate::edge::{self, Edge, Limits};
pub(crate) use ending::ends;
pub(crate) use meters::Meters;
pub(crate) use ready::Ready;
pub(crate) use timed::Timed;

/// What `/metrics` is written in.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Lives: it answers.
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// May be sent work; if not, the code of the reason and no word more, for anybody may ask.
pub(crate) async fn readyz(State(ready): State<Arc<Ready>>) -> Response {
    match ready.ask().await {
        Ok(()) => "ok".into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason.code()).into_response(),
    }
}

async fn metrics(State(ready): State<Arc<Ready>>) -> Response {
    match ready.measured().await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason.code()).into_response(),
    }
}

/// Listens for this machine's own probes and monitoring, not encrypted, and for nobody else.
///
/// # Errors
/// An address that others could call, or one that is taken.
pub(crate) async fn listen(at: SocketAddr) -> Result<TcpListener, Failure> {
    if !at.ip().is_loopback() {
        return Err(Failure::new(
            "listen",
            format!(
                "--ops 只能监听本机地址，{at} 不是；请写 127.0.0.1 加端口，由本机的采集程序读取"
            ),
            format!(
                "--ops listens on this machine alone and {at} is not; write 127.0.0.1 and a port, and let a collector on this machine read it"
            ),
        ));
    }
    TcpListener::bind(at).await.map_err(|error| {
        Failure::new(
            "listen",
            format!("无法监听 --ops {at}（{error}）；请换端口或停掉占用它的程序"),
            format!(
                "cannot listen on --ops {at} ({error}); choose another port, or stop what uses it"
            ),
        )
    })
}

/// Answers probes and monitoring until the process ends; it goes on answering while the office ends.
///
/// # Errors
/// A listener that fails.
pub(crate) async fn serve(listener: TcpListener, ready: Arc<Ready>) -> io::Result<()> {
    // A foreign page that points a name of its own at this machine reads nothing here either.
    let edge = Arc::new(Edge::new(Limits::default(), Some(Vec::new()), None));
    let routes = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(ready)
        .layer(axum::middleware::from_fn_with_state(edge, edge::pass));
    link::listen::serve(listener, routes, None, std::future::pending()).await
}

/// The room left where a folder lies, in bytes; nothing where the system does not tell.
pub(crate) fn room_left(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}
