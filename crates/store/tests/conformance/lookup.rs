//! Finding things.

use std::collections::BTreeMap;

use forms::{Catalog, Summary};
use merge::{Bucket, Change, Record, Value};
use store::{Falls, Listed, Query, Running, Store};

use crate::rig::{FAR, HERE, NEXT, Pen, Rig, id, item};

const EVER: std::ops::RangeInclusive<i32> = i32::MIN..=i32::MAX;

fn ids(listed: Vec<Listed>) -> Vec<merge::RecordId> {
    listed.into_iter().map(|listed| listed.id).collect()
}

fn list(
    store: &Store,
    buckets: std::ops::RangeInclusive<u64>,
    kind: Option<u16>,
) -> Vec<merge::RecordId> {
    let mut found = Vec::new();
    let each = &mut |listed: Listed| {
        found.push(listed.id);
        true
    };
    store.list(&Query { buckets, kind }, each).unwrap();
    found
}

fn due(store: &Store, division: u64) -> Vec<merge::RecordId> {
    let due = store.due(&[division], &EVER, &|_, _| true, (0, 9)).unwrap();
    due.into_iter().map(|due| due.id).collect()
}

pub(crate) fn finds(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let point = |lat: i64, lon: i64| {
        let entries =
            [("lat_e6", lat), ("lon_e6", lon)].map(|(n, v)| (n.to_owned(), Value::Int(v)));
        Value::Map(BTreeMap::from(entries))
    };
    let event = |name: &str| Change::Event { name: name.into() };
    let late = vec![
        pen.set("due_on", "2026-01-05"),
        pen.set("road_code", "Y014420625"),
        pen.set("geo", point(31_700_000, 111_600_000)),
        event("report"),
    ];
    let later = vec![
        pen.set("due_on", "2026-01-09"),
        pen.set("geo", point(31_700_900, 111_600_500)),
        event("report"),
    ];
    let ops = [
        pen.hazard(1, HERE, None, late),
        pen.hazard(2, NEXT, None, later),
        pen.described(3, FAR, "elsewhere"),
    ];
    store.take(ops.iter().map(item).collect()).unwrap();
    let township = 420_625_102_000..=420_625_102_999;
    assert_eq!(list(&store, township.clone(), Some(1)), [id(1), id(2)]);
    assert_eq!(list(&store, township.clone(), Some(2)), []);
    assert_eq!(
        list(&store, 420_600_000_000..=420_699_999_999, None).len(),
        3
    );
    for division in [420_625_102_000, 420_625_000_000, 420_600_000_000] {
        assert_eq!(due(&store, division), [id(1), id(2)], "the earliest first");
    }
    assert_eq!(due(&store, NEXT.0), [id(2)]);
    assert_eq!(ids(store.on_road("Y014420625").unwrap()), [id(1)]);
    let around = |lat: i32, lon: i32, by: i32| {
        let found = store.in_rectangle((lat - by, lon - by), (lat + by, lon + by));
        let mut found = ids(found.unwrap());
        found.sort();
        found
    };
    assert_eq!(around(31_700_000, 111_600_000, 1_000), [id(1), id(2)]);
    assert_eq!(around(31_800_000, 111_600_000, 1_000), []);
    let beginning = &id(1).to_string()[..12];
    assert_eq!(store.starting_with(beginning, 9).unwrap().len(), 3);
    assert_eq!(store.starting_with(beginning, 2).unwrap().len(), 2);
    assert_eq!(store.starting_with(&id(2).to_string(), 9).unwrap(), [id(2)]);
    assert!(
        store
            .starting_with("not hexadecimal", 9)
            .unwrap()
            .is_empty()
    );
    // The deadline moves, and with it the row.
    let seen = store.record(id(1)).unwrap().unwrap();
    let change = pen.set("due_on", "2026-02-01");
    store
        .take(vec![item(&pen.hazard(1, HERE, Some(&seen), vec![change]))])
        .unwrap();
    assert_eq!(due(&store, 420_625_102_000), [id(2), id(1)]);
    // Two who did not know of each other.
    let mut other = Pen::new(2);
    let rival = other.set("description", "甲");
    let op = other.hazard(2, NEXT, None, vec![rival]);
    store.take(vec![item(&op)]).unwrap();
    assert!(store.conflicts(&township, 9).unwrap().is_empty());
    let rival = pen.set("description", "乙");
    let op = pen.hazard(2, NEXT, None, vec![rival]);
    store.take(vec![item(&op)]).unwrap();
    assert_eq!(ids(store.conflicts(&township, 9).unwrap()), [id(2)]);
}

/// A list of one kind is the whole list without the others, whatever lies between.
pub(crate) fn lists_by_kind(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let mut ops = Vec::new();
    for number in 0..120 {
        // Buckets with one kind, with several and with none of some kinds.
        let bucket = [HERE, NEXT, FAR][usize::from(number) % 3];
        let kind = [1, 4, 4, 9, 40][usize::from(number / 3) % 5];
        if (bucket, kind) != (NEXT, 4) {
            ops.push(pen.write(kind, number, bucket, None, Vec::new()));
        }
    }
    store.take(ops.iter().map(item).collect()).unwrap();
    for buckets in [
        0..=u64::MAX - 1,
        HERE.0..=NEXT.0,
        NEXT.0..=NEXT.0,
        FAR.0..=FAR.0,
        5..=6,
    ] {
        for kind in [0, 1, 4, 5, 9, 40, u16::MAX] {
            let mut wanted = Vec::new();
            let all = Query {
                buckets: buckets.clone(),
                kind: None,
            };
            let each = &mut |listed: Listed| {
                if listed.summary.kind == kind {
                    wanted.push(listed.id);
                }
                true
            };
            store.list(&all, each).unwrap();
            let found = list(&store, buckets.clone(), Some(kind));
            assert_eq!(found, wanted, "{kind} in {buckets:?}");
            let mut first = Vec::new();
            let one = &mut |listed: Listed| {
                first.push(listed.id);
                false
            };
            let buckets = buckets.clone();
            let kind = Some(kind);
            store.list(&Query { buckets, kind }, one).unwrap();
            assert_eq!(
                first,
                wanted.get(..1).unwrap_or_default(),
                "a stop is a stop"
            );
        }
    }
}

pub(crate) fn totals_are_a_recount(rig: &Rig) {
    let catalog = Catalog::builtin().unwrap();
    let mut pen = Pen::new(1);
    let store = rig.open();
    let mut records: BTreeMap<u8, Record> = BTreeMap::new();
    let events = ["report", "confirm", "void", "return", "notify"];
    for step in 0..200usize {
        let number = u8::try_from(step * 7 % 23).unwrap();
        let bucket = [HERE, NEXT, FAR][usize::from(number) % 3];
        // A void record counts nowhere, so most are left standing.
        let name = match events[step % events.len()] {
            "void" if !number.is_multiple_of(4) => "report",
            name => name,
        };
        let changes = vec![Change::Event { name: name.into() }];
        let op = pen.hazard(number, bucket, records.get(&number), changes);
        records
            .entry(number)
            .and_modify(|record| record.apply(&op.op).unwrap())
            .or_insert_with(|| Record::from_op(&op.op));
        store.take(vec![item(&op)]).unwrap();
    }
    let mut recount: BTreeMap<Bucket, BTreeMap<u16, i64>> = BTreeMap::new();
    for record in records.values() {
        let Summary {
            bucket, measures, ..
        } = catalog.summary(record);
        for counted in measures {
            *recount
                .entry(Bucket(bucket))
                .or_default()
                .entry(counted.measure)
                .or_default() += counted.amount;
        }
    }
    recount
        .values_mut()
        .for_each(|totals| totals.retain(|_, amount| *amount != 0));
    // Where everything is void, nothing is kept.
    recount.retain(|_, totals| !totals.is_empty());
    assert!(recount.len() > 1);
    assert_eq!(store.totals(&(0..=u64::MAX - 1)).unwrap(), recount);
}

/// A record of a random history: its number and where it lies are one.
fn stirred(rig: &Rig) -> Store {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let mut records: BTreeMap<u8, Record> = BTreeMap::new();
    let events = ["report", "confirm", "return", "notify", "void"];
    for step in 0..300usize {
        let number = u8::try_from(step * 7 % 40).unwrap();
        let bucket = [HERE, NEXT, FAR][usize::from(number) % 3];
        let mut changes = vec![Change::Event {
            name: events[step * step % events.len()].into(),
        }];
        if step.is_multiple_of(3) {
            changes.push(pen.set("due_on", format!("2026-01-{:02}", step % 28 + 1).as_str()));
            changes.push(pen.set("grade", ["general", "major"][step % 2]));
        }
        let op = pen.hazard(number, bucket, records.get(&number), changes);
        records
            .entry(number)
            .and_modify(|record| record.apply(&op.op).unwrap())
            .or_insert_with(|| Record::from_op(&op.op));
        let mut items = vec![item(&op)];
        if step < 20 {
            // Other kinds lie between.
            let other = u8::try_from(100 + step).unwrap();
            items.push(item(&pen.write(9, other, bucket, None, Vec::new())));
        }
        store.take(items).unwrap();
    }
    store
}

fn newest_first(store: &Store) -> Vec<Listed> {
    let mut whole: Vec<Listed> = Vec::new();
    let query = Query {
        buckets: 0..=u64::MAX - 1,
        kind: None,
    };
    store
        .list(&query, &mut |listed| {
            whole.push(listed);
            true
        })
        .unwrap();
    whole.sort_by_key(|l| std::cmp::Reverse((l.summary.updated_ms, l.id)));
    whole
}

/// Whatever is asked of lines, a whole list with everything else taken away answers the same.
pub(crate) fn lists_by_state(rig: &Rig) {
    let store = stirred(rig);
    let all = 0..=u64::MAX - 1;
    let whole = newest_first(&store);
    assert!(
        whole
            .iter()
            .any(|l| l.summary.due.is_some() && l.summary.mark.is_some())
    );
    let areas = [
        vec![all],
        vec![HERE.0..=HERE.0, FAR.0..=FAR.0],
        vec![NEXT.0..=NEXT.0],
        vec![5..=6],
    ];
    for (area, kind) in areas
        .iter()
        .flat_map(|area| [None, Some(1), Some(9), Some(40)].map(|kind| (area, kind)))
    {
        for state in ["", "draft", "reported", "void", "none"] {
            let wanted = |_: u16, status: &str| state.is_empty() || status == state;
            let fits = |l: &&Listed| {
                area.iter().any(|range| range.contains(&l.summary.bucket))
                    && kind.is_none_or(|kind| l.summary.kind == kind)
            };
            let here: Vec<&Listed> = whole.iter().filter(fits).collect();
            let chosen = here
                .iter()
                .filter(|l| wanted(l.summary.kind, &l.summary.status));
            let chosen: Vec<&Listed> = chosen.copied().collect();
            let mut states = BTreeMap::new();
            for l in &here {
                let state = (l.summary.kind, l.summary.status.clone());
                *states.entry(state).or_default() += 1;
            }
            assert_eq!(store.states(kind, area).unwrap(), states);
            for (skip, limit) in [(0, 5), (3, 7), (0, 1000), (1000, 5)] {
                let found = store.latest(kind, area, &wanted, (skip, limit)).unwrap();
                let page = chosen.iter().skip(skip).take(limit).map(|l| l.id);
                let page: Vec<_> = page.collect();
                assert_eq!(ids(found), page, "{state} {kind:?} {area:?} {skip} {limit}");
            }
            let mut lines = Vec::new();
            store
                .lines(kind, area, &wanted, &mut |line| {
                    let facts = (line.bucket, line.due, line.updated_ms, line.conflicts);
                    let texts = (line.status.to_owned(), line.mark.map(str::to_owned));
                    lines.push((line.id, line.kind, facts, texts));
                })
                .unwrap();
            let mut told: Vec<_> = chosen
                .iter()
                .map(|Listed { id, summary: s }| {
                    let facts = (s.bucket, s.due, s.updated_ms, s.conflicts);
                    (*id, s.kind, facts, (s.status.clone(), s.mark.clone()))
                })
                .collect();
            lines.sort();
            told.sort();
            assert_eq!(lines, told);
        }
    }
}

/// What is kept of deadlines for each division is what its records come to.
pub(crate) fn counts_deadlines(rig: &Rig) {
    let store = stirred(rig);
    let mut whole: Vec<(i32, Listed)> = newest_first(&store)
        .into_iter()
        .filter_map(|listed| Some((listed.summary.due?, listed)))
        .collect();
    whole.sort_by_key(|(day, listed)| (*day, listed.id));
    let days = [whole[0].0, whole[whole.len() / 2].0];
    assert!(days[0] < days[1] && whole.len() > 10);
    for (division, codes) in [
        (420_600_000_000, 420_600_000_000..=420_699_999_999),
        (420_625_000_000, 420_625_000_000..=420_625_999_999),
        (420_625_102_000, 420_625_102_000..=420_625_102_999),
        (HERE.0, HERE.0..=HERE.0),
        (420_627_000_000, 420_627_000_000..=420_627_999_999),
    ] {
        for days in [EVER, i32::MIN..=days[0], days[0] + 1..=days[1]] {
            let here = |(day, listed): &&(i32, Listed)| {
                codes.contains(&listed.summary.bucket) && days.contains(day)
            };
            let here: Vec<&Listed> = whole.iter().filter(here).map(|(_, l)| l).collect();
            let mut running = Running::new();
            for falls in here.iter().filter_map(|l| Falls::of(&l.summary)) {
                *running.entry(falls).or_default() += 1;
            }
            assert_eq!(store.running(division, &days).unwrap(), running);
            // Each comes with the state its record is in.
            let state = |due: &store::DueAt, status: &str| {
                let mut here = here.iter();
                here.any(|l| l.id == due.id && l.summary.status == status)
            };
            let found = store.due(&[division], &days, &state, (0, 1000)).unwrap();
            assert_eq!(found.len(), here.len());
            let odd = |id: &merge::RecordId| id.0[15] % 2 == 1;
            for (skip, limit) in [(0, 3), (2, 5), (0, 1000), (1000, 1)] {
                let found = store.due(&[division], &days, &|due, _| odd(&due.id), (skip, limit));
                let found: Vec<_> = found.unwrap().into_iter().map(|due| due.id).collect();
                let told = here.iter().map(|l| l.id).filter(odd);
                assert_eq!(found, told.skip(skip).take(limit).collect::<Vec<_>>());
            }
        }
        let found = store.deadlines(&codes).unwrap();
        let found: Vec<_> = found.into_iter().map(|due| (due.day, due.id)).collect();
        let told = whole
            .iter()
            .filter(|(_, l)| codes.contains(&l.summary.bucket));
        assert_eq!(found, told.map(|(day, l)| (*day, l.id)).collect::<Vec<_>>());
    }
    // Several places at once, the earliest of all first.
    let found = store.due(&[FAR.0, HERE.0], &EVER, &|_, _| true, (0, 1000));
    let found: Vec<_> = found.unwrap().into_iter().map(|due| due.id).collect();
    let told = whole.iter().filter(|(_, l)| l.summary.bucket != NEXT.0);
    assert_eq!(found, told.map(|(_, l)| l.id).collect::<Vec<_>>());
}
