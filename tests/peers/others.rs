//! The others: each record is a document of its own with one map in it, as their manuals have it.

use std::collections::BTreeSet;

use automerge::transaction::Transactable as _;
use automerge::{ActorId, AutoCommit, ROOT, ReadDoc as _, ScalarValue};
use crdts::{CmRDT as _, MVReg};
use loro::{ExportMode, LoroDoc, LoroValue};
use yrs::updates::decoder::Decode as _;
use yrs::{Any, Doc, Map as _, Out, ReadTxn as _, StateVector, Transact as _, Update};

use crate::way::{Plain, Said, Way};

/// The name of a document's map, where it has to have one.
const MAP: &str = "r";

/// `automerge`: keeps every change, and every rival value with it.
pub(crate) struct Automerge;

impl Way for Automerge {
    const TELLS: bool = true;
    type Doc = AutoCommit;

    fn save(seen: &[Vec<u8>], device: u32, entries: &[(String, Plain)]) -> Vec<u8> {
        let actor = ActorId::from(device.to_be_bytes().to_vec());
        let mut doc = Self::merged(seen).with_actor(actor);
        for (key, value) in entries {
            let value: ScalarValue = match value {
                Plain::Bool(yes) => (*yes).into(),
                Plain::Int(number) => (*number).into(),
                Plain::Text(text) => text.as_str().into(),
            };
            doc.put(ROOT, key, value).unwrap();
        }
        // Whoever writes what stands there already makes no change; then nothing is sent.
        if doc.commit().is_none() {
            return Vec::new();
        }
        doc.get_last_local_change().unwrap().raw_bytes().to_vec()
    }

    fn merged(saves: &[Vec<u8>]) -> AutoCommit {
        let mut doc = AutoCommit::new();
        for save in saves.iter().filter(|save| !save.is_empty()) {
            doc.load_incremental(save).unwrap();
        }
        doc
    }

    fn kept(doc: &mut AutoCommit) -> Vec<u8> {
        doc.save()
    }

    fn said(doc: &AutoCommit) -> Said {
        let text = |value: &automerge::Value<'_>| match value.as_scalar() {
            Some(ScalarValue::Boolean(yes)) => yes.to_string(),
            Some(ScalarValue::Int(number)) => number.to_string(),
            Some(ScalarValue::Str(text)) => text.to_string(),
            other => panic!("the work has no {other:?}"),
        };
        let all = |key: String| {
            let all = doc.get_all(ROOT, &key).unwrap();
            (key, all.iter().map(|(value, _)| text(value)).collect())
        };
        doc.keys(ROOT).map(all).collect()
    }
}

/// `loro`: the last writer's value stands; the others are in its history alone.
pub(crate) struct Loro;

impl Way for Loro {
    const TELLS: bool = false;
    type Doc = LoroDoc;

    fn save(seen: &[Vec<u8>], device: u32, entries: &[(String, Plain)]) -> Vec<u8> {
        let doc = Self::merged(seen);
        doc.set_peer_id(device.into()).unwrap();
        let before = doc.oplog_vv();
        let map = doc.get_map(MAP);
        for (key, value) in entries {
            let value: LoroValue = match value {
                Plain::Bool(yes) => (*yes).into(),
                Plain::Int(number) => (*number).into(),
                Plain::Text(text) => text.as_str().into(),
            };
            map.insert(key, value).unwrap();
        }
        doc.commit();
        doc.export(ExportMode::updates(&before)).unwrap()
    }

    fn merged(saves: &[Vec<u8>]) -> LoroDoc {
        let doc = LoroDoc::new();
        for save in saves {
            doc.import(save).unwrap();
        }
        doc
    }

    fn kept(doc: &mut LoroDoc) -> Vec<u8> {
        doc.export(ExportMode::Snapshot).unwrap()
    }

    fn said(doc: &LoroDoc) -> Said {
        let mut said = Said::new();
        doc.get_map(MAP).for_each(|key, value| {
            let text = match value.into_value().unwrap() {
                LoroValue::Bool(yes) => yes.to_string(),
                LoroValue::I64(number) => number.to_string(),
                LoroValue::String(text) => text.to_string(),
                other => panic!("the work has no {other:?}"),
            };
            said.insert(key.to_owned(), BTreeSet::from([text]));
        });
        said
    }
}

/// `yrs`: the last writer's value stands, and nothing tells that there was another.
pub(crate) struct Yrs;

impl Way for Yrs {
    const TELLS: bool = false;
    type Doc = Doc;

    fn save(seen: &[Vec<u8>], device: u32, entries: &[(String, Plain)]) -> Vec<u8> {
        let doc = Doc::with_client_id(device.into());
        apply(&doc, seen);
        let map = doc.get_or_insert_map(MAP);
        let mut writing = doc.transact_mut();
        for (key, value) in entries {
            let value = match value {
                Plain::Bool(yes) => Any::from(*yes),
                Plain::Int(number) => (*number).into(),
                Plain::Text(text) => Any::from(text.as_str()),
            };
            map.insert(&mut writing, key.as_str(), value);
        }
        writing.encode_update_v1()
    }

    fn merged(saves: &[Vec<u8>]) -> Doc {
        let doc = Doc::new();
        apply(&doc, saves);
        doc
    }

    fn kept(doc: &mut Doc) -> Vec<u8> {
        let reading = doc.transact();
        reading.encode_state_as_update_v1(&StateVector::default())
    }

    fn said(doc: &Doc) -> Said {
        let map = doc.get_or_insert_map(MAP);
        let reading = doc.transact();
        let text = |value: Out| match value {
            Out::Any(Any::Bool(yes)) => yes.to_string(),
            Out::Any(Any::Number(number)) => number.to_string(),
            Out::Any(Any::String(text)) => text.to_string(),
            other => panic!("the work has no {other:?}"),
        };
        let one = |(key, value): (&str, Out)| (key.to_owned(), BTreeSet::from([text(value)]));
        map.iter(&reading).map(one).collect()
    }
}

fn apply(doc: &Doc, saves: &[Vec<u8>]) {
    for save in saves {
        let update = Update::decode_v1(save).unwrap();
        doc.transact_mut().apply_update(update).unwrap();
    }
}

/// `crdts::Map` of registers: rival values as ours; an operation for each field, written by postcard.
pub(crate) struct Crdts;

type Map = crdts::Map<String, MVReg<Plain, u32>, u32>;
type Op = crdts::map::Op<String, MVReg<Plain, u32>, u32>;

impl Way for Crdts {
    const TELLS: bool = true;
    type Doc = Map;

    fn save(seen: &[Vec<u8>], device: u32, entries: &[(String, Plain)]) -> Vec<u8> {
        let mut map = Self::merged(seen);
        let mut ops: Vec<Op> = Vec::new();
        for (key, value) in entries {
            let with = map.read_ctx().derive_add_ctx(device);
            let op = map.update(key.as_str(), with, |register, with| {
                register.write(value.clone(), with)
            });
            map.apply(op.clone());
            ops.push(op);
        }
        postcard::to_stdvec(&ops).unwrap()
    }

    fn merged(saves: &[Vec<u8>]) -> Map {
        let mut map = Map::new();
        for save in saves {
            let ops: Vec<Op> = postcard::from_bytes(save).unwrap();
            ops.into_iter().for_each(|op| map.apply(op));
        }
        map
    }

    fn kept(doc: &mut Map) -> Vec<u8> {
        postcard::to_stdvec(doc).unwrap()
    }

    fn said(doc: &Map) -> Said {
        let one = |entry: crdts::ctx::ReadCtx<(&String, &MVReg<Plain, u32>), u32>| {
            let (key, register) = entry.val;
            let all = register.read().val;
            (key.clone(), all.iter().map(Plain::to_string).collect())
        };
        doc.iter().map(one).collect()
    }
}
