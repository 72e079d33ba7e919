//! What a person does: record, change, decide. Each comes out as a draft that is ready to sign.

use forms::{Entry, Moment, Photo, Take, Valid};
use merge::{Bucket, Change, Context, DeviceId, Draft, Hlc, Now, Record, RecordId};

use crate::failure::Failure;
use crate::room::Desk;

/// How to settle a conflict.
#[derive(Debug, Clone)]
pub enum Settle {
    /// With this value.
    Value(String),
    /// With what this device wrote; a beginning of its id is enough.
    Device(String),
}

/// What a person wants to write, checked and ready to be signed.
#[derive(Debug)]
pub struct Ready {
    /// What is to be signed.
    pub draft: Draft,
    /// The stamp it must sort after.
    pub after: Option<Hlc>,
    /// A small named fact to be kept in the same step.
    pub note: Option<(String, Vec<u8>)>,
    /// Things to look at again; the save stands.
    pub warnings: Vec<forms::Complaint>,
}

/// The moment of a form.
#[must_use]
pub fn moment(now: Now) -> Moment {
    Moment {
        now_ms: now.wall_ms,
        offset_min: now.offset_min,
    }
}

/// Random bytes from the system.
///
/// # Errors
/// A system that gives none.
pub fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| {
        Failure::new(
            "random",
            format!("系统随机数不可用（{error}）；请重启电脑后再试"),
            format!("the system gives no random numbers ({error}); restart the machine"),
        )
    })
}

impl Desk<'_> {
    /// Something new to record.
    ///
    /// # Errors
    /// Complaints about the form.
    pub fn add(
        &self,
        kind: &str,
        entries: &[Entry],
        photos: &[Photo],
        now: Now,
    ) -> Result<Ready, Failure> {
        let catalog = &self.room.catalog;
        let kind = catalog.require(kind)?;
        let (actor, here) = (self.actor()?, self.here());
        let valid = catalog.create(kind, entries, photos, &actor, &moment(now), &here)?;
        let mut random = [0; 10];
        fill(&mut random)?;
        let own = || self.seat.unit_today(self.room);
        let bucket = valid.division.unwrap_or_else(own);
        Ok(Ready {
            draft: Draft {
                record: RecordId::v7(now.wall_ms, random),
                bucket: Bucket(bucket),
                kind: kind.id,
                form: kind.version,
                context: Context::new(),
                changes: valid.changes,
                reason: valid.reason,
                resolves: Vec::new(),
            },
            after: None,
            note: None,
            warnings: valid.warnings,
        })
    }

    /// What a step would have against something new if it followed at once.
    ///
    /// # Errors
    /// An unknown kind or role.
    pub fn foresee(
        &self,
        kind: &str,
        event: &str,
        entries: &[Entry],
        photos: &[Photo],
        now: Now,
    ) -> Result<Vec<forms::Complaint>, Failure> {
        let catalog = &self.room.catalog;
        let kind = catalog.require(kind)?;
        let (actor, here) = (self.actor()?, self.here());
        Ok(catalog.foresee(kind, event, entries, photos, &actor, &moment(now), &here))
    }

    /// Fields of a record to change, in a form that was opened when the record stood at `seen`.
    ///
    /// # Errors
    /// No such record, complaints, or somebody else's newer values in the same fields.
    pub fn edit(
        &self,
        id: &str,
        entries: &[Entry],
        photos: &[Photo],
        seen: Option<&Context>,
        now: Now,
    ) -> Result<Ready, Failure> {
        let (record, kind) = self.find(id)?;
        let valid = self.room.catalog.edit(
            kind,
            &record,
            entries,
            photos,
            &self.actor()?,
            &moment(now),
            &self.here(),
        )?;
        self.change(&record, kind.version, valid, seen)
    }

    /// An event of a record's workflow, in a form that was opened when the record stood at `seen`.
    ///
    /// # Errors
    /// No such record, an event that is not allowed here, or complaints.
    #[expect(
        clippy::too_many_arguments,
        reason = "a form, its files, its reason and its time"
    )]
    pub fn act(
        &self,
        id: &str,
        event: &str,
        entries: &[Entry],
        photos: &[Photo],
        reason: Option<&str>,
        seen: Option<&Context>,
        now: Now,
    ) -> Result<Ready, Failure> {
        let (record, kind) = self.find(id)?;
        let valid = self.room.catalog.act(
            kind,
            &record,
            event,
            entries,
            photos,
            reason,
            &self.actor()?,
            &moment(now),
            &self.here(),
        )?;
        self.change(&record, kind.version, valid, seen)
    }

    /// A field in conflict to settle. The other values stay in the history.
    ///
    /// # Errors
    /// No such record or field, nothing to settle, or a value that is not allowed.
    pub fn resolve(
        &self,
        id: &str,
        field: &str,
        settle: &Settle,
        now: Now,
    ) -> Result<Ready, Failure> {
        let (record, kind) = self.find(id)?;
        let take = match settle {
            Settle::Value(value) => Take::Value(value.clone()),
            Settle::Device(beginning) => Take::From(writer(&record, beginning)?),
        };
        let settled = self.room.catalog.resolve(
            kind,
            &record,
            field,
            &take,
            &self.actor()?,
            &moment(now),
            &self.here(),
        )?;
        let valid = Valid {
            changes: settled.changes,
            reason: None,
            warnings: Vec::new(),
            division: None,
        };
        let mut ready = self.change(&record, kind.version, valid, None)?;
        ready.draft.resolves = settled.resolves;
        Ok(ready)
    }

    fn change(
        &self,
        record: &Record,
        form: u16,
        valid: Valid,
        seen: Option<&Context>,
    ) -> Result<Ready, Failure> {
        let context = match seen {
            Some(seen) => self.still_good(record, seen)?,
            None => record.clock().clone(),
        };
        Ok(Ready {
            draft: Draft {
                record: record.id,
                bucket: record.bucket,
                kind: record.kind,
                form,
                context,
                changes: valid.changes,
                reason: valid.reason,
                resolves: Vec::new(),
            },
            after: Some(record.latest()),
            note: None,
            warnings: valid.warnings,
        })
    }

    /// The context of a form that was opened earlier. What others wrote since then stays beside
    /// what is written now; what this device wrote itself cannot, because a version vector has no
    /// word for "my second save, but not my first".
    fn still_good(&self, record: &Record, seen: &Context) -> Result<Context, Failure> {
        let own = self.seat.grant.device;
        if record.clock().get(&own) == seen.get(&own) {
            return Ok(seen.clone());
        }
        Err(Failure::new(
            "opened_twice",
            "这条记录已在另一个窗口保存过；您输入的内容仍在，请查看新内容后再保存",
            "this record was saved from another window; what you typed is kept here, look at the new values and save again",
        ))
    }
}

/// The fields that somebody wrote after a form was opened and that a draft would write as well.
#[must_use]
pub fn overtaken(record: &Record, draft: &Draft) -> Vec<u16> {
    let written = draft.changes.iter().filter_map(|change| match change {
        Change::Set { field, .. } => Some(*field),
        _ => None,
    });
    let unseen = |field: &u16| {
        let said = record.said(*field);
        let mut dots = said.iter().map(|said| said.source.dot);
        dots.any(|dot| draft.context.get(&dot.device) < dot.seq)
    };
    written.filter(unseen).collect()
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
