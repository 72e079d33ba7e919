//! Which package may know which.
//!
//! ```text
//!    link ─► desk ──► places, papers, sync      ui
//!      │      │
//!   agent  ─ store ─► forms ─► merge, vault
//!   server ─ sync  ────────────►
//!      ▲
//!    tests
//! ```

use super::Package;

/// Every package of ours and the packages of ours it may depend on, for its tests as well.
const EDGES: &[(&str, &[&str])] = &[
    ("merge", &[]),
    ("places", &[]),
    ("vault", &[]),
    ("forms", &["merge"]),
    ("store", &["merge", "forms", "vault"]),
    ("sync", &["merge"]),
    ("dev", &[]),
    // The pages know the HTTP interface alone.
    ("ui", &[]),
    ("papers", &["merge", "forms"]),
    (
        "desk",
        &[
            "merge", "forms", "places", "store", "sync", "papers", "vault",
        ],
    ),
    ("link", &["merge", "forms", "sync", "desk"]),
    (
        "agent",
        &[
            "merge", "forms", "places", "store", "sync", "desk", "link", "ui", "vault",
        ],
    ),
    (
        "server",
        &[
            "merge", "forms", "places", "store", "sync", "desk", "link", "ui", "vault",
        ],
    ),
    // Only the tests of whole days see both ends.
    (
        "tests",
        &[
            "merge", "forms", "places", "store", "sync", "desk", "link", "ui", "vault", "dev",
            "agent", "server",
        ],
    ),
];

/// Edges that are not in the table.
pub(super) fn upward(packages: &[Package]) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in packages {
        let name = &package.name;
        let Some((_, allowed)) = EDGES.iter().find(|(known, _)| known == name) else {
            complaints.push(format!(
                "{name} is a new package: say in the table of edges which of ours it may know"
            ));
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|known| known.path.is_some())
        {
            let wanted = dependency.name.as_str();
            if !allowed.contains(&wanted) {
                complaints.push(format!(
                    "{name} → {wanted} points up or sideways: {name} could then no longer be read, \
                     tested or changed without {wanted}; move what both need below both"
                ));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::super::Dependency;
    use super::*;

    fn package(name: &str, ours: &[&str]) -> Package {
        let ours = ours.iter().map(|name| Dependency {
            name: (*name).to_owned(),
            path: Some(String::new()),
        });
        // A package of the same name from elsewhere is no edge.
        let foreign = Dependency {
            name: "agent".to_owned(),
            path: None,
        };
        Package {
            name: name.to_owned(),
            dependencies: ours.chain([foreign]).collect(),
        }
    }

    #[test]
    fn the_drawn_edges_are_allowed() {
        let good = [
            package("merge", &[]),
            package("store", &["merge", "forms"]),
            package("agent", &["store", "sync", "places"]),
            package("tests", &["agent", "server"]),
        ];
        assert!(upward(&good).is_empty());
    }

    #[test]
    fn an_edge_that_points_up_or_sideways_is_caught() {
        for (from, to) in [
            ("merge", "forms"),
            ("forms", "store"),
            ("sync", "store"),
            ("agent", "server"),
            ("places", "merge"),
            ("store", "dev"),
        ] {
            let complaints = upward(&[package(from, &[to])]);
            assert_eq!(complaints.len(), 1, "{from} → {to}");
            assert!(complaints[0].contains("could then no longer be read"));
        }
    }

    #[test]
    fn a_package_outside_the_table_is_caught() {
        assert!(upward(&[package("common", &[])])[0].contains("common is a new package"));
    }

    #[test]
    fn the_table_itself_has_no_circle() {
        // Whoever may know `b` must itself never be reachable from `b`.
        for (name, _) in EDGES {
            let mut reached: Vec<&str> = vec![name];
            let mut at = 0;
            while at < reached.len() {
                let next = EDGES
                    .iter()
                    .find(|(known, _)| known == &reached[at])
                    .unwrap()
                    .1;
                assert!(!next.contains(name), "{name} reaches itself");
                reached.extend(next);
                at += 1;
            }
        }
    }
}
