//! The catalog this program ships with.

use crate::builtin::FILES;
use crate::{Catalog, Role};

#[test]
fn it_loads_and_serialises_for_the_screens() {
    let catalog = Catalog::builtin().unwrap();
    assert!(!catalog.kinds().is_empty());
    let json = serde_json::to_value(&catalog).unwrap();
    let field = &json["kinds"][0]["fields"][0];
    assert_eq!(field["name"], "division");
    assert_eq!(field["type"], "division");
    assert!(field["label"]["zh"].is_string());
}

#[test]
fn every_file_bears_the_name_of_its_kind() {
    let catalog = Catalog::builtin().unwrap();
    let names = FILES
        .iter()
        .filter_map(|(file, _)| file.strip_prefix("kinds/"));
    for name in names {
        let name = name.strip_suffix(".toml").unwrap();
        assert!(catalog.kind(name).is_some(), "{name}");
    }
}

#[test]
fn nobody_can_be_granted_the_clock() {
    let catalog = Catalog::builtin().unwrap();
    assert!(catalog.role(&Role::clock().name).is_none());
}
