//! Where the pages are served: at this machine's own address alone, noted for whoever starts the
//! program again.

use std::fs;
use std::net::SocketAddr;

use desk::{Failure, fill};
use merge::Hash;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::device::Layout;

/// Where the pages of a folder are served, for whoever starts the program again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Running {
    /// The address to open, with the word that lets its reader in.
    pub open: String,
}

impl Running {
    /// Where the pages of a folder are being served, if they are.
    #[must_use]
    pub fn of(layout: &Layout) -> Option<Running> {
        let bytes = fs::read(layout.running()).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

/// Listens on this machine alone: at the port asked for, or at any free one.
///
/// # Errors
/// A machine without a free port.
pub async fn listen(port: u16) -> Result<TcpListener, Failure> {
    let own = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let listener = match TcpListener::bind(own(port)).await {
        Ok(listener) => Ok(listener),
        Err(_) if port != 0 => TcpListener::bind(own(0)).await,
        Err(error) => Err(error),
    };
    listener.map_err(|error| {
        Failure::new(
            "listen",
            format!("无法在本机开启页面（{error}）；请重启电脑后再试"),
            format!("the pages cannot be served on this machine ({error}); restart it"),
        )
    })
}

/// The address of the pages: the port, and the word that lets its reader in.
#[derive(Debug, Clone)]
pub(super) struct Word {
    word: String,
    port: u16,
}

impl Word {
    /// A new word for the pages at a port.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub(super) fn fresh(port: u16) -> Result<Word, Failure> {
        let mut word = [0; 32];
        fill(&mut word)?;
        let word = Hash(word).to_string();
        Ok(Word { word, port })
    }

    /// The address to open. The word stands behind the `#`, which browsers keep to themselves.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/open#word={}", self.port, self.word)
    }

    /// Whether it is this word. Compared by their hashes, words give nothing away by the time it takes.
    pub(super) fn is(&self, word: &str) -> bool {
        Hash::of(&[self.word.as_bytes()]) == Hash::of(&[word.as_bytes()])
    }

    /// Whether a `Host` header names these pages.
    pub(super) fn names(&self, host: &str) -> bool {
        let own = ["127.0.0.1", "localhost", "[::1]"];
        own.iter()
            .any(|name| *host == format!("{name}:{}", self.port))
    }
}

/// Somebody came without the word.
pub(super) fn not_let_in() -> Failure {
    Failure::new(
        "not_let_in",
        "打开页面的地址已失效；请关闭此页，从桌面重新打开巡路",
        "the address of this page is no longer good; close it and open Xunlu again",
    )
}
