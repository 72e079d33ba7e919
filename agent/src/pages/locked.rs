//! The screen before the pages of a folder that is locked: it asks for the passphrase, and nothing of
//! the folder is read until it is right.
//!
//! It has a port and a word of its own. A guess costs what argon2id costs, one is tried at a time, and
//! after each wrong one the next waits longer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::keys::FolderKey;
use desk::{Failure, fill};
use forms::{Lang, Text};
use merge::Hash;
use serde::Deserialize;
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;

use super::listen;

/// Longest form that is read, in bytes.
const LONGEST: usize = 4 * 1024;
/// Longest wait before a guess, in seconds.
const LONGEST_WAIT: u64 = 32;

/// Told where the pages are, or why they could not be opened.
type Go = oneshot::Sender<Result<String, Failure>>;

/// The screen, while it waits for the passphrase.
#[derive(Debug)]
pub struct Screen {
    open: String,
    unlocked: oneshot::Receiver<Go>,
    ending: Ending,
}

/// Ends the screen once it has answered.
#[derive(Debug)]
struct Ending {
    closed: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

/// Whoever typed the passphrase waits to be sent to the pages.
#[derive(Debug)]
pub struct Unlocked {
    go: Go,
    ending: Ending,
}

#[derive(Debug)]
struct Waiting {
    key: FolderKey,
    word: String,
    /// Its own origin, and that of the pages, which it sends its reader to.
    origin: String,
    pages: String,
    lang: Lang,
    guesses: Mutex<Guesses>,
}

#[derive(Debug)]
struct Guesses {
    wrong: u32,
    unlocked: Option<oneshot::Sender<Go>>,
}

#[derive(Debug, Deserialize)]
struct Form {
    word: Option<String>,
    passphrase: Option<String>,
}

impl Screen {
    /// Shows the screen of a folder whose pages will be at that port.
    ///
    /// # Errors
    /// A machine without a free port, or that gives no random numbers.
    pub async fn show(key: FolderKey, pages_port: u16, lang: Lang) -> Result<Screen, Failure> {
        let mut word = [0; 32];
        fill(&mut word)?;
        let word = Hash(word).to_string();
        let listener = listen(0).await?;
        let port = listener.local_addr().map_or(0, |address| address.port());
        let origin = format!("http://127.0.0.1:{port}");
        let open = format!("{origin}/?word={word}");
        let (unlocked, when_unlocked) = oneshot::channel();
        let (closed, when_closed) = oneshot::channel::<()>();
        let waiting = Waiting {
            key,
            word,
            origin,
            pages: format!("http://127.0.0.1:{pages_port}"),
            lang,
            guesses: Mutex::new(Guesses {
                wrong: 0,
                unlocked: Some(unlocked),
            }),
        };
        let routes = Router::new()
            .route("/", get(ask).post(guess))
            .layer(DefaultBodyLimit::max(LONGEST))
            .with_state(Arc::new(waiting));
        let stop = async {
            let _ = when_closed.await;
        };
        let served = axum::serve(listener, routes).with_graceful_shutdown(stop);
        let ended = tokio::spawn(served.into_future());
        Ok(Screen {
            open,
            unlocked: when_unlocked,
            ending: Ending { closed, ended },
        })
    }

    /// The address that shows it.
    #[must_use]
    pub fn open(&self) -> &str {
        &self.open
    }

    /// Waits for the passphrase. Nothing if the screen ended without it.
    pub async fn unlocked(self) -> Option<Unlocked> {
        let go = self.unlocked.await.ok()?;
        let ending = self.ending;
        Some(Unlocked { go, ending })
    }
}

impl Unlocked {
    /// Sends whoever typed the passphrase to the pages, or says why there are none, and ends the
    /// screen.
    pub async fn go(self, pages: Result<String, Failure>) {
        // A browser that was closed meanwhile finds the pages by starting the program again.
        let _ = self.go.send(pages);
        drop(self.ending.closed);
        let _ = self.ending.ended.await;
    }
}

impl Waiting {
    /// Whether a request comes from the browser that was shown the screen, and from no other page.
    fn admits(&self, headers: &HeaderMap, word: Option<&str>) -> bool {
        let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let host = said(header::HOST).map(|host| format!("http://{host}"));
        let origin = said(header::ORIGIN).unwrap_or(&self.origin);
        host.as_deref() == Some(&self.origin)
            && origin == self.origin
            && word.is_some_and(|word| Hash::of(&[word.as_bytes()]) == self.word_hash())
    }

    /// Compared by their hashes, words give nothing away by the time it takes.
    fn word_hash(&self) -> Hash {
        Hash::of(&[self.word.as_bytes()])
    }

    fn page(&self, status: StatusCode, complaint: &str) -> Response {
        let text = |zh: &str, en: &str| Text::new(zh, en).get(self.lang).to_owned();
        let title = text("巡路", "Xunlu");
        let ask = text("请输入您本人的口令", "Type your own passphrase");
        let open = text("打开", "Open");
        let lang = text("zh-CN", "en");
        let word = &self.word;
        let body = format!(
            "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
             <style>{STYLE}</style><main><h1>{title}</h1><form method=\"post\" action=\"/\">\
             <input type=\"hidden\" name=\"word\" value=\"{word}\">\
             <label for=\"p\">{ask}</label>\
             <input id=\"p\" name=\"passphrase\" type=\"password\" autocomplete=\"off\" autofocus required>\
             <p role=\"alert\">{complaint}</p><button>{open}</button></form></main></html>"
        );
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {}; \
             base-uri 'none'; frame-ancestors 'none'",
            self.pages
        );
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::REFERRER_POLICY, "no-referrer".to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        ];
        (status, headers, body).into_response()
    }

    fn complain(&self, failure: &Failure) -> Response {
        // Our own sentences, with a path of this machine at most; no reader of the page wrote them.
        let said = failure.lines(self.lang).join(" ");
        self.page(StatusCode::OK, &said.replace('<', "&lt;"))
    }
}

async fn ask(
    State(waiting): State<Arc<Waiting>>,
    headers: HeaderMap,
    Query(form): Query<Form>,
) -> Response {
    if waiting.admits(&headers, form.word.as_deref()) {
        waiting.page(StatusCode::OK, "")
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn guess(State(waiting): State<Arc<Waiting>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8_lossy(&body);
    let form = format!("/?{body}").parse().ok();
    let form = form.and_then(|uri| Query::<Form>::try_from_uri(&uri).ok());
    let Some(Query(form)) = form.filter(|form| waiting.admits(&headers, form.word.as_deref()))
    else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let mut guesses = waiting.guesses.lock().await;
    if guesses.wrong > 0 {
        let wait = 1_u64 << (guesses.wrong - 1).min(LONGEST_WAIT.ilog2());
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
    let (key, passphrase) = (waiting.key.clone(), form.passphrase.unwrap_or_default());
    let tried = tokio::task::spawn_blocking(move || key.unlock(&passphrase)).await;
    match tried {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => {
            guesses.wrong += 1;
            return waiting.complain(&failure);
        }
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
    let (go, pages) = oneshot::channel();
    if guesses
        .unlocked
        .take()
        .is_none_or(|unlocked| unlocked.send(go).is_err())
    {
        return StatusCode::GONE.into_response();
    }
    match pages.await {
        Ok(Ok(address)) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Ok(Err(failure)) => waiting.complain(&failure),
        Err(_) => StatusCode::GONE.into_response(),
    }
}

const STYLE: &str = "body{margin:0;min-height:100vh;display:grid;place-items:center;\
background:#f0f2f5;color:#1f1f1f;font:16px/1.6 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif}\
main{background:#fff;padding:32px 40px;border-radius:8px;box-shadow:0 2px 12px #0002;width:min(320px,80vw)}\
h1{margin:0 0 16px;font-size:24px}label,input,button{display:block;width:100%;box-sizing:border-box}\
input{margin-top:6px;padding:8px 11px;font:inherit;border:1px solid #d9d9d9;border-radius:6px}\
p{min-height:1.6em;margin:8px 0;color:#cf1322;font-size:14px}\
button{padding:8px;font:inherit;color:#fff;background:#1677ff;border:0;border-radius:6px;cursor:pointer}";
