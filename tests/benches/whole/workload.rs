//! The work: hazards of about twenty values, seven operations each, one in ten edited by two
//! devices at once.

use std::collections::BTreeMap;

use forms::{Catalog, Kind};
use merge::{Author, Bucket, Change, Context, Draft, Grant, Key, Now, Record, RecordId, Value};
use server::Office;

/// Devices that write.
pub(crate) const DEVICES: usize = 50;
/// Operations of each record.
pub(crate) const OPERATIONS: usize = 7;
/// Villages the records lie in: those of one township.
const VILLAGES: std::ops::Range<u64> = 420_625_102_206..420_625_102_216;
const WORDS: [&str; 8] = [
    "急弯",
    "无护栏",
    "临水",
    "视距不良",
    "标志缺失",
    "坑槽",
    "路窄",
    "陡坡",
];

/// A device: its key, and the pen it writes with.
pub(crate) struct Writer {
    pub(crate) key: Key,
    pub(crate) author: Author,
    /// Its operations, in order.
    pub(crate) ops: Vec<Vec<u8>>,
}

/// The wall clock, for grants that are good today.
pub(crate) fn now_ms() -> u64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

/// Enrols the devices of one township.
pub(crate) fn enrol(office: &Office) -> Vec<Writer> {
    let unit = office.unit("420625102".parse().unwrap(), &[]).unwrap();
    let one = |number: usize| {
        let key = Key::from_secret(&[u8::try_from(number).unwrap() + 1; 32]);
        let invitation = office
            .invite(unit.clone(), "station_lead", "测试", now_ms())
            .unwrap();
        let ask = sync::Enrol::new(invitation.code, &key, number as u64 + 1);
        let grant = Grant::open(&office.enrol(&ask, now_ms()).unwrap().grant).unwrap();
        Writer {
            author: Author::new(key.clone(), grant.device, grant.hash()),
            key,
            ops: Vec::new(),
        }
    };
    (0..DEVICES).map(one).collect()
}

/// Writes `records` hazards. Answers the bytes of all operations.
pub(crate) fn write(catalog: &Catalog, writers: &mut [Writer], records: usize) -> usize {
    let kind = catalog.kind("hazard").unwrap();
    (0..records)
        .map(|number| hazard(kind, writers, number))
        .sum()
}

fn hazard(kind: &Kind, writers: &mut [Writer], number: usize) -> usize {
    let bucket = Bucket(VILLAGES.start + number as u64 % (VILLAGES.end - VILLAGES.start));
    let mut random = [0; 10];
    random[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let id = RecordId::v7(1_750_000_000_000 + number as u64, random);
    let mut record: Option<Record> = None;
    let mut bytes = 0;
    for step in 0..OPERATIONS {
        // The last edit of every tenth record is written by another device that has not seen the
        // one before it.
        let rival = number.is_multiple_of(10) && step + 1 == OPERATIONS;
        let writer = &mut writers[(number + usize::from(rival)) % DEVICES];
        let context = match &record {
            Some(record) if rival => first_seen(record),
            Some(record) => record.clock().clone(),
            None => Context::new(),
        };
        let changes = if step == 0 {
            form(kind, bucket, number)
        } else {
            edit(kind, number, step)
        };
        let draft = Draft {
            record: id,
            bucket,
            kind: kind.id,
            form: kind.version,
            context,
            changes,
            reason: None,
            resolves: Vec::new(),
        };
        let wall_ms = 1_750_000_000_000 + (number * OPERATIONS + step) as u64;
        let sealed = writer.author.seal(
            draft,
            Now {
                wall_ms,
                offset_min: 480,
            },
        );
        writer.author.wrote(&sealed);
        match &mut record {
            Some(record) => record.apply(&sealed.op).unwrap(),
            none => *none = Some(Record::from_op(&sealed.op)),
        }
        bytes += sealed.bytes().len();
        writer.ops.push(sealed.bytes().to_vec());
    }
    bytes
}

/// The clock as it was before the last edit of the record's only writer so far.
fn first_seen(record: &Record) -> Context {
    let mut context = record.clock().clone();
    for seq in context.dots.values_mut() {
        *seq -= 1;
    }
    context
}

fn form(kind: &Kind, bucket: Bucket, number: usize) -> Vec<Change> {
    let field = |name: &str| kind.field(name).unwrap().id;
    let text = |name: &str, text: String| Change::Set {
        field: field(name),
        value: Value::Text(text),
    };
    let int = |name: &str, n: usize| Change::Set {
        field: field(name),
        value: Value::Int(n as i64),
    };
    let words = |salt: usize| WORDS[(number + salt) % WORDS.len()].repeat(1 + (number + salt) % 3);
    let point = BTreeMap::from([
        (
            "lat_e6".to_owned(),
            Value::Int(31_700_000 + (number as i64 * 7) % 90_000),
        ),
        (
            "lon_e6".to_owned(),
            Value::Int(111_500_000 + (number as i64 * 13) % 90_000),
        ),
        ("crs".to_owned(), Value::from("WGS-84")),
    ]);
    vec![
        text("division", bucket.to_string()),
        int("found_at", 1_750_000_000_000 + number),
        text("found_by", format!("民警{}", number % DEVICES)),
        text("source", "patrol".into()),
        text("road_class", "township".into()),
        text("road_code", format!("Y{:03}420625", number % 300)),
        text("road_name", format!("{}线", words(1))),
        int("stake_start", number * 37 % 30_000),
        int("stake_end", number * 37 % 30_000 + 80),
        text("side", "both".into()),
        text(
            "place_text",
            format!("{}村口东{}米", words(2), number % 500),
        ),
        Change::Set {
            field: field("geo"),
            value: Value::Map(point),
        },
        Change::Item {
            field: field("kinds"),
            item: "sharp_curve".into(),
            present: true,
        },
        Change::Item {
            field: field("kinds"),
            item: "no_guardrail".into(),
            present: true,
        },
        text("description", words(3)),
        Change::Set {
            field: field("bus_route"),
            value: number.is_multiple_of(2).into(),
        },
        text("grade_suggested", "general".into()),
        text("proposal", words(4)),
    ]
}

fn edit(kind: &Kind, number: usize, step: usize) -> Vec<Change> {
    let field = |name: &str| kind.field(name).unwrap().id;
    let text = format!("{}，第{step}次核对", WORDS[(number + step) % WORDS.len()]);
    vec![Change::Set {
        field: field("description"),
        value: Value::Text(text),
    }]
}
