//! What happens when somebody tries a step: every role in every state and every event, against what
//! is written down by hand.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use forms::{Actor, CHINA_MIN, Catalog, Ground, Kind, Moment, Role, Text};
use merge::{Bucket, Change, Claimed, Context, DeviceId, Hash, Hlc, Op, Record, RecordId, Value};

mod written;

use written::{PEOPLE, written};

/// Not the tables are compared here but what happens: somebody tries every step in every state.
#[test]
fn every_step_is_taken_where_it_is_written_and_refused_everywhere_else() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    let (_, moves) = written();
    let (mut taken, mut refused) = (0, 0);
    for kind in catalog.kinds() {
        let ways = ways(kind, &moves);
        let events: BTreeSet<&str> = kind.events.iter().map(|row| row.name.as_str()).collect();
        for state in &kind.states {
            let way = ways.get(&state.name).expect("a way to every state");
            let record = at(kind, way);
            for event in &events {
                for (_, role) in PEOPLE {
                    let leads = |cell: &&[String; 5]| {
                        cell[..4]
                            == [&kind.name, &state.name, *event, *role].map(ToString::to_string)
                    };
                    let written = moves.iter().find(leads);
                    let cell = format!("{event} of a {} in {} by {role}", kind.name, state.name);
                    assert_eq!(
                        may(&catalog, kind, &record, event, role),
                        written.is_some(),
                        "{cell}"
                    );
                    match written {
                        Some(_) => taken += 1,
                        None => refused += 1,
                    }
                }
                let anybody = moves.iter().find(|cell| {
                    cell[..3] == [&kind.name, &state.name, *event].map(ToString::to_string)
                });
                leads_to(
                    &catalog,
                    kind,
                    way,
                    event,
                    anybody.map(|cell| cell[4].as_str()),
                );
            }
        }
    }
    assert!(
        taken > 500 && refused > 5 * taken,
        "{taken} taken, {refused} refused"
    );
}

/// Whether the step is neither of a wrong state nor of a wrong person.
fn may(catalog: &Catalog, kind: &Kind, record: &Record, event: &str, role: &str) -> bool {
    let clock = Role::clock();
    let role = catalog.role(role).unwrap_or(&clock);
    let actor = Actor {
        role,
        person: "王民警",
        division: HERE,
    };
    let moment = Moment {
        now_ms: 1_777_766_400_000,
        offset_min: CHINA_MIN,
    };
    let done = catalog.act(
        kind,
        record,
        event,
        &[],
        &[],
        Some("理由"),
        &actor,
        &moment,
        &Nowhere,
    );
    let complaints = done.err().unwrap_or_default();
    let stops = |code: &str| ["wrong_state", "not_allowed"].contains(&code);
    !complaints.iter().any(|complaint| stops(complaint.code))
}

/// Where the event leads from the end of a way; nothing: nowhere, and it stands as illegal unless
/// the clock fired it.
fn leads_to(catalog: &Catalog, kind: &Kind, way: &[String], event: &str, to: Option<&str>) {
    let before = catalog.status(kind, &at(kind, way));
    let longer = [way, &[event.to_owned()]].concat();
    let after = catalog.status(kind, &at(kind, &longer));
    let cell = format!("{event} of a {} after {way:?}", kind.name);
    assert!(before.illegal.is_empty(), "{cell}");
    assert_eq!(after.state, to.unwrap_or(&before.state), "{cell}");
    let complains = to.is_none() && event != "expire";
    assert_eq!(after.illegal.len(), usize::from(complains), "{cell}");
}

/// The shortest way of events to every state, by the table above.
fn ways(kind: &Kind, moves: &BTreeSet<[String; 5]>) -> BTreeMap<String, Vec<String>> {
    let mut ways = BTreeMap::from([(kind.initial.clone(), Vec::new())]);
    let mut next = VecDeque::from([kind.initial.clone()]);
    while let Some(state) = next.pop_front() {
        let way: Vec<String> = ways[&state].clone();
        let from_here = moves
            .iter()
            .filter(|cell| cell[0] == kind.name && cell[1] == state);
        for [_, _, event, _, to] in from_here {
            if !ways.contains_key(to) {
                ways.insert(to.clone(), [&way[..], std::slice::from_ref(event)].concat());
                next.push_back(to.clone());
            }
        }
    }
    ways
}

const HERE: u64 = 420_625_101_000;

/// A record that went this way.
fn at(kind: &Kind, way: &[String]) -> Record {
    let base = Change::Set {
        field: 1,
        value: HERE.to_string().as_str().into(),
    };
    let mut record = Record::from_op(&op(kind, 1, None, base));
    for (seq, event) in (2..).zip(way) {
        let step = Change::Event {
            name: event.clone(),
        };
        let step = op(kind, seq, Some(&record), step);
        record.apply(&step).expect("its own operation");
    }
    record
}

fn op(kind: &Kind, seq: u64, seen: Option<&Record>, change: Change) -> Op {
    Op {
        device: DeviceId([1; 16]),
        seq,
        prev: Hash::ZERO,
        bucket: Bucket(HERE),
        bucket_prev: 0,
        record: RecordId([1; 16]),
        context: seen.map_or_else(Context::new, |record| record.clock().clone()),
        hlc: Hlc::from_ms(1_777_766_400_000 + seq),
        claimed: Claimed {
            wall_ms: 1_777_766_400_000 + seq,
            offset_min: CHINA_MIN,
            trusted_ms: 0,
        },
        grant: Hash::ZERO,
        kind: kind.id,
        form: kind.version,
        changes: vec![change],
        reason: None,
        resolves: Vec::new(),
    }
}

/// A place where nothing else is known.
struct Nowhere;

impl Ground for Nowhere {
    fn division(&self, _: &str) -> Result<(u64, String), Text> {
        Ok((HERE, "盛康镇".to_owned()))
    }

    fn stake(&self, _: &str) -> Result<i32, Text> {
        Ok(0)
    }

    fn point(&self, _: &str) -> Result<Value, Text> {
        Ok(Value::Null)
    }

    fn road_code(&self, text: &str, _: Option<u64>) -> Result<String, Text> {
        Ok(text.to_owned())
    }

    fn record(&self, _: &str) -> Result<RecordId, Text> {
        Err(Text::new("没有", "none"))
    }

    fn linked(&self, _: RecordId, _: &Kind) -> Vec<(RecordId, String)> {
        Vec::new()
    }

    fn read(&self, _: RecordId) -> Option<Record> {
        None
    }
}
