//! How often and how far a deadline may be moved.

use super::super::world::{NOW, Place, entries};
use super::*;

/// How often and by how many days a deadline may move, by grade: the table of the dictionary.
#[test]
fn each_grade_has_its_own_limit_of_extensions() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let id = |name: &str| kind.field(name).unwrap().id;
    for (grade, extended, due, passes) in [
        ("general", 0, "2026-06-09", true),
        ("general", 0, "2026-06-10", false),
        ("general", 1, "2026-05-20", false),
        ("larger", 0, "2026-06-24", true),
        ("larger", 0, "2026-06-25", false),
        ("larger", 1, "2026-05-20", false),
        ("major", 0, "2027-05-10", true),
        ("major", 1, "2027-05-10", true),
        ("major", 2, "2026-05-20", false),
    ] {
        let base = vec![
            set(1, "420625101000"),
            set(id("grade"), grade),
            set(id("due_on"), "2026-05-10"),
        ];
        let mut officer = Person::new(1, "officer");
        let mut record = Record::from_op(&officer.op(kind.id, None, base));
        officer.walk(&mut record, &["report", "confirm", "notify", "start"]);
        for _ in 0..extended {
            officer.walk(&mut record, &["extend_request", "extend_approve"]);
        }
        officer.walk(&mut record, &["extend_request"]);
        let person = Person::new(6, "county_coord");
        let done = catalog.act(
            kind,
            &record,
            "extend_approve",
            &entries(&[("due_on", due)]),
            &[],
            None,
            &person.actor(&catalog),
            &NOW,
            &Place::default(),
        );
        let refused = done.err().unwrap_or_default();
        let refused: Vec<_> = refused.iter().map(|complaint| complaint.code).collect();
        let wanted = if passes {
            vec![]
        } else {
            vec!["extension_limit"]
        };
        assert_eq!(
            refused, wanted,
            "{grade}, extended {extended} times, to {due}"
        );
    }
}
