//! `invite`: a laptop is asked in, by a file, a picture, or lines to be typed.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use forms::Lang;
use qrcode::render::{svg, unicode};
use qrcode::{EcLevel, QrCode};
use serde_json::json;

use super::args::Data;
use super::local::{self, Answer};
use super::run::{ask, code, codes};
use super::running::Running;
use crate::enrol::Invitation;
use crate::folder::{self, Layout};
use crate::import::units;
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
    /// 单位的区划代码。 / The division the unit is named by.
    #[arg(long, value_name = "DIVISION_CODE")]
    unit: String,
    /// 兼管的其他区划，可多次。 / Other divisions the unit answers for; repeatable.
    #[arg(long, value_name = "DIVISION_CODE")]
    also: Vec<String>,
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
    let (layout, unit) = (args.data.layout(lang)?, code(&args.unit)?);
    let mut addresses = args.address.clone();
    if addresses.is_empty() {
        addresses.extend(called(layout));
    }
    let command = local::Command::Invite {
        unit,
        also: units::area(layout, unit, codes(&args.also)?)?,
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

/// The picture of what is to be typed.
///
/// # Errors
/// More addresses than a picture holds.
pub(crate) fn picture(made: &Invitation) -> Result<QrCode, Failure> {
    QrCode::with_error_correction_level(made.typed.as_bytes(), EcLevel::M).map_err(|_| {
        Failure::new(
            "qr",
            "服务器地址太长，放不进二维码；邀请文件已写好，请用文件，或少写几个地址",
            "the addresses are too long for a QR code; the invitation's file is written, use that, or name fewer addresses",
        )
    })
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

/// The page to be printed.
///
/// # Errors
/// As [`picture`].
pub(crate) fn page(made: &Invitation, lang: Lang) -> Result<String, Failure> {
    let drawn = picture(made)?;
    let drawn = drawn
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build();
    // The declaration is for a file of its own.
    let drawn = drawn.find("<svg").map_or("", |at| &drawn[at..]);
    let (lines, addresses): (Vec<&str>, Vec<&str>) =
        made.typed.lines().partition(|line| !line.contains("://"));
    let catalog = folder::catalog()?;
    let role = catalog.role(&made.role);
    let role = role.map_or(made.role.as_str(), |role| role.label.get(lang));
    let addresses: Vec<String> = addresses.iter().map(|one| one.to_lowercase()).collect();
    let words = Words::of(lang);
    let server = match addresses.first() {
        Some(_) => addresses.join("  "),
        None => words.ask_for_address.to_owned(),
    };
    let address = addresses.first().map_or("https://…", String::as_str);
    let run = format!(
        "xunlu-agent init --data {} --server {address} --invite \"{}\"",
        words.folder,
        lines.join(" ")
    );
    let steps: String = words
        .steps
        .iter()
        .map(|step| {
            let run = format!("<pre class=\"run\">{}</pre>", safe(&run));
            format!("<li>{}</li>\n", safe(step).replace("{run}", &run))
        })
        .collect();
    let until = forms::time_text(made.expires_ms);
    let mut page = include_str!("invitation.html").to_owned();
    let fill = [
        ("{title}", safe(words.title)),
        ("{title_en}", safe(words.under)),
        ("{who}", safe(words.who)),
        ("{unit_word}", safe(words.unit)),
        ("{role_word}", safe(words.role)),
        ("{until_word}", safe(words.until)),
        ("{server_word}", safe(words.server)),
        ("{care}", safe(words.care)),
        ("{steps}", steps),
        ("{qr}", drawn.to_owned()),
        ("{lines}", safe(&lines.join("\n"))),
        ("{server}", safe(&server)),
        ("{until}", safe(&until)),
        ("{role}", safe(role)),
        (
            "{unit}",
            safe(&format!("{} {}", made.unit.name, made.unit.code)),
        ),
        // What a person typed comes last, so that nothing in it is filled in again.
        ("{name}", safe(&made.name)),
    ];
    for (place, text) in fill {
        page = page.replace(place, &text);
    }
    Ok(page)
}

/// A text that cannot become part of the page's own language.
fn safe(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// What the page says.
struct Words {
    title: &'static str,
    under: &'static str,
    who: &'static str,
    unit: &'static str,
    role: &'static str,
    until: &'static str,
    server: &'static str,
    ask_for_address: &'static str,
    folder: &'static str,
    steps: [&'static str; 5],
    care: &'static str,
}

impl Words {
    fn of(lang: Lang) -> Words {
        match lang {
            Lang::Zh => Words {
                title: "巡路 电脑登记邀请",
                under: "Xunlu · invitation for one laptop",
                who: "使用人",
                unit: "单位",
                role: "角色",
                until: "有效期至",
                server: "服务器",
                ask_for_address: "地址请问管理员",
                folder: "巡路",
                steps: [
                    "在要登记的电脑上装好巡路客户端。",
                    "用扫码枪或摄像头读左边的二维码，或照右边各行输入（大小写和空格不限，每行最后一位是校验位）：{run}",
                    "没有网络：去掉 --server，加上 --offline --to 申请.xlb，把申请文件带到服务器处，再把答复带回来导入。",
                    "设一个自己的口令。",
                    "如显示“等待批准”：照常记录即可；给管理员打电话，双方念出本机指纹（六组数字），一致才批准。",
                ],
                care: "这一页在用过之前等于一把钥匙：当面交付，不要拍照转发；只能登记一台电脑，用后销毁。",
            },
            Lang::En => Words {
                title: "Xunlu: invitation for one laptop",
                under: "巡路 电脑登记邀请",
                who: "For",
                unit: "Unit",
                role: "Role",
                until: "Good until",
                server: "Server",
                ask_for_address: "ask the administrator for the address",
                folder: "xunlu",
                steps: [
                    "Install the Xunlu agent on the laptop.",
                    "Read the QR code with a scanner or a camera, or type the lines beside it (small letters and spaces do not matter; the last sign of each line is a check):{run}",
                    "Without a network: leave --server out, add --offline --to request.xlb, carry the request to the office and its answer back.",
                    "Choose a passphrase of your own.",
                    "If it says that it waits for approval, go on recording; call the administrator, and both read out the laptop's fingerprint (six groups of digits): only if they agree is it approved.",
                ],
                care: "Until it was used this page is as good as a key: hand it over, do not send pictures of it; it lets in one laptop; destroy it afterwards.",
            },
        }
    }
}
