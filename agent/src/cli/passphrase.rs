//! `passphrase`: who can open the folder.

use clap::Subcommand;
use desk::Failure;
use desk::keys;
use desk::terminal::NewPassphrase;
use forms::{Lang, Text};
use serde_json::json;
use vault::{Cost, Holder};

use super::args::Data;
use crate::device::Layout;
use crate::officers;

/// What can be done with the passphrases of a folder.
#[derive(Debug, Subcommand)]
pub(crate) enum Passphrases {
    /// 换掉自己的口令。 / Put another in the place of your own.
    #[command(after_help = "示例 / Example:\n  xunlu-agent passphrase change --data ~/巡路")]
    Change {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        new: NewPassphrase,
    },
    /// 再给自己加一个口令；未加锁的文件夹从此加锁。加一位民警用 officer add。
    /// / Add one for yourself; a folder that was not locked is from now on. A colleague is added with `officer add`.
    #[command(after_help = "示例 / Example:\n  xunlu-agent passphrase add 王建国 --data ~/巡路")]
    Add {
        /// 这个口令的名称，如姓名。 / What it is called, such as a person's name.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        new: NewPassphrase,
    },
    /// 移除一个口令，至少留一个。 / Take one away; one must stay.
    #[command(after_help = "示例 / Example:\n  xunlu-agent passphrase remove 王建国 --data ~/巡路")]
    Remove {
        /// 它的名称。 / What it is called.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        data: Data,
    },
    /// 谁能打开。 / Who can open it.
    #[command(after_help = "示例 / Example:\n  xunlu-agent passphrase list --data ~/巡路")]
    List {
        #[command(flatten)]
        data: Data,
    },
}

pub(super) fn run(what: &Passphrases, json: bool, lang: Lang) -> Result<(), Failure> {
    match what {
        Passphrases::Change { data, new } => change(data, new, json, lang),
        Passphrases::Add { name, data, new } => {
            let layout = data.layout(lang)?;
            let chosen = new.chosen(lang)?;
            officers::give_passphrase(layout, name, &chosen, data.officer.is_some())?;
            let said = Text::new(
                format!("已添加口令“{name}”；打开本文件夹从此须输入口令"),
                format!(
                    "passphrase “{name}” added; the folder opens with a passphrase from now on"
                ),
            );
            told(&said, json, lang);
            Ok(())
        }
        Passphrases::Remove { name, data } => {
            let key = data.layout(lang)?.key();
            let mut slots = key.slots()?;
            slots.take_from(&key.get()?, name)?;
            key.keep(&slots)?;
            let said = Text::new(
                format!("已移除口令“{name}”"),
                format!("passphrase “{name}” removed"),
            );
            told(&said, json, lang);
            Ok(())
        }
        Passphrases::List { data } => list(data, json, lang),
    }
}

fn change(data: &Data, new: &NewPassphrase, json: bool, lang: Lang) -> Result<(), Failure> {
    let key = Layout::new(data.path());
    let key = key.key();
    let mut slots = key.slots()?;
    let known = keys::known(data.folder.passphrase_file.as_deref(), lang)?;
    key.unlock(&known)?;
    let chosen = new.chosen(lang)?;
    slots.change(&known, &chosen, Cost::TODAY)?;
    key.keep(&slots)?;
    let said = Text::new(
        "口令已更换；旧口令从此打不开",
        "the passphrase is changed; the old one opens nothing any more",
    );
    told(&said, json, lang);
    Ok(())
}

fn told(said: &Text, json: bool, lang: Lang) {
    if json {
        say!("{}", json!({ "done": true }));
    } else {
        say!("{}", said.get(lang));
    }
}

fn list(data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    let key = data.layout(lang)?.key();
    let holders = key.slots()?.holders(&key.get()?);
    if json {
        let holders: Vec<_> = holders.iter().map(shown).collect();
        say!("{}", json!(holders));
        return Ok(());
    }
    for holder in holders {
        let line = match holder {
            Holder::Everybody => Text::new(
                "未加锁：谁拿到本文件夹都能打开；请用 passphrase add 设口令",
                "not locked: whoever has the folder opens it; set a passphrase with `passphrase add`",
            ),
            Holder::Passphrase(name) => {
                Text::new(format!("口令“{name}”"), format!("passphrase “{name}”"))
            }
            Holder::Office(_) => Text::new(
                "登记时的服务器（忘记口令时由它打开）",
                "the office of the enrolment (it opens the folder if a passphrase is forgotten)",
            ),
        };
        say!("{}", line.get(lang));
    }
    Ok(())
}

fn shown(holder: &Holder) -> serde_json::Value {
    match holder {
        Holder::Everybody => json!({ "holder": "everybody" }),
        Holder::Passphrase(name) => json!({ "holder": "passphrase", "name": name }),
        Holder::Office(key) => json!({ "holder": "office", "key": merge::Hash(*key).to_string() }),
    }
}
