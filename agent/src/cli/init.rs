//! `init`: the laptop is let in, over a network or by a stick.

use std::path::{Path, PathBuf};

use desk::Failure;
use desk::keys::{self, Locking};
use forms::{Lang, Text};
use merge::fingerprint;
use serde_json::json;

use super::args::Data;
use super::run::block_on;
use super::{now, stands};
use crate::device::{Device, Layout};
use crate::enrol;
use crate::invite::Invite;
use crate::trace::{self, Lost};

/// An invitation, and how it is answered.
#[derive(Debug, clap::Args)]
pub(crate) struct Invited {
    /// 邀请文件，或照纸输入的几行（加引号）。 / The invitation's file, or the lines typed from paper, in quotes.
    #[arg(long, value_name = "FILE|TEXT")]
    invite: String,
    /// 服务器地址；邀请里有或本机已知就不必写。 / The server's address, unless the invitation says it or this laptop knows it.
    #[arg(long, value_name = "URL")]
    pub(super) server: Option<String>,
    /// 没有网络：把申请写入文件，带到服务器处。 / No network: write the request to a file to carry to the office.
    #[arg(long, requires = "to")]
    offline: bool,
    /// 申请文件。 / The file of the request.
    #[arg(long, value_name = "FILE.xlb", requires = "offline")]
    pub(super) to: Option<PathBuf>,
    /// 用哪种签名套件：ed25519 或 sm2（文件夹用 SM4 加密，未经国家密码管理局认证）；不写则随服务器。
    /// / What to sign with, ed25519 or sm2 (the folder sealed with SM4, not certified); as the office by default.
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
}

impl Invited {
    /// The invitation.
    ///
    /// # Errors
    /// One that does not read, or a suite that is none.
    pub(super) fn read(&self) -> Result<Invite, Failure> {
        Invite::read(&self.invite)?.signing_in(self.suite.as_deref())
    }
}

/// A laptop that is let in.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-agent init --data ~/巡路 --invite 邀请.json --server https://10.0.0.5:8460\n  \
    xunlu-agent init --data ~/巡路 --invite 邀请.json --offline --to /media/usb/申请.xlb\n  \
    xunlu-agent import /media/usb/答复.xlb --data ~/巡路\n\n\
    口令锁住整个文件夹，在终端询问；无人值守时用 --passphrase-file。忘记口令时由服务器打开。\n\
    The passphrase locks the whole folder; it is asked for, or given by --passphrase-file. If it is forgotten the office can open the folder.\n\n\
    文件夹旁边的 *.head.json 记着写到第几号，可用 XUNLU_HEADS 另放一处。\n\
    *.head.json beside the folder says how far it was written; XUNLU_HEADS keeps that elsewhere.")]
pub(crate) struct Init {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    invited: Invited,
    /// 不设口令：谁拿到这台电脑都能读出其中的记录；只用于锁在机房或试用的机器。
    /// / No passphrase: whoever gets the machine reads the records; for a locked room or a trial.
    #[arg(long, env = "XUNLU_NO_PASSPHRASE")]
    no_passphrase: bool,
}

/// Runs the command.
pub(super) fn run(wish: &Init, json: bool, lang: Lang) -> Result<(), Failure> {
    let Init { data, invited, .. } = wish;
    let invite = invited.read()?;
    let locking = locking(data, wish.no_passphrase, lang)?;
    let asked = (&invite, &locking);
    let (known, server) = (invite.addresses(), invited.server.as_deref());
    match &invited.to {
        Some(to) => {
            let server = server.or(known.first().map(String::as_str));
            by_stick(data, asked, server.unwrap_or_default(), to, json, lang)
        }
        None if server.is_none() && known.is_empty() => Err(no_address()),
        None => online(data, asked, server, json, lang),
    }
}

/// How a folder that is being set up is to be locked. One that was begun earlier stays as it is.
fn locking(data: &Data, none: bool, lang: Lang) -> Result<Locking, Failure> {
    if none || Layout::new(data.path()).key().is_made() {
        return Ok(Locking::Open);
    }
    keys::chosen(data.folder.passphrase_file.as_deref(), lang).map(Locking::Passphrase)
}

/// Says of a folder that was set up without a passphrase what that means.
fn warn(layout: &Layout, lang: Lang) {
    if !layout.key().needs_passphrase() {
        let open = Text::new(
            "注意：本文件夹未加锁，谁拿到这台电脑都能读出其中的记录；用 passphrase add 设口令",
            "note: this folder is not locked, whoever gets the machine reads its records; set a passphrase with `passphrase add`",
        );
        note!("{}", open.get(lang));
    }
}

/// Writes the request of a laptop that never was online.
fn by_stick(
    data: &Data,
    (invite, locking): (&Invite, &Locking),
    server: &str,
    to: &Path,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let layout = data.layout(lang)?;
    enrol::enrol_by_file(layout, invite, (server, locking), to, now().wall_ms)?;
    let to = to.display().to_string();
    let key = Device::load(layout, &layout.enrolling())?.key().public();
    let digits = fingerprint(&key.full());
    if json {
        say!("{}", json!({ "request": to, "fingerprint": digits }));
        return Ok(());
    }
    let compare = Text::new(
        format!("本机指纹 {digits}；服务器要批准时，与管理员电话核对"),
        format!(
            "this laptop's fingerprint is {digits}; if the office has to approve, compare it with the administrator over the phone"
        ),
    );
    match lang {
        Lang::Zh => {
            say!("登记申请已写入 {to}；请带到服务器处导入，再把答复文件带回来导入：");
            say!(
                "  xunlu-agent import 答复.xlb --data {}",
                data.path().display()
            );
        }
        Lang::En => {
            say!("the request is in {to}; carry it to the office, and its answer back here:");
            say!(
                "  xunlu-agent import ANSWER.xlb --data {}",
                data.path().display()
            );
        }
    }
    say!("{}", compare.get(lang));
    Ok(())
}

/// Enrols over the network.
fn online(
    data: &Data,
    (invite, locking): (&Invite, &Locking),
    server: Option<&str>,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let layout = data.layout(lang)?;
    let grant = block_on(enrol::enrol(layout, invite, server, locking))??;
    let terms = &grant.terms;
    let digits = fingerprint(&terms.key);
    let suite = merge::suite_name(terms.key.suite()).unwrap_or_default();
    let lost = trace::succeed(layout.folder(), grant.device);
    if json {
        let unit = terms.unit.to_string();
        say!(
            "{}",
            json!({ "device": grant.device.to_string(), "unit": unit, "role": terms.role, "person": terms.person, "lost": lost, "waits": terms.is_provisional(), "fingerprint": digits, "suite": suite })
        );
    } else {
        warn(layout, lang);
        tell_lost(lost.as_ref(), lang);
        say!(
            "{}",
            match lang {
                Lang::Zh => format!(
                    "已登记：{}（{}），单位 {}",
                    terms.person, terms.role, terms.unit
                ),
                Lang::En => format!(
                    "enrolled: {} ({}), unit {}",
                    terms.person, terms.role, terms.unit
                ),
            }
        );
        if let Some(label) = stands::uncertified(suite) {
            say!("{}", label.get(lang));
            say!("{}", desk::suites::sealed(terms.key.suite()).get(lang));
        }
        if terms.is_provisional() {
            say!("{}", stands::waits(&digits).get(lang));
        }
    }
    Ok(())
}

fn no_address() -> Failure {
    Failure::new(
        "address",
        "邀请里没有服务器地址；请加 --server https://主机:端口，没有网络则加 --offline --to 文件",
        "the invitation does not say where the server is; add --server https://host:port, or without a network --offline --to FILE",
    )
}

/// Says what went with the folder that stood here before.
pub(super) fn tell_lost(lost: Option<&Lost>, lang: Lang) {
    if let Some(lost) = lost {
        note!("{}", lost.text().get(lang));
    }
}
