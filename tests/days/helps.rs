//! What is said of the commands: every one of them in both languages and with examples that can be
//! typed, and in the guides no command and no option that there is not.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};

/// Where guides lie.
const GUIDES: [&str; 5] = [
    "",
    "server",
    "crates/sync",
    "crates/places",
    "crates/forms/catalog",
];

fn programs() -> [Command; 2] {
    [agent::cli::commands(), server::cli::commands()].map(|mut program| {
        program.build();
        program
    })
}

/// The words of a line as a shell takes them, without what it says to people or to the shell.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            '#' if !quoted && word.is_empty() => break,
            '&' | ';' | '|' | '>' if !quoted => break,
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The lines of a text, those that go on with a backslash joined.
fn lines(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    joined.lines().map(|line| line.trim().to_owned()).collect()
}

fn is_told_twice(text: &str) -> bool {
    let zh = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    zh && text.split(['/', '\n']).any(|part| {
        let letters = |c: char| c.is_ascii_alphabetic() || c == ' ';
        part.chars().filter(|c| letters(*c)).count() * 2 > part.chars().count()
    })
}

/// What is wanting in the help of a command and of those below it.
fn wanting(program: &Command, command: &Command, name: &str, found: &mut Vec<String>) {
    let help = command.get_after_help().map(ToString::to_string);
    let help = help.unwrap_or_default();
    if !help.contains("示例 / Example") {
        found.push(format!("{name}: no example"));
    }
    for line in lines(&help) {
        let typed = words(&line);
        if typed.first().is_none_or(|word| !word.starts_with("xunlu-")) {
            continue;
        }
        if typed[0] != program.get_name() {
            found.push(format!("{name}: {line}: of another program"));
        } else if let Err(wrong) = program.clone().try_get_matches_from(&typed) {
            found.push(format!("{name}: {line}: {wrong}"));
        }
    }
    let about = command.get_long_about().or(command.get_about());
    let args = command.get_arguments();
    let args = args
        .filter(|arg| !arg.is_hide_set() && arg.get_id() != "help" && arg.get_id() != "version");
    let said = args.map(|arg| {
        (
            arg.get_id().as_str(),
            arg.get_long_help().or(arg.get_help()),
        )
    });
    let values = command.get_arguments().flat_map(Arg::get_possible_values);
    let values: Vec<_> = values.filter(|one| one.get_help().is_some()).collect();
    let values = values.iter().map(|one| (one.get_name(), one.get_help()));
    for (what, text) in said.chain([("itself", about)]).chain(values) {
        if !text.is_some_and(|text| is_told_twice(&text.to_string())) {
            found.push(format!("{name}: {what} is not told in both languages"));
        }
    }
    for below in command
        .get_subcommands()
        .filter(|one| one.get_name() != "help")
    {
        wanting(
            program,
            below,
            &format!("{name} {}", below.get_name()),
            found,
        );
    }
}

#[test]
fn every_command_is_told_in_both_languages_with_examples_that_can_be_typed() {
    let mut found = Vec::new();
    for program in programs() {
        wanting(&program, &program, program.get_name(), &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The first word of a line that its program does not know.
fn unknown(program: &Command, typed: &[String]) -> Option<String> {
    let mut command = program;
    for word in typed {
        if let Some(option) = word.strip_prefix("--") {
            let name = option.split('=').next().unwrap_or_default();
            let known = ["help", "version", ""].contains(&name);
            let mut options = command.get_arguments();
            if !known && !options.any(|one| one.get_long() == Some(name)) {
                return Some(word.clone());
            }
        } else if let Some(below) = command.find_subcommand(word) {
            command = below;
        } else if command.has_subcommands() {
            return Some(word.clone());
        }
    }
    None
}

fn guides() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = GUIDES
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let files = files.map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect()
}

#[test]
fn the_guides_name_commands_and_options_that_there_are() {
    let programs = programs();
    let (mut found, mut seen) = (Vec::new(), 0);
    for path in guides() {
        let text = fs::read_to_string(&path).unwrap();
        // In the middle of a sentence a command stands between two of these.
        for line in lines(&text).iter().flat_map(|line| line.split('`')) {
            let typed = words(line);
            for program in &programs {
                // Somebody else may be asked to run it: `sudo -u xunlu`.
                let at = typed.iter().position(|word| word == program.get_name());
                let Some((_, rest)) = at.and_then(|at| typed.split_at_checked(at + 1)) else {
                    continue;
                };
                seen += 1;
                let wrong = unknown(program, rest);
                found.extend(wrong.map(|word| format!("{}: {line}: {word}", path.display())));
            }
        }
    }
    assert!(seen > 50, "only {seen} commands were found");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
