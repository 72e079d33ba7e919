//! `invite`: a laptop is asked in, by a file, a picture, or lines to be typed.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use forms::Lang;
use qrcode::render::unicode;
use serde_json::json;

use super::args::{Data, Unit};
use super::run::ask;
use crate::enrol::Invitation;
use crate::folder::{self, Layout};
use crate::invitations::paper::{page, picture};
use crate::local::running::Running;
use crate::local::{self, Answer};
use desk::Failure;
use desk::trust::OFFICE;

/// What may be typed behind `invite`.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server invite --unit 420625102 --role officer --name 张三 --out 邀请.json --data /srv/xunlu\n  \
    xunlu-server invite --unit 420625102 --role officer --name 张三 --address https://10.0.0.8:8460 \\\n      \
        --out 邀请.json --paper 邀请.html --qr --data /srv/xunlu")]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    unit: Unit,
    /// 角色，如 officer、station_lead、county_coord、city_hq。 / The role.
    #[arg(long)]
    role: String,
    /// 使用人姓名。 / Who will work with the laptop.
    #[arg(long)]
    name: String,
    /// 邀请文件。 / The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 客户端用的服务器地址，可多次；不写则用正在运行的服务器的地址。
    /// / Where laptops call the server, repeatable; by default where it is serving.
    #[arg(long, value_name = "URL")]
    address: Vec<String>,
    /// 另存一页可打印的邀请，用浏览器打开打印。 / A page to be printed as well: open it in a browser.
    #[arg(long, value_name = "FILE.html")]
    paper: Option<PathBuf>,
    /// 在终端显示二维码和可手工输入的几行。 / Show the QR code and the lines to type.
    #[arg(long)]
    qr: bool,
    /// 电脑就在眼前，已当面核对：登记后不必再等批准。须有批准登记的权限。
    /// / The laptop is at the counter and was looked at: it need not wait for approval. Needs the right to approve.
    #[arg(long)]
    approved: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = args.data.layout(lang)?;
    let (unit, also) = args.unit.read(layout)?;
    let mut addresses = args.address.clone();
    if addresses.is_empty() {
        addresses.extend(called(layout));
    }
    let command = local::Command::Invite {
        unit,
        also,
        role: args.role.clone(),
        name: args.name.clone(),
        addresses,
        approved: args.approved,
    };
    let paper = args.paper.as_deref();
    if let Some(paper) = paper {
        free(paper)?;
    }
    let Some(made) = write(layout, &command, &args.out, json, lang)? else {
        return Ok(());
    };
    if let Some(paper) = paper {
        let page = page(&made, lang)?;
        folder::private(paper)
            .and_then(|()| fs::write(paper, page))
            .map_err(|error| Failure::file(paper, &error))?;
    }
    if args.qr && !json {
        show(&made)?;
    }
    Ok(())
}

/// Asks for an invitation and writes its file. Answers it if it is one for a laptop.
///
/// # Errors
/// A file that is there already or cannot be written, or whatever the office refuses.
pub(super) fn write(
    layout: &Layout,
    command: &local::Command,
    out: &Path,
    json: bool,
    lang: Lang,
) -> Result<Option<Invitation>, Failure> {
    free(out)?;
    // First of all, so that a file that cannot be written leaves no invitation behind.
    let beside = out.with_extension("new");
    folder::private(&beside).map_err(|error| Failure::file(out, &error))?;
    let asked = ask(layout, command, lang);
    let (text, name, role, unit, expires_ms) = match &asked {
        Ok(Answer::Invited(it)) => {
            let text = serde_json::to_vec_pretty(it);
            (text, &it.name, it.role.as_str(), &it.unit, it.expires_ms)
        }
        Ok(Answer::OfficeInvited(it)) => {
            let text = serde_json::to_vec_pretty(it);
            (text, &it.name, OFFICE, &it.unit, it.expires_ms)
        }
        _ => {
            let _ = fs::remove_file(&beside);
            return asked.map(|_| None);
        }
    };
    let text = text.unwrap_or_default();
    store::disk::replace(out, &text).map_err(|error| Failure::file(out, &error))?;
    if json {
        say!(
            "{}",
            json!({ "out": out.display().to_string(), "unit": unit.code, "role": role, "name": name, "expires_ms": expires_ms })
        );
    } else {
        let (out, unit) = (out.display(), &unit.name);
        say!(
            "{}",
            match lang {
                Lang::Zh =>
                    format!("已生成邀请 {out}：{unit} {name}（{role}），72 小时内有效，只能用一次"),
                Lang::En => format!(
                    "invitation {out}: {name} ({role}) at {unit}, good once within 72 hours"
                ),
            }
        );
    }
    Ok(match asked {
        Ok(Answer::Invited(made)) => Some(made),
        _ => None,
    })
}

/// Where laptops call a running server, if that is one place and not this machine alone.
fn called(layout: &Layout) -> Option<String> {
    let running = Running::of(layout)?;
    let at: SocketAddr = running.address.parse().ok()?;
    let one = !at.ip().is_unspecified() && !at.ip().is_loopback();
    one.then(|| format!("{}://{}", running.scheme(), running.address))
}

fn free(out: &Path) -> Result<(), Failure> {
    if !out.exists() {
        return Ok(());
    }
    let out = out.display();
    Err(Failure::new(
        "exists",
        format!("{out} 已存在；请换个文件名，以免覆盖另一份邀请"),
        format!("{out} exists; choose another name, it may be another invitation"),
    ))
}

fn show(made: &Invitation) -> Result<(), Failure> {
    let picture = picture(made)?;
    // Dark signs on a dark terminal: what is light in print is filled here.
    let drawn = picture
        .render::<unicode::Dense1x2>()
        .dark_color(unicode::Dense1x2::Light)
        .light_color(unicode::Dense1x2::Dark)
        .build();
    say!("{drawn}\n{}", made.typed);
    Ok(())
}
