//! The work of a city: of ten records six persuasion logs, three cases and one hazard.

use forms::{Catalog, Kind};
use merge::{
    Author, Bucket, Change, Context, DeviceId, Draft, Grant, Key, Now, RecordId, Terms, Value,
};
use server::Office;
use store::{Arrival, Item, Verdict};

/// Operations kept in one step.
const AT_ONCE: usize = 5_000;
/// 2024-01-01 00:00 in China, and the days from there on which something happens.
const FIRST_MS: u64 = 1_704_038_400_000;
const DAYS: u64 = 1_060;
const DAY_MS: u64 = 86_400_000;
const VIOLATIONS: [&str; 4] = ["helmet_driver", "no_plate", "speeding_20", "phone"];

/// Keeps so many records in an office.
pub(crate) fn write(office: &Office, records: usize) {
    let catalog = Catalog::builtin().unwrap();
    let mut author = author(office);
    let villages: Vec<u64> = office
        .divisions()
        .iter()
        .map(|division| division.code.as_u64())
        .filter(|code| code % 1_000 != 0)
        .collect();
    let mut items = Vec::with_capacity(AT_ONCE);
    for number in 0..records {
        // Village after village, as laptops bring it; a multiplier without a common factor spreads
        // the days evenly.
        let day = (number as u64 * 7_919) % DAYS;
        let bucket = villages[number * villages.len() / records];
        let (kind, changes) = match number % 10 {
            0 => ("hazard", hazard(&catalog, day, number)),
            1..=3 => ("enforcement", case(&catalog, day, number)),
            _ => ("persuasion_log", log(&catalog, day, number)),
        };
        let kind = catalog.kind(kind).unwrap();
        let mut random = [0; 10];
        random[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let wall_ms = FIRST_MS + day * DAY_MS + 36_000_000;
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
            office.store().take(std::mem::take(&mut items)).unwrap();
        }
    }
}

fn author(office: &Office) -> Author {
    let key = Key::from_secret(&[3; 32]);
    let public = key.public().bytes();
    let city = Bucket(420_600_000_000);
    let terms = Terms {
        key: public,
        epoch: 1,
        person: "测试".to_owned(),
        role: "station_lead".to_owned(),
        unit: city,
        jurisdiction: vec![city],
        not_before_ms: 0,
        not_after_ms: u64::MAX / 2,
    };
    let grant = Grant::issue(&terms, &Key::from_secret(&[4; 32])).unwrap();
    let hash = grant.hash();
    office.store().take(vec![Item::Grant(grant)]).unwrap();
    Author::new(key, DeviceId::derive(&public, 1), hash)
}

fn set(kind: &Kind, name: &str, value: impl Into<Value>) -> Change {
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

/// A hazard somewhere on its way: half are closed, some overdue.
fn hazard(catalog: &Catalog, day: u64, number: usize) -> Vec<Change> {
    let kind = catalog.kind("hazard").unwrap();
    let grade = ["general", "general", "general", "larger", "major"][number / 10 % 5];
    let mut changes = vec![
        set(kind, "road_name", format!("{}线", number % 300).as_str()),
        set(kind, "grade", grade),
        set(kind, "due_on", date(day + 30).as_str()),
        event("report"),
        event("confirm"),
        event("notify"),
    ];
    let more: &[&str] = match number / 50 % 3 {
        0 => &["submit", "accept", "close"],
        1 => &["start"],
        _ => &[],
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
    vec![
        set(kind, "occurred_at", Value::Int(at)),
        set(kind, "procedure", ["verbal", "simple"][number % 2]),
        set(kind, "outcome", ["educated", "fined"][number % 2]),
        entry(VIOLATIONS[number % 4]),
        event("record"),
    ]
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
