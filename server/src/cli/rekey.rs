//! `rekey`: the office under another key.

use std::path::PathBuf;

use desk::Failure;
use desk::terminal::Bar;
use forms::{Lang, Text};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::Data;
use super::migrate::given_up;
use crate::folder::Layout;
use crate::moving;
use crate::office::Office;

/// What to seal anew.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "数据在文件夹里时先停止服务；中途断电或被终止，下次打开时自动接着做。数据在数据库里时服务照常，换完后各进程自行停止、须用新钥匙重启\n\
    （见 POSTGRESQL.md）；中途被终止，再运行一次接着做，或用 --abandon 放弃。此前的备份仍能用旧口令打开，请另做备份并销毁旧的。\n\
    An office in its folder: stop serving first; a run that is cut short goes on by itself when the folder is next opened. One in a\n\
    database goes on serving; its processes end when it is done and are started again with the new key (POSTGRESQL.md). There a run\n\
    that is cut short goes on when it is run again, or is given up with --abandon. Backups made before still open with the old\n\
    passphrases: make another one and destroy those.\n\n\
    示例 / Examples:\n  \
    xunlu-server rekey --data /srv/xunlu\n  \
    xunlu-server rekey --data /srv/xunlu --abandon"
)]
pub(crate) struct Rekey {
    #[command(flatten)]
    data: Data,
    /// 另一个仍须有效的口令所在的文件（首行），可多次。 / A file whose first line is another passphrase that stays, repeatable.
    #[arg(long, value_name = "FILE")]
    also: Vec<PathBuf>,
    /// 数据在数据库里时：放弃中断了的换钥匙，旧钥匙照用。 / Of an office in a database: give up a change that was cut off, and keep the old key.
    #[arg(long, conflicts_with = "also")]
    abandon: bool,
}

pub(super) fn run(args: &Rekey, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(args.data.path()).with_store(args.data.store.clone());
    layout.is_set_up()?;
    let file = args.data.folder.passphrase_file.as_deref();
    let passphrases = desk::rekey::all_known(layout.key(), file, &args.also, lang)?;
    match layout.store()? {
        Some(url) if args.abandon => abandon(&layout, &url, json, lang),
        Some(url) => in_database(&layout, &url, &passphrases, json, lang),
        None if args.abandon => Err(nothing_to_give_up()),
        None => in_folder(&layout, &passphrases, json, lang),
    }
}

fn in_folder(
    layout: &Layout,
    passphrases: &[Zeroizing<String>],
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    // It is whole under the old key before it gets the new one.
    let mut office = Office::open(layout, &mut |_, _| ())?;
    let lock = office.let_go();
    office.close()?;
    let mut bar = Bar::new(lang, "换钥匙", "sealing anew");
    let contents = Layout::contents();
    desk::rekey::rekey(layout.folder(), &contents, passphrases, &mut bar.bytes())?;
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

fn in_database(
    layout: &Layout,
    url: &str,
    passphrases: &[Zeroizing<String>],
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let mut bar = Bar::new(lang, "换钥匙", "sealing anew");
    let anew = moving::rekey(layout, url, passphrases, &mut bar.bytes())?;
    bar.finish();
    if json {
        let count = passphrases.len();
        say!("{}", json!({ "passphrases": count, "office": anew }));
        return Ok(());
    }
    let (at, items, folder) = (&anew.to, anew.items, layout.folder().display());
    say!(
        "{}",
        match lang {
            Lang::Zh => format!(
                "已换钥匙：{at} 里的站点已重新加密，审计日志 {items} 项与换之前相同；没有给出的口令从此打不开。本文件夹的服务请重新启动；其他进程请先把 {folder} 里的 keys.cbor、keys.copy.cbor、site.json 复制到各自的文件夹再启动。此前的数据库备份和文件夹副本仍能用旧口令打开，请另做备份并销毁旧的"
            ),
            Lang::En => format!(
                "the office in {at} is sealed with a new key, its log of {items} items is the same; passphrases that were not given open nothing any more. Start this folder's server again; for the other processes copy keys.cbor, keys.copy.cbor and site.json from {folder} into their folders first. Dumps of the database and copies of a folder made before still open with the old ones: make others and destroy those"
            ),
        }
    );
    Ok(())
}

fn abandon(layout: &Layout, url: &str, json: bool, lang: Lang) -> Result<(), Failure> {
    let at = moving::keep_key(layout, url)?;
    let said = Text::new(
        format!("已放弃换钥匙：{at} 里的站点照旧，旧钥匙照用"),
        format!("the change of keys is given up: the office in {at} goes on under the key it has"),
    );
    given_up(&at, &said, json, lang);
    Ok(())
}

fn nothing_to_give_up() -> Failure {
    Failure::new(
        "keeps_itself",
        "数据就在文件夹里：换钥匙中断后，下次打开时自动接着做，不能也不必放弃",
        "the folder keeps its records itself: a change of keys that was cut off goes on by itself when it is next opened, and is not given up",
    )
}
