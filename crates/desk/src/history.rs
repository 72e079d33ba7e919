//! What happened to a record, operation by operation.

use merge::{Change, Op, Receipt, Record, RecordId, Value};
use serde_json::{Value as Json, json};
use store::Past;

use crate::failure::Failure;
use crate::room::{Desk, Room};

impl Desk<'_> {
    /// A record's operations in the order of arrival, for programs, as far as they are shown here;
    /// `whole` if what is masked was asked for.
    ///
    /// # Errors
    /// A journal that fails.
    pub fn history(&self, record: &Record, whole: bool) -> Result<Vec<Json>, Failure> {
        let room = self.room;
        let history = room.store.history(record.id)?;
        let receipts = room.receipts()?;
        let step = |past: Past| {
            let op = &past.sealed.op;
            let evidence = room.evidence(&past, &receipts);
            json!({
                "device": op.device.to_string(),
                "seq": op.seq,
                "by": room.name(op.device),
                "at_ms": op.claimed.wall_ms,
                "not_before_ms": evidence.not_before_ms,
                "not_after_ms": evidence.not_after_ms,
                "clock_suspect": evidence.suspect(op.claimed.wall_ms),
                "changes": self.changes(record, op, whole),
                "reason": op.reason,
                "held": past.held,
                "hash": past.sealed.hash.to_string(),
            })
        };
        Ok(history.into_iter().map(step).collect())
    }
}

/// Clocks of machines that are in order differ by no more, in milliseconds [default].
const CLOCK_SLACK_MS: u64 = 10 * 60 * 1000;

/// Between which moments of the office's clock an operation was written, whatever the laptop's own
/// clock says (reliability goals: a wrong clock loses no work, and deceives nobody).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The device held an office's receipt of this time when it wrote.
    pub(crate) not_before_ms: Option<u64>,
    /// The office had it, or vouched for having it, at this time.
    pub(crate) not_after_ms: Option<u64>,
}

impl Evidence {
    /// Whether a time on the writer's clock cannot be right.
    pub(crate) fn suspect(&self, wall_ms: u64) -> bool {
        let early = |from: u64| wall_ms + CLOCK_SLACK_MS < from;
        let late = |to: u64| wall_ms > to + CLOCK_SLACK_MS;
        self.not_before_ms.is_some_and(early) || self.not_after_ms.is_some_and(late)
    }
}

impl Room {
    /// What can be said of an operation's time. At an office its own clock tells when it arrived; at
    /// a laptop only the office's receipts for the laptop's own chains are evidence.
    pub(crate) fn evidence(&self, past: &Past, receipts: &[Receipt]) -> Evidence {
        let op = &past.sealed.op;
        let covers = |receipt: &&Receipt| receipt.device == op.device && receipt.head.seq >= op.seq;
        let vouched = receipts.iter().find(covers).map(|one| one.server_ms);
        let arrived = self.store.gives_numbers().then_some(past.received_ms);
        Evidence {
            not_before_ms: Some(op.claimed.trusted_ms).filter(|ms| *ms > 0),
            not_after_ms: arrived.or(vouched),
        }
    }
}

impl Room {
    /// Between which moments a record was last written, as far as that is proved: after what the
    /// last of its writers had heard from the office, and before all of it had arrived.
    pub(crate) fn written(&self, id: RecordId) -> Result<(Option<u64>, Option<u64>), Failure> {
        let receipts = self.receipts()?;
        let history = self.store.history(id)?;
        let evidence: Vec<Evidence> = history
            .iter()
            .map(|past| self.evidence(past, &receipts))
            .collect();
        let from = evidence.iter().filter_map(|e| e.not_before_ms).max();
        let to: Option<Vec<u64>> = evidence.iter().map(|e| e.not_after_ms).collect();
        Ok((from, to.and_then(|all| all.into_iter().max())))
    }
}

impl Desk<'_> {
    /// What an operation changed, by the names of the catalog, without what is hidden.
    fn changes(&self, record: &Record, op: &Op, whole: bool) -> Vec<Json> {
        let kind = self.room.catalog.kind_by_id(op.kind);
        let name = |id: u16| {
            let field = kind.and_then(|kind| kind.field_by_id(id));
            field.map_or_else(|| format!("#{id}"), |field| field.name.clone())
        };
        let value = |id: u16, value: &Value| match kind {
            Some(kind) => self.value_json(record, kind, (id, value), (op.device, whole)),
            None => Some(Json::Null),
        };
        let change = |change: &Change| match change {
            Change::Set { field, value: to } => {
                Some(json!({ "field": name(*field), "set": value(*field, to)? }))
            }
            Change::Item {
                field,
                item,
                present,
            } => {
                let what = if *present { "add" } else { "remove" };
                Some(json!({ "field": name(*field), what: value(*field, item)? }))
            }
            Change::Event { name } => Some(json!({ "event": name })),
            Change::Attach(file) => {
                let shown = kind.is_none_or(|k| self.shows_file(record, k, file.field, whole));
                shown.then(|| {
                    json!({
                        "field": name(file.field),
                        "attach": file.sha256.to_string(),
                        "caption": file.caption,
                    })
                })
            }
        };
        op.changes.iter().filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = 60 * 60 * 1000;
    const TEN_YEARS_MS: u64 = 10 * 365 * 24 * HOUR_MS;

    #[test]
    fn a_clock_that_is_ten_years_off_either_way_is_noticed_and_a_slow_one_is_not() {
        let noon = 1_795_000_000_000;
        let evidence = Evidence {
            not_before_ms: Some(noon),
            not_after_ms: Some(noon + HOUR_MS),
        };
        let cases = [
            (noon - TEN_YEARS_MS, true),
            (noon - HOUR_MS, true),
            (noon - CLOCK_SLACK_MS, false),
            (noon, false),
            (noon + HOUR_MS, false),
            (noon + HOUR_MS + CLOCK_SLACK_MS, false),
            (noon + 2 * HOUR_MS, true),
            (noon + TEN_YEARS_MS, true),
        ];
        for (wall_ms, suspect) in cases {
            assert_eq!(evidence.suspect(wall_ms), suspect, "{wall_ms}");
        }
        let nothing = Evidence {
            not_before_ms: None,
            not_after_ms: None,
        };
        assert!(!nothing.suspect(0), "what nothing speaks against stands");
    }
}
