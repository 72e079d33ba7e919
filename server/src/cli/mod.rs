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

mod account;
mod acting;
mod args;
mod audit;
mod backup;
mod certificate;
mod enrolments;
mod every_day;
mod every_few_minutes;
mod import;
mod invite;
mod lists;
mod migrate;
mod peers;
mod rekey;
mod replica;
mod report;
mod revoke;
mod run;
mod serve;
mod show;
mod stick;
mod transfer;
mod unlock;

use std::process::ExitCode;

use clap::Parser;
use forms::Lang;

pub use crate::local::rights::table;
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
    let lang = args.lang.unwrap_or_else(locale);
    match run::run(&args, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if args.json => {
            note!("{}", failure.json());
            ExitCode::FAILURE
        }
        Err(failure) => {
            let word = if lang == Lang::Zh {
                "错误："
            } else {
                "error: "
            };
            for line in failure.lines(lang) {
                note!("{word}{line}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The language of the locale, as POSIX orders its variables; Chinese where it says nothing.
fn locale() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok());
    let named = named.into_iter().find(|value| !value.is_empty());
    match named.as_deref() {
        None | Some("C" | "POSIX" | "C.UTF-8" | "C.utf8") => Lang::default(),
        Some(name) => name.parse().unwrap_or_default(),
    }
}
