//! Another key for an office in a database: it moves into another space of the same database, which is
//! sealed with that key.
//!
//! The key is made first, in the folder `rekeying` of the process whose folder it is. Most is sealed
//! anew while the office goes on. Then the pen is put away, the rest follows, the other space is opened
//! and its log compared, and in one transaction it takes over. Only then the key comes into its place in
//! the folder, and what was sealed with the old one goes. Other processes notice that theirs opens
//! nothing any more, and end.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use desk::Failure;
use desk::drafts::Drafts;
use desk::keys::FolderKey;
use merge::LogHead;
use store::{Contents, Database};
use vault::{Holder, Vault};
use zeroize::Zeroizing;

use super::files::{Copied, each, files, whole};
use super::{End, Moved, ends, same_log, told};
use crate::address::without_password;
use crate::folder::{Layout, Site};
use crate::http::now_ms;
use crate::office::Office;
use crate::opening::Base;

/// One program at a time gives a database another key: the name of that work.
const WORK: &str = "rekey";
/// How long nobody else begins with it after a program that says nothing any more.
const HOLDS: Duration = Duration::from_secs(60);
/// How often it says so again.
const AGAIN: Duration = Duration::from_secs(15);
/// So long the other processes have to notice that another space has taken over: they look every two
/// seconds.
const NOTICED: Duration = Duration::from_secs(3);

/// Gives an office in a database another key, which these passphrases open. One that was cut off is
/// gone on with.
///
/// # Errors
/// A database that the office has left or that another folder's key opens, another program at the same
/// work, or an end that refuses. The office goes on under the old key then, unless it is said otherwise.
pub(crate) fn rekey(
    layout: &Layout,
    url: &str,
    passphrases: &[Zeroizing<String>],
    progress: store::Progress<'_>,
) -> Result<Moved, Failure> {
    keeps_no_past(layout)?;
    let _alone = ends::alone(layout)?;
    end_in_folder(layout, progress)?;
    let base = Base::connect(url, layout)?;
    let next = Next::of(layout);
    if next.has_taken_over(&base, passphrases)? {
        let key = next.taken(passphrases)?;
        layout.key().keep(&key.slots()?)?;
        let layout = layout.with_key(desk::rekey::taken(layout.folder(), passphrases)?);
        let copied = Copied::default();
        return ended(&base, &layout, copied, progress);
    }
    let site = base.common().enter(Site::load(layout)?, layout)?;
    let only = Only::take(&base, layout)?;
    let mut going = |done, all| {
        only.go_on();
        progress(done, all);
    };
    let key = next.made(layout, passphrases)?;
    let there = made_ready(&base, &key.get()?)?;
    let ends = Ends {
        from: (base.clone(), layout.clone()),
        to: (there, layout.with_key(key)),
    };
    ends.copy(&mut going)?;
    ends.fold(&site, &mut going)?;
    base.put_away(true)?;
    let copied = ends.hand_over(&mut going).inspect_err(|_| {
        // It goes on where it was, unless the other space has taken over after all.
        let _ = base.put_away(false);
    })?;
    layout.key().keep(&ends.to.1.key().slots()?)?;
    let layout = layout.with_key(desk::rekey::taken(layout.folder(), passphrases)?);
    thread::sleep(NOTICED);
    ended(&ends.to.0, &layout, copied, &mut going)
}

/// Gives up a change of keys that was cut off: the office goes on under the old key.
///
/// # Errors
/// One that has taken over already, another program at work on it, or a database that refuses.
pub(crate) fn keep_key(layout: &Layout, url: &str) -> Result<String, Failure> {
    let _alone = ends::alone(layout)?;
    let base = Base::connect(url, layout)?;
    base.common().enter(Site::load(layout)?, layout)?;
    let _only = Only::take(&base, layout)?;
    base.put_away(false)?;
    base.database().unplan()?;
    Next::of(layout).forget()?;
    Ok(without_password(url))
}

/// Ends what a change of keys has left to do in a folder: it was cut off after the key had come into
/// its place.
///
/// # Errors
/// A folder that another program of it works on, or that cannot be written.
pub(crate) fn end_in_folder(layout: &Layout, progress: store::Progress<'_>) -> Result<(), Failure> {
    let key = layout.key();
    if !key.is_made() || !key.slots()?.is_renewing() {
        return Ok(());
    }
    let _lock = store::disk::Lock::take(layout.folder())?;
    let contents = Contents {
        journals: Vec::new(),
        ..Layout::contents()
    };
    desk::rekey::finish(layout.folder(), &contents, key, progress)
}

/// Ends what a change of keys has left to do in the database, unless the program that changes it is
/// still at it.
///
/// # Errors
/// A folder that cannot be written, or a database that refuses.
pub(crate) fn end_in_database(
    layout: &Layout,
    base: &Arc<Base>,
    progress: store::Progress<'_>,
) -> Result<(), Failure> {
    let next = Next::of(layout);
    if !next.folder.exists() || next.old_key(layout)?.is_none() {
        return Ok(());
    }
    match ends::alone(layout) {
        Ok(_alone) => drop_old(base, layout, progress),
        Err(failure) if failure.code() == "in_use" => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// What was sealed with the old key goes; drafts come along.
fn drop_old(
    base: &Arc<Base>,
    layout: &Layout,
    progress: store::Progress<'_>,
) -> Result<(), Failure> {
    let next = Next::of(layout);
    if let Some(old) = next.old_key(layout)? {
        let to = Drafts::on(base.common().drafts(), &layout.key().get()?);
        for past in base.database().past()? {
            let from = base.within(past).common().drafts();
            Drafts::on(from, &old).move_to(&to)?;
        }
    }
    base.database().drop_past(progress)?;
    next.forget()
}

/// The end of a change: the folder and the database know the new key alone.
fn ended(
    base: &Arc<Base>,
    layout: &Layout,
    copied: Copied,
    progress: store::Progress<'_>,
) -> Result<Moved, Failure> {
    end_in_folder(layout, progress)?;
    drop_old(base, layout, progress)?;
    let office = Office::on(base, layout, Site::load(layout)?, progress)?;
    let head = office.log_head(now_ms())?;
    office.close()?;
    let at = base.common().at();
    Ok(told(at, copied, &head))
}

/// The key that is to come, in the folder of the process that makes it.
struct Next {
    folder: PathBuf,
    key: FolderKey,
}

impl Next {
    fn of(layout: &Layout) -> Next {
        let folder = layout.folder().join("rekeying");
        Next {
            key: FolderKey::of(&folder),
            folder,
        }
    }

    /// Whether what lies in the database is sealed with this key already.
    fn has_taken_over(
        &self,
        base: &Arc<Base>,
        passphrases: &[Zeroizing<String>],
    ) -> Result<bool, Failure> {
        if !self.key.is_made() {
            return Ok(false);
        }
        let key = self.taken(passphrases);
        let ours = |key: FolderKey| base.common().is_keyed(&key.get()?);
        match key.and_then(ours) {
            Ok(keyed) => Ok(keyed == Some(true)),
            // Of one that was begun for others nothing is known; a key that counts stays.
            Err(_) if base.database().past()?.is_empty() => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    fn taken(&self, passphrases: &[Zeroizing<String>]) -> Result<FolderKey, Failure> {
        desk::rekey::taken(&self.folder, passphrases)
    }

    /// The key for these passphrases and nobody else: the one that was made before, or a fresh one.
    fn made(
        &self,
        layout: &Layout,
        passphrases: &[Zeroizing<String>],
    ) -> Result<FolderKey, Failure> {
        if self.is_for(passphrases) {
            return self.taken(passphrases);
        }
        let failed = |error| Failure::file(&self.folder, &error);
        let fresh = layout.key().get()?.another().map_err(failed)?;
        let slots = desk::rekey::renewed(layout.key(), &fresh, passphrases)?;
        fs::create_dir_all(&self.folder).map_err(failed)?;
        store::disk::sync_parent(&self.folder).map_err(failed)?;
        self.key.keep(&slots)?;
        self.taken(passphrases)
    }

    fn is_for(&self, passphrases: &[Zeroizing<String>]) -> bool {
        let Ok((slots, key)) = self.key.slots().and_then(|slots| {
            let key = self.taken(passphrases)?.get()?;
            Ok((slots, key))
        }) else {
            return false;
        };
        let holders = slots.holders(&key);
        let named = holders
            .iter()
            .filter(|holder| matches!(holder, Holder::Passphrase(_)));
        let opens = |passphrase: &Zeroizing<String>| slots.open_with(passphrase).is_some();
        named.count() == passphrases.len() && passphrases.iter().all(opens)
    }

    /// The key of before, if this one has come into its place.
    fn old_key(&self, layout: &Layout) -> Result<Option<Vault>, Failure> {
        if !self.key.is_made() {
            return Ok(None);
        }
        Ok(self.key.slots()?.before(&layout.key().get()?))
    }

    fn forget(&self) -> Result<(), Failure> {
        if !self.folder.exists() {
            return Ok(());
        }
        self.key.destroy()?;
        fs::remove_dir_all(&self.folder).map_err(|error| Failure::file(&self.folder, &error))
    }
}

/// The space that is to take over: the one that was begun with this key, or another one.
fn made_ready(base: &Arc<Base>, key: &Vault) -> Result<Arc<Base>, Failure> {
    if let Some(planned) = base.database().planned()? {
        let there = base.within(planned);
        if there.common().is_keyed(key)? == Some(true) {
            return Ok(there);
        }
    }
    let there = base.within(base.database().plan()?);
    there.common().say_key(key)?;
    Ok(there)
}

/// The space in use and the one to come, each with a folder that has its key.
struct Ends {
    from: (Arc<Base>, Layout),
    to: (Arc<Base>, Layout),
}

impl Ends {
    /// Seals anew what the space to come lacks.
    fn copy(&self, progress: store::Progress<'_>) -> Result<Copied, Failure> {
        let (from, to) = (End::base(&self.from.0), End::base(&self.to.0));
        let (old, new) = (self.from.1.key().get()?, self.to.1.key().get()?);
        let ends = ((&*from.journal, &old), (&*to.journal, &new));
        let journal = store::rekey::follow(ends.0, ends.1, progress)?;
        // A file is replaced whole, so one that is there is there whole; nobody may write meanwhile,
        // and asking for each would take long.
        let there = files(&*to.photos)?;
        let photos = each(&*from.photos, progress, &|shelf, name| {
            if there.contains(&(shelf.to_owned(), name.to_owned())) {
                return Ok(true);
            }
            let (from, to) = (from.photos.shelf(shelf), to.photos.shelf(shelf));
            let bytes = whole(&*from, name)?;
            let sealed = desk::rekey::photo_anew(name, &bytes, &old, &new)?;
            to.replace(name, &sealed.unwrap_or(bytes)).map(|()| true)
        })?;
        Ok(Copied { journal, photos })
    }

    /// Folds the rows of the space to come as far as its journal goes; answers how its log stands.
    fn fold(&self, site: &Site, progress: store::Progress<'_>) -> Result<LogHead, Failure> {
        head(&self.to, site, progress)
    }

    /// The rest, while nobody writes; then the other space takes over.
    fn hand_over(&self, progress: store::Progress<'_>) -> Result<Copied, Failure> {
        let (base, layout) = &self.from;
        // Tables and the epoch may have changed.
        let site = base.common().enter(Site::load(layout)?, layout)?;
        let copied = self.copy(progress)?;
        let after = self.fold(&site, progress)?;
        same_log(&head(&self.from, &site, progress)?, &after)?;
        let (there, next) = &self.to;
        there.common().found(&site, next)?;
        there.database().take_over(base.database())?;
        // For programs of before there were spaces; if it cannot be said, they find nothing there.
        let _ = base.common().left_for(&there.common().at());
        Ok(copied)
    }
}

fn head(
    (base, layout): &(Arc<Base>, Layout),
    site: &Site,
    progress: store::Progress<'_>,
) -> Result<LogHead, Failure> {
    let office = Office::on(base, layout, site.clone(), progress)?;
    let head = office.log_head(now_ms())?;
    office.close()?;
    Ok(head)
}

/// The right to change the key, which one program has.
struct Only {
    database: Database,
    folder: String,
    since: Cell<Instant>,
}

impl Only {
    /// Takes it for the programs of a folder, of which one is at it.
    fn take(base: &Arc<Base>, layout: &Layout) -> Result<Only, Failure> {
        let only = Only {
            database: base.database().clone(),
            folder: ends::name(layout)?,
            since: Cell::new(Instant::now()),
        };
        if only.database.lease(WORK, &only.folder, HOLDS)? {
            return Ok(only);
        }
        Err(Failure::new(
            "rekeying",
            "另一个文件夹的程序正在给这个数据库换钥匙；请等它做完，它若已被终止，一分钟后再试",
            "the program of another folder is giving this database another key; wait for it, or a minute if it was killed",
        ))
    }

    fn go_on(&self) {
        if self.since.get().elapsed() > AGAIN {
            // If it cannot be said, another one may begin: then this one does not take over.
            let _ = self.database.lease(WORK, &self.folder, HOLDS);
            self.since.set(Instant::now());
        }
    }
}

impl Drop for Only {
    fn drop(&mut self) {
        // Whoever cannot be told waits for its end.
        let _ = self.database.release(WORK, &self.folder);
    }
}

/// A folder that still keeps what was in it before the office moved would keep it under a key that is
/// gone.
fn keeps_no_past(layout: &Layout) -> Result<(), Failure> {
    let journal = layout.folder().join("journal");
    if !journal.exists() {
        return Ok(());
    }
    let folder = layout.folder().display();
    Err(Failure::new(
        "past",
        format!(
            "{folder} 里还有搬进数据库之前的 journal、index、blobs，换钥匙后谁也打不开；请先另存或删除它们"
        ),
        format!(
            "{folder} still has the journal, index and blobs of before the office moved into the database, which nobody could open afterwards; put them elsewhere or delete them first"
        ),
    ))
}
