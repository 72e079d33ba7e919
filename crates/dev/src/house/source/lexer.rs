//! Rust text to words and signs.
//!
//! Comments are gone and literals are empty, so a rule may be spelled out in the very file that
//! checks it.

/// A word, `::`, an empty literal or a single sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::house) struct Token {
    pub(in crate::house) text: String,
    pub(in crate::house) line: usize,
}

impl Token {
    /// A name, a keyword or a number.
    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(is_word_char)
    }
}

fn is_word_char(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The tokens of a file.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        letters: text.chars().collect(),
        at: 0,
        line: 1,
        tokens: Vec::new(),
    };
    while reader.at < reader.letters.len() {
        reader.step();
    }
    reader.tokens
}

struct Reader {
    letters: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Reader {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            if self.peek(0) == '\n' {
                self.line += 1;
            }
            self.at += 1;
        }
    }

    fn at_end(&self) -> bool {
        self.at >= self.letters.len()
    }

    fn push(&mut self, text: impl Into<String>, line: usize) {
        self.tokens.push(Token {
            text: text.into(),
            line,
        });
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => {
                while !self.at_end() && self.peek(0) != '\n' {
                    self.skip(1);
                }
            }
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', '\\') => self.escaped_char(),
            ('\'', _) if self.peek(2) == '\'' => {
                self.push("''", self.line);
                self.skip(3);
            }
            (':', ':') => {
                self.push("::", self.line);
                self.skip(2);
            }
            (letter, _) if is_word_char(letter) => self.word(),
            (letter, _) => {
                if !letter.is_whitespace() {
                    self.push(letter, self.line);
                }
                self.skip(1);
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while !self.at_end() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.skip(1);
                    continue;
                }
            }
            self.skip(2);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.push("\"\"", self.line);
        self.skip(1);
        while !self.at_end() && self.peek(0) != '"' {
            self.skip(if self.peek(0) == '\\' { 2 } else { 1 });
        }
        self.skip(1);
    }

    fn escaped_char(&mut self) {
        self.push("''", self.line);
        // Past the quote, the backslash and the escaped letter, which may be a quote itself.
        self.skip(3);
        while !self.at_end() && self.peek(0) != '\'' {
            self.skip(1);
        }
        self.skip(1);
    }

    fn word(&mut self) {
        let (start, line) = (self.at, self.line);
        while is_word_char(self.peek(0)) {
            self.skip(1);
        }
        let word: String = self.letters[start..self.at].iter().collect();
        let hashes = (0..).take_while(|&ahead| self.peek(ahead) == '#').count();
        match word.as_str() {
            "r" | "br" | "cr" if self.peek(hashes) == '"' => self.raw_string(hashes),
            // The prefix belongs to the literal that follows.
            "b" | "c" if self.peek(0) == '"' || self.peek(0) == '\'' => {}
            _ => self.push(word, line),
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        self.push("\"\"", self.line);
        self.skip(hashes + 1);
        while !self.at_end() {
            let closed = self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#');
            if closed {
                self.skip(hashes + 1);
                return;
            }
            self.skip(1);
        }
    }
}

/// The tokens that ship: every item under `#[cfg(test)]` is taken out.
pub(super) fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_test_attribute(&tokens[at..]) {
            at = item_end(tokens, after_attributes(tokens, at));
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Names of the modules declared as `#[cfg(test)] mod name;`.
pub(super) fn test_modules(tokens: &[Token]) -> Vec<&str> {
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        if is_test_attribute(&tokens[at..]) {
            let item = after_attributes(tokens, at);
            let words: Vec<&str> = tokens[item..item_end(tokens, item)]
                .iter()
                .map(|token| &*token.text)
                .collect();
            if let [.., "mod", name, ";"] = words[..] {
                names.push(name);
            }
        }
    }
    names
}

fn is_test_attribute(tokens: &[Token]) -> bool {
    let starts = |words: &[&str]| {
        tokens.len() >= words.len()
            && tokens
                .iter()
                .zip(words)
                .all(|(token, word)| token.text == *word)
    };
    starts(&["#", "[", "cfg", "(", "test", ")", "]"])
        || starts(&["#", "[", "cfg", "(", "all", "(", "test", ","])
}

/// Where the item starts whose attributes start at `at`.
fn after_attributes(tokens: &[Token], mut at: usize) -> usize {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
    while is(at, "#") && is(at + 1, "[") {
        at = group_end(tokens, at + 1);
    }
    at
}

/// Behind the `;` or the braces that end the item starting at `at`.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            ";" => return at + 1,
            "{" => return group_end(tokens, at),
            "(" | "[" => at = group_end(tokens, at),
            // The enclosing item ends here: this was its last field or variant.
            "}" => return at,
            _ => at += 1,
        }
    }
    at
}

/// Behind the bracket that closes the one at `at`.
fn group_end(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, token) in tokens[at..].iter().enumerate() {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + offset + 1;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(tokens: &[Token]) -> String {
        tokens
            .iter()
            .map(|token| token.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(joined(&tokens(text)), expected, "{text}");
    }

    #[test]
    fn comments_are_gone() {
        check("a // sled::open\nb", "a b");
        check("a /* x /* y */ z */ b", "a b");
        check("//! std::fs\nfn", "fn");
    }

    #[test]
    fn literals_are_empty() {
        check(r#"f("a // \" b")"#, r#"f ( "" )"#);
        check(r##"r#"a " b"# c"##, r#""" c"#);
        check(r#"b"x" c"y" br"z""#, r#""" "" """#);
        check(r"'a' '\'' '\u{1}' b'x'", "'' '' '' ''");
    }

    #[test]
    fn lifetimes_are_no_literals() {
        check("fn a<'a>(x: &'a str)", "fn a < ' a > ( x : & ' a str )");
    }

    #[test]
    fn words_are_whole_and_paths_are_joined() {
        check("std::fs::read(r#type)", "std :: fs :: read ( r # type )");
    }

    #[test]
    fn lines_are_counted_through_comments_and_strings() {
        let found = tokens("/* 1\n2 */ \"\n\" a");
        assert_eq!(found.last().unwrap().line, 3);
    }

    #[test]
    fn tests_do_not_ship() {
        let check = |text: &str, expected: &str| {
            assert_eq!(joined(&without_tests(&tokens(text))), expected, "{text}");
        };
        check("a; #[cfg(test)] mod tests { fn b() { c; } } d;", "a ; d ;");
        check("#[cfg(test)] mod tests; d;", "d ;");
        check("#[cfg(test)] #[allow(x)] fn b(c: [u8; 4]) { e } d", "d");
        check("#[cfg(all(test, unix))] use b::{c}; d", "; d");
        check(
            "#[cfg(not(test))] fn b() {}",
            "# [ cfg ( not ( test ) ) ] fn b ( ) { }",
        );
        check(
            "struct A { x: u8, #[cfg(test)] y: u8 } d",
            "struct A { x : u8 , } d",
        );
    }
}
