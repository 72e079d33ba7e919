//! What the pages hold: an open laptop, and who is at it.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use desk::Failure;
use desk::api::Host;
use desk::api::view::SyncShown;
use merge::Now;
use store::disk::Lock;
use tokio::runtime::Handle;

use super::lock;
use super::meeting::Meetings;
use super::place::Word;
use super::shared::Sitting;
use crate::device::Layout;
use crate::laptop::Laptop;

/// How often whoever waits for what is under way looks again.
const AGAIN: Duration = Duration::from_millis(50);

/// An open laptop behind its pages.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) sitting: Arc<RwLock<Sitting>>,
    pub(super) laptop: Arc<Mutex<Laptop>>,
    pub(super) sync: Arc<Mutex<SyncShown>>,
    pub(super) meetings: Meetings,
    /// Whoever holds this changes who shares the laptop.
    pub(super) roster: Mutex<()>,
    pub(super) layout: Layout,
    pub(super) word: Word,
    pub(super) clock: fn() -> Now,
    pub(super) runtime: Handle,
    /// When somebody last had a hand at the keys or the mouse, by both clocks: the one stands still
    /// while the laptop sleeps, the other may be set.
    pub(super) used: Mutex<(Instant, u64)>,
}

impl Inside {
    pub(super) fn of(laptop: Laptop, layout: &Layout, word: Word, clock: fn() -> Now) -> Inside {
        let server = laptop.device().server.clone();
        let sitting = Arc::new(RwLock::new(Sitting::of(&laptop)));
        let laptop = Arc::new(Mutex::new(laptop));
        Inside {
            meetings: Meetings::new(laptop.clone(), sitting.clone(), layout),
            sitting,
            roster: Mutex::default(),
            laptop,
            sync: Arc::new(Mutex::new(SyncShown {
                server,
                ..SyncShown::default()
            })),
            layout: layout.clone(),
            word,
            clock,
            runtime: Handle::current(),
            used: Mutex::new((Instant::now(), clock().wall_ms)),
        }
    }

    /// How long nobody has had a hand at it.
    pub(super) fn idle(&self) -> Duration {
        let (at, wall_ms) = *lock(&self.used);
        let by_the_wall = self.now().wall_ms.saturating_sub(wall_ms);
        at.elapsed().max(Duration::from_millis(by_the_wall))
    }

    /// Whether the folder may be locked now: a passphrase opens it, and no exchange with the office is
    /// under way.
    pub(super) fn may_lock(&self) -> bool {
        !lock(&self.sync).running && self.layout.key().needs_passphrase()
    }

    /// Ends what is under way and closes the laptop. Whoever is `patient` waits until everybody has
    /// let go of it and its key; then the lock on the folder is answered.
    pub(super) async fn leave(self: Arc<Self>, patient: bool) -> Result<Option<Lock>, Failure> {
        self.meetings.end().await;
        let laptop = self.laptop.clone();
        drop(self);
        while patient && Arc::strong_count(&laptop) > 1 {
            tokio::time::sleep(AGAIN).await;
        }
        // An exchange under way may still hold it; the journal is whole all the same.
        let Some(laptop) = Arc::into_inner(laptop) else {
            return Ok(None);
        };
        let mut laptop = laptop.into_inner().unwrap_or_else(PoisonError::into_inner);
        while patient && Arc::strong_count(&laptop.room) > 1 {
            tokio::time::sleep(AGAIN).await;
        }
        let lock = laptop.lock.take();
        laptop.close()?;
        Ok(lock)
    }
}
