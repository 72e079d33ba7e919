//! A record on its own: what it says, what may be done with it, and what hangs on it.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use forms::{Complaint, Field, Kind, Lang, Showing, Text};
use merge::{Context, DeviceId, Record, Value};
use serde::Deserialize;
use serde_json::Value as Json;
use store::Listed;

use super::door::Signed;
use super::links::{referred, refers, results};
use super::rivals::conflicts;
use super::rows::Rows;
use super::view::{ClockShown, HereShown, Offer, PhotoShown, Program, Sheet, Shown};
use crate::blobs::{self, Here};
use crate::failure::Failure;
use crate::looks::At;
use crate::room::{Desk, Room};
use crate::shown::opened;
use crate::work::moment;

/// Complaints that filling the form does not mend.
const AGAINST: [&str; 2] = ["conflict", "open"];

/// Why somebody wants to see what is masked.
#[derive(Debug, Deserialize)]
pub(super) struct Unmask {
    unmask: Option<String>,
}

pub(super) async fn get(
    signed: Signed,
    Path(id): Path<String>,
    Query(ask): Query<Unmask>,
) -> Response {
    signed
        .answer(move |signed| {
            let (record, kind) = signed.desk().find(&id)?;
            let reason = ask.unmask.as_deref().filter(|reason| !reason.is_empty());
            if let Some(reason) = reason {
                // It is kept before anything is shown.
                let now_ms = signed.door.host.now().wall_ms;
                signed.desk().look(At::Record(&record), reason, now_ms)?;
            }
            sheet(signed, &record, kind, reason.is_some())
        })
        .await
}

fn sheet(signed: &Signed, record: &Record, kind: &Kind, whole: bool) -> Result<Sheet, Failure> {
    let (desk, room) = (signed.desk(), signed.room());
    let rows = Rows::new(signed)?;
    let now = moment(signed.door.host.now());
    let as_row = Listed {
        id: record.id,
        summary: room.catalog.summary(record),
    };
    let referred = referred(&desk, record)?;
    let clocks = room.catalog.clocks(record, room.store.arrived(record.id)?);
    let clocks = clocks.into_iter();
    let now_ms = i64::try_from(now.now_ms).unwrap_or(i64::MAX);
    Ok(Sheet {
        row: rows.row(&as_row)?,
        fields: fields(&desk, record, kind, whole)?,
        photos: photos(signed, record, kind, whole)?,
        seen: seen_text(record.clock()),
        digest: record.digest().to_string(),
        may_edit: may_edit(&desk, record, kind)?,
        offers: offers(&desk, record, kind, now)?,
        conflicts: conflicts(&desk, record, kind)?,
        clocks: clocks
            .map(|clock| ClockShown {
                overdue: clock.counts && clock.is_overdue(now_ms),
                label: clock.label,
                source: clock.source,
                started_ms: clock.started_ms,
                ends_ms: clock.ends_ms,
                stopped_ms: clock.stopped_ms,
                counts: clock.counts,
                delay_days: clock.delay_days,
                holidays_known: clock.holidays_known,
            })
            .collect(),
        refers: refers(&desk, &rows, record, kind)?,
        results: results(room, &referred),
        referred: rows.rows(&referred)?,
    })
}

/// What had been seen, as a text that comes back with whatever is saved.
pub(super) fn seen_text(context: &Context) -> String {
    let pairs = context.dots.iter();
    let pairs: Vec<String> = pairs
        .map(|(device, seq)| format!("{device}:{seq}"))
        .collect();
    pairs.join(",")
}

/// Reads what [`seen_text`] wrote.
pub(super) fn read_seen(text: &str) -> Result<Context, Failure> {
    let mut seen = Context::new();
    for pair in text.split(',').filter(|pair| !pair.is_empty()) {
        let read = pair.split_once(':').and_then(|(device, seq)| {
            Some((device.parse::<DeviceId>().ok()?, seq.parse::<u64>().ok()?))
        });
        let (device, seq) = read.ok_or_else(|| {
            Failure::new(
                "seen",
                "页面状态无法读取；请重新打开这条记录",
                "the page's state does not read; open the record again",
            )
        })?;
        seen.dots.insert(device, seq);
    }
    Ok(seen)
}

fn fields(
    desk: &Desk<'_>,
    record: &Record,
    kind: &Kind,
    whole: bool,
) -> Result<Vec<Shown>, Failure> {
    let room = desk.room;
    let json = desk.told_json(record)?;
    let values = json.get("fields").and_then(Json::as_object);
    let mut shown = Vec::new();
    for field in kind.fields.iter().filter(|field| !field.ty.is_photos()) {
        let value = values.and_then(|values| values.get(&field.name));
        let Some(value) = value.filter(|value| !is_empty(value)) else {
            continue;
        };
        let showing = opened(desk.showing(record, kind, field), whole);
        if showing == Showing::Hidden {
            continue;
        }
        let masked = showing == Showing::Masked;
        shown.push(Shown {
            field: field.name.clone(),
            value: if masked { Json::Null } else { value.clone() },
            text: field_text(room, record, field, value, showing),
            masked,
        });
    }
    // What a newer program wrote is shown as it stands.
    let strange = values
        .into_iter()
        .flatten()
        .filter(|(name, _)| name.starts_with('#'));
    shown.extend(strange.map(|(name, value)| {
        let text = value.to_string();
        Shown {
            field: name.clone(),
            value: value.clone(),
            text: Text::new(text.clone(), text),
            masked: false,
        }
    }));
    Ok(shown)
}

fn is_empty(value: &Json) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// A field as people read it; several values stand one after the other.
fn field_text(room: &Room, record: &Record, field: &Field, value: &Json, showing: Showing) -> Text {
    let said = record.said(field.id).into_iter().map(|said| said.what);
    let values: Vec<Value> = said
        .chain(record.items(field.id))
        .filter(|value| !value.is_null())
        .collect();
    if values.is_empty() {
        // It is derived, and stands in no operation.
        return Text::new(
            derived_text(room, field, value, Lang::Zh, "、"),
            derived_text(room, field, value, Lang::En, ", "),
        );
    }
    let spelled = |lang: Lang, between: &str| {
        let texts = values.iter();
        let texts = texts.map(|value| room.shown_text(field, value, showing, lang));
        texts.collect::<Vec<_>>().join(between)
    };
    Text::new(spelled(Lang::Zh, "、"), spelled(Lang::En, ", "))
}

/// What follows from other records as people read it: a code by its label, several one after the other.
fn derived_text(room: &Room, field: &Field, value: &Json, lang: Lang, between: &str) -> String {
    match value {
        Json::String(text) => room
            .catalog
            .value_text(field, &Value::Text(text.clone()), lang),
        Json::Array(several) => {
            let texts = several
                .iter()
                .map(|one| derived_text(room, field, one, lang, between));
            texts.collect::<Vec<_>>().join(between)
        }
        other => other.to_string(),
    }
}

fn photos(
    signed: &Signed,
    record: &Record,
    kind: &Kind,
    whole: bool,
) -> Result<Vec<PhotoShown>, Failure> {
    let (room, desk) = (signed.room(), signed.desk());
    let mut files = record.attachments(None);
    files.retain(|file| desk.shows_file(record, kind, file.field, whole));
    let laptop = signed.door.host.program() == Program::Laptop && !files.is_empty();
    let mut sent = BTreeMap::new();
    if laptop {
        let device = signed.who.seat.grant.device;
        let own = room.own_photos(device)?.into_iter();
        sent.extend(own.map(|own| (own.sha256, true)));
        let unsent = room.unsent_photos(device)?.into_iter();
        sent.extend(unsent.map(|own| (own.sha256, false)));
    }
    let shown = files.into_iter().map(|file| PhotoShown {
        field: kind
            .field_by_id(file.field)
            .map(|field| field.name.clone())
            .unwrap_or_default(),
        here: match blobs::here(&room.blobs, file.sha256) {
            Here::Whole => HereShown::Whole,
            Here::Preview => HereShown::Preview,
            Here::Nothing => HereShown::Nothing,
        },
        sent: sent.get(&file.sha256).copied(),
        sha256: file.sha256.to_string(),
        mime: file.mime,
        size: file.size,
        caption: file.caption,
    });
    Ok(shown.collect())
}

fn may_edit(desk: &Desk<'_>, record: &Record, kind: &Kind) -> Result<Vec<String>, Failure> {
    let role = &desk.role()?.name;
    let state = desk.room.catalog.status(kind, record).state;
    if kind.state(&state).is_some_and(|state| state.is_final) {
        return Ok(Vec::new());
    }
    let fields = kind.fields.iter();
    let mine = fields.filter(|field| field.name != "division" && kind.may_edit(field, role, None));
    Ok(mine.map(|field| field.name.clone()).collect())
}

/// Each step once; of its rows that fit, the first speaks for it.
fn offers(
    desk: &Desk<'_>,
    record: &Record,
    kind: &Kind,
    now: forms::Moment,
) -> Result<Vec<Offer>, Failure> {
    let actor = desk.actor()?;
    let mut offers: Vec<Offer> = Vec::new();
    for row in desk.room.catalog.events_for(kind, record, actor.role) {
        if offers.iter().any(|offer| offer.event == row.name) {
            continue;
        }
        let (catalog, here) = (&desk.room.catalog, desk.view());
        let tried = catalog.act(
            kind,
            record,
            &row.name,
            &[],
            &[],
            Some("?"),
            &actor,
            &now,
            &here,
        );
        let against = tried.err().unwrap_or_default().into_iter();
        let against = against.filter(|complaint: &Complaint| AGAINST.contains(&complaint.code));
        offers.push(Offer {
            event: row.name.clone(),
            label: row.label.clone(),
            to: row.to.clone(),
            requires: row.requires.clone(),
            sets: row.sets.clone(),
            reason: row.reason,
            law: row.law.clone(),
            against: against.collect(),
        });
    }
    Ok(offers)
}
