//! How the two commands call cargo.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The folder that holds the workspace manifest.
///
/// Looked up while running, not while compiling, so that a checkout may be moved and no path of
/// the machine that built this program is inside it.
pub(crate) fn workspace() -> Result<PathBuf> {
    let start = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => env::current_dir().context("the current folder cannot be read")?,
    };
    for folder in start.ancestors() {
        let manifest = folder.join("Cargo.toml");
        let Ok(text) = std::fs::read_to_string(&manifest) else {
            continue;
        };
        if text.lines().any(|line| line.trim() == "[workspace]") {
            return Ok(folder.to_owned());
        }
    }
    bail!("no workspace was found here or above: run the command inside the checkout")
}

/// A cargo call in the workspace.
///
/// Under `cargo run` this program inherits what cargo tells about *this* package.
/// Build scripts that watch those variables would then be run again at every turn between the gate
/// and a direct call, so they are taken out; the user's own settings (colour, target folder,
/// proxies) stay.
pub(crate) fn cargo(workspace: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(describes_this_package) {
            command.env_remove(name);
        }
    }
    command
}

fn describes_this_package(variable: &str) -> bool {
    const NAMES: [&str; 6] = [
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_PRIMARY_PACKAGE",
        "OUT_DIR",
    ];
    variable.starts_with("CARGO_PKG_") || NAMES.contains(&variable)
}

/// Run a call whose output the user sees as it comes.
pub(crate) fn stream(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} could not be started", program(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// What `cargo metadata` says, read as `T`.
pub(crate) fn metadata<T: DeserializeOwned>(workspace: &Path, options: &[&str]) -> Result<T> {
    let mut command = cargo(workspace);
    command
        .args(["metadata", "--format-version", "1"])
        .args(options);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("cargo metadata could not be started")?;
    if !output.status.success() {
        bail!("{} ended with {}", shown(&command), output.status);
    }
    serde_json::from_slice(&output.stdout).context("the answer of cargo metadata is not as known")
}

/// What every step that compiles tests or what they start says of packages and features.
///
/// Cargo unites the features of what is asked for in one call, so calls that ask for other packages
/// compile the same ones again: all of them say this. The suite that is off in what ships is on, so
/// that a day can be spent in it.
pub(crate) const WHOLE: [&str; 3] = ["--workspace", "--features", "agent/sm,server/sm"];

/// A call of `cargo test` on the whole workspace, with more said to it.
pub(crate) fn test(workspace: &Path, more: &str) -> Command {
    let mut tests = cargo(workspace);
    tests.arg("test").args(WHOLE).args(more.split(' '));
    tests
}

/// Build what ships, the packages and the way of it as told, and say where each program lies.
///
/// Cargo itself names the files, so a target folder or a target triple set by the user is right
/// without our guessing.
pub(crate) fn build_programs(workspace: &Path, how: &[&str]) -> Result<BTreeMap<String, PathBuf>> {
    let mut command = cargo(workspace);
    command.args(["build", "--bin", "xunlu-server", "--bin", "xunlu-agent"]);
    command.args(how);
    command.arg("--message-format=json-render-diagnostics");
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!(
            "编译未成功，原因见上 · the build failed, the reason is above ({})",
            output.status
        );
    }
    Ok(programs(&String::from_utf8_lossy(&output.stdout)))
}

/// Build what tests start, and answer the folder it lies in.
pub(crate) fn programs_folder(workspace: &Path) -> Result<PathBuf> {
    // There are no examples: who asks for them is given what tests depend on, as tests are.
    let how = [&WHOLE[..], &["--examples"]].concat();
    let programs = build_programs(workspace, &how)?;
    for name in ["xunlu-agent", "xunlu-server"] {
        if !programs.contains_key(name) {
            bail!("the build brought no {name}, which the tests start");
        }
    }
    let folder = programs.get("xunlu-server").and_then(|file| file.parent());
    folder
        .map(Path::to_owned)
        .context("the built programs lie in no folder")
}

#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The programs named in cargo's messages, one JSON object a line; other lines are not for us.
fn programs(messages: &str) -> BTreeMap<String, PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter_map(|message| Some((message.target?.name, message.executable?)))
        .collect()
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The call as a person would type it.
fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_stem()
        .unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_from_inside_a_member() {
        let folder = workspace().unwrap();
        assert!(folder.join("crates/dev/Cargo.toml").is_file());
    }

    #[test]
    fn only_programs_are_taken_from_the_messages_of_cargo() {
        let messages = concat!(
            "a line that is no JSON\n",
            r#"{"reason":"compiler-artifact","target":{"name":"server"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"xunlu-server"},"executable":"t/xunlu-server"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
            "\n",
        );
        let found = programs(messages);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found.get("xunlu-server"),
            Some(&PathBuf::from("t/xunlu-server"))
        );
    }

    #[test]
    fn the_settings_of_the_user_are_passed_on() {
        assert!(describes_this_package("CARGO_PKG_VERSION"));
        assert!(describes_this_package("CARGO_MANIFEST_DIR"));
        assert!(!describes_this_package("CARGO_TERM_COLOR"));
        assert!(!describes_this_package("CARGO_TARGET_DIR"));
    }

    #[test]
    fn a_call_is_shown_without_the_folder_of_the_program() {
        let mut command = Command::new("some/where/cargo");
        command.args(["fmt", "--all"]);
        assert_eq!(shown(&command), "cargo fmt --all");
    }
}
