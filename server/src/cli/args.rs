//! What may be typed.

mod data;
mod serving;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use forms::Lang;

pub(crate) use data::{About, Data, OnDay, Unit, code, codes};
pub(crate) use serving::Serve;

/// 巡路服务器：合并、审核、督办、统计。 / The office: merge, review, supervise, count.
#[derive(Debug, Parser)]
#[command(
    name = "xunlu-server",
    version,
    after_help = "示例 / Examples:\n  \
        xunlu-server init   --data /srv/xunlu --divisions divisions-4206.csv\n  \
        xunlu-server invite --data /srv/xunlu --unit 420625102 --role officer --name 张三 --out 邀请.json\n  \
        xunlu-server serve  --data /srv/xunlu --listen 0.0.0.0:8460\n  \
        xunlu-server due    --data /srv/xunlu --under 420625\n  \
        xunlu-server import ledger 隐患台账.xlsx --data /srv/xunlu"
)]
pub(crate) struct Args {
    /// 语言 zh 或 en；默认随系统。 / Language, zh or en; the locale's by default.
    #[arg(long, global = true)]
    pub(crate) lang: Option<Lang>,
    /// 机器可读输出。 / Machine-readable output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 以此账号的身份执行，须输入口令；设了三员之后，管理类命令必须加。
    /// / Act as this account, whose passphrase is asked for; needed for what administrators are appointed for.
    #[arg(long = "as", global = true, value_name = "NAME", env = "XUNLU_AS")]
    pub(crate) acting: Option<String>,
    /// 从文件读 --as 账号的口令。 / Read the passphrase of --as from a file.
    #[arg(
        long = "as-passphrase-file",
        global = true,
        value_name = "FILE",
        requires = "acting"
    )]
    pub(crate) as_passphrase_file: Option<PathBuf>,
    /// 服务器主管代行管理员的事，须写理由，会留下记录。
    /// / As the owner of the server, in an administrator's absence; the reason is kept.
    #[arg(long, global = true, value_name = "REASON", conflicts_with = "acting")]
    pub(crate) as_owner: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A site that is set up.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server init --divisions divisions-4206.csv --data /srv/xunlu\n  \
    xunlu-server init --divisions divisions-4206.csv --passphrase-file 口令.txt --data /srv/xunlu\n\n\
    写了 --passphrase-file（或设了 XUNLU_PASSPHRASE）才加锁；此后 serve 等命令都要它。\n\
    The folder is locked only where --passphrase-file or XUNLU_PASSPHRASE gives a passphrase; every command then needs it.")]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) data: Data,
    /// 区划 CSV：code,name,level,parent。 / Divisions as CSV: code,name,level,parent.
    #[arg(long, value_name = "FILE")]
    pub(crate) divisions: PathBuf,
    /// 文件含多个市时指定其一。 / Which city, if the file holds several.
    #[arg(long, value_name = "CODE")]
    pub(crate) city: Option<String>,
    /// 服务器全部丢失时：用另存的 site.json 以原身份重建，各客户端同步时补回数据。
    /// / After a total loss: a site.json that was kept elsewhere; laptops know the office again and bring back what they keep.
    #[arg(long, value_name = "FILE")]
    pub(crate) identity: Option<PathBuf>,
    /// 服务器用哪种签名套件：ed25519（默认）或 sm2（SM2/SM3 签名，SM4 加密文件夹，未经国家密码管理局认证）；以后不能更换。
    /// / What the office signs with: ed25519, the default, or sm2 (SM2 over SM3, the folder sealed with SM4, not certified); it cannot be changed later.
    #[arg(long, value_name = "SUITE", conflicts_with = "signer")]
    pub(crate) suite: Option<String>,
    /// 服务器的签名密钥放在程序之外（UKey、密码机）：启动这个程序来签名，见 SIGNER.md；以后不能更换密钥。
    /// / The signing key lies outside, in a UKey or a module: this program is started to sign, see SIGNER.md; the key cannot be changed later.
    #[arg(long, value_name = "COMMAND ARGS")]
    pub(crate) signer: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 用区划文件建立站点。 / Set a site up from a file of divisions.
    Init(Init),
    /// 生成一次性邀请文件。 / Make a one-time invitation.
    Invite(super::invite::Args),
    /// 等待批准的电脑：核对指纹后批准或不批准。 / Laptops that wait: compare the fingerprint, then let them in or not.
    #[command(subcommand)]
    Enrolments(super::enrolments::Command),
    /// 给下级服务器生成一次性邀请文件。 / Make a one-time invitation for the server of an office below.
    InviteOffice(super::peers::Invite),
    /// 加入上级服务器；已有的数据和客户端不受影响。 / Join the office above; data and laptops stay as they are.
    Join(super::peers::Join),
    /// 与上下级服务器的交换。 / The exchange with the offices above and below.
    #[command(subcommand)]
    Peers(super::peers::Command),
    /// 审计：核对入库内容有没有被改动，日志头交给谁见证。 / Audit: whether anything admitted was altered, and who has seen the log.
    #[command(subcommand)]
    Audit(super::audit::Command),
    /// 停用丢失或被盗的电脑：先说明，加 --yes 才执行，服务照常运行。
    /// / Revoke a laptop that was lost or stolen; says what changes, does it with --yes, while the service runs.
    Revoke(super::revoke::Args),
    /// 人员调动：给一台设备换单位、辖区或角色；先说明，加 --yes 才执行，服务照常运行。
    /// / Post the officer of a laptop to another unit or role; says what changes, does it with --yes, while the service runs.
    Transfer(super::transfer::Args),
    /// 民警忘了口令：打开在本服务器登记的客户端文件夹，给它一个新口令。
    /// / A forgotten passphrase: opens a laptop's folder that was enrolled here and gives it a new one.
    Unlock(super::unlock::Unlock),
    /// 换钥匙：用一把新钥匙重新加密整个文件夹。 / Seal the whole folder with a new key.
    Rekey(super::rekey::Rekey),
    /// 收下U盘带来的交换包并写出答复；可写多个文件或文件夹，次序不限，服务照常运行。
    /// / Take in bundles from sticks and write the answers: files or folders, in any order, while the service runs.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server exchange /media/usb/申请.xlb --to /media/usb/答复.xlb --data /srv/xunlu\n  \
        xunlu-server exchange /media/usb --to /media/usb --data /srv/xunlu")]
    Exchange {
        /// 交换包文件，或其所在文件夹。 / Bundles, or a folder of them.
        #[arg(required = true, value_name = "FILE.xlb")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
        /// 答复文件；多台设备时写文件夹。不写则只收不答。 / The answer, or a folder for several devices; without it nothing is answered.
        #[arg(long, value_name = "FILE.xlb")]
        to: Option<PathBuf>,
        /// 只给回执，不带新数据。 / The receipt alone, without what is new.
        #[arg(long, requires = "to")]
        receipt: bool,
        /// 每卷约多大，如 650M。 / About how large a volume may be, such as 650M.
        #[arg(long, value_name = "SIZE", value_parser = desk::stick::size)]
        volume_size: Option<u64>,
    },
    /// 给一台没有来问的设备导出它能看的全部数据。 / Export all that a device may see, for one that has not asked.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server export --device 0f3c… --to /media/usb/下行.xlb --data /srv/xunlu"
    )]
    Export {
        #[command(flatten)]
        data: Data,
        /// 设备编号，见 exchange 或客户端 status 的 --json。 / The device, as `exchange` or the laptop's `status` shows with --json.
        #[arg(long, value_name = "DEVICE")]
        device: String,
        /// 交换包文件。 / The bundle.
        #[arg(long, value_name = "FILE.xlb")]
        to: PathBuf,
        /// 每卷约多大，如 650M。 / About how large a volume may be, such as 650M.
        #[arg(long, value_name = "SIZE", value_parser = desk::stick::size)]
        volume_size: Option<u64>,
    },
    /// 检查交换包是否完整、是谁写给谁的；不需要密钥。 / Check that a bundle is whole, and whose it is; needs no key.
    #[command(after_help = "示例 / Example:\n  xunlu-server verify-bundle /media/usb/上行.xlb")]
    VerifyBundle {
        /// 交换包文件。 / The bundle.
        #[arg(value_name = "FILE.xlb")]
        file: PathBuf,
    },
    /// 页面账号。 / Accounts for the pages.
    #[command(subcommand)]
    Account(super::account::Account),
    /// 提供服务，Ctrl-C 停止；监听本机以外的地址时一律加密。 / Serve until Ctrl-C; anywhere but on this machine alone, every line is encrypted.
    Serve(Serve),
    /// 给同一数据库再加一个服务进程：复制其身份文件夹，密钥随之复制，请妥善保管。
    /// / One more process on the same database: copies the folder that says who the office is, its key with it.
    Replica(super::replica::Args),
    /// 搬迁：从文件夹搬进 PostgreSQL，或搬回来；服务照常可查看，中断后再运行即接着搬。
    /// / Move the office from its folder into PostgreSQL, or back; it can be read meanwhile, and goes on where it was cut off.
    Migrate(super::migrate::Args),
    /// 浏览器要信任的证书；客户端不需要。 / The certificate for browsers to trust; laptops need none.
    #[command(subcommand)]
    Certificate(super::certificate::Command),
    /// 备份到别处的文件夹；再次备份只补新内容，服务不必停止。 / Back the folder up; again adds what is new, and the service may be running.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server backup --data /srv/xunlu --to /mnt/备份/xunlu"
    )]
    Backup {
        #[command(flatten)]
        data: Data,
        /// 备份文件夹，最好在另一块盘上。 / The backup's folder, best on another disk.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// 由备份恢复到一个新文件夹；其后的记录由各客户端同步时补回。 / Put a backup back into a new folder; laptops bring what came later.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server restore --from /mnt/备份/xunlu --data /srv/xunlu"
    )]
    Restore {
        /// 备份文件夹。 / The backup's folder.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        #[command(flatten)]
        data: Data,
    },
    /// 四级统计表。 / The four-level table.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server stats --under 420625 --data /srv/xunlu"
    )]
    Stats(About),
    /// 整改期限，逾期在前。 / Deadlines, overdue first.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server due --under 420625 --data /srv/xunlu\n  \
        xunlu-server due --on 2026-12-31 --data /srv/xunlu")]
    Due(OnDay),
    /// 今天该催办、挂牌、回头看、告知什么；由人发出。 / What to remind, list, look back at and tell today; a person sends it.
    #[command(visible_alias = "today")]
    #[command(
        after_help = "示例 / Example:\n  xunlu-server proposals --under 420625 --data /srv/xunlu"
    )]
    Proposals(OnDay),
    /// 正在计时的法定和本地时限，先到期的在前。 / The legal and local limits that run, the next to end first.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server clocks --under 420625 --data /srv/xunlu"
    )]
    Clocks {
        #[command(flatten)]
        about: About,
        /// 以哪天终了时为准；默认此刻。 / Seen from the end of this day; from now by default.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// 做一遍每日例行：责任书到期、清点建议；serve 每天自动做。 / Do the day's routine now; `serve` does it every day.
    #[command(after_help = "示例 / Example:\n  xunlu-server daily --data /srv/xunlu")]
    Daily {
        #[command(flatten)]
        data: Data,
    },
    /// 报表 R1–R12，文本、JSON 或 XLSX。 / A report, R1 to R12, as text, JSON or XLSX.
    Report(Report),
    /// 某个统计数字背后的记录。 / The records behind a figure.
    Behind(Behind),
    /// 某次行动的成果：引用它的案件、日志合计。 / What an action achieved: the cases and logs that name it, added up.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server results 01a20b10b0e1 --data /srv/xunlu"
    )]
    Results {
        /// 行动的编号（可只写开头几位）。 / The action's id, or a unique beginning of it.
        id: String,
        #[command(flatten)]
        data: Data,
    },
    /// 谁在何时因何查看过打码的内容，最近的在前。 / Who looked behind a mask, at what, when and why; the latest first.
    #[command(after_help = "示例 / Example:\n  xunlu-server looks --data /srv/xunlu")]
    Looks {
        #[command(flatten)]
        data: Data,
    },
    /// 列出已导入的单位、辖区和推开情况。 / The units that were imported, what each answers for, and the roll-out.
    #[command(after_help = "示例 / Example:\n  xunlu-server units --data /srv/xunlu")]
    Units {
        #[command(flatten)]
        data: Data,
    },
    /// 列出记录种类、统计项和报表。 / The record kinds, figures and reports there are.
    #[command(after_help = "示例 / Example:\n  xunlu-server kinds --json")]
    Kinds,
    /// 给空服务器写入一年的样例数据，供培训和试用。 / Fill an empty office with a believable year, for training.
    #[command(after_help = "示例 / Example:\n  xunlu-server sample --seed 2 --data 练习")]
    Sample {
        #[command(flatten)]
        data: Data,
        /// 种子：同一种子得到同样的一年。 / The seed: the same one gives the same year.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// 现场演示：一台服务器、四台客户端、一天的工作。 / A live demo: a server, four laptops, a day's work.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server demo\n  \
        xunlu-server demo --keep 演示 --port 8460")]
    Demo {
        /// 端口；默认自选。 / The port; a free one by default.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// 保留并续用此文件夹；默认每次从头开始。 / Keep and go on with this folder; by default every run starts clean.
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
        /// 演示完就退出，不继续服务。 / End after the day instead of serving on.
        #[arg(long)]
        once: bool,
        /// 不自动打开浏览器。 / Do not open the browser.
        #[arg(long)]
        no_open: bool,
    },
    /// 导入区划、单位、人员、代码、节假日、本地参数或台账；默认只预演。 / Import tables; only rehearsed unless --apply.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server import ledger   隐患台账.xlsx --data /srv/xunlu\n  \
        xunlu-server import ledger   隐患台账.xlsx --data /srv/xunlu --apply --accept-good\n  \
        xunlu-server import holidays 2026.csv --data /srv/xunlu --apply\n  \
        xunlu-server import figures  本地时限.csv --data /srv/xunlu --apply\n\
        服务须先停止。 / The service must be stopped first.")]
    Import(super::import::Args),
}

/// A report.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server report R4 --data /srv/xunlu --month 2026-11\n  \
    xunlu-server report R1 --data /srv/xunlu --under 420625 --format xlsx --out 隐患台账.xlsx")]
pub(crate) struct Report {
    /// 报表代号，如 R4。 / The report, such as R4.
    pub(crate) report: String,
    #[command(flatten)]
    pub(crate) about: About,
    #[command(flatten)]
    pub(crate) span: Span,
    /// 输出格式。 / The form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// 写入此文件；xlsx 必填。 / The file to write; needed for xlsx.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// 姓名、电话、证件号不打码；须写明理由，会留下记录。 / Names and numbers of persons are shown whole; the reason is kept.
    #[arg(long, requires = "reason")]
    pub(crate) whole: bool,
    /// 需要完整内容的理由。 / Why it is needed whole.
    #[arg(long, value_name = "TEXT", requires = "whole")]
    pub(crate) reason: Option<String>,
}

/// The records behind a figure.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例 / Example:\n  xunlu-server behind hazards_found --under 420625 --month 2026-11 --data /srv/xunlu"
)]
pub(crate) struct Behind {
    /// 统计项名称，见报表的 JSON。 / The figure's name, as in a report's JSON.
    pub(crate) figure: String,
    #[command(flatten)]
    pub(crate) about: About,
    #[command(flatten)]
    pub(crate) span: Span,
}

/// The days a report is about; this year so far if none are named.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Span {
    /// 年。 / A year.
    #[arg(long, conflicts_with_all = ["month", "from", "to"])]
    pub(crate) year: Option<i16>,
    /// 月。 / A month.
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "to"])]
    pub(crate) month: Option<String>,
    /// 起始日。 / The first day.
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    pub(crate) from: Option<String>,
    /// 截止日。 / The last day.
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    pub(crate) to: Option<String>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// 给人看。 / For people.
    Text,
    /// 给程序读。 / For programs.
    Json,
    /// 电子表格。 / A workbook.
    Xlsx,
}
