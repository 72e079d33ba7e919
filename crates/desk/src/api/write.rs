//! What is typed: looked at while it is typed, then saved.

use axum::extract::Path;
use axum::response::Response;
use forms::{Complaint, Entry, Kind, Photo, Text};
use merge::{Author, DeviceId, Hash, Key, Now, Record, RecordId};

use super::door::Signed;
use super::json::Json;
use super::rows::Rows;
use super::sheet::read_seen;
use super::view::{Answering, Attach, Bulk, BulkOutcome, Checked, Form, NearRow, Resolve, Saved};
use crate::blobs;
use crate::failure::Failure;
use crate::near::Near;
use crate::room::Desk;
use crate::work::{Ready, Settle, moment, overtaken};

/// Most records of one step for many.
const BULK: usize = 500;

impl Signed {
    fn ready(&self, form: &Form, now: Now) -> Result<Ready, Failure> {
        let (desk, entries) = (self.desk(), form.entries());
        let photos = photos(self, &form.files)?;
        let seen = form.seen.as_deref().map(read_seen).transpose()?;
        match (&form.id, &form.event, &form.kind) {
            (Some(id), Some(event), _) => {
                let reason = form.reason.as_deref();
                desk.act(id, event, &entries, &photos, reason, seen.as_ref(), now)
            }
            (Some(id), None, _) => desk.edit(id, &entries, &photos, seen.as_ref(), now),
            (None, _, Some(kind)) => desk.add(kind, &entries, &photos, now),
            (None, _, None) => Err(Failure::new(
                "form",
                "表单没有说明记录类型",
                "the form does not say what it is about",
            )),
        }
    }

    /// Signs and keeps what is ready, and says where the record stands now.
    pub(super) fn keep(&self, ready: Ready, now: Now) -> Result<Saved, Failure> {
        let warnings = ready.warnings.clone();
        let is_new = ready.after.is_none();
        let id = self.door.host.write(&self.who, ready, now)?;
        self.saved(id, warnings, is_new)
    }

    /// Where a record stands that has just been saved.
    pub(super) fn saved(
        &self,
        id: RecordId,
        warnings: Vec<Complaint>,
        is_new: bool,
    ) -> Result<Saved, Failure> {
        let room = self.room();
        let record = room.store.record(id)?;
        let summary = record.map(|record| room.catalog.summary(&record));
        let near = match summary.as_ref().filter(|_| is_new) {
            Some(summary) => self.near_rows(&self.desk().near(id, summary)?)?,
            None => Vec::new(),
        };
        Ok(Saved {
            id: id.to_string(),
            status: summary.map(|summary| summary.status).unwrap_or_default(),
            warnings,
            near,
        })
    }

    fn near_rows(&self, near: &[Near]) -> Result<Vec<NearRow>, Failure> {
        let rows = Rows::new(self)?;
        let row = |near: &Near| {
            Ok(NearRow {
                row: rows.row(&near.listed)?,
                metres: near.metres,
            })
        };
        near.iter().map(row).collect()
    }
}

/// What a form says of its files, which were sent before it.
///
/// # Errors
/// A file that is not here, or that the person neither brought nor may see: nobody learns which.
fn photos(signed: &Signed, files: &[Attach]) -> Result<Vec<Photo>, Failure> {
    let room = signed.room();
    let photo = |file: &Attach| {
        let sha256: Option<Hash> = file.sha256.parse().ok();
        let sha256 = sha256.filter(|sha256| signed.may_see(*sha256).is_ok());
        let kept = sha256.and_then(|sha256| Some((sha256, blobs::find(&room.blobs, sha256)?)));
        let (sha256, (size, mime)) = kept.ok_or_else(|| {
            Failure::new(
                "no_file",
                format!("文件 {} 没有传到；请重新选择它", file.caption),
                format!("the file {} did not arrive; choose it again", file.caption),
            )
        })?;
        Ok(file.photo(sha256, size, mime))
    };
    files.iter().map(photo).collect()
}

pub(super) async fn check(signed: Signed, Json(form): Json<Form>) -> Response {
    signed
        .answer(move |signed| {
            let now = signed.door.host.now();
            let mut checked = Checked {
                complaints: Vec::new(),
                ahead: ahead(signed, &form, now)?,
                warnings: Vec::new(),
                near: Vec::new(),
                suggests: suggestions(signed, &form, now),
            };
            match signed.ready(&form, now) {
                Ok(ready) => {
                    checked.warnings.clone_from(&ready.warnings);
                    if form.id.is_none() {
                        let record = would_be(ready, now);
                        let summary = signed.room().catalog.summary(&record);
                        checked.near =
                            signed.near_rows(&signed.desk().near(record.id, &summary)?)?;
                    }
                }
                Err(Failure::Form(complaints)) => checked.complaints = complaints,
                Err(failure) => return Err(failure),
            }
            Ok(checked)
        })
        .await
}

/// What would stand against the step that is to follow something new.
fn ahead(signed: &Signed, form: &Form, now: Now) -> Result<Vec<Complaint>, Failure> {
    let (None, Some(kind), Some(event)) = (&form.id, &form.kind, &form.event) else {
        return Ok(Vec::new());
    };
    let photos = photos(signed, &form.files)?;
    let entries = form.entries();
    signed.desk().foresee(kind, event, &entries, &photos, now)
}

/// The record a draft would make, signed by nobody and kept nowhere.
fn would_be(ready: Ready, now: Now) -> Record {
    let nobody = Author::new(Key::from_secret(&[0; 32]), DeviceId([0; 16]), Hash::ZERO);
    Record::from_op(&nobody.seal(ready.draft, now).op)
}

/// What the program suggests for a form, from what was typed and what the record says already.
fn suggestions(signed: &Signed, form: &Form, now: Now) -> Vec<(String, String, Text)> {
    let (room, desk) = (signed.room(), signed.desk());
    let record = form.id.as_deref().and_then(|id| desk.find(id).ok());
    let named = form
        .kind
        .as_deref()
        .and_then(|kind| room.catalog.kind(kind));
    let Some(kind) = record.as_ref().map(|(_, kind)| *kind).or(named) else {
        return Vec::new();
    };
    let kept = record.as_ref().map(|(record, _)| desk.json(record));
    let said = |name: &str| {
        let typed = form.entries.iter().find(|(field, _)| field == name);
        match typed {
            Some((_, text)) => {
                Some(serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()))
            }
            None => kept.as_ref()?.get("fields")?.get(name).cloned(),
        }
    };
    let suggested = room.catalog.suggest(kind, &said, &moment(now).today());
    let shown = suggested.into_iter().map(|s| (s.field, s.value, s.why));
    shown.collect()
}

pub(super) async fn save(signed: Signed, Json(form): Json<Form>) -> Response {
    signed
        .answer(move |signed| {
            let now = signed.door.host.now();
            signed.once(form.once.as_deref(), &form, now, || {
                let ready = signed.ready(&form, now)?;
                if !form.anyway {
                    not_overtaken(&signed.desk(), &ready)?;
                }
                Ok(ready)
            })
        })
        .await
}

/// Two people who write one field make a conflict. Whoever saves second is told before, not after.
fn not_overtaken(desk: &Desk<'_>, ready: &Ready) -> Result<(), Failure> {
    let room = desk.room;
    let Some(record) = room.store.record(ready.draft.record)? else {
        return Ok(());
    };
    let kind = room.catalog.kind_by_id(record.kind);
    let complaint = |field: u16| newer_value(desk, kind?, &record, field);
    let complaints: Vec<Complaint> = overtaken(&record, &ready.draft)
        .into_iter()
        .filter_map(complaint)
        .collect();
    if complaints.is_empty() {
        return Ok(());
    }
    Err(Failure::Overtaken(complaints))
}

fn newer_value(desk: &Desk<'_>, kind: &Kind, record: &Record, field: u16) -> Option<Complaint> {
    let known = kind.field_by_id(field)?;
    let said = record.said(field).into_iter().next()?;
    let by = said.source.dot.device;
    let now = desk.text(record, kind, (field, &said.what), by)?;
    let by = desk.room.name(by);
    Some(Complaint {
        field: Some(known.name.clone()),
        code: "overtaken",
        text: Text::new(
            format!(
                "{by} 已改为「{}」；仍要保存则两个值并存，由上级定夺",
                now.zh
            ),
            format!(
                "{by} changed it to `{}`; if you save all the same, both values stay and somebody above settles it",
                now.en
            ),
        ),
    })
}

pub(super) async fn resolve(
    signed: Signed,
    Path(id): Path<String>,
    Json(how): Json<Resolve>,
) -> Response {
    signed
        .answer(move |signed| {
            let settle = match (&how.value, &how.device) {
                (Some(value), _) => Settle::Value(value.clone()),
                (None, device) => Settle::Device(device.clone().unwrap_or_default()),
            };
            let now = signed.door.host.now();
            signed.once(how.once.as_deref(), &(&id, &how), now, || {
                signed.desk().resolve(&id, &how.field, &settle, now)
            })
        })
        .await
}

pub(super) async fn bulk(signed: Signed, Json(bulk): Json<Bulk>) -> Response {
    signed
        .answer(move |signed| {
            if bulk.ids.len() > BULK {
                return Err(Failure::new(
                    "too_many",
                    format!("一次最多处理 {BULK} 条；请分批选择"),
                    format!("at most {BULK} records at once; choose fewer"),
                ));
            }
            let one = |(at, id): (usize, &String)| one_of_many(signed, &bulk, at, id);
            bulk.ids
                .iter()
                .enumerate()
                .map(one)
                .collect::<Result<Vec<_>, _>>()
        })
        .await
}

/// A refusal of one record holds up none of the others; a disk that fails ends it all.
fn one_of_many(signed: &Signed, bulk: &Bulk, at: usize, id: &str) -> Result<BulkOutcome, Failure> {
    let form = Form {
        id: Some(id.to_owned()),
        event: Some(bulk.event.clone()),
        entries: bulk.entries.clone(),
        reason: bulk.reason.clone(),
        once: bulk.once.as_ref().map(|word| format!("{word}-{at}")),
        ..Form::default()
    };
    let now = signed.door.host.now();
    let outcome = |status, complaints| BulkOutcome {
        id: id.to_owned(),
        status,
        complaints,
    };
    let saved = signed.once(form.once.as_deref(), &form, now, || {
        signed.ready(&form, now)
    });
    match saved {
        Ok(saved) => Ok(outcome(Some(saved.status), Vec::new())),
        Err(Failure::Form(complaints)) => Ok(outcome(None, complaints)),
        Err(
            failure @ Failure::Said {
                code: "no_record", ..
            },
        ) => Ok(outcome(
            None,
            vec![Complaint {
                field: None,
                code: "no_record",
                text: failure.text(),
            }],
        )),
        Err(failure) => Err(failure),
    }
}

pub(super) async fn answer(signed: Signed, Json(answering): Json<Answering>) -> Response {
    signed
        .answer(move |signed| {
            let now = signed.door.host.now();
            let (id, cause) = (&answering.id, answering.cause.as_str());
            let typed: Vec<Entry> = answering.entries();
            signed.once(answering.once.as_deref(), &answering, now, || {
                signed.desk().answer(id, Some(cause), &typed, &[], now)
            })
        })
        .await
}
