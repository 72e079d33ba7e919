//! Non-interference: whatever changes outside somebody's scope, not a byte changes of anything they
//! are ever told.
//!
//! A pair is two states of the office that differ outside one person's scope alone. Every route that
//! reads is asked in both, and everything a device can ask, and the answers are held against each
//! other byte by byte.

use std::collections::BTreeMap;
use std::time::Instant;

use merge::{Attachment, Bucket, Change, RecordId, Value};
use serde_json::json;
use sync::photos::{Fetch, PhotoAsk};
use sync::{Hello, PageAsk, Place, Pull, Request};

use crate::matrix::http::cells;
use crate::oracle::{NODES, STRANGE, in_scope};
use crate::world::{Hand, Seen, Subject, World, bucket, code, photo_of};

/// Fewest pairs of a run.
const LEAST: usize = 200;
/// Changes of a run.
const CHANGES: usize = 52;
/// Divisions whose records are asked for one by one: a station, two villages, one that was merged,
/// and one of another county.
const ASKED: [usize; 5] = [3, 6, 8, 9, 10];

/// Who looks.
const WHO: &[(&str, &str)] = &[
    ("county_coord", "420625000000"),
    ("officer", "420625102000"),
    ("township_admin", "420625100000"),
    ("persuader", "420625102001"),
    ("persuader", "420624101001"),
    ("officer", "420624101000"),
];

struct Watcher {
    subject: Subject,
    hand: Hand,
    told: BTreeMap<String, Vec<u8>>,
}

/// Dice of a fixed seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

#[test]
fn nothing_outside_a_scope_changes_a_byte_of_what_is_told_inside() {
    let started = Instant::now();
    let seed = std::env::var("XUNLU_PAIRS_SEED").ok();
    let seed = seed.map_or(started_at(), |seed| seed.parse().unwrap());
    println!("XUNLU_PAIRS_SEED={seed}");
    let mut world = World::new();
    let sits = |(at, (role, unit)): (usize, &(&'static str, &'static str))| {
        let subject = world.sit(role, unit, &format!("看{at}"));
        let hand = world.hand_of(&subject);
        let told = told(&world, &subject, &hand, true);
        Watcher {
            subject,
            hand,
            told,
        }
    };
    let mut watchers: Vec<Watcher> = WHO.iter().enumerate().map(sits).collect();
    let (mut pairs, mut asked, mut dice) = (0, 0, Dice(seed));
    let strange = |seen: &&Seen| seen.node.code == STRANGE;
    let places: Vec<Seen> = world
        .seen
        .iter()
        .filter(|seen| !strange(seen))
        .cloned()
        .collect();
    for number in 0..CHANGES {
        let at = &places[dice.below(places.len())];
        // Each happens, whatever the dice; the rest is theirs.
        let which = if number < CHANGE.len() {
            number
        } else {
            dice.below(CHANGE.len())
        };
        CHANGE[which](&mut world, at, number);
        // What changes with the catalog alone is asked for now and then: it is long.
        let all = number % 10 == 0;
        let one = |watcher: &mut Watcher| {
            let now = told(&world, &watcher.subject, &watcher.hand, all);
            let outside = !in_scope(watcher.subject.unit, at.node.code);
            if outside {
                let (before, role) = (&watcher.told, watcher.subject.role);
                for (question, now) in &now {
                    let before = &before[question];
                    assert!(
                        now == before,
                        "change {which} at {} is heard by {role} at {} in {question}:\n{}\n{}",
                        at.node.code,
                        watcher.subject.unit,
                        around(before, now),
                        around(now, before),
                    );
                }
            }
            let answers = now.len();
            watcher.told.extend(now);
            if outside { (1, answers) } else { (0, 0) }
        };
        let counted = side_by_side(&mut watchers, &one);
        pairs += counted.0;
        asked += counted.1;
    }
    println!(
        "{pairs} pairs, {asked} answers, {:.1} s",
        started.elapsed().as_secs_f32()
    );
    assert!(pairs >= LEAST, "{pairs} pairs are too few");
}

fn started_at() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::from(now.unwrap().subsec_nanos())
}

/// Asks for several people at once, and adds up what came of it.
fn side_by_side(
    watchers: &mut [Watcher],
    one: &(dyn Fn(&mut Watcher) -> (usize, usize) + Sync),
) -> (usize, usize) {
    let half = watchers.len() / 2;
    let (first, second) = watchers.split_at_mut(half);
    let all = |some: &mut [Watcher]| {
        let counted = some.iter_mut().map(one);
        counted.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| all(second));
        let here = all(first);
        let there = beside
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (here.0 + there.0, here.1 + there.1)
    })
}

/// An answer from a little before where it first differs from another one.
fn around(one: &[u8], other: &[u8]) -> String {
    let at = one
        .iter()
        .zip(other)
        .position(|(a, b)| a != b)
        .unwrap_or_default();
    let part = &one[at.saturating_sub(80)..one.len().min(at + 200)];
    String::from_utf8_lossy(part).into_owned()
}

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
            "/api/records" => {
                for query in [
                    "",
                    "?limit=2&skip=1",
                    "?order=due",
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
                ] {
                    ask(query);
                }
            }
            "/api/records.xlsx" => ask("?kind=hazard"),
            "/api/board" | "/api/due" => {
                ask("");
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
fn told(world: &World, who: &Subject, hand: &Hand, long: bool) -> BTreeMap<String, Vec<u8>> {
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
    let mut device = |name: String, request: Request| {
        told.insert(name, sync::pack(&world.ask(hand.device, request)));
    };
    device(
        "hello".to_owned(),
        Request::Hello(Hello {
            protocol: sync::SPOKEN.oldest,
            nonce: 7,
            head: merge::Head::default(),
            places: NODES
                .iter()
                .map(|node| Place {
                    bucket: bucket(node.code),
                    seq: 1,
                    sum: 1,
                })
                .collect(),
            rules: None,
            newest: Some(sync::SPOKEN.newest),
            posting: None,
        }),
    );
    let much = 4 * 1024 * 1024;
    let places = NODES.iter().map(|node| Place {
        bucket: bucket(node.code),
        seq: 0,
        sum: 0,
    });
    device(
        "pull".to_owned(),
        Request::Pull(Pull {
            places: places.collect(),
            max_bytes: much,
        }),
    );
    let buckets: Vec<Bucket> = NODES.iter().map(|node| bucket(node.code)).collect();
    device(
        "page".to_owned(),
        Request::Page(PageAsk {
            buckets,
            after: None,
            max_bytes: much,
        }),
    );
    device("lacks".to_owned(), Request::Photo(PhotoAsk::Lacks(None)));
    for at in ASKED {
        let seen = &world.seen[at];
        let sha256 = seen.photo;
        let fetch = Fetch {
            sha256,
            at: 0,
            len: 100,
        };
        device(
            format!("fetch {sha256}"),
            Request::Photo(PhotoAsk::Fetch(fetch)),
        );
        device(
            format!("previews {sha256}"),
            Request::Photo(PhotoAsk::Previews(vec![sha256])),
        );
        let size = photo_of(&seen.node).len() as u64;
        let offer = PhotoAsk::Offer {
            sha256,
            size,
            chunks: Vec::new(),
        };
        device(format!("offer {sha256}"), Request::Photo(offer));
    }
    told
}

type Changed = fn(&mut World, &Seen, usize);

/// What may happen at a division.
const CHANGE: &[Changed] = &[
    // Something new on a road, at a place and of a kind that others have too.
    |world, at, _| {
        let record = world.fresh();
        let says = [
            ("road_name", Value::from("shared")),
            ("stake_start", Value::Int(1_000)),
            ("kinds", Value::from("sharp_curve")),
            ("description", Value::from("canary")),
        ];
        let draft = world.made("hazard", record, at.node.code, &says);
        world.signs(true, draft);
    },
    |world, at, number| set(world, at, at.hazard, "description", &format!("改{number}")),
    |world, at, number| {
        // Two who did not know of each other.
        let field = world.field("hazard", "description");
        let both = ["一", "二"].map(|word| {
            let value = Value::from(&*format!("{word}{number}"));
            world.later(
                at.scratch,
                "hazard",
                at.node.code,
                Change::Set { field, value },
            )
        });
        let mut other = world.hand(
            "station_lead",
            "420625102000",
            Some("420600000000"),
            "另一人",
        );
        let [first, second] = both;
        world.signs(true, first);
        let sealed = other.signs(second, world.now_ms);
        world.push(other.device, &[sealed]);
    },
    |world, at, _| {
        // A photo that others have too, and one that nobody has.
        let shown = world.seen[9].clone();
        for node in [shown.node, at.node] {
            let bytes = photo_of(&node);
            let attach = Change::Attach(Attachment {
                field: world.field("hazard", "photos_before"),
                sha256: merge::Hash(crate::world::sha256(&bytes)),
                size: bytes.len() as u64,
                mime: "image/jpeg".to_owned(),
                caption: "another".to_owned(),
            });
            let draft = world.later(at.hazard, "hazard", at.node.code, attach);
            world.signs(true, draft);
        }
    },
    // What is held, of somebody whose own unit is nobody's here.
    |world, at, number| {
        let name = format!("总队{number}");
        let mut hand = world.hand("city_hq", "420600000000", None, &name);
        let record = world.fresh();
        let sealed = hand.signs(
            world.made("enforcement", record, at.node.code, &[]),
            world.now_ms,
        );
        let fates = world.push(hand.device, &[sealed]);
        assert!(matches!(fates[..], [sync::Fate::Held(_)]), "{fates:?}");
    },
    |world, at, _| refers(world, at, "lookback"),
    |world, at, _| refers(world, at, "reminder"),
    |world, at, _| refers(world, at, "supervision"),
    |world, at, number| {
        let name = format!("新人{number}");
        let unit = world.office.unit(code(at.node.code), &[]).unwrap();
        let role = ["county_coord", "officer", "persuader", "city_hq", "auditor"];
        let fits = role.iter().find(|role| {
            world
                .office
                .invite(unit.clone(), role, &name, world.now_ms)
                .is_ok()
        });
        let mut hand = world.hand(fits.unwrap(), at.node.code, None, &name);
        let record = world.fresh();
        let draft = world.made("hazard", record, at.node.code, &[]);
        let sealed = hand.signs(draft, world.now_ms);
        world.push(hand.device, &[sealed]);
    },
    |world, at, number| {
        let look = json!({ "at_ms": world.now_ms, "account": "某人", "record": null,
            "division": at.node.code, "reason": format!("因{number}") });
        let look: desk::Look = serde_json::from_value(look).unwrap();
        world.office.room().keep_look(&look).unwrap();
    },
    // A record whose id begins as one of everybody's does.
    |world, at, number| {
        for at_like in ASKED {
            let like = world.seen[at_like].clone();
            let mut id = like.hazard.0;
            id[14..].copy_from_slice(&u16::try_from(number + 1).unwrap().to_be_bytes());
            let draft = world.made("hazard", RecordId(id), at.node.code, &[]);
            world.signs(true, draft);
        }
    },
    |world, at, _| {
        let record = world.fresh();
        let says = [
            ("party_name", Value::from("张三丰")),
            ("plate", Value::from("鄂F12345")),
        ];
        let draft = world.made("enforcement", record, at.node.code, &says);
        world.signs(true, draft);
    },
    |world, at, _| {
        let draft = world.later(
            at.hazard,
            "hazard",
            at.node.code,
            Change::Event {
                name: "void".to_owned(),
            },
        );
        world.signs(false, draft);
    },
];

fn set(world: &mut World, at: &Seen, record: RecordId, field: &str, text: &str) {
    let field = world.field("hazard", field);
    let value = Value::from(text);
    let draft = world.later(record, "hazard", at.node.code, Change::Set { field, value });
    world.signs(true, draft);
}

/// A record there that speaks of the hazards of everybody.
fn refers(world: &mut World, at: &Seen, kind: &str) {
    for at_other in ASKED {
        let other = world.seen[at_other].clone();
        let record = world.fresh();
        let id = other.hazard.to_string();
        let draft = world.made(kind, record, at.node.code, &[("hazard", Value::from(&*id))]);
        let fate = world.signs(false, draft);
        assert_eq!(fate, sync::Fate::Kept, "{kind}");
    }
}
