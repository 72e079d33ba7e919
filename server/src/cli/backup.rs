//! `backup` and `restore`: a second copy of the folder.

use std::path::Path;

use desk::terminal::Bar;
use desk::{Failure, backup};
use forms::{Lang, Text};

use super::args::Data;
use crate::address::without_password;
use crate::folder::{Layout, Site};

pub(super) fn back_up(data: &Data, to: &Path, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(data.path());
    layout.is_set_up()?;
    desk::rekey::settled(layout.key())?;
    let mut bar = Bar::new(lang, "备份", "backing up");
    let contents = Layout::contents();
    let copied = backup::back_up(layout.folder(), to, &contents, &mut bar.bytes())?;
    bar.finish();
    say!(
        "{}",
        backup::line(&copied, &backup::told(&copied, to), json, lang)?
    );
    if let Some(at) = layout.store()? {
        let at = without_password(&at);
        note!(
            "{}",
            match lang {
                Lang::Zh => format!(
                    "提示：这里只备份了本站身份与密钥；记录和照片在 {at}，请用 pg_dump 等备份"
                ),
                Lang::En => format!(
                    "note: this is who the office is, with its key; its records and photos are in {at}, back them up with pg_dump"
                ),
            }
        );
    }
    Ok(())
}

pub(super) fn restore(from: &Path, data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    let backup = Layout::new(from);
    data.folder.unlock(backup.key(), lang)?;
    let site = Site::load(&backup)?;
    let mut bar = Bar::new(lang, "恢复", "restoring");
    let copied = backup::restore(from, data.path(), &Layout::contents(), &mut bar.bytes())?;
    bar.finish();
    // Laptops that were further than the backup are told so by the epoch.
    site.renewed()?.save(data.layout(lang)?)?;
    let to = data.path().display();
    let said = Text::new(
        format!("已恢复到 {to}；备份之后的记录由各客户端在下次同步时补回"),
        format!("restored into {to}; laptops bring what came after the backup when they sync"),
    );
    say!("{}", backup::line(&copied, &said, json, lang)?);
    Ok(())
}
