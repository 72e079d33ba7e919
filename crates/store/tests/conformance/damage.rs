//! Damage at rest: what is read is what was kept, or it is said that it is not.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use merge::Sealed;
use store::disk::Folder;
use store::{Engine, Item, Store, StoreError};

use crate::faults::copy;
use crate::rig::{HERE, Kept, Pen, Rig, id, item, open_on, options};
use crate::shaky::{Fault, Shaky};

const SAVED: u8 = 40;

/// Two files of journal: a note fills the first one up.
fn two_files(store: &Store) -> Vec<Sealed> {
    let mut pen = Pen::new(1);
    store.take(vec![Item::Grant(pen.grant.clone())]).unwrap();
    let ops: Vec<Sealed> = (0..SAVED)
        .map(|n| pen.described(n, HERE, "急弯，护栏缺失"))
        .collect();
    let (early, late) = ops.split_at(usize::from(SAVED) / 2);
    for op in early {
        store.take(vec![item(op)]).unwrap();
    }
    let filling = Item::Note {
        name: "filling".into(),
        value: vec![7; 16 * 1024 * 1024],
    };
    store.take(vec![filling]).unwrap();
    for op in late {
        store.take(vec![item(op)]).unwrap();
    }
    ops
}

/// Where to do damage: spread over the whole, the same in every run.
fn places(of: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |n| n * 7_919 * 8_191 % of)
}

/// Whether everything reads as it was written; an error is an honest answer too.
fn tells_the_truth(store: &Store, ops: &[Sealed]) -> Result<(), String> {
    for op in ops {
        match store.op(op.op.dot()) {
            Ok(Some(kept)) if kept == *op => {}
            Ok(other) => return Err(format!("{:?} reads {other:?}", op.op.dot())),
            Err(_) => {}
        }
        match store.record(op.op.record) {
            Ok(Some(_)) | Err(_) => {}
            Ok(None) => return Err(format!("{:?} is gone", op.op.record)),
        }
    }
    match store.feed(HERE, 0, usize::MAX) {
        Ok(segment) if segment.items.len() == ops.len() => Ok(()),
        Ok(segment) => Err(format!("a feed of {}", segment.items.len())),
        Err(_) => Ok(()),
    }
}

fn write_byte(file: &Path, at: usize, byte: u8) {
    let mut file = fs::OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(&[byte]).unwrap();
}

#[test]
fn a_flipped_bit_in_any_journal_file_is_never_believed() {
    let rig = Rig::new(Kept::Sled);
    let store = rig.open();
    let ops = two_files(&store);
    store.close().unwrap();
    let journal = rig.folder.path().join("journal");
    let names: Vec<_> = fs::read_dir(&journal).unwrap().flatten().collect();
    assert_eq!(names.len(), 2);
    let mut found = 0;
    for file in names.iter().map(fs::DirEntry::path) {
        let whole = fs::read(&file).unwrap();
        // The filling is one long note: damage is done before it.
        for at in places(whole.len().min(12_000), 50) {
            write_byte(&file, at, whole[at] ^ (1 << (at % 8)));
            let disk = Arc::new(Folder::open(&journal).unwrap());
            let kept = Store::open(options(disk, rig.engine_at()), &mut |_, _| {});
            if let Ok((store, opened)) = kept {
                assert_eq!(
                    opened.cut, 0,
                    "byte {at} of {file:?}: nothing acknowledged is cut"
                );
                tells_the_truth(&store, &ops).unwrap();
                let broken = ops.iter().any(|op| store.op(op.op.dot()).is_err());
                found += usize::from(broken);
                store.close().unwrap();
            }
            fs::write(&file, &whole).unwrap();
        }
    }
    assert!(
        found > 10,
        "most damage in an earlier file is met when it is read: {found}"
    );
}

#[test]
fn a_flipped_bit_or_a_lost_page_of_the_index_is_never_a_silent_loss() {
    let rig = Rig::new(Kept::Sled);
    let mut pen = Pen::new(1);
    let ops: Vec<Sealed> = (0..SAVED).map(|n| pen.described(n, HERE, "急弯")).collect();
    let store = rig.open();
    for op in &ops {
        store.take(vec![item(op)]).unwrap();
    }
    store.close().unwrap();
    let index = rig.folder.path().join("index");
    let whole = rig.folder.path().join("whole");
    copy(&index, &whole);
    let mut rebuilt = 0;
    for file in files(&index) {
        let bytes = fs::read(whole.join(file.strip_prefix(&index).unwrap())).unwrap();
        for (n, at) in places(bytes.len().max(1), 60).enumerate() {
            let mut bent = bytes.clone();
            match n % 3 {
                0 => bent[at..].iter_mut().take(4_096).for_each(|byte| *byte = 0),
                1 => bent.truncate(at),
                _ => bent
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|byte| *byte ^= 1 << (n % 8)),
            }
            fs::remove_dir_all(&index).unwrap();
            copy(&whole, &index);
            fs::write(&file, bent).unwrap();
            let disk = Arc::new(Folder::open(&rig.folder.path().join("journal")).unwrap());
            let (store, opened) =
                Store::open(options(disk, rig.engine_at()), &mut |_, _| {}).unwrap();
            rebuilt += usize::from(opened.rebuilt.is_some());
            tells_the_truth(&store, &ops)
                .unwrap_or_else(|what| panic!("byte {at} of {file:?}: {what}"));
            // However it ends, the next start is not kept from it.
            drop(store);
            let _ = fs::remove_file(index.with_extension("open"));
        }
    }
    assert!(rebuilt > 10, "{rebuilt}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[test]
fn an_index_of_another_journal_is_not_believed() {
    let (mine, other) = (Rig::new(Kept::Sled), Rig::new(Kept::Sled));
    for (rig, number) in [(&mine, 1), (&other, 2)] {
        // Commits of the same length: only what they say differs.
        let op = Pen::new(number).described(number, HERE, "a");
        let store = rig.open();
        store.take(vec![item(&op)]).unwrap();
        store.close().unwrap();
    }
    let at = |rig: &Rig| rig.folder.path().join("index");
    fs::remove_dir_all(at(&mine)).unwrap();
    copy(&at(&other), &at(&mine));
    let store = mine.open();
    assert!(store.record(id(1)).unwrap().is_some());
    assert!(store.record(id(2)).unwrap().is_none());
}

#[test]
fn what_a_killed_process_left_is_made_durable_before_it_is_shown() {
    let ops: Vec<Sealed> = {
        let mut pen = Pen::new(1);
        (0..3).map(|n| pen.described(n, HERE, "a")).collect()
    };
    // Killed between writing and syncing, for every sync of the first two saves.
    for (call, fault) in [(1, Fault::NoSync), (2, Fault::NoNames), (4, Fault::NoSync)] {
        let disk = Arc::new(Shaky::new(Some((call, fault))));
        let store = open_on(disk.clone(), Engine::Memory);
        let _ = ops
            .iter()
            .map(|op| store.take(vec![item(op)]))
            .collect::<Vec<_>>();
        let left = Arc::new(Shaky::killed(disk.written(), disk.after_power_cut()));
        let store = open_on(left.clone(), Engine::Memory);
        let shown: Vec<u8> = (0..3)
            .filter(|n| store.record(id(*n)).unwrap().is_some())
            .collect();
        let after = Shaky::holding(left.after_power_cut());
        let store = open_on(Arc::new(after), Engine::Memory);
        for n in shown {
            assert!(
                store.record(id(n)).unwrap().is_some(),
                "{fault:?} at {call}: {n}"
            );
        }
    }
}

#[test]
fn a_full_disk_works_again_when_there_is_room() {
    for call in 0..12 {
        let disk = Arc::new(Shaky::new(Some((call, Fault::Full))));
        let store = open_on(disk, Engine::Memory);
        let mut pen = Pen::new(1);
        let ops: Vec<Sealed> = (0..4).map(|n| pen.described(n, HERE, "a")).collect();
        for op in &ops {
            if store.take(vec![item(op)]).is_err() {
                store.take(vec![item(op)]).unwrap();
            }
        }
        assert!((0..4).all(|n| store.record(id(n)).unwrap().is_some()));
    }
}

#[test]
fn an_end_that_cannot_be_cut_refuses_what_follows() {
    let disk = Arc::new(Shaky::new(Some((0, Fault::NoCut))));
    let store = open_on(disk, Engine::Memory);
    let op = Pen::new(1).described(1, HERE, "a");
    let refused = store.take(vec![item(&op)]);
    assert!(matches!(refused, Err(StoreError::Disk { .. })));
    let refused = store.take(vec![item(&op)]);
    assert!(matches!(refused, Err(StoreError::Poisoned)));
}

#[test]
fn a_new_file_is_not_lost_with_its_name() {
    let disk = Arc::new(Shaky::new(None));
    let store = open_on(disk.clone(), Engine::Memory);
    let ops = two_files(&store);
    let left: BTreeMap<_, _> = disk.after_power_cut();
    assert_eq!(left.len(), 2);
    let store = open_on(Arc::new(Shaky::holding(left)), Engine::Memory);
    tells_the_truth(&store, &ops).unwrap();
    assert!(store.op(ops[39].op.dot()).unwrap().is_some());
}
