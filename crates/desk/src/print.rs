//! What is printed here, and how it stays on record: the file is kept by its hash, and the record
//! names it.

use std::collections::BTreeMap;

use forms::{Kind, Lang, Paper, Photo, Showing};
use merge::{Now, Record, RecordId};
use papers::{Input, PaperError, Printed, Shot};
use places::DivisionCode;

use crate::blobs::{self, Blob, Width};
use crate::failure::Failure;
use crate::looks::At;
use crate::room::Desk;
use crate::work::Ready;

/// Most records a document shows besides its own; a record that is referred to more often shows the
/// first of them.
const MAX_LINKED: usize = 200;

impl<'a> Desk<'a> {
    /// The documents that can be printed from a record as it stands.
    ///
    /// # Errors
    /// No such record in the seat's area.
    pub fn papers(&self, id: &str) -> Result<Vec<&'a Paper>, Failure> {
        let (record, kind) = self.find(id)?;
        Ok(papers::offered(&self.room.catalog, kind, &record))
    }

    /// A document as PDF, to look at. Nothing is written.
    ///
    /// # Errors
    /// No such record or document, one that is not offered as the record stands, or a template that
    /// is wrong.
    pub fn print(&self, id: &str, paper: &str, now: Now) -> Result<Vec<u8>, Failure> {
        let (record, kind) = self.find(id)?;
        let paper = self.offered(&record, kind, paper)?;
        self.may_print(&record, kind, paper, now)?;
        self.pdf(&record, kind, paper, now)
    }

    /// A document as PDF that stays on record: the file is kept here by its hash, and what is to be
    /// signed attaches it to the record. What was printed can then be told from what the record
    /// says later.
    ///
    /// # Errors
    /// As [`Desk::print`]; also a disk that refuses, and a person who may not write to the record.
    pub fn print_for_keeps(
        &self,
        id: &str,
        paper: &str,
        now: Now,
    ) -> Result<(Blob, Ready), Failure> {
        let (record, kind) = self.find(id)?;
        let paper = self.offered(&record, kind, paper)?;
        self.may_print(&record, kind, paper, now)?;
        let pdf = self.pdf(&record, kind, paper, now)?;
        let number = self.room.catalog.summary(&record).number;
        let name = match number {
            Some(number) => format!("{}（{number}）.pdf", paper.zh),
            None => format!("{}.pdf", paper.zh),
        };
        let blob = Blob::of(&name, pdf)?;
        let photo: Photo = blob.photo(Some(forms::PRINTED.to_owned()));
        let ready = self.edit(&record.id.to_string(), &[], &[photo], None, now)?;
        blob.keep(&self.room.blobs)?;
        Ok((blob, ready))
    }

    fn offered(&self, record: &Record, kind: &Kind, name: &str) -> Result<&'a Paper, Failure> {
        let offered = papers::offered(&self.room.catalog, kind, record);
        if let Some(paper) = offered.iter().find(|paper| paper.name == name) {
            return Ok(paper);
        }
        let say = |lang: Lang| -> String {
            let labels = offered
                .iter()
                .map(|paper| format!("{} ({})", paper.label().get(lang), paper.name));
            let labels: Vec<String> = labels.collect();
            labels.join(", ")
        };
        Err(Failure::new(
            "no_paper",
            format!("此记录现在不能打印「{name}」；可打印：{}", say(Lang::Zh)),
            format!(
                "`{name}` cannot be printed from this record as it stands; what can: {}",
                say(Lang::En)
            ),
        ))
    }

    /// Lets pass whoever may print a document: it shows persons whole, so it is for those who handle
    /// the kind and from whom nothing of the record is hidden, and is a look behind the mask.
    fn may_print(
        &self,
        record: &Record,
        kind: &Kind,
        paper: &Paper,
        now: Now,
    ) -> Result<(), Failure> {
        let says = |field: &&forms::Field| !record.said(field.id).is_empty();
        let fields = kind.fields.iter().filter(says);
        let strictest = fields.map(|field| self.showing(record, kind, field)).max();
        let handles = kind.handled_by(&self.seat.terms().role);
        match strictest.unwrap_or(Showing::Open) {
            Showing::Open => Ok(()),
            Showing::Masked if handles => self.look(At::Record(record), &paper.zh, now.wall_ms),
            _ => Err(Failure::new(
                "not_allowed",
                "这份文书载有您无权查看的内容；请由承办人或上级打印",
                "this document shows what you may not see; let whoever handles the case print it",
            )),
        }
    }

    fn pdf(
        &self,
        record: &Record,
        kind: &Kind,
        paper: &Paper,
        now: Now,
    ) -> Result<Vec<u8>, Failure> {
        let terms = self.seat.terms();
        let made_ms = self.room.catalog.summary(record).created_ms;
        let mut input = Input {
            catalog: &self.room.catalog,
            record,
            linked: self.besides(record, kind, paper)?,
            photos: BTreeMap::new(),
            place: &|code| self.names(code, made_ms),
            who: &|device| self.room.name(device),
            printed: Printed {
                at_ms: now.wall_ms,
                by: terms.person.clone(),
                unit: terms.unit.0,
                written_ms: self.room.written(record.id)?,
            },
        };
        // A photo that has not arrived yet is printed as such; one that cannot be read as well.
        let blobs = &self.room.blobs;
        let here = input.wanted(paper).into_iter().filter_map(|sha256| {
            let original = blobs::read(blobs, sha256).ok()??;
            let picture = blobs::shown(blobs, sha256, Width::Screen).ok().flatten();
            Some((sha256, Shot::of(&original, picture)))
        });
        input.photos = here.collect();
        Ok(papers::print(paper, &input)?)
    }

    /// The records a document shows besides its own, as far as the person may see them.
    fn besides(&self, record: &Record, kind: &Kind, paper: &Paper) -> Result<Vec<Record>, Failure> {
        let mut found = Vec::new();
        for path in &paper.with {
            let mut at = vec![record.clone()];
            for name in path.split('.') {
                let mut next = Vec::new();
                for record in &at {
                    next.extend(self.referred(record, name)?);
                }
                at = next;
            }
            found.extend(at);
        }
        for path in &paper.from {
            let (other, field) = path.split_once('.').unwrap_or((path, ""));
            let Some(other) = self.room.catalog.kind(other) else {
                continue;
            };
            for listed in self.room.store.linked(record.id, other.id)? {
                let linked = self.visible(listed.id)?;
                let refers =
                    |linked: &Record| references(linked, other, field).contains(&record.id);
                found.extend(linked.filter(refers));
            }
        }
        found.retain(|linked| linked.id != record.id || linked.kind != kind.id);
        found.truncate(MAX_LINKED);
        Ok(found)
    }

    fn referred(&self, record: &Record, field: &str) -> Result<Vec<Record>, Failure> {
        let Some(kind) = self.room.catalog.kind_by_id(record.kind) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for id in references(record, kind, field) {
            found.extend(self.visible(id)?);
        }
        Ok(found)
    }

    fn visible(&self, id: RecordId) -> Result<Option<Record>, Failure> {
        let record = self.room.store.record(id)?;
        Ok(record.filter(|record| self.sees(record.bucket.0)))
    }

    /// The names of the divisions from the top down as they were when the record was made, with
    /// those of today in brackets where they differ.
    fn names(&self, code: u64, made_ms: u64) -> Vec<String> {
        match DivisionCode::new(code) {
            Ok(code) => {
                let (then, now) = self.room.place_then(code, made_ms);
                let mut names: Vec<String> = then.split('/').map(str::to_owned).collect();
                if let (Some(last), Some(now)) = (names.last_mut(), now) {
                    last.push_str(&format!("（今{}）", now.replace('/', "")));
                }
                names
            }
            Err(_) => vec![format!("{code:012}")],
        }
    }
}

/// The records a field refers to.
fn references(record: &Record, kind: &Kind, field: &str) -> Vec<RecordId> {
    let Some(field) = kind.field(field) else {
        return Vec::new();
    };
    let values = field
        .value(record)
        .into_iter()
        .chain(record.items(field.id));
    values
        .filter_map(|value| value.as_text()?.parse().ok())
        .collect()
}

impl From<PaperError> for Failure {
    fn from(error: PaperError) -> Self {
        Failure::Said {
            code: error.code(),
            text: error.text(),
        }
    }
}
