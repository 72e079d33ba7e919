//! What an officer does: record, change, decide, look up.

use std::path::PathBuf;

use forms::{Actor, Entry, Moment, Photo, Take, Valid};
use merge::{Bucket, Context, DeviceId, Draft, Now, Record, RecordId};

use crate::blobs;
use crate::enrol::fill;
use crate::failure::Failure;
use crate::laptop::{Laptop, Written};

/// A photo or scan to attach: the field it belongs to, if named, and the file.
#[derive(Debug, Clone)]
pub struct PhotoFile {
    /// The field; the form's first photo field if none is named.
    pub field: Option<String>,
    /// The file.
    pub file: PathBuf,
}

/// How to settle a conflict.
#[derive(Debug, Clone)]
pub enum Settle {
    /// With this value.
    Value(String),
    /// With what this device wrote; a beginning of its id is enough.
    Device(String),
}

pub(crate) fn moment(now: Now) -> Moment {
    Moment {
        now_ms: now.wall_ms,
        offset_min: now.offset_min,
    }
}

impl Laptop {
    fn actor(&self) -> Result<Actor<'_>, Failure> {
        let terms = &self.grant.terms;
        Ok(Actor {
            role: self.role()?,
            person: &terms.person,
            division: terms.unit.0,
        })
    }

    /// What a form says of its files. They are kept only when the form is right.
    fn photos(files: &[PhotoFile]) -> Result<Vec<Photo>, Failure> {
        let look = |photo: &PhotoFile| {
            let (blob, _) = blobs::look(&photo.file)?;
            Ok(Photo {
                field: photo.field.clone(),
                sha256: blob.sha256,
                size: blob.size,
                mime: blob.mime.to_owned(),
                caption: blob.caption,
            })
        };
        files.iter().map(look).collect()
    }

    /// Keeps the files of a form that is right, before any operation refers to them.
    fn keep(&self, files: &[PhotoFile], photos: &[Photo]) -> Result<(), Failure> {
        for (file, photo) in files.iter().zip(photos) {
            let kept = blobs::keep(&self.blobs, &file.file)?;
            if kept.sha256 != photo.sha256 {
                let file = file.file.display();
                return Err(Failure::new(
                    "changed",
                    format!("{file} 在保存时被改动；请再保存一次"),
                    format!("{file} was changed while it was being saved; save again"),
                ));
            }
        }
        Ok(())
    }

    /// Records something new.
    ///
    /// # Errors
    /// Complaints about the form, or a disk that refuses. Nothing was written.
    pub fn add(
        &mut self,
        kind: &str,
        entries: &[Entry],
        files: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let photos = Self::photos(files)?;
        let kind = self.catalog.require(kind)?;
        let actor = self.actor()?;
        let valid =
            self.catalog
                .create(kind, entries, &photos, &actor, &moment(now), &self.here())?;
        self.keep(files, &photos)?;
        let mut random = [0; 10];
        fill(&mut random)?;
        let bucket = valid.division.unwrap_or(self.grant.terms.unit.0);
        let draft = Draft {
            record: RecordId::v7(now.wall_ms, random),
            bucket: Bucket(bucket),
            kind: kind.id,
            form: kind.version,
            context: Context::new(),
            changes: valid.changes,
            reason: valid.reason,
            resolves: Vec::new(),
        };
        let mut warnings = valid.warnings;
        let id = self.write(draft, now)?;
        warnings.extend(self.near(id)?);
        Ok(Written { id, warnings })
    }

    /// Changes fields of a record.
    ///
    /// # Errors
    /// No such record, complaints, or a disk that refuses. Nothing was written.
    pub fn edit(
        &mut self,
        id: &str,
        entries: &[Entry],
        files: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let photos = Self::photos(files)?;
        let (record, kind) = self.find(id)?;
        let valid = self.catalog.edit(
            kind,
            &record,
            entries,
            &photos,
            &self.actor()?,
            &moment(now),
            &self.here(),
        )?;
        let form = kind.version;
        self.keep(files, &photos)?;
        self.change(&record, form, valid, now)
    }

    /// Fires an event of a record's workflow.
    ///
    /// # Errors
    /// No such record, an event that is not allowed here, complaints, or a disk that refuses.
    pub fn act(
        &mut self,
        id: &str,
        event: &str,
        entries: &[Entry],
        files: &[PhotoFile],
        reason: Option<&str>,
        now: Now,
    ) -> Result<Written, Failure> {
        let photos = Self::photos(files)?;
        let (record, kind) = self.find(id)?;
        let valid = self.catalog.act(
            kind,
            &record,
            event,
            entries,
            &photos,
            reason,
            &self.actor()?,
            &moment(now),
            &self.here(),
        )?;
        let form = kind.version;
        self.keep(files, &photos)?;
        self.change(&record, form, valid, now)
    }

    fn change(
        &mut self,
        record: &Record,
        form: u16,
        valid: Valid,
        now: Now,
    ) -> Result<Written, Failure> {
        self.observe(record, now);
        let draft = Draft {
            record: record.id,
            bucket: record.bucket,
            kind: record.kind,
            form,
            context: record.clock().clone(),
            changes: valid.changes,
            reason: valid.reason,
            resolves: Vec::new(),
        };
        let id = self.write(draft, now)?;
        Ok(Written {
            id,
            warnings: valid.warnings,
        })
    }

    /// Settles a field in conflict. The other values stay in the history.
    ///
    /// # Errors
    /// No such record or field, nothing to settle, or a value that is not allowed.
    pub fn resolve(
        &mut self,
        id: &str,
        field: &str,
        settle: &Settle,
        now: Now,
    ) -> Result<Written, Failure> {
        let (record, kind) = self.find(id)?;
        let take = match settle {
            Settle::Value(value) => Take::Value(value.clone()),
            Settle::Device(beginning) => Take::From(writer(&record, beginning)?),
        };
        let settled = self.catalog.resolve(
            kind,
            &record,
            field,
            &take,
            &self.actor()?,
            &moment(now),
            &self.here(),
        )?;
        let form = kind.version;
        self.observe(&record, now);
        let draft = Draft {
            record: record.id,
            bucket: record.bucket,
            kind: record.kind,
            form,
            context: record.clock().clone(),
            changes: settled.changes,
            reason: None,
            resolves: settled.resolves,
        };
        let id = self.write(draft, now)?;
        Ok(Written {
            id,
            warnings: Vec::new(),
        })
    }
}

/// The device among a record's writers whose id begins so.
fn writer(record: &Record, beginning: &str) -> Result<DeviceId, Failure> {
    let writers = record.clock().dots.keys();
    let fitting: Vec<_> = writers
        .filter(|d| d.to_string().starts_with(beginning))
        .collect();
    match fitting.as_slice() {
        [device] => Ok(**device),
        _ => Err(Failure::new(
            "device",
            format!("「{beginning}」不能唯一确定写过此记录的设备；请用 conflicts 查看设备号"),
            format!(
                "`{beginning}` is not the beginning of exactly one device that wrote this record; see `conflicts`"
            ),
        )),
    }
}
