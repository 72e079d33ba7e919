//! What the pure crates may not touch.
//!
//! The same operations must give the same record on every machine and in every year, and a test
//! must be able to play any clock and any disk. So time, bytes and settings are arguments there.

use super::source::Source;

const PURE: [&str; 5] = ["merge", "forms", "places", "sync", "papers"];

const FORBIDDEN: [(&[&str], &str); 6] = [
    (&["std", "fs"], "a file"),
    (&["std", "net"], "a socket"),
    (&["std", "env"], "the environment"),
    (&["std", "process"], "another process"),
    (&["SystemTime"], "the clock"),
    (&["Instant", "now"], "the clock"),
];

/// Pure code that reaches for the world. What is compiled only for tests may.
pub(super) fn impure(sources: &[Source]) -> Vec<String> {
    let test_files: Vec<String> = sources.iter().flat_map(Source::test_files).collect();
    let mut complaints = Vec::new();
    for source in sources {
        if !is_pure(&source.path) || test_files.contains(&source.path) {
            continue;
        }
        for path in source.product_names() {
            for (names, thing) in FORBIDDEN {
                if path.contains(names) {
                    complaints.push(format!(
                        "{}:{}: {} reaches for {thing}; a pure crate takes it as an argument",
                        source.path,
                        path.line,
                        path.segments.join("::"),
                    ));
                }
            }
        }
    }
    complaints
}

fn is_pure(path: &str) -> bool {
    PURE.iter()
        .any(|name| path.starts_with(&format!("crates/{name}/src/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, complaints: usize) {
        assert_eq!(
            impure(&[Source::new(path, text)]).len(),
            complaints,
            "{text}"
        );
    }

    #[test]
    fn reaching_for_the_world_is_caught() {
        let file = "crates/merge/src/clock.rs";
        check(file, "let now = std::time::SystemTime::now();", 1);
        check(file, "use std::time::{Duration, SystemTime};", 1);
        check(file, "let now = Instant::now();", 1);
        check(file, "use std::{fs, net::TcpStream};", 2);
        check(
            file,
            "fn home() -> Option<String> { std::env::var(\"HOME\").ok() }",
            1,
        );
        check(file, "std::process::exit(1);", 1);
    }

    #[test]
    fn words_and_tests_may_say_it() {
        let file = "crates/sync/src/plan.rs";
        check(file, "//! Never std::fs.\nconst A: &str = \"std::fs\";", 0);
        check(file, "#[cfg(test)] mod tests { use std::fs; }", 0);
        check(file, "let version = env!(\"CARGO_PKG_VERSION\");", 0);
    }

    #[test]
    fn code_after_the_tests_is_looked_at_again() {
        check(
            "crates/forms/src/a.rs",
            "#[cfg(test)] mod tests; use std::fs;",
            1,
        );
    }

    #[test]
    fn a_file_that_is_only_a_test_may_read_the_disk() {
        let sources = [
            Source::new("crates/merge/src/lib.rs", "#[cfg(test)] mod laws; mod op;"),
            Source::new("crates/merge/src/laws.rs", "use std::fs;"),
            Source::new("crates/merge/src/op.rs", "use std::fs;"),
        ];
        let complaints = impure(&sources);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("crates/merge/src/op.rs:1"));
    }

    #[test]
    fn the_ends_may_touch_the_world() {
        check("agent/src/lib.rs", "use std::fs;", 0);
        check("crates/store/src/journal.rs", "use std::fs;", 0);
    }
}
