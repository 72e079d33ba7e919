//! Rules about files as files.

use super::source::Source;

/// More than this is not read in one sitting.
const MOST_LINES: usize = 400;

/// What a program wrote from something else is read there.
const GENERATED: &str = "// Generated from ";

const TOP: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE",
    "SECURITY.md",
    "agent",
    "crates",
    "server",
    "tests",
    "target",
];

/// Folders people live in, put together here so that this file does not hold what it looks for.
const HOMES: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers\\"),
];

/// Visible entries of the top folder that nobody agreed on.
pub(super) fn strangers(top: &[String]) -> Vec<String> {
    top.iter()
        .filter(|name| !TOP.contains(&name.as_str()))
        .map(|name| format!("{name}: the top folder holds only what the README explains; move it"))
        .collect()
}

/// Files that should be two.
pub(super) fn long(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| {
            let written = [".rs", ".ts", ".tsx"]
                .iter()
                .any(|end| source.path.ends_with(end));
            written && !source.path.ends_with(".d.ts") && !source.text.starts_with(GENERATED)
        })
        .map(|source| (source, source.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(source, lines)| {
            format!(
                "{}: {lines} lines, at most {MOST_LINES}: which two things is it?",
                source.path
            )
        })
        .collect()
}

/// Holes left for later, and tests that do not run.
pub(super) fn unfinished(sources: &[Source]) -> Vec<String> {
    const HOLES: [(&[&str], &str); 3] = [
        (
            &["todo", "!", "("],
            "a hole in the code: finish it or leave it out",
        ),
        (
            &["unimplemented", "!", "("],
            "a hole in the code: finish it or leave it out",
        ),
        (
            &["#", "[", "ignore"],
            "a test that does not run: mend it or delete it",
        ),
    ];
    let mut complaints = Vec::new();
    for source in sources {
        for (sequence, sentence) in HOLES {
            if let Some(line) = source.line_of(sequence) {
                complaints.push(format!("{}:{line}: {sentence}", source.path));
            }
        }
    }
    complaints
}

/// Paths that are right on one machine only.
pub(super) fn machine_paths(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            if HOMES.iter().any(|home| starts_path(line, home)) {
                complaints.push(format!(
                    "{}:{}: a folder of one machine; take the place as an option",
                    source.path,
                    number + 1
                ));
            }
        }
    }
    complaints
}

/// `https://example/…` and `a/b/` hold the same letters, but no path starts there.
fn starts_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric() && !"._-~})".contains(letter))
    })
}

/// Files beside the tests of whole days that no module declares: cargo would never compile them.
pub(super) fn forgotten(sources: &[Source]) -> Vec<String> {
    const DAYS: &str = "tests/days/";
    let inside = |source: &&Source| source.path.starts_with(DAYS) && source.path.ends_with(".rs");
    let files: Vec<&Source> = sources.iter().filter(inside).collect();
    let mut complaints = Vec::new();
    for file in &files {
        let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let Some((folder, name)) = module.rsplit_once('/') else {
            continue;
        };
        let parents = [
            format!("{folder}/main.rs"),
            format!("{folder}/mod.rs"),
            format!("{folder}.rs"),
        ];
        let declared = files.iter().any(|parent| {
            parents.contains(&parent.path) && parent.line_of(&["mod", name, ";"]).is_some()
        });
        if !declared && module != "tests/days/main" {
            complaints.push(format!(
                "{}: no module declares it, so it never runs",
                file.path
            ));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, text: &str) -> [Source; 1] {
        [Source::new(path, text)]
    }

    #[test]
    fn a_stranger_in_the_top_folder_is_caught() {
        let top = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        assert!(strangers(&top(&["Cargo.toml", "crates", "target", "README.md"])).is_empty());
        assert_eq!(strangers(&top(&["crates", "scripts"])).len(), 1);
    }

    #[test]
    fn a_long_file_is_caught() {
        assert!(long(&one("a.rs", &"\n".repeat(400))).is_empty());
        assert_eq!(long(&one("a.rs", &"\n".repeat(401))).len(), 1);
        assert_eq!(long(&one("ui/page.tsx", &"\n".repeat(401))).len(), 1);
        let generated = format!("{GENERATED}the API.\n{}", "\n".repeat(401));
        assert!(long(&one("ui/types.ts", &generated)).is_empty());
        assert!(long(&one("README.md", &"\n".repeat(401))).is_empty());
    }

    #[test]
    fn holes_and_silent_tests_are_caught() {
        assert_eq!(unfinished(&one("a.rs", "fn a() { todo!() }")).len(), 1);
        assert_eq!(
            unfinished(&one("a.rs", "fn a() {\n unimplemented!(\"b\") }")).len(),
            1
        );
        assert_eq!(
            unfinished(&one("a.rs", "#[ignore = \"slow\"]\nfn a() {}")).len(),
            1
        );
        assert!(unfinished(&one("a.rs", "// todo!() is forbidden\nlet todo = 1;")).is_empty());
    }

    #[test]
    fn a_folder_of_one_machine_is_caught() {
        for home in HOMES {
            let text = format!("let data = \"{home}me/data\";");
            assert_eq!(machine_paths(&one("a.rs", &text)).len(), 1, "{home}");
        }
        for text in [
            concat!("https://a.example/wo", "rk/b"),
            concat!("a/ho", "me/b"),
        ] {
            assert!(machine_paths(&one("a.md", text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_forgotten_test_file_is_caught() {
        let days = |main: &str, file: &str| {
            forgotten(&[
                Source::new("tests/days/main.rs", main),
                Source::new(file, ""),
            ])
            .len()
        };
        assert_eq!(days("mod crash;", "tests/days/crash.rs"), 0);
        assert_eq!(days("mod crash;", "tests/days/crash/mod.rs"), 0);
        assert_eq!(days("// mod crash;", "tests/days/crash.rs"), 1);
        assert_eq!(days("mod crash;", "tests/days/crash/disk.rs"), 1);
        let nested = [
            Source::new("tests/days/main.rs", "mod crash;"),
            Source::new("tests/days/crash.rs", "mod disk;"),
            Source::new("tests/days/crash/disk.rs", ""),
        ];
        assert!(forgotten(&nested).is_empty());
    }
}
