//! `rekey` and `wipe`: what is done when somebody has left, a passphrase is known, or the laptop goes.

use std::fs;
use std::path::PathBuf;

use clap::Subcommand;
use desk::Failure;
use desk::terminal::Bar;
use forms::{Lang, Text};
use serde_json::json;
use store::disk::Lock;

use super::args::Data;
use crate::device::{Kept, Layout};
use crate::laptop::Laptop;

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Shut {
    /// 换钥匙：用一把新钥匙重新加密整个文件夹，旧钥匙和没有给出的口令从此打不开。
    /// / Seal the whole folder with a new key; the old key, and passphrases that are not given here, open nothing any more.
    #[command(
        after_help = "有人调离、或口令泄露后用；口令泄露时先用 passphrase change 换掉它。\n\
        中途断电或被终止，下次打开时自动接着做。此前的备份仍能用旧口令打开，请另做备份并销毁旧的。\n\
        After somebody has left or a passphrase has become known; change that one first. A run that is cut short\n\
        goes on by itself when the folder is next opened. Backups made before still open with the old passphrases:\n\
        make another one and destroy those.\n\n\
        示例 / Examples:\n  \
        xunlu-agent rekey --data ~/巡路\n  \
        xunlu-agent rekey --also 王芳的口令.txt --data ~/巡路"
    )]
    Rekey {
        #[command(flatten)]
        data: Data,
        /// 留下的同事的口令所在的文件（首行），可多次；不写的须重新添加。
        /// / A file whose first line is the passphrase of a colleague who stays, repeatable; others are added again.
        #[arg(long, value_name = "FILE")]
        also: Vec<PathBuf>,
    },
    /// 清除本机数据：先销毁钥匙，再删除整个文件夹；有未发送的内容时不做。
    /// / Remove everything from this laptop: the key first, then the folder; not while anything is unsent.
    #[command(
        after_help = "钥匙销毁后，磁盘上留下的只是读不出的密文；固态硬盘可能还留着旧钥匙文件的副本一段时间，\n\
        所以设有口令的文件夹才算真正清除。备份不会被清除。\n\
        Once the key is destroyed what is left on the disk is ciphertext that nobody reads. A solid-state disk may keep\n\
        the old key file for a while, so only a folder with a passphrase is truly gone. Backups are not removed.\n\n\
        示例 / Examples:\n  \
        xunlu-agent wipe --data ~/巡路\n  \
        xunlu-agent wipe --yes --data ~/巡路"
    )]
    Wipe {
        #[command(flatten)]
        data: Data,
        /// 确认清除；不写则只说明会失去什么。 / Do it; without this it is only said what would go.
        #[arg(long)]
        yes: bool,
        /// 放弃这么多条没有发送的内容，须与实际数目一致。 / Give up so many unsent things; it must be their number.
        #[arg(long, value_name = "N")]
        lose: Option<u64>,
    },
}

pub(super) fn run(what: &Shut, json: bool, lang: Lang) -> Result<(), Failure> {
    match what {
        Shut::Rekey { data, also } => rekey(data, also, json, lang),
        Shut::Wipe { data, yes, lose } => wipe(data, (*yes, *lose), json, lang),
    }
}

fn rekey(data: &Data, also: &[PathBuf], json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(data.path());
    let passphrases = desk::rekey::all_known(
        layout.key(),
        data.folder.passphrase_file.as_deref(),
        also,
        lang,
    )?;
    // It is whole under the old key before it gets the new one.
    let mut laptop = Laptop::open(&layout, &mut |_, _| ())?;
    let lock = laptop.lock.take();
    laptop.close()?;
    let mut bar = Bar::new(lang, "换钥匙", "sealing anew");
    let contents = layout.contents()?;
    desk::rekey::rekey(layout.folder(), &contents, &passphrases, &mut bar.bytes())?;
    bar.finish();
    drop(lock);
    let said = Text::new(
        "已换钥匙：整个文件夹已重新加密；没有给出的口令从此打不开。此前的备份仍能用旧口令打开，请另做备份并销毁旧的；固态硬盘上被替换的旧数据可能还会留存一段时间，没有旧钥匙读不出",
        "the folder is sealed with a new key; passphrases that were not given open nothing any more. Backups made before still open with the old ones: make another and destroy those. A solid-state disk may keep what was replaced for a while, unreadable without the old key",
    );
    told(
        &json!({ "passphrases": passphrases.len() }),
        &said,
        json,
        lang,
    );
    Ok(())
}

/// Whoever was interrupted does it again: a folder whose key is gone has nothing left to lose.
fn wipe(
    data: &Data,
    (yes, lose): (bool, Option<u64>),
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let at = Layout::new(data.path());
    Kept::read(&at.device())?;
    let (lock, unsent) = if at.key().is_made() {
        let mut laptop = Laptop::open(data.layout(lang)?, &mut |_, _| ())?;
        let standing = laptop.standing()?;
        let lock = laptop.lock.take();
        laptop.close()?;
        (lock, standing.unsent + standing.photos.unsent)
    } else {
        (Some(Lock::take(at.folder())?), 0)
    };
    if unsent > 0 && lose != Some(unsent) {
        return Err(unsent_here(unsent));
    }
    let folder = at.folder().display();
    if !yes {
        let said = Text::new(
            format!(
                "将销毁 {folder} 的钥匙并删除整个文件夹（未发送 {unsent} 条）；尚未执行，确认请加 --yes"
            ),
            format!(
                "the key of {folder} would be destroyed and the folder removed ({unsent} unsent); not done yet, add --yes to do it"
            ),
        );
        told(
            &json!({ "done": false, "unsent": unsent }),
            &said,
            json,
            lang,
        );
        return Ok(());
    }
    let open = !at.key().needs_passphrase();
    at.key().destroy()?;
    fs::remove_dir_all(at.folder()).map_err(|error| Failure::file(at.folder(), &error))?;
    drop(lock);
    let (zh, en) = if open {
        (
            "；该文件夹没有设口令，固态硬盘上可能还留着旧钥匙：电脑要离开单位时请用系统工具整盘擦除",
            "; it had no passphrase, and a solid-state disk may still hold its key: erase the whole disk before the machine leaves",
        )
    } else {
        (
            "；磁盘上残留的只是没有口令读不出的密文",
            "; what the disk still holds is ciphertext that opens with the passphrase alone, and that is all a solid-state disk can give away",
        )
    };
    let said = Text::new(
        format!("已清除 {folder}：钥匙先销毁，文件夹已删除{zh}"),
        format!("{folder} is gone: its key first, then the folder{en}"),
    );
    told(&json!({ "done": true, "lost": unsent }), &said, json, lang);
    Ok(())
}

fn told(program: &serde_json::Value, person: &Text, json: bool, lang: Lang) {
    if json {
        say!("{program}");
    } else {
        say!("{}", person.get(lang));
    }
}

fn unsent_here(unsent: u64) -> Failure {
    Failure::new(
        "unsent",
        format!(
            "本机还有 {unsent} 条内容没有发送（操作和照片），清除就没有了；请先 sync 或 export，确要放弃请写 --lose {unsent}"
        ),
        format!(
            "{unsent} things here are not sent yet (operations and photos) and would be lost; `sync` or `export` first, or give them up with --lose {unsent}"
        ),
    )
}
