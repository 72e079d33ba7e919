//! How a passphrase is asked for: in a file, in the environment, or at the terminal.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use forms::{Lang, Text};
use vault::SHORTEST;
use zeroize::Zeroizing;

use super::{LOCKED, NEW, PASSPHRASE, WRONG, locked};
use crate::failure::Failure;

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
pub fn chosen_anew(file: Option<&Path>, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    choose(file, NEW, lang)
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
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
        let text = Zeroizing::new(text);
        let line = text.lines().next().unwrap_or_default();
        return Ok(Some(Zeroizing::new(line.to_owned())));
    }
    let given = env::var(variable).ok().filter(|given| !given.is_empty());
    Ok(given.map(Zeroizing::new))
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
