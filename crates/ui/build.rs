//! Puts the built web app where the library embeds it from.
//!
//! It never runs npm: an editor, a packager and a machine without a network all build this crate.
//! Without a built app it writes one page that says how to build it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PLACEHOLDER: &str = include_str!("src/placeholder.html");

fn main() -> io::Result<()> {
    // Watched alone: beside it lies `node_modules` with its tens of thousands of files.
    println!("cargo:rerun-if-changed=web/dist");
    println!("cargo:rerun-if-changed=src/placeholder.html");
    let from = folder("CARGO_MANIFEST_DIR")?.join("web").join("dist");
    let to = folder("OUT_DIR")?.join("ui");
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir_all(&to)?;
    if from.join("index.html").is_file() {
        copy(&from, &to)
    } else {
        fs::write(to.join("index.html"), PLACEHOLDER)
    }
}

fn folder(variable: &str) -> io::Result<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| io::Error::other(format!("cargo sets {variable} for a build script")))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else if entry.file_name() != ".gitkeep" {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
