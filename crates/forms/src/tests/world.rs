//! The small catalog and place the tests share.

use std::collections::BTreeMap;

use merge::{Bucket, Change, Claimed, Context, DeviceId, Hash, Hlc, Op, Record, RecordId, Value};

use crate::{Actor, Catalog, Complaint, Entry, Ground, Kind, Moment, Text, Valid};

pub(super) const FILES: [(&str, &str); 5] = [
    ("roles.toml", include_str!("catalog/roles.toml")),
    ("codes/field.toml", include_str!("catalog/codes.toml")),
    ("figures/field.toml", include_str!("catalog/figures.toml")),
    ("kinds/spot.toml", include_str!("catalog/kinds/spot.toml")),
    (
        "kinds/listing.toml",
        include_str!("catalog/kinds/listing.toml"),
    ),
];

pub(super) const HERE: u64 = 420_625_101_000;
pub(super) const ID: RecordId = RecordId([1; 16]);
/// 2026-05-03 08:00 in China.
pub(super) const NOW: Moment = Moment {
    now_ms: 1_777_766_400_000,
    offset_min: 480,
};

/// A place of one division and one road; other records are put there by the tests.
#[derive(Default)]
pub(super) struct Place {
    pub(super) linked: Vec<(RecordId, String)>,
    pub(super) records: BTreeMap<RecordId, Record>,
}

impl Ground for Place {
    fn division(&self, text: &str) -> Result<(u64, String), Text> {
        match text.trim() {
            "420625101000" | "420625101" => Ok((HERE, "盛康镇".into())),
            "420625102000" => Ok((420_625_102_000, "庙滩镇".into())),
            other => Err(Text::new(
                format!("没有区划「{other}」"),
                format!("no division `{other}`"),
            )),
        }
    }

    fn stake(&self, text: &str) -> Result<i32, Text> {
        let parts = text.strip_prefix('K').and_then(|rest| rest.split_once('+'));
        let parts = parts.and_then(|(k, m)| Some((k.parse::<i32>().ok()?, m.parse::<i32>().ok()?)));
        let wrong = || {
            Text::new(
                format!("「{text}」不是桩号；请写成 K12+300"),
                format!("`{text}` is no stake; write it like K12+300"),
            )
        };
        parts.map(|(k, m)| k * 1000 + m).ok_or_else(wrong)
    }

    fn point(&self, text: &str) -> Result<Value, Text> {
        let mut parts = text.split(',').map(|part| part.trim().parse::<f64>());
        let (Some(Ok(lat)), Some(Ok(lon))) = (parts.next(), parts.next()) else {
            return Err(Text::new("不是坐标", "no point"));
        };
        #[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
        let e6 = |degrees: f64| Value::Int((degrees * 1e6).round() as i64);
        Ok(Value::Map(BTreeMap::from([
            ("lat_e6".to_owned(), e6(lat)),
            ("lon_e6".to_owned(), e6(lon)),
            ("crs".to_owned(), "WGS-84".into()),
        ])))
    }

    fn road_code(&self, text: &str, division: Option<u64>) -> Result<String, Text> {
        let county = division.map(|code| code / 1_000_000).unwrap_or_default();
        Ok(format!("{}{county}", text.to_uppercase()))
    }

    fn record(&self, text: &str) -> Result<RecordId, Text> {
        let mut ids = self
            .records
            .keys()
            .filter(|id| id.to_string().starts_with(text));
        ids.next()
            .copied()
            .ok_or_else(|| Text::new("没有这条记录", "no such record"))
    }

    fn linked(&self, _: RecordId, _: &Kind) -> Vec<(RecordId, String)> {
        self.linked.clone()
    }

    fn read(&self, id: RecordId) -> Option<Record> {
        self.records.get(&id).cloned()
    }
}

pub(super) fn catalog() -> Catalog {
    Catalog::load(&FILES).unwrap()
}

pub(super) fn entries(pairs: &[(&str, &str)]) -> Vec<Entry> {
    let entry = |(field, text): &(&str, &str)| Entry {
        field: (*field).to_owned(),
        text: (*text).to_owned(),
    };
    pairs.iter().map(entry).collect()
}

/// The codes of complaints with their fields, in order.
pub(super) fn codes(complaints: &[Complaint]) -> Vec<(&str, &str)> {
    let code = |c: &'_ Complaint| c.code;
    complaints
        .iter()
        .map(|c| (c.field.as_deref().unwrap_or(""), code(c)))
        .collect()
}

/// One person with one device at one desk.
pub(super) struct Person {
    pub(super) device: DeviceId,
    pub(super) role: &'static str,
    pub(super) division: u64,
    pub(super) seq: u64,
}

impl Person {
    pub(super) fn new(device: u8, role: &'static str) -> Self {
        let division = match role {
            "hq" | "city_hq" => 420_600_000_000,
            "coord" | "county_coord" | "county_legal" => 420_625_000_000,
            "persuader" => 420_625_101_201,
            _ => HERE,
        };
        Person {
            device: DeviceId([device; 16]),
            role,
            division,
            seq: 0,
        }
    }

    pub(super) fn actor<'a>(&self, catalog: &'a Catalog) -> Actor<'a> {
        Actor {
            role: catalog.role(self.role).unwrap(),
            person: "王民警",
            division: self.division,
        }
    }

    /// One operation, written by somebody who has seen `seen`.
    pub(super) fn op(&mut self, kind: u16, seen: Option<&Record>, changes: Vec<Change>) -> Op {
        self.seq += 1;
        Op {
            device: self.device,
            seq: self.seq,
            prev: Hash::ZERO,
            bucket: Bucket(HERE),
            bucket_prev: 0,
            record: ID,
            context: seen.map_or_else(Context::new, |record| record.clock().clone()),
            hlc: Hlc::from_ms(NOW.now_ms + self.seq),
            claimed: Claimed {
                wall_ms: NOW.now_ms + self.seq,
                offset_min: 480,
                trusted_ms: 0,
            },
            grant: Hash::ZERO,
            kind,
            form: 1,
            changes,
            reason: None,
            resolves: Vec::new(),
        }
    }

    /// Writes changes on top of everything there is.
    pub(super) fn write(&mut self, record: &mut Record, changes: Vec<Change>) {
        let op = self.op(record.kind, Some(&record.clone()), changes);
        record.apply(&op).unwrap();
    }

    /// Fires events one after the other: one operation is one step.
    pub(super) fn walk(&mut self, record: &mut Record, steps: &[&str]) {
        for step in steps {
            self.write(record, vec![event(step)]);
        }
    }

    /// Creates a record from a valid form.
    pub(super) fn found(&mut self, kind: u16, valid: Valid) -> Record {
        Record::from_op(&self.op(kind, None, valid.changes))
    }
}

pub(super) fn set(field: u16, value: impl Into<Value>) -> Change {
    Change::Set {
        field,
        value: value.into(),
    }
}

pub(super) fn event(name: &str) -> Change {
    Change::Event {
        name: name.to_owned(),
    }
}

pub(super) fn photo(field: Option<&str>) -> crate::Photo {
    crate::Photo {
        field: field.map(str::to_owned),
        sha256: Hash([9; 32]),
        size: 10,
        mime: "image/jpeg".to_owned(),
        caption: "a.jpg".to_owned(),
    }
}

/// A spot an officer created, with a road and a kind.
pub(super) fn spot(catalog: &Catalog, officer: &mut Person) -> Record {
    let form = entries(&[
        ("road_name", "谷水路"),
        ("kinds", "curve"),
        ("stake", "K12+300"),
    ]);
    let kind = catalog.kind("spot").unwrap();
    let actor = officer.actor(catalog);
    let place = Place::default();
    let valid = catalog
        .create(kind, &form, &[photo(None)], &actor, &NOW, &place)
        .unwrap();
    officer.found(kind.id, valid)
}
