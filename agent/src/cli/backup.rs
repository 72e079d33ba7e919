//! `backup` and `restore`: a second copy of the folder.

use std::path::Path;

use desk::terminal::Bar;
use desk::{Failure, backup};
use forms::{Lang, Text};

use super::args::Data;
use crate::device::Layout;

pub(super) fn back_up(data: &Data, to: &Path, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(data.path());
    desk::rekey::settled(layout.key())?;
    let contents = layout.contents()?;
    let mut bar = Bar::new(lang, "备份", "backing up");
    let copied = backup::back_up(layout.folder(), to, &contents, &mut bar.bytes())?;
    bar.finish();
    say!(
        "{}",
        backup::line(&copied, &backup::told(&copied, to), json, lang)?
    );
    Ok(())
}

pub(super) fn restore(from: &Path, data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    let backup = Layout::new(from);
    let contents = backup.contents()?;
    let mut bar = Bar::new(lang, "恢复", "restoring");
    let copied = backup::restore(from, data.path(), &contents, &mut bar.bytes())?;
    bar.finish();
    let to = data.path().display();
    let said = Text::new(
        format!("已恢复到 {to}；请先同步一次：换新身份并取回备份之后的记录"),
        format!(
            "restored into {to}; sync before anything else: it takes a new name and brings what came after the backup"
        ),
    );
    say!("{}", backup::line(&copied, &said, json, lang)?);
    Ok(())
}
