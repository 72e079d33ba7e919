//! `serve`: the office on a socket, until it is asked to stop.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use forms::Lang;
use serde_json::json;
use store::disk::Lock;
use tokio::sync::{Notify, watch};

use super::args::Serve;
use super::every_day;
use super::every_few_minutes::Calls;
use crate::common::REKEYED;
use crate::folder::{Layout, Site};
use crate::http::{self, Service};
use crate::local::running::{self, Running};
use crate::office::Office;
use crate::ops::log::{self, TARGET};
use crate::ops::{self, Ready, systemd};
use desk::Failure;
use desk::terminal::Bar;

/// How often a process on a shared database looks around.
const LOOK: Duration = Duration::from_secs(2);

/// Runs the command.
pub(super) fn run(args: &Serve, json: bool, lang: Lang) -> Result<(), Failure> {
    let copy = args.read_store.as_deref();
    let layout = &args.data.layout(lang)?.clone().with_copy(copy)?;
    log::begin(args.watch.log, args.watch.log_level);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(layout.folder(), &error))?;
    // Probes are answered while the store is being opened, which may take a while.
    let ready = Arc::new(Ready::new(layout.folder()));
    let ops = args.watch.ops.map(|at| runtime.block_on(ops::listen(at)));
    let ops = ops.transpose()?;
    let ops_at = ops.as_ref().and_then(|ops| ops.local_addr().ok());
    if let Some(ops) = ops {
        runtime.spawn(ops::serve(ops, ready.clone()));
    }
    if !args.listen.ip().is_loopback() {
        let _lock = Lock::take(layout.folder())?;
        Site::load(layout)?.with_authority(layout)?;
    }
    let mut bar = Bar::new(lang, "打开", "opening");
    let office = Office::open(layout, &mut bar.bytes())?;
    bar.finish();
    if let Some(reason) = &office.opened().rebuilt {
        let text = match lang {
            Lang::Zh => format!("提示：索引已由日志重建（{reason}），数据完整"),
            Lang::En => format!(
                "note: the index was folded again from the journal ({reason}); nothing is lost"
            ),
        };
        tracing::warn!(target: TARGET, event = "index_rebuilt", "{text}");
    }
    let office = Arc::new(office);
    ready.opened(&office);
    let watched = Watched { ready, ops_at };
    runtime.block_on(listen_on(layout, (office, watched), args, json, lang))
}

/// Who watches the service, and where they ask.
struct Watched {
    ready: Arc<Ready>,
    ops_at: Option<SocketAddr>,
}

async fn listen_on(
    layout: &Layout,
    (office, watched): (Arc<Office>, Watched),
    args: &Serve,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let listener = bound(args.listen).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::file(layout.folder(), &error))?;
    // Before anybody can know where it serves, so that whoever does can also stop it.
    let stop = desk::api::stop_asked();
    let mut token = [0; 32];
    desk::fill(&mut token)?;
    let running = Running {
        address: address.to_string(),
        token: merge::Hash(token).to_string(),
        key: (!address.ip().is_loopback()).then(|| merge::Hash(office.key.public().bytes())),
    };
    running::announce(layout, &running)
        .map_err(|error| Failure::file(&layout.running(), &error))?;
    let scheme = running.scheme();
    if json {
        say!(
            "{}",
            json!({ "listening": address.to_string(), "scheme": scheme, "ops": watched.ops_at })
        );
    } else {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("服务地址 {scheme}://{address}，Ctrl-C 停止"),
                Lang::En => format!("serving on {scheme}://{address}, Ctrl-C stops"),
            }
        );
    }
    systemd::tell("READY=1");
    tracing::info!(target: TARGET, event = "serving", version = env!("CARGO_PKG_VERSION"));
    let ready = watched.ready;
    let (ended, stop_now) = watch::channel(false);
    let ends = ops::ends(stop, ready.clone(), args.watch.drain, lang);
    tokio::spawn(async move {
        ends.await;
        let _ = ended.send(true);
    });
    let service = Serving {
        layout,
        args,
        lang,
        listener,
        token: running.token,
        ready: ready.clone(),
        stop: stop_now,
    };
    let served = service.serve(office).await;
    let _ = fs::remove_file(layout.running());
    ready.let_go().await;
    let closed = match Arc::into_inner(served?) {
        Some(office) => {
            let closing = tokio::task::spawn_blocking(move || office.close());
            closing.await.unwrap_or(Ok(()))
        }
        // A request that outlived the listener still holds it; the journal is whole all the same.
        None => Ok(()),
    };
    tracing::info!(target: TARGET, event = "ended", clean = closed.is_ok());
    closed
}

async fn bound(listen: SocketAddr) -> Result<TcpListener, Failure> {
    let bound = tokio::net::TcpListener::bind(listen).await;
    let bound = bound.and_then(tokio::net::TcpListener::into_std);
    bound.map_err(|error| {
        Failure::new(
            "listen",
            format!("无法监听 {listen}（{error}）；请换端口或停掉占用它的程序"),
            format!(
                "cannot listen on {listen} ({error}); choose another port, or stop what uses it"
            ),
        )
    })
}

/// The service, which opens the office anew when another process has changed its tables.
struct Serving<'a> {
    layout: &'a Layout,
    args: &'a Serve,
    lang: Lang,
    listener: TcpListener,
    token: String,
    ready: Arc<Ready>,
    /// The service is to end.
    stop: watch::Receiver<bool>,
}

impl Serving<'_> {
    /// Serves until it is asked to stop. Answers the office as it was opened last.
    async fn serve(&self, mut office: Arc<Office>) -> Result<Arc<Office>, Failure> {
        while let Some(fresh) = self.until_changed(&office).await? {
            office = Arc::new(fresh);
            self.ready.opened(&office);
        }
        Ok(office)
    }

    /// Serves an office until it is asked to stop, or was opened anew: then what is under way with
    /// the old one is finished behind the new one.
    async fn until_changed(&self, office: &Arc<Office>) -> Result<Option<Office>, Failure> {
        let failed = |error| Failure::file(self.layout.folder(), &error);
        let listener = self.listener.try_clone();
        let listener = listener.and_then(tokio::net::TcpListener::from_std);
        let stopped = Arc::new(Notify::new());
        let routine = tokio::spawn(every_day::run(office.clone(), stopped.clone(), self.lang));
        let calls = Calls::begin(office.clone(), self.args.peers_every, self.lang);
        let limits = self.args.limits.of(self.args.proxy);
        let (layout, token) = (self.layout.clone(), self.token.clone());
        let mut service = Service::new(office.clone(), layout, token, limits);
        service.ready = self.ready.clone();
        let (mut stop, enough) = (self.stop.clone(), Arc::new(Notify::new()));
        let followed = enough.clone();
        let end = async move {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = followed.notified() => {}
            }
        };
        let listener = listener.map_err(failed)?;
        let mut served = tokio::spawn(http::run(listener, Arc::new(service), end));
        let next = tokio::select! {
            served = &mut served => served.unwrap_or(Ok(())).map(|()| None).map_err(failed),
            fresh = self.changed(office) => fresh.map(Some),
        };
        enough.notify_one();
        stopped.notify_one();
        // Whether these ended well or in a panic, the office is closed next.
        let _ = routine.await;
        calls.end().await;
        next
    }

    /// Waits until another process has changed what this one works with, and opens the office anew.
    ///
    /// # Errors
    /// The office has got another key: this process has nothing to open any more.
    async fn changed(&self, office: &Arc<Office>) -> Result<Office, Failure> {
        if office.shared.is_none() {
            return std::future::pending().await;
        }
        let mut told = false;
        loop {
            let (here, layout) = (office.clone(), self.layout.clone());
            let looked = tokio::task::spawn_blocking(move || {
                let changed = here.look_around()?;
                let open = || Office::open(&layout, &mut |_, _| {});
                changed.then(open).transpose()
            });
            match looked.await {
                Ok(Ok(Some(fresh))) => return Ok(fresh),
                Ok(Err(failure)) if failure.code() == REKEYED => return Err(failure),
                Ok(Ok(None)) => told = false,
                Ok(Err(failure)) if !told => {
                    let code = failure.code();
                    tracing::warn!(target: TARGET, event = "store_unreached", code, "{}", failure.text().get(self.lang));
                    told = true;
                }
                _ => {}
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
