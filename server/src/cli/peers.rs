//! The commands about other offices.

use std::path::{Path, PathBuf, absolute};

use clap::Subcommand;
use forms::{Lang, time_text};
use serde_json::json;

use super::args::{self, Data, code, codes};
use super::run::ask;
use crate::local::peering::Peering;
use crate::local::{self, Answer};
use crate::peers::{Done, OfficeInvitation, Peer, Peers};
use desk::Failure;

/// Becoming the office below another.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server join 邀请-谷城.json --server https://10.0.0.8:8460 --data /srv/xunlu\n  \
    xunlu-server join 邀请-谷城.json --to /media/usb/加入.xlb --data /srv/xunlu")]
pub(crate) struct Join {
    /// 上级用 invite-office 生成的邀请。 / The invitation the office above made with `invite-office`.
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 上级服务器的地址。 / The address of the office above.
    #[arg(long, value_name = "https://HOST:PORT", required_unless_present = "to")]
    server: Option<String>,
    /// 没有网络时，把加入申请写成文件，交给上级 exchange。 / Without a network, write the request to a file for the office above to `exchange`.
    #[arg(long, value_name = "FILE.xlb", conflicts_with = "server")]
    to: Option<PathBuf>,
}

/// An invitation for the office below.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Example:\n  \
    xunlu-server invite-office --unit 420625 --name 谷城县大队 --out 邀请-谷城.json --data /srv/xunlu")]
pub(crate) struct Invite {
    #[command(flatten)]
    data: Data,
    /// 下级单位的区划代码。 / The division the office below is named by.
    #[arg(long, value_name = "DIVISION_CODE")]
    unit: String,
    /// 委托的其他区划，可多次。 / Other divisions of its charter; repeatable.
    #[arg(long, value_name = "DIVISION_CODE")]
    also: Vec<String>,
    /// 下级单位名称。 / What the office below is called.
    #[arg(long)]
    name: String,
    /// 邀请文件。 / The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What to do with other offices.
#[derive(Debug, Subcommand)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server peers status --data /srv/xunlu\n  \
    xunlu-server peers sync --data /srv/xunlu")]
pub(crate) enum Command {
    /// 上下级服务器、最近联系、还有多少未送达。 / The offices above and below, when they were heard, what has still to go.
    #[command(after_help = "示例 / Example:\n  xunlu-server peers status --data /srv/xunlu")]
    Status {
        #[command(flatten)]
        data: Data,
    },
    /// 现在就与上级服务器交换；serve 定时自动做。 / Exchange with the office above now; `serve` does it by itself.
    #[command(after_help = "示例 / Example:\n  xunlu-server peers sync --data /srv/xunlu")]
    Sync {
        #[command(flatten)]
        data: Data,
        /// 上级服务器的新地址。 / The new address of the office above.
        #[arg(long, value_name = "https://HOST:PORT")]
        server: Option<String>,
    },
    /// 把上级还没有的写到U盘；上级用 exchange 收下并答复。 / Write what the office above lacks to a stick; it takes it in with `exchange` and answers.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server peers export --to /media/usb/上行.xlb --data /srv/xunlu"
    )]
    Export {
        #[command(flatten)]
        data: Data,
        /// 交换包文件。 / The bundle.
        #[arg(long, value_name = "FILE.xlb")]
        to: PathBuf,
        /// U盘上约有多大地方，如 650M；装不下的下次再带。 / About how much room there is, such as 650M; what does not fit goes with the next one.
        #[arg(long, value_name = "SIZE", value_parser = desk::stick::size)]
        volume_size: Option<u64>,
    },
    /// 导入上级的答复。 / Take in the answer of the office above.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server peers import /media/usb/答复.xlb --data /srv/xunlu"
    )]
    Import {
        /// 交换包文件。 / The bundle.
        #[arg(value_name = "FILE.xlb")]
        file: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

/// Runs what is about other offices.
pub(super) fn run(command: &args::Command, json: bool, lang: Lang) -> Result<(), Failure> {
    match command {
        args::Command::InviteOffice(args) => {
            let command = local::Command::Peers(Peering::Invite {
                unit: code(&args.unit)?,
                also: codes(&args.also)?,
                name: args.name.clone(),
            });
            let layout = args.data.layout(lang)?;
            super::invite::write(layout, &command, &args.out, json, lang).map(|_| ())
        }
        args::Command::Join(args) => join(args, json, lang),
        args::Command::Peers(command) => peers(command, json, lang),
        _ => Ok(()),
    }
}

/// Joins an office above.
fn join(args: &Join, json: bool, lang: Lang) -> Result<(), Failure> {
    let invitation = Box::new(OfficeInvitation::load(&args.file)?);
    let command = local::Command::Peers(Peering::Join {
        invitation,
        server: args.server.clone(),
        to: args.to.as_deref().map(whole),
    });
    let Answer::Joined(name) = ask(args.data.layout(lang)?, &command, lang)? else {
        return Ok(());
    };
    if json {
        say!(
            "{}",
            json!({ "above": name, "file": args.to, "joined": args.to.is_none() })
        );
        return Ok(());
    }
    let said = match (&args.to, lang) {
        (None, Lang::Zh) => format!("已加入 {name}；数据和钥匙都保留，用 peers sync 交换"),
        (None, Lang::En) => {
            format!("joined {name}; data and key stay as they are, exchange with `peers sync`")
        }
        (Some(to), Lang::Zh) => format!(
            "申请已写入 {}；请上级用 exchange 收下，再用 peers import 导入答复",
            to.display()
        ),
        (Some(to), Lang::En) => format!(
            "the request is in {}; let the office above `exchange` it, then take its answer in with `peers import`",
            to.display()
        ),
    };
    say!("{said}");
    Ok(())
}

fn peers(command: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    let (data, peering) = match command {
        Command::Status { data } => (data, Peering::Status),
        Command::Sync { data, server } => {
            let server = server.clone();
            (data, Peering::Sync { server })
        }
        Command::Export {
            data,
            to,
            volume_size,
        } => {
            let (to, limit) = (whole(to), *volume_size);
            (data, Peering::Export { to, limit })
        }
        Command::Import { file, data } => (data, Peering::Import(whole(file))),
    };
    match ask(data.layout(lang)?, &local::Command::Peers(peering), lang)? {
        Answer::Peers(peers) if json => say!("{}", json!(peers)),
        Answer::Peers(peers) => say!("{}", shown(&peers, lang)),
        Answer::PeerDone(done) if json => say!("{}", json!(done)),
        Answer::PeerDone(done) => say!("{}", told(&done, lang)),
        _ => {}
    }
    Ok(())
}

/// The server that is spoken to may run in another folder than this command.
fn whole(path: &Path) -> PathBuf {
    absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// What an exchange did, in a line.
pub(super) fn told(done: &Done, lang: Lang) -> String {
    let Done {
        name,
        sent,
        received,
        held,
        refused,
        photos_sent,
        photos_received,
        ..
    } = done;
    if let Some(file) = done.files.first() {
        return written(done, file, lang);
    }
    let mut text = match lang {
        Lang::Zh => format!(
            "与 {name} 交换：上行 {sent} 条，下行 {received} 条，暂扣 {held} 条，未采纳 {refused} 条；照片上行 {photos_sent} 张，下行 {photos_received} 张"
        ),
        Lang::En => format!(
            "exchanged with {name}: {sent} up, {received} down, {held} held, {refused} not taken; {photos_sent} photos up, {photos_received} down"
        ),
    };
    text += match (done.level, lang) {
        (true, Lang::Zh) => "；两边一致",
        (true, Lang::En) => "; both keep the same",
        (false, Lang::Zh) => "；还有未到齐的，见 peers status",
        (false, Lang::En) => "; not all has arrived, see `peers status`",
    };
    if let Some(problem) = &done.photos_problem {
        text += &format!("\n{}", problem.get(lang));
    }
    text
}

/// What was written to a stick, and what stayed here.
fn written(done: &Done, file: &Path, lang: Lang) -> String {
    let (name, sent, photos) = (&done.name, done.sent, done.photos_sent);
    let (left, lost, file) = (done.photos_left, done.photos_lost, file.display());
    let mut text = match lang {
        Lang::Zh => format!("给 {name} 的 {sent} 条和照片 {photos} 张已写入 {file}"),
        Lang::En => format!("{sent} operations and {photos} photos for {name} are in {file}"),
    };
    text += match (done.more, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "；其余记录和照片装不下，下次再带",
        (true, Lang::En) => "; the other operations and the photos go with the next one",
    };
    text += &match (left, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("；照片 {left} 张装不下，下次再带"),
        (_, Lang::En) => format!("; {left} photos did not fit and go with the next one"),
    };
    text += &match (lost, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("；照片 {lost} 张本机已没有或读不出，未带"),
        (_, Lang::En) => format!("; {lost} photos are gone here or do not read and were left out"),
    };
    text
}

fn shown(peers: &Peers, lang: Lang) -> String {
    let above = peers.above.iter().map(|peer| {
        let (unsent, refused, name) = (peer.unsent, peer.refused, &peer.name);
        let state = match lang {
            Lang::Zh => format!("上级 {name}：{name}未收到 {unsent} 条，未采纳 {refused} 条"),
            Lang::En => format!("above {name}: {unsent} not yet at {name}, {refused} not taken"),
        };
        line(&state, peer, lang)
    });
    let below = peers.below.iter().map(|peer| {
        let state = match lang {
            Lang::Zh => format!("下级 {}（{}）", peer.name, peer.unit),
            Lang::En => format!("below {} ({})", peer.name, peer.unit),
        };
        line(&state, peer, lang)
    });
    let lines: Vec<String> = above.chain(below).collect();
    match (lines.is_empty(), lang) {
        (false, _) => lines.join("\n"),
        (true, Lang::Zh) => "没有上级或下级服务器".to_owned(),
        (true, Lang::En) => "no office above or below".to_owned(),
    }
}

fn line(state: &str, peer: &Peer, lang: Lang) -> String {
    let until = time_text(peer.charter_until_ms);
    let heard = match (peer.heard_ms, lang) {
        (0, Lang::Zh) => "尚未联系".to_owned(),
        (0, Lang::En) => "never heard".to_owned(),
        (ms, Lang::Zh) => format!("最近联系 {}", time_text(ms)),
        (ms, Lang::En) => format!("last heard {}", time_text(ms)),
    };
    let mut text = match lang {
        Lang::Zh => format!("{state}；{heard}；委托书至 {until}"),
        Lang::En => format!("{state}; {heard}; charter until {until}"),
    };
    if let Some(problem) = &peer.problem {
        text += &format!("\n  {}", problem.get(lang));
    }
    text
}
