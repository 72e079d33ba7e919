//! `sbom`: what is shipped, as a bill of materials in CycloneDX 1.6 (ECMA-424).
//!
//! It is read from the lock files and from what cargo says of the packages, and nothing is fetched:
//! the same checkout gives the same bytes. Crates that only build or test something are left out, and
//! so are tools of the web app; what is built on one system alone is in, whichever system this is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cargo::{metadata, workspace};

/// What ships: everything else follows from these.
const PROGRAMS: [&str; 2] = ["agent", "server"];
/// The lock file of the web app, which is embedded in both.
const WEB: &str = "crates/ui/web/package-lock.json";

#[derive(clap::Args)]
#[command(
    after_help = "示例 · Examples:\n  cargo run -- sbom --out xunlu.cdx.json\n  cargo run -- sbom > xunlu.cdx.json"
)]
pub(crate) struct Args {
    /// 写入的文件；不写则输出到终端 · the file; the terminal if none is named
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Write the bill.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let all = components(&workspace()?)?;
    let text = format!("{:#}\n", bill(&all));
    match &args.out {
        Some(file) => {
            fs::write(file, text)
                .with_context(|| format!("{} cannot be written", file.display()))?;
            println!("{}: {} 个组件 · components", file.display(), all.len());
        }
        None => print!("{text}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// One foreign package that ships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    /// Its package URL, which names it everywhere.
    pub(crate) purl: String,
    name: String,
    version: String,
    /// An SPDX expression.
    pub(crate) licence: Option<String>,
    /// The algorithm and the digest in hexadecimal, of what the registry hands out.
    pub(crate) hash: Option<(&'static str, String)>,
    /// The package URLs of what it needs.
    needs: Vec<String>,
}

/// Everything foreign that ships, in the order of its names.
///
/// # Errors
/// Lock files that do not read or do not fit the packages.
pub(crate) fn components(workspace: &Path) -> Result<Vec<Component>> {
    let mut all = crates(workspace)?;
    all.extend(web(workspace)?);
    all.sort_by(|a, b| a.purl.cmp(&b.purl));
    Ok(all)
}

/// What is not as it must be: a package without a hash is not known to be what was published.
pub(crate) fn complaints(all: &[Component]) -> Vec<String> {
    let length = |algorithm: &str| if algorithm == "SHA-512" { 128 } else { 64 };
    let sound = |(algorithm, digest): &(&str, String)| {
        digest.len() == length(algorithm) && digest.bytes().all(|c| c.is_ascii_hexdigit())
    };
    let unknown = all
        .iter()
        .filter(|one| !one.hash.as_ref().is_some_and(sound));
    unknown
        .map(|one| format!("{} ships without a hash in the lock file", one.purl))
        .collect()
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// Nothing for a normal one, else `dev` or `build`.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct CargoLock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

/// The crates the programs are built of.
fn crates(workspace: &Path) -> Result<Vec<Component>> {
    let known: Metadata = metadata(workspace, &[])?;
    let lock = fs::read_to_string(workspace.join("Cargo.lock")).context("Cargo.lock")?;
    let lock: CargoLock = toml::from_str(&lock).context("Cargo.lock is not as known")?;
    let digest = |package: &Package| {
        let same = |one: &&Locked| (&one.name, &one.version) == (&package.name, &package.version);
        let locked = lock.package.iter().find(same)?;
        Some(("SHA-256", locked.checksum.clone()?))
    };
    let packages: BTreeMap<&str, &Package> =
        known.packages.iter().map(|one| (&*one.id, one)).collect();
    let needs: BTreeMap<&str, Vec<&str>> = known
        .resolve
        .nodes
        .iter()
        .map(|node| {
            let normal = |one: &&Dependency| one.dep_kinds.iter().any(|kind| kind.kind.is_none());
            let needed = node.deps.iter().filter(normal).map(|one| &*one.pkg);
            (&*node.id, needed.collect())
        })
        .collect();
    let shipped = reached(&packages, &needs)?;
    let foreign = |id: &&str| packages.get(id).is_some_and(|one| one.source.is_some());
    let purl = |id: &&str| {
        let package = packages.get(id)?;
        Some(format!("pkg:cargo/{}@{}", package.name, package.version))
    };
    let component = |id: &&str| {
        let package = packages.get(id)?;
        let needed = needs.get(id)?.iter().filter(|id| foreign(id));
        Some(Component {
            purl: purl(id)?,
            name: package.name.clone(),
            version: package.version.clone(),
            licence: package
                .license
                .as_ref()
                .map(|text| text.replace('/', " OR ")),
            hash: digest(package),
            needs: needed.filter_map(purl).collect(),
        })
    };
    Ok(shipped
        .iter()
        .filter(|id| foreign(id))
        .filter_map(component)
        .collect())
}

/// Everything the programs need to run, themselves included.
fn reached<'a>(
    packages: &BTreeMap<&'a str, &'a Package>,
    needs: &BTreeMap<&'a str, Vec<&'a str>>,
) -> Result<BTreeSet<&'a str>> {
    let ours = |one: &&&Package| one.source.is_none() && PROGRAMS.contains(&&*one.name);
    let mut next: Vec<&str> = packages.values().filter(ours).map(|one| &*one.id).collect();
    if next.len() != PROGRAMS.len() {
        bail!("the workspace has not the programs {PROGRAMS:?}");
    }
    let mut reached = BTreeSet::new();
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            next.extend(needs.get(id).into_iter().flatten());
        }
    }
    Ok(reached)
}

#[derive(Deserialize)]
struct NpmLock {
    packages: BTreeMap<String, NpmPackage>,
}

#[derive(Deserialize)]
struct NpmPackage {
    version: Option<String>,
    license: Option<String>,
    integrity: Option<String>,
    /// Nothing of it ships.
    #[serde(default)]
    dev: bool,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

/// The packages that are bundled into the web app, or may be.
fn web(workspace: &Path) -> Result<Vec<Component>> {
    let text = fs::read_to_string(workspace.join(WEB)).context(WEB)?;
    let lock: NpmLock =
        serde_json::from_str(&text).with_context(|| format!("{WEB} is not as known"))?;
    let purl =
        |name: &str, version: &str| format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
    // Node looks for a package beside its user first, then further up.
    let found = |user: &str, name: &str| {
        let mut above = Some(user);
        while let Some(folder) = above {
            let place = format!(
                "{folder}{}node_modules/{name}",
                if folder.is_empty() { "" } else { "/" }
            );
            if let Some(version) = lock
                .packages
                .get(&place)
                .and_then(|one| one.version.as_ref())
            {
                return Some(purl(name, version));
            }
            above = match folder.rsplit_once("/node_modules/") {
                Some((up, _)) => Some(up),
                None => (!folder.is_empty()).then_some(""),
            };
        }
        None
    };
    let component = |(place, package): (&String, &NpmPackage)| {
        let name = place.rsplit_once("node_modules/")?.1;
        let version = package.version.as_ref()?;
        let needs = package
            .dependencies
            .keys()
            .filter_map(|name| found(place, name));
        Some(Component {
            purl: purl(name, version),
            name: name.to_owned(),
            version: version.clone(),
            licence: package.license.clone(),
            hash: package.integrity.as_deref().and_then(digest),
            needs: needs.collect(),
        })
    };
    let shipped = lock.packages.iter().filter(|(_, package)| !package.dev);
    let mut all: Vec<Component> = shipped.filter_map(component).collect();
    all.sort_by(|a, b| a.purl.cmp(&b.purl));
    // One package may lie in several places.
    all.dedup_by(|a, b| a.purl == b.purl);
    Ok(all)
}

/// What npm writes as `sha512-…` in base 64.
fn digest(integrity: &str) -> Option<(&'static str, String)> {
    let bytes = BASE64_STANDARD
        .decode(integrity.strip_prefix("sha512-")?)
        .ok()?;
    Some((
        "SHA-512",
        bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}

/// The document. It names no day and no number of its own, so the same checkout gives the same bytes.
fn bill(all: &[Component]) -> Value {
    let component = |one: &Component| {
        let mut shown = json!({
            "type": "library", "bom-ref": one.purl, "purl": one.purl,
            "name": one.name, "version": one.version,
        });
        if let Some(licence) = &one.licence {
            shown["licenses"] = json!([{ "expression": licence }]);
        }
        if let Some((algorithm, digest)) = &one.hash {
            shown["hashes"] = json!([{ "alg": algorithm, "content": digest }]);
        }
        shown
    };
    let needs = |one: &Component| json!({ "ref": one.purl, "dependsOn": one.needs });
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": "xunlu", "name": "xunlu",
            "version": env!("CARGO_PKG_VERSION"), "licenses": [{ "expression": "Apache-2.0" }],
        } },
        "components": all.iter().map(component).collect::<Vec<_>>(),
        "dependencies": all.iter().map(needs).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_holds_what_ships_and_nothing_that_only_builds_or_tests() {
        let all = components(&workspace().unwrap()).unwrap();
        let has = |start: &str| all.iter().any(|one| one.purl.starts_with(start));
        for shipped in [
            "pkg:cargo/sled@0.34.7",
            "pkg:cargo/crdts@7.3.2",
            "pkg:cargo/tokio@",
            "pkg:npm/antd@",
            "pkg:npm/%40ant-design/icons@",
            "pkg:npm/react@",
        ] {
            assert!(has(shipped), "{shipped}");
        }
        for tool in [
            "pkg:cargo/proptest@",
            "pkg:cargo/divan@",
            "pkg:npm/vite@",
            "pkg:npm/eslint@",
            "pkg:cargo/agent@",
        ] {
            assert!(!has(tool), "{tool}");
        }
        assert_eq!(complaints(&all), Vec::<String>::new());
        assert!(all.iter().all(|one| one.licence.is_some()));

        let bill = bill(&all);
        let names: BTreeSet<&str> = all.iter().map(|one| &*one.purl).collect();
        assert_eq!(names.len(), all.len(), "each once");
        let needed = bill["dependencies"].as_array().unwrap().iter();
        let needed = needed.flat_map(|one| one["dependsOn"].as_array().unwrap());
        for one in needed {
            let one = one.as_str().unwrap();
            assert!(
                names.contains(one) || one.starts_with("pkg:npm/"),
                "{one} is needed and not there"
            );
        }
    }

    #[test]
    fn a_package_without_a_hash_is_named() {
        let mut one = Component {
            purl: "pkg:cargo/a@1.0.0".to_owned(),
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            licence: Some("MIT".to_owned()),
            hash: Some(("SHA-256", "0".repeat(64))),
            needs: Vec::new(),
        };
        assert!(complaints(&[one.clone()]).is_empty());
        for hash in [
            None,
            Some(("SHA-256", "0".repeat(63))),
            Some(("SHA-512", "0".repeat(64))),
        ] {
            one.hash = hash;
            assert_eq!(complaints(&[one.clone()]).len(), 1, "{:?}", one.hash);
        }
    }

    #[test]
    fn what_npm_writes_is_read_as_digits() {
        // SHA-512 of nothing.
        let nothing = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
        let (algorithm, digits) = digest(nothing).unwrap();
        assert_eq!((algorithm, &digits[..16]), ("SHA-512", "cf83e1357eefb8bd"));
        assert_eq!(digest("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="), None);
    }
}
