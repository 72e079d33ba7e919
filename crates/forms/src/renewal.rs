//! What a record must be renewed for: something it refers to is no more what it was.
//!
//! A vehicle is sold, a driver moves away, the person responsible leaves: the agreement that names
//! them is signed anew or ended. The rules stand in the table `renewals`.

use merge::{Record, RecordId};

use crate::catalog::Catalog;
use crate::course::day_of;
use crate::ground::day_text;
use crate::kind::Kind;
use crate::proposal::Proposal;
use crate::status::Walk;
use crate::table::Row;

/// The table of the rules.
pub(crate) const RENEWALS: &str = "renewals";

impl Catalog {
    /// What a record must be renewed for at a moment. `read` finds the records it refers to.
    #[must_use]
    pub fn renewals(
        &self,
        record: &Record,
        now_ms: i64,
        read: &dyn Fn(RecordId) -> Option<Record>,
    ) -> Vec<Proposal> {
        let (kind, table) = (self.kind_by_id(record.kind), self.table(RENEWALS));
        let Some((kind, table)) = kind.zip(table) else {
            return Vec::new();
        };
        let state = Walk::of(kind, record).state;
        let today = day_of(now_ms).map(day_text).unwrap_or_default();
        let mut proposals = Vec::new();
        for row in table.on(&today) {
            let here = row.text("kind") == Some(&kind.name);
            if here && row.list("states").any(|name| name == state) {
                let ids = referred(kind, record, row);
                let found = ids.into_iter().filter_map(|id| self.gone(row, &read(id)?));
                proposals.extend(found);
            }
        }
        proposals
    }

    /// What is proposed because a record that is referred to stands where the rule says.
    fn gone(&self, row: &Row, other: &Record) -> Option<Proposal> {
        let kind = self.kind_by_id(other.kind)?;
        let walk = Walk::of(kind, other);
        if !row.list("when").any(|name| name == walk.state) {
            return None;
        }
        let last = walk.legal.last()?.source.wall_ms;
        Some(Proposal {
            cause: format!("renewal/{}/{}", row.text("field")?, other.id),
            label: row.label(),
            together: None,
            answered_by: None,
            since: day_of(i64::try_from(last).ok()?)?,
            level: None,
            to: Vec::new(),
            fills: Vec::new(),
            holidays_unknown: false,
            records: vec![other.id.to_string()],
        })
    }
}

fn referred(kind: &Kind, record: &Record, row: &Row) -> Vec<RecordId> {
    let field = row.text("field").and_then(|name| kind.field(name));
    let values = field.into_iter().flat_map(|field| {
        let one = field.value(record).into_iter();
        record.items(field.id).into_iter().chain(one)
    });
    values
        .filter_map(|value| value.as_text()?.parse().ok())
        .collect()
}
