//! Building and checking the web app, which cargo never does.
//!
//! What was installed and built is remembered as a digest in the target folder, so a second demo
//! waits for neither npm nor Vite. Reading order: [`Web::build`] (the demo), [`step`] (the gate).

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::cargo::stream;
use crate::gate::Outcome;
use crate::provision::{Provision, ensure};

/// The oldest Node that Vite runs on, and how people call it.
const OLDEST: ((u32, u32), &str) = ((20, 19), "20.19");

/// Files that decide what is installed.
const INSTALLED_FROM: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// What is made by tools, not by people.
const MADE: [&str; 3] = ["node_modules", "dist", "coverage"];

/// The checks of the web app in the order of [`step`], each an npm script.
const CHECKS: [&str; 3] = ["types", "lint", "test"];

/// The web app of a checkout.
pub(crate) struct Web {
    /// Its sources.
    folder: PathBuf,
    /// Where it is remembered what was installed and built.
    stamps: PathBuf,
}

/// What came of a build.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Built {
    /// It was built just now.
    Fresh,
    /// Nothing had changed since it was built.
    Kept,
}

impl Web {
    /// The web app of this workspace.
    pub(crate) fn of(workspace: &Path) -> Self {
        Self {
            folder: workspace.join("crates/ui/web"),
            stamps: workspace.join("target/ui"),
        }
    }

    /// Builds what changed and leaves the rest.
    ///
    /// A built app needs no Node, so a machine without one can still show it.
    pub(crate) fn build(&self) -> Result<Built> {
        if !self.is_stale()? {
            return Ok(Built::Kept);
        }
        node().map_err(anyhow::Error::msg)?;
        self.install()?;
        self.npm(&["run", "--silent", "build"])?;
        self.note("built", self.sources()?)?;
        Ok(Built::Fresh)
    }

    fn is_stale(&self) -> Result<bool> {
        let there = self.folder.join("dist/index.html").is_file();
        Ok(!there || self.noted("built") != Some(self.sources()?))
    }

    /// `npm ci`, when the lock file is another than the one installed from.
    fn install(&self) -> Result<()> {
        let wanted = self.digest(INSTALLED_FROM.map(PathBuf::from).to_vec())?;
        let there = self.folder.join("node_modules").is_dir();
        if there && self.noted("installed") == Some(wanted) {
            return Ok(());
        }
        self.npm(&["ci"]).context(
            "npm 没有装好网页所需的组件；首次需要网络 · npm could not install what the web app is \
             built from; the first time needs a network",
        )?;
        self.note("installed", wanted)
    }

    fn npm(&self, args: &[&str]) -> Result<()> {
        stream(Command::new(npm()).args(args).current_dir(&self.folder))
    }

    /// A digest of everything people wrote in the web app.
    fn sources(&self) -> Result<u64> {
        let mut files = Vec::new();
        walk(&self.folder, Path::new(""), &mut files)?;
        files.sort();
        self.digest(files)
    }

    fn digest(&self, files: Vec<PathBuf>) -> Result<u64> {
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

    fn noted(&self, name: &str) -> Option<u64> {
        let text = fs::read_to_string(self.stamps.join(name)).ok()?;
        u64::from_str_radix(text.trim(), 16).ok()
    }

    fn note(&self, name: &str, digest: u64) -> Result<()> {
        fs::create_dir_all(&self.stamps)
            .and_then(|()| fs::write(self.stamps.join(name), format!("{digest:016x}\n")))
            .with_context(|| format!("{} cannot be written", self.stamps.display()))
    }
}

/// The step of the gate: installed by the lock file, types, rules, tests, and the build.
///
/// It builds whatever was built before, because a build that no longer works must not hide behind
/// an old one.
pub(crate) fn step(workspace: &Path) -> Outcome {
    match node() {
        Ok(()) => check(&Web::of(workspace)).into(),
        Err(sentence) => Outcome::Skipped(sentence),
    }
}

fn check(web: &Web) -> Result<()> {
    web.install()?;
    for script in CHECKS {
        println!("npm run {script}");
        web.npm(&["run", "--silent", script])?;
    }
    web.npm(&["run", "--silent", "build"])?;
    web.note("built", web.sources()?)
}

fn walk(folder: &Path, inside: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let path = folder.join(inside);
    let unreadable = || format!("{} cannot be read", path.display());
    for entry in fs::read_dir(&path).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let name = inside.join(entry.file_name());
        if entry.file_type().with_context(unreadable)?.is_file() {
            files.push(name);
        } else if !MADE
            .iter()
            .any(|made| entry.file_name() == OsStr::new(made))
        {
            walk(folder, &name, files)?;
        }
    }
    Ok(())
}

/// On Windows npm is a script, and a script is started by its whole name.
fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// Whether Node and npm are here and new enough; if not, what to do about it.
fn node() -> Result<(), String> {
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

    fn web(folder: &Path) -> Web {
        let web = Web::of(folder);
        for (name, text) in [
            ("package.json", "{}"),
            ("package-lock.json", "{}"),
            (".npmrc", ""),
            ("src/main.ts", "1"),
            ("node_modules/a/index.js", "1"),
            ("dist/index.html", "1"),
        ] {
            let file = web.folder.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        web
    }

    #[test]
    fn what_was_built_is_stale_once_a_source_changes_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let web = web(folder.path());
        assert!(web.is_stale().unwrap(), "nobody noted a build");
        web.note("built", web.sources().unwrap()).unwrap();
        assert!(!web.is_stale().unwrap());
        assert_eq!(web.build().unwrap(), Built::Kept);

        for made in ["node_modules/a/index.js", "dist/other.js"] {
            fs::write(web.folder.join(made), "2").unwrap();
            assert!(!web.is_stale().unwrap(), "{made} is made, not written");
        }
        fs::write(web.folder.join("src/main.ts"), "2").unwrap();
        assert!(web.is_stale().unwrap());
    }

    #[test]
    fn what_was_built_is_stale_once_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let web = web(folder.path());
        web.note("built", web.sources().unwrap()).unwrap();
        fs::remove_file(web.folder.join("dist/index.html")).unwrap();
        assert!(web.is_stale().unwrap());
    }

    #[test]
    fn nothing_is_installed_twice_from_one_lock_file() {
        let folder = tempfile::tempdir().unwrap();
        let web = web(folder.path());
        let digest = |web: &Web| web.digest(INSTALLED_FROM.map(PathBuf::from).to_vec());
        let before = digest(&web).unwrap();
        web.note("installed", before).unwrap();
        web.install().unwrap();
        fs::write(web.folder.join("src/main.ts"), "2").unwrap();
        assert_eq!(digest(&web).unwrap(), before);
        fs::write(web.folder.join("package-lock.json"), "{ }").unwrap();
        assert_ne!(digest(&web).unwrap(), before);
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
    fn the_lock_file_names_no_registry() {
        let workspace = crate::cargo::workspace().unwrap();
        let lock = fs::read_to_string(Web::of(&workspace).folder.join("package-lock.json"));
        assert!(!lock.unwrap().contains("\"resolved\""));
    }
}
