//! What an officer does: record, change, decide, look up.

use std::collections::BTreeSet;
use std::path::PathBuf;

use forms::{Actor, Complaint, Entry, Kind, Moment, Photo, Summary, Take, Text, Valid};
use merge::{Bucket, Change, Context, DeviceId, Draft, Now, Record, RecordId, Value};
use places::{Limits, Point, Spot};
use serde_json::json;
use store::{Listed, Query, Verified};

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

/// How the laptop stands.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Status {
    /// Who this laptop is.
    pub device: String,
    /// Who works with it.
    pub person: String,
    /// In which role.
    pub role: String,
    /// The division its unit is named by.
    pub unit: String,
    /// The server's address.
    pub server: String,
    /// Own operations.
    pub operations: u64,
    /// Own operations no receipt covers yet.
    pub unsent: u64,
    /// The server's time in the last receipt, milliseconds since 1970; absent before the first.
    pub last_sync_ms: Option<u64>,
    /// Own operations the office holds out of the fold, with its reasons.
    pub held: Vec<Held>,
    /// Records kept here.
    pub records: u64,
    /// Records in conflict.
    pub conflicts: u64,
    /// Records whose deadline has passed, by the laptop's clock.
    pub overdue: u64,
    /// Bytes of the journal.
    pub journal_bytes: u64,
    /// Whether everything is as it should be.
    pub healthy: bool,
    /// What is not.
    pub problems: Vec<Text>,
}

/// An operation that is held out of the fold.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Held {
    /// The operation.
    pub operation: String,
    /// Why.
    pub reason: String,
}

/// How far from a new hazard others of its kind are looked for, in millionths of a degree of
/// latitude and longitude: more than 100 m anywhere in the country.
const NEARBY_E6: i32 = 2_000;

fn moment(now: Now) -> Moment {
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

    fn photos(&self, files: &[PhotoFile]) -> Result<Vec<Photo>, Failure> {
        let keep = |photo: &PhotoFile| {
            let blob = blobs::keep(&self.blobs, &photo.file)?;
            Ok(Photo {
                field: photo.field.clone(),
                sha256: blob.sha256,
                size: blob.size,
                mime: blob.mime.to_owned(),
                caption: blob.caption,
            })
        };
        files.iter().map(keep).collect()
    }

    /// Records something new.
    ///
    /// # Errors
    /// Complaints about the form, or a disk that refuses. Nothing was written.
    pub fn add(
        &mut self,
        kind: &str,
        entries: &[Entry],
        photos: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let photos = self.photos(photos)?;
        let kind = self.catalog.require(kind)?;
        let actor = self.actor()?;
        let valid =
            self.catalog
                .create(kind, entries, &photos, &actor, &moment(now), &self.here())?;
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
        photos: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let photos = self.photos(photos)?;
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
        photos: &[PhotoFile],
        reason: Option<&str>,
        now: Now,
    ) -> Result<Written, Failure> {
        let photos = self.photos(photos)?;
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

    /// Hints at records that may be about the same thing.
    fn near(&self, id: RecordId) -> Result<Vec<Complaint>, Failure> {
        let Some(record) = self.store.record(id)? else {
            return Ok(Vec::new());
        };
        let summary = self.catalog.summary(&record);
        let Some(spot) = summary.spot.as_ref().map(|_| as_spot(id, &summary)) else {
            return Ok(Vec::new());
        };
        let mut around: Vec<Listed> = Vec::new();
        if let Some(road) = &spot.road {
            around.extend(self.store.on_road(road)?);
        }
        if let Some((lat, lon)) = summary.spot.as_ref().and_then(|spot| spot.point) {
            around.extend(self.store.in_rectangle(
                (lat - NEARBY_E6, lon - NEARBY_E6),
                (lat + NEARBY_E6, lon + NEARBY_E6),
            )?);
        }
        let others: BTreeSet<RecordId> = around.iter().map(|listed| listed.id).collect();
        let same_kind = |listed: &&Listed| {
            listed.id != id && listed.summary.kind == summary.kind && others.contains(&listed.id)
        };
        let mut candidates: Vec<Spot> = Vec::new();
        for listed in around.iter().filter(same_kind) {
            if candidates.iter().all(|known| known.id != listed.id.0) {
                candidates.push(as_spot(listed.id, &listed.summary));
            }
        }
        let near = places::near_duplicates(&spot, &candidates, &Limits::default());
        Ok(near
            .into_iter()
            .map(|(other, nearness)| near_hint(RecordId(other), nearness.metres()))
            .collect())
    }

    /// The records of a kind, or of all, that fit every condition; the newest first.
    ///
    /// # Errors
    /// An unknown kind or field, or an index that fails.
    pub fn list(&self, kind: Option<&str>, conditions: &[Entry]) -> Result<Vec<Listed>, Failure> {
        let kind = kind.map(|name| self.catalog.require(name)).transpose()?;
        let query = Query {
            buckets: 0..=u64::MAX - 1,
            kind: kind.map(|kind| kind.id),
        };
        let mut found = Vec::new();
        self.store.list(&query, &mut |listed| {
            found.push(listed);
            true
        })?;
        for condition in conditions {
            let mut kept = Vec::with_capacity(found.len());
            for listed in found {
                if self.fits(&listed, kind, condition)? {
                    kept.push(listed);
                }
            }
            found = kept;
        }
        found.sort_by_key(|listed| std::cmp::Reverse((listed.summary.updated_ms, listed.id)));
        Ok(found)
    }

    fn fits(
        &self,
        listed: &Listed,
        kind: Option<&Kind>,
        condition: &Entry,
    ) -> Result<bool, Failure> {
        let wanted = condition.text.as_str();
        match condition.field.as_str() {
            "status" => return Ok(listed.summary.status == wanted),
            "division" => {
                let code: Option<places::DivisionCode> = wanted.parse().ok();
                return Ok(code.is_some_and(|code| code.range().contains(&listed.summary.bucket)));
            }
            _ => {}
        }
        let of_kind = match kind {
            Some(kind) => Some(kind),
            None => self.catalog.kind_by_id(listed.summary.kind),
        };
        let field = of_kind.and_then(|kind| kind.field(&condition.field));
        let Some(field) = field else {
            return match kind {
                Some(kind) => Err(unknown_field(kind, &condition.field)),
                None => Ok(false),
            };
        };
        let Some(record) = self.store.record(listed.id)? else {
            return Ok(false);
        };
        let said = record.said(field.id).into_iter().map(|said| said.what);
        let values = said.chain(record.items(field.id));
        let shown = |value| match self.catalog.value_json(field, &value) {
            serde_json::Value::String(text) => text == wanted,
            other => other.to_string() == wanted,
        };
        Ok(values.into_iter().any(shown))
    }

    /// The record for programs: stable English names, and all values of a field in conflict.
    #[must_use]
    pub fn json(&self, record: &Record) -> serde_json::Value {
        self.catalog.to_json(record, &|device| self.name(device))
    }

    /// Who works with a device, as far as it is known here.
    #[must_use]
    pub fn name(&self, device: DeviceId) -> String {
        let holder = self.store.holder(device).ok().flatten();
        holder.map(|grant| grant.terms.person).unwrap_or_default()
    }

    /// A record's operations in the order of arrival, for programs.
    ///
    /// # Errors
    /// A journal that fails.
    pub fn history(&self, id: RecordId) -> Result<Vec<serde_json::Value>, Failure> {
        let history = self.store.history(id)?;
        let step = |(sealed, held): (merge::Sealed, Option<String>)| {
            let op = &sealed.op;
            let changes = self.changes(op);
            json!({
                "device": op.device.to_string(),
                "seq": op.seq,
                "by": self.name(op.device),
                "at_ms": op.claimed.wall_ms,
                "changes": changes,
                "reason": op.reason,
                "held": held,
                "hash": sealed.hash.to_string(),
            })
        };
        Ok(history.into_iter().map(step).collect())
    }

    /// What an operation changed, by the names of the catalog.
    fn changes(&self, op: &merge::Op) -> Vec<serde_json::Value> {
        let kind = self.catalog.kind_by_id(op.kind);
        let field = |id| kind.and_then(|kind| kind.field_by_id(id));
        let name = |id: u16| field(id).map_or_else(|| format!("#{id}"), |field| field.name.clone());
        let value =
            |id: u16, value: &Value| field(id).map(|field| self.catalog.value_json(field, value));
        let change = |change: &Change| match change {
            Change::Set { field, value: to } => {
                json!({ "field": name(*field), "set": value(*field, to) })
            }
            Change::Item {
                field,
                item,
                present: true,
            } => {
                json!({ "field": name(*field), "add": value(*field, item) })
            }
            Change::Item { field, item, .. } => {
                json!({ "field": name(*field), "remove": value(*field, item) })
            }
            Change::Event { name } => json!({ "event": name }),
            Change::Attach(file) => json!({
                "field": name(file.field),
                "attach": file.sha256.to_string(),
                "caption": file.caption,
            }),
        };
        op.changes.iter().map(change).collect()
    }

    /// The records in conflict.
    ///
    /// # Errors
    /// An index that fails.
    pub fn conflicts(&self) -> Result<Vec<Listed>, Failure> {
        Ok(self.store.conflicts(&(0..=u64::MAX - 1))?)
    }

    /// How the laptop stands.
    ///
    /// # Errors
    /// An index that fails.
    pub fn status(&self, now: Now) -> Result<Status, Failure> {
        let head = self.store.head(self.device.id())?;
        let receipt = self.store.receipt()?;
        let today = moment(now).day();
        let mut records = 0;
        let all = Query {
            buckets: 0..=u64::MAX - 1,
            kind: None,
        };
        self.store.list(&all, &mut |_| {
            records += 1;
            true
        })?;
        let due = self.store.due(&all.buckets)?;
        let overdue = due
            .iter()
            .filter(|l| l.summary.due.is_some_and(|due| due < today))
            .count();
        let held = self.store.all_held()?.into_iter();
        let held = held.filter(|(dot, _)| dot.device == self.device.id());
        let problems = self.problems()?;
        let terms = &self.grant.terms;
        Ok(Status {
            device: self.device.id().to_string(),
            person: terms.person.clone(),
            role: terms.role.clone(),
            unit: terms.unit.to_string(),
            server: self.device.server.clone(),
            operations: head.seq,
            unsent: head.seq - receipt.as_ref().map_or(0, |r| r.head.seq).min(head.seq),
            last_sync_ms: receipt.map(|receipt| receipt.server_ms),
            held: held
                .map(|(dot, reason)| Held {
                    operation: dot.to_string(),
                    reason,
                })
                .collect(),
            records,
            conflicts: self.conflicts()?.len() as u64,
            overdue: overdue as u64,
            journal_bytes: self.store.position(),
            healthy: problems.is_empty(),
            problems,
        })
    }

    fn problems(&self) -> Result<Vec<Text>, Failure> {
        let forks = self.store.forks()?.into_iter().map(|dot| {
            Text::new(
                format!("操作 {dot} 有两个版本：某台设备的文件夹被复制过，请报告管理员"),
                format!("operation {dot} exists twice: a device's folder was copied; tell the administrator"),
            )
        });
        Ok(forks.collect())
    }

    /// Checks journal, chain, signatures and index.
    ///
    /// # Errors
    /// A folder that cannot be read at all.
    pub fn verify(&self, progress: store::Progress<'_>) -> Result<Verified, Failure> {
        Ok(self.store.verify(Some(self.device.id()), progress)?)
    }
}

fn as_spot(id: RecordId, summary: &Summary) -> Spot {
    let spot = summary.spot.clone().unwrap_or_default();
    Spot {
        id: id.0,
        road: spot.road,
        stake_m: spot.stake,
        point: spot.point.and_then(|(lat, lon)| Point::new(lat, lon).ok()),
        kinds: spot.kinds.into_iter().collect(),
    }
}

fn near_hint(other: RecordId, metres: i32) -> Complaint {
    Complaint {
        field: None,
        code: "near_duplicate",
        text: Text::new(
            format!("附近 {metres} 米处已有同类记录 {other}；如属同一处，请作废本条或请县级并案"),
            format!(
                "record {other} of the same kind is {metres} m away; if it is the same place, void this one or ask the county to merge them"
            ),
        ),
    }
}

fn unknown_field(kind: &Kind, field: &str) -> Failure {
    Failure::new(
        "unknown_field",
        format!("{} 没有字段「{field}」；请核对字段名", kind.label.zh),
        format!("{} has no field `{field}`; check its name", kind.name),
    )
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
