//! Who names which foreign crate.

use super::Package;
use super::source::Source;

/// Below this many files the store is still being founded and may name no sled yet.
const FOUNDED_STORE: usize = 3;

/// Dependencies the design fixes. A dependency that is only listed would be a promise not kept.
const FIXED: [&str; 6] = ["sled", "serde", "reqwest", "tokio", "crdts", "geo"];

/// One module knows sled and one PostgreSQL, so that either can be replaced in one place.
pub(super) fn keepers(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    let sled = naming(sources, "sled");
    let founded = sources
        .iter()
        .filter(|source| source.path.starts_with("crates/store/src/"))
        .count()
        >= FOUNDED_STORE;
    if sled.is_empty() && founded {
        complaints.push("no file names sled, yet the store is there: where does it keep?".into());
    }
    if sled.len() > 1 {
        complaints.push(several("sled", &sled));
    }
    for name in ["postgres", "tokio_postgres"] {
        let mut files = naming(sources, name);
        // The parts of one module are one.
        files.dedup_by_key(|file| module(file));
        if files.len() > 1 {
            complaints.push(several(name, &files));
        }
    }
    complaints
}

/// The top module that a file belongs to: its path up to the first name below `src`.
fn module(file: &str) -> &str {
    let below = file.find("/src/").map_or(0, |at| at + "/src/".len());
    let end = file[below..]
        .find(['/', '.'])
        .map_or(file.len(), |at| below + at);
    &file[..end]
}

/// Fixed dependencies that no manifest lists or no shipped code names.
pub(super) fn unused(packages: &[Package], sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for name in FIXED {
        let listed = packages
            .iter()
            .filter(|package| ships(&package.name))
            .any(|package| package.dependencies.iter().any(|known| known.name == name));
        if !listed {
            complaints.push(format!(
                "{name} is fixed by design, but no package of ours lists it"
            ));
        } else if naming(sources, name).is_empty() {
            complaints.push(format!("{name} is listed, but no code that ships names it"));
        }
    }
    complaints
}

/// What the developers' own packages use does not count as used.
fn ships(package: &str) -> bool {
    !["dev", "tests"].contains(&package)
}

/// The files of what ships whose code names that crate.
fn naming<'sources>(sources: &'sources [Source], name: &str) -> Vec<&'sources str> {
    sources
        .iter()
        .filter(|source| {
            let mut parts = source.path.split('/');
            match (parts.next(), parts.next(), parts.next()) {
                (Some("crates"), Some(package), Some("src")) => ships(package),
                (Some("agent" | "server"), ..) => true,
                _ => false,
            }
        })
        .filter(|source| source.names().iter().any(|path| path.is_from(name)))
        .map(|source| source.path.as_str())
        .collect()
}

fn several(name: &str, files: &[&str]) -> String {
    format!(
        "{} files name {name}, one may: {}; ask that one for what you need (a module of ours that is \
         called so is written crate::{name})",
        files.len(),
        files.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::super::Dependency;
    use super::*;

    const KEEPER: (&str, &str) = ("crates/store/src/sled.rs", "use sled::Db;");
    const PLAIN: (&str, &str) = (
        "crates/store/src/lib.rs",
        "mod sled; pub use crate::sled::Disk;",
    );
    const TABLES: (&str, &str) = ("crates/store/src/table.rs", "//! Not sled::Tree.");

    fn complaints(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source::new(path, text))
            .collect();
        keepers(&sources)
    }

    #[test]
    fn one_module_may_know_sled() {
        assert!(complaints(&[KEEPER, PLAIN, TABLES]).is_empty());
    }

    #[test]
    fn a_second_module_that_knows_sled_is_caught() {
        let second = ("agent/src/app.rs", "fn a(db: &sled::Db) {}");
        let found = complaints(&[KEEPER, PLAIN, TABLES, second]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("agent/src/app.rs"));
    }

    #[test]
    fn a_store_without_sled_is_caught_once_it_is_founded() {
        assert!(complaints(&[PLAIN, TABLES]).is_empty());
        let third = ("crates/store/src/journal.rs", "");
        assert_eq!(complaints(&[PLAIN, TABLES, third]).len(), 1);
    }

    #[test]
    fn a_second_module_that_knows_postgres_is_caught() {
        let one = ("crates/store/src/postgres/mod.rs", "use postgres::Client;");
        let part = ("crates/store/src/postgres/pool.rs", "use postgres::Row;");
        let two = ("server/src/migrate.rs", "use postgres::Client;");
        assert!(complaints(&[KEEPER, one, part]).is_empty());
        assert_eq!(complaints(&[KEEPER, one, part, two]).len(), 1);
    }

    #[test]
    fn a_fixed_dependency_must_be_listed_and_named() {
        let dependency = |name: &str| Dependency {
            name: name.to_owned(),
            path: None,
        };
        let package = |name: &str, known: &[&str]| Package {
            name: name.to_owned(),
            dependencies: known.iter().map(|name| dependency(name)).collect(),
        };
        let all = package("agent", &FIXED);
        let code = "use sled::a; use serde::b; use reqwest::c; use tokio::d; use crdts::e;";
        let named = |extra: &str| [Source::new("agent/src/lib.rs", &format!("{code}{extra}"))];

        assert!(unused(&[all], &named("geo::f();")).is_empty());
        let all = package("agent", &FIXED);
        assert_eq!(
            unused(&[all], &named("")),
            ["geo is listed, but no code that ships names it"]
        );
        let fewer = [package("agent", &FIXED[..5]), package("dev", &FIXED)];
        assert_eq!(unused(&fewer, &named("geo::f();")).len(), 1);
    }

    #[test]
    fn what_does_not_ship_is_not_counted() {
        let test = ("tests/days/crash.rs", "use sled::Db;");
        let dev = ("crates/dev/src/cargo.rs", "use sled::Db;");
        assert!(complaints(&[KEEPER, test, dev]).is_empty());
    }
}
