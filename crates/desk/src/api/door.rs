//! The door: who comes in, and by which session.

mod signed;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use axum::http::request::Parts;
use merge::Hash;

use super::cookies::word_in;
use super::once::Turns;
use super::sessions::{Session, Sessions};
use super::sticks::Waiting;
use super::{Host, Who};
use crate::failure::Failure;
use crate::work::fill;
pub(super) use signed::{Caller, Signed};

/// Files of one account that no record may speak of yet; of more, some are to be brought again.
const BROUGHT: usize = 10_000;

/// What the handlers share.
pub(super) struct Door {
    pub(super) host: Arc<dyn Host>,
    pub(super) turns: Turns,
    sessions: Sessions,
    waiting: Mutex<VecDeque<Waiting>>,
    brought: Mutex<HashMap<String, BTreeSet<Hash>>>,
}

/// What a request shows of who sent it.
struct Shown {
    headers: HeaderMap,
    window: Option<Hash>,
}

impl Shown {
    fn of(parts: &Parts) -> Shown {
        let word = header_word(&parts.headers).or_else(|| address_word(parts));
        Shown {
            window: word.map(name_of),
            headers: parts.headers.clone(),
        }
    }
}

impl Door {
    pub(super) fn new(host: Arc<dyn Host>) -> Door {
        Door {
            host,
            turns: Turns::default(),
            sessions: Sessions::default(),
            waiting: Mutex::default(),
            brought: Mutex::default(),
        }
    }

    /// Notes that somebody brought a file: until a record speaks of it, only they may see it.
    pub(super) fn brings(&self, who: &Who, sha256: Hash) -> Result<(), Failure> {
        if let Some(shelf) = self.host.sessions()? {
            shelf.brings(&who.account, sha256)?;
        }
        let mut brought = self.brought.lock().unwrap_or_else(PoisonError::into_inner);
        let files = brought.entry(who.account.clone()).or_default();
        if files.len() >= BROUGHT {
            files.pop_first();
        }
        files.insert(sha256);
        Ok(())
    }

    /// Whether somebody brought a file since the program started, or at another process.
    pub(super) fn has_brought(&self, who: &Who, sha256: Hash) -> bool {
        let brought = self.brought.lock().unwrap_or_else(PoisonError::into_inner);
        let files = brought.get(&who.account);
        if files.is_some_and(|files| files.contains(&sha256)) {
            return true;
        }
        drop(brought);
        let shelf = self.host.sessions().ok().flatten();
        shelf.is_some_and(|shelf| shelf.has_brought(&who.account, sha256))
    }

    /// Answers to sticks that wait to be fetched.
    pub(super) fn waiting(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a session for the page that sent these headers. The word is known to the browser alone;
    /// here its hash is kept.
    pub(super) fn open(
        &self,
        who: Who,
        headers: &HeaderMap,
        patience_ms: u64,
    ) -> Result<String, Failure> {
        let mut word = [0; 32];
        fill(&mut word)?;
        let word = Hash(word).to_string();
        let used_ms = self.host.now().wall_ms;
        let window = header_word(headers).map(name_of);
        let session = Session::of(who, window, used_ms, patience_ms);
        match self.host.sessions()? {
            Some(shelf) => shelf.open(name_of(&word), &session)?,
            None => self.sessions.open(name_of(&word), session),
        }
        self.host.used(0);
        Ok(word)
    }

    pub(super) fn close(&self, headers: &HeaderMap) -> Result<(), Failure> {
        match word_in(headers) {
            Some(word) => self.end(name_of(&word)),
            None => Ok(()),
        }
    }

    fn end(&self, name: Hash) -> Result<(), Failure> {
        match self.host.sessions()? {
            Some(shelf) => shelf.close(name),
            None => {
                self.sessions.close(name);
                Ok(())
            }
        }
    }

    fn who(&self, shown: &Shown) -> Result<Option<Who>, Failure> {
        let Some(name) = word_in(&shown.headers).map(|word| name_of(&word)) else {
            return Ok(None);
        };
        let shelf = self.host.sessions()?;
        let found = match &shelf {
            Some(shelf) => shelf.find(name)?,
            None => self.sessions.find(name),
        };
        let now_ms = self.host.now().wall_ms;
        let is_theirs = |session: &Session| {
            let window = session.window;
            window.is_none_or(|window| shown.window == Some(window)) && !session.is_over(now_ms)
        };
        let Some(session) = found.filter(is_theirs) else {
            return Ok(None);
        };
        let (account, stamp) = (&session.account, session.stamp);
        let Some(seat) = self.host.seat(account, stamp, session.seat.as_ref())? else {
            self.end(name)?;
            return Ok(None);
        };
        if let Some(idle_ms) = idle_ms(&shown.headers, session.window.is_some()) {
            let used_ms = now_ms.saturating_sub(idle_ms);
            match &shelf {
                Some(shelf) => shelf.used(name, &session, used_ms)?,
                None => self.sessions.used(name, used_ms),
            }
            self.host.used(idle_ms);
        }
        let account = session.account;
        Ok(Some(Who {
            account,
            stamp,
            seat,
        }))
    }
}

/// The word of the window a request comes from. A browser sends its cookies to every port of a
/// machine, so one alone proves little there; this word a page keeps where only pages of its own
/// port can read it, and a cookie is good with it alone.
fn header_word(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-xunlu-window")?.to_str().ok()
}

/// How long ago somebody had a hand at the keys, as the page says: it asks many things by itself. What
/// comes from no page is always somebody's doing; of what a browser asks for by itself nothing is known.
fn idle_ms(headers: &HeaderMap, in_window: bool) -> Option<u64> {
    let said = headers
        .get("x-xunlu-idle")
        .and_then(|said| said.to_str().ok());
    match said.and_then(|seconds| seconds.parse::<u64>().ok()) {
        Some(seconds) => Some(seconds.saturating_mul(1000)),
        None => (!in_window || header_word(headers).is_some()).then_some(0),
    }
}

/// The same word in the address of a picture or a download, which the browser asks for by itself.
fn address_word(parts: &Parts) -> Option<&str> {
    let mut pairs = parts.uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix("window="))
}

fn name_of(word: &str) -> Hash {
    Hash::of(&[b"xunlu/session/1\0", word.as_bytes()])
}
