//! What a row of the tables may say, and what it may not.

use super::limits::last_minute;
use super::*;

#[test]
fn a_limit_that_rolls_ends_on_no_day_off() {
    let limits = r#"
        # What the figures of the catalog count by.
        lookback_sampling = []
        workings = [{ name = "active_point_logs_per_month", value = 4 }]
        legal_clocks = [{ kind = "enforcement", name = "simple_filed", zh = "备案", en = "filing", limit = 2, unit = "working_days", start = "delivered_at", stop = "filed_at" }]
        holidays = [{ day = "2026-05-16", work = true }, { day = "2026-05-18", work = false }]
        deadlines = [
            { kind = "tip", name = "rolls", zh = "顺延", en = "rolls", limit = 10, unit = "days", start = "event:assign", roll = true },
            { kind = "tip", name = "stays", zh = "不顺延", en = "stays", limit = 10, unit = "days", start = "event:assign" },
        ]
    "#;
    let catalog = Catalog::with(&[("tables.toml", limits)]).unwrap();
    let last = |assigned: &str, name: &str| {
        let tip = record(&catalog, 4, "tip", &[], &[("assign", assigned)]);
        let clocks = catalog.clocks(&tip, None);
        let clock = clocks.into_iter().find(|clock| clock.name == name);
        last_minute(clock.unwrap().ends_ms)
    };
    for (assigned, rolls, stays) in [
        // A Wednesday.
        ("2026-05-03", "2026-05-13 23:59", "2026-05-13 23:59"),
        // A worked Saturday.
        ("2026-05-06", "2026-05-16 23:59", "2026-05-16 23:59"),
        // A Sunday before a Monday that is off.
        ("2026-05-07", "2026-05-19 23:59", "2026-05-17 23:59"),
    ] {
        assert_eq!(last(assigned, "rolls"), rolls);
        assert_eq!(last(assigned, "stays"), stays);
    }
}

#[test]
fn a_row_that_names_what_there_is_not_is_refused_with_the_catalog() {
    for (table, row, says) in [
        (
            "deadlines",
            r#"kind = "hazzard", name = "x", limit = 1, unit = "days", start = "found_at""#,
            "hazzard",
        ),
        (
            "deadlines",
            r#"kind = "hazard", name = "x", limit = 1, unit = "weeks", start = "found_at""#,
            "weeks",
        ),
        (
            "deadlines",
            r#"kind = "hazard", name = "x", limit = 1, unit = "days""#,
            "start",
        ),
        (
            "deadlines",
            r#"kind = "hazard", name = "x", limit = 1, unit = "days", start = "event:reprot""#,
            "reprot",
        ),
        (
            "deadlines",
            r#"kind = "hazard", name = "x", grade = "huge", limit = 1, unit = "days", start = "found_at""#,
            "huge",
        ),
        (
            "legal_clocks",
            r#"kind = "enforcement", name = "x", limit = 1, unit = "days", start = "plate""#,
            "plate",
        ),
        (
            "lookback_sampling",
            r#"kind = "hazard", state = "shut", event = "close""#,
            "shut",
        ),
        (
            "due_notices",
            r#"kind = "hazard", field = "stages.when", days = 3"#,
            "stages.when",
        ),
        (
            "due_notices",
            r#"kind = "equipment", field = "calibrated_until", days = 3, answered_by = "reminder""#,
            "refers to a equipment",
        ),
        (
            "escalation",
            r#"kind = "hazard", step = 1, day = 1, answered_by = "reminder", fill = { whom = "resp_org" }"#,
            "whom",
        ),
        (
            "timers",
            r#"kind = "agreement", field = "valid_to", event = "terminate""#,
            "terminate",
        ),
        (
            "settable",
            r#"table = "deadlines", keys = [], columns = ["limit"]"#,
            "deadlines",
        ),
    ] {
        let text = format!("{table} = [{{ {row} }}]");
        let error = Catalog::with(&[("tables.toml", &text)]).unwrap_err();
        assert!(error.to_string().contains(says), "{row}: {error}");
    }
}
