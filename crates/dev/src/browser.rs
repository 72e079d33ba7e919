//! The tests of the pages in a real browser: what they need, and their run.
//!
//! The tests themselves are `tests/browser`; they start the built programs and the distribution's
//! own Chromium, and nothing is fetched from the network but by the lock file of npm.

use std::path::Path;

use anyhow::Result;

use crate::cargo::{programs_folder, stream};
use crate::gate::Outcome;
use crate::npm::{Package, node};
use crate::provision::{Provision, ensure};
use crate::web::Web;

/// The step of the gate.
pub(crate) fn step(workspace: &Path) -> Outcome {
    if let Err(sentence) = node() {
        return Outcome::Skipped(sentence);
    }
    match ensure("chromium", "chromium") {
        Provision::Found(chromium) | Provision::Installed(chromium) => {
            run(workspace, &chromium).into()
        }
        Provision::Missing(sentence) => Outcome::Skipped(sentence),
    }
}

fn run(workspace: &Path, chromium: &Path) -> Result<()> {
    let package = Package::of(workspace, "tests/browser", "target/browser");
    package.install()?;
    package.script("types")?;
    // The programs carry the pages they were built with.
    Web::of(workspace).build()?;
    let programs = programs_folder(workspace)?;
    let mut tests = package.npm(&["run", "--silent", "test"]);
    stream(
        tests
            .env("XUNLU_BIN_DIR", programs)
            .env("XUNLU_CHROMIUM", chromium),
    )
}
