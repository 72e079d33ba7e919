//! The two programs, started as what they are: processes.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Once;

use serde_json::Value;

/// The language a command is asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    pub(crate) const BOTH: [Lang; 2] = [Lang::Zh, Lang::En];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Outcome {
        Outcome {
            ok: output.status.success(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// What was printed by a command that had to succeed.
    #[track_caller]
    pub(crate) fn said(self) -> String {
        assert!(self.ok, "the command failed: {}", self.err);
        self.out
    }

    /// What a program reads from a command that had to succeed.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        let out = self.said();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("no JSON ({error}): {out}"))
    }

    /// The lines of complaint of a command that had to fail and print nothing.
    #[track_caller]
    pub(crate) fn refused(self) -> String {
        assert!(!self.ok, "the command went through: {}", self.out);
        assert_eq!(self.out, "", "a refusal prints nothing on stdout");
        self.err
    }
}

/// A command of one of our programs, away from whoever runs the tests: no settings of theirs, their
/// clock's zone replaced by China's.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(folder().join(format!("{name}{}", env::consts::EXE_SUFFIX)));
    for (key, _) in env::vars_os() {
        let foreign = ["LC_", "LANG", "XUNLU_", "RUST_"];
        if foreign
            .iter()
            .any(|start| key.to_string_lossy().starts_with(start))
        {
            command.env_remove(key);
        }
    }
    command
        .env("LANG", "en_US.UTF-8")
        .env("TZ", "Asia/Shanghai")
        // Thousands of commands need not each take a key by a passphrase.
        .env("XUNLU_NO_PASSPHRASE", "true");
    command.stdin(Stdio::null());
    command
}

/// The same command with so many KiB of memory to write in. What it only reserves or maps from a file
/// does not count, as it does not on a machine that is short of memory.
pub(crate) fn in_memory(kib: u32, command: &Command) -> Command {
    let mut bounded = Command::new("sh");
    let line = format!("ulimit -d {kib}; exec \"$0\" \"$@\"");
    bounded.args(["-c", &line]).arg(command.get_program());
    bounded.args(command.get_args()).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => bounded.env(name, value),
            None => bounded.env_remove(name),
        };
    }
    bounded
}

/// Runs a command to its end.
pub(crate) fn finish<S: AsRef<OsStr>>(mut command: Command, args: &[S]) -> Outcome {
    Outcome::of(&command.args(args).output().unwrap())
}

/// Where the programs are: the folder that was handed over, or the one cargo builds into.
fn folder() -> PathBuf {
    if let Some(folder) = env::var_os("XUNLU_BIN_DIR") {
        return folder.into();
    }
    let test = env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    static BUILT: Once = Once::new();
    BUILT.call_once(|| build(folder));
    folder.to_owned()
}

/// A plain `cargo test` builds no programs of other packages; cargo knows which are out of date.
fn build(folder: &Path) {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "-p", "agent", "-p", "server"]);
    // The suites that are off by default are on here, so that a day can be spent in each.
    build.args(["--features", "agent/sm,server/sm"]);
    if folder.ends_with("release") {
        build.arg("--release");
    }
    assert!(
        build.status().unwrap().success(),
        "the programs do not build"
    );
}
