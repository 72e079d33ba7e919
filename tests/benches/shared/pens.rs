//! Devices that write the work of a city step by step, each operation signed by whoever takes that
//! step, and bring it to an office that runs.
//!
//! The records are those of [`work`]; each lives through several operations of the station and of the
//! county, and one in ten is edited by two at once. Nothing is kept here but what is on its way.

use std::mem;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use forms::{Catalog, Kind};
use link::{Caller, Link};
use merge::{Author, Bucket, Change, Context, Draft, Grant, Now, RecordId, Sealed};
use places::Divisions;
use sync::{Fate, Push, Reply, Request};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::server::Server;
use crate::station::Station;
use crate::work;

/// Townships of a county that write.
const TOWNSHIPS: usize = 3;
/// Operations of one push.
const BATCH: usize = 1_500;
/// Fewest operations in which a record of any kind is told.
pub(crate) const FEWEST: usize = 4;
/// Steps that are the county's; all others are the station's.
const COUNTYS: [&str; 6] = ["confirm", "notify", "accept", "close", "file", "conclude"];

/// A device that writes.
struct Pen {
    caller: Caller,
    author: Author,
    link: Link,
    ops: Vec<Vec<u8>>,
}

/// A county: its coordinator, then two leaders of each of some stations.
pub(crate) struct County {
    pens: Vec<Pen>,
    villages: Vec<Vec<u64>>,
}

/// Who takes a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Coordinator,
    Leader,
    /// The other leader, who has not seen the step before.
    Rival,
}

/// Lets devices of all counties in.
pub(crate) async fn enrol(server: &Arc<Server>) -> Vec<County> {
    let catalog = Arc::new(Catalog::builtin().unwrap());
    let divisions = Divisions::from_csv(places::XIANGYANG_CSV.as_bytes()).unwrap();
    let codes: Vec<u64> = divisions.iter().map(|one| one.code.as_u64()).collect();
    let below = |code: u64, step: u64| -> Vec<u64> {
        let inside = |one: &&u64| **one > code && **one < code + step * 1_000;
        let all = codes.iter().filter(inside);
        all.filter(|one| one.is_multiple_of(step))
            .copied()
            .collect()
    };
    let mut number = 0;
    let mut counties = Vec::new();
    for county in below(420_600_000_000, 1_000_000) {
        let unit = (county / 1_000_000).to_string();
        let mut pens = vec![pen(server, &catalog, (&unit, "county_coord", number)).await];
        let mut villages = Vec::new();
        let townships = below(county, 1_000).into_iter();
        for township in townships
            .filter(|one| !below(*one, 1).is_empty())
            .take(TOWNSHIPS)
        {
            let unit = (township / 1_000).to_string();
            for _ in 0..2 {
                number += 1;
                pens.push(pen(server, &catalog, (&unit, "station_lead", number)).await);
            }
            villages.push(below(township, 1));
        }
        number += 1;
        counties.push(County { pens, villages });
    }
    counties
}

async fn pen(
    server: &Arc<Server>,
    catalog: &Arc<Catalog>,
    who: (&str, &'static str, usize),
) -> Pen {
    let (url, office, caller) = Station::enrol(server, catalog, who).await.caller();
    let grant = Grant::from_hex(caller.grant.as_ref().unwrap()).unwrap();
    Pen {
        author: Author::new(caller.key.line().clone(), caller.device, grant.hash()),
        link: Link::open(&url, office).unwrap(),
        caller,
        ops: Vec::new(),
    }
}

/// Writes the records of these numbers, on all cores.
pub(crate) fn write(
    counties: &mut [County],
    catalog: &Catalog,
    records: std::ops::Range<usize>,
    operations: usize,
) {
    let all = counties.len();
    let cores = thread::available_parallelism().unwrap().get();
    let mut places: Vec<(usize, &mut County)> = counties.iter_mut().enumerate().collect();
    thread::scope(|scope| {
        for share in places.chunks_mut(all.div_ceil(cores)) {
            let records = records.clone();
            scope.spawn(move || {
                for (place, county) in share {
                    for number in records.clone().filter(|number| number % all == *place) {
                        county.record(catalog, (number, number / all), operations);
                    }
                }
            });
        }
    });
}

/// The operations of all counties, county by county, in batches as they are brought.
pub(crate) fn batches(counties: &[County]) -> Vec<Vec<Vec<Vec<u8>>>> {
    let of = |county: &County| {
        let pens = county.pens.iter();
        pens.flat_map(|pen| pen.ops.chunks(BATCH).map(<[Vec<u8>]>::to_vec))
            .collect()
    };
    counties.iter().map(of).collect()
}

/// How many operations a second all cores read and verify strictly, with nothing else to do.
pub(crate) fn verify(counties: &[County]) -> f64 {
    let pens = || counties.iter().flat_map(|county| &county.pens);
    let ops: Vec<(&Vec<u8>, merge::PublicKey)> = pens()
        .flat_map(|pen| pen.ops.iter().map(|op| (op, pen.caller.key.public())))
        .collect();
    let cores = thread::available_parallelism().unwrap().get();
    let begun = Instant::now();
    thread::scope(|scope| {
        for share in ops.chunks(ops.len().div_ceil(cores)) {
            scope.spawn(move || {
                let sound = |(op, key): &(&Vec<u8>, _)| Sealed::open(op).unwrap().verify(key);
                assert!(share.iter().all(sound));
            });
        }
    });
    ops.len() as f64 / begun.elapsed().as_secs_f64()
}

/// Brings all that was written, so many counties at a time; answers the counties and the time.
pub(crate) async fn push(counties: Vec<County>, clients: usize) -> (Vec<County>, Duration) {
    let begun = Instant::now();
    let gate = Arc::new(Semaphore::new(clients));
    let mut running = JoinSet::new();
    for (place, mut county) in counties.into_iter().enumerate() {
        let gate = gate.clone();
        running.spawn(async move {
            let _turn = gate.acquire().await.unwrap();
            // The county decides about what its stations have brought.
            for pen in county.pens.iter_mut().rev() {
                pen.bring().await;
            }
            (place, county)
        });
    }
    let mut back = running.join_all().await;
    let took = begun.elapsed();
    back.sort_by_key(|(place, _)| *place);
    (back.into_iter().map(|(_, county)| county).collect(), took)
}

impl Pen {
    async fn bring(&mut self) {
        let ops = mem::take(&mut self.ops);
        let mut talk = self.link.talk(&self.caller).await.unwrap();
        for batch in ops.chunks(BATCH) {
            let ops = batch.iter().map(|op| op.clone().into()).collect();
            let request = Request::Push(Push { ops, grants: None });
            let Reply::Pushed(pushed) = talk.ask(&request).await.unwrap() else {
                panic!("an answer of another kind")
            };
            let mut fates = pushed.fates.iter();
            let other = fates.find(|fate| !matches!(fate, Fate::Kept | Fate::Known));
            assert!(other.is_none(), "{other:?}");
        }
    }
}

impl County {
    /// Writes the record of that number, the county's own so-and-so-manieth.
    fn record(&mut self, catalog: &Catalog, (number, own): (usize, usize), operations: usize) {
        let township = own % self.villages.len();
        let villages = &self.villages[township];
        let bucket = Bucket(villages[own / self.villages.len() % villages.len()]);
        let (kind, wall_ms, changes) = work::record(catalog, number);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let (mut seen, mut before) = (Context::new(), Context::new());
        for (step, (who, changes)) in steps(kind, bucket, changes, (number, operations))
            .into_iter()
            .enumerate()
        {
            let pen = match who {
                Who::Coordinator => 0,
                Who::Leader => 1 + 2 * township,
                Who::Rival => 2 + 2 * township,
            };
            let pen = &mut self.pens[pen];
            let draft = Draft {
                record: RecordId::v7(wall_ms, random),
                bucket,
                kind: kind.id,
                form: kind.version,
                context: if who == Who::Rival { &before } else { &seen }.clone(),
                changes,
                reason: None,
                resolves: Vec::new(),
            };
            let now = Now {
                wall_ms: wall_ms + step as u64 * 60_000,
                offset_min: 480,
            };
            let sealed = pen.author.seal(draft, now);
            pen.author.wrote(&sealed);
            before.clone_from(&seen);
            for (device, seq) in sealed.op.clock().dots {
                let last = seen.dots.entry(device).or_default();
                *last = (*last).max(seq);
            }
            pen.ops.push(sealed.bytes().to_vec());
        }
    }
}

/// Who says what of a record, one operation after another.
fn steps(
    kind: &Kind,
    bucket: Bucket,
    changes: Vec<Change>,
    (number, operations): (usize, usize),
) -> Vec<(Who, Vec<Change>)> {
    let division = work::set(kind, "division", bucket.to_string().as_str());
    let mut steps = vec![(Who::Leader, vec![division])];
    let mut decided = Vec::new();
    for change in changes {
        match &change {
            Change::Event { name } => {
                let county = COUNTYS.contains(&name.as_str());
                let who = if county {
                    Who::Coordinator
                } else {
                    Who::Leader
                };
                if steps.last().is_none_or(|(last, _)| *last != who) {
                    steps.push((who, Vec::new()));
                }
                let (_, last) = steps.last_mut().unwrap();
                if county {
                    last.append(&mut decided);
                }
                last.push(change);
            }
            Change::Set { field, .. }
                if !kind.may_edit(kind.field_by_id(*field).unwrap(), "station_lead", None) =>
            {
                decided.push(change);
            }
            _ => steps[0].1.push(change),
        }
    }
    let edits = operations.saturating_sub(steps.len());
    for edit in 0..edits {
        let rival = number % 10 == 9 && edit > 0 && edit + 1 == edits;
        let who = if rival { Who::Rival } else { Who::Leader };
        let text = format!("第{}次核对，现场无变化", edit + 1);
        let noted = work::set(kind, "internal_note", text.as_str());
        steps.insert(1 + edit, (who, vec![noted]));
    }
    steps
}
