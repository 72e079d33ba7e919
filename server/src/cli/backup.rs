//! `backup` and `restore`: a second copy of the folder.

use std::path::Path;

use desk::{Failure, backup};
use forms::{Lang, Text};

use super::args::Data;
use super::run::{bar, progress};
use crate::folder::{Layout, Site};

pub(super) fn back_up(data: &Data, to: &Path, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(&data.data);
    layout.is_set_up()?;
    desk::rekey::settled(layout.key())?;
    let bar = bar(lang, "备份", "backing up");
    let copied = backup::back_up(
        layout.folder(),
        to,
        &Layout::contents(),
        &mut |done, all| {
            progress(&bar, done, all);
        },
    )?;
    bar.finish_and_clear();
    say!(
        "{}",
        backup::line(&copied, &backup::told(&copied, to), json, lang)?
    );
    Ok(())
}

pub(super) fn restore(from: &Path, data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    let backup = Layout::new(from);
    backup.key().take(data.passphrase_file.as_deref(), lang)?;
    let site = Site::load(&backup)?;
    let bar = bar(lang, "恢复", "restoring");
    let copied = backup::restore(from, &data.data, &Layout::contents(), &mut |done, all| {
        progress(&bar, done, all);
    })?;
    bar.finish_and_clear();
    // Laptops that were further than the backup are told so by the epoch.
    site.renewed()?.save(data.layout(lang)?)?;
    let to = data.data.display();
    let said = Text::new(
        format!("已恢复到 {to}；备份之后的记录由各客户端在下次同步时补回"),
        format!("restored into {to}; laptops bring what came after the backup when they sync"),
    );
    say!("{}", backup::line(&copied, &said, json, lang)?);
    Ok(())
}
