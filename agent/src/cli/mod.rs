//! The command line: what is typed, what is shown, and nothing in between.

/// Prints a line.
macro_rules! say {
    ($($text:tt)*) => {
        desk::terminal::line(std::io::stdout(), format_args!($($text)*))
    };
}

/// Prints a line for a person beside the result.
macro_rules! note {
    ($($text:tt)*) => {
        desk::terminal::line(std::io::stderr(), format_args!($($text)*))
    };
}

mod args;
mod backup;
mod bar;
mod check;
mod data;
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
use forms::Lang;
use merge::Now;

use args::Args;
use desk::Failure;

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
    let lang = args.lang.unwrap_or_else(locale);
    match run::run(&args, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure, lang, args.json);
            ExitCode::FAILURE
        }
    }
}

fn complain(failure: &Failure, lang: Lang, json: bool) {
    if json {
        note!("{}", failure.json());
        return;
    }
    let word = if lang == Lang::Zh {
        "错误："
    } else {
        "error: "
    };
    for line in failure.lines(lang) {
        note!("{word}{line}");
    }
}

/// The language of the locale, as POSIX orders its variables; Chinese where it says nothing.
fn locale() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok());
    let named = named.into_iter().find(|value| !value.is_empty());
    match named.as_deref() {
        // A machine without a language of its own is no reason to speak English.
        None | Some("C" | "POSIX" | "C.UTF-8" | "C.utf8") => Lang::default(),
        Some(name) => name.parse().unwrap_or_default(),
    }
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
