//! The first door: the pages' API, every route of its table.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::json;

use super::Tally;
use super::fields::fields;
use crate::oracle::{in_scope, makes, reads, sees_logs, writes};
use crate::world::{Answer, Seen, Subject, World};

pub(super) const DOOR: &str = "HTTP";

/// Routes that have nothing to do with a division: what they ask is asked once of everybody.
const PLACELESS: &[(&str, &str, Needs)] = &[
    ("GET", "/api/session", Needs::Nothing),
    ("GET", "/api/catalog", Needs::Nothing),
    ("GET", "/api/standing", Needs::Nothing),
    ("POST", "/api/sync", Needs::Nothing),
    ("GET", "/api/settings", Needs::Nothing),
    ("GET", "/api/basemap.pmtiles", Needs::Nothing),
    ("GET", "/api/outlines", Needs::Nothing),
    ("GET", "/api/peers", Needs::Nothing),
    ("GET", "/api/neighbour", Needs::Reads),
    ("POST", "/api/neighbour/wait", Needs::Reads),
    ("POST", "/api/neighbour/call", Needs::Reads),
    ("POST", "/api/neighbour/stop", Needs::Reads),
    ("POST", "/api/neighbour/find", Needs::Reads),
    ("GET", "/api/stick/export", Needs::Reads),
    ("POST", "/api/stick/import", Needs::Reads),
    ("GET", "/api/stick/answer/{word}", Needs::Reads),
    ("POST", "/api/files", Needs::Reads),
];

/// Signing in and out, which is how everybody here came to their session.
const ENTRANCE: &[(&str, &str)] = &[("POST", "/api/session"), ("DELETE", "/api/session")];

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Nothing,
    /// Those who work with records.
    Reads,
}

/// What was asked of the table so far.
#[derive(Default)]
struct Asked(BTreeSet<(&'static str, &'static str)>);

pub(super) fn ask(world: &World, tally: &mut Tally) {
    let mut asked = Asked::default();
    for (who, subject) in world.subjects.iter().enumerate() {
        placeless(world, (who, subject), tally, &mut asked);
        lists(world, (who, subject), tally, &mut asked);
        for seen in &world.seen {
            readings(world, (who, subject), seen, tally, &mut asked);
            writings(world, (who, subject), seen, tally, &mut asked);
            fields(world, (who, subject), seen, tally);
        }
    }
    let mut rows = BTreeSet::new();
    for (method, path, _) in desk::api::table() {
        rows.insert((method, path));
        if !ENTRANCE.contains(&(method, path)) {
            let strange = world.stranger(method, &path.replace(['{', '}'], ""));
            assert_eq!(strange.status, 401, "{method} {path} answers a stranger");
        }
    }
    asked.0.extend(ENTRANCE);
    let without: Vec<_> = rows.symmetric_difference(&asked.0).collect();
    assert!(
        without.is_empty(),
        "routes without a case, or cases without a route: {without:?}"
    );
}

fn placeless(
    world: &World,
    (who, subject): (usize, &Subject),
    tally: &mut Tally,
    asked: &mut Asked,
) {
    for (method, path, needs) in PLACELESS {
        asked.0.insert((method, path));
        let answer = match (*method, *path) {
            (_, "/api/files") => world.upload(subject, vec![0xff, 0xd8, 0xff, 0xe0]),
            ("POST", path) => world.post(subject, path, &json!({ "address": "", "code": "" })),
            (_, path) => world.get(subject, &path.replace(['{', '}'], "")),
        };
        let want = *needs == Needs::Nothing || reads(subject.role);
        // Nobody is refused what everybody may, so it is no case of the matrix.
        let got = ![401, 403].contains(&answer.status);
        if *needs == Needs::Nothing {
            assert!(
                got,
                "{} is refused {path}: {}",
                subject.role,
                answer.problem()
            );
        } else {
            tally.case(
                DOOR,
                (who, subject.unit),
                &format!("{method} {path}"),
                (got, want),
            );
        }
    }
}

/// Lists show everything of a scope at once.
fn lists(world: &World, (who, subject): (usize, &Subject), tally: &mut Tally, asked: &mut Asked) {
    type Word = fn(&Seen) -> String;
    let road: Word = Seen::road;
    let lists: [(&'static str, &str, Word); 9] = [
        ("/api/today", "", road),
        ("/api/today/proposals", "", road),
        ("/api/records", "?limit=500", road),
        ("/api/map", "", road),
        ("/api/roads", "", road),
        ("/api/due", "", road),
        ("/api/proposals", "", road),
        ("/api/held", "", |seen| seen.held.to_string()),
        ("/api/looks", "", Seen::word),
    ];
    for (path, query, word) in lists {
        asked.0.insert(("GET", path));
        let answer = world.get(subject, &format!("{path}{query}"));
        for seen in &world.seen {
            let allowed = if path == "/api/looks" {
                sees_logs(subject.role)
            } else {
                reads(subject.role)
            };
            let want = allowed && in_scope(subject.unit, seen.node.code);
            let got = answer.says(&word(seen));
            tally.case(
                DOOR,
                (who, seen.node.code),
                &format!("GET {path}"),
                (got, want),
            );
        }
    }
    asked.0.insert(("GET", "/api/records.xlsx"));
    let book = cells(&world.get(subject, "/api/records.xlsx?kind=hazard"));
    for seen in &world.seen {
        let want = reads(subject.role) && in_scope(subject.unit, seen.node.code);
        let got = book.contains(&seen.word());
        tally.case(
            DOOR,
            (who, seen.node.code),
            "GET /api/records.xlsx",
            (got, want),
        );
    }
}

/// Everything that stands in a workbook; nothing of what is none.
pub(crate) fn cells(answer: &Answer) -> String {
    let Ok(mut book) = Xlsx::new(Cursor::new(&answer.body)) else {
        return String::new();
    };
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, sheet)| sheet.cells());
    cells.map(|(_, _, cell)| cell.to_string()).collect()
}

fn readings(
    world: &World,
    (who, subject): (usize, &Subject),
    seen: &Seen,
    tally: &mut Tally,
    asked: &mut Asked,
) {
    let code = seen.node.code;
    let want = reads(subject.role) && in_scope(subject.unit, code);
    let id = seen.hazard.to_string();
    let good = |answer: &Answer| answer.status == 200;
    let mut one = |route: &'static str, path: String, got: &dyn Fn(&Answer) -> bool| {
        asked.0.insert(("GET", route));
        let answer = world.get(subject, &path);
        let got = got(&answer);
        tally.case(DOOR, (who, code), &format!("GET {route}"), (got, want));
        // What is not theirs is told like what is not there, and says nothing of itself.
        if !want {
            assert!(
                !answer.says(&seen.word()),
                "{path} tells {} at {}",
                subject.role,
                subject.unit
            );
        }
    };
    one("/api/records/{id}", format!("/api/records/{id}"), &good);
    one(
        "/api/records/{id}",
        format!("/api/records/{}", &id[..24]),
        &good,
    );
    one(
        "/api/records/{id}/history",
        format!("/api/records/{id}/history"),
        &good,
    );
    one(
        "/api/records/{id}/papers",
        format!("/api/records/{id}/papers"),
        &good,
    );
    let no_paper = |answer: &Answer| answer.problem() == "no_paper";
    one(
        "/api/records/{id}/papers/{name}",
        format!("/api/records/{id}/papers/none.pdf"),
        &no_paper,
    );
    one(
        "/api/files/{sha256}",
        format!("/api/files/{}", seen.photo),
        &good,
    );
    let here = |answer: &Answer| answer.says(&id);
    one(
        "/api/roads/{road}",
        format!("/api/roads/{}", seen.road()),
        &here,
    );
    one(
        "/api/records",
        format!("/api/records?words={}", seen.road()),
        &here,
    );
    one(
        "/api/records",
        format!("/api/records?under={code}&limit=500"),
        &here,
    );
    one("/api/board", format!("/api/board?under={code}"), &good);
    one(
        "/api/figures/{measure}",
        format!("/api/figures/hazards_found?under={code}"),
        &good,
    );
    one(
        "/api/behind/{measure}",
        format!("/api/behind/hazards_found?under={code}"),
        &here,
    );
    let road = |answer: &Answer| answer.says(&seen.road());
    one(
        "/api/reports/{name}",
        format!("/api/reports/R1?under={code}"),
        &road,
    );
    let book = |answer: &Answer| cells(answer).contains(&seen.road());
    one(
        "/api/reports/{name}",
        format!("/api/reports/R1.xlsx?under={code}"),
        &book,
    );
    asked.0.insert(("GET", "/api/divisions"));
    if seen.node.now.is_none() {
        let answer = world.get(subject, &format!("/api/divisions?words={code}"));
        let got = answer.says(&format!("\"code\":\"{code}\""));
        tally.case(DOOR, (who, code), "GET /api/divisions", (got, want));
    }
}

fn writings(
    world: &World,
    (who, subject): (usize, &Subject),
    seen: &Seen,
    tally: &mut Tally,
    asked: &mut Asked,
) {
    let code = seen.node.code;
    let (scope, role) = (in_scope(subject.unit, code), subject.role);
    let mut one = |path: &'static str,
                   action: &str,
                   body: &serde_json::Value,
                   want: bool,
                   got: &dyn Fn(&Answer) -> bool| {
        asked.0.insert(("POST", path));
        let at = path
            .replace("{id}", &seen.scratch.to_string())
            .replace("{name}", "none");
        let answer = world.post(subject, &at, body);
        let got = got(&answer);
        tally.case(
            DOOR,
            (who, code),
            &format!("POST {path} {action}"),
            (got, want),
        );
    };
    let hazard = json!({ "kind": "hazard", "entries": [["division", code]] });
    // A form with gaps is complained about; that its maker or its place is wrong is another thing.
    let gaps = |answer: &Answer| {
        let told = answer.json()["complaints"].clone();
        let mine =
            |one: &serde_json::Value| one["field"] != "division" && one["code"] != "not_allowed";
        answer.status == 200 && told.as_array().is_some_and(|all| all.iter().all(mine))
    };
    let new = makes(role, "hazard") && scope && seen.node.now.is_none();
    one("/api/check", "a new hazard", &hazard, new, &gaps);
    for (step, roles) in [
        ("return", &["station_lead", "county_coord"][..]),
        ("confirm", &["county_coord"]),
        ("void", &["county_coord"]),
    ] {
        let form = json!({ "id": seen.scratch.to_string(), "event": step });
        one(
            "/api/check",
            step,
            &form,
            scope && roles.contains(&role),
            &gaps,
        );
    }
    let edit = json!({ "id": seen.scratch.to_string(), "anyway": true,
        "entries": [["description", format!("由{}填写", subject.name)]] });
    let good = |answer: &Answer| answer.status == 200;
    one(
        "/api/save",
        "description",
        &edit,
        scope && writes(role, "description"),
        &good,
    );
    let whole = json!({ "kind": "persuasion_log", "entries": [["division", code], ["date", "2026-11-01"],
        ["station_point", "路口"], ["actors", "[{\"person\":\"某人\"}]"], ["occasion", "daily"]] });
    let new = makes(role, "persuasion_log") && scope && seen.node.now.is_none();
    one("/api/save", "a new log", &whole, new, &|answer: &Answer| {
        let told = answer.json()["complaints"].clone();
        let wrong =
            |one: &serde_json::Value| one["field"] == "division" || one["code"] == "not_allowed";
        let refused = told.as_array().is_some_and(|all| all.iter().any(wrong));
        !refused && !answer.refused()
    });
    let works = reads(role) && scope;
    let found = |answer: &Answer| !answer.refused();
    let nothing = json!({ "field": "description", "value": "x" });
    one("/api/records/{id}/resolve", "", &nothing, works, &found);
    one(
        "/api/records/{id}/papers/{name}",
        "",
        &json!({}),
        works,
        &found,
    );
    let answers = json!({ "id": seen.scratch.to_string(), "cause": "x", "entries": [] });
    one("/api/proposals", "", &answers, works, &found);
    let bulk = json!({ "ids": [seen.scratch.to_string()], "event": "nosuch", "entries": [] });
    one("/api/bulk", "", &bulk, works, &|answer: &Answer| {
        answer.status == 200 && answer.json()[0]["complaints"][0]["code"] != "no_record"
    });
}
