//! The records a record refers to, and those that refer to it.

use std::collections::BTreeMap;

use forms::{Kind, Text, Type};
use merge::Record;
use store::Listed;

use super::rows::Rows;
use super::view::RowShown;
use crate::failure::Failure;
use crate::room::{Desk, Room};

/// The records this one refers to, field by field; those outside the seat's area are left out.
pub(super) fn refers(
    desk: &Desk<'_>,
    rows: &Rows<'_>,
    record: &Record,
    kind: &Kind,
) -> Result<Vec<(String, RowShown)>, Failure> {
    let mut found = Vec::new();
    for field in &kind.fields {
        if !matches!(field.ty, Type::Ref { .. } | Type::Refs { .. }) {
            continue;
        }
        let one = field.value(record).into_iter();
        for value in record.items(field.id).into_iter().chain(one) {
            let id = value.as_text().and_then(|id| id.parse().ok());
            let other = id
                .map(|id| desk.room.store.record(id))
                .transpose()?
                .flatten();
            if let Some(other) = other.filter(|other| desk.sees(other.bucket.0)) {
                let summary = desk.room.catalog.summary(&other);
                let listed = Listed {
                    id: other.id,
                    summary,
                };
                found.push((field.name.clone(), rows.row(&listed)?));
            }
        }
    }
    Ok(found)
}

/// The records that refer to this one, the latest first.
pub(super) fn referred(desk: &Desk<'_>, record: &Record) -> Result<Vec<Listed>, Failure> {
    let mut found = Vec::new();
    for kind in desk.room.catalog.kinds() {
        found.extend(desk.room.store.linked(record.id, kind.id)?);
    }
    found.retain(|listed| desk.sees(listed.summary.bucket));
    found.sort_by_key(|listed| std::cmp::Reverse(listed.summary.created_ms));
    Ok(found)
}

/// What was counted of the records that refer to one, such as the cases of a campaign.
pub(super) fn results(room: &Room, referred: &[Listed]) -> Vec<(Text, String)> {
    let mut sums: BTreeMap<u16, i64> = BTreeMap::new();
    for counted in referred.iter().flat_map(|listed| &listed.summary.measures) {
        *sums.entry(counted.measure).or_default() += counted.amount;
    }
    let measures = room.catalog.measures().iter();
    let shown = measures.filter_map(|measure| {
        let units = sums.get(&measure.id)?;
        Some((
            measure.label.clone(),
            crate::report::number(*units, measure.decimals),
        ))
    });
    shown.collect()
}
