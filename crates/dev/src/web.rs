//! Building and checking the web app, which cargo never does.
//!
//! What was built is remembered as a digest in the target folder, so a second demo waits for neither
//! npm nor Vite. Reading order: [`Web::build`] (the demo), [`step`] (the gate).

use std::ffi::OsStr;
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result};

use crate::gate::Outcome;
use crate::npm::{Package, node};

/// What is made by tools, not by people.
const MADE: [&str; 3] = ["node_modules", "dist", "coverage"];

/// The checks of the web app, each an npm script. Those of a row keep a core busy each and run
/// beside each other; the tests use all there are.
const CHECKS: [&[&str]; 2] = [&["types", "lint"], &["test"]];

/// The web app of a checkout.
pub(crate) struct Web(Package);

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
        Self(Package::of(workspace, "crates/ui/web", "target/ui"))
    }

    /// Builds what changed and leaves the rest.
    ///
    /// A built app needs no Node, so a machine without one can still show it.
    pub(crate) fn build(&self) -> Result<Built> {
        if !self.is_stale()? {
            return Ok(Built::Kept);
        }
        node().map_err(anyhow::Error::msg)?;
        self.0.install()?;
        self.0.script("build")?;
        self.0.note("built", self.sources()?)?;
        Ok(Built::Fresh)
    }

    fn is_stale(&self) -> Result<bool> {
        let there = self.0.folder.join("dist/index.html").is_file();
        Ok(!there || self.0.noted("built") != Some(self.sources()?))
    }

    /// A digest of everything people wrote in the web app.
    fn sources(&self) -> Result<u64> {
        let mut files = Vec::new();
        walk(&self.0.folder, Path::new(""), &mut files)?;
        files.sort();
        self.0.digest(files)
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
    web.0.install()?;
    for scripts in CHECKS {
        println!("npm run {}", scripts.join(", "));
        beside(scripts, |script| web.0.script(script))?;
    }
    web.0.script("build")?;
    web.0.note("built", web.sources()?)
}

/// Runs all of them at once, each to its end; the first that failed is answered.
fn beside(scripts: &[&str], run: impl Fn(&str) -> Result<()> + Sync) -> Result<()> {
    let run = &run;
    thread::scope(|scope| {
        let started: Vec<_> = scripts
            .iter()
            .map(|script| scope.spawn(move || run(script)))
            .collect();
        let ended = started.into_iter().map(|one| match one.join() {
            Ok(result) => result,
            Err(panic) => resume_unwind(panic),
        });
        // All are waited for before the first fault is told.
        ended.collect::<Vec<_>>().into_iter().collect()
    })
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

#[cfg(test)]
mod tests {
    use std::sync::{Barrier, Mutex};

    use anyhow::bail;

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
            let file = web.0.folder.join(name);
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
        web.0.note("built", web.sources().unwrap()).unwrap();
        assert!(!web.is_stale().unwrap());
        assert_eq!(web.build().unwrap(), Built::Kept);

        for made in ["node_modules/a/index.js", "dist/other.js"] {
            fs::write(web.0.folder.join(made), "2").unwrap();
            assert!(!web.is_stale().unwrap(), "{made} is made, not written");
        }
        fs::write(web.0.folder.join("src/main.ts"), "2").unwrap();
        assert!(web.is_stale().unwrap());
    }

    #[test]
    fn scripts_beside_each_other_all_end_and_one_that_failed_is_told() {
        let ended = Mutex::new(Vec::new());
        let both_started = Barrier::new(2);
        let result = beside(&["types", "lint"], |script| {
            both_started.wait();
            ended.lock().unwrap().push(script.to_owned());
            if script == "types" {
                bail!("types")
            } else {
                Ok(())
            }
        });
        assert_eq!(result.unwrap_err().to_string(), "types");
        assert_eq!(ended.into_inner().unwrap().len(), 2);
        beside(&["types", "lint"], |_| Ok(())).unwrap();
    }

    #[test]
    fn what_was_built_is_stale_once_it_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let web = web(folder.path());
        web.0.note("built", web.sources().unwrap()).unwrap();
        fs::remove_file(web.0.folder.join("dist/index.html")).unwrap();
        assert!(web.is_stale().unwrap());
    }
}
