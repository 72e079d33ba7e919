//! The way back: from a database into a folder, and a move that is given up on the way.

use std::path::Path;
use std::sync::Arc;

use desk::Failure;
use merge::LogHead;
use store::disk::Lock;

use super::files::{self, Copied};
use super::{End, Moved, ends, same_log, told};
use crate::address::{of_folder, without_password};
use crate::common::{self, Common};
use crate::folder::{Layout, Site};
use crate::http::now_ms;
use crate::office::Office;
use crate::opening::Base;

/// Moves the office of a database back into a folder; `layout` is the folder of one of its processes.
///
/// # Errors
/// As [`super::into_database`].
pub(crate) fn into_folder(
    layout: &Layout,
    home: &Layout,
    url: &str,
    progress: store::Progress<'_>,
) -> Result<Moved, Failure> {
    let base = Base::connect(url, layout)?;
    let common = base.common();
    let to = of_folder(home.folder());
    let gone = common.gone()?;
    if let Some(elsewhere) = gone.as_ref().filter(|gone| **gone != to) {
        return Err(common.refused(elsewhere, layout)?);
    }
    let site = common.known(Site::load(layout)?, layout)?;
    if home.site().exists() && Site::load(home)?.secret != site.secret {
        return Err(common::other_office(&to));
    }
    let _alone = ends::alone(home)?;
    let (from, there) = (End::base(&base), End::folder(home)?);
    if gone.is_some() && is_at_work(home, &there, &from)?.is_some() {
        common.arrived()?;
        return Err(common.refused(&to, layout)?);
    }
    from.copy_to(&there, progress)?;
    common.leave(&to)?;
    // From here on no process writes, whatever it knows; whoever is writing is waited for.
    base.put_away(true)?;
    let moved = end_in_folder(&base, (layout, home), &site, progress);
    if moved.is_err() && gone.is_none() {
        // The office goes on where it was. If that cannot be said either, whoever opens it is told.
        let _ = stay(&base, &common, home, url);
    }
    let (copied, head) = moved?;
    common.arrived()?;
    Ok(told(to, copied, &head))
}

fn end_in_folder(
    base: &Arc<Base>,
    (layout, home): (&Layout, &Layout),
    site: &Site,
    progress: store::Progress<'_>,
) -> Result<(Copied, LogHead), Failure> {
    let (from, to) = (End::base(base), End::folder(home)?);
    let copied = from.copy_to(&to, progress)?;
    from.compare(&to, progress)?;
    let office = Office::on(base, layout, site.clone(), progress)?;
    let before = office.log_head(now_ms())?;
    office.close()?;
    ends::bring_tables(layout, home)?;
    let office = Office::alone(home, home.take(progress)?, site.clone(), progress)?;
    let after = office.log_head(now_ms())?;
    office.close()?;
    same_log(&before, &after)?;
    site.save(home)?;
    home.come_back()?;
    Ok((copied, after))
}

/// Gives up a move out of a database that was cut off: the office goes on there. What was copied stays
/// in the folder and is nothing by itself.
///
/// # Errors
/// No move from there to this folder that was cut off, a folder whose office is served or has written
/// since, or an end that refuses.
pub(crate) fn give_up(layout: &Layout, home: &Layout, url: &str) -> Result<String, Failure> {
    let base = Base::connect(url, layout)?;
    let common = base.common();
    let (at, to) = (without_password(url), of_folder(home.folder()));
    common.known(Site::load(layout)?, layout)?;
    match common.gone()? {
        None => return Err(not_moving(&at)),
        Some(elsewhere) if elsewhere != to || !common.is_leaving()? => {
            return Err(common.refused(&elsewhere, layout)?);
        }
        Some(_) => {}
    }
    if !ends::was_here(home) {
        return Err(not_here(home.folder()));
    }
    let _alone = ends::alone(home)?;
    stay(&base, &common, home, url)?;
    Ok(at)
}

/// What of an office that has arrived in a folder stands there alone: then it was at work there.
fn is_at_work(home: &Layout, there: &End, here: &End) -> Result<Option<String>, Failure> {
    if !home.site().exists() || home.is_home().is_err() {
        return Ok(None);
    }
    files::has_more(there, here)
}

/// The office goes on in the database, unless it was at work in the folder already.
fn stay(base: &Arc<Base>, common: &Common, home: &Layout, url: &str) -> Result<(), Failure> {
    // Nobody opens the folder meanwhile.
    let _lock = Lock::take(home.folder())?;
    let (there, here) = (End::folder(home)?, End::base(base));
    if let Some(name) = is_at_work(home, &there, &here)? {
        common.arrived()?;
        return Err(newer(home.folder(), &name));
    }
    if home.site().exists() {
        home.leave(&without_password(url))?;
    }
    base.put_away(false)?;
    common.stay()
}

fn not_moving(at: &str) -> Failure {
    Failure::new(
        "not_moving",
        format!("{at} 里的站点没有在搬迁，照常使用即可"),
        format!("the office in {at} is not being moved; it goes on as it is"),
    )
}

fn not_here(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure::new(
        "not_here",
        format!("{folder} 里没有搬迁的痕迹；请在当初运行 migrate 的机器上放弃搬迁"),
        format!("no move has come to {folder}; give it up on the machine where `migrate` ran"),
    )
}

fn newer(folder: &Path, name: &str) -> Failure {
    let folder = folder.display();
    Failure::new(
        "newer",
        format!(
            "{folder} 里有数据库没有的内容（{name}）：站点已搬到那里并使用过，不能放弃；请 serve --data {folder}"
        ),
        format!(
            "{folder} has what the database has not ({name}): the office has arrived and was at work there, which is not given up; `serve --data {folder}`"
        ),
    )
}
