//! `unlock`: the way into a laptop's folder whose passphrase was forgotten.

use std::path::PathBuf;

use desk::Failure;
use desk::keys::FolderKey;
use desk::terminal::NewPassphrase;
use forms::Lang;
use serde_json::json;
use vault::{Cost, Holder};

use super::acting::by;
use super::args::Data;
use crate::folder::Site;
use crate::local::{self, Command};

/// What to unlock.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "把客户端文件夹里的 keys.cbor 和 keys.copy.cbor 拷来，换好口令再拷回去；其中没有记录。\n\
    Bring keys.cbor and keys.copy.cbor of the laptop's folder, and take them back; no record is in them.\n\n\
    示例 / Example:\n  \
    xunlu-server unlock /media/usb --reason '张伟忘记口令' --data /srv/xunlu"
)]
pub(crate) struct Unlock {
    /// 存有 keys.cbor 的文件夹。 / The folder with the keys.cbor.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 为什么打开；连同姓名留下记录，审计管理员看得到。 / Why; it is kept with the name, for the audit administrator to see.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    new: NewPassphrase,
}

pub(super) fn run(args: &Unlock, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = args.data.layout(lang)?;
    let office = Site::load(layout)?.key()?;
    let key = FolderKey::of(&args.folder);
    let mut slots = key.slots()?;
    let opened = slots.open_as(&office.public().bytes(), &office.line().agreement());
    let vault = opened.ok_or_else(|| not_ours(&args.folder))?;
    // Kept before anything is given out.
    let asked = by(&Command::Unlock(args.reason.clone()));
    local::on_folder(layout, &asked, &mut |_, _| ())?;
    let new = args.new.chosen(lang)?;
    let taken = slots.holders(&vault);
    let free = |number: &u32| !taken.contains(&Holder::Passphrase(format!("office-{number}")));
    let name = format!("office-{}", (1..).find(free).unwrap_or_default());
    slots.give_to((&vault, None), &name, &new, Cost::TODAY)?;
    key.keep(&slots)?;
    if json {
        say!("{}", json!({ "name": name }));
        return Ok(());
    }
    let folder = args.folder.display();
    say!(
        "{}",
        match lang {
            Lang::Zh => format!(
                "已为 {folder} 添加口令“{name}”；拷回客户端后即能打开文件夹，但打不开任何一位民警的密钥：请再发一份邀请，由民警用 officer add 换新密钥"
            ),
            Lang::En => format!(
                "passphrase “{name}” added to {folder}; once it is back the folder opens with it, but no officer's key does: make an invitation, and let the officer take a new key with `officer add`"
            ),
        }
    );
    Ok(())
}

fn not_ours(folder: &std::path::Path) -> Failure {
    let folder = folder.display();
    Failure::new(
        "not_ours",
        format!("{folder} 的文件夹不是在本服务器登记的，本服务器打不开；请到登记时的服务器上执行"),
        format!(
            "the folder of {folder} was not enrolled at this office, which cannot open it; do it at the office of its enrolment"
        ),
    )
}
