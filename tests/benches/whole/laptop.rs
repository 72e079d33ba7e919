//! The laptop's side: one save after another, and folding the journal again.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use agent::{Laptop, Layout};
use merge::{Author, DeviceId, Hash, Key, Sealed};
use store::disk::{Disk, Folder};
use store::{Arrival, Engine, Item, Options, SledRows, Store, Verdict};

use crate::table::{Table, median};
use crate::workload::{self, Writer};

/// Saves measured, one after the other.
const SAVES: usize = 1_500;
/// Operations folded again.
const REPLAYED: usize = 100_000;
/// Runs of which the median is told.
const RUNS: usize = 5;

fn store(folder: &Path, engine: Engine) -> Store {
    let options = Options {
        disk: Arc::new(Folder::open(&folder.join("journal")).unwrap()),
        engine,
        catalog: Arc::new(forms::Catalog::builtin().unwrap()),
        numbers: false,
        boot: "bench".into(),
        vault: vault::Vault::from_key([1; 32]),
    };
    Store::open(options, &mut |_, _| {}).unwrap().0
}

fn written(records: usize) -> Vec<Sealed> {
    let catalog = forms::Catalog::builtin().unwrap();
    let one = |number: u8| {
        let key = Key::from_secret(&[number + 1; 32]);
        let device = DeviceId::derive(&key.public().bytes(), 1);
        Writer {
            author: Author::new(key.clone(), device, Hash::ZERO),
            key,
            ops: Vec::new(),
        }
    };
    let devices = u8::try_from(workload::DEVICES).unwrap();
    let mut writers: Vec<Writer> = (0..devices).map(one).collect();
    workload::write(&catalog, &mut writers, records);
    writers
        .iter()
        .flat_map(|w| &w.ops)
        .map(|op| Sealed::open(op).unwrap())
        .collect()
}

fn items(ops: &[Sealed]) -> Vec<Item> {
    let item = |sealed: &Sealed| {
        let sealed = sealed.clone();
        Item::Op(Arrival {
            sealed,
            verdict: Verdict::Applied,
            received_ms: 1,
        })
    };
    ops.iter().map(item).collect()
}

/// One durable save after another, beside a bare append and sync of as many bytes.
pub(crate) fn saves(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(
        folder.path(),
        Engine::Sled(SledRows::at(folder.path().join("index"))),
    );
    let ops = written(SAVES.div_ceil(workload::OPERATIONS));
    let bare = Folder::open(&folder.path().join("bare")).unwrap();
    let (mut kept, mut synced) = (Vec::new(), Vec::new());
    for sealed in ops.iter().take(SAVES) {
        let begun = Instant::now();
        store.take(items(std::slice::from_ref(sealed))).unwrap();
        kept.push(begun.elapsed().as_secs_f64() * 1e6);
        let begun = Instant::now();
        bare.append("bare", sealed.bytes()).unwrap();
        bare.sync("bare").unwrap();
        synced.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    let at = |figures: &[f64], share: f64| {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * share) as usize]
    };
    table.against(
        "save, median",
        at(&kept, 0.5),
        ("append + fdatasync", at(&synced, 0.5)),
        "µs",
    );
    table.against(
        "save, 99 of 100",
        at(&kept, 0.99),
        ("append + fdatasync", at(&synced, 0.99)),
        "µs",
    );
}

/// The index thrown away and folded again.
pub(crate) fn replay(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let ops = written(REPLAYED.div_ceil(workload::OPERATIONS));
    let mut kept = store(
        folder.path(),
        Engine::Sled(SledRows::at(folder.path().join("index"))),
    );
    for batch in ops.chunks(1_000) {
        kept.take(items(batch)).unwrap();
    }
    let rates = (0..RUNS).map(|_| {
        let begun = Instant::now();
        kept.rebuild(&mut |_, _| {}).unwrap();
        ops.len() as f64 / begun.elapsed().as_secs_f64()
    });
    let rate = median(rates.collect());
    let begun = Instant::now();
    drop(store(folder.path(), Engine::Memory));
    let memory = ops.len() as f64 / begun.elapsed().as_secs_f64();
    table.against(
        "journal replay of 100 k operations",
        rate,
        ("rows in memory", memory),
        "op/s",
    );
}

/// Peak memory of a fresh process that opens the laptop and lists everything, in megabytes.
pub(crate) fn memory(folder: &Path) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .arg("--memory")
        .arg(folder)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap_or(f64::NAN)
}

/// Opens a laptop, asks for its status, and answers this process's peak memory in megabytes.
pub(crate) fn open_and_measure(folder: &Path) -> f64 {
    let laptop = Laptop::open(&Layout::new(folder), &mut |_, _| {}).unwrap();
    laptop
        .status(merge::Now {
            wall_ms: 1_760_000_000_000,
            offset_min: 480,
        })
        .unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    laptop.close().unwrap();
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
