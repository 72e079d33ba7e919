//! The paths a file names, `use` groups spelled out.

use super::lexer::Token;

/// A path of at least two names, such as `std::fs::read`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::house) struct Named {
    pub(in crate::house) segments: Vec<String>,
    pub(in crate::house) line: usize,
}

impl Named {
    /// Whether the names stand in the path, one directly after the other.
    pub(in crate::house) fn contains(&self, names: &[&str]) -> bool {
        self.segments
            .windows(names.len())
            .any(|window| window == names)
    }

    /// Whether the path starts at that crate.
    pub(in crate::house) fn is_from(&self, name: &str) -> bool {
        self.segments.first().is_some_and(|first| first == name)
    }
}

/// Every path among the tokens. `use a::{b, c::d}` gives `a::b` and `a::c::d`; a crate named alone,
/// as in `use a;`, gives `a::self`.
pub(super) fn named(tokens: &[Token]) -> Vec<Named> {
    let mut reader = Reader {
        tokens,
        found: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        at = if tokens[at].is_word() && !is_keyword(&tokens[at].text) && !reader.continues(at) {
            let imported = reader.is_imported(at);
            reader.tree(at, &[], imported)
        } else {
            at + 1
        };
    }
    reader.found
}

/// Words after which a path may start at the root, as in `use ::sled`.
fn is_keyword(word: &str) -> bool {
    const KEYWORDS: [&str; 16] = [
        "as", "break", "const", "dyn", "else", "for", "if", "impl", "in", "match", "mut", "pub",
        "return", "static", "use", "where",
    ];
    KEYWORDS.contains(&word)
}

struct Reader<'tokens> {
    tokens: &'tokens [Token],
    found: Vec<Named>,
}

impl Reader<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.text(at))
    }

    /// The name at `at` belongs to something before it, as in `<T as Trait>::name`.
    fn continues(&self, at: usize) -> bool {
        let is_type_end = self.before(at, 2) == ">" && self.before(at, 3) != "-";
        let is_name = at >= 2 && self.tokens[at - 2].is_word() && !is_keyword(self.before(at, 2));
        self.before(at, 1) == "::" && (is_type_end || is_name)
    }

    fn is_imported(&self, at: usize) -> bool {
        self.before(at, 1) == "use"
            || (self.before(at, 1) == "::" && self.before(at, 2) == "use")
            || (self.before(at, 1) == "crate" && self.before(at, 2) == "extern")
    }

    /// Read one path that starts at `at` and what its braces hold; gives where it ends.
    fn tree(&mut self, mut at: usize, prefix: &[String], imported: bool) -> usize {
        let mut segments = prefix.to_vec();
        let line = self.tokens.get(at).map_or(0, |token| token.line);
        loop {
            if self.text(at) == "{" {
                return self.group(at + 1, &segments);
            }
            let is_name = self.tokens.get(at).is_some_and(Token::is_word) || self.text(at) == "*";
            if !is_name {
                break;
            }
            segments.push(self.text(at).to_owned());
            at += 1;
            if self.text(at) != "::" {
                break;
            }
            at += 1;
        }
        if imported && segments.len() == 1 {
            segments.push("self".to_owned());
        }
        if segments.len() > 1 {
            self.found.push(Named { segments, line });
        }
        at
    }

    /// Read the branches between braces; gives where the braces end.
    fn group(&mut self, mut at: usize, prefix: &[String]) -> usize {
        while at < self.tokens.len() {
            match self.text(at) {
                "}" => return at + 1,
                "," => at += 1,
                // The new name after `as` is no path.
                "as" => at += 2,
                _ => at = self.tree(at, prefix, false).max(at + 1),
            }
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = named(&tokens(text))
            .iter()
            .map(|path| path.segments.join("::"))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn paths_are_found_in_code() {
        check("let a = std::fs::read(b)?;", &["std::fs::read"]);
        check("fn a() -> ::sled::Db { b }", &["sled::Db"]);
        check(
            "#[derive(serde::Serialize)] struct A;",
            &["serde::Serialize"],
        );
        check("Vec::<u8>::new()", &[]);
    }

    #[test]
    fn use_groups_are_spelled_out() {
        check(
            "use std::{fs, net::TcpStream as T};",
            &["std::fs", "std::net::TcpStream"],
        );
        check(
            "use std::{io::{self, Read}, env};",
            &["std::io::self", "std::io::Read", "std::env"],
        );
        check("use std::fs::*; x", &["std::fs::*"]);
    }

    #[test]
    fn a_crate_named_alone_counts() {
        check("use sled;", &["sled::self"]);
        check("use sled as db;", &["sled::self"]);
        check("extern crate sled;", &["sled::self"]);
        check("use ::sled;", &["sled::self"]);
    }

    #[test]
    fn a_module_or_a_variable_of_that_name_is_no_crate() {
        check("mod sled; let sled = open(); sled.get(1);", &[]);
        check("use crate::sled::Disk;", &["crate::sled::Disk"]);
        check("<A as B>::sled(x)", &[]);
    }
}
