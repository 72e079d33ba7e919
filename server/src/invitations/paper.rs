//! An invitation as a picture to be read and as a page to be printed.

use desk::Failure;
use forms::Lang;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::enrol::Invitation;

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
    let catalog = desk::catalog()?;
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
                    "如显示“等待批准”：照常记录、同步即可，批准后生效；给管理员打电话，双方念出本机指纹（六组数字），一致才批准。",
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
                    "If it says that it waits for approval, go on recording and syncing, it counts once it is approved; call the administrator, and both read out the laptop's fingerprint (six groups of digits): only if they agree is it approved.",
                ],
                care: "Until it was used this page is as good as a key: hand it over, do not send pictures of it; it lets in one laptop; destroy it afterwards.",
            },
        }
    }
}
