//! Disks that fill up, syncs that fail, power cuts, torn ends and flipped bits.

use std::collections::BTreeMap;
use std::sync::Arc;

use merge::Sealed;
use store::{Engine, Fate, Store, StoreError};

use crate::rig::{HERE, Kept, Pen, Rig, id, item, open_on, options};
use crate::shaky::{Fault, Shaky};

const SAVES: u8 = 8;

fn saves() -> Vec<Sealed> {
    let mut pen = Pen::new(1);
    (0..SAVES)
        .map(|n| pen.described(n, HERE, "急弯，护栏缺失"))
        .collect()
}

/// Saves one after the other; answers the records whose save was acknowledged.
fn save_all(store: &Store) -> Vec<u8> {
    let kept = |op| {
        let taken = store.take(vec![item(op)]);
        taken.is_ok_and(|fates| matches!(fates[..], [Fate::Kept | Fate::Known]))
    };
    let saved = |(n, op)| kept(op).then_some(n);
    (0..).zip(&saves()).filter_map(saved).collect()
}

#[test]
fn no_failing_call_makes_a_false_acknowledgement() {
    let whole = Arc::new(Shaky::new(None));
    assert_eq!(
        save_all(&open_on(whole.clone(), Engine::Memory)).len(),
        usize::from(SAVES)
    );
    for fault in [Fault::Full, Fault::NoSync, Fault::NoNames, Fault::NoCut] {
        for call in 0..whole.calls() {
            let disk = Arc::new(Shaky::new(Some((call, fault))));
            let acknowledged = save_all(&open_on(disk.clone(), Engine::Memory));
            for left in [disk.after_power_cut(), disk.after_kill()] {
                let store = open_on(Arc::new(Shaky::holding(left)), Engine::Memory);
                for n in &acknowledged {
                    assert!(
                        store.record(id(*n)).unwrap().is_some(),
                        "{fault:?} at call {call}: {n}"
                    );
                }
                assert_eq!(save_all(&store).len(), usize::from(SAVES), "and it goes on");
            }
        }
    }
}

#[test]
fn a_full_disk_refuses_one_save_and_a_failed_sync_refuses_all_that_follow() {
    let full = open_on(Arc::new(Shaky::new(Some((3, Fault::Full)))), Engine::Memory);
    let ops = saves();
    full.take(vec![item(&ops[0])]).unwrap();
    assert!(matches!(
        full.take(vec![item(&ops[1])]),
        Err(StoreError::Disk { .. })
    ));
    full.take(vec![item(&ops[1])]).unwrap();
    let failed = open_on(
        Arc::new(Shaky::new(Some((4, Fault::NoSync)))),
        Engine::Memory,
    );
    failed.take(vec![item(&ops[0])]).unwrap();
    assert!(matches!(
        failed.take(vec![item(&ops[1])]),
        Err(StoreError::Disk { .. })
    ));
    assert!(matches!(
        failed.take(vec![item(&ops[1])]),
        Err(StoreError::Poisoned)
    ));
}

fn journal() -> BTreeMap<String, Vec<u8>> {
    let disk = Arc::new(Shaky::new(None));
    save_all(&open_on(disk.clone(), Engine::Memory));
    disk.after_power_cut()
}

#[test]
fn a_torn_end_loses_only_what_was_not_acknowledged() {
    let disk = Arc::new(Shaky::new(None));
    let store = open_on(disk.clone(), Engine::Memory);
    let saves = saves();
    let ends = saves.iter().map(|op| {
        store.take(vec![item(op)]).unwrap();
        usize::try_from(store.position()).unwrap()
    });
    let ends: Vec<usize> = ends.collect();
    let files = disk.after_power_cut();
    let (name, bytes) = files.first_key_value().unwrap();
    for len in ends[ends.len() - 4]..bytes.len() {
        let torn = BTreeMap::from([(name.clone(), bytes[..len].to_vec())]);
        let store = open_on(Arc::new(Shaky::holding(torn)), Engine::Memory);
        let there = (0..SAVES).filter(|n| store.record(id(*n)).unwrap().is_some());
        let whole = ends.iter().filter(|end| **end <= len);
        assert_eq!(there.count(), whole.count(), "the first {len} bytes");
        store
            .take(vec![item(&Pen::new(2).described(99, HERE, "after"))])
            .unwrap();
    }
}

#[test]
fn a_flipped_bit_is_never_a_silent_loss() {
    let files = journal();
    let (name, bytes) = files.first_key_value().unwrap();
    for step in 0..500 {
        let bit = step * 7_919 % (bytes.len() * 8);
        let mut bent = bytes.clone();
        bent[bit / 8] ^= 1 << (bit % 8);
        let disk = Arc::new(Shaky::holding(BTreeMap::from([(name.clone(), bent)])));
        match Store::open(options(disk, Engine::Memory), &mut |_, _| {}) {
            // Nothing whole follows the damage: then it is the torn end, and that is said.
            Ok((_, opened)) => assert!(opened.cut > 0, "bit {bit}"),
            Err(StoreError::Damaged { offset, .. }) => {
                assert!(offset <= bit as u64 / 8, "bit {bit}");
            }
            Err(other) => panic!("bit {bit}: {other}"),
        }
    }
}

#[test]
fn a_damaged_old_or_missing_index_is_folded_again() {
    let rig = Rig::new(Kept::Sled);
    let index = rig.folder.path().join("index");
    let ops = saves();
    rig.open().take(vec![item(&ops[0])]).unwrap();
    let old = rig.folder.path().join("old");
    copy(&index, &old);
    assert_eq!(save_all(&rig.open()).len(), usize::from(SAVES));
    let all_there = |what: &str| {
        let store = rig.open();
        assert!(
            (0..SAVES).all(|n| store.record(id(n)).unwrap().is_some()),
            "{what}"
        );
        store.close().unwrap();
    };
    std::fs::remove_dir_all(&index).unwrap();
    all_there("missing");
    std::fs::remove_dir_all(&index).unwrap();
    copy(&old, &index);
    all_there("an older copy");
    for step in 0..20 {
        let db = index.join("db");
        let mut bytes = std::fs::read(&db).unwrap();
        let at = step * 104_729 % bytes.len();
        bytes[at..]
            .iter_mut()
            .take(4_096)
            .for_each(|byte| *byte = 0);
        std::fs::write(&db, bytes).unwrap();
        // Another run of the machine: whatever the index says, it is not believed.
        std::fs::write(index.with_extension("open"), "another boot").unwrap();
        all_there("damaged");
    }
}

pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
