//! Ctrl-C while a child is at work.
//!
//! The terminal gives the signal to every process of the command, so the child ends by itself.
//! This program only has to stay alive until it has, or the prompt would come back over a process
//! that is still writing its last page.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};
use tokio::runtime::{Builder, Runtime};

/// From its creation on, Ctrl-C is remembered instead of ending this program.
pub(crate) struct Interrupt {
    seen: Arc<AtomicBool>,
    /// Listens for as long as the watch lives.
    _listener: Runtime,
}

impl Interrupt {
    /// Start listening.
    pub(crate) fn watch() -> Result<Self> {
        let listener = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .context("the listener for Ctrl-C could not be started")?;
        let seen = Arc::new(AtomicBool::new(false));
        let remembered = Arc::clone(&seen);
        listener.spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                remembered.store(true, Ordering::SeqCst);
            }
        });
        Ok(Self {
            seen,
            _listener: listener,
        })
    }

    /// Whether Ctrl-C was pressed.
    pub(crate) fn seen(&self) -> bool {
        self.seen.load(Ordering::SeqCst)
    }
}
