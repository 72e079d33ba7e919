//! The day's routine of a running service.

use std::sync::Arc;
use std::time::Duration;

use forms::Lang;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::local::moment;
use crate::office::Office;
use crate::ops::log::TARGET;
use desk::Failure;

/// How often the service looks whether a new day has begun. A machine that slept or whose clock was
/// set is noticed as well.
const LOOK: Duration = Duration::from_secs(60);

/// How often a process that is not on duty looks whether it is by now.
const LOOK_FOR_DUTY: Duration = Duration::from_secs(3);

/// Does the day's work at the start and on every new day by the server's date, until it is told to
/// stop, and says in one line what the day brought. Of several processes the one on duty does it.
pub(super) async fn run(office: Arc<Office>, stop: Arc<Notify>, lang: Lang) {
    let mut done = String::new();
    loop {
        let today = moment().today();
        if today != done && office.on_duty() {
            let (here, at) = (office.clone(), moment());
            let work = tokio::task::spawn_blocking(move || {
                here.daily(at).map(|day| day.text(&here.room.catalog, lang))
            });
            let failed = |failure: &Failure| match lang {
                Lang::Zh => format!("每日例行未完成，稍后再试：{}", failure.text().get(lang)),
                Lang::En => format!(
                    "the day's work failed, it is tried again: {}",
                    failure.text().get(lang)
                ),
            };
            match work.await {
                Ok(Ok(text)) => {
                    tracing::info!(target: TARGET, event = "daily", "{text}");
                    office.meters.kept.did_daily(at.now_ms);
                    done = today;
                }
                Ok(Err(failure)) => {
                    let code = failure.code();
                    tracing::error!(target: TARGET, event = "daily_failed", code, "{}", failed(&failure));
                }
                // Whoever stops the service stops this as well.
                Err(_) => return,
            }
        }
        let here = office.clone();
        // What a disk refuses now is tried again the next time.
        let _ = tokio::task::spawn_blocking(move || here.keep_heard(false)).await;
        tokio::select! {
            () = stop.notified() => return,
            () = sleep(if office.on_duty() { LOOK } else { LOOK_FOR_DUTY }) => {}
        }
    }
}
