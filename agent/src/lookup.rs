//! Looking up: lists, histories, conflicts, and what may be the same thing.

use std::collections::BTreeSet;

use forms::{Complaint, Entry, Ground as _, Kind, Neighbours, Summary, Text};
use merge::{Change, DeviceId, Record, RecordId, Value};
use places::{Limits, Point, Spot};
use serde_json::json;
use store::{Listed, Query};

use crate::failure::Failure;
use crate::laptop::Laptop;

/// How far from a new hazard others of its kind are looked for, in millionths of a degree of
/// latitude and longitude: more than 100 m anywhere in the country.
const NEARBY_E6: i32 = 2_000;

impl Laptop {
    /// Hints at records that may be about the same thing.
    pub(crate) fn near(&self, id: RecordId) -> Result<Vec<Complaint>, Failure> {
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
        self.check_conditions(kind, conditions)?;
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

    /// A condition that no record can fit is a slip, however few records there are.
    fn check_conditions(&self, kind: Option<&Kind>, conditions: &[Entry]) -> Result<(), Failure> {
        for Entry { field, text } in conditions {
            match field.as_str() {
                "status" => {}
                "division" => {
                    text.parse::<places::DivisionCode>()
                        .map_err(|error| Failure::new("division", error.zh(), error.to_string()))?;
                }
                name => {
                    if let Some(kind) = kind.filter(|kind| kind.field(name).is_none()) {
                        return Err(unknown_field(kind, name));
                    }
                }
            }
        }
        Ok(())
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
            return Ok(false);
        };
        let Some(record) = self.store.record(listed.id)? else {
            return Ok(false);
        };
        let said = record.said(field.id).into_iter().map(|said| said.what);
        let values = said.chain(record.items(field.id));
        let spelled = |value| match self.catalog.value_json(field, &value) {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Ok(values.into_iter().map(spelled).any(|text| text == wanted))
    }

    /// The record for programs: stable English names, and all values of a field in conflict.
    #[must_use]
    pub fn json(&self, record: &Record) -> serde_json::Value {
        let name = |device| self.name(device);
        let linked = |id, kind: &Kind| self.here().linked(id, kind);
        let around = Neighbours {
            linked: &linked,
            read: &|id| self.here().read(id),
        };
        self.catalog.to_json_among(record, &name, &around)
    }

    /// The record as [`Laptop::json`], with what its fields held before where a field tells that.
    ///
    /// # Errors
    /// A journal that fails.
    pub fn json_with_history(&self, record: &Record) -> Result<serde_json::Value, Failure> {
        let mut json = self.json(record);
        let kind = self.catalog.kind_by_id(record.kind);
        let fields = kind.into_iter().flat_map(|kind| &kind.fields);
        let mut tells = fields.filter(|field| field.history_of.is_some()).peekable();
        let Some(kind) = kind.filter(|_| tells.peek().is_some()) else {
            return Ok(json);
        };
        let history = self.store.history(record.id)?;
        let counted = history.iter().filter(|(_, held)| held.is_none());
        let ops: Vec<&merge::Op> = counted.map(|(sealed, _)| &sealed.op).collect();
        for field in tells {
            let told = self.catalog.history_of(kind, field, ops.iter().copied());
            if !told.is_empty() {
                json["fields"][&field.name] = told.into();
            }
        }
        Ok(json)
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
