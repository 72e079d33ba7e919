//! Whether the office may be sent work.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::room_left;
use crate::office::Office;

/// How long the store may take to give the pen away and take it back.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer is good. Anybody may ask as often as they like, and it costs nothing.
const FRESH: Duration = Duration::from_secs(1);
/// Least room on the disk, in bytes: what a journal's next files and the index need to go on.
const LEAST_ROOM: u64 = 32 * 1024 * 1024;
/// The file that is written to see that one can write.
const PROBE: &str = "ready.probe";

/// Why the office is not to be sent work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The store is being opened.
    Opening,
    /// The process was asked to stop.
    Ending,
    /// The disk is full, or nearly.
    DiskFull,
    /// The folder takes no file.
    DiskReadOnly,
    /// The store failed.
    StoreFailed,
    /// The store has not answered within [`PATIENCE`].
    StoreSlow,
}

impl Reason {
    /// Its name for programs.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Reason::Opening => "opening",
            Reason::Ending => "ending",
            Reason::DiskFull => "disk_full",
            Reason::DiskReadOnly => "disk_read_only",
            Reason::StoreFailed => "store_failed",
            Reason::StoreSlow => "store_slow",
        }
    }
}

/// The one look under way, and the last answer.
#[derive(Debug, Default)]
struct Asked {
    last: Option<(Instant, Result<(), Reason>)>,
    /// The look that is being taken; no other is begun beside one that takes too long.
    under_way: Option<JoinHandle<Result<(), Reason>>>,
}

/// Knows whether the office may be sent work, from before its store is open until it has ended.
#[derive(Debug)]
pub(crate) struct Ready {
    folder: PathBuf,
    office: RwLock<Weak<Office>>,
    ending: AtomicBool,
    asked: Mutex<Asked>,
}

impl Ready {
    /// Of an office that will keep its files in a folder.
    pub(crate) fn new(folder: &Path) -> Ready {
        Ready {
            folder: folder.to_owned(),
            office: RwLock::default(),
            ending: AtomicBool::new(false),
            asked: Mutex::default(),
        }
    }

    /// The office is open.
    pub(crate) fn opened(&self, office: &Arc<Office>) {
        *self.office.write().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(office);
    }

    /// No more work, please.
    pub(crate) fn ends(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Lets the office go, once nobody asks it any more.
    pub(crate) async fn let_go(&self) {
        let mut asked = self.asked.lock().await;
        *self.office.write().unwrap_or_else(PoisonError::into_inner) = Weak::new();
        if let Some(under_way) = asked.under_way.take() {
            let _ = tokio::time::timeout(PATIENCE, under_way).await;
        }
    }

    fn office(&self) -> Option<Arc<Office>> {
        let office = self.office.read().unwrap_or_else(PoisonError::into_inner);
        office.upgrade()
    }

    /// Asks whether it may be sent work.
    pub(crate) async fn ask(&self) -> Result<(), Reason> {
        self.answer(&mut *self.asked.lock().await).await
    }

    async fn answer(&self, asked: &mut Asked) -> Result<(), Reason> {
        if self.ending.load(Ordering::Relaxed) {
            return Err(Reason::Ending);
        }
        let office = self.office().ok_or(Reason::Opening)?;
        if let Some((at, answer)) = asked.last
            && at.elapsed() < FRESH
        {
            return answer;
        }
        let answer = self.looked(asked, office).await;
        asked.last = Some((Instant::now(), answer));
        answer
    }

    async fn looked(&self, asked: &mut Asked, office: Arc<Office>) -> Result<(), Reason> {
        let folder = self.folder.clone();
        let look = || tokio::task::spawn_blocking(move || look(&office, &folder));
        // It stays where it is while it is waited for: whoever asks may hang up, and the next one
        // must not begin another beside it.
        let under_way = asked.under_way.get_or_insert_with(look);
        let Ok(answer) = tokio::time::timeout(PATIENCE, under_way).await else {
            return Err(Reason::StoreSlow);
        };
        asked.under_way = None;
        answer.unwrap_or(Err(Reason::StoreFailed))
    }

    /// Everything that is measured, as text.
    pub(crate) async fn measured(&self) -> Result<String, Reason> {
        // Held to the end, so that nobody has the office when it is let go.
        let mut asked = self.asked.lock().await;
        let ready = self.answer(&mut asked).await;
        // While it ends it is worth watching most.
        let office = self.office();
        let office = office.ok_or_else(|| ready.err().unwrap_or(Reason::Opening))?;
        let folder = self.folder.clone();
        let text = tokio::task::spawn_blocking(move || {
            office.meters.kept.ready.set(i64::from(ready.is_ok()));
            office.measure(&folder);
            office.meters.text()
        });
        text.await.map_err(|_| Reason::StoreFailed)
    }
}

/// Looks at what work needs: a disk that takes something, and a store that gives the pen away.
fn look(office: &Office, folder: &Path) -> Result<(), Reason> {
    if room_left(folder).is_some_and(|left| left < LEAST_ROOM) {
        return Err(Reason::DiskFull);
    }
    let probe = folder.join(PROBE);
    let wrote = fs::write(&probe, b"1").and_then(|()| fs::remove_file(&probe));
    wrote.map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Reason::DiskFull,
        _ => Reason::DiskReadOnly,
    })?;
    let begun = Instant::now();
    let kept = office.room.store.take(Vec::new());
    office
        .meters
        .kept
        .pen_wait
        .observe(begun.elapsed().as_secs_f64());
    kept.map(|_| ()).map_err(|_| Reason::StoreFailed)
}
