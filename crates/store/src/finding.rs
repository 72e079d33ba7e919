//! What a check of a store finds, in words and by name.

use forms::Text;
use merge::{Dot, RecordId};
use serde::{Deserialize, Serialize};

use crate::item::Item;
use crate::rows;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong, and what helps.
    #[serde(flatten)]
    pub text: Text,
    /// The record it is about, where it is about one.
    pub record: Option<RecordId>,
    /// The operation it is about: its device and its number.
    pub operation: Option<Dot>,
}

impl Finding {
    /// A finding about nothing in particular.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding {
            text: Text::new(zh, en),
            record: None,
            operation: None,
        }
    }

    /// The same about a record.
    #[must_use]
    pub(crate) fn of(self, record: RecordId) -> Finding {
        Finding {
            record: Some(record),
            ..self
        }
    }

    /// The same about an operation.
    #[must_use]
    pub(crate) fn by(self, operation: Dot) -> Finding {
        Finding {
            operation: Some(operation),
            ..self
        }
    }
}

/// What somebody wrote has another signature than it must have, or none that can be checked.
pub(crate) fn signature(dot: Dot, record: RecordId, wrong: bool) -> Finding {
    let found = if wrong {
        Finding::new(
            format!("操作 {dot}（记录 {record}）签名不符：内容被改动过，请从设备或备份找回"),
            format!(
                "operation {dot} of record {record}: the signature is wrong, it was altered; bring it back from its device or a backup"
            ),
        )
    } else {
        Finding::new(
            format!("操作 {dot}（记录 {record}）缺少授权，无法核对签名"),
            format!("operation {dot} of record {record}: its grant is missing"),
        )
    };
    found.by(dot).of(record)
}

pub(crate) fn chain(dot: Dot) -> Finding {
    Finding::new(
        format!("操作 {dot} 之前的设备链断开：前一条被改动或缺失"),
        format!("operation {dot}: the chain is broken before it"),
    )
    .by(dot)
}

/// An item of the journal that the log does not have.
pub(crate) fn strange(entry: u64, item: &Item) -> Finding {
    let (zh, en) = named(item);
    let found = Finding::new(
        format!("日志第 {entry} 项（{zh}）与入库时不同：被改动或插入，请与设备或备份核对"),
        format!(
            "item {entry} of the journal ({en}) is not what was admitted: it was altered or put in; compare it with its device or a backup"
        ),
    );
    match item {
        Item::Op(arrival) => {
            let op = &arrival.sealed.op;
            found.by(op.dot()).of(op.record)
        }
        Item::Hold { dot, .. } => found.by(*dot),
        _ => found,
    }
}

/// An entry of the log that the journal has no longer.
pub(crate) fn gone(entry: u64) -> Finding {
    Finding::new(
        format!("审计日志第 {entry} 项在日志中已不存在：被删除或改动"),
        format!(
            "entry {entry} of the audit log is no longer in the journal: it was taken out or altered"
        ),
    )
}

pub(crate) fn missing(dot: Dot) -> Finding {
    Finding::new(
        format!("操作 {dot} 已入库，但日志中已不存在：请从设备或备份找回"),
        format!("operation {dot} was admitted and is no longer in the journal; bring it back from its device or a backup"),
    )
    .by(dot)
}

pub(crate) fn reordered() -> Finding {
    Finding::new(
        "日志各项的先后与入库时不同：被调换过",
        "the items of the journal do not stand in the order they were admitted in",
    )
}

/// A row of the index that is not what the journal makes of it.
pub(crate) fn row(key: &[u8]) -> Finding {
    let (name, record, operation) = rows::about(key);
    let whose = match (record, operation) {
        (Some(record), _) => format!(", record {record}"),
        (_, Some(dot)) => format!(", operation {dot}"),
        _ => String::new(),
    };
    let zh = whose
        .replace(", record", "，记录")
        .replace(", operation", "，操作");
    let found = Finding::new(
        format!("索引表 {name} 有一行与日志不符{zh}：被改动过，请运行 rebuild"),
        format!("a row of table {name} is not what the journal makes of it{whose}; run rebuild"),
    );
    Finding {
        record,
        operation,
        ..found
    }
}

/// What an item is, for people.
fn named(item: &Item) -> (String, String) {
    match item {
        Item::Op(arrival) => {
            let op = &arrival.sealed.op;
            let (dot, record) = (op.dot(), op.record);
            (
                format!("操作 {dot}，记录 {record}"),
                format!("operation {dot} of record {record}"),
            )
        }
        Item::Grant(grant) => {
            let (person, device) = (&grant.terms.person, grant.device);
            (
                format!("{person} 的授权，设备 {device}"),
                format!("grant of {person}, device {device}"),
            )
        }
        Item::Hold { dot, .. } => (
            format!("对操作 {dot} 的扣留"),
            format!("hold of operation {dot}"),
        ),
        Item::Note { name, .. } => (format!("事项 {name}"), format!("note {name}")),
        Item::Snapshot(record) => (
            format!("记录 {} 的快照", record.id),
            format!("snapshot of record {}", record.id),
        ),
        Item::Receipt(_) => ("回执".to_owned(), "receipt".to_owned()),
        Item::Cursor { bucket, .. } => (
            format!("{bucket} 的下行进度"),
            format!("cursor of {bucket}"),
        ),
        Item::Seen { device, .. } => (
            format!("设备 {device} 的已见进度"),
            format!("what was seen of device {device}"),
        ),
    }
}
