//! The first door: the pages' API, every route of its table.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::{Value as Json, json};

use super::Tally;
use super::administered::administered;
use super::fields::fields;
use crate::oracle::{administers, in_scope, makes, reads, sees_logs, takes, writes};
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
    ("GET", "/api/drafts", Needs::Nothing),
    ("POST", "/api/drafts", Needs::Nothing),
    ("GET", "/api/officers", Needs::Nothing),
    ("POST", "/api/officers", Needs::Nothing),
    ("POST", "/api/officers/dismiss", Needs::Nothing),
    ("GET", "/api/neighbour", Needs::Reads),
    ("POST", "/api/neighbour/wait", Needs::Reads),
    ("POST", "/api/neighbour/call", Needs::Reads),
    ("POST", "/api/neighbour/stop", Needs::Reads),
    ("POST", "/api/neighbour/find", Needs::Reads),
    ("GET", "/api/stick/export", Needs::Reads),
    ("POST", "/api/stick/import", Needs::Reads),
    ("GET", "/api/stick/answer/{word}", Needs::Reads),
    ("POST", "/api/files", Needs::Reads),
    ("GET", "/api/enrolments", Needs::Keys),
    ("POST", "/api/enrolments", Needs::Keys),
];

/// Signing in and out, which is how everybody here came to their session.
const ENTRANCE: &[(&str, &str)] = &[("POST", "/api/session"), ("DELETE", "/api/session")];

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Nothing,
    /// Those who work with records.
    Reads,
    /// Those who say who comes in.
    Keys,
}

impl Needs {
    fn of(self, role: &str) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Reads => reads(role),
            Needs::Keys => role == "sec_admin",
        }
    }
}

/// What was asked of the table so far.
#[derive(Default)]
pub(super) struct Asked(pub(super) BTreeSet<(&'static str, &'static str)>);

pub(super) fn ask(world: &World, tally: &mut Tally) {
    let mut asked = Asked::default();
    for (who, subject) in world.subjects.iter().enumerate() {
        placeless(world, (who, subject), tally, &mut asked);
        lists(world, (who, subject), tally, &mut asked);
        administered(world, (who, subject), tally, &mut asked);
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
            ("POST", path) => world.post(
                subject,
                path,
                &json!({ "address": "", "code": "", "about": "" }),
            ),
            (_, path) => world.get(subject, &path.replace(['{', '}'], "")),
        };
        let want = needs.of(subject.role);
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
    let lists: [(&'static str, &str, Word); 8] = [
        ("/api/today", "", road),
        ("/api/records", "?limit=500", road),
        ("/api/map", "", road),
        ("/api/roads", "", road),
        ("/api/due", "?limit=500", road),
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

/// When a reading route has shown what was asked for.
#[derive(Clone, Copy)]
enum Shows {
    /// It answers at all.
    Good,
    /// It speaks of the record.
    Record,
    /// It names the record's road.
    Road,
    /// A cell of its workbook does.
    Cell,
    /// It knows the record, and that it has no such paper.
    NoPaper,
}

/// What is read of one division, and when it was shown.
fn readable(seen: &Seen) -> Vec<(&'static str, String, Shows)> {
    let (id, code, road) = (seen.hazard.to_string(), seen.node.code, seen.road());
    let record = "/api/records/{id}";
    let report = "/api/reports/{name}";
    let under = |path: &str| format!("{path}?under={code}");
    vec![
        (record, format!("/api/records/{id}"), Shows::Good),
        (record, format!("/api/records/{}", &id[..24]), Shows::Good),
        (
            "/api/records/{id}/history",
            format!("/api/records/{id}/history"),
            Shows::Good,
        ),
        (
            "/api/records/{id}/papers",
            format!("/api/records/{id}/papers"),
            Shows::Good,
        ),
        (
            "/api/records/{id}/papers/{name}",
            format!("/api/records/{id}/papers/none.pdf"),
            Shows::NoPaper,
        ),
        (
            "/api/files/{sha256}",
            format!("/api/files/{}", seen.photo),
            Shows::Good,
        ),
        (
            "/api/roads/{road}",
            format!("/api/roads/{road}"),
            Shows::Record,
        ),
        (
            "/api/records",
            format!("/api/records?words={road}"),
            Shows::Record,
        ),
        (
            "/api/records",
            format!("/api/records?under={code}&limit=500"),
            Shows::Record,
        ),
        ("/api/board", under("/api/board"), Shows::Good),
        ("/api/due/ahead", under("/api/due/ahead"), Shows::Good),
        (
            "/api/figures/{measure}",
            under("/api/figures/hazards_found"),
            Shows::Good,
        ),
        (
            "/api/behind/{measure}",
            under("/api/behind/hazards_found"),
            Shows::Record,
        ),
        (report, under("/api/reports/R1"), Shows::Road),
        (report, under("/api/reports/R1.xlsx"), Shows::Cell),
    ]
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
    for (route, path, shows) in readable(seen) {
        asked.0.insert(("GET", route));
        let answer = world.get(subject, &path);
        let got = match shows {
            Shows::Good => answer.status == 200,
            Shows::Record => answer.says(&seen.hazard.to_string()),
            Shows::Road => answer.says(&seen.road()),
            Shows::Cell => cells(&answer).contains(&seen.road()),
            Shows::NoPaper => answer.problem() == "no_paper",
        };
        tally.case(DOOR, (who, code), &format!("GET {route}"), (got, want));
        // What is not theirs is told like what is not there, and says nothing of itself.
        let tells = !want && answer.says(&seen.word());
        assert!(!tells, "{path} tells {} at {}", subject.role, subject.unit);
    }
    asked.0.insert(("GET", "/api/divisions"));
    if seen.node.now.is_none() {
        let answer = world.get(subject, &format!("/api/divisions?words={code}"));
        let got = answer.says(&format!("\"code\":\"{code}\""));
        // Whoever says who works where finds the places.
        let want = want || (administers(subject.role) && in_scope(subject.unit, code));
        tally.case(DOOR, (who, code), "GET /api/divisions", (got, want));
    }
}

/// Somebody who writes towards one division over the pages.
struct Writing<'w> {
    world: &'w World,
    who: usize,
    seen: &'w Seen,
    tally: &'w mut Tally,
    asked: &'w mut Asked,
}

impl Writing<'_> {
    fn one(
        &mut self,
        (path, action): (&'static str, &str),
        body: &Json,
        want: bool,
        got: fn(&Answer) -> bool,
    ) {
        self.asked.0.insert(("POST", path));
        let scratch = self.seen.scratch.to_string();
        let at = path.replace("{id}", &scratch).replace("{name}", "none");
        let answer = self.world.post(&self.world.subjects[self.who], &at, body);
        let at = (self.who, self.seen.node.code);
        let action = format!("POST {path} {action}");
        self.tally.case(DOOR, at, &action, (got(&answer), want));
    }
}

/// A form with gaps is complained about; that its maker or its place is wrong is another thing.
fn only_gaps(answer: &Answer) -> bool {
    let told = answer.json()["complaints"].clone();
    let gap = |one: &Json| one["field"] != "division" && one["code"] != "not_allowed";
    told.as_array().is_none_or(|all| all.iter().all(gap)) && !answer.refused()
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
    let id = seen.scratch.to_string();
    let mut to = Writing {
        world,
        who,
        seen,
        tally,
        asked,
    };
    let today = scope && seen.node.now.is_none();
    let hazard = json!({ "kind": "hazard", "entries": [["division", code]] });
    let new = makes(role, "hazard") && today;
    to.one(("/api/check", "a new hazard"), &hazard, new, only_gaps);
    for step in ["return", "confirm", "void"] {
        let form = json!({ "id": id, "event": step });
        to.one(
            ("/api/check", step),
            &form,
            scope && takes(role, step),
            only_gaps,
        );
    }
    let edit = json!({ "id": id, "anyway": true,
        "entries": [["description", format!("由{}填写", subject.name)]] });
    let may = scope && writes(role, "description");
    to.one(("/api/save", "description"), &edit, may, |answer| {
        answer.status == 200
    });
    let log = json!({ "kind": "persuasion_log", "entries": [["division", code], ["date", "2026-11-01"],
        ["station_point", "路口"], ["actors", "[{\"person\":\"某人\"}]"], ["occasion", "daily"]] });
    let new = makes(role, "persuasion_log") && today;
    to.one(("/api/save", "a new log"), &log, new, only_gaps);
    let works = reads(role) && scope;
    let found = |answer: &Answer| !answer.refused();
    let nothing = json!({ "field": "description", "value": "x" });
    to.one(("/api/records/{id}/resolve", ""), &nothing, works, found);
    to.one(
        ("/api/records/{id}/papers/{name}", ""),
        &json!({}),
        works,
        found,
    );
    let answers = json!({ "id": id, "cause": "x", "entries": [] });
    to.one(("/api/proposals", ""), &answers, works, found);
    let bulk = json!({ "ids": [id], "event": "nosuch", "entries": [] });
    to.one(("/api/bulk", ""), &bulk, works, |answer| {
        answer.status == 200 && answer.json()[0]["complaints"][0]["code"] != "no_record"
    });
}
