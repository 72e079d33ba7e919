//! The table of faults names tests, and each of them is there.

use std::fs;
use std::path::Path;

use crate::world::files;

#[test]
fn every_test_the_table_of_faults_names_is_there() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let table = include_str!("FAULTS.md");
    let mut code = String::new();
    for part in [
        "agent/src",
        "tests/days",
        "crates/desk/src",
        "crates/link/src",
        "crates/merge/tests",
        "crates/store",
        "crates/sync/src",
        "crates/vault/src",
        "tests/authorisation",
        "tests/postgres",
        "server/src",
    ] {
        for file in files(&house.join(part)) {
            if file.extension().is_some_and(|end| end == "rs") {
                code += &fs::read_to_string(file).unwrap();
            }
        }
    }
    let rows = table.lines().filter(|line| line.starts_with("| "));
    for number in 1..=27 {
        let row = format!("| F{number} ");
        let found = table.lines().filter(|line| line.starts_with(&row));
        assert_eq!(found.count(), 1, "F{number} has one row");
    }
    let mut named = 0;
    for row in rows {
        for name in row.split('`').skip(1).step_by(2) {
            assert!(
                code.contains(&format!("fn {name}(")),
                "{name} is nowhere: {row}"
            );
            named += 1;
        }
    }
    assert!(named > 40, "the table was read: {named}");
}
