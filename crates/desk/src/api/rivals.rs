//! What people disagree about in a record.

use forms::{Field, Kind, Showing, Text};
use merge::{DeviceId, Record, Said, Value};
use serde_json::Value as Json;

use super::view::{Rival, Rivals};
use crate::failure::Failure;
use crate::room::{Desk, Room};

/// Every field with rivals, and the steps that were illegal at their place.
pub(super) fn conflicts(
    desk: &Desk<'_>,
    record: &Record,
    kind: &Kind,
) -> Result<Vec<Rivals>, Failure> {
    let (room, role) = (desk.room, &desk.role()?.name);
    let settles = |field: Option<&Field>| {
        kind.may_settle(role) || field.is_some_and(|field| kind.may_edit(field, role, None))
    };
    let mut all = Vec::new();
    for id in record.conflicts() {
        let field = kind.field_by_id(id);
        let said = record.said(id);
        let values = said.iter().filter_map(|said: &Said<Value>| {
            let by = said.source.dot.device;
            let open = field.filter(|f| desk.showing(record, kind, f) == Showing::Open);
            let value = open.map(|field| room.catalog.value_json(field, &said.what));
            let text = desk.text(record, kind, (id, &said.what), by)?;
            Some(rival(room, by, said.source.wall_ms, value, text))
        });
        all.push(Rivals {
            field: field.map_or_else(|| format!("#{id}"), |field| field.name.clone()),
            values: values.collect(),
            mine: settles(field),
        });
    }
    let illegal = room.catalog.status(kind, record).illegal;
    if !illegal.is_empty() {
        let values = illegal.iter().map(|event| {
            let label = kind.rows(&event.name).next().map(|row| row.label.clone());
            let value = Some(Json::String(event.name.clone()));
            let source = &event.source;
            let (device, at) = (source.dot.device, source.wall_ms);
            rival(room, device, at, value, label.unwrap_or_default())
        });
        all.push(Rivals {
            field: "status".to_owned(),
            values: values.collect(),
            mine: settles(None),
        });
    }
    Ok(all)
}

fn rival(room: &Room, device: DeviceId, at_ms: u64, value: Option<Json>, text: Text) -> Rival {
    let author = room.holder(device);
    let unit = author.as_ref().map(|terms| terms.unit.0);
    let unit = unit.and_then(|unit| places::DivisionCode::new(unit).ok());
    Rival {
        value: value.unwrap_or(Json::Null),
        text,
        device: device.to_string(),
        role: author
            .as_ref()
            .map(|terms| room.role_label(&terms.role))
            .unwrap_or_default(),
        by: author.map(|terms| terms.person).unwrap_or_default(),
        unit: unit
            .map(|unit| room.divisions.path_name(unit))
            .unwrap_or_default(),
        at_ms,
    }
}
