//! `rekey`: the folder under another key.

use std::path::PathBuf;

use desk::Failure;
use desk::terminal::Bar;
use forms::{Lang, Text};
use serde_json::json;

use super::args::Data;
use crate::folder::Layout;
use crate::office::Office;

/// What to seal anew.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "先停止服务。中途断电或被终止，下次打开时自动接着做。此前的备份仍能用旧口令打开，请另做备份并销毁旧的。\n\
    Stop serving first. A run that is cut short goes on by itself when the folder is next opened. Backups made before\n\
    still open with the old passphrases: make another one and destroy those.\n\n\
    示例 / Example:\n  \
    xunlu-server rekey --data /srv/xunlu"
)]
pub(crate) struct Rekey {
    #[command(flatten)]
    data: Data,
    /// 另一个仍须有效的口令所在的文件（首行），可多次。 / A file whose first line is another passphrase that stays, repeatable.
    #[arg(long, value_name = "FILE")]
    also: Vec<PathBuf>,
}

pub(super) fn run(args: &Rekey, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(args.data.path());
    layout.is_set_up()?;
    if layout.store()?.is_some() {
        return Err(Failure::new(
            "on_a_database",
            "办公室在数据库上，不能就地换钥匙；请先用 migrate 搬回文件夹，换钥匙后再搬去",
            "the office is on a database, where it gets no new key; move it to a folder with `migrate`, give it a new key there, and move it back",
        ));
    }
    let file = args.data.folder.passphrase_file.as_deref();
    let passphrases = desk::rekey::all_known(layout.key(), file, &args.also, lang)?;
    // It is whole under the old key before it gets the new one.
    let mut office = Office::open(&layout, &mut |_, _| ())?;
    let lock = office.let_go();
    office.close()?;
    let mut bar = Bar::new(lang, "换钥匙", "sealing anew");
    let contents = Layout::contents();
    desk::rekey::rekey(layout.folder(), &contents, &passphrases, &mut bar.bytes())?;
    bar.finish();
    drop(lock);
    let said = Text::new(
        "已换钥匙：整个文件夹已重新加密；没有给出的口令从此打不开。此前的备份仍能用旧口令打开，请另做备份并销毁旧的",
        "the folder is sealed with a new key; passphrases that were not given open nothing any more. Backups made before still open with the old ones: make another and destroy those",
    );
    if json {
        say!("{}", json!({ "passphrases": passphrases.len() }));
    } else {
        say!("{}", said.get(lang));
    }
    Ok(())
}
