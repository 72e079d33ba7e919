//! How the service ends.

use std::sync::Arc;
use std::time::Duration;

use forms::Lang;

use super::log::TARGET;
use super::{Ready, systemd};

/// Ready when the service is to take no more calls: asked to stop, it says so to whoever sends it
/// work and serves on for so many seconds. Whoever asks twice wants no more patience: the journal is
/// whole at any moment, so the process ends where it is.
pub(crate) async fn ends(
    asked: impl Future<Output = ()> + Send + 'static,
    ready: Arc<Ready>,
    drain: u32,
    lang: Lang,
) {
    asked.await;
    // Listened for before anybody can know that the first was heard.
    let again = desk::api::stop_asked();
    ready.ends();
    systemd::tell("STOPPING=1");
    tracing::info!(target: TARGET, event = "ending", drain);
    tokio::spawn(async move {
        again.await;
        let text = match lang {
            Lang::Zh => "再次收到停止信号，立即退出；已保存的数据完整",
            Lang::En => "asked to stop again: ending at once; everything saved is whole",
        };
        tracing::warn!(target: TARGET, event = "ended_at_once", "{text}");
        std::process::exit(1);
    });
    tokio::time::sleep(Duration::from_secs(u64::from(drain))).await;
}
