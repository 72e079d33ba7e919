//! The same merge work through other libraries and through ours, side by side in one run: records of
//! twenty fields from fifty devices, seven saves each, one in ten written without the one before it.
//!
//! `cargo bench --manifest-path tests/peers/Cargo.toml`. Every one reads the bytes of each save and
//! merges it into its record; one core. The figures are for reading; nothing is asserted about time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

mod others;
mod ours;
mod way;
#[path = "../../crates/merge/benches/work/mod.rs"]
#[allow(dead_code, reason = "the bench of the fold needs more of it")]
mod work;

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use merge::Change;

use others::{Automerge, Crdts, Loro, Yrs};
use ours::Ours;
use way::{Devices, Said, Way};
use work::{Work, fold};

const RECORDS: usize = 2_000;
/// Runs of which the median is told.
const RUNS: usize = 5;
/// Records that travel or lie together when they are compressed.
const TOGETHER: usize = 200;
const LEVEL: i32 = 3;
/// Tells a child of this program what to hold in memory.
const HOLD: &str = "--hold";

/// What one of them did.
struct Row {
    name: &'static str,
    rates: Vec<f64>,
    /// Bytes a record: its saves as they are and compressed, then as it is kept.
    sizes: Option<[usize; 4]>,
    /// Records with rival values, and fields where it says something else than we do.
    found: Option<(Option<usize>, usize)>,
}

fn main() {
    let work = Work::new(RECORDS);
    let mut args = env::args().skip_while(|arg| arg != HOLD).skip(1);
    if let Some(name) = args.next() {
        println!("{}", hold(&name, &work));
        return;
    }
    let truth: Vec<Said> = work.records.iter().map(|life| said_by_us(life)).collect();
    let mut rows = vec![
        measured::<Ours>("ours", &work, &truth),
        measured::<Automerge>("automerge", &work, &truth),
        measured::<Loro>("loro", &work, &truth),
        measured::<Yrs>("yrs", &work, &truth),
        measured::<Crdts>("crdts Map", &work, &truth),
    ];
    rows.extend(bounds(&work));
    print(&rows);
}

fn said_by_us(life: &[merge::Sealed]) -> Said {
    Ours::said(&fold(life).unwrap())
}

fn all_saves<W: Way>(work: &Work) -> Vec<Vec<Vec<u8>>> {
    let mut devices = Devices::default();
    let lives = work.records.iter();
    lives.map(|life| W::saves(life, &mut devices)).collect()
}

fn measured<W: Way>(name: &'static str, work: &Work, truth: &[Said]) -> Row {
    let saves = all_saves::<W>(work);
    let rates = rates(|| {
        for saves in &saves {
            black_box(W::merged(saves));
        }
    });
    let mut docs: Vec<W::Doc> = saves.iter().map(|saves| W::merged(saves)).collect();
    let (mut rivals, mut differ) = (0, 0);
    for (doc, truth) in docs.iter().zip(truth) {
        let said = W::said(doc);
        rivals += usize::from(said.values().any(|all| all.len() > 1));
        // Who cannot tell of rivals has to say one of them.
        let agrees = |key: &String| match (said.get(key), truth.get(key)) {
            (Some(theirs), Some(ours)) if W::TELLS => theirs == ours,
            (Some(theirs), Some(ours)) => theirs.is_subset(ours) && !theirs.is_empty(),
            _ => false,
        };
        let keys = said.keys().chain(truth.keys());
        differ += keys.filter(|key| !agrees(key)).count();
    }
    let sent: Vec<Vec<u8>> = saves.iter().map(|saves| saves.concat()).collect();
    let kept: Vec<Vec<u8>> = docs.iter_mut().map(W::kept).collect();
    let row = Row {
        name,
        rates,
        sizes: Some([plain(&sent), small(&sent), plain(&kept), small(&kept)]),
        found: Some((W::TELLS.then_some(rivals), differ)),
    };
    eprintln!("{name}: {:.0?} op/s", row.rates);
    row
}

/// What bounds ours: the parts it consists of.
fn bounds(work: &Work) -> Vec<Row> {
    let row = |name, run: &mut dyn FnMut()| Row {
        name,
        rates: rates(run),
        sizes: None,
        found: None,
    };
    let mut verified = || {
        for life in &work.records {
            for sealed in life {
                let sealed = merge::Sealed::open(sealed.bytes()).unwrap();
                assert!(sealed.verify(work.key_of(sealed.op.device).unwrap()));
            }
            black_box(fold(life));
        }
    };
    let mut folded = || {
        for life in &work.records {
            black_box(fold(life));
        }
    };
    // The last one wins, whatever anybody had seen.
    let mut overwritten = || {
        for life in &work.records {
            let mut fields = BTreeMap::new();
            for change in life.iter().flat_map(|sealed| &sealed.op.changes) {
                if let Change::Set { field, value } = change {
                    fields.insert(*field, value.clone());
                }
            }
            black_box(fields);
        }
    };
    vec![
        row("ours, each signature verified strictly", &mut verified),
        row("ours, from operations already read", &mut folded),
        row(
            "ceiling: a map overwritten, nothing merged",
            &mut overwritten,
        ),
    ]
}

/// Operations a second of each run, from the least to the most.
fn rates(mut run: impl FnMut()) -> Vec<f64> {
    let operations = (RECORDS * 7) as f64;
    run();
    let mut rates: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            run();
            operations / begun.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates
}

fn plain(records: &[Vec<u8>]) -> usize {
    records.iter().map(Vec::len).sum::<usize>() / records.len()
}

fn small(records: &[Vec<u8>]) -> usize {
    let pages = records.chunks(TOGETHER).map(<[Vec<u8>]>::concat);
    let sizes = pages.map(|page| zstd::encode_all(page.as_slice(), LEVEL).unwrap().len());
    sizes.sum::<usize>() / records.len()
}

/// Bytes of memory of each record while all are held, measured in a process of its own.
fn memory(name: &str) -> Option<f64> {
    let child = Command::new(env::current_exe().unwrap())
        .args([HOLD, name])
        .output()
        .unwrap();
    String::from_utf8_lossy(&child.stdout).trim().parse().ok()
}

fn hold(name: &str, work: &Work) -> f64 {
    match name {
        "ours" => held::<Ours>(work),
        "automerge" => held::<Automerge>(work),
        "loro" => held::<Loro>(work),
        "yrs" => held::<Yrs>(work),
        "crdts Map" => held::<Crdts>(work),
        _ => f64::NAN,
    }
}

fn held<W: Way>(work: &Work) -> f64 {
    let saves = all_saves::<W>(work);
    let before = resident();
    let docs: Vec<W::Doc> = saves.iter().map(|saves| W::merged(saves)).collect();
    let held = (resident() - before) / docs.len() as f64;
    black_box(docs);
    held
}

fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) * 1024.0
}

fn print(rows: &[Row]) {
    let heads = [
        "what",
        "op/s, median (least–most)",
        "of ours",
        "B a record sent, zstd",
        "B a record kept, zstd",
        "memory a record held",
        "records with rivals",
        "fields said otherwise",
    ];
    println!("\n{RECORDS} records, one core, medians of {RUNS}\n");
    println!(
        "| {} |\n|{}",
        heads.join(" | "),
        " --- |".repeat(heads.len())
    );
    let ours = rows[0].rates[RUNS / 2];
    for row in rows {
        let (least, middle, most) = (row.rates[0], row.rates[RUNS / 2], row.rates[RUNS - 1]);
        let mut cells = vec![
            row.name.to_owned(),
            format!("{middle:.0} ({least:.0}–{most:.0})"),
            format!("{:.2}", middle / ours),
        ];
        if let Some([sent, packed, kept, small]) = row.sizes {
            cells.push(format!("{sent}, {packed}"));
            cells.push(format!("{kept}, {small}"));
            let held = memory(row.name).map_or_else(|| "?".to_owned(), |b| format!("{b:.0} B"));
            cells.push(held);
        }
        if let Some((rivals, differ)) = row.found {
            cells.push(rivals.map_or_else(|| "cannot tell".to_owned(), |n| n.to_string()));
            cells.push(differ.to_string());
        }
        cells.resize(heads.len(), "–".to_owned());
        println!("| {} |", cells.join(" | "));
    }
}
