//! What the fold, the signatures and the formats cost on W(n): hazard-like records of twenty
//! fields from fifty devices, seven operations each, one in ten written without the one before it.
//!
//! `cargo bench -p merge`. Figures, never assertions: a slow machine is not a defect.

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use merge::{Record, Sealed};

mod work;

use work::{FIELDS, Work, fold};

const RECORDS: usize = 500;

/// The workload, made once.
static WORK: LazyLock<Work> = LazyLock::new(|| Work::new(RECORDS));

fn count() -> ItemsCount {
    ItemsCount::new(WORK.ops().count())
}

fn folded() -> Vec<Record> {
    let records = WORK.records.iter();
    records.filter_map(|ops| fold(ops)).collect()
}

/// Operations already read, folded into their records.
#[divan::bench]
fn op_fold(bencher: Bencher<'_, '_>) {
    let work = &*WORK;
    bencher.counter(count()).bench(|| {
        for ops in &work.records {
            black_box(fold(ops));
        }
    });
}

/// The same backwards: every operation arrives before what it had seen.
#[divan::bench]
fn op_fold_backwards(bencher: Bencher<'_, '_>) {
    let work = &*WORK;
    let mut records = work.records.clone();
    records.iter_mut().for_each(|ops| ops.reverse());
    bencher.counter(count()).bench(|| {
        for ops in &records {
            black_box(fold(ops));
        }
    });
}

/// Bytes to operations, without the signature.
#[divan::bench]
fn op_open(bencher: Bencher<'_, '_>) {
    let work = &*WORK;
    bencher.counter(count()).bench(|| {
        for sealed in work.ops() {
            let _ = black_box(Sealed::open(sealed.bytes()));
        }
    });
}

/// Strict verification of one signature after the other.
#[divan::bench(sample_count = 20)]
fn op_verify(bencher: Bencher<'_, '_>) {
    let work = &*WORK;
    bencher.counter(count()).bench(|| {
        for sealed in work.ops() {
            let key = work.key_of(sealed.op.device);
            assert!(key.is_some_and(|key| sealed.verify(key)));
        }
    });
}

/// Encoding and signing.
#[divan::bench(sample_count = 20)]
fn op_sign(bencher: Bencher<'_, '_>) {
    let work = &*WORK;
    bencher.counter(count()).bench(|| {
        for sealed in work.ops() {
            black_box(Sealed::sign(sealed.op.clone(), &work.keys[0]));
        }
    });
}

/// Records to snapshots.
#[divan::bench]
fn record_encode(bencher: Bencher<'_, '_>) {
    let records = folded();
    bencher.counter(ItemsCount::new(records.len())).bench(|| {
        for record in &records {
            black_box(record.encode());
        }
    });
}

/// Snapshots to records.
#[divan::bench]
fn record_decode(bencher: Bencher<'_, '_>) {
    let pages: Vec<_> = folded().iter().map(Record::encode).collect();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for page in &pages {
            let _ = black_box(Record::decode(page));
        }
    });
}

/// Two halves of each record's history, folded apart and merged.
#[divan::bench]
fn record_merge(bencher: Bencher<'_, '_>) {
    let halves: Vec<_> = WORK
        .records
        .iter()
        .filter_map(|ops| Some((fold(&ops[..5])?, fold(&ops[3..])?)))
        .collect();
    bencher
        .counter(ItemsCount::new(halves.len()))
        .with_inputs(|| halves.clone())
        .bench_values(|halves| {
            for (mut one, other) in halves {
                let _ = one.merge(other);
                black_box(one);
            }
        });
}

/// What a list row asks of a record: every value and the fields in conflict.
#[divan::bench]
fn record_read(bencher: Bencher<'_, '_>) {
    let records = folded();
    bencher.counter(ItemsCount::new(records.len())).bench(|| {
        for record in &records {
            for field in 0..FIELDS {
                black_box(record.value(field));
            }
            black_box((record.conflicts(), record.events()));
        }
    });
}

fn sizes() {
    let work = &*WORK;
    let mean = |total: usize, count: usize| total / count.max(1);
    let ops: usize = work.ops().map(|sealed| sealed.bytes().len()).sum();
    let records = folded();
    let pages: usize = records.iter().map(|record| record.encode().len()).sum();
    let rivals = records
        .iter()
        .filter(|record| !record.conflicts().is_empty());
    println!(
        "W({RECORDS}): operation {} B signed; {} B of operations and {} B of snapshot per record \
         (uncompressed); {} records in conflict",
        mean(ops, work.ops().count()),
        mean(ops, records.len()),
        mean(pages, records.len()),
        rivals.count(),
    );
}

fn main() {
    sizes();
    divan::main();
}
