//! The small catalog and place the tests share.

use std::collections::BTreeMap;

use merge::{Bucket, Change, Claimed, Context, DeviceId, Hash, Hlc, Op, Record, RecordId, Value};

use crate::{Actor, Catalog, Complaint, Entry, Ground, Kind, Moment, Text, Valid};

pub(super) const ROLES: &str = r#"
[[role]]
name = "persuader"
zh = "劝导员"
en = "persuader"
levels = ["village"]
[[role]]
name = "officer"
zh = "民警"
en = "officer"
levels = ["township"]
[[role]]
name = "coord"
zh = "协调员"
en = "coordinator"
levels = ["county"]
[[role]]
name = "hq"
zh = "支队"
en = "headquarters"
levels = ["city"]
"#;

pub(super) const CODES: &str = r#"
[[list]]
name = "grade"
zh = "等级"
en = "grade"
codes = [
    { code = "general", zh = "一般", en = "general" },
    { code = "major", zh = "重大", en = "major" },
    { code = "old", zh = "旧级", en = "old", until = "2020-12-31" },
]
[[list]]
name = "kind"
zh = "类型"
en = "kind"
codes = [
    { code = "curve", zh = "急弯", en = "curve" },
    { code = "cliff", zh = "临崖", en = "cliff" },
    { code = "narrow", zh = "路窄", en = "narrow" },
]
"#;

pub(super) const SPOT: &str = r#"
[kind]
id = 1
name = "spot"
zh = "隐患点"
en = "spot"
version = 3
create = ["persuader", "officer"]
title = ["road_name", "kinds"]
initial = "draft"
due = "due_on"
due_stopped = ["submitted"]
number_field = "spot_no"
one_of = [["stake", "place_text"]]
one_of_on = ["report"]
place = { road_name = "road_name", stake_start = "stake", point = "geo", kinds = "kinds" }
settle = ["coord", "hq"]
source = "test"

[[field]]
id = 1
name = "division"
zh = "区划"
en = "division"
type = "division"
required = true
[[field]]
id = 2
name = "spot_no"
zh = "编号"
en = "number"
type = "text"
derived = true
[[field]]
id = 3
name = "road_name"
zh = "道路名称"
en = "road name"
type = "text"
max = 8
[[field]]
id = 4
name = "stake"
zh = "桩号"
en = "stake"
type = "stake"
[[field]]
id = 5
name = "place_text"
zh = "位置"
en = "place"
type = "text"
[[field]]
id = 6
name = "geo"
zh = "坐标"
en = "position"
type = "point"
[[field]]
id = 7
name = "kinds"
zh = "类型"
en = "kinds"
type = "codes"
codes = "kind"
min_items = 1
required_on = ["report"]
[[field]]
id = 8
name = "grade"
zh = "等级"
en = "grade"
type = "code"
codes = "grade"
edit = ["coord"]
[[field]]
id = 9
name = "due_on"
zh = "期限"
en = "due"
type = "date"
edit = ["coord", "hq"]
[[field]]
id = 10
name = "photos"
zh = "照片"
en = "photos"
type = "photos"
min_items = 1
required_on = ["report"]
[[field]]
id = 11
name = "found_at"
zh = "发现时间"
en = "found at"
type = "datetime"
required = true
default = "now"
[[field]]
id = 12
name = "found_by"
zh = "发现人"
en = "found by"
type = "person"
required = true
default = "me"
[[field]]
id = 13
name = "stages"
zh = "步骤"
en = "stages"
type = "list"
max_items = 2
item = [
    { name = "measure", zh = "措施", en = "measure", type = "text", required = true },
    { name = "due", zh = "期限", en = "due", type = "date" },
    { name = "cost", zh = "费用", en = "cost", type = "decimal", decimals = 2, max = 1000 },
]
[[field]]
id = 14
name = "budget"
zh = "资金"
en = "budget"
type = "decimal"
decimals = 2
unit = "yuan"
edit = ["coord"]
[[field]]
id = 15
name = "bus"
zh = "客车"
en = "bus"
type = "bool"
[[field]]
id = 16
name = "duplicate_of"
zh = "并入"
en = "duplicate of"
type = "ref"
to = "spot"
[[field]]
id = 17
name = "plate"
zh = "号牌"
en = "plate"
type = "plate"
[[field]]
id = 18
name = "road"
zh = "道路编号"
en = "road"
type = "road_code"

[[state]]
name = "draft"
zh = "草稿"
en = "draft"
[[state]]
name = "reported"
zh = "待审核"
en = "reported"
[[state]]
name = "confirmed"
zh = "已认定"
en = "confirmed"
[[state]]
name = "submitted"
zh = "待验收"
en = "submitted"
[[state]]
name = "rejected"
zh = "不予认定"
en = "rejected"
final = true
[[state]]
name = "void"
zh = "已作废"
en = "void"
final = true

[[event]]
name = "report"
zh = "上报"
en = "report"
from = ["draft"]
to = "reported"
by = ["persuader", "officer"]
requires = ["road_name"]
[[event]]
name = "confirm"
zh = "认定"
en = "confirm"
from = ["reported"]
to = "confirmed"
by = ["coord"]
requires = ["grade"]
sets = ["grade", "kinds"]
[[event]]
name = "reject"
zh = "不予认定"
en = "reject"
from = ["reported"]
to = "rejected"
by = ["coord"]
reason = true
[[event]]
name = "progress"
zh = "进展"
en = "progress"
from = ["confirmed"]
to = "="
by = ["officer"]
[[event]]
name = "submit"
zh = "报验"
en = "submit"
from = ["confirmed"]
to = "submitted"
by = ["officer"]
no_open = { kind = "listing", field = "spot", states = ["listed"] }
[[event]]
name = "void"
zh = "作废"
en = "void"
from = ["draft", "reported", "confirmed", "submitted"]
to = "void"
by = ["coord"]
reason = true
"#;

pub(super) const LISTING: &str = r#"
[kind]
id = 2
name = "listing"
zh = "挂牌"
en = "listing"
version = 1
create = ["coord"]
title = ["spot"]
initial = "listed"
source = "test"
[[field]]
id = 1
name = "division"
zh = "区划"
en = "division"
type = "division"
[[field]]
id = 2
name = "spot"
zh = "隐患点"
en = "spot"
type = "ref"
to = "spot"
[[state]]
name = "listed"
zh = "已挂牌"
en = "listed"
[[state]]
name = "lifted"
zh = "已摘牌"
en = "lifted"
final = true
[[event]]
name = "lift"
zh = "摘牌"
en = "lift"
from = ["listed"]
to = "lifted"
by = ["coord"]
"#;

pub(super) const FIGURES: &str = r#"
[[measure]]
id = 1
name = "found"
zh = "排查数"
en = "found"
kind = "spot"
ever = ["report"]
[[measure]]
id = 2
name = "major"
zh = "重大"
en = "major"
kind = "spot"
state = ["confirmed"]
field = { name = "grade", is = ["major"] }
[[measure]]
id = 3
name = "budget"
zh = "资金"
en = "budget"
kind = "spot"
amount = { sum = "budget" }
[[measure]]
id = 4
name = "curves"
zh = "急弯"
en = "curves"
kind = "spot"
field = { name = "kinds", is = ["curve"] }
amount = { count = "kinds" }
[[ratio]]
name = "share"
zh = "重大占比"
en = "share"
of = "major"
to = "found"
"#;

pub(super) const FILES: [(&str, &str); 5] = [
    ("roles.toml", ROLES),
    ("codes.toml", CODES),
    ("figures.toml", FIGURES),
    ("kinds/spot.toml", SPOT),
    ("kinds/listing.toml", LISTING),
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
