//! The exchange of a running service with the office above.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use forms::Lang;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::http::now_ms;
use crate::office::Office;
use crate::ops::log::TARGET;

/// The exchanges under way while the service runs.
#[derive(Debug)]
pub(super) struct Calls {
    office: Arc<Office>,
    stop: Arc<Notify>,
    running: Option<JoinHandle<()>>,
}

impl Calls {
    /// Exchanges at the start and again every so many minutes; never if that is 0.
    pub(super) fn begin(office: Arc<Office>, minutes: u32, lang: Lang) -> Calls {
        let stop = Arc::new(Notify::new());
        let pause = Duration::from_secs(u64::from(minutes) * 60);
        let call = || tokio::spawn(run(office.clone(), stop.clone(), pause, lang));
        let running = (minutes > 0).then(call);
        Calls {
            office,
            stop,
            running,
        }
    }

    /// Breaks off what is under way, and waits for its end.
    pub(super) async fn end(self) {
        self.office.ending.store(true, Ordering::Relaxed);
        self.stop.notify_one();
        if let Some(running) = self.running {
            let _ = running.await;
        }
    }
}

/// While there is no office above, or no way to it but by stick, or another process is on duty, it
/// does nothing. It says when the
/// line goes down, and when it is up again.
async fn run(office: Arc<Office>, stop: Arc<Notify>, pause: Duration, lang: Lang) {
    let mut down = false;
    while !office.ending.load(Ordering::Relaxed) {
        let here = office.clone();
        let work = tokio::task::spawn_blocking(move || {
            let above = here.above().ok().flatten();
            let calls = here.on_duty() && above.is_some_and(|above| above.can_be_called());
            calls.then(|| here.sync_above(now_ms()))
        });
        match work.await {
            Ok(Some(Err(failure))) if !down && failure.code() != "ending" => {
                let code = failure.code();
                tracing::warn!(target: TARGET, event = "peer_down", code, "{}", failure.text().get(lang));
                down = true;
            }
            Ok(Some(Ok(done))) if down => {
                tracing::info!(target: TARGET, event = "peer_up", "{}", super::peers::told(&done, lang));
                down = false;
            }
            Ok(_) => {}
            // Whoever stops the service stops this as well.
            Err(_) => return,
        }
        tokio::select! {
            () = stop.notified() => return,
            () = sleep(pause) => {}
        }
    }
}
