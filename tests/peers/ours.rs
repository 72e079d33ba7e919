//! Our own way.

use std::collections::BTreeSet;

use merge::{Record, Sealed};

use crate::way::{Devices, Plain, Said, Way, plain};
use crate::work::fold;

/// The saves are the signed operations themselves; the signatures are not verified here.
pub(crate) struct Ours;

impl Way for Ours {
    const TELLS: bool = true;
    type Doc = Record;

    fn save(_: &[Vec<u8>], _: u32, _: &[(String, Plain)]) -> Vec<u8> {
        unreachable!("they are signed already")
    }

    fn saves(life: &[Sealed], _: &mut Devices) -> Vec<Vec<u8>> {
        let bytes = life.iter().map(|sealed| sealed.bytes().to_vec());
        bytes.collect()
    }

    fn merged(saves: &[Vec<u8>]) -> Record {
        let ops: Vec<Sealed> = saves
            .iter()
            .map(|save| Sealed::open(save).unwrap())
            .collect();
        fold(&ops).unwrap()
    }

    fn kept(doc: &mut Record) -> Vec<u8> {
        doc.encode()
    }

    fn said(doc: &Record) -> Said {
        let mut said = Said::new();
        for field in doc.field_ids() {
            let all = doc.said(field).into_iter();
            let all = all.map(|said| plain(&said.what).to_string());
            said.insert(field.to_string(), all.collect());
        }
        let yes = BTreeSet::from([Plain::Bool(true).to_string()]);
        for event in doc.events() {
            said.insert(event.name, yes.clone());
        }
        said
    }
}
