//! The commands for sticks.

use std::path::{Path, PathBuf, absolute};

use forms::Lang;
use serde_json::json;

use super::args::Command;
use super::run::ask;
use crate::local::{self, Answer};
use crate::stick::{Ask, Exchanged, Guest};
use desk::Failure;

/// Runs what is about bundles.
pub(super) fn run(command: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    match command {
        Command::Exchange {
            files,
            data,
            to,
            receipt,
            volume_size,
        } => {
            let wanted = Ask {
                files: files.iter().map(|file| whole(file)).collect(),
                to: to.as_deref().map(whole),
                receipt: *receipt,
                limit: *volume_size,
                originals: u64::MAX,
            };
            let command = local::Command::Exchange(wanted);
            match ask(data.layout(lang)?, &command, lang)? {
                Answer::Exchanged(done) => exchanged(&done, json, lang),
                _ => Ok(()),
            }
        }
        Command::Export {
            data,
            device,
            to,
            volume_size,
        } => {
            let command = local::Command::Export {
                device: device.clone(),
                to: whole(to),
                limit: *volume_size,
            };
            if let Answer::Exported(files) = ask(data.layout(lang)?, &command, lang)? {
                if json {
                    say!("{}", json!({ "files": files }));
                }
                for file in files.iter().filter(|_| !json) {
                    say!("{}", file.display());
                }
            }
            Ok(())
        }
        Command::VerifyBundle { file } => {
            let checked = desk::stick::check(file, &mut |_, _| {})?;
            if json {
                say!("{}", desk::stick::json(&checked));
            } else {
                say!("{}", desk::stick::describe(&checked).get(lang));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The server that is spoken to may run in another folder than this command.
fn whole(path: &Path) -> PathBuf {
    absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn exchanged(done: &Exchanged, json: bool, lang: Lang) -> Result<(), Failure> {
    if json {
        say!("{}", json!(done));
    } else {
        done.devices.iter().for_each(|guest| told(guest, lang));
    }
    let Some((first, others)) = done.problems.split_first() else {
        return Ok(());
    };
    for problem in others.iter().filter(|_| !json) {
        note!("{}", problem.get(lang));
    }
    Err(Failure::Said {
        code: "bundle",
        text: first.clone(),
    })
}

fn told(guest: &Guest, lang: Lang) {
    say!("{}", guest.line().get(lang));
    for file in &guest.answer {
        say!("  {}", file.display());
    }
}
