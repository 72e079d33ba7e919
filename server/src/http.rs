//! The office on a socket: three calls for devices, one for this machine's own command line, two for
//! whoever watches it.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::{FromRequestParts, State};
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use link::listen::{self, Peer, Shows};
use merge::DeviceId;
use minicbor::Encode;
use store::Item;
use sync::{Enrol, Refused, RelayAsk, Reply, Request, Ticket};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::authority::Shown;
use crate::edge::{self, Amount, Edge, Ledger, Limits, Meter};
use crate::folder::Layout;
use crate::import::basemap;
use crate::local::{self, Command};
use crate::office::Office;
use crate::ops::meters::kind;
use crate::ops::requests::{self, Refusal};
use crate::ops::{self, Ready};
use crate::pages;
use crate::refused::refused;
use desk::trust::{self, OFFICE};
use desk::{AGAIN_SECONDS, Failure, passes};
use sync::limits::OFFICE_COUNTS;

/// What the handlers share.
#[derive(Debug)]
pub struct Service {
    /// The office.
    pub office: Arc<Office>,
    /// Its folder.
    pub layout: Layout,
    /// The word this machine's command line must know.
    pub local_token: String,
    /// What its administrator has set.
    pub limits: Limits,
    /// Whether it may be sent work.
    pub(crate) ready: Arc<Ready>,
    /// What each device has asked for today.
    devices: Meter<DeviceId>,
    /// Where it is written down what is counted of those who call.
    ledger: Option<Ledger>,
}

impl Service {
    /// Of an office with its folder.
    #[must_use]
    pub fn new(
        office: Arc<Office>,
        layout: Layout,
        local_token: String,
        limits: Limits,
    ) -> Service {
        let ready = Arc::new(Ready::new(layout.folder()));
        ready.opened(&office);
        let ledger = Ledger::of(&office, &layout);
        Service {
            ready,
            office,
            layout,
            local_token,
            limits,
            devices: Meter::new("devices", ledger.clone()),
            ledger,
        }
    }
}

/// Serves until `shutdown` is ready; requests under way are finished. Where others than this machine
/// can call, every line is encrypted.
///
/// # Errors
/// A listener that fails, or an office that has no certificate.
pub async fn run(
    listener: TcpListener,
    service: Arc<Service>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let pages = pages::routes(service.office.clone(), &service.layout);
    // A base map is imported while nobody serves, so what it is now it stays.
    let tiles = basemap::origin(&service.layout).map_err(std::io::Error::other)?;
    let here = listener.local_addr()?.ip().is_loopback();
    let site = &service.office.site;
    let (names, shows) = if here {
        let names = site.authority.as_ref().map(|a| a.names().to_vec());
        (Some(names.unwrap_or_default()), None)
    } else {
        let shown = Shown::of(site).map_err(|failure| io::Error::other(failure.text().en))?;
        (None, Some(Arc::new(shown) as Arc<dyn Shows>))
    };
    let edge = Arc::new(Edge::new(
        service.limits.clone(),
        names,
        service.ledger.clone(),
    ));
    let (meters, ready) = (service.office.meters.clone(), service.ready.clone());
    let strangers = Router::new()
        .route("/v1/ticket", post(ticket))
        .route("/v1/enrol", post(enrol))
        .layer(RequestBodyLimitLayer::new(sync::limits::MAX_STRANGER));
    let routes = Router::new()
        .route("/healthz", get(ops::healthz))
        .route("/v1/sync", post(exchange))
        .route("/v1/local", post(local_command))
        .layer(RequestBodyLimitLayer::new(sync::limits::MAX_BODY))
        .merge(strangers)
        .layer(CatchPanicLayer::new())
        .with_state(service)
        .merge(
            Router::new()
                .route("/readyz", get(ops::readyz))
                .with_state(ready),
        )
        .merge(pages)
        .fallback(move |request| ui::page_with_tiles(tiles.clone(), request))
        .layer(axum::middleware::from_fn_with_state(edge, edge::pass))
        .layer(axum::middleware::from_fn_with_state(meters, requests::note));
    listen::serve(listener, routes, shows, shutdown).await
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
    told(status, &refused(failure), failure.code())
}

/// A refusal, with its code where the log finds it. What passes by itself says when to come again,
/// and is nobody's wrong guess.
fn told<T: Encode<()>>(status: StatusCode, body: &T, code: &str) -> Response {
    let passes = passes(code);
    let status = if passes {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        status
    };
    let mut answer = message(status, body);
    if passes {
        answer
            .headers_mut()
            .insert(RETRY_AFTER, AGAIN_SECONDS.into());
    }
    answer.extensions_mut().insert(Refusal(code.to_owned()));
    answer
}

async fn ticket(State(service): Shared, body: Bytes) -> Response {
    let Some(device) = body.as_ref().try_into().ok().map(DeviceId) else {
        return refuse(StatusCode::BAD_REQUEST, &unreadable());
    };
    Ticket::give(&service.office.site.tickets.0, device, now_ms())
        .to_text()
        .into_response()
}

async fn enrol(State(service): Shared, from: Option<Extension<Peer>>, body: Bytes) -> Response {
    let ask: Enrol = match sync::unpack(&body) {
        Ok(ask) => ask,
        Err(_) => return refuse(StatusCode::BAD_REQUEST, &unreadable()),
    };
    let office = service.office.clone();
    let from = from.map(|Extension(Peer(from))| from.to_string());
    match blocking(move || office.enrol_from(&ask, from.as_deref(), now_ms())).await {
        Ok(Ok(enrolled)) => message(StatusCode::OK, &enrolled),
        Ok(Err(refused)) => told(StatusCode::FORBIDDEN, &refused, &refused.code),
        Err(refused) => broken(&refused),
    }
}

/// When the head of a request had come; its body may be long on the way.
struct Begun(u64);

impl<S: Sync> FromRequestParts<S> for Begun {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Begun, Infallible> {
        Ok(Begun(now_ms()))
    }
}

async fn exchange(
    State(service): Shared,
    Begun(begun): Begun,
    from: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    let ticket = Ticket::from_text(header("x-xunlu-ticket"));
    let secret = service.office.site.tickets.0;
    let Some(ticket) = ticket.filter(|ticket| ticket.is_good(&secret, begun)) else {
        return refuse(StatusCode::UNAUTHORIZED, &stale());
    };
    let signed = header("x-xunlu-signature").to_owned();
    let shown = header("x-xunlu-grant").to_owned();
    let office = service.office.clone();
    let from = from.map(|Extension(Peer(from))| from.to_string());
    let answered = blocking(move || {
        let now = now_ms();
        let shown = office.shown_grant(ticket.device, &shown)?;
        let grant = match &shown {
            Some(shown) => shown.clone(),
            None => office.known(ticket.device)?,
        };
        let key = grant.public_key().map_err(|_| stale())?;
        if !sync::verify_request(&key, &ticket, "/v1/sync", &body, &signed) {
            return Err(stale());
        }
        if let Some(shown) = shown {
            office.room.store.take(vec![Item::Grant(shown)])?;
        }
        let passes = office.at_door(ticket.device, from.as_deref(), now);
        let request: Request = sync::unpack(&body).map_err(|_| unreadable())?;
        match passes {
            // Whoever waits may hand in, and hears no more than a receipt.
            Err(no) if trust::waits(no.code()) && matches!(request, Request::HandIn(_)) => {}
            other => other.map(|_| ())?,
        }
        let asked = asks_for(&request, body.len());
        let times = if grant.terms.role == OFFICE {
            OFFICE_COUNTS
        } else {
            1
        };
        let most = service.limits.device.times(times);
        service.devices.count(ticket.device, asked, most, now)?;
        let (asked, begun) = ((kind(&request), body.len()), Instant::now());
        let reply = office.answer(ticket.device, request, now_ms());
        let devices = &office.meters.devices;
        devices.answered(asked, &reply, begun.elapsed());
        devices.contact(ticket.device, now);
        Ok(reply)
    });
    match answered.await {
        Ok(Ok(reply)) => match &reply {
            Reply::Refused(no) if passes(&no.code) => told(StatusCode::OK, no, &no.code),
            Reply::Refused(no) => told(StatusCode::OK, &reply, &no.code),
            _ => message(StatusCode::OK, &reply),
        },
        Ok(Err(failure)) => refuse(StatusCode::FORBIDDEN, &failure),
        Err(refused) => broken(&refused),
    }
}

/// How much a request asks for.
fn asks_for(request: &Request, bytes: usize) -> Amount {
    let operations = match request {
        Request::Push(push) => push.ops.len(),
        Request::HandIn(ask) => ask.push.ops.len(),
        Request::Relay(RelayAsk::Carry(carry)) => carry.ops.len(),
        _ => 0,
    };
    Amount {
        requests: 1,
        bytes: bytes as u64,
        operations: operations as u64,
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
        Err(refused) => broken(&refused),
    }
}

/// What is answered when the work itself broke.
fn broken(no: &Refused) -> Response {
    told(StatusCode::INTERNAL_SERVER_ERROR, no, &no.code)
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
