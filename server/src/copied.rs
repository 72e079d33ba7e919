//! A copy of the database for what reads much at once: the dashboards, reports and lists of whoever
//! sits at the pages. It saves the database work and costs nothing else: where it is gone, too old or
//! not a copy any more, the database answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use desk::{Failure, Room};
use store::{Database, Store};
use vault::Vault;

use crate::address::checked;
use crate::folder::Layout;
use crate::ops::log::TARGET;

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// How old what is read from it may be: so long ago the database had nothing that the copy lacks.
/// With the time between two looks that makes ten seconds.
const OLDEST: Duration = Duration::from_secs(8);

impl Layout {
    /// The same folder, whose database has a copy at this address if one is named.
    ///
    /// # Errors
    /// Something that is no address.
    pub(crate) fn with_copy(mut self, copy: Option<&str>) -> Result<Layout, Failure> {
        self.copy = copy.map(checked).transpose()?.map(str::to_owned);
        Ok(self)
    }

    /// A folder that keeps its records itself has no copy to read.
    ///
    /// # Errors
    /// One was named.
    pub(crate) fn has_no_copy(&self) -> Result<(), Failure> {
        if self.copy.is_none() {
            return Ok(());
        }
        Err(Failure::new(
            "keeps_itself",
            "数据就在文件夹里，没有数据库副本可读；请去掉 --read-store（XUNLU_READ_STORE）",
            "the folder keeps its records itself, so there is no copy of a database to read; leave --read-store (XUNLU_READ_STORE) out",
        ))
    }
}

/// The copy as one process sees it.
#[derive(Debug)]
pub(crate) struct Copied {
    url: String,
    vault: Vault,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    room: Option<Arc<Room>>,
    good: bool,
    ends: Ends,
}

/// Where the journal of the database ended, and when.
#[derive(Debug, Default)]
struct Ends(VecDeque<(Instant, u64)>);

impl Ends {
    fn note(&mut self, now: Instant, end: u64) {
        let old = |at: Instant| now.saturating_duration_since(at) > OLDEST;
        while self.0.front().is_some_and(|(at, _)| old(*at)) {
            self.0.pop_front();
        }
        self.0.push_back((now, end));
    }

    /// Whether a copy that ends there lacks nothing of [`OLDEST`] ago.
    fn are_reached(&self, copied: u64) -> bool {
        self.0.iter().any(|(_, end)| *end <= copied)
    }
}

impl Copied {
    /// The copy at an address, which is looked at for as long as the room is there.
    pub(crate) fn follow(url: String, vault: &Vault, home: &Arc<Room>) -> Arc<Copied> {
        let copied = Arc::new(Copied {
            url,
            vault: vault.clone(),
            seen: Mutex::default(),
        });
        let (follows, home) = (copied.clone(), Arc::downgrade(home));
        let follow = move || follows.look_on(&home);
        // Without a thread for it, it is not read.
        let _ = thread::Builder::new().name("copy".to_owned()).spawn(follow);
        copied
    }

    /// The room as the copy shows it, while that is good enough.
    pub(crate) fn room(&self) -> Option<Arc<Room>> {
        let seen = self.seen();
        seen.room.clone().filter(|_| seen.good)
    }

    /// It has failed: it is looked at again before anybody reads it.
    pub(crate) fn failed(&self) {
        self.seen().good = false;
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_on(&self, home: &Weak<Room>) {
        let mut told = None;
        while let Some(room) = home.upgrade() {
            let looked = self.look(&room);
            drop(room);
            let said = looked.as_ref().err().map(ToString::to_string);
            let good = matches!(looked, Ok(true));
            self.seen().good = good;
            // Once for each change.
            if told.as_ref() != Some(&(good, said.clone())) {
                let why = said.as_deref().unwrap_or_default();
                tracing::info!(target: TARGET, event = "read_store", good, why);
                told = Some((good, said));
            }
            thread::sleep(LOOK);
        }
    }

    /// Whether the copy is good enough to be read.
    fn look(&self, home: &Arc<Room>) -> Result<bool, Failure> {
        home.store.follow()?;
        let end = home.store.position();
        self.seen().ends.note(Instant::now(), end);
        let room = self.seen().room.clone();
        let room = match room {
            Some(room) => room,
            None => self.open(home)?,
        };
        let copied = room.store.copied(&home.store)?;
        let mut seen = self.seen();
        if copied.is_none() {
            // What was remembered of it may be of another journal.
            seen.room = None;
        }
        Ok(copied.is_some_and(|copied| seen.ends.are_reached(copied)))
    }

    fn open(&self, home: &Room) -> Result<Arc<Room>, Failure> {
        let database = Database::connect_copy(&self.url)?;
        let store = Store::open_copy(&database, home.catalog.clone(), &self.vault)?;
        let room = Arc::new(Room {
            store: Arc::new(store),
            catalog: home.catalog.clone(),
            divisions: home.divisions.clone(),
            blobs: home.blobs.clone(),
            root: home.root,
        });
        self.seen().room = Some(room.clone());
        Ok(room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_good_while_it_has_all_that_was_there_a_while_ago() {
        let begun = Instant::now();
        let after = |seconds| begun + Duration::from_secs(seconds);
        let mut ends = Ends::default();
        assert!(!ends.are_reached(u64::MAX), "nobody knows yet");
        ends.note(after(0), 100);
        assert!(ends.are_reached(100) && !ends.are_reached(99));
        // The copy stands still at 100 while the database goes on.
        for second in [2, 4, 6, 8] {
            ends.note(after(second), 100 + second);
            assert!(ends.are_reached(100), "after {second} s");
        }
        ends.note(after(10), 110);
        assert!(!ends.are_reached(100), "it is ten seconds old");
        assert!(ends.are_reached(102));
        // Nothing more is written: standing still there is to be up to date.
        ends.note(after(60), 110);
        assert!(ends.are_reached(110) && !ends.are_reached(109));
    }
}
