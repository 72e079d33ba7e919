//! `deny`: which foreign code may be in the tree.
//!
//! `.deny.toml` is the one list. cargo-deny reads it where it is installed; installing it takes
//! minutes, so the gate does not ask for it and checks the same list itself. What only cargo-deny
//! can check is said aloud when it was not.

mod advisory;
mod licence;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::cargo::{cargo, metadata, stream};
use crate::sbom;

/// How the names of packages of the web app begin.
const NPM: &str = "pkg:npm/";

/// The parts of `.deny.toml` this check reads.
#[derive(Deserialize)]
struct Config {
    licenses: Licences,
    bans: Bans,
    advisories: Ignored,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Deserialize)]
struct Ignored {
    ignore: Vec<Ignore>,
}

#[derive(Deserialize)]
struct Ignore {
    id: String,
}

#[derive(Deserialize)]
struct Tree {
    packages: Vec<Package>,
}

/// A package of the whole tree, ours and foreign, for every system and with every feature.
#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// Our own packages have none.
    source: Option<String>,
}

/// The step of the gate.
pub(crate) fn step(workspace: &Path) -> Result<()> {
    let config: Config = read(workspace, ".deny.toml")?;
    let list: advisory::List = read(workspace, "crates/dev/advisories.toml")?;
    let tree: Tree = metadata(workspace, &["--all-features"])?;

    let mut complaints = licences(&tree.packages, &config.licenses.allow);
    complaints.extend(banned(&tree.packages, &config.bans.deny));
    complaints.extend(strays(&tree.packages));
    let shipped = sbom::components(workspace)?;
    complaints.extend(sbom::complaints(&shipped));
    let web = shipped.iter().filter(|one| one.purl.starts_with(NPM));
    complaints.extend(
        web.clone()
            .filter_map(|one| licensed(&one.purl, one.licence.as_deref(), &config.licenses.allow)),
    );
    let crates = tree.packages.iter().map(|package| package.name.as_str());
    // An advisory against a package of the web app names it as `pkg:npm/name`.
    let bundled = web.filter_map(|one| Some(one.purl.rsplit_once('@')?.0));
    let names: Vec<&str> = crates.chain(bundled).collect();
    complaints.extend(advisory::complaints(
        &list,
        &names,
        advisory::day(SystemTime::now())?,
    ));
    let ignored: Vec<&str> = config
        .advisories
        .ignore
        .iter()
        .map(|ignore| ignore.id.as_str())
        .collect();
    complaints.extend(advisory::differences(&list, &ignored));

    println!(
        "{} packages, {} of them shipped with licence and hash: licences against {} allowed ones, {} \
         banned names, one registry",
        names.len(),
        shipped.len(),
        config.licenses.allow.len(),
        config.bans.deny.len(),
    );
    for complaint in &complaints {
        println!("  {complaint}");
    }
    println!(
        "the web app: `npm audit --omit=dev` in crates/ui/web asks a registry, so it is run by hand \
         before a release; what it finds is pinned in advisories.toml as pkg:npm/name"
    );
    let installed = cargo_deny(workspace, &list);
    if !complaints.is_empty() {
        bail!("{} complaints about the dependency tree", complaints.len());
    }
    installed
}

/// Everything cargo-deny can tell without a network.
fn cargo_deny(workspace: &Path, list: &advisory::List) -> Result<()> {
    let present = cargo(workspace)
        .args(["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let database = has_advisory_database();
    if !(present && database) {
        println!(
            "advisory database not available offline: checked {} pinned advisories, {} of them \
             accepted until a date",
            list.advisory.len(),
            list.accepted().count(),
        );
    }
    if !present {
        println!(
            "cargo-deny is not installed: licences, bans, origins and pinned advisories were checked \
             by this program alone"
        );
        return Ok(());
    }
    let mut command = cargo(workspace);
    command.args(["deny", "--offline", "check", "licenses", "bans", "sources"]);
    if database {
        command.arg("advisories");
    }
    stream(&mut command)
}

/// Whether cargo-deny has fetched the database here before. A try without a network leaves the
/// folder behind, but nothing in it that is a folder.
fn has_advisory_database() -> bool {
    let own = || env::home_dir().map(|home| home.join(".cargo"));
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(own);
    home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok())
        .is_some_and(|entries| entries.flatten().any(|entry| entry.path().is_dir()))
}

fn read<T: DeserializeOwned>(workspace: &Path, path: &str) -> Result<T> {
    let text = fs::read_to_string(workspace.join(path))
        .with_context(|| format!("{path} cannot be read"))?;
    toml::from_str(&text).with_context(|| format!("{path} is not as expected"))
}

fn licences(packages: &[Package], allowed: &[String]) -> Vec<String> {
    let complaint = |package: &Package| {
        let named = format!("{} {}", package.name, package.version);
        licensed(&named, package.license.as_deref(), allowed)
    };
    packages.iter().filter_map(complaint).collect()
}

/// What is wrong with the licence of a package.
fn licensed(named: &str, licence: Option<&str>, allowed: &[String]) -> Option<String> {
    let Some(expression) = licence else {
        return Some(format!("{named} names no licence"));
    };
    match licence::satisfied(expression, allowed) {
        Ok(true) => None,
        Ok(false) => Some(format!("{named}: the licence {expression} is not allowed")),
        Err(error) => Some(format!("{named}: {error}")),
    }
}

fn banned(packages: &[Package], bans: &[Ban]) -> Vec<String> {
    let ban = |package: &Package| {
        let ban = bans.iter().find(|ban| ban.name == package.name)?;
        Some(format!(
            "{} is banned: {} (cargo tree -i {0})",
            ban.name, ban.reason
        ))
    };
    packages.iter().filter_map(ban).collect()
}

/// Packages from a repository or a second registry: what is built must be what was published.
fn strays(packages: &[Package]) -> Vec<String> {
    let sources = packages
        .iter()
        .filter_map(|package| Some((package, package.source.as_ref()?)));
    let is_registry = |source: &str| {
        ["registry+", "sparse+"]
            .iter()
            .any(|kind| source.starts_with(kind))
    };
    let one = sources
        .clone()
        .map(|(_, source)| source)
        .find(|source| is_registry(source));
    sources
        .filter(|(_, source)| Some(*source) != one)
        .map(|(package, source)| format!("{} comes from {source}", package.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, license: Option<&str>) -> Package {
        let license = license.map(str::to_owned);
        let (version, source) = ("1.0.0".to_owned(), Some("registry+one".to_owned()));
        Package {
            name: name.to_owned(),
            version,
            license,
            source,
        }
    }

    #[test]
    fn a_licence_outside_the_list_is_caught() {
        let allowed = ["MIT".to_owned()];
        assert!(licences(&[package("a", Some("MIT"))], &allowed).is_empty());
        assert_eq!(
            licences(&[package("a", Some("GPL-3.0"))], &allowed).len(),
            1
        );
        assert_eq!(licences(&[package("a", None)], &allowed).len(), 1);
        assert_eq!(licences(&[package("a", Some("MIT OR"))], &allowed).len(), 1);
    }

    #[test]
    fn a_banned_package_is_caught_with_its_reason() {
        let bans = [Ban {
            name: "openssl-sys".to_owned(),
            reason: "no".to_owned(),
        }];
        assert!(banned(&[package("ring", None)], &bans).is_empty());
        assert_eq!(
            banned(&[package("openssl-sys", None)], &bans),
            ["openssl-sys is banned: no (cargo tree -i openssl-sys)"]
        );
    }

    #[test]
    fn a_package_from_elsewhere_is_caught() {
        let from = |source: &str| Package {
            source: Some(source.into()),
            ..package("a", None)
        };
        let ours = Package {
            source: None,
            ..package("store", None)
        };
        assert!(strays(&[ours, package("b", None)]).is_empty());
        assert_eq!(
            strays(&[from("git+one"), package("b", None)]),
            ["a comes from git+one"]
        );
        assert_eq!(strays(&[package("b", None), from("registry+two")]).len(), 1);
    }

    #[test]
    fn the_lists_of_this_workspace_are_well_formed_and_agree() {
        let workspace = crate::cargo::workspace().unwrap();
        let config: Config = read(&workspace, ".deny.toml").unwrap();
        let list: advisory::List = read(&workspace, "crates/dev/advisories.toml").unwrap();
        let ignored: Vec<&str> = config
            .advisories
            .ignore
            .iter()
            .map(|ignore| ignore.id.as_str())
            .collect();
        assert!(advisory::differences(&list, &ignored).is_empty());
        for banned in ["aws-lc-sys", "native-tls", "openssl-sys"] {
            assert!(
                config.bans.deny.iter().any(|ban| ban.name == banned),
                "{banned}"
            );
        }
        assert!(
            !config
                .licenses
                .allow
                .iter()
                .any(|licence| licence.contains("GPL"))
        );
    }
}
