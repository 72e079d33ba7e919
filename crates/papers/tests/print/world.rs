//! Records as a county might have them, written operation by operation.

use std::collections::BTreeMap;

use forms::{Catalog, Kind, Paper};
use merge::{
    Attachment, Bucket, Change, Claimed, Context, DeviceId, Hash, Hlc, Op, Record, RecordId, Value,
};
use papers::{Input, PaperError, Printed, Shot};

/// 盛康镇.
pub(crate) const TOWN: u64 = 420_625_102_000;
/// 2026-11-02 09:00 in China.
pub(crate) const THEN: u64 = 1_793_581_200_000;
/// 2026-12-25 10:20 in China.
pub(crate) const PRINTED_AT: u64 = 1_798_165_200_000;

pub(crate) const BEND: &[u8] = include_bytes!("../data/bend.jpg");
pub(crate) const RAIL: &[u8] = include_bytes!("../data/rail.jpg");

/// A record being written by one device.
pub(crate) struct Story<'a> {
    pub(crate) record: Record,
    kind: &'a Kind,
    catalog: &'a Catalog,
    seq: u64,
}

impl<'a> Story<'a> {
    pub(crate) fn of(catalog: &'a Catalog, kind: &str, id: u8) -> Self {
        let kind = catalog.kind(kind).unwrap();
        let division = kind.field("division").unwrap().id;
        let mut story = Story {
            record: Record::new(RecordId([id; 16]), Bucket(TOWN), kind.id),
            kind,
            catalog,
            seq: 0,
        };
        story.write(
            vec![Change::Set {
                field: division,
                value: Value::from("420625102000"),
            }],
            None,
        );
        story
    }

    pub(crate) fn write(&mut self, changes: Vec<Change>, reason: Option<&str>) {
        let context = self.record.clock().clone();
        self.write_from(1, context, changes, reason);
    }

    pub(crate) fn write_from(
        &mut self,
        device: u8,
        context: Context,
        changes: Vec<Change>,
        reason: Option<&str>,
    ) {
        self.seq += 1;
        let at = THEN + self.seq * 60_000;
        let op = Op {
            device: DeviceId([device; 16]),
            seq: self.seq,
            prev: Hash::ZERO,
            bucket: Bucket(TOWN),
            bucket_prev: 0,
            record: self.record.id,
            context,
            hlc: Hlc::from_ms(at),
            claimed: Claimed {
                wall_ms: at,
                offset_min: 480,
                trusted_ms: 0,
            },
            grant: Hash::ZERO,
            kind: self.record.kind,
            form: 1,
            changes,
            reason: reason.map(str::to_owned),
            resolves: Vec::new(),
        };
        self.record.apply(&op).unwrap();
    }

    pub(crate) fn id_of(&self, field: &str) -> u16 {
        let found = self.kind.field(field);
        found
            .unwrap_or_else(|| panic!("{} has no field {field}", self.kind.name))
            .id
    }

    pub(crate) fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        let field = self.id_of(field);
        self.write(
            vec![Change::Set {
                field,
                value: value.into(),
            }],
            None,
        );
        self
    }

    pub(crate) fn item(mut self, field: &str, value: impl Into<Value>) -> Self {
        let field = self.id_of(field);
        let item = value.into();
        let change = Change::Item {
            field,
            item,
            present: true,
        };
        self.write(vec![change], None);
        self
    }

    pub(crate) fn step(mut self, event: &str, reason: Option<&str>) -> Self {
        assert!(self.kind.rows(event).next().is_some(), "{event}");
        let change = Change::Event {
            name: event.to_owned(),
        };
        self.write(vec![change], reason);
        self
    }

    pub(crate) fn file(mut self, field: &str, bytes: &[u8], caption: &str) -> Self {
        let file = Attachment {
            field: self.id_of(field),
            sha256: Hash::of(&[bytes]),
            size: bytes.len() as u64,
            mime: "image/jpeg".to_owned(),
            caption: caption.to_owned(),
        };
        self.write(vec![Change::Attach(file)], None);
        self
    }

    /// Two people write a field without knowing of each other.
    pub(crate) fn rivals(mut self, field: &str, one: &str, other: &str) -> Self {
        let id = self.id_of(field);
        let seen = self.record.clock().clone();
        for (device, value) in [(2, one), (3, other)] {
            let change = Change::Set {
                field: id,
                value: Value::from(value),
            };
            self.write_from(device, seen.clone(), vec![change], None);
        }
        self
    }

    pub(crate) fn state(&self) -> String {
        self.catalog.status(self.kind, &self.record).state
    }
}

pub(crate) fn map(entries: &[(&str, Value)]) -> Value {
    let entries = entries
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    Value::Map(entries.collect())
}

pub(crate) fn text(text: &str) -> Value {
    Value::from(text)
}

pub(crate) fn yuan(whole: i64) -> Value {
    Value::Decimal {
        mantissa: whole * 100,
        exponent: -2,
    }
}

pub(crate) fn metres(tenths: i64) -> Value {
    Value::Decimal {
        mantissa: tenths,
        exponent: -1,
    }
}

/// Prints a record with the photos that are here.
pub(crate) fn print_with(
    catalog: &Catalog,
    paper: &Paper,
    record: &Record,
    linked: Vec<Record>,
    photos: &[&[u8]],
) -> Result<Vec<u8>, PaperError> {
    let photos: BTreeMap<Hash, Shot> = photos
        .iter()
        .map(|bytes| (Hash::of(&[bytes]), Shot::of(bytes, Some(bytes.to_vec()))))
        .collect();
    let input = Input {
        catalog,
        record,
        linked,
        photos,
        place: &|_| vec!["襄阳市".into(), "谷城县".into(), "盛康镇".into()],
        who: &|_| "王建国".to_owned(),
        printed: Printed {
            at_ms: PRINTED_AT,
            by: "李明".to_owned(),
            unit: TOWN,
            written_ms: (Some(1_790_000_000_000), Some(1_790_003_600_000)),
        },
    };
    papers::print(paper, &input)
}

/// The text of a PDF without what a line break put into it.
pub(crate) fn words(pdf: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(pdf).unwrap();
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

pub(crate) fn pages(pdf: &[u8]) -> usize {
    pdf_extract::extract_text_from_mem_by_pages(pdf)
        .unwrap()
        .len()
}

/// Writes what was printed to a folder, for whoever changes a template and wants to look at it:
/// `PAPERS_OUT=folder cargo test -p papers`.
pub(crate) fn show(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPERS_OUT") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
    }
}
