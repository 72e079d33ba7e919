//! The log of a running office: lines for people, or JSON for a collector.

use std::io;
use std::panic;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Where everything stands that is ours; what libraries would say is not heard.
pub(crate) const TARGET: &str = "xunlu";

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// 给人看的一行。 / A line a person reads.
    Text,
    /// 每行一个 JSON 对象。 / One JSON object a line.
    Json,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// 失败了的。 / What failed.
    Error,
    /// 出错但会自行恢复的。 / What went wrong and mends itself.
    Warn,
    /// 服务的情况，拒绝了什么。 / How the service goes, and what was refused.
    Info,
    /// 每次请求。 / Every request.
    Debug,
}

/// Begins the log of this process, on its standard error. The first one stays.
pub(crate) fn begin(format: Format, level: Level) {
    let most = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let ours = Targets::new().with_target(TARGET, most);
    let lines = tracing_subscriber::fmt::layer()
        .with_target(false)
        .with_writer(io::stderr);
    let subscriber = tracing_subscriber::registry().with(ours);
    let begun = match format {
        Format::Text => subscriber.with(lines).try_init(),
        Format::Json => subscriber.with(lines.json().flatten_event(true)).try_init(),
    };
    if begun.is_ok() && format == Format::Json {
        // Every line is JSON, and what a panic was about may be somebody's data.
        panic::set_hook(Box::new(|at| {
            let at = at.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(target: TARGET, event = "panic", at, "the program failed inside");
        }));
    }
}
