//! What lists, boards and totals need to know of a record.

mod codec;

use merge::{Record, RecordId, Value};

use crate::catalog::Catalog;
use crate::field::{Field, Type};
use crate::figure::Counted;
use crate::ground::{CHINA_MIN, day, day_number};
use crate::kind::Kind;
use crate::status::Walk;
use crate::words::Lang;

/// Characters of a title.
const TITLE: usize = 60;
/// The status of a record whose kind this program does not know.
const UNKNOWN: &str = "?";

/// A record in a few lines; kept in the index and rebuilt from the record at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The number of its kind.
    pub kind: u16,
    /// The 12-digit code of the division it lies in.
    pub bucket: u64,
    /// Its state, `?` for a kind this program does not know.
    pub status: String,
    /// What it is called in a list, in Chinese.
    pub title: String,
    /// The day of its deadline since 1970-01-01, while the deadline runs.
    pub due: Option<i32>,
    /// When its id was made, milliseconds since 1970 UTC.
    pub created_ms: u64,
    /// The latest stamp of a value or event, milliseconds since 1970 UTC.
    pub updated_ms: u64,
    /// Fields in conflict and illegal events nobody settled.
    pub conflicts: u16,
    /// Where it is.
    pub spot: Option<Spot>,
    /// The records it refers to.
    pub links: Vec<RecordId>,
    /// What it adds to which measure, and when.
    pub measures: Vec<Counted>,
    /// How many files it has.
    pub attachments: u16,
    /// Its human number.
    pub number: Option<String>,
    /// The code that marks it in lists and on maps; of what nobody has decided, the one suggested.
    pub mark: Option<String>,
}

/// Where a record is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spot {
    /// The code of the road, else its name.
    pub road: Option<String>,
    /// First and last stake in metres; equal for a single place.
    pub stake: Option<(i32, i32)>,
    /// Latitude and longitude in millionths of a degree, WGS-84.
    pub point: Option<(i32, i32)>,
    /// What lies there, as codes.
    pub kinds: Vec<String>,
}

impl Catalog {
    /// Sums a record up. A record of an unknown kind still has its place, time and files.
    #[must_use]
    pub fn summary(&self, record: &Record) -> Summary {
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let mut summary = Summary {
            kind: record.kind,
            bucket: record.bucket.0,
            status: UNKNOWN.to_owned(),
            title: String::new(),
            due: None,
            created_ms: created_ms(record.id),
            updated_ms: record.latest().ms().max(created_ms(record.id)),
            conflicts: count(record.conflicts().len()),
            spot: None,
            links: Vec::new(),
            measures: Vec::new(),
            attachments: count(record.attachments(None).len()),
            number: None,
            mark: None,
        };
        let Some(kind) = self.kind_by_id(record.kind) else {
            return summary;
        };
        let walk = Walk::of(kind, record);
        summary.conflicts = summary.conflicts.saturating_add(count(walk.illegal.len()));
        summary.title = self.title(kind, record);
        summary.due = due(kind, record, &walk.state);
        summary.spot = spot(kind, record);
        summary.links = links(kind, record);
        summary.measures = self.measures_of(kind, record, &walk);
        summary.number = text(kind, record, kind.number_field.as_ref());
        summary.mark = mark(kind, record);
        summary.status = walk.state;
        summary
    }

    fn title(&self, kind: &Kind, record: &Record) -> String {
        self.title_as(kind, record, &|_, text| Some(text))
    }

    /// What a record is called in a list, each of its parts as `shown` lets it be seen.
    #[must_use]
    pub fn title_as(
        &self,
        kind: &Kind,
        record: &Record,
        shown: &dyn Fn(&Field, String) -> Option<String>,
    ) -> String {
        let fields = kind.title.iter().filter_map(|name| kind.field(name));
        // The id of another record says nothing to a person.
        let fields =
            fields.filter(|field| !matches!(field.ty, Type::Ref { .. } | Type::Refs { .. }));
        let parts = fields.map(|field| {
            let one = field.value(record).into_iter();
            let values = record.items(field.id).into_iter().chain(one);
            let texts = values.map(|value| match (field.ty.items(), &value) {
                ([first, ..], Value::Map(_)) => self.item_text(first, &value, Lang::Zh),
                _ => self.value_text(field, &value, Lang::Zh),
            });
            let texts = texts.filter_map(|text| shown(field, text));
            texts.collect::<Vec<_>>().join("、")
        });
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let title = parts.join(" ");
        if title.is_empty() {
            return kind.label.zh.clone();
        }
        title.chars().take(TITLE).collect()
    }
}

/// The time in a UUID of version 7.
pub(crate) fn created_ms(id: RecordId) -> u64 {
    let mut bytes = [0; 8];
    bytes[2..].copy_from_slice(&id.0[..6]);
    u64::from_be_bytes(bytes)
}

fn due(kind: &Kind, record: &Record, state: &str) -> Option<i32> {
    if !kind.due_runs(state) {
        return None;
    }
    let field = kind.field(kind.due.as_ref()?)?;
    match field.value(record)? {
        Value::Text(date) => day_number(&date),
        Value::Int(ms) => day_number(&day(ms, CHINA_MIN)),
        _ => None,
    }
}

fn value(kind: &Kind, record: &Record, name: Option<&String>) -> Option<Value> {
    kind.field(name?)?.value(record)
}

fn text(kind: &Kind, record: &Record, name: Option<&String>) -> Option<String> {
    value(kind, record, name)?.as_text().map(str::to_owned)
}

fn mark(kind: &Kind, record: &Record) -> Option<String> {
    let name = kind.mark.as_ref()?;
    let suggested = format!("{name}_suggested");
    text(kind, record, Some(name)).or_else(|| text(kind, record, Some(&suggested)))
}

fn spot(kind: &Kind, record: &Record) -> Option<Spot> {
    let place = &kind.place;
    let metres = |name: &Option<String>| {
        let metres = value(kind, record, name.as_ref())?.as_int()?;
        i32::try_from(metres).ok()
    };
    let start = metres(&place.stake_start);
    let point = value(kind, record, place.point.as_ref());
    let degrees = |name: &str| i32::try_from(point.as_ref()?.get(name)?.as_int()?).ok();
    let kinds = place.kinds.as_ref().and_then(|name| kind.field(name));
    let kinds = kinds.map_or_else(Vec::new, |field| {
        let one = field.value(record).into_iter();
        let all = record.items(field.id).into_iter().chain(one);
        all.filter_map(|value| value.as_text().map(str::to_owned))
            .collect()
    });
    let spot = Spot {
        road: text(kind, record, place.road_code.as_ref())
            .or_else(|| text(kind, record, place.road_name.as_ref())),
        stake: start.map(|start| (start, metres(&place.stake_end).unwrap_or(start))),
        point: degrees("lat_e6").zip(degrees("lon_e6")),
        kinds,
    };
    let known = spot.road.is_some() || spot.stake.is_some() || spot.point.is_some();
    known.then_some(spot)
}

/// The records referred to, each once.
fn links(kind: &Kind, record: &Record) -> Vec<RecordId> {
    let fields = kind.fields.iter();
    let refers = fields.filter(|field| matches!(field.ty, Type::Ref { .. } | Type::Refs { .. }));
    let values = refers.flat_map(|field| {
        let one = field.value(record).into_iter();
        record.items(field.id).into_iter().chain(one)
    });
    let mut links: Vec<RecordId> = values
        .filter_map(|value| value.as_text()?.parse().ok())
        .collect();
    links.sort_unstable();
    links.dedup();
    links
}
