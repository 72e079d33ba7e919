//! How a passphrase is asked for: in a file, in the environment, at the terminal, or on a pipe.

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Read as _};
use std::path::Path;

use forms::{Lang, Text};
use vault::SHORTEST;
use zeroize::Zeroizing;

use super::{LOCKED, NEW, PASSPHRASE, WRONG, locked};
use crate::failure::Failure;

/// Longest passphrase on a pipe, in bytes.
const LONGEST: u64 = 1024;

/// The passphrase that is in a file or in the environment, if there is one.
///
/// # Errors
/// A file that does not read.
pub fn offered(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Failure> {
    given(file, PASSPHRASE)
}

/// The passphrase that opens a folder now, as whoever changes it gives it.
///
/// # Errors
/// None where nobody can be asked.
pub fn known(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    if let Some(given) = given(file, PASSPHRASE)? {
        return Ok(given);
    }
    let prompt = Text::new("现在的口令：", "the passphrase now: ");
    asked(prompt.get(lang))?.ok_or_else(locked)
}

/// The passphrase that a folder is to be locked with, as its owner gives it: in a file, in the
/// environment, or at the terminal, twice.
///
/// # Errors
/// None where nobody can be asked, or two that differ.
pub fn chosen(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    choose(file, PASSPHRASE, lang)
}

/// The passphrase that is to take the place of another, given in the same ways.
///
/// # Errors
/// As [`chosen`].
pub(crate) fn chosen_anew(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    choose(file, NEW, lang)
}

/// The passphrase of somebody's account: in a file, at the terminal, or on a pipe. The environment is
/// not asked: what stands there opens a folder.
///
/// # Errors
/// A file or an input that does not read.
pub fn typed(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    if let Some(path) = file {
        return in_file(path);
    }
    let prompt = Text::new("口令：", "passphrase: ");
    if let Some(typed) = asked(prompt.get(lang))? {
        return Ok(typed);
    }
    let mut text = Zeroizing::new(String::new());
    let mut input = io::stdin().lock().take(LONGEST);
    let read = input.read_to_string(&mut text);
    read.map_err(|error| Failure::file(Path::new("/dev/stdin"), &error))?;
    Ok(first_line(&text))
}

fn choose(file: Option<&Path>, variable: &str, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    if let Some(given) = given(file, variable)? {
        return Ok(given);
    }
    let unasked = || {
        Failure::new(
            LOCKED,
            "须设口令：请在终端中运行，或用 --passphrase-file 给出；本机不需口令时（锁在机房、试用）写 --no-passphrase",
            "a passphrase is needed: run it at a terminal, or give --passphrase-file; for a machine in a locked room or a trial, --no-passphrase",
        )
    };
    let first = Text::new(
        format!("新口令（至少 {SHORTEST} 个字符，忘了只有上级服务器能打开）："),
        format!(
            "new passphrase ({SHORTEST} characters at least; if forgotten, only the office can open the folder): "
        ),
    );
    let first = asked(first.get(lang))?.ok_or_else(unasked)?;
    let again = asked(Text::new("再输一次：", "once more: ").get(lang))?.ok_or_else(unasked)?;
    if first != again {
        return Err(Failure::new(
            WRONG,
            "两次输入不同，未作更改；请重来",
            "the two differ, nothing was changed; start again",
        ));
    }
    Ok(first)
}

pub(super) fn given(
    file: Option<&Path>,
    variable: &str,
) -> Result<Option<Zeroizing<String>>, Failure> {
    if let Some(path) = file {
        return in_file(path).map(Some);
    }
    let given = env::var(variable).ok().filter(|given| !given.is_empty());
    Ok(given.map(Zeroizing::new))
}

fn in_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    Ok(first_line(&Zeroizing::new(text)))
}

fn first_line(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
}

/// What somebody types at the terminal, unseen; nothing if there is no terminal.
pub(super) fn asked(prompt: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let typed = rpassword::prompt_password(prompt);
    typed
        .map(|typed| Some(Zeroizing::new(typed)))
        .map_err(|error| Failure::file(Path::new("/dev/tty"), &error))
}
