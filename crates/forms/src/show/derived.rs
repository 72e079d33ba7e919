//! Fields nobody types that follow from the record itself.
//!
//! What is assigned by the server (numbers) or follows from other records (letters of a hazard, its
//! listing) is not here: it is written, or shown by whoever holds those records.

use merge::{DeviceId, Record};
use serde_json::{Value as Json, json};

use super::value::moment_text;
use crate::catalog::Catalog;
use crate::ground::{CHINA_MIN, day};
use crate::kind::Kind;
use crate::status::Walk;

/// What a derived field is found in.
pub(super) struct Known<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) kind: &'a Kind,
    pub(super) record: &'a Record,
    pub(super) walk: &'a Walk,
    pub(super) describe: &'a dyn Fn(DeviceId) -> String,
}

type Rule = (&'static str, fn(&Known<'_>) -> Option<Json>);

/// The derived fields by name.
const RULES: &[Rule] = &[
    ("closed_at", |known| {
        Some(moment_text(known.closing()?.source.wall_ms.try_into().ok()?).into())
    }),
    ("closed_by", |known| {
        Some((known.describe)(known.closing()?.source.dot.device).into())
    }),
    ("points_shown", points_shown),
    ("relapse_count", |known| {
        let relapses = known
            .walk
            .legal
            .iter()
            .filter(|event| event.name == "relapse");
        Some(json!(relapses.count()))
    }),
    ("verified_by", |known| {
        let verified = known
            .walk
            .legal
            .iter()
            .rfind(|event| event.name == "verify")?;
        Some((known.describe)(verified.source.dot.device).into())
    }),
];

impl Known<'_> {
    /// What a derived field of that name shows.
    pub(super) fn show(&self, field: &str) -> Option<Json> {
        let (_, rule) = RULES.iter().find(|(name, _)| *name == field)?;
        rule(self)
    }

    /// The event that led to the state `closed` the record is in.
    fn closing(&self) -> Option<&merge::Event> {
        let closes = |event: &&merge::Event| {
            let mut rows = self.kind.rows(&event.name);
            rows.any(|row| row.to.as_deref() == Some("closed"))
        };
        let closed = self.walk.state == "closed";
        self.walk.legal.iter().rfind(closes).filter(|_| closed)
    }
}

/// Demerit points, by the table of the day of the deed.
fn points_shown(known: &Known<'_>) -> Option<Json> {
    let field = |name| known.kind.field(name).map(|field| field.id);
    let entries = known.record.items(field("violations")?);
    let at = known.record.value(field("occurred_at")?)?.as_int()?;
    let table = known.catalog.table("violations")?;
    let day = day(at, CHINA_MIN);
    let keys = entries
        .iter()
        .filter_map(|entry| entry.get("key")?.as_text());
    let rows = keys.filter_map(|key| table.find("key", key, &day));
    Some(json!(rows.filter_map(|row| row.int("points")).sum::<i64>()))
}
