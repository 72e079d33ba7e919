//! Holding the journal against the log: what was altered, put in, taken out or moved since it was
//! admitted, by name.

use std::collections::{BTreeMap, BTreeSet};

use merge::tree::{self, Tiles};
use merge::{DeviceId, Dot, Hash};

use crate::error::StoreError;
use crate::finding::{self, Finding};
use crate::index::{Index, walk};
use crate::item::{self, Item, Verdict};
use crate::log::{self, Kept};
use crate::open::Store;
use crate::rows::{self, Table};

impl Store {
    /// Says which items of the journal are not those that were logged when they came. What comes
    /// meanwhile is logged after all that is looked at, so nobody has to wait.
    pub(crate) fn hold_against_log(&self, found: &mut Vec<Finding>) -> Result<(), StoreError> {
        let logged = leaves(&*self.index)?;
        self.follow()?;
        let mut here = Vec::with_capacity(logged.len());
        self.journal.walk(0, &mut |payload, _| {
            let spans = item::spans(payload)?.into_iter();
            here.extend(spans.map(|span| tree::leaf(&payload[span])));
            Ok(())
        })?;
        here.truncate(logged.len());
        if here == logged {
            return Ok(());
        }
        let (strange, gone) = (without(&here, &logged), without(&logged, &here));
        if strange.is_empty() && gone.is_empty() {
            found.push(finding::reordered());
        }
        self.name(&strange, found)?;
        found.extend(gone.into_iter().map(finding::gone));
        let missing = dots(&*self.index)?;
        found.extend(self.not_here(missing)?.into_iter().map(finding::missing));
        Ok(())
    }

    /// Names the items at these places of the journal.
    fn name(&self, places: &BTreeSet<u64>, found: &mut Vec<Finding>) -> Result<(), StoreError> {
        let mut numbers = 0..;
        self.journal.walk(0, &mut |payload, _| {
            for (item, number) in item::decode(payload)?.iter().zip(&mut numbers) {
                if places.contains(&number) {
                    found.push(finding::strange(number, &item.0));
                }
            }
            Ok(())
        })
    }

    /// Those of some operations that the journal has not.
    fn not_here(&self, mut dots: BTreeSet<Dot>) -> Result<BTreeSet<Dot>, StoreError> {
        self.journal.walk(0, &mut |payload, _| {
            for (item, _) in item::decode(payload)? {
                if let Item::Op(arrival) = item
                    && arrival.verdict != Verdict::Fork
                {
                    dots.remove(&arrival.sealed.op.dot());
                }
            }
            Ok(())
        })?;
        Ok(dots)
    }
}

/// The leaves of the log, in order.
fn leaves(index: &dyn Index) -> Result<Vec<Hash>, StoreError> {
    let size = usize::try_from(log::size(index)?).unwrap_or(usize::MAX);
    let mut leaves = Vec::new();
    for tile in 0.. {
        if leaves.len() >= size {
            break;
        }
        let hashes = Kept(index).tile(0, tile)?;
        if hashes.is_empty() {
            break;
        }
        leaves.extend(hashes);
    }
    leaves.truncate(size);
    Ok(leaves)
}

/// The places of those leaves that the others have not, or not as often.
fn without(leaves: &[Hash], others: &[Hash]) -> BTreeSet<u64> {
    let mut left: BTreeMap<&Hash, u64> = BTreeMap::new();
    for other in others {
        *left.entry(other).or_default() += 1;
    }
    let mut missing = BTreeSet::new();
    for (place, leaf) in (0..).zip(leaves) {
        match left.get_mut(leaf).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => drop(missing.insert(place)),
        }
    }
    missing
}

/// The operations the index knows.
fn dots(index: &dyn Index) -> Result<BTreeSet<Dot>, StoreError> {
    let (from, to) = Table::Ops.under(&[]);
    let mut dots = BTreeSet::new();
    walk(index, &from, &to, &mut |key, value| {
        if let Some((device, seq)) = key[1..].split_first_chunk::<16>() {
            let first = rows::number(seq).unwrap_or(0);
            let count = rows::read_places(value)?.len() as u64;
            let device = DeviceId(*device);
            dots.extend((first..first + count).map(|seq| Dot { device, seq }));
        }
        Ok(true)
    })?;
    Ok(dots)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use merge::tree::Root;
    use merge::{Key, Sealed};

    use vault::Vault;

    use super::*;
    use crate::disk::Folder;
    use crate::group::Pen;
    use crate::index::Memory;
    use crate::journal::Journal;
    use crate::open::{Engine, Options};
    use crate::tests::{Device, catalog, device, item};

    /// Commits as they stand in a journal.
    type Commits = Vec<Vec<Item>>;

    fn open(folder: &Path) -> Store {
        crate::tests::open(folder)
    }

    /// The key of the folder: whoever runs the machine can take it.
    fn key() -> Vault {
        Vault::from_key([1; 32])
    }

    /// A journal of these commits, written by somebody who knows the format.
    fn write(folder: &Path, commits: &Commits) -> Journal {
        let (journal, _) = Journal::open(Arc::new(Folder::open(folder).unwrap()), &key()).unwrap();
        for commit in commits {
            let items: Vec<_> = commit.iter().map(std::borrow::Cow::Borrowed).collect();
            journal.append(&item::encode(&items).0).unwrap();
        }
        journal
    }

    /// The day of an office: three devices, five records, one operation held, one note.
    fn day() -> Commits {
        let mut pens: Vec<Device> = (1..4).map(device).collect();
        let grants = pens.iter().map(|pen| Item::Grant(pen.grant.clone()));
        let mut commits: Commits = vec![grants.collect()];
        for half in [0..4, 4..8] {
            let rounds = half.flat_map(|round| {
                let ops = pens.iter_mut().map(move |pen| item(&pen.write(round % 5)));
                ops.collect::<Vec<_>>()
            });
            commits.push(rounds.collect());
        }
        let Some(Item::Op(held)) = commits[2].first().cloned() else {
            panic!("an operation")
        };
        commits.push(vec![
            Item::Hold {
                dot: held.sealed.op.dot(),
                reason: "out of scope".to_owned(),
            },
            Item::Note {
                name: "once/1".to_owned(),
                value: vec![1],
            },
        ]);
        commits
    }

    /// How an item is changed, and what does it.
    type Way = (&'static str, fn(&mut Vec<Item>, usize));

    /// Ways to change an item, or what stands around it.
    const WAYS: &[Way] = &[
        ("received earlier", |items, at| {
            if let Item::Op(arrival) = &mut items[at] {
                arrival.received_ms += 1;
            } else {
                items[at] = note(at);
            }
        }),
        ("judged otherwise", |items, at| match &mut items[at] {
            Item::Op(arrival) => arrival.verdict = Verdict::Held("because".to_owned()),
            Item::Hold { reason, .. } => reason.push('!'),
            other => *other = note(at),
        }),
        ("written anew by another", |items, at| {
            if let Item::Op(arrival) = &mut items[at] {
                let stranger = Key::from_secret(&[77; 32]);
                arrival.sealed = Sealed::sign(arrival.sealed.op.clone(), &stranger);
            } else {
                items[at] = note(at);
            }
        }),
        ("taken out", |items, at| drop(items.remove(at))),
        ("replaced", |items, at| items[at] = note(at)),
        ("twice", |items, at| {
            let twin = items[at].clone();
            items.insert(at, twin);
        }),
        ("put in", |items, at| items.insert(at, note(at))),
    ];

    fn note(at: usize) -> Item {
        Item::Note {
            name: format!("forged/{at}"),
            value: Vec::new(),
        }
    }

    fn dot_of(item: &Item) -> Option<Dot> {
        match item {
            Item::Op(arrival) => Some(arrival.sealed.op.dot()),
            _ => None,
        }
    }

    #[test]
    fn whatever_is_changed_in_the_journal_is_found_and_named() {
        let honest = day();
        let first = tempfile::tempdir().unwrap();
        drop(write(first.path(), &honest));
        let store = open(first.path());
        let size = store.log_size().unwrap();
        let witnessed = store.log_root(size).unwrap().unwrap();
        assert_eq!(size, honest.iter().map(Vec::len).sum::<usize>() as u64);
        assert_eq!(store.verify(None, &mut |_, _| {}).unwrap().problems, []);
        let mut cases = 0;
        for commit in 0..honest.len() {
            for at in 0..honest[commit].len() {
                for (way, change) in WAYS {
                    let mut commits = honest.clone();
                    change(&mut commits[commit], at);
                    let what = format!("{way} {commit}/{at}");
                    let meant = dot_of(&honest[commit][at]);
                    let named = meant.filter(|_| *way != "put in" && *way != "twice");
                    beside_the_old_index(&store, &commits, named, &what);
                    // What comes after all that was witnessed is how a log grows.
                    let last = (honest.len() - 1, honest[commit].len() - 1);
                    if *way != "twice" || (commit, at) != last {
                        with_an_index_made_anew(&commits, witnessed, &what);
                    }
                    cases += 1;
                }
            }
        }
        assert!(cases > 200, "{cases}");
    }

    /// Whoever edits the journal's files alone is told by the log which item it was.
    fn beside_the_old_index(store: &Store, commits: &Commits, named: Option<Dot>, what: &str) {
        let folder = tempfile::tempdir().unwrap();
        let index = Memory::default();
        let rows = store.index.scan(&[], &[255], usize::MAX).unwrap();
        let rows = rows.into_iter().map(|(key, value)| (key, Some(value)));
        index.commit(rows.collect()).unwrap();
        let edited = Store {
            journal: write(folder.path(), commits),
            index: Box::new(index),
            catalog: catalog(),
            numbers: true,
            pen: Pen::default(),
            engine: Engine::Memory,
            beside: None,
            vault: key(),
            proposing: std::sync::Mutex::default(),
        };
        let found = edited.verify(None, &mut |_, _| {}).unwrap().problems;
        assert!(!found.is_empty(), "{what}");
        let is_named = |dot| found.iter().any(|finding| finding.operation == Some(dot));
        assert!(named.is_none_or(is_named), "{what}: {found:?}");
    }

    /// Whoever makes the index anew as well is told by any head that somebody else has kept.
    fn with_an_index_made_anew(commits: &Commits, witnessed: Root, what: &str) {
        let folder = tempfile::tempdir().unwrap();
        drop(write(folder.path(), commits));
        let edited = open(folder.path());
        let now = edited.log_root(witnessed.size).unwrap();
        assert_ne!(now, Some(witnessed), "{what}");
    }

    #[test]
    fn items_that_changed_places_and_a_tile_that_was_altered_are_found() {
        let honest = day();
        let folder = tempfile::tempdir().unwrap();
        drop(write(folder.path(), &honest));
        let store = open(folder.path());
        let mut commits = honest.clone();
        commits[1].swap(0, 1);
        beside_the_old_index(&store, &commits, None, "swapped");
        commits = honest;
        commits.swap(1, 2);
        beside_the_old_index(&store, &commits, None, "commits swapped");
        let key = Table::Log.key(&[&[0], &0_u64.to_be_bytes()]);
        let mut tile = store.index.get(&key).unwrap().unwrap();
        tile[40] ^= 1;
        store.index.commit([(key, Some(tile))].into()).unwrap();
        let found = store.verify(None, &mut |_, _| {}).unwrap().problems;
        assert!(found.iter().any(|one| one.operation.is_none()), "{found:?}");
    }

    #[test]
    fn a_laptop_keeps_no_log() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            disk: Arc::new(Folder::open(folder.path()).unwrap()),
            engine: Engine::Memory,
            catalog: catalog(),
            numbers: false,
            boot: String::new(),
            vault: key(),
        };
        let (store, _) = Store::open(options, &mut |_, _| {}).unwrap();
        store.take(vec![note(1)]).unwrap();
        assert_eq!(store.log_size().unwrap(), 0);
    }
}
