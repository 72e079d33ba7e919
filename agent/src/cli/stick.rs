//! The commands for sticks.

use std::path::{Path, PathBuf};

use forms::Lang;
use serde_json::json;

use super::now;
use crate::device::Layout;
use crate::evict;
use crate::laptop::Laptop;
use crate::renew::{self, Renewal};
use crate::stick::{self, Exported, Imported, Underway};
use desk::Failure;
use desk::terminal::Bar;

/// What is to be exported, and how.
pub(super) struct Wish<'w> {
    pub(super) to: &'w Path,
    pub(super) limit: Option<u64>,
    pub(super) full: bool,
    pub(super) photos: bool,
    /// Originals that are asked for: of one record, or of all.
    pub(super) wanted: Option<Option<&'w str>>,
}

/// Writes what the laptop has to say.
pub(super) fn export(
    laptop: &mut Laptop,
    layout: &Layout,
    wish: &Wish<'_>,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    if laptop.wants_new_name()? {
        renew::ask(layout, laptop, wish.to, now().wall_ms)?;
        tell_renewing(wish.to, json, lang);
        return Ok(());
    }
    if let Some(record) = wish.wanted {
        laptop.want_photos(record)?;
    }
    let what = laptop.to_export(wish.full)?;
    let room = if wish.photos { u64::MAX } else { 0 };
    let (device, load) = (laptop.device().clone(), Some(laptop.load(room)?));
    let mut bar = Bar::new(lang, "导出", "exporting");
    let mut photos = Bar::new(lang, "照片（字节）", "photos (bytes)");
    let target = (wish.to, wish.limit, now().wall_ms);
    let exported = stick::export(&device, laptop, (&what, load), target, &mut |underway| {
        let Underway {
            operations,
            operations_all,
            photos: carried,
        } = *underway;
        if carried.bytes == 0 {
            bar.count(operations, operations_all);
        } else {
            bar.finish();
            photos.count(carried.bytes, carried.bytes_all);
        }
    })?;
    bar.finish();
    photos.finish();
    laptop.exported(&exported)?;
    if json {
        say!("{}", json!(exported));
        return Ok(());
    }
    let (operations, head, code) = (exported.operations, exported.head, &exported.code);
    for file in &exported.files {
        say!("{}", file.display());
    }
    match lang {
        Lang::Zh => say!(
            "已导出 {operations} 条操作，写后回读一致；本机共 {head} 条，校验码 {code}（与服务器导入时所示相同即已收到）"
        ),
        Lang::En => say!(
            "exported {operations} operations, read back and whole; this laptop has {head}, code {code} (the office shows the same once it has them)"
        ),
    }
    said_of_all(&exported, lang);
    Ok(())
}

/// What is asked for by the stick of a laptop that is an old backup or a copy.
fn tell_renewing(to: &Path, json: bool, lang: Lang) {
    let to = to.display();
    if json {
        say!("{}", json!({ "files": [to.to_string()], "renewing": true }));
        return;
    }
    match lang {
        Lang::Zh => say!(
            "本文件夹是旧备份或副本：{to} 请服务器给它换新身份。请带到服务器处，再把答复带回来导入；只有这里才有的内容随后再导出一次即可上报，不会丢失"
        ),
        Lang::En => say!(
            "this folder is an old backup or a copy: {to} asks the office for another name. Carry it there and its answer back here; what only this folder holds goes up with the export after that, nothing is lost"
        ),
    }
}

/// Whether it brings everything, and what became of the photos, if there were any.
fn said_of_all(exported: &Exported, lang: Lang) {
    let (photos, mib) = (exported.photos, exported.photo_bytes.div_ceil(1 << 20));
    let (lost, left) = (exported.photos_lost, exported.photos_left);
    if exported.full {
        match lang {
            Lang::Zh => say!("本次导出本机的全部数据"),
            Lang::En => say!("this brings everything kept here"),
        }
    }
    match lang {
        Lang::Zh if photos > 0 => say!("照片 {photos} 张（{mib} MB）"),
        Lang::En if photos > 0 => say!("{photos} photos ({mib} MB)"),
        _ => {}
    }
    match lang {
        Lang::Zh if left > 0 => say!("照片 {left} 张未带；下次不加 --no-photos 导出，或联网同步"),
        Lang::En if left > 0 => say!(
            "{left} photos stayed here; export without --no-photos another time, or sync over a network"
        ),
        _ => {}
    }
    let wanted = exported.photos_wanted;
    match lang {
        Lang::Zh if wanted > 0 => {
            say!("索取照片原图 {wanted} 张；装不下的，以后每次导出都会再要，直到收到");
        }
        Lang::En if wanted > 0 => say!(
            "{wanted} originals of photos are asked for; what does not fit into the answer is asked for again by every export until it is here"
        ),
        _ => {}
    }
    match lang {
        Lang::Zh if lost > 0 => note!("照片 {lost} 张本机已没有或读不出，未带；请运行 verify 查看"),
        Lang::En if lost > 0 => {
            note!("{lost} photos are gone here or do not read and were left out; run `verify`");
        }
        _ => {}
    }
}

/// Takes in what the office answered.
pub(super) fn import(
    laptop: &mut Laptop,
    layout: &Layout,
    files: &[PathBuf],
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let device = laptop.device().clone();
    let (found, mut wrong) = desk::stick::find(files, &device.key().public())?;
    let mut taken = Vec::with_capacity(found.len());
    let mut renewed = None;
    for found in &found {
        let mut bar = Bar::new(lang, "导入", "importing");
        let receipt = laptop.room().receipt_of(device.id())?;
        let known = (receipt.as_ref(), Some(laptop.album()));
        let new_name = renew::take(layout, laptop, found, &mut bar.bytes());
        let came = match new_name {
            Ok(Some((imported, renewal))) => {
                renewed = Some(renewal);
                Ok(imported)
            }
            Ok(None) => stick::import(&device, laptop, known, found, &mut bar.bytes()),
            Err(failure) => Err(failure),
        };
        match came {
            Ok(imported) => {
                laptop.imported(&imported)?;
                taken.push(imported);
            }
            Err(failure) => {
                let made_ms = found.header.made_ms;
                wrong.push(laptop.turned_by_stick(layout, failure, made_ms)?);
            }
        }
        bar.finish();
    }
    let evicted = laptop.leave_behind(layout)?;
    let standing = laptop.standing()?;
    let (unsent, photos_unsent) = (standing.unsent, standing.photos.unsent);
    let mut wrong = wrong.into_iter();
    let first = wrong.next();
    if json && !taken.is_empty() {
        say!(
            "{}",
            json!({ "imported": taken, "renewed": renewed.as_ref().map(Renewal::json), "evicted": evicted, "unsent": unsent, "photos_unsent": photos_unsent })
        );
    }
    if json {
        return first.map_or(Ok(()), Err);
    }
    if let Some(renewal) = &renewed {
        say!("{}", renewal.text().get(lang));
    }
    for imported in &taken {
        told(imported, lang);
    }
    if let Some(text) = evict::told(evicted) {
        say!("{}", text.get(lang));
    }
    for failure in wrong {
        note!("{}", failure.text().get(lang));
    }
    if !taken.is_empty() {
        match lang {
            Lang::Zh => say!("未发送 {unsent} 条，照片 {photos_unsent} 张"),
            Lang::En => say!("{unsent} unsent, and {photos_unsent} photos"),
        }
    }
    first.map_or(Ok(()), Err)
}

fn told(imported: &Imported, lang: Lang) {
    say!("{}  {}", imported.file.display(), imported.line().get(lang));
    for note in imported.notes() {
        say!("  {}", note.get(lang));
    }
}

/// Says whether a bundle is whole, and whose it is.
pub(super) fn verify(file: &Path, json: bool, lang: Lang) -> Result<(), Failure> {
    let mut bar = Bar::new(lang, "核对", "verifying");
    let checked = desk::stick::check(file, &mut bar.bytes())?;
    bar.finish();
    if json {
        say!("{}", desk::stick::json(&checked));
    } else {
        say!("{}", desk::stick::describe(&checked).get(lang));
    }
    Ok(())
}
