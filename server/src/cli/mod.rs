//! The command line: what is typed, what is shown, and nothing in between.

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
use desk::terminal;

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
    let lang = args.lang.unwrap_or_else(terminal::locale);
    terminal::ended(run::run(&args, lang), args.json, lang)
}
