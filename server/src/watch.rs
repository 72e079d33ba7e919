//! What a process on a shared database looks at every few seconds, and the part of the journal it has
//! answered for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk::Failure;
use store::disk::Disk;
use store::{Database, StoreError};

use crate::common::{Common, rekeyed};
use crate::duty::Duty;
use crate::folder::Layout;
use crate::office::Office;

/// So long an office that has left is only read here, unless it is seen again to have left.
const HELD: Duration = Duration::from_secs(30);

/// What makes an office one of several processes.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Where it lies.
    pub(crate) database: Database,
    /// What they have in common.
    pub(crate) common: Common,
    /// Who of them does what is done once.
    pub(crate) duty: Duty,
    /// How far the journal went.
    pub(crate) tide: Tide,
}

impl Office {
    /// Goes on with the duty, stops writing where the office has left, and answers whether this
    /// process has to open the office anew: its tables or its epoch have changed.
    ///
    /// # Errors
    /// A database that does not answer, which is asked again; [`crate::common::REKEYED`] where it has got another key.
    pub(crate) fn look_around(&self) -> Result<bool, Failure> {
        let Some(shared) = &self.shared else {
            return Ok(false);
        };
        if shared.database.is_past()? {
            return Err(rekeyed(&shared.common.at()));
        }
        if shared.common.gone()?.is_some() {
            self.room.store.hold(HELD);
            return Ok(false);
        }
        shared.duty.renew()?;
        let lost = match self.room.store.follow() {
            Err(StoreError::LostTail { .. }) => true,
            followed => followed.map(|_| false)?,
        };
        if shared.tide.has_fallen()? || lost {
            shared.common.raise_epoch()?;
            return Ok(true);
        }
        shared.common.has_changed()
    }

    /// Whether what several processes would do twice is this one's to do.
    pub(crate) fn on_duty(&self) -> bool {
        let shared = self.shared.as_ref();
        shared.is_none_or(|shared| shared.duty.has())
    }
}

/// How far the journal of a database went when this process last looked. A database that a failover
/// or an old backup has put back is shorter; then devices are told by another epoch.
///
/// One that has lost its end and grown past it again before any process looked is not told so: the
/// devices find it out by the log.
#[derive(Debug)]
pub(crate) struct Tide {
    journal: Arc<dyn Disk>,
    /// Where it is kept, in the folder of the process.
    file: PathBuf,
}

impl Tide {
    /// Of a journal, as the process of a folder has seen it.
    pub(crate) fn of(journal: Arc<dyn Disk>, layout: &Layout) -> Tide {
        let file = layout.folder().join("seen");
        Tide { journal, file }
    }

    /// Whether the journal is shorter than it was. It is looked at anew after that.
    ///
    /// # Errors
    /// A database that does not answer, or a folder that cannot be written.
    pub(crate) fn has_fallen(&self) -> Result<bool, Failure> {
        let failed = |error: io::Error| Failure::file(&self.file, &error);
        // What was seen is read first: another program of this folder may see more meanwhile.
        let seen = seen(&self.file).map_err(failed)?;
        let now = end(&*self.journal).map_err(failed)?;
        if now != seen {
            let kept = store::disk::replace(&self.file, now.to_string().as_bytes());
            kept.map_err(failed)?;
        }
        Ok(now < seen)
    }
}

fn seen(file: &Path) -> io::Result<u64> {
    match fs::read_to_string(file) {
        // What does not read is as good as nothing.
        Ok(text) => Ok(text.trim().parse().unwrap_or(0)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// The global offset of a journal's end: its files are named by that of their first byte.
fn end(journal: &dyn Disk) -> io::Result<u64> {
    let first = |name: &String| name.strip_suffix(".j").and_then(|n| n.parse::<u64>().ok());
    let names = journal.names()?;
    let Some(last) = names.iter().max_by_key(|name| first(name)) else {
        return Ok(0);
    };
    Ok(first(last).unwrap_or(0) + journal.len(last)?)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use store::disk::Folder;

    use super::*;

    #[test]
    fn a_journal_that_lost_its_end_is_noticed_once() {
        let ground = tempfile::tempdir().unwrap();
        let journal = ground.path().join("journal");
        fs::create_dir_all(&journal).unwrap();
        let write = |name: &str, len: usize| fs::write(journal.join(name), vec![0; len]).unwrap();
        let fallen = || {
            let disk = Arc::new(Folder::at(&journal));
            let tide = Tide::of(disk, &Layout::new(ground.path()));
            tide.has_fallen().unwrap()
        };
        assert!(!fallen(), "nothing yet");
        write("00000000000000000000.j", 1_000);
        assert!(!fallen());
        write("00000000000000001000.j", 50);
        assert!(!fallen());
        write("00000000000000001000.j", 49);
        assert!(fallen(), "a byte is missing");
        assert!(!fallen(), "it was told");
        fs::remove_file(journal.join("00000000000000001000.j")).unwrap();
        assert!(fallen(), "a file is missing");
    }

    #[test]
    fn programs_that_look_at_the_same_moment_neither_fail_nor_see_a_loss() {
        let ground = tempfile::tempdir().unwrap();
        let journal = ground.path().join("journal");
        fs::create_dir_all(&journal).unwrap();
        let file = journal.join("00000000000000000000.j");
        let look = || {
            let disk = Arc::new(Folder::at(&journal));
            let tide = Tide::of(disk, &Layout::new(ground.path()));
            for _ in 0..200 {
                let mut grows = fs::OpenOptions::new();
                let mut grows = grows.create(true).append(true).open(&file).unwrap();
                grows.write_all(b"an operation").unwrap();
                assert!(!tide.has_fallen().unwrap());
            }
        };
        std::thread::scope(|programs| {
            programs.spawn(look);
            programs.spawn(look);
        });
    }
}
