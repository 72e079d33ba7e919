//! What the program suggests while a form is being filled. A person decides.
//!
//! The rules are the tables `accident_thresholds` (how grave a hazard seems) and
//! `responsible_bodies` (to whom a letter goes by default); here stands only how to look.

use serde_json::Value as Json;

use crate::catalog::Catalog;
use crate::kind::Kind;
use crate::table::Row;
use crate::words::Text;

/// The field of a hazard that a station suggests a grade in.
const GRADE: &str = "grade_suggested";
/// The field with the body that must act.
const BODY: &str = "resp_org";

/// A value for a field, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The field.
    pub field: String,
    /// As a form takes it.
    pub value: String,
    /// The rule that speaks for it.
    pub why: Text,
}

impl Catalog {
    /// What is suggested for a record of which `said` tells the fields, as forms spell them, on a
    /// day (`YYYY-MM-DD`).
    #[must_use]
    pub fn suggest(
        &self,
        kind: &Kind,
        said: &dyn Fn(&str) -> Option<Json>,
        day: &str,
    ) -> Vec<Suggestion> {
        let mut suggestions = Vec::new();
        if kind.field(GRADE).is_some() {
            let rows = self.rows_on("accident_thresholds", day);
            let row = rows.into_iter().find(|row| grave(row, said));
            suggestions.extend(row.and_then(|row| {
                Some(Suggestion {
                    field: GRADE.to_owned(),
                    value: row.text("grade")?.to_owned(),
                    why: row.label(),
                })
            }));
        }
        if kind.field(BODY).is_some() {
            let rows = self.rows_on("responsible_bodies", day);
            // What lies on a road comes before whose road it is.
            let mut all = rows
                .iter()
                .filter(|row| names(row, "hazard_kinds", said("kinds")));
            let mut own = rows
                .iter()
                .filter(|row| names(row, "road_classes", said("road_class")));
            suggestions.extend(all.next().or_else(|| own.next()).map(|row| Suggestion {
                field: BODY.to_owned(),
                value: row.label().zh,
                why: Text::new(
                    format!("依据：{}", row.text("source").unwrap_or_default()),
                    format!("by {}", row.text("source").unwrap_or_default()),
                ),
            }));
        }
        suggestions
    }

    fn rows_on(&self, table: &str, day: &str) -> Vec<&Row> {
        let table = self.table(table);
        table.map_or_else(Vec::new, |table| {
            table.rows.iter().filter(|row| row.holds(day)).collect()
        })
    }
}

/// Whether the accidents of a place, or who passes it, reach a row's threshold.
fn grave(row: &Row, said: &dyn Fn(&str) -> Option<Json>) -> bool {
    if row.is("bus_route") {
        return said("bus_route").is_some_and(|bus| yes(&bus));
    }
    // The form counts accidents, not the procedure they were handled in.
    if row.is("general_procedure") {
        return false;
    }
    let Some(accidents) = said("accidents_3y") else {
        return false;
    };
    let count = |name: &str| accidents.get(name).and_then(number).unwrap_or(0);
    let least = |column| row.int(column).unwrap_or(0);
    row.int("min_accidents").is_some()
        && count("count") >= least("min_accidents")
        && count("deaths") >= least("min_deaths")
}

fn yes(value: &Json) -> bool {
    let text = value.as_str().unwrap_or_default();
    value.as_bool() == Some(true) || ["true", "yes", "是", "1"].contains(&text)
}

fn number(value: &Json) -> Option<i64> {
    let text = value.as_str().and_then(|text| text.trim().parse().ok());
    value.as_i64().or(text)
}

/// Whether any of the values is named in a column of the row.
fn names(row: &Row, column: &str, value: Option<Json>) -> bool {
    let values = match value {
        Some(Json::Array(items)) => items,
        Some(one) => vec![one],
        None => return false,
    };
    let mut texts = values.iter().filter_map(Json::as_str);
    texts.any(|text| row.list(column).any(|known| known == text))
}
