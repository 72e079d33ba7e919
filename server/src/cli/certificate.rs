//! `certificate`: what browsers are told to trust, so that they know this server.

use std::path::PathBuf;

use clap::Subcommand;
use forms::Lang;
use serde_json::json;
use store::disk::Lock;

use super::args::Data;
use crate::authority::{Authority, fingerprint};
use crate::folder::Site;
use desk::Failure;

/// What to do with the certificate.
#[derive(Debug, Subcommand)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server certificate export --out 巡路.crt --data /srv/xunlu\n  \
    xunlu-server certificate names xunlu.example.cn 203.0.113.8 --data /srv/xunlu\n\
    浏览器导入一次并信任即可；客户端和下级服务器不需要，邀请里已有本服务器的密钥。\n\
    A browser imports it once; laptops and offices below need none, the invitation brought this server's key.")]
pub(crate) enum Command {
    /// 导出证书，供浏览器导入并信任。 / Write the certificate for browsers to trust.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server certificate export --out 巡路.crt --data /srv/xunlu"
    )]
    Export {
        #[command(flatten)]
        data: Data,
        /// 证书文件。 / The file to write.
        #[arg(long, value_name = "FILE.crt")]
        out: PathBuf,
    },
    /// 本服务器还用哪些域名、公网地址；会生成新证书，浏览器须重新导入。内网地址不必写。
    /// / By which names and public addresses the server is reached, besides those of private networks; makes a new certificate that browsers have to import again.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server certificate names xunlu.example.cn 203.0.113.8 --data /srv/xunlu"
    )]
    Names {
        /// 域名或地址；不写则清空。 / Names or addresses; none to clear them.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        data: Data,
    },
}

pub(super) fn run(what: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    match what {
        Command::Export { data, out } => {
            let layout = data.layout(lang)?;
            let mut site = Site::load(layout)?;
            if site.authority.is_none() {
                let _lock = Lock::take(layout.folder())?;
                site = site.with_authority(layout)?;
            }
            let Some(authority) = site.authority else {
                return Ok(());
            };
            let pem = authority.certificate();
            store::disk::replace(out, pem.as_bytes())
                .map_err(|error| Failure::file(out, &error))?;
            tell(&authority, Some(out.display().to_string()), json, lang);
        }
        Command::Names { names, data } => {
            let layout = data.layout(lang)?;
            let mut site = Site::load(layout)?;
            let _lock = Lock::take(layout.folder())?;
            let authority = Authority::fresh(site.root, names.clone())?;
            site.authority = Some(authority.clone());
            site.save(layout)?;
            tell(&authority, None, json, lang);
        }
    }
    Ok(())
}

fn tell(authority: &Authority, out: Option<String>, json: bool, lang: Lang) {
    let (names, print) = (authority.names(), fingerprint(authority.certificate()));
    if json {
        say!("{}", json!({ "out": out, "names": names, "sha256": print }));
        return;
    }
    let names = names.join(" ");
    say!(
        "{}",
        match (out, lang) {
            (Some(out), Lang::Zh) => format!(
                "已写出 {out}；在浏览器的“受信任的根证书”中导入，导入时核对指纹\n  SHA-256 {print}"
            ),
            (Some(out), Lang::En) => format!(
                "wrote {out}; import it among the browser's trusted root certificates and compare its fingerprint\n  SHA-256 {print}"
            ),
            (None, Lang::Zh) => format!(
                "新证书已生成（内网地址及：{names}）；请用 certificate export 导出，浏览器重新导入\n  SHA-256 {print}"
            ),
            (None, Lang::En) => format!(
                "a new certificate is made (private networks, and: {names}); write it with `certificate export`, browsers import it again\n  SHA-256 {print}"
            ),
        }
    );
}
