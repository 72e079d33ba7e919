//! The office on a socket: three calls for devices, one for this machine's own command line.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use merge::DeviceId;
use minicbor::Encode;
use store::Item;
use sync::{Enrol, Refused, Request, Ticket};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::cli::local::{self, Command};
use crate::folder::Layout;
use crate::import::basemap;
use crate::office::Office;
use crate::pages;
use crate::refused::refused;
use desk::Failure;

/// How long nothing may arrive of a request. One that arrives slowly is waited for: over a very
/// slow line there is no other.
const STALL: Duration = Duration::from_millis(sync::limits::STALL_MS);

/// What the handlers share.
#[derive(Debug)]
pub struct Service {
    /// The office.
    pub office: Arc<Office>,
    /// Its folder.
    pub layout: Layout,
    /// The word this machine's command line must know.
    pub local_token: String,
}

/// Serves until `shutdown` is ready; requests under way are finished.
///
/// # Errors
/// A listener that fails.
pub async fn run(
    listener: TcpListener,
    service: Arc<Service>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let pages = pages::routes(service.office.clone(), service.layout.folder());
    // A base map is imported while nobody serves, so what it is now it stays.
    let tiles = basemap::origin(&service.layout).map_err(std::io::Error::other)?;
    let routes = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/v1/ticket", post(ticket))
        .route("/v1/enrol", post(enrol))
        .route("/v1/sync", post(exchange))
        .route("/v1/local", post(local_command))
        .layer(RequestBodyLimitLayer::new(sync::limits::MAX_BODY))
        .layer(RequestBodyTimeoutLayer::new(STALL))
        .layer(CatchPanicLayer::new())
        .with_state(service)
        .merge(pages)
        .fallback(move |request| ui::page_with_tiles(tiles.clone(), request));
    axum::serve(listener, routes)
        .with_graceful_shutdown(shutdown)
        .await
}

/// The office's clock, milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since
        .ok()
        .and_then(|since| u64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

type Shared = State<Arc<Service>>;

fn message<T: Encode<()>>(status: StatusCode, message: &T) -> Response {
    (status, sync::pack(message)).into_response()
}

fn refuse(status: StatusCode, failure: &Failure) -> Response {
    message(status, &refused(failure))
}

async fn ticket(State(service): Shared, body: Bytes) -> Response {
    let Some(device) = body.as_ref().try_into().ok().map(DeviceId) else {
        return refuse(StatusCode::BAD_REQUEST, &unreadable());
    };
    Ticket::give(&service.office.site.tickets.0, device, now_ms())
        .to_text()
        .into_response()
}

async fn enrol(State(service): Shared, body: Bytes) -> Response {
    let ask: Enrol = match sync::unpack(&body) {
        Ok(ask) => ask,
        Err(_) => return refuse(StatusCode::BAD_REQUEST, &unreadable()),
    };
    let office = service.office.clone();
    match blocking(move || office.enrol(&ask, now_ms())).await {
        Ok(Ok(enrolled)) => message(StatusCode::OK, &enrolled),
        Ok(Err(refused)) => message(StatusCode::FORBIDDEN, &refused),
        Err(refused) => message(StatusCode::INTERNAL_SERVER_ERROR, &refused),
    }
}

async fn exchange(State(service): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    let ticket = Ticket::from_text(header("x-xunlu-ticket"));
    let secret = service.office.site.tickets.0;
    let Some(ticket) = ticket.filter(|ticket| ticket.is_good(&secret, now_ms())) else {
        return refuse(StatusCode::UNAUTHORIZED, &stale());
    };
    let signed = header("x-xunlu-signature").to_owned();
    let shown = header("x-xunlu-grant").to_owned();
    let office = service.office.clone();
    let answered = blocking(move || {
        let shown = office.shown_grant(ticket.device, &shown)?;
        let grant = match &shown {
            Some(shown) => shown.clone(),
            None => office.holder(ticket.device, now_ms())?,
        };
        let key = grant.public_key().map_err(|_| stale())?;
        if !sync::verify_request(&key, &ticket, "/v1/sync", &body, &signed) {
            return Err(stale());
        }
        if let Some(shown) = shown {
            office.room.store.take(vec![Item::Grant(shown)])?;
        }
        let request: Request = sync::unpack(&body).map_err(|_| unreadable())?;
        Ok(office.answer(ticket.device, request, now_ms()))
    });
    match answered.await {
        Ok(Ok(reply)) => message(StatusCode::OK, &reply),
        Ok(Err(failure)) => refuse(StatusCode::FORBIDDEN, &failure),
        Err(refused) => message(StatusCode::INTERNAL_SERVER_ERROR, &refused),
    }
}

async fn local_command(State(service): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let token = headers
        .get("x-xunlu-local")
        .and_then(|value| value.to_str().ok());
    if token != Some(service.local_token.as_str()) {
        return refuse(StatusCode::UNAUTHORIZED, &stale());
    }
    let Ok(command) = serde_json::from_slice::<Command>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, &unreadable());
    };
    let office = service.office.clone();
    match blocking(move || local::run(&office, &command, &mut |_, _| {})).await {
        Ok(Ok(answer)) => serde_json::to_vec(&answer)
            .unwrap_or_default()
            .into_response(),
        Ok(Err(failure)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &failure),
        Err(refused) => message(StatusCode::INTERNAL_SERVER_ERROR, &refused),
    }
}

/// Runs what waits for the disk where it does not hold up other requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refused> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        refused(&Failure::new(
            "internal",
            "服务器内部出错，本次未处理；请稍后重试并报告管理员",
            "the server failed inside and did nothing; try again later and tell the administrator",
        ))
    })
}

fn unreadable() -> Failure {
    Failure::new(
        "unreadable",
        "请求无法读取；请升级两端中较旧的程序",
        "the request does not read; update the older of the two programs",
    )
}

fn stale() -> Failure {
    Failure::new(
        "not_you",
        "请求的凭证或签名无效；请重新同步",
        "the request's ticket or signature is not valid; sync again",
    )
}
