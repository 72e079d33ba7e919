//! What is read from the store when somebody asks, and what takes too long for that.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::room_left;
use crate::http::now_ms;
use crate::office::Office;

/// How often is counted what takes time to count.
const COUNT: Duration = Duration::from_secs(60);

/// When it was counted last.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Option<Instant>>);

impl Counted {
    /// Whether it is to be counted again; whoever is told so does it.
    fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| last.elapsed() > COUNT);
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

/// A number as a gauge shows it.
fn shown(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Office {
    /// Reads what stands in the store. What cannot be read keeps its last value.
    pub(super) fn measure(&self, folder: &Path) {
        let (store, meters) = (&self.room.store, &self.meters.kept);
        meters.journal.set(shown(store.position()));
        meters.waiting.set(shown(store.waiting() as u64));
        if let Some(left) = room_left(folder) {
            meters.room.set(shown(left));
        }
        if let Ok(size) = store.log_size() {
            meters.items.set(shown(size));
        }
        self.meters.devices.show_contacts(now_ms());
        if !meters.counted.is_due() {
            return;
        }
        if let Ok(held) = store.all_held() {
            meters.held.set(shown(held.len() as u64));
        }
        if let Ok(forks) = store.forks() {
            meters.forks.set(shown(forks.len() as u64));
        }
        if let Ok(holders) = store.holders() {
            meters.devices.set(shown(holders.len() as u64));
        }
        meters
            .damaged
            .set(shown(desk::blobs::damaged(&self.room.blobs).len() as u64));
        if let Ok(peers) = self.peers() {
            if let Some(above) = peers.above {
                meters.heard("above", above.heard_ms);
            }
            // The one heard longest ago is the one to worry about.
            if let Some(oldest) = peers.below.iter().map(|peer| peer.heard_ms).min() {
                meters.heard("below", oldest);
            }
        }
    }
}
