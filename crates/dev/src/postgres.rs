//! The tests that need a database: they start PostgreSQL servers of their own in temporary folders,
//! with the distribution's own programs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cargo::{programs_folder, stream, test};
use crate::gate::Outcome;
use crate::provision::{Provision, ensure_in};

/// The step of the gate.
pub(crate) fn step(workspace: &Path) -> Outcome {
    match ensure_in("initdb", "postgresql", &folders) {
        Provision::Found(initdb) | Provision::Installed(initdb) => run(workspace, &initdb).into(),
        Provision::Missing(sentence) => Outcome::Skipped(sentence),
    }
}

/// Where the server's programs may be: Debian keeps them out of the search path, by version.
fn folders() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.flatten().map(|version| version.path().join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    versions.chain(env::split_paths(&path)).collect()
}

fn run(workspace: &Path, initdb: &Path) -> Result<()> {
    let databases = initdb.parent().unwrap_or(initdb);
    let programs = programs_folder(workspace)?;
    // Each test has a server of its own, and a server has its own processes: two at a time.
    let mut tests = test(workspace, "--test postgres -- --test-threads=2");
    stream(
        tests
            .env("XUNLU_BIN_DIR", programs)
            .env("XUNLU_POSTGRES", databases),
    )
}
