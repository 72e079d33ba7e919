//! Catalog files that do not hold together.

use super::world::*;
use crate::Catalog;

/// Loads the small catalog with one text of one file replaced.
fn load_with(file: &str, from: &str, to: &str) -> String {
    let texts: Vec<(&str, String)> = FILES
        .iter()
        .map(|(name, text)| {
            let replaced = if *name == file {
                assert!(text.contains(from), "{from}");
                text.replacen(from, to, 1)
            } else {
                (*text).to_owned()
            };
            (*name, replaced)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    Catalog::load(&files).map_or_else(|error| error.to_string(), |_| String::new())
}

const SPOT: &str = "kinds/spot.toml";

/// File, what stands in it, what is put in its place, and what the error says.
const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        SPOT,
        r#"initial = "draft""#,
        r#"initial = "drafd""#,
        "`drafd`",
    ),
    (
        SPOT,
        r#"codes = "kind""#,
        r#"codes = "kindd""#,
        "code list `kindd`",
    ),
    (
        SPOT,
        r#"requires = ["grade"]"#,
        r#"requires = ["grad"]"#,
        "field `grad`",
    ),
    (
        SPOT,
        r#"to = "confirmed""#,
        r#"to = "confirm""#,
        "state `confirm`",
    ),
    (
        SPOT,
        r#"by = ["coord"]"#,
        r#"by = ["chief"]"#,
        "role `chief`",
    ),
    (SPOT, r#"to = "spot""#, r#"to = "spto""#, "kind `spto`"),
    (
        SPOT,
        r#"reason = true"#,
        r#"guard = ["fly"]"#,
        "guard `fly`",
    ),
    (
        SPOT,
        r#"type = "bool""#,
        r#"type = "boole""#,
        "type `boole`",
    ),
    (SPOT, "max = 8", "maxx = 8", "maxx"),
    (
        SPOT,
        "id = 3\n",
        "id = 4\n",
        "field number `4` is there twice",
    ),
    (
        SPOT,
        r#"name = "bus""#,
        r#"name = "stake""#,
        "field `stake` is there twice",
    ),
    (SPOT, r#"name = "bus""#, r#"name = "status""#, "`status`"),
    (
        SPOT,
        r#"name = "division""#,
        r#"name = "area""#,
        "`division`",
    ),
    (SPOT, r#"due = "due_on""#, r#"due = "bus""#, "says a day"),
    (
        SPOT,
        r#"from = ["confirmed"]"#,
        r#"from = ["void"]"#,
        "`void`, which is final",
    ),
    (
        SPOT,
        r#"due = "due_on""#,
        "due = \"due_on\"\nordered = [[\"due_on\", \"bus\"]]",
        "`due_on` and `bus` are not two days, times or numbers",
    ),
    (
        SPOT,
        r#"due = "due_on""#,
        "due = \"due_on\"\nordered = [[\"due_on\", \"done_on\"]]",
        "field `done_on`",
    ),
    (
        SPOT,
        r#"due = "due_on""#,
        "due = \"due_on\"\nguard = [\"fly\"]",
        "guard `fly`",
    ),
    (
        SPOT,
        r#"name = "bus""#,
        "name = \"bus\"\nfixed_in = [\"gone\"]",
        "state `gone`",
    ),
    (
        SPOT,
        r#"name = "bus""#,
        "name = \"bus\"\nhistory_of = \"due_on\"",
        "`bus` is typed",
    ),
    (
        SPOT,
        r#"states = ["listed"]"#,
        r#"states = ["liste"]"#,
        "state `liste`",
    ),
    (
        "figures/field.toml",
        r#"is = ["major"]"#,
        r#"is = ["mayor"]"#,
        "code `mayor`",
    ),
    (
        "figures/field.toml",
        r#"of = "major""#,
        r#"of = "mayor""#,
        "measure `mayor`",
    ),
    (
        "codes/field.toml",
        r#"code = "cliff""#,
        r#"code = "curve""#,
        "`curve` is there twice",
    ),
    (
        "roles.toml",
        r#"levels = ["city"]"#,
        "levels = []",
        "`hq` has no level",
    ),
];

#[test]
fn a_wrong_name_is_an_error_that_says_file_and_name() {
    for (file, from, to, says) in WRONG {
        let error = load_with(file, from, to);
        // Lists and figures of several files are checked together, so there the folder is named.
        let folder = file.rsplit_once('/').map_or(*file, |(folder, _)| folder);
        let named = [*file, &format!("{folder}/")]
            .iter()
            .any(|file| error.starts_with(&format!("catalog file {file}: ")));
        assert!(named, "{to}: {error}");
        assert!(error.contains(says), "{to}: {error}");
    }
}

#[test]
fn one_event_leads_from_one_state_to_one() {
    let row = r#"
[[event]]
name = "report"
zh = "上报"
en = "report"
from = ["draft"]
to = "confirmed"
by = ["coord"]
[[event]]
name = "confirm""#;
    let error = load_with("kinds/spot.toml", "[[event]]\nname = \"confirm\"", row);
    assert!(error.contains("two rows of event `report`"), "{error}");
}

#[test]
fn a_table_has_rows_that_hold_and_lapse() {
    let tables = r#"
limits = [
    { name = "fine", value = 200, effective_to = "2025-12-31" },
    { name = "fine", value = 300, effective_from = "2026-01-01" },
]
"#;
    let mut files = FILES.to_vec();
    files.push(("tables.toml", tables));
    let catalog = Catalog::load(&files).unwrap();
    let table = catalog.table("limits").unwrap();
    for (day, value) in [("2025-12-31", 200), ("2026-01-01", 300)] {
        assert_eq!(
            table.find("name", "fine", day).unwrap().int("value"),
            Some(value)
        );
        assert_eq!(table.on(day).count(), 1);
    }
    files.pop();
    files.push(("tables.toml", "limits = [{ effective_from = \"soon\" }]"));
    assert!(
        Catalog::load(&files)
            .unwrap_err()
            .to_string()
            .contains("limits")
    );
}
