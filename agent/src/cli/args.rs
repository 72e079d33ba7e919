//! What may be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use forms::{Entry, Lang};

pub(crate) use super::data::Data;
use crate::work::PhotoFile;

/// 巡路客户端：离线登记、同步、查询。 / The field laptop: record offline, sync, look up.
#[derive(Debug, Parser)]
#[command(
    name = "xunlu-agent",
    version,
    after_help = "示例 / Examples:\n  \
        xunlu-agent init --data ~/巡路 --invite 邀请.json --server https://10.0.0.5:8460\n  \
        xunlu-agent add hazard --data ~/巡路 --set kinds=sharp_curve --set road_code=Y014 --set stake_start=K12+300 \\\n      \
            --set description='急弯无护栏' --photo 弯道.jpg\n  \
        xunlu-agent act 01a20b10b0e1 report --data ~/巡路\n  \
        xunlu-agent sync --data ~/巡路\n  \
        xunlu-agent export --data ~/巡路 --to /media/usb/上行.xlb\n  \
        xunlu-agent import /media/usb --data ~/巡路"
)]
pub(crate) struct Args {
    /// 语言 zh 或 en；默认随系统。 / Language, zh or en; the locale's by default.
    #[arg(long, global = true)]
    pub(crate) lang: Option<Lang>,
    /// 机器可读输出。 / Machine-readable output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The parts of a form.
#[derive(Debug, clap::Args)]
pub(crate) struct Form {
    /// 字段=值；代码、文字、数字、日期、纬度,经度，列表用 JSON；可多次。
    /// / field=value: codes, text, numbers, dates, lat,lon, JSON for lists; repeatable.
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = entry)]
    pub(crate) set: Vec<Entry>,
    /// 照片或扫描件，可写成 字段=文件；可多次。 / A photo or scan, perhaps as field=FILE; repeatable.
    #[arg(long = "photo", value_name = "[FIELD=]FILE", value_parser = photo)]
    pub(crate) photo: Vec<PhotoFile>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 用邀请文件登记本机：联网，或用U盘。 / Enrol this laptop with an invitation: over a network, or by a stick.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-agent init --data ~/巡路 --invite 邀请.json --server https://10.0.0.5:8460\n  \
        xunlu-agent init --data ~/巡路 --invite 邀请.json --offline --to /media/usb/申请.xlb\n  \
        xunlu-agent import /media/usb/答复.xlb --data ~/巡路\n\n\
        口令锁住整个文件夹，在终端询问；无人值守时用 --passphrase-file。忘记口令时由服务器打开。\n\
        The passphrase locks the whole folder; it is asked for, or given by --passphrase-file. If it is forgotten the office can open the folder.")]
    Init {
        #[command(flatten)]
        data: Data,
        /// 邀请文件，或照纸输入的几行（加引号）。 / The invitation's file, or the lines typed from paper, in quotes.
        #[arg(long, value_name = "FILE|TEXT")]
        invite: String,
        /// 服务器地址；邀请里有就不必写。 / The server's address, unless the invitation says it.
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// 没有网络：把登记申请写入文件，带到服务器处。 / No network: write the request to a file to carry to the office.
        #[arg(long, requires = "to")]
        offline: bool,
        /// 申请文件。 / The file of the request.
        #[arg(long, value_name = "FILE.xlb", requires = "offline")]
        to: Option<PathBuf>,
        /// 本机用哪种签名套件：ed25519 或 sm2（文件夹用 SM4 加密，未经国家密码管理局认证）；不写则随服务器。
        /// / What this laptop signs with, ed25519 or sm2 (the folder sealed with SM4, not certified); as the office by default.
        #[arg(long, value_name = "SUITE")]
        suite: Option<String>,
        /// 不设口令：谁拿到这台电脑都能读出其中的记录；只用于锁在机房或试用的机器。
        /// / No passphrase: whoever gets the machine reads the records; for a locked room or a trial.
        #[arg(long, env = "XUNLU_NO_PASSPHRASE")]
        no_passphrase: bool,
    },
    /// 口令：谁能打开本机的文件夹，每位民警各用自己的。 / Passphrases: who can open this folder, each officer with their own.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-agent passphrase change --data ~/巡路\n  \
        xunlu-agent passphrase add 王建国 --data ~/巡路\n  \
        xunlu-agent passphrase remove 王建国 --data ~/巡路")]
    Passphrase {
        #[command(subcommand)]
        what: super::passphrase::Passphrases,
    },
    #[command(flatten)]
    Shut(super::shut::Shut),
    /// 共用本机的民警：各用自己的密钥签名，只有本人的口令能打开。 / The officers who share this laptop, each signing with a key that only their own passphrase opens.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-agent officer add --invite 邀请.json --data ~/巡路\n  \
        xunlu-agent officer list --data ~/巡路\n  \
        xunlu-agent officer remove 王芳 --data ~/巡路")]
    Officer {
        #[command(subcommand)]
        what: super::officer::Officers,
    },
    /// 登记一条新记录。 / Record something new.
    Add {
        /// 记录类型，如 hazard、agreement、enforcement、persuasion_log。 / The kind.
        kind: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        form: Form,
    },
    /// 修改字段。 / Change fields.
    Edit {
        /// 编号（可只写开头几位）。 / The id, or a unique beginning of it.
        id: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        form: Form,
    },
    /// 流程动作，如 report、confirm、notify、close。 / A workflow event.
    Act {
        /// 编号（可只写开头几位）。 / The id, or a unique beginning of it.
        id: String,
        /// 动作。 / The event.
        event: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        form: Form,
        /// 理由（退回、作废等必填）。 / Why, where a reason is required.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// 列出记录，最近的在前。 / List records, the latest first.
    List {
        /// 记录类型；不写则全部。 / The kind; every kind if absent.
        kind: Option<String>,
        #[command(flatten)]
        data: Data,
        /// 条件 字段=值，可多次；division 含下级。 / Conditions; division includes what is below.
        #[arg(long = "where", value_name = "FIELD=VALUE", value_parser = entry)]
        conditions: Vec<Entry>,
        /// 最多几条。 / At most so many.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// 显示一条记录。 / Show one record.
    Show {
        /// 编号（可只写开头几位）。 / The id, or a unique beginning of it.
        id: String,
        #[command(flatten)]
        data: Data,
        /// 连同历史。 / With its history.
        #[arg(long)]
        history: bool,
        /// 打码的内容也完整显示；须写明理由，会留下记录。 / Show what is masked whole; needs a reason, which is kept.
        #[arg(long, requires = "reason")]
        whole: bool,
        /// 查看完整内容的理由。 / Why it must be seen whole.
        #[arg(long, value_name = "TEXT", requires = "whole")]
        reason: Option<String>,
    },
    /// 打开页面：只在本机的浏览器里用，Ctrl-C 停止。 / Open the pages in this machine's browser; Ctrl-C stops.
    Serve(super::serve::Serve),
    /// 与服务器同步。 / Exchange with the server.
    Sync {
        #[command(flatten)]
        data: Data,
        /// 服务器搬了地址：从此用这个。 / The server has moved: use this address from now on.
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// 连同他人照片的原件一起取回；平时只取缩略图，打开时再取原件。
        /// / Fetch the originals of others' photos too; else only previews come, and an original when it is opened.
        #[arg(long)]
        photos: bool,
    },
    /// 与同一局域网内的另一台电脑交换，不需要服务器。 / Exchange with another laptop on the same network, without any server.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-agent neighbour wait --data ~/巡路\n  \
        xunlu-agent neighbour meet --data ~/巡路\n  \
        xunlu-agent neighbour meet 192.168.1.20:8462 --code 123456 --data ~/巡路")]
    Neighbour {
        #[command(subcommand)]
        side: Side,
    },
    /// 导出到U盘：上次回执之后的全部操作，再加服务器还没有的照片，加密给服务器。 / Export to a stick: everything since the last receipt, then the photos the office lacks, sealed to it.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-agent export --data ~/巡路 --to /media/usb/上行.xlb\n  \
        xunlu-agent export --data ~/巡路 --to /media/usb/上行.xlb --want-photos 01a20b10b0e1")]
    Export {
        #[command(flatten)]
        data: Data,
        /// 交换包文件；分卷时其余各卷为 FILE.2.xlb 等。 / The bundle; further volumes are FILE.2.xlb and so on.
        #[arg(long, value_name = "FILE.xlb")]
        to: PathBuf,
        /// 每卷约多大，如 650M。 / About how large a volume may be, such as 650M.
        #[arg(long, value_name = "SIZE", value_parser = desk::stick::size)]
        volume_size: Option<u64>,
        /// 导出本机的全部数据，用于服务器丢失数据之后。 / Everything kept here, for an office that has lost data.
        #[arg(long)]
        full: bool,
        /// 不带照片，适合小U盘；照片留待下次。 / Leave the photos out, for a small stick; they go another time.
        #[arg(long)]
        no_photos: bool,
        /// 索取他人照片的原图，写一条记录的编号，或不写即本机所有记录；答复带不下的，下次再带。 / Ask for the originals of others' photos, of one record, or of all here; what does not fit into the answer comes with the next.
        #[arg(long, value_name = "RECORD", num_args = 0..=1)]
        want_photos: Option<Option<String>>,
    },
    /// 从U盘导入服务器的答复；可写多个文件或文件夹，次序不限。 / Import the office's answers from a stick: files or folders, in any order.
    Import {
        /// 交换包文件，或其所在文件夹。 / Bundles, or a folder of them.
        #[arg(required = true, value_name = "FILE.xlb")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
    },
    /// 检查交换包是否完整、是谁写给谁的；不需要密钥。 / Check that a bundle is whole, and whose it is; needs no key.
    VerifyBundle {
        /// 交换包文件。 / The bundle.
        #[arg(value_name = "FILE.xlb")]
        file: PathBuf,
    },
    /// 今天该做什么：到期、催办、回头看；按本机时钟计算。 / What to do today: due dates, reminders, look-backs; by the laptop's clock.
    #[command(visible_alias = "today")]
    Proposals {
        #[command(flatten)]
        data: Data,
    },
    /// 正在计时的期限和法定时限，先到期的在前；按本机时钟计算。 / The deadlines and limits that run, the next to end first; by the laptop's clock.
    Clocks {
        #[command(flatten)]
        data: Data,
    },
    /// 处理一项建议：一步生成催办、挂牌、回头看或告知，触发依据自动填好。
    /// / Answer a proposal: makes the reminder, listing, look-back or notice in one step, its cause filled in.
    Answer {
        /// 建议所指记录的编号（可只写开头几位）。 / The record the proposal is about, or a unique beginning of its id.
        id: String,
        /// 触发依据（可只写开头）；只有一项建议时可不写。 / The cause or its beginning, if several things are proposed.
        #[arg(long, value_name = "CAUSE")]
        cause: Option<String>,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        form: Form,
    },
    /// 在本机因何看过哪些打码的内容，最近的在前。 / What was looked at whole on this laptop and why, the latest first.
    Looks {
        #[command(flatten)]
        data: Data,
    },
    /// 列出有冲突的记录。 / List records in conflict.
    Conflicts {
        #[command(flatten)]
        data: Data,
    },
    /// 处理冲突。 / Settle a conflict.
    #[command(group = clap::ArgGroup::new("how").required(true))]
    Resolve {
        /// 编号（可只写开头几位）。 / The id, or a unique beginning of it.
        id: String,
        /// 字段；流程冲突写 status。 / The field; `status` for a conflict of the workflow.
        field: String,
        #[command(flatten)]
        data: Data,
        /// 采用此值。 / Take this value.
        #[arg(long, value_name = "VALUE", group = "how")]
        take: Option<String>,
        /// 采用此设备所写的值。 / Take what this device wrote.
        #[arg(long, value_name = "DEVICE", group = "how")]
        from: Option<String>,
    },
    /// 未发送多少、何时同步过、是否正常。 / What is unsent, the last sync, health.
    Status {
        #[command(flatten)]
        data: Data,
    },
    /// 备份到别处的文件夹；再次备份只补新内容，页面开着也可以。 / Back the folder up; again adds what is new, and the pages may be open.
    #[command(
        after_help = "示例 / Example:\n  xunlu-agent backup --data ~/巡路 --to /media/U盘/巡路备份"
    )]
    Backup {
        #[command(flatten)]
        data: Data,
        /// 备份文件夹，最好在另一块盘上。 / The backup's folder, best on another disk.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// 由备份恢复到一个新文件夹；下次同步时自动换新身份并取回其后的记录。 / Put a backup back into a new folder; the next sync gives it a new name and brings what came later.
    #[command(
        after_help = "示例 / Example:\n  xunlu-agent restore --from /media/U盘/巡路备份 --data ~/巡路"
    )]
    Restore {
        /// 备份文件夹。 / The backup's folder.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        #[command(flatten)]
        data: Data,
    },
    /// 核对日志、签名链和索引。 / Check journal, chain, signatures and index.
    Verify {
        #[command(flatten)]
        data: Data,
    },
    /// 丢弃索引并由日志重建。 / Throw the index away and fold it again from the journal.
    Rebuild {
        #[command(flatten)]
        data: Data,
    },
}

/// The two sides of a meeting.
#[derive(Debug, Subcommand)]
pub(crate) enum Side {
    /// 等候：显示地址和配对码，交换一次后结束；Ctrl-C 停止。 / Wait: shows an address and a code, ends after one exchange; Ctrl-C stops.
    Wait {
        #[command(flatten)]
        data: Data,
        /// 在哪里等候。 / Where to wait.
        #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:8462")]
        listen: SocketAddr,
    },
    /// 呼叫正在等候的电脑；不写地址则查找五秒并列出。 / Call a laptop that waits; without an address, search for five seconds and list.
    Meet {
        /// 对方屏幕上的地址。 / The address on the other screen.
        #[arg(value_name = "ADDR", requires = "code")]
        address: Option<SocketAddr>,
        #[command(flatten)]
        data: Data,
        /// 对方屏幕上的六位数字。 / The six digits on the other screen.
        #[arg(long, value_name = "DIGITS")]
        code: Option<String>,
    },
}

fn entry(text: &str) -> Result<Entry, String> {
    match text.split_once('=') {
        Some((field, value)) if !field.is_empty() => Ok(Entry {
            field: field.trim().to_owned(),
            text: value.to_owned(),
        }),
        _ => Err("请写成 字段=值 / write it as field=value".to_owned()),
    }
}

fn photo(text: &str) -> Result<PhotoFile, String> {
    // A path may hold an equals sign; a field's name is a plain word.
    let plain = |field: &str| {
        !field.is_empty() && field.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())
    };
    Ok(match text.split_once('=') {
        Some((field, file)) if plain(field) => PhotoFile {
            field: Some(field.to_owned()),
            file: file.into(),
        },
        _ => PhotoFile {
            field: None,
            file: text.into(),
        },
    })
}
