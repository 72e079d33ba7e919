//! The rules of the house as code.
//!
//! Each rule is a small function over sources or names, with a test that it catches a bad sample.
//! The gate runs them as a step, and `cargo test` runs them as a test, so nobody meets them first
//! at a merge.
//!
//! Reading order: [`source`] (what a rule sees), then the rules: [`edges`], [`naming`], [`purity`],
//! [`text`].

mod edges;
mod naming;
mod purity;
mod source;
mod text;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::cargo;
use source::Source;

/// What the rules look at.
struct House {
    sources: Vec<Source>,
    packages: Vec<Package>,
    /// Entries of the top folder that a plain listing shows.
    top: Vec<String>,
}

/// A package of ours as cargo describes it.
#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Only our own packages are found by a path.
    path: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A rule: its sentence and the complaints it has about a house.
struct Rule {
    says: &'static str,
    complaints: fn(&House) -> Vec<String>,
}

const RULES: &[Rule] = &[
    Rule {
        says: "arrows point down only",
        complaints: |house| edges::upward(&house.packages),
    },
    Rule {
        says: "exactly one module names sled, at most one names PostgreSQL",
        complaints: |house| naming::keepers(&house.sources),
    },
    Rule {
        says: "the fixed dependencies are used by what ships",
        complaints: |house| naming::unused(&house.packages, &house.sources),
    },
    Rule {
        says: "the pure crates read no clock, file, socket or environment",
        complaints: |house| purity::impure(&house.sources),
    },
    Rule {
        says: "the top folder is one screen",
        complaints: |house| text::strangers(&house.top),
    },
    Rule {
        says: "no file is too long to read",
        complaints: |house| text::long(&house.sources),
    },
    Rule {
        says: "nothing is left unfinished and no test is switched off",
        complaints: |house| text::unfinished(&house.sources),
    },
    Rule {
        says: "no path of one machine",
        complaints: |house| text::machine_paths(&house.sources),
    },
    Rule {
        says: "no forgotten test file",
        complaints: |house| text::forgotten(&house.sources),
    },
];

/// The step of the gate.
pub(crate) fn step(workspace: &Path) -> Result<()> {
    let house = read(workspace)?;
    let mut broken = 0;
    for rule in RULES {
        let complaints = (rule.complaints)(&house);
        println!(
            "{} {}",
            if complaints.is_empty() {
                "ok    "
            } else {
                "BROKEN"
            },
            rule.says
        );
        for complaint in &complaints {
            println!("       {complaint}");
        }
        broken += usize::from(!complaints.is_empty());
    }
    if broken > 0 {
        bail!("{broken} of {} rules broken", RULES.len());
    }
    Ok(())
}

fn read(workspace: &Path) -> Result<House> {
    let metadata: Metadata = cargo::metadata(workspace, &["--no-deps"])?;
    let mut top = Vec::new();
    for entry in fs::read_dir(workspace).context("the top folder cannot be read")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            top.push(name);
        }
    }
    top.sort();
    Ok(House {
        sources: source::all(workspace)?,
        packages: metadata.packages,
        top,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_house_keeps_its_rules() {
        let house = read(&cargo::workspace().unwrap()).unwrap();
        let complaints: Vec<String> = RULES
            .iter()
            .flat_map(|rule| (rule.complaints)(&house))
            .collect();
        assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    }

    #[test]
    fn every_kind_of_source_is_read() {
        let house = read(&cargo::workspace().unwrap()).unwrap();
        for path in [
            "Cargo.toml",
            ".ci/run",
            "crates/dev/src/main.rs",
            "tests/days/main.rs",
        ] {
            assert!(
                house.sources.iter().any(|source| source.path == path),
                "{path}"
            );
        }
        assert!(
            house
                .sources
                .iter()
                .all(|source| !source.path.contains("target/"))
        );
    }
}
