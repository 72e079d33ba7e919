//! Which record a line speaks of.

use std::collections::BTreeSet;

use forms::{Field, Kind, Type, Valid, day_number};
use merge::{Change, Hash, RecordId, Value};
use places::DivisionCode;

use super::line::Typed;

/// Kinds that register people: whoever has the same number is the same record, whatever the
/// ledger's own numbers are.
const BY_NUMBER: &[&str] = &["person"];
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The id that follows from what a line is about, so that the line finds its record again.
pub(super) fn of(
    kind: &Kind,
    root: DivisionCode,
    typed: &Typed,
    valid: &Valid,
) -> Option<RecordId> {
    let typed_fields = || {
        let fields = kind.fields.iter();
        fields.filter(|field| typed.text(&field.name).is_some())
    };
    let is_number = |field: &&Field| field.ty == Type::IdNo;
    let register = BY_NUMBER.contains(&kind.name.as_str());
    let number = typed_fields().find(|field| register && is_number(field));
    let is_day = |ty: &Type| matches!(ty, Type::Date | Type::DateTime);
    let days = typed_fields().filter(|field| field.required && is_day(&field.ty));
    let title = typed_fields().filter(|field| kind.title.contains(&field.name));
    let fields: Vec<u16> = match number {
        Some(number) => vec![number.id],
        None => {
            let numbers = typed_fields().filter(is_number);
            let all: BTreeSet<u16> = title.chain(days).chain(numbers).map(|f| f.id).collect();
            all.into_iter().collect()
        }
    };
    let serial = if number.is_some() { "" } else { &typed.serial };
    if fields.is_empty() && serial.is_empty() {
        return None;
    }
    let root = root.as_u64().to_be_bytes();
    let division = valid.division.unwrap_or_default().to_be_bytes();
    let said = said_of(valid, &fields);
    let hash = Hash::of(&[
        b"xunlu/import/1\0",
        kind.name.as_bytes(),
        &[0],
        &root,
        &division,
        serial.as_bytes(),
        &[0],
        &said,
    ]);
    let mut random = [0; 10];
    random.copy_from_slice(&hash.0[..10]);
    let day = kind
        .fields
        .iter()
        .filter(|field| is_day(&field.ty) && fields.contains(&field.id))
        .find_map(|field| day_ms(valid, field.id));
    Some(RecordId::v7(day.unwrap_or_default(), random))
}

/// What a form says of some fields, as bytes that are the same for the same meaning.
fn said_of(valid: &Valid, fields: &[u16]) -> Vec<u8> {
    let mut said: Vec<(u16, Vec<u8>)> = Vec::new();
    for change in &valid.changes {
        let (field, value) = match change {
            Change::Set { field, value } => (field, value),
            Change::Item { field, item, .. } => (field, item),
            Change::Event { .. } | Change::Attach(_) => continue,
        };
        if fields.contains(field) {
            // Writing to memory cannot fail.
            said.push((*field, minicbor::to_vec(value).unwrap_or_default()));
        }
    }
    said.sort();
    let mut bytes = Vec::new();
    for (field, value) in said {
        bytes.extend(field.to_be_bytes());
        bytes.extend((value.len() as u64).to_be_bytes());
        bytes.extend(value);
    }
    bytes
}

/// The moment a field speaks of, in milliseconds since 1970.
fn day_ms(valid: &Valid, field: u16) -> Option<u64> {
    let value = valid.changes.iter().find_map(|change| match change {
        Change::Set {
            field: known,
            value,
        } if *known == field => Some(value),
        _ => None,
    })?;
    let ms = match value {
        Value::Int(ms) => *ms,
        Value::Text(day) => i64::from(day_number(day)?) * DAY_MS,
        _ => return None,
    };
    u64::try_from(ms).ok()
}
