//! The two ends of a move: the office that is held while its rest is copied, and the folder that is
//! made ready to take one in.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use desk::{Failure, fill, keys};
use merge::{Hash, LogHead};
use store::disk::Lock;

use crate::audit::HeadShown;
use crate::common::TABLES;
use crate::folder::{Layout, Site};
use crate::http::now_ms;
use crate::local::auditing::Auditing;
use crate::local::running;
use crate::local::{Answer, Command};
use crate::office::Office;

/// So long a running server is held unless it is asked again.
const HELD: Duration = Duration::from_secs(60);
/// How often it is asked again.
const AGAIN: Duration = Duration::from_secs(15);
/// A server whose office has left is held until somebody stops it: a year.
const FOR_GOOD: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Where a move says that it works on a folder.
fn moving(layout: &Layout) -> PathBuf {
    layout.folder().join("moving")
}

/// Whether a move has ever begun from or come to a folder.
pub(super) fn was_here(layout: &Layout) -> bool {
    moving(layout).exists()
}

/// Lets one move at a time begin from or end in a folder.
pub(super) fn alone(layout: &Layout) -> Result<Lock, Failure> {
    let folder = moving(layout);
    fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, &error))?;
    Ok(Lock::take(&folder)?)
}

/// What tells the moves of this folder from those of any other.
pub(super) fn name(layout: &Layout) -> Result<String, Failure> {
    let file = moving(layout).join("name");
    if let Ok(name) = fs::read_to_string(&file) {
        return Ok(name);
    }
    let mut name = [0; 32];
    fill(&mut name)?;
    let name = Hash(name).to_string();
    let kept = store::disk::replace(&file, name.as_bytes());
    kept.map_err(|error| Failure::file(&file, &error))?;
    Ok(name)
}

/// Opens the office of a folder once, so that a folder of an older program is as today's are; one that
/// is being served is so already.
///
/// # Errors
/// A folder that does not open.
pub(super) fn settle(
    layout: &Layout,
    site: Site,
    progress: store::Progress<'_>,
) -> Result<(), Failure> {
    let lock = layout.take(progress);
    match lock.and_then(|lock| Office::alone(layout, lock, site, progress)) {
        Ok(office) => office.close(),
        Err(failure) if failure.code() == "in_use" => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// An office in its folder that nobody writes to until this is dropped.
pub(super) enum Held<'l> {
    /// This process has it open, and nobody else can.
    Here(Box<Office>),
    /// A running server has it open and has been asked to write nothing.
    There {
        layout: &'l Layout,
        /// Since when.
        since: Cell<Instant>,
        /// It stays so.
        gone: Cell<bool>,
    },
}

impl Held<'_> {
    /// Holds the office of a folder.
    ///
    /// # Errors
    /// A folder that cannot be opened and whose server does not answer.
    pub(super) fn take<'l>(
        layout: &'l Layout,
        progress: store::Progress<'_>,
    ) -> Result<Held<'l>, Failure> {
        let lock = layout.take(progress);
        match lock.and_then(|lock| Office::alone(layout, lock, Site::load(layout)?, progress)) {
            Ok(office) => Ok(Held::Here(Box::new(office))),
            Err(failure) if failure.code() == "in_use" => {
                hold(layout, HELD)?;
                Ok(Held::There {
                    layout,
                    since: Cell::new(Instant::now()),
                    gone: Cell::new(false),
                })
            }
            Err(failure) => Err(failure),
        }
    }

    /// Goes on holding it.
    pub(super) fn go_on(&self) {
        if let Held::There { layout, since, .. } = self
            && since.get().elapsed() > AGAIN
        {
            // One that cannot be asked is found out when the ends are compared.
            let _ = hold(layout, HELD);
            since.set(Instant::now());
        }
    }

    /// How its log stands.
    pub(super) fn log_head(&self) -> Result<LogHead, Failure> {
        let layout = match self {
            Held::Here(office) => return office.log_head(now_ms()),
            Held::There { layout, .. } => layout,
        };
        match asked(layout, &Command::Audit(Auditing::Head))? {
            Answer::LogHead(HeadShown { head, .. }) => {
                LogHead::from_hex(&head).map_err(|_| unanswered())
            }
            _ => Err(unanswered()),
        }
    }

    /// Nothing is written there any more, until its server is stopped.
    pub(super) fn for_good(&self) {
        if let Held::There { layout, gone, .. } = self {
            gone.set(true);
            // It was asked a moment ago; if it does not hear this, it hears it when it is stopped and
            // started: the folder says that the office has left.
            let _ = hold(layout, FOR_GOOD);
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Held::There { layout, gone, .. } = self
            && !gone.get()
        {
            // It goes on by itself in a minute if it cannot be told.
            let _ = hold(layout, Duration::ZERO);
        }
    }
}

fn hold(layout: &Layout, long: Duration) -> Result<(), Failure> {
    let seconds = long.as_secs();
    asked(layout, &Command::Hold { seconds }).map(|_| ())
}

fn asked(layout: &Layout, command: &Command) -> Result<Answer, Failure> {
    running::through_server(layout, command, unanswered())
}

fn unanswered() -> Failure {
    Failure::new(
        "in_use",
        "正在运行的服务没有应答，无法暂停写入；请先停掉服务再搬",
        "the running server does not answer, so it cannot be held; stop it first",
    )
}

/// Makes a folder ready to take in the office of a process's folder: its key and its divisions. The
/// identity comes last of all, when the move has ended.
pub(super) fn furnish(layout: &Layout, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(|error| Failure::file(to, &error))?;
    for name in ["keys.cbor", "keys.copy.cbor", "divisions.csv"] {
        let (from, to) = (layout.folder().join(name), to.join(name));
        if !to.exists() {
            let bytes = fs::read(&from).map_err(|error| Failure::file(&from, &error))?;
            keys::private(&to, &bytes).map_err(|error| Failure::file(&to, &error))?;
        }
    }
    Ok(())
}

/// Brings the tables of a process's folder into the one the office moves into.
pub(super) fn bring_tables(layout: &Layout, home: &Layout) -> Result<(), Failure> {
    if layout.folder() == home.folder() {
        return Ok(());
    }
    for name in TABLES {
        let (from, to) = (layout.folder().join(name), home.folder().join(name));
        if from.exists() {
            let bytes = fs::read(&from).map_err(|error| Failure::file(&from, &error))?;
            let kept = store::disk::replace(&to, &bytes);
            kept.map_err(|error| Failure::file(&to, &error))?;
        }
    }
    Ok(())
}
