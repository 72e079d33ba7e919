//! Answering callers: the lines, how long each may take, and whose turn it is.
//!
//! Every program that is called listens here, a laptop for its own browser and an office for
//! everybody. Reading order: this page, `lines` (who makes room), `bodies` (whose turn it is).

mod bodies;
mod lines;
mod pace;

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, header};
use desk::Failure;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use rustls::server::Acceptor;
use sync::Refused;
use sync::limits::{MAX_AT_WORK, MAX_HEAD, MAX_LINES, MAX_OF_ONE};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::LazyConfigAcceptor;
use tower::ServiceExt;

use crate::tls::takes_bare_keys;
use bodies::{Answer, Brought, Turn};
use lines::{Line, Lines, Watched};

/// How long after its end is asked for a program finishes what is under way.
const LAST: Duration = Duration::from_secs(60);
/// Pause after the system had no socket left.
const PAUSE: Duration = Duration::from_millis(100);
/// What goes with every answer that says nothing else: a browser keeps no copy, guesses no kind, runs
/// nothing in it, tells nobody where it came from and shows it to no foreign page.
const GUARDED: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; sandbox",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];
/// How a TLS connection begins.
const HANDSHAKE: u8 = 0x16;

/// Who is calling: the address at the other end of the line. It is among the extensions of each
/// request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// How a program that is called over a network shows who it is.
pub trait Shows: Send + Sync + 'static {
    /// What it shows one of our own programs, or a browser, at that address of this machine.
    ///
    /// # Errors
    /// A key that is none.
    fn shown(&self, ours: bool, at: IpAddr) -> Result<Arc<ServerConfig>, Failure>;
}

/// What every line needs.
struct Shared {
    routes: Router,
    shows: Option<Arc<dyn Shows>>,
    lines: Arc<Lines>,
    gate: Arc<Semaphore>,
    stopped: watch::Receiver<bool>,
}

/// Answers callers until `stop` is ready; requests under way are finished. Without `shows` the lines
/// are not encrypted, which is for this machine alone.
///
/// # Errors
/// A listener that fails.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    shows: Option<Arc<dyn Shows>>,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let (ends, stopped) = watch::channel(false);
    // On one's own machine all callers have one address, a browser's gateway perhaps.
    let most_of_one = shows.as_ref().map_or(MAX_LINES, |_| MAX_OF_ONE);
    let shared = Arc::new(Shared {
        routes,
        shows,
        lines: Arc::default(),
        gate: Arc::new(Semaphore::new(MAX_AT_WORK)),
        stopped,
    });
    let mut calls = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            Some(_) = calls.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, from)) => {
                let place = shared.lines.admit(from.ip(), most_of_one);
                let shared = shared.clone();
                calls.spawn(async move {
                    tokio::select! {
                        () = answer(stream, from, &shared, &place.line) => {}
                        () = place.line.ends() => {}
                    }
                });
            }
            // A caller who hung up at once, or no socket left until somebody hangs up.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    drop(listener);
    let _ = ends.send(true);
    let all = async { while calls.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST, all).await;
    Ok(())
}

/// One line from its beginning to its end. However it ends, its caller has been told or has gone.
async fn answer(stream: TcpStream, from: SocketAddr, shared: &Shared, line: &Arc<Line>) {
    let at = stream.local_addr().map(|at| at.ip());
    // Small answers would wait for more to be sent with them.
    let _ = stream.set_nodelay(true);
    let (Some(shows), Ok(at)) = (&shared.shows, at) else {
        return talk(
            Watched {
                stream,
                line: line.clone(),
            },
            from,
            shared,
            line,
        )
        .await;
    };
    let mut first = [0; 16];
    match stream.peek(&mut first).await {
        Ok(1..) if first[0] == HANDSHAKE => {}
        Ok(1..) => return send_away(stream, first.starts_with(b"POST /v1/")).await,
        _ => return,
    }
    let watched = Watched {
        stream,
        line: line.clone(),
    };
    let Ok(begun) = LazyConfigAcceptor::new(Acceptor::default(), watched).await else {
        return;
    };
    let ours = takes_bare_keys(&begun.client_hello());
    let Ok(config) = shows.shown(ours, at) else {
        return;
    };
    if let Ok(secured) = begun.into_stream(config).await {
        talk(secured, from, shared, line).await;
    }
}

/// HTTP on a line.
async fn talk(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    from: SocketAddr,
    shared: &Shared,
    line: &Arc<Line>,
) {
    let service = service_fn(|request: Request<Incoming>| {
        line.works();
        reply(request, from, shared, line.clone())
    });
    // The head has a pace instead of hyper's time: at twenty bytes a second it takes a minute.
    let talking = http1::Builder::new()
        .header_read_timeout(None)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(io), service);
    let mut talking = std::pin::pin!(talking);
    let mut stopped = shared.stopped.clone();
    let asked = async { drop(stopped.wait_for(|stopped| *stopped).await) };
    tokio::select! {
        // A caller who broke off knows it best.
        _ = &mut talking => return,
        () = asked => talking.as_mut().graceful_shutdown(),
    }
    let _ = talking.await;
}

/// One request, worked on when its turn has come.
async fn reply(
    request: Request<Incoming>,
    from: SocketAddr,
    shared: &Shared,
    line: Arc<Line>,
) -> Result<axum::http::Response<Answer>, Infallible> {
    let (turn, gate) = (Turn::default(), shared.gate.clone());
    if request.body().is_end_stream() {
        turn.comes(gate.clone()).await;
    }
    let mut request =
        request.map(|body| Body::new(Brought::new(Body::new(body), turn.clone(), gate)));
    request.extensions_mut().insert(Peer(from.ip()));
    let mut answer = shared.routes.clone().oneshot(request).await?;
    turn.ends();
    for (name, value) in GUARDED {
        let entry = answer.headers_mut().entry(name);
        entry.or_insert(HeaderValue::from_static(value));
    }
    Ok(answer.map(|inner| Answer { inner, line }))
}

/// Says to somebody who does not encrypt that one has to.
async fn send_away(mut stream: TcpStream, ours: bool) {
    let failure = Failure::new(
        "plain",
        "此处只接受加密连接；请把地址写成 https:// 开头",
        "only encrypted lines are accepted here; write https:// before the address",
    );
    let text = failure.text();
    let body = if ours {
        sync::pack(&Refused {
            code: failure.code().to_owned(),
            zh: text.zh,
            en: text.en,
        })
    } else {
        format!("{}\n{}\n", text.zh, text.en).into_bytes()
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    // What was sent in the clear is read first: a socket that is closed on unread bytes takes its
    // answer back.
    let mut unread = [0; 4096];
    let _ = stream.read(&mut unread).await;
    if stream
        .write_all(&[head.as_bytes(), &body].concat())
        .await
        .is_ok()
    {
        let _ = stream.shutdown().await;
    }
}
