//! Random histories: whatever the order and the batches, the store says what the operations say.

use std::collections::{BTreeMap, BTreeSet};

use forms::{Period, Summary, day_number, day_text};
use merge::{Change, Dot, Record, RecordId, Sealed};
use store::{Fate, Item, Store, Verdict};

use crate::rig::{FAR, HERE, NEXT, Pen, Rig, catalog, digest, id, item, judged};

const ROUNDS: u64 = 12;
const WRITTEN: usize = 60;
const DAY_MS: u64 = 86_400_000;

/// splitmix64: the same throws in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((x ^ (x >> 31)) % end as u64).unwrap()
    }
}

/// What three devices wrote, each having seen what happened to reach it.
fn history(pens: &mut [Pen], dice: &mut Dice) -> Vec<Sealed> {
    let mut seen: BTreeMap<(usize, u8), Record> = BTreeMap::new();
    let mut ops: Vec<Sealed> = Vec::new();
    for step in 0..WRITTEN {
        let (who, number) = (dice.below(pens.len()), u8::try_from(dice.below(6)).unwrap());
        let bucket = [HERE, NEXT, FAR][usize::from(number) % 3];
        let pen = &mut pens[who];
        pen.clock += DAY_MS * dice.below(20) as u64;
        let changes = match dice.below(7) {
            0 => vec![pen.set("due_on", &*format!("2026-01-{:02}", 1 + dice.below(28)))],
            1..=4 => vec![Change::Event {
                // Each often enough to get through to the end and back again.
                name: [
                    "report", "confirm", "notify", "submit", "accept", "close", "relapse",
                    "report", "confirm", "notify", "submit", "void",
                ][dice.below(12)]
                .into(),
            }],
            5 => vec![pen.set("road_code", &*format!("Y{:03}420625", dice.below(3)))],
            _ => vec![pen.set("description", &*format!("{step}"))],
        };
        let op = pen.hazard(number, bucket, seen.get(&(who, number)), changes);
        for reader in 0..pens.len() {
            if reader == who || dice.below(3) == 0 {
                seen.entry((reader, number))
                    .and_modify(|record| record.apply(&op.op).unwrap())
                    .or_insert_with(|| Record::from_op(&op.op));
            }
        }
        ops.push(op);
    }
    ops
}

/// Gives the store everything in random batches, some of it twice, until nothing has to wait.
fn deliver(rig: &Rig, ops: &[Sealed], held: &BTreeSet<Dot>, dice: &mut Dice) {
    let mut left: Vec<&Sealed> = ops.iter().collect();
    let mut store = rig.open();
    while !left.is_empty() {
        let mut batch = Vec::new();
        for _ in 0..=dice.below(9).min(left.len() - 1) {
            batch.push(left.swap_remove(dice.below(left.len())));
        }
        if dice.below(3) == 0 {
            batch.push(&ops[dice.below(ops.len())]);
        }
        let items = batch.iter().map(|op| {
            if held.contains(&op.op.dot()) {
                judged(op, Verdict::Held("no".into()))
            } else {
                item(op)
            }
        });
        let fates = store.take(items.collect()).unwrap();
        for (op, fate) in batch.into_iter().zip(fates) {
            assert_ne!(fate, Fate::Forked);
            if matches!(fate, Fate::Waiting { .. }) && !left.contains(&op) {
                left.push(op);
            }
        }
        if dice.below(8) == 0 {
            drop(store);
            store = rig.open();
        }
    }
}

pub(crate) fn the_fold_is_that_of_the_operations(rig: &Rig) {
    for seed in 0..ROUNDS {
        let rig = rig.another();
        let mut dice = Dice(seed);
        let mut pens = [Pen::new(1), Pen::new(2), Pen::new(3)];
        let ops = history(&mut pens, &mut dice);
        let chosen = ops.iter().filter(|_| dice.below(10) == 0);
        let (mut early, mut late) = (BTreeSet::new(), BTreeSet::new());
        for (n, op) in chosen.enumerate() {
            if n % 2 == 0 { &mut early } else { &mut late }.insert(op.op.dot());
        }
        rig.open()
            .take(
                pens.iter()
                    .map(|pen| Item::Grant(pen.grant.clone()))
                    .collect(),
            )
            .unwrap();
        deliver(&rig, &ops, &early, &mut dice);
        let mut store = rig.open();
        let hold = |dot: &Dot| Item::Hold {
            dot: *dot,
            reason: "later".into(),
        };
        store.take(late.iter().map(hold).collect()).unwrap();
        let mut wanted: BTreeMap<RecordId, Record> = BTreeMap::new();
        for op in ops.iter().map(|sealed| &sealed.op) {
            if !early.contains(&op.dot()) && !late.contains(&op.dot()) {
                wanted
                    .entry(op.record)
                    .and_modify(|record| record.apply(op).unwrap())
                    .or_insert_with(|| Record::from_op(op));
            }
        }
        for number in 0..6 {
            let kept = store
                .record(id(number))
                .unwrap()
                .map(|record| record.encode());
            let wanted = wanted.get(&id(number)).map(Record::encode);
            assert_eq!(kept, wanted, "seed {seed}, record {number}");
        }
        figures_are_a_recount(&store, wanted.values(), &mut dice);
        let readers: Vec<&Pen> = pens.iter().collect();
        let before = digest(&store, &readers);
        let found = store.verify(None, &mut |_, _| {}).unwrap();
        assert_eq!(found.problems, [], "seed {seed}");
        store.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(digest(&store, &readers), before, "seed {seed}");
    }
}

/// Every measure in every division above a record, over random periods, counted a second time from
/// the records themselves and by the digits of the codes.
fn figures_are_a_recount<'r>(
    store: &Store,
    records: impl Iterator<Item = &'r Record>,
    dice: &mut Dice,
) {
    let catalog = catalog();
    let summaries: Vec<Summary> = records.map(|record| catalog.summary(record)).collect();
    let days: Vec<i32> = summaries
        .iter()
        .flat_map(|summary| &summary.measures)
        .flat_map(|counted| [counted.on, counted.by])
        .flatten()
        .collect();
    for _ in 0..6 {
        let mut ends = [0, 0].map(|_| days.get(dice.below(days.len().max(1))).unwrap_or(&0));
        ends.sort();
        let shift = i32::try_from(dice.below(3)).unwrap() - 1;
        let period = Period::days(ends[0] + shift, ends[1] + shift).unwrap();
        for division in [
            "420625102201",
            "420625102000",
            "420625000000",
            "420600000000",
        ] {
            let below = division.trim_end_matches('0');
            for measure in catalog.measures() {
                let mut wanted = 0;
                let asked = if measure.year {
                    let year: String = day_text(period.to).chars().take(4).collect();
                    let first = day_number(&format!("{year}-01-01")).unwrap();
                    Period::days(first, period.to).unwrap()
                } else {
                    period
                };
                for summary in &summaries {
                    let code = summary.bucket.to_string();
                    for counted in &summary.measures {
                        let day = counted
                            .on
                            .is_none_or(|on| asked.from <= on && on <= asked.to);
                        let holds = counted.by.is_none_or(|by| by <= period.to);
                        if counted.measure == measure.id && code.starts_with(below) && day && holds
                        {
                            wanted += counted.amount;
                        }
                    }
                }
                let division = division.parse().unwrap();
                let kept = store.counted(division, measure.id, period).unwrap();
                assert_eq!(
                    kept,
                    wanted,
                    "{} in {division} {}",
                    measure.name,
                    period.text()
                );
            }
        }
    }
}
