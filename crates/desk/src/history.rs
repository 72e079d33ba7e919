//! What happened to a record, operation by operation.

use forms::Catalog;
use merge::{Change, Op, RecordId, Value};
use serde_json::json;

use crate::failure::Failure;
use crate::room::Room;

impl Room {
    /// A record's operations in the order of arrival, for programs.
    ///
    /// # Errors
    /// A journal that fails.
    pub fn history(&self, id: RecordId) -> Result<Vec<serde_json::Value>, Failure> {
        let history = self.store.history(id)?;
        let step = |(sealed, held): (merge::Sealed, Option<String>)| {
            let op = &sealed.op;
            json!({
                "device": op.device.to_string(),
                "seq": op.seq,
                "by": self.name(op.device),
                "at_ms": op.claimed.wall_ms,
                "changes": changes(&self.catalog, op),
                "reason": op.reason,
                "held": held,
                "hash": sealed.hash.to_string(),
            })
        };
        Ok(history.into_iter().map(step).collect())
    }
}

/// What an operation changed, by the names of the catalog.
fn changes(catalog: &Catalog, op: &Op) -> Vec<serde_json::Value> {
    let kind = catalog.kind_by_id(op.kind);
    let field = |id| kind.and_then(|kind| kind.field_by_id(id));
    let name = |id: u16| field(id).map_or_else(|| format!("#{id}"), |field| field.name.clone());
    let value = |id: u16, value: &Value| field(id).map(|field| catalog.value_json(field, value));
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
