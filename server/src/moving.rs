//! Moving an office from its folder into a database, or back.
//!
//! The journal's files are copied byte for byte, so every position, the log and all receipts stay
//! good, and a move that was cut off goes on where it stopped: what stands at the other end is the
//! beginning of what has to stand there. Most is copied while the office goes on; then it is held,
//! which means read only, the rest is copied, everything is read back and compared, and the other
//! end is opened and its log compared. Only then the office is there: the old end says where it has
//! gone and opens no more.
//!
//! A move out of a database that is cut off leaves the office held, because nobody can know how far
//! it came: whoever opens it is told the command that ends the move, and the one that gives it up.

mod anew;
mod back;
mod ends;
mod files;

use std::path::Path;
use std::sync::Arc;

use desk::Failure;
use desk::blobs::Shelves;
use merge::LogHead;
use serde::{Deserialize, Serialize};
use store::disk::Disk;

use crate::address::without_password;
use crate::folder::{Layout, Site};
use crate::http::now_ms;
use crate::office::Office;
use crate::opening::Base;
pub(crate) use anew::{end_in_database, end_in_folder, keep_key, rekey};
pub(crate) use back::{give_up, into_folder};
use ends::Held;
use files::{Copied, copy_journal, copy_photos, same_journal, same_photos};

/// What was moved.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Moved {
    /// Where the office is now.
    pub(crate) to: String,
    /// Bytes of the journal.
    pub(crate) journal: u64,
    /// Photos and what else lies beside them.
    pub(crate) photos: u64,
    /// Items in the log.
    pub(crate) items: u64,
    /// The root of the log, the same at both ends.
    pub(crate) root: String,
}

/// The files of one end.
struct End {
    journal: Arc<dyn Disk>,
    photos: Arc<dyn Shelves>,
}

impl End {
    fn folder(layout: &Layout) -> Result<End, Failure> {
        let journal = layout.folder().join("journal");
        let disk = store::disk::Folder::open(&journal);
        let disk = disk.map_err(|error| Failure::file(&journal, &error))?;
        Ok(End {
            journal: Arc::new(disk),
            photos: Arc::new(layout.blobs()),
        })
    }

    fn base(base: &Base) -> End {
        End {
            journal: base.journal(),
            photos: Arc::new(base.photos_moving()),
        }
    }

    /// Brings another end up to this one.
    fn copy_to(&self, to: &End, progress: store::Progress<'_>) -> Result<Copied, Failure> {
        let journal = copy_journal(&*self.journal, &*to.journal, progress)?;
        let photos = copy_photos(&*self.photos, &*to.photos, progress)?;
        Ok(Copied { journal, photos })
    }

    /// Reads both ends and mends what differs, once.
    fn compare(&self, to: &End, progress: store::Progress<'_>) -> Result<(), Failure> {
        same_journal(&*self.journal, &*to.journal, progress)?;
        same_photos(&*self.photos, &*to.photos, progress)
    }
}

/// Moves the office of a folder into a database.
///
/// # Errors
/// A folder that is none, a database that has an office, an end that refuses, or ends that differ
/// after all. The office stays where it is.
pub(crate) fn into_database(
    layout: &Layout,
    url: &str,
    progress: store::Progress<'_>,
) -> Result<Moved, Failure> {
    let site = Site::load(layout)?;
    if let Some(there) = layout.store()? {
        return Err(moved_already(&there));
    }
    let _alone = ends::alone(layout)?;
    ends::settle(layout, site.clone(), progress)?;
    let base = Base::connect(url, layout)?;
    let common = base.common();
    if common.is_founded()? && common.gone()?.is_none() {
        if layout.is_home().is_err() && common.is_of(&site).is_ok() {
            return last_step(&base, layout, site, url, progress);
        }
        return Err(taken(&without_password(url)));
    }
    let (from, to) = (End::folder(layout)?, End::base(&base));
    from.copy_to(&to, progress)?;
    let held = Held::take(layout, progress)?;
    let mut going = |done, all| {
        held.go_on();
        progress(done, all);
    };
    let copied = from.copy_to(&to, &mut going)?;
    from.compare(&to, &mut going)?;
    let before = held.log_head()?;
    let there = Office::on(&base, layout, site.clone(), &mut going)?;
    let after = there.log_head(now_ms())?;
    there.close()?;
    same_log(&before, &after)?;
    // From here on nobody opens the folder's own records, and nobody the database's yet: a move that
    // is cut off here is ended by the next.
    layout.leave(&without_password(url))?;
    base.found(&site, layout)?;
    layout.keep_store(url)?;
    held.for_good();
    Ok(told(without_password(url), copied, &after))
}

/// Ends a move that was cut off when the database was this office's already and its folder had not
/// noted yet where it is.
fn last_step(
    base: &Arc<Base>,
    layout: &Layout,
    site: Site,
    url: &str,
    progress: store::Progress<'_>,
) -> Result<Moved, Failure> {
    let there = Office::on(base, layout, site, progress)?;
    let head = there.log_head(now_ms())?;
    there.close()?;
    layout.keep_store(url)?;
    Ok(told(without_password(url), Copied::default(), &head))
}

/// Gives a folder the key of an office that is to move into it.
///
/// # Errors
/// A folder that cannot be read or written.
pub(crate) fn bring_key(layout: &Layout, to: &Path) -> Result<(), Failure> {
    ends::furnish(layout, to)
}

fn told(to: String, copied: Copied, head: &LogHead) -> Moved {
    Moved {
        to,
        journal: copied.journal,
        photos: copied.photos,
        items: head.root.size,
        root: head.root.hash.to_string(),
    }
}

fn same_log(before: &LogHead, after: &LogHead) -> Result<(), Failure> {
    if before.root == after.root {
        return Ok(());
    }
    let (before, after) = (before.root.size, after.root.size);
    Err(Failure::new(
        "differs",
        format!(
            "搬迁后的审计日志（{after} 项）与原来（{before} 项）不一致，没有启用新处；原处照旧，请再运行一次，仍不行请保留两处并报告"
        ),
        format!(
            "the log at the new place ({after} items) is not that of the old one ({before} items), so the new place was not put to use; the old one goes on, run it again, and if that fails keep both as they are"
        ),
    ))
}

fn moved_already(there: &str) -> Failure {
    Failure::new(
        "moved_already",
        format!("本文件夹的站点已在 {there}；不必再搬"),
        format!("this folder's office is in {there} already; there is nothing to move"),
    )
}

fn taken(at: &str) -> Failure {
    Failure::new(
        "set_up_already",
        format!("{at} 里已有站点；请换一个空的数据库"),
        format!("{at} keeps an office already; choose an empty database"),
    )
}
