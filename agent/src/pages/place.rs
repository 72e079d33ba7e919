//! Where the pages are served: at this machine's own address alone, noted for whoever starts the
//! program again.

use std::fs;
use std::net::SocketAddr;

use desk::Failure;
use merge::Hash;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::device::{Device, Layout};

/// Where the pages of a folder are served, for whoever starts the program again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Running {
    /// The address to open, with the word that lets its reader in.
    pub open: String,
    /// The public key of the officer whose pages they are.
    #[serde(default)]
    pub officer: Option<Hash>,
}

impl Running {
    /// Where the pages of a folder are being served, if they are.
    #[must_use]
    pub fn of(layout: &Layout) -> Option<Running> {
        let bytes = fs::read(layout.running()).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Lets pass the officer whose pages they are: a colleague who starts the program is not to work
    /// in their name.
    ///
    /// # Errors
    /// Another officer is at work.
    pub fn belongs_to(&self, device: &Device) -> Result<(), Failure> {
        let own = Hash(device.key().public().bytes());
        if self.officer.is_none_or(|officer| officer == own) {
            return Ok(());
        }
        Err(Failure::new(
            "colleague_at_work",
            "另一位民警的页面还开着；请先由其结束（关闭巡路程序），再以您的身份打开",
            "a colleague's pages are still open; let them end first (stop the program), then open your own",
        ))
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
