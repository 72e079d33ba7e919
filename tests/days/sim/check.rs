//! After the healing: everything acknowledged is there, everybody agrees, and nobody knows too much.

use std::collections::{BTreeMap, BTreeSet};

use merge::{Bucket, Dot, Record, RecordId};
use store::{FeedItem, Query, Store, Verified};

use super::{Outcome, World};

const ALL: std::ops::RangeInclusive<u64> = 0..=u64::MAX - 1;

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// One replica, by name, and the buckets it must hold.
struct Replica<'w> {
    name: &'w str,
    store: &'w Store,
    covers: &'w dyn Fn(u64) -> bool,
}

impl World {
    /// Every check of a healed world.
    pub(crate) fn check(&mut self) -> Outcome {
        self.office_has_everything()?;
        let expected = self.references()?;
        let everywhere = |_| true;
        let office = Replica {
            name: "the office",
            store: self.office().store(),
            covers: &everywhere,
        };
        self.holds(&office, &expected)?;
        self.feeds_are_whole()?;
        self.totals_add_up()?;
        let found = self
            .office()
            .store()
            .verify(None, &mut |_, _| ())
            .map_err(said)?;
        sound("the office", &found)?;
        for person in &self.people {
            let laptop = person.laptop();
            let covers = |bucket| person.covers(bucket);
            let replica = Replica {
                name: &person.name,
                store: laptop.store(),
                covers: &covers,
            };
            self.holds(&replica, &expected)?;
            let status = laptop.status(person.now(self.now_ms)).map_err(said)?;
            if status.unsent > 0 || !status.healthy {
                return Err(format!("{}: {status:?}", person.name));
            }
            sound(&person.name, &laptop.verify(&mut |_, _| ()).map_err(said)?)?;
        }
        Ok(())
    }

    /// How many records are in conflict in the end.
    pub(crate) fn conflicts(&self) -> usize {
        self.office()
            .store()
            .conflicts(&ALL, usize::MAX)
            .unwrap()
            .len()
    }

    fn office_has_everything(&self) -> Outcome {
        let store = self.office().store();
        for line in &self.ledger.lines {
            let dot = line.op.dot();
            let kept = store.op(dot).map_err(said)?;
            if kept.is_none_or(|kept| kept.hash != line.hash) {
                return Err(format!("{dot} is lost: the office does not have it"));
            }
            if store.held(dot).map_err(said)?.is_some() != line.held {
                let why = store.held(dot).map_err(said)?;
                return Err(format!("{dot} is held wrongly, or wrongly not: {why:?}"));
            }
        }
        if !store.forks().map_err(said)?.is_empty() {
            return Err("the office sees a fork where there is none".to_owned());
        }
        Ok(())
    }

    /// Every record folded from the ledger, each in an order of its own, some by whole records.
    fn references(&mut self) -> Result<BTreeMap<RecordId, (usize, Record)>, String> {
        let mut references = BTreeMap::new();
        for (number, id) in self.ledger.records.iter().enumerate() {
            let mut ops: Vec<_> = self.ledger.applied(number).map(|line| &line.op).collect();
            self.dice.shuffle(&mut ops);
            let Some((first, rest)) = ops.split_first() else {
                continue;
            };
            let mut record = Record::from_op(first);
            for op in rest {
                let fits = match self.dice.chance(50) {
                    true => record.apply(op),
                    false => record.merge(Record::from_op(op)),
                };
                fits.map_err(said)?;
            }
            references.insert(*id, (number, record));
        }
        Ok(references)
    }

    /// A replica holds its scope, all of it and nothing else, and shows it as it is.
    fn holds(
        &self,
        replica: &Replica<'_>,
        expected: &BTreeMap<RecordId, (usize, Record)>,
    ) -> Outcome {
        let Replica {
            name,
            store,
            covers,
        } = replica;
        let mut listed = BTreeSet::new();
        let all = Query {
            buckets: ALL,
            kind: None,
        };
        let list = store.list(&all, &mut |found| {
            listed.insert(found.id);
            true
        });
        list.map_err(said)?;
        let conflicts = store.conflicts(&ALL, usize::MAX).map_err(said)?;
        let shown: BTreeSet<RecordId> = conflicts.iter().map(|found| found.id).collect();
        for (_, bucket, _) in store.writers().map_err(said)? {
            if !covers(bucket.0) {
                return Err(format!(
                    "{name} has something of {bucket}, outside its area"
                ));
            }
        }
        for (id, (number, reference)) in expected {
            if listed.remove(id) != covers(reference.bucket.0) {
                return Err(format!(
                    "{name} lacks record {number}, or has it from outside"
                ));
            }
            if !covers(reference.bucket.0) {
                continue;
            }
            let record = store
                .record(*id)
                .map_err(said)?
                .ok_or("a listed record is gone")?;
            if record.canonical() != reference.canonical() {
                return Err(format!(
                    "{name} holds another record {number} than its operations say"
                ));
            }
            self.shows(replica, *number, &record, shown.contains(id))?;
        }
        match listed.first() {
            Some(id) => Err(format!("{name} lists {id}, which nobody wrote")),
            None => Ok(()),
        }
    }

    /// A record says what it must say, and is shown in conflict exactly if it is.
    fn shows(&self, replica: &Replica<'_>, number: usize, record: &Record, shown: bool) -> Outcome {
        let name = replica.name;
        let expected = self.ledger.expected(number);
        for (field, stands) in &expected.said {
            let said = record.said(*field).into_iter();
            let said: BTreeSet<_> = said.map(|said| (said.source.dot, said.what)).collect();
            if said != *stands {
                return Err(format!(
                    "{name} shows {said:?} in field {field} of record {number}, not {stands:?}"
                ));
            }
        }
        let kind = self
            .catalog
            .kind_by_id(record.kind)
            .ok_or("a kind is gone")?;
        let state = self.catalog.status(kind, record).state;
        if state != expected.state || shown != expected.in_conflict {
            let wanted = (&expected.state, expected.in_conflict);
            return Err(format!(
                "{name} shows record {number} as {:?}, not {wanted:?}",
                (state, shown)
            ));
        }
        Ok(())
    }

    /// Each bucket's feed has every operation once, without gaps, and the sum is theirs.
    fn feeds_are_whole(&self) -> Outcome {
        let store = self.office().store();
        let mut wanted: BTreeMap<Bucket, BTreeSet<Dot>> = BTreeMap::new();
        for line in &self.ledger.lines {
            wanted
                .entry(line.op.bucket)
                .or_default()
                .insert(line.op.dot());
        }
        let heads = store.feed_heads(&ALL).map_err(said)?;
        if heads.len() != wanted.len() {
            return Err(format!(
                "{} buckets have a feed, not {}",
                heads.len(),
                wanted.len()
            ));
        }
        for (bucket, last, sum) in heads {
            let feed = store.feed(bucket, 0, usize::MAX).map_err(said)?;
            let items = feed.items.iter().map(|item| match item {
                FeedItem::Op(sealed) => (sealed.op.dot(), sealed.hash),
                FeedItem::Hole { dot, hash, .. } => (*dot, *hash),
            });
            let items: Vec<_> = items.collect();
            let own = items
                .iter()
                .fold(0_u64, |sum, (_, hash)| sum.wrapping_add(hash.term()));
            let dots: BTreeSet<Dot> = items.iter().map(|(dot, _)| *dot).collect();
            let whole = feed.from == 1 && items.len() as u64 == last && dots.len() == items.len();
            if !whole || own != sum || wanted.get(&bucket) != Some(&dots) {
                return Err(format!("the feed of {bucket} is not what was written"));
            }
        }
        Ok(())
    }

    /// The office's totals are the sum over its records.
    fn totals_add_up(&self) -> Outcome {
        let store = self.office().store();
        let mut recount: BTreeMap<Bucket, BTreeMap<u16, i64>> = BTreeMap::new();
        let all = Query {
            buckets: ALL,
            kind: None,
        };
        let list = store.list(&all, &mut |found| {
            for counted in &found.summary.measures {
                let totals = recount.entry(Bucket(found.summary.bucket)).or_default();
                *totals.entry(counted.measure).or_default() += counted.amount;
            }
            true
        });
        list.map_err(said)?;
        recount
            .values_mut()
            .for_each(|totals| totals.retain(|_, amount| *amount != 0));
        recount.retain(|_, totals| !totals.is_empty());
        let kept = store.totals(&ALL).map_err(said)?;
        if kept == recount {
            return Ok(());
        }
        Err(format!(
            "the totals are {kept:?}, a recount gives {recount:?}"
        ))
    }
}

fn sound(name: &str, found: &Verified) -> Outcome {
    match found.problems.first() {
        Some(problem) => Err(format!("{name} is not sound: {}", problem.text.en)),
        None => Ok(()),
    }
}
