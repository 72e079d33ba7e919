//! What both command lines have in common: how a terminal is written to, in which language, and how
//! a command ends. A text that somebody typed is read there and steers nothing.

mod args;
mod bar;

use std::borrow::Cow;
use std::env;
use std::fmt::Arguments;
use std::io::Write;
use std::process::ExitCode;

use forms::Lang;

use crate::failure::Failure;
pub use args::{Folder, NewPassphrase};
pub use bar::Bar;

/// Prints a line.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {
        $crate::terminal::line(::std::io::stdout(), ::std::format_args!($($text)*))
    };
}

/// Prints a line for a person beside the result.
#[macro_export]
macro_rules! note {
    ($($text:tt)*) => {
        $crate::terminal::line(::std::io::stderr(), ::std::format_args!($($text)*))
    };
}

/// The language of the locale, as POSIX orders its variables; Chinese where it says nothing.
#[must_use]
pub fn locale() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| env::var(name).ok());
    let named = named.into_iter().find(|value| !value.is_empty());
    match named.as_deref() {
        // A machine without a language of its own is no reason to speak English.
        None | Some("C" | "POSIX" | "C.UTF-8" | "C.utf8") => Lang::default(),
        Some(name) => name.parse().unwrap_or_default(),
    }
}

/// Ends a command: says what stood in its way, if anything did. The exit status is 0 only if
/// everything asked for was done.
#[must_use]
pub fn ended(done: Result<(), Failure>, json: bool, lang: Lang) -> ExitCode {
    let Err(failure) = done else {
        return ExitCode::SUCCESS;
    };
    if json {
        note!("{}", failure.json());
        return ExitCode::FAILURE;
    }
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

/// Prints a line, made [`plain`]. A reader that has gone away (`… | head`) is no fault of the work
/// done.
pub fn line(mut out: impl Write, text: Arguments<'_>) {
    let _ = writeln!(out, "{}", plain(&text.to_string()));
}

/// A text without what would steer a terminal, or the eyes of whoever reads it.
///
/// A terminal obeys control characters: it moves, erases, renames its window, or types a command for
/// whoever presses a key next. A change of direction, or a character that shows nothing, makes one
/// name look like another. Each is written as JSON escapes it (RFC 8259 §7), so that an answer in
/// JSON means the same as before. Line breaks and tabs stay.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// Whether a character is a control character or shows nothing and moves what stands around it.
fn steers(c: char) -> bool {
    let stays = c == '\n' || c == '\t';
    (c.is_control() && !stays)
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out_and_everything_else_stays() {
        for (typed, shown) in [
            ("谷城县 K12+300\n\t第二行", "谷城县 K12+300\n\t第二行"),
            (
                "\x1b]0;owned\x07\x1b[2Jx",
                "\\u001b]0;owned\\u0007\\u001b[2Jx",
            ),
            ("张三\r李四", "张三\\u000d李四"),
            ("a\u{8}\u{7f}\u{9b}31m", "a\\u0008\\u007f\\u009b31m"),
            ("张\u{202e}三\u{2069}", "张\\u202e三\\u2069"),
            ("王\u{200b}五\u{feff}", "王\\u200b五\\ufeff"),
            ("旗\u{e0041}", "旗\\udb40\\udc41"),
            ("路😀口", "路😀口"),
        ] {
            assert_eq!(plain(typed), shown, "{typed:?}");
        }
    }

    #[test]
    fn an_answer_in_json_means_the_same() {
        let every: String = (0..0x11_0000).filter_map(char::from_u32).collect();
        let json = serde_json::to_string(&every).unwrap();
        let mut out = Vec::new();
        line(&mut out, format_args!("{json}"));
        let text = String::from_utf8(out).unwrap();
        assert!(!text.trim_end().contains(|c| steers(c) || c == '\n'));
        assert!(serde_json::from_str::<String>(&text).unwrap() == every);
    }
}
