//! Who sits at this command line.

use std::sync::OnceLock;

use desk::{Failure, keys};
use forms::Lang;

use super::args::Args;
use crate::local::Command;
use crate::local::rights::Acting;
use crate::office::Office;

/// Who sits at this command line, known from its start.
static TYPES: OnceLock<Acting> = OnceLock::new();

/// Notes who sits at this command line.
///
/// # Errors
/// A passphrase that is not given, or no reason.
pub(super) fn sits(args: &Args, lang: Lang) -> Result<(), Failure> {
    let acting = match (&args.acting, &args.as_owner) {
        (Some(name), _) => Acting::Account {
            name: name.clone(),
            passphrase: keys::typed(args.as_passphrase_file.as_deref(), lang)?.to_string(),
        },
        (None, Some(reason)) => Acting::Owner(desk::reason(reason)?),
        (None, None) => return Ok(()),
    };
    // A process has one command line.
    let _ = TYPES.set(acting);
    Ok(())
}

/// A command as whoever sits here gives it.
pub(super) fn by(command: &Command) -> Command {
    match TYPES.get() {
        Some(acting) => Command::By(acting.clone(), Box::new(command.clone())),
        None => command.clone(),
    }
}

/// Lets pass whoever sits here, for a command that opens the folder itself.
///
/// # Errors
/// As [`Office::lets_type`].
pub(super) fn passes(office: &Office, name: &str) -> Result<(), Failure> {
    office.lets_type(TYPES.get(), (name, None), None)
}
