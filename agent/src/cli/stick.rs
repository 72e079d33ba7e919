//! The commands for sticks.

use std::path::{Path, PathBuf};

use forms::Lang;
use serde_json::json;

use super::args::Data;
use super::bar::Bar;
use super::now;
use crate::device::Layout;
use crate::enrol::{self, Invite};
use crate::laptop::Laptop;
use crate::stick::{self, Imported};
use desk::Failure;

/// Writes the request of a laptop that never was online.
pub(super) fn init(
    data: &Data,
    invite: &Path,
    server: &str,
    to: &Path,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let invite = Invite::load(invite)?;
    let layout = Layout::new(&data.data);
    enrol::enrol_by_file(&layout, &invite, server, to, now().wall_ms)?;
    let to = to.display().to_string();
    if json {
        say!("{}", json!({ "request": to }));
        return Ok(());
    }
    match lang {
        Lang::Zh => {
            say!("登记申请已写入 {to}；请带到服务器处导入，再把答复文件带回来导入：");
            say!(
                "  xunlu-agent import 答复.xlb --data {}",
                data.data.display()
            );
        }
        Lang::En => {
            say!("the request is in {to}; carry it to the office, and its answer back here:");
            say!(
                "  xunlu-agent import ANSWER.xlb --data {}",
                data.data.display()
            );
        }
    }
    Ok(())
}

/// Writes what the laptop has to say.
pub(super) fn export(
    laptop: &mut Laptop,
    to: &Path,
    limit: Option<u64>,
    full: bool,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let what = laptop.to_export(full)?;
    let device = laptop.device().clone();
    let mut bar = Bar::new(lang, "导出", "exporting");
    let target = (to, limit, now().wall_ms);
    let exported = stick::export(&device, laptop, &what, target, &mut bar.bytes())?;
    bar.finish();
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
    Ok(())
}

/// Takes in what the office answered.
pub(super) fn import(
    laptop: &mut Laptop,
    files: &[PathBuf],
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let device = laptop.device().clone();
    let (found, mut wrong) = desk::stick::find(files, &device.key().public())?;
    let mut taken = Vec::with_capacity(found.len());
    for found in &found {
        let mut bar = Bar::new(lang, "导入", "importing");
        let receipt = laptop.store().receipt()?;
        match stick::import(&device, laptop, receipt.as_ref(), found, &mut bar.bytes()) {
            Ok(imported) => taken.push(imported),
            Err(failure) => wrong.push(failure),
        }
        bar.finish();
    }
    let unsent = laptop.standing()?.unsent;
    let mut wrong = wrong.into_iter();
    let first = wrong.next();
    if json && !taken.is_empty() {
        say!("{}", json!({ "imported": taken, "unsent": unsent }));
    }
    if json {
        return first.map_or(Ok(()), Err);
    }
    for imported in &taken {
        told(imported, lang);
    }
    for failure in wrong {
        note!("{}", failure.text().get(lang));
    }
    if !taken.is_empty() {
        match lang {
            Lang::Zh => say!("未发送 {unsent} 条"),
            Lang::En => say!("{unsent} unsent"),
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
