//! The command line: what is typed, what is shown, and nothing in between.

mod args;
mod backup;
mod check;
mod data;
mod init;
mod neighbour;
mod officer;
mod passphrase;
mod run;
mod serve;
mod show;
mod shut;
mod stands;
mod stick;
mod sync;
mod today;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use desk::terminal;
use merge::Now;

use args::Args;

/// Everything that may be typed.
#[must_use]
pub fn commands() -> clap::Command {
    <Args as clap::CommandFactory>::command()
}

/// Runs the command line of this process.
///
/// The exit status is 0 only if everything asked for was done.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let lang = args.lang.unwrap_or_else(terminal::locale);
    terminal::ended(run::run(&args, lang), args.json, lang)
}

/// The wall clock: the one place that reads it.
fn now() -> Now {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Now {
        wall_ms: u64::try_from(since.as_millis()).unwrap_or(0),
        offset_min: forms::CHINA_MIN,
    }
}
