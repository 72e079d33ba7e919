//! A way of merging: what it has to do to be measured, and the work as each of them is given it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use merge::{Change, DeviceId, Sealed, Value};
use serde::{Deserialize, Serialize};

/// What a record says: under each key every value somebody wrote without knowing of the others.
pub(crate) type Said = BTreeMap<String, BTreeSet<String>>;

/// A way of merging.
pub(crate) trait Way {
    /// Whether it can tell that several wrote into one field at once.
    const TELLS: bool;
    /// A record as it is held in memory.
    type Doc;

    /// The bytes of one save by that device, which had seen these before.
    fn save(seen: &[Vec<u8>], device: u32, entries: &[(String, Plain)]) -> Vec<u8>;

    /// A record of its saves: read and merged one after the other, as they come.
    fn merged(saves: &[Vec<u8>]) -> Self::Doc;

    /// The bytes in which it is kept.
    fn kept(doc: &mut Self::Doc) -> Vec<u8>;

    /// What it says.
    fn said(doc: &Self::Doc) -> Said;

    /// All saves of a record whose life is known.
    fn saves(life: &[Sealed], devices: &mut Devices) -> Vec<Vec<u8>> {
        let mut saves: Vec<Vec<u8>> = Vec::new();
        for (place, sealed) in life.iter().enumerate() {
            // Who had not seen the save before wrote beside it.
            let before = place.checked_sub(1).map(|last| life[last].op.dot());
            let knew = before.is_none_or(|dot| sealed.op.context.get(&dot.device) >= dot.seq);
            let seen = if knew { place } else { place - 1 };
            let device = devices.number(sealed.op.device);
            let entries: Vec<_> = sealed.op.changes.iter().filter_map(entry).collect();
            saves.push(Self::save(&saves[..seen], device, &entries));
        }
        saves
    }
}

/// Small numbers for devices, which other libraries know by a number.
#[derive(Default)]
pub(crate) struct Devices(BTreeMap<DeviceId, u32>);

impl Devices {
    fn number(&mut self, device: DeviceId) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap() + 1;
        *self.0.entry(device).or_insert(next)
    }
}

/// A value as every one of them can hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Plain {
    Bool(bool),
    Int(i64),
    Text(String),
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Plain::Bool(yes) => write!(f, "{yes}"),
            Plain::Int(number) => write!(f, "{number}"),
            Plain::Text(text) => f.write_str(text),
        }
    }
}

/// A value of ours as they hold it.
pub(crate) fn plain(value: &Value) -> Plain {
    match value {
        Value::Bool(yes) => Plain::Bool(*yes),
        Value::Int(number) => Plain::Int(*number),
        Value::Text(text) => Plain::Text(text.clone()),
        other => panic!("the work has no {other:?}"),
    }
}

/// A change as an entry of a map; a step of the workflow is a key of its own.
pub(crate) fn entry(change: &Change) -> Option<(String, Plain)> {
    match change {
        Change::Set { field, value } => Some((field.to_string(), plain(value))),
        Change::Event { name } => Some((name.clone(), Plain::Bool(true))),
        _ => None,
    }
}
