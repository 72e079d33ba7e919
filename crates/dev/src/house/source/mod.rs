//! What a rule sees of a file: its path, its text and, for Rust, its tokens.
//!
//! This is not a compiler: a name hidden behind a macro or an alias is not seen.
//! It catches habit and haste, not malice.

mod lexer;
mod paths;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

pub(super) use lexer::Token;
pub(super) use paths::Named;

/// One file that people write.
pub(super) struct Source {
    /// From the top folder, parted by `/` on every system.
    pub(super) path: String,
    /// As it is on disk.
    pub(super) text: String,
    /// Of a Rust file: words and signs, without comments and the insides of literals.
    pub(super) tokens: Vec<Token>,
}

impl Source {
    /// A file of that path and text.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let tokens = if path.ends_with(".rs") {
            lexer::tokens(text)
        } else {
            Vec::new()
        };
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            tokens,
        }
    }

    /// The paths this file names, tests included.
    pub(super) fn names(&self) -> Vec<Named> {
        paths::named(&self.tokens)
    }

    /// The paths named by the code that ships.
    pub(super) fn product_names(&self) -> Vec<Named> {
        paths::named(&lexer::without_tests(&self.tokens))
    }

    /// Whether the signs and words stand in the file, one directly after the other.
    pub(super) fn line_of(&self, sequence: &[&str]) -> Option<usize> {
        self.tokens
            .windows(sequence.len())
            .find(|window| {
                window
                    .iter()
                    .zip(sequence)
                    .all(|(token, word)| token.text == *word)
            })
            .map(|window| window[0].line)
    }

    /// Files that `#[cfg(test)] mod name;` in this one keeps out of the product.
    pub(super) fn test_files(&self) -> Vec<String> {
        let Some((folder, file)) = self.path.rsplit_once('/') else {
            return Vec::new();
        };
        let stem = file.trim_end_matches(".rs");
        let folder = if ["lib", "main", "mod"].contains(&stem) {
            folder.to_owned()
        } else {
            format!("{folder}/{stem}")
        };
        let files = |name| {
            [
                format!("{folder}/{name}.rs"),
                format!("{folder}/{name}/mod.rs"),
            ]
        };
        lexer::test_modules(&self.tokens)
            .into_iter()
            .flat_map(files)
            .collect()
    }
}

const FOLDERS: [&str; 6] = [".cargo", ".ci", "agent", "crates", "server", "tests"];
const PASSED_BY: [&str; 3] = ["target", "node_modules", "dist"];
const ENDINGS: [&str; 15] = [
    "rs", "toml", "md", "ts", "tsx", "js", "mjs", "html", "css", "sql", "sh", "yml", "yaml",
    "json", "typ",
];

/// Every file people write in this workspace, in the order of its path.
pub(super) fn all(workspace: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    collect(workspace, "", false, &mut sources)?;
    for folder in FOLDERS {
        let path = workspace.join(folder);
        if path.is_dir() {
            collect(&path, &format!("{folder}/"), true, &mut sources)?;
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

fn collect(folder: &Path, prefix: &str, deeper: bool, sources: &mut Vec<Source>) -> Result<()> {
    let unreadable = || format!("{} cannot be read", folder.display());
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().with_context(unreadable)?;
        if kind.is_dir() {
            if deeper && !PASSED_BY.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), true, sources)?;
            }
        } else if kind.is_file() && is_written(&path) {
            let text = fs::read_to_string(entry.path())
                .with_context(|| format!("{path} is not readable text"))?;
            sources.push(Source::new(&path, &text));
        }
    }
    Ok(())
}

fn is_written(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    path.starts_with(".ci/") || ENDINGS.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_only_for_tests_is_known_by_its_file() {
        let check = |path: &str, files: [&str; 2]| {
            let source = Source::new(path, "#[cfg(test)]\nmod laws;\nmod clock;");
            assert_eq!(source.test_files(), files, "{path}");
        };
        check("a/src/lib.rs", ["a/src/laws.rs", "a/src/laws/mod.rs"]);
        check("a/src/op.rs", ["a/src/op/laws.rs", "a/src/op/laws/mod.rs"]);
        check(
            "a/src/op/mod.rs",
            ["a/src/op/laws.rs", "a/src/op/laws/mod.rs"],
        );
    }

    #[test]
    fn a_sequence_is_found_with_its_line() {
        let source = Source::new("a.rs", "fn a() {}\n#[ignore = \"slow\"]\nfn b() {}");
        assert_eq!(source.line_of(&["#", "[", "ignore"]), Some(2));
        assert_eq!(source.line_of(&["#", "[", "test"]), None);
    }
}
