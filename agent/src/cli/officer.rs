//! `officer`: who shares the laptop.

use clap::Subcommand;
use desk::Failure;
use desk::terminal::NewPassphrase;
use forms::{Lang, Text};
use merge::Grant;
use serde_json::{Value, json};

use super::args::Data;
use super::init::Invited;
use super::now;
use super::run::{block_on, with};
use crate::device::Layout;
use crate::laptop::Laptop;
use crate::officers::{self, Joining};

/// What can be done with the officers of a laptop.
#[derive(Debug, Subcommand)]
pub(crate) enum Officers {
    /// 凭邀请添加一位民警：由其本人设口令。联网，或用U盘。
    /// / Add an officer with an invitation, who chooses a passphrase: over a network, or by a stick.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-agent officer add --invite 邀请.json --data ~/巡路\n  \
        xunlu-agent officer add --invite 邀请.json --offline --to /media/usb/申请.xlb --data ~/巡路\n  \
        xunlu-agent import /media/usb/答复.xlb --data ~/巡路\n\n\
        先由本机一位民警打开文件夹，再由新民警设自己的口令；导入答复时用新民警的口令。\n\
        An officer of the laptop opens the folder, the new one then chooses a passphrase; the answer is imported with that one.")]
    Add {
        #[command(flatten)]
        invited: Invited,
        /// 口令的名称；照纸输入的邀请里没有姓名。 / What the passphrase is called; an invitation typed from paper does not say.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        new: NewPassphrase,
    },
    /// 谁共用本机。 / Who shares this laptop.
    #[command(after_help = "示例 / Example:\n  xunlu-agent officer list --data ~/巡路")]
    List {
        #[command(flatten)]
        data: Data,
    },
    /// 移除一位民警：其口令和密钥从本机删去，所写的都保留，未发送的照样送出。
    /// / Let one go: their passphrase and key leave this laptop, what they wrote stays and is still sent.
    #[command(after_help = "示例 / Example:\n  xunlu-agent officer remove 王芳 --data ~/巡路")]
    Remove {
        /// 姓名，或设备编号的开头。 / The name, or the first digits of the device.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        data: Data,
    },
}

pub(super) fn run(what: &Officers, json: bool, lang: Lang) -> Result<(), Failure> {
    match what {
        Officers::Add {
            invited,
            name,
            data,
            new,
        } => {
            let invite = invited.read()?;
            let name = name.as_deref().unwrap_or(&invite.name);
            if name.is_empty() {
                return Err(unnamed());
            }
            let layout = data.layout(lang)?;
            let passphrase = match layout.key().needs_passphrase() {
                true => Some(new.chosen(lang)?),
                false => None,
            };
            let joining = Joining {
                name,
                passphrase: passphrase.as_ref().map(|text| text.as_str()),
                invite: &invite,
            };
            if let Some(to) = &invited.to {
                officers::add_by_file(layout, &joining, (to, now().wall_ms))?;
                asked(to, json, lang);
                return Ok(());
            }
            let server = invited.server.as_deref();
            let grant = block_on(officers::add(layout, &joining, server))??;
            added(layout, &grant, json, lang);
            Ok(())
        }
        Officers::List { data } => with(data, lang, |laptop| {
            list(laptop, json, lang);
            Ok(())
        }),
        Officers::Remove { name, data } => with(data, lang, |laptop| {
            laptop.dismiss(data.layout(lang)?, name)?;
            let said = Text::new(
                format!("已移除 {name}：其口令和密钥已从本机删去，所写的都保留，未发送的照样送出"),
                format!(
                    "{name} is let go: passphrase and key have left this laptop, what they wrote stays and is still sent"
                ),
            );
            tell(&said, &json!({ "done": true }), json, lang);
            Ok(())
        }),
    }
}

fn unnamed() -> Failure {
    Failure::new(
        "name",
        "这份邀请没有写明给谁；请用 --name 填写新民警的姓名",
        "this invitation does not say whom it is for; give the new officer's name with --name",
    )
}

fn asked(to: &std::path::Path, json: bool, lang: Lang) {
    let file = to.display();
    let said = Text::new(
        format!("申请已写入 {file}；带到服务器处，取回答复后由新民警用自己的口令运行 import"),
        format!(
            "the request is in {file}; carry it to the office, and let the new officer `import` the answer with their own passphrase"
        ),
    );
    tell(&said, &json!({ "request": to }), json, lang);
}

fn added(layout: &Layout, grant: &Grant, json: bool, lang: Lang) {
    let terms = &grant.terms;
    let said = Text::new(
        format!(
            "已添加：{}（{}），单位 {}；用其本人的口令打开即以其名义签名",
            terms.person, terms.role, terms.unit
        ),
        format!(
            "added: {} ({}), unit {}; opened with their own passphrase, the laptop signs in their name",
            terms.person, terms.role, terms.unit
        ),
    );
    tell(&said, &shown(grant, false), json, lang);
    if !json && !layout.key().needs_passphrase() {
        note!("{}", unprotected().get(lang));
    }
}

fn list(laptop: &Laptop, json: bool, lang: Lang) {
    let officers = laptop.officers();
    if json {
        let rows = officers
            .iter()
            .map(|(grant, at_work)| shown(grant, *at_work));
        say!("{}", json!(rows.collect::<Vec<_>>()));
        return;
    }
    for (grant, at_work) in &officers {
        let terms = &grant.terms;
        let mark = if *at_work { "*" } else { " " };
        let device = &grant.device.to_string()[..8];
        say!(
            "{mark} {}  {}  {}  {device}",
            terms.person,
            terms.role,
            terms.unit
        );
    }
    if laptop.is_unprotected() {
        note!("{}", unprotected().get(lang));
    }
}

/// What is to be said of a folder whose keys anybody has.
pub(super) fn unprotected() -> Text {
    Text::new(
        "注意：没有口令保护密钥，谁用这台电脑都可以任何一位民警的名义签名；用 passphrase add 姓名 --officer 姓名 各设口令",
        "note: no passphrase protects the keys, whoever uses this machine signs as any of its officers; each sets one with `passphrase add NAME --officer NAME`",
    )
}

fn shown(grant: &Grant, at_work: bool) -> Value {
    let terms = &grant.terms;
    json!({
        "person": terms.person,
        "role": terms.role,
        "unit": terms.unit.to_string(),
        "device": grant.device.to_string(),
        "at_work": at_work,
    })
}

fn tell(said: &Text, value: &Value, json: bool, lang: Lang) {
    if json {
        say!("{value}");
    } else {
        say!("{}", said.get(lang));
    }
}
