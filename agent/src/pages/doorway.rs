//! The doorway of the pages: one address, behind which the folder is open or locked.
//!
//! While it is locked nothing of the folder is read, and the one thing that can be done is to give the
//! passphrase. A guess needs the word of the address and costs what argon2id costs; one is tried at a
//! time, and after each wrong one the next waits longer.
//!
//! When nobody has had a hand at the keys for a while, the folder locks again: what is under way is
//! answered first, an exchange with the office is waited for, and then the program forgets the key. So
//! it does when whoever is at work signs out: the next passphrase says whose pages they are.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use desk::Failure;
use desk::api::view::Key;
use desk::api::{self, refuse};
use desk::keys::LOCKED;
use merge::Now;
use store::disk::Lock;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, RwLock};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::inside::Inside;
use super::place::{Running, Word, not_let_in};
use crate::device::{Device, Layout};
use crate::laptop::Laptop;

/// Longest form that is read while the folder is locked, in bytes.
const LONGEST: usize = 4 * 1024;
/// Longest wait before a guess, in seconds.
const LONGEST_WAIT: u64 = 32;
/// How often it is looked whether anybody is still there, at least.
const LOOK: Duration = Duration::from_secs(5);

/// The pages of a folder.
#[derive(Debug)]
pub struct Pages {
    doorway: Arc<Doorway>,
    idle: Option<Duration>,
}

#[derive(Debug)]
struct Doorway {
    folder: PathBuf,
    word: Word,
    clock: fn() -> Now,
    /// Wrong guesses since the last right one.
    wrong: Mutex<u32>,
    folder_is: RwLock<Is>,
}

#[derive(Debug)]
enum Is {
    Open {
        routes: Router,
        inside: Arc<Inside>,
    },
    /// The lock on the folder is held on to, so that nobody else takes it meanwhile.
    Locked(Option<Lock>),
}

impl Pages {
    /// Pages of the open laptop of a folder, to be served at a port of this machine.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn new(
        laptop: Laptop,
        layout: &Layout,
        port: u16,
        clock: fn() -> Now,
    ) -> Result<Pages, Failure> {
        let mut pages = Pages::locked(None, layout, port, clock)?;
        if let Some(doorway) = Arc::get_mut(&mut pages.doorway) {
            let open = doorway.open(laptop, layout);
            doorway.folder_is = RwLock::new(open);
        }
        Ok(pages)
    }

    /// Pages of a locked folder, which ask for the passphrase first.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn locked(
        lock: Option<Lock>,
        layout: &Layout,
        port: u16,
        clock: fn() -> Now,
    ) -> Result<Pages, Failure> {
        let doorway = Doorway {
            folder: layout.folder().to_owned(),
            word: Word::fresh(port)?,
            clock,
            wrong: Mutex::default(),
            folder_is: RwLock::new(Is::Locked(lock)),
        };
        Ok(Pages {
            doorway: Arc::new(doorway),
            idle: None,
        })
    }

    /// The same, locked again when nobody has had a hand at the keys for so long. A folder that opens
    /// without a passphrase is never locked.
    #[must_use]
    pub fn lock_after(self, idle: Option<Duration>) -> Pages {
        Pages { idle, ..self }
    }

    /// The address that lets its reader in.
    #[must_use]
    pub fn open(&self) -> String {
        self.doorway.word.address()
    }

    /// Serves until `stop` is ready, then closes the laptop.
    ///
    /// # Errors
    /// A listener or a disk that fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let layout = Layout::new(&self.doorway.folder);
        let running = Running { open: self.open() };
        let text = serde_json::to_vec(&running).unwrap_or_default();
        let path = layout.running();
        Device::private(&path, &text)?;
        let doorway = self.doorway;
        let watching = self
            .idle
            .map(|idle| tokio::spawn(doorway.clone().watch(idle)));
        let routes = Router::new().fallback(pass).with_state(doorway.clone());
        let served = link::listen::serve(listener, routes, None, stop).await;
        if let Some(watching) = watching {
            watching.abort();
            let _ = watching.await;
        }
        let closed = doorway.shut(false).await;
        let _ = fs::remove_file(&path);
        served.map_err(|error| Failure::file(layout.folder(), &error))?;
        closed.map(|_| ())
    }
}

impl Doorway {
    fn open(&self, mut laptop: Laptop, layout: &Layout) -> Is {
        // A full disk must keep nobody from working; it is tried again the next time.
        let _ = laptop.expire(layout, (self.clock)().wall_ms);
        let _ = laptop.heed_revocation(layout);
        let inside = Arc::new(Inside::of(laptop, layout, self.word.clone(), self.clock));
        let routes = api::routes(inside.clone())
            .fallback(ui::page)
            .layer(CatchPanicLayer::new());
        Is::Open { routes, inside }
    }

    /// Closes the folder if it is open.
    async fn shut(&self, patient: bool) -> Result<(), Failure> {
        let mut folder_is = self.folder_is.write().await;
        let was = std::mem::replace(&mut *folder_is, Is::Locked(None));
        match was {
            Is::Open { routes, inside } => {
                // Whoever asked something has been answered, for the doorway was theirs until then.
                drop(routes);
                *folder_is = Is::Locked(inside.leave(patient).await?);
            }
            locked @ Is::Locked(_) => *folder_is = locked,
        }
        Ok(())
    }

    async fn watch(self: Arc<Self>, idle: Duration) {
        loop {
            tokio::time::sleep(LOOK.min(idle / 2)).await;
            if self.is_left(idle).await {
                // A disk that refuses at the very end costs a rebuilt index, and the key is gone.
                let _ = self.shut(true).await;
            }
        }
    }

    /// Whether the folder stands open and nobody is there.
    async fn is_left(&self, idle: Duration) -> bool {
        match &*self.folder_is.read().await {
            Is::Open { inside, .. } => inside.idle() >= idle && inside.may_lock(),
            Is::Locked(_) => false,
        }
    }

    async fn while_locked(self: Arc<Self>, request: Request) -> Response {
        let path = request.uri().path();
        if !path.starts_with("/api/") {
            return ui::page(request).await;
        }
        if request.method() != Method::POST || path != "/api/session" {
            return refuse(&locked());
        }
        let (parts, body) = request.into_parts();
        let read = to_bytes(body, LONGEST).await;
        let Ok(bytes) = read else {
            return refuse(&not_let_in());
        };
        match self.unlock(&parts.headers, &bytes).await {
            Ok(()) => {
                let request = Request::from_parts(parts, Body::from(bytes));
                match &*self.folder_is.read().await {
                    Is::Open { routes, .. } => answered(routes, request).await,
                    Is::Locked(_) => refuse(&locked()),
                }
            }
            Err(failure) => refuse(&failure),
        }
    }

    /// Opens the folder for whoever knows the word and the passphrase.
    async fn unlock(&self, headers: &HeaderMap, form: &Bytes) -> Result<(), Failure> {
        self.own_page(headers)?;
        let passphrase = match serde_json::from_slice(form) {
            Ok(Key::Passphrase { word, passphrase }) if self.word.is(&word) => passphrase,
            Ok(Key::Link { word }) if self.word.is(&word) => return Err(locked()),
            _ => return Err(not_let_in()),
        };
        let mut wrong = self.wrong.lock().await;
        if *wrong > 0 {
            let wait = 1_u64 << (*wrong - 1).min(LONGEST_WAIT.ilog2());
            tokio::time::sleep(Duration::from_secs(wait)).await;
        }
        let layout = Layout::new(&self.folder);
        let key = layout.key().clone();
        let tried = tokio::task::spawn_blocking(move || key.unlock(&passphrase));
        if let Err(failure) = tried.await.unwrap_or_else(|_| Err(locked())) {
            *wrong += 1;
            return Err(failure);
        }
        *wrong = 0;
        let mut folder_is = self.folder_is.write().await;
        let Is::Locked(lock) = &mut *folder_is else {
            // Another window was faster.
            return Ok(());
        };
        let lock = match lock.take() {
            Some(lock) => lock,
            None => Lock::take(&self.folder)?,
        };
        let at = layout.clone();
        let opening =
            tokio::task::spawn_blocking(move || Laptop::open_held(&at, lock, &mut |_, _| ()));
        let laptop = opening.await.unwrap_or_else(|_| Err(locked()))?;
        *folder_is = self.open(laptop, &layout);
        Ok(())
    }

    /// Foreign pages may not try passphrases here, nor reach the doorway under another name.
    fn own_page(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let host = said(header::HOST).unwrap_or_default();
        let origin = said(header::ORIGIN);
        let same = origin.is_none_or(|origin| origin == format!("http://{host}"));
        if self.word.names(host) && same {
            return Ok(());
        }
        Err(not_let_in())
    }
}

async fn pass(State(doorway): State<Arc<Doorway>>, request: Request) -> Response {
    let leaves = request.method() == Method::DELETE && request.uri().path() == "/api/session";
    let folder_is = doorway.folder_is.read().await;
    let Is::Open { routes, inside } = &*folder_is else {
        drop(folder_is);
        return doorway.while_locked(request).await;
    };
    let response = answered(routes, request).await;
    let locks = leaves && response.status().is_success() && inside.may_lock();
    drop(folder_is);
    if locks {
        // Whoever comes next says with their own passphrase who they are.
        let _ = doorway.shut(true).await;
    }
    response
}

async fn answered(routes: &Router, request: Request) -> Response {
    match routes.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn locked() -> Failure {
    Failure::new(
        LOCKED,
        "巡路已加锁；请输入口令，正在填写的内容仍在",
        "Xunlu is locked; type the passphrase, what you were typing is kept",
    )
}
