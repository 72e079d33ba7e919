//! What is suggested for a hazard, by the tables the program was built with.

use serde_json::{Value as Json, json};

use crate::catalog::Catalog;

const DAY: &str = "2026-11-28";

fn suggested(said: &Json, field: &str) -> Option<String> {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let look = |name: &str| said.get(name).cloned();
    let found = catalog.suggest(kind, &look, DAY).into_iter();
    let mut of_field = found.filter(|suggestion| suggestion.field == field);
    of_field.next().map(|suggestion| suggestion.value)
}

#[test]
fn accidents_and_buses_make_a_hazard_graver() {
    let table = [
        (json!({}), None),
        (json!({ "bus_route": "no" }), None),
        (json!({ "bus_route": "是" }), Some("larger")),
        (json!({ "bus_route": true }), Some("larger")),
        (json!({ "accidents_3y": { "count": 1, "deaths": 2 } }), None),
        (
            json!({ "accidents_3y": { "count": 1, "deaths": 3 } }),
            Some("major"),
        ),
        (
            json!({ "accidents_3y": { "count": "3", "deaths": "3" } }),
            Some("major"),
        ),
        (
            json!({ "accidents_3y": { "count": 5, "deaths": 0 } }),
            Some("larger"),
        ),
        (
            json!({ "bus_route": true, "accidents_3y": { "count": 2, "deaths": 4 } }),
            Some("major"),
        ),
    ];
    for (said, grade) in table {
        assert_eq!(
            suggested(&said, "grade_suggested").as_deref(),
            grade,
            "{said}"
        );
    }
}

#[test]
fn the_body_follows_from_the_road_unless_something_lies_on_it() {
    let table = [
        (json!({ "road_class": "county" }), Some("县交通运输局")),
        (
            json!({ "road_class": "township", "kinds": ["sharp_curve"] }),
            Some("乡镇人民政府"),
        ),
        (
            json!({ "road_class": "county", "kinds": ["grain"] }),
            Some("乡镇人民政府、村委会"),
        ),
        (json!({ "kinds": ["sharp_curve"] }), None),
    ];
    for (said, body) in table {
        assert_eq!(suggested(&said, "resp_org").as_deref(), body, "{said}");
    }
}
