//! Folders whose tools npm installs: the web app, and the tests in the browser.
//!
//! What was installed is remembered as a digest in the target folder, so nobody waits for npm twice.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::cargo::stream;
use crate::provision::{Provision, ensure};

/// The oldest Node that Vite runs on, and how people call it.
const OLDEST: ((u32, u32), &str) = ((20, 19), "20.19");

/// Files that decide what is installed.
const INSTALLED_FROM: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// A folder with a lock file of npm.
pub(crate) struct Package {
    /// Its sources.
    pub(crate) folder: PathBuf,
    /// Where it is remembered what was done with them.
    stamps: PathBuf,
}

impl Package {
    /// The package in this folder; what was done is noted in the other, both inside the workspace.
    pub(crate) fn of(workspace: &Path, folder: &str, stamps: &str) -> Self {
        Self {
            folder: workspace.join(folder),
            stamps: workspace.join(stamps),
        }
    }

    /// `npm ci`, when the lock file is another than the one installed from.
    pub(crate) fn install(&self) -> Result<()> {
        let wanted = self.digest(INSTALLED_FROM.map(PathBuf::from).to_vec())?;
        let there = self.folder.join("node_modules").is_dir();
        if there && self.noted("installed") == Some(wanted) {
            return Ok(());
        }
        stream(&mut self.npm(&["ci"])).context(
            "npm 没有装好所需的组件；首次需要网络 · npm could not install what is needed here; the \
             first time needs a network",
        )?;
        self.note("installed", wanted)
    }

    /// A script of the package, run to its end.
    pub(crate) fn script(&self, name: &str) -> Result<()> {
        stream(&mut self.npm(&["run", "--silent", name]))
    }

    /// A call of npm in its folder.
    pub(crate) fn npm(&self, args: &[&str]) -> Command {
        let mut command = Command::new(npm());
        command.args(args).current_dir(&self.folder);
        command
    }

    /// A digest of files in its folder.
    pub(crate) fn digest(&self, files: Vec<PathBuf>) -> Result<u64> {
        let mut digest = DefaultHasher::new();
        for file in files {
            file.hash(&mut digest);
            let path = self.folder.join(&file);
            let bytes =
                fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            bytes.hash(&mut digest);
        }
        Ok(digest.finish())
    }

    /// The digest that was noted under a name.
    pub(crate) fn noted(&self, name: &str) -> Option<u64> {
        let text = fs::read_to_string(self.stamps.join(name)).ok()?;
        u64::from_str_radix(text.trim(), 16).ok()
    }

    /// Notes a digest under a name.
    pub(crate) fn note(&self, name: &str, digest: u64) -> Result<()> {
        fs::create_dir_all(&self.stamps)
            .and_then(|()| fs::write(self.stamps.join(name), format!("{digest:016x}\n")))
            .with_context(|| format!("{} cannot be written", self.stamps.display()))
    }
}

/// On Windows npm is a script, and a script is started by its whole name.
fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// Whether Node and npm are here and new enough; if not, what to do about it.
pub(crate) fn node() -> Result<(), String> {
    if !cfg!(windows) {
        for (program, package) in [("node", "nodejs"), ("npm", "npm")] {
            if let Provision::Missing(sentence) = ensure(program, package) {
                return Err(format!("{sentence}{}", without()));
            }
        }
    }
    let Some(version) = said("node") else {
        return Err(format!(
            "未找到 Node.js · Node.js was not found: install version {} or newer{}",
            OLDEST.1,
            without()
        ));
    };
    if said(npm()).is_none() {
        return Err(format!(
            "npm 不能运行 · npm does not run: install it with Node.js {} or newer{}",
            OLDEST.1,
            without()
        ));
    }
    match new_enough(&version) {
        true => Ok(()),
        false => Err(format!(
            "Node.js {version} 过旧，网页需要 {oldest} 或更新 · Node.js {version} is too old, the web \
             app needs {oldest} or newer{}",
            without(),
            oldest = OLDEST.1
        )),
    }
}

/// The rest of the program never needs Node.
fn without() -> &'static str {
    "；没有它也可以运行演示：加 --no-ui · the demo runs without it: add --no-ui"
}

fn said(program: &str) -> Option<String> {
    let output = Command::new(program)
        .arg("--version")
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(str::parse);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST.0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every package of the workspace.
    const PACKAGES: [&str; 2] = ["crates/ui/web", "tests/browser"];

    #[test]
    fn nothing_is_installed_twice_from_one_lock_file() {
        let folder = tempfile::tempdir().unwrap();
        let package = Package::of(folder.path(), "web", "stamps");
        fs::create_dir_all(package.folder.join("node_modules")).unwrap();
        for name in INSTALLED_FROM {
            fs::write(package.folder.join(name), "{}").unwrap();
        }
        let digest = || package.digest(INSTALLED_FROM.map(PathBuf::from).to_vec());
        let before = digest().unwrap();
        package.note("installed", before).unwrap();
        package.install().unwrap();
        fs::write(package.folder.join("main.ts"), "2").unwrap();
        assert_eq!(digest().unwrap(), before);
        fs::write(package.folder.join("package-lock.json"), "{ }").unwrap();
        assert_ne!(digest().unwrap(), before);
    }

    #[test]
    fn a_node_that_vite_does_not_run_on_is_too_old() {
        for (version, expected) in [
            ("v20.19.0", true),
            ("v20.20.2", true),
            ("v22.0.0", true),
            ("v20.18.3", false),
            ("v18.20.4", false),
            ("", false),
            ("unknown", false),
        ] {
            assert_eq!(new_enough(version), expected, "{version}");
        }
    }

    #[test]
    fn no_lock_file_names_a_registry() {
        let workspace = crate::cargo::workspace().unwrap();
        for folder in PACKAGES {
            let lock = workspace.join(folder).join("package-lock.json");
            let lock = fs::read_to_string(lock).unwrap();
            assert!(!lock.contains("\"resolved\""), "{folder}");
        }
    }
}
