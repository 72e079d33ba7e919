//! Everything that can be asked, by somebody at the pages and by a device.

use std::collections::BTreeMap;

use merge::Bucket;
use serde_json::json;
use sync::photos::{Fetch, PhotoAsk};
use sync::{Hello, PageAsk, Place, Pull, Request};

use super::ASKED;
use crate::matrix::http::cells;
use crate::oracle::NODES;
use crate::world::{Hand, Seen, Subject, World, bucket, photo_of};

/// How lists are asked for.
const LISTS: [&str; 14] = [
    "",
    "?limit=2&skip=1",
    "?order=due",
    "?order=due&limit=2&skip=1",
    "?order=place&limit=3",
    "?order=created",
    "?words=canary",
    "?words=road",
    "?conflict=true",
    "?kind=enforcement",
    "?due=overdue",
    "?status=reported",
    "?mark=major",
    "?road=shared",
];

/// The questions of every route that reads.
fn questions(world: &World, long: bool) -> Vec<String> {
    let mut all = Vec::new();
    let some: Vec<&Seen> = ASKED.iter().map(|at| &world.seen[*at]).collect();
    let ids: Vec<String> = some.iter().map(|seen| seen.hazard.to_string()).collect();
    for (method, path, _) in desk::api::table() {
        let slow = ["/api/catalog", "/api/session", "/api/records.xlsx"].contains(&path);
        if method != "GET" || (slow && !long) {
            continue;
        }
        let mut ask = |with: &str| all.push(format!("{path}{with}"));
        match path {
            "/api/records" => LISTS.iter().for_each(|query| ask(query)),
            "/api/records.xlsx" => ask("?kind=hazard"),
            "/api/board" | "/api/due" | "/api/due/ahead" | "/api/proposals" => {
                ask("");
                ask("?skip=1&limit=2");
                some.iter()
                    .for_each(|seen| ask(&format!("?under={}", seen.node.code)));
            }
            "/api/divisions" => {
                ask("");
                ask("?words=4206");
            }
            _ => {}
        }
        let fill = |names: &[&str]| -> Vec<String> {
            let (start, rest) = path.split_once('{').unwrap();
            let (_, end) = rest.split_once('}').unwrap();
            names
                .iter()
                .map(|name| format!("{start}{name}{}", end.replace("{name}", "none.pdf")))
                .collect()
        };
        let whole: Vec<&str> = ids.iter().map(String::as_str).collect();
        let begun: Vec<&str> = ids.iter().map(|id| &id[..24]).collect();
        let photos: Vec<String> = some.iter().map(|seen| seen.photo.to_string()).collect();
        let photos: Vec<&str> = photos.iter().map(String::as_str).collect();
        match path {
            path if path.starts_with("/api/records/{id}") => {
                all.extend(fill(&whole));
                all.extend(fill(&begun));
            }
            "/api/files/{sha256}" => all.extend(fill(&photos)),
            "/api/roads/{road}" => all.extend(fill(&["shared", "road420624101000"])),
            "/api/figures/{measure}" | "/api/behind/{measure}" => {
                all.extend(fill(&["hazards_found", "hazards_open", "cases"]));
            }
            "/api/reports/{name}" => all.extend(fill(&["R1", "R2", "R4", "R6"])),
            path if path.contains('{') => all.extend(fill(&["x"])),
            path if !all.iter().any(|asked| asked.starts_with(path)) => all.push(path.to_owned()),
            _ => {}
        }
    }
    all
}

/// Everything somebody is told, by what they asked.
pub(super) fn told(
    world: &World,
    who: &Subject,
    hand: &Hand,
    long: bool,
) -> BTreeMap<String, Vec<u8>> {
    let mut told = BTreeMap::new();
    for question in questions(world, long) {
        let answer = world.get(who, &question);
        // A workbook bears the moment it was made.
        let said = if question.contains(".xlsx") {
            cells(&answer).into_bytes()
        } else {
            answer.body
        };
        told.insert(
            format!("GET {question}"),
            [answer.status.to_be_bytes().as_slice(), &said].concat(),
        );
    }
    // What may be the same thing recorded twice is looked for while it is typed.
    let typed = json!({ "kind": "hazard", "entries": [["road_name", "shared"], ["stake_start", "K1+000"],
        ["kinds", "[\"sharp_curve\"]"], ["geo", "32.0,111.0"], ["duplicate_of", &world.seen[10].hazard.to_string()[..24]]] });
    told.insert(
        "POST /api/check".to_owned(),
        world.post(who, "/api/check", &typed).body,
    );
    for (name, request) in requests(world) {
        let mut reply = world.ask(hand.device, request);
        if let sync::Reply::Welcome(welcome) = &mut reply {
            // The head of the log is a count and a hash of all that was admitted anywhere, so that
            // whoever keeps it can witness all of it. It says that somebody did something.
            welcome.log = None;
        }
        told.insert(name, sync::pack(&reply));
    }
    told
}

/// Everything a device can ask, of everybody's divisions and photos.
fn requests(world: &World) -> Vec<(String, Request)> {
    let much = 4 * 1024 * 1024;
    let at = |seq| {
        NODES.iter().map(move |node| Place {
            bucket: bucket(node.code),
            seq,
            sum: seq,
        })
    };
    let hello = Hello {
        protocol: sync::SPOKEN.oldest,
        nonce: 7,
        head: merge::Head::default(),
        places: at(1).collect(),
        rules: None,
        newest: Some(sync::SPOKEN.newest),
        posting: None,
        log_seen: None,
        looks: None,
    };
    let pull = Pull {
        places: at(0).collect(),
        max_bytes: much,
    };
    let buckets: Vec<Bucket> = NODES.iter().map(|node| bucket(node.code)).collect();
    let page = PageAsk {
        buckets,
        after: None,
        max_bytes: much,
    };
    let mut all = vec![
        ("hello".to_owned(), Request::Hello(hello)),
        ("pull".to_owned(), Request::Pull(pull)),
        ("page".to_owned(), Request::Page(page)),
        ("lacks".to_owned(), Request::Photo(PhotoAsk::Lacks(None))),
    ];
    for at in ASKED {
        let seen = &world.seen[at];
        let (sha256, size) = (seen.photo, photo_of(&seen.node).len() as u64);
        let asks = [
            (
                "fetch",
                PhotoAsk::Fetch(Fetch {
                    sha256,
                    at: 0,
                    len: 100,
                }),
            ),
            ("previews", PhotoAsk::Previews(vec![sha256])),
            (
                "offer",
                PhotoAsk::Offer {
                    sha256,
                    size,
                    chunks: Vec::new(),
                },
            ),
        ];
        all.extend(asks.map(|(name, ask)| (format!("{name} {sha256}"), Request::Photo(ask))));
    }
    all
}
