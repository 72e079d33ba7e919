//! The work of a place: of ten records six persuasion logs, three cases and one hazard.

use std::collections::BTreeMap;

use forms::{Catalog, Kind};
use merge::{
    Author, Bucket, Change, Context, DeviceId, Draft, Grant, Key, Now, RecordId, Terms, Value,
};
use places::{DivisionCode, Divisions};
use store::{Arrival, Item, Store, Verdict};

/// Operations kept in one step.
const AT_ONCE: usize = 5_000;
/// 2024-01-01 00:00 in China, and the days from there on which something happens.
const FIRST_MS: u64 = 1_704_038_400_000;
const DAYS: u64 = 1_060;
const DAY_MS: u64 = 86_400_000;
const VIOLATIONS: [&str; 4] = ["helmet_driver", "no_plate", "speeding_20", "phone"];

/// Whoever writes it, for the whole of a division.
pub(crate) struct Writer {
    pub(crate) grant: Grant,
    author: Author,
}

/// The key of whoever writes it.
pub(crate) const SECRET: [u8; 32] = [3; 32];

/// Somebody who may write everything in a division.
pub(crate) fn writer(division: DivisionCode) -> Writer {
    let key = Key::from_secret(&SECRET);
    let public = key.public().bytes();
    let bucket = Bucket(division.as_u64());
    let terms = Terms {
        key: public.into(),
        epoch: 1,
        person: "测试".to_owned(),
        role: "station_lead".to_owned(),
        unit: bucket,
        jurisdiction: vec![bucket],
        not_before_ms: 0,
        not_after_ms: u64::MAX / 2,
    };
    let grant = Grant::issue(&terms, &Key::from_secret(&[4; 32])).unwrap();
    let author = Author::new(key, DeviceId::derive(&public, 1), grant.hash());
    Writer { grant, author }
}

/// Keeps so many records, in all villages of the writer's division.
pub(crate) fn write(store: &Store, divisions: &Divisions, writer: &mut Writer, records: usize) {
    let catalog = Catalog::builtin().unwrap();
    let area = DivisionCode::new(writer.grant.terms.unit.0).unwrap();
    let villages: Vec<u64> = divisions
        .iter()
        .map(|division| division.code.as_u64())
        .filter(|code| code % 1_000 != 0 && area.range().contains(code))
        .collect();
    let author = &mut writer.author;
    let grant = Item::Grant(writer.grant.clone());
    store.take(vec![grant]).unwrap();
    let mut items = Vec::with_capacity(AT_ONCE);
    for number in 0..records {
        // Village after village, as laptops bring it.
        let bucket = villages[number * villages.len() / records];
        let (kind, wall_ms, changes) = record(&catalog, number);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let draft = Draft {
            record: RecordId::v7(wall_ms, random),
            bucket: Bucket(bucket),
            kind: kind.id,
            form: kind.version,
            context: Context::new(),
            changes,
            reason: None,
            resolves: Vec::new(),
        };
        let now = Now {
            wall_ms,
            offset_min: 480,
        };
        let sealed = author.seal(draft, now);
        author.wrote(&sealed);
        items.push(Item::Op(Arrival {
            sealed,
            verdict: Verdict::Applied,
            received_ms: wall_ms,
        }));
        if items.len() == AT_ONCE || number + 1 == records {
            store.take(std::mem::take(&mut items)).unwrap();
        }
    }
}

/// The record of that number: its kind, when it is written, and all that is ever said in it.
pub(crate) fn record(catalog: &Catalog, number: usize) -> (&Kind, u64, Vec<Change>) {
    // A multiplier without a common factor spreads the days evenly.
    let day = (number as u64 * 7_919) % DAYS;
    let (kind, changes) = match number % 10 {
        0 => ("hazard", hazard(catalog, day, number)),
        1..=3 => ("enforcement", case(catalog, day, number)),
        _ => ("persuasion_log", log(catalog, day, number)),
    };
    let wall_ms = FIRST_MS + day * DAY_MS + 36_000_000;
    (catalog.kind(kind).unwrap(), wall_ms, changes)
}

pub(crate) fn set(kind: &Kind, name: &str, value: impl Into<Value>) -> Change {
    Change::Set {
        field: kind.field(name).unwrap().id,
        value: value.into(),
    }
}

fn event(name: &str) -> Change {
    Change::Event {
        name: name.to_owned(),
    }
}

fn date(day: u64) -> String {
    forms::day_text(i32::try_from(FIRST_MS / DAY_MS + 1 + day).unwrap())
}

/// A hazard somewhere on its way: nine of ten are closed, some of the others overdue.
fn hazard(catalog: &Catalog, day: u64, number: usize) -> Vec<Change> {
    let kind = catalog.kind("hazard").unwrap();
    let grade = ["general", "general", "general", "larger", "major"][number / 10 % 5];
    let (road, metre) = (
        number / 10 % 300,
        i64::try_from(number * 37 % 30_000).unwrap(),
    );
    let at = |from: i64, step: i64| Value::Int(from + metre * step);
    let point = BTreeMap::from([
        ("lat_e6".to_owned(), at(31_700_000, 7)),
        ("lon_e6".to_owned(), at(111_500_000, 11)),
        ("crs".to_owned(), Value::from("WGS-84")),
    ]);
    let mut changes = vec![
        set(kind, "road_name", format!("{road}线").as_str()),
        set(kind, "road_code", format!("Y{road:03}420625").as_str()),
        set(kind, "stake_start", Value::Int(metre)),
        set(kind, "geo", Value::Map(point)),
        set(kind, "description", "急弯无护栏，临水"),
        set(kind, "grade", grade),
        set(kind, "due_on", date(day + 30).as_str()),
        event("report"),
        event("confirm"),
        event("notify"),
    ];
    let more: &[&str] = match number / 50 % 20 {
        0 => &["start"],
        1 => &[],
        _ => &["submit", "accept", "close"],
    };
    changes.extend(more.iter().map(|name| event(name)));
    changes
}

fn case(catalog: &Catalog, day: u64, number: usize) -> Vec<Change> {
    let kind = catalog.kind("enforcement").unwrap();
    let at = i64::try_from(FIRST_MS + day * DAY_MS).unwrap();
    let entry = |key: &str| {
        let entry = [("key".to_owned(), Value::from(key))];
        Change::Item {
            field: kind.field("violations").unwrap().id,
            item: Value::Map(entry.into_iter().collect()),
            present: true,
        }
    };
    let mut changes = vec![
        set(kind, "occurred_at", Value::Int(at)),
        set(kind, "procedure", ["verbal", "simple"][number % 2]),
        set(kind, "outcome", ["educated", "fined"][number % 2]),
        entry(VIOLATIONS[number % 4]),
        event("record"),
    ];
    // All but one in fifty have come back from the brigade.
    if !(number / 10).is_multiple_of(50) {
        let more = ["submit", "file", "conclude"];
        changes.extend(more.iter().map(|name| event(name)));
    }
    changes
}

fn log(catalog: &Catalog, day: u64, number: usize) -> Vec<Change> {
    let kind = catalog.kind("persuasion_log").unwrap();
    vec![
        set(kind, "date", date(day).as_str()),
        set(kind, "station_point", "村口劝导站"),
        set(
            kind,
            "persons",
            Value::Int(i64::try_from(number % 40).unwrap()),
        ),
        set(
            kind,
            "vehicles",
            Value::Int(i64::try_from(number % 25).unwrap()),
        ),
    ]
}
