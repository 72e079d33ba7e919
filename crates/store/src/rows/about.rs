//! What a row of the index is about, for whoever finds one that is wrong.

use merge::{DeviceId, Dot, RecordId};

use super::{Table, number, record_at_end};

impl Table {
    /// All of them.
    const ALL: [Table; 26] = {
        use Table as T;
        [
            T::Record,
            T::List,
            T::Head,
            T::Chain,
            T::Ops,
            T::Feed,
            T::FeedHead,
            T::Cursor,
            T::Due,
            T::Spot,
            T::Road,
            T::Link,
            T::Conflict,
            T::Totals,
            T::Grant,
            T::Holder,
            T::Held,
            T::Fork,
            T::Note,
            T::Days,
            T::File,
            T::Attached,
            T::Line,
            T::States,
            T::Log,
            T::Falls,
        ]
    };
}

/// What a row is about: the name of its table, its record and its operation, where it has one.
pub(crate) fn about(key: &[u8]) -> (String, Option<RecordId>, Option<Dot>) {
    use Table as T;
    let Some((table, rest)) = key.split_first() else {
        return ("?".to_owned(), None, None);
    };
    let Some(table) = Table::ALL.into_iter().find(|known| *known as u8 == *table) else {
        return (table.to_string(), None, None);
    };
    let (mut record, mut operation) = (None, None);
    match table {
        T::Record | T::List | T::Due | T::Spot | T::Road | T::Link | T::Conflict | T::File => {
            record = record_at_end(key);
        }
        T::Line => {
            record = record_at_end(key).map(|id| RecordId(id.0.map(|byte| !byte)));
        }
        T::Ops | T::Held | T::Fork | T::Attached => {
            operation = rest.split_first_chunk::<16>().and_then(|(device, seq)| {
                Some(Dot {
                    device: DeviceId(*device),
                    seq: number(seq)?,
                })
            });
        }
        _ => {}
    }
    (format!("{table:?}"), record, operation)
}
