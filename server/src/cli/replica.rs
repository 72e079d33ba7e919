//! `replica`: the folder of one more process on the same database.

use std::fs;
use std::path::PathBuf;

use desk::{Failure, keys};
use forms::Lang;
use serde_json::json;

use super::args::Data;
use crate::folder::Site;
use crate::office::Office;

/// What says who the office is; the last one makes the folder a site.
const FILES: [&str; 5] = [
    "store.json",
    "keys.cbor",
    "keys.copy.cbor",
    "divisions.csv",
    "site.json",
];

/// What may be typed behind `replica`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例 / Example:\n  xunlu-server replica --data /srv/xunlu --to /srv/xunlu-2"
)]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    /// 新文件夹。 / The new folder.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Runs the command.
pub(super) fn run(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    let (layout, to) = (args.data.layout(lang)?, args.to.as_path());
    Site::load(layout)?;
    let from = layout.folder();
    if layout.store()?.is_none() {
        let from = from.display();
        return Err(Failure::new(
            "keeps_itself",
            format!("{from} 的数据就在文件夹里，只能由一个进程使用；请先用 migrate 搬入数据库"),
            format!(
                "{from} keeps its records itself, for one process alone; `migrate` them into a database first"
            ),
        ));
    }
    // Whether the database lets this office in shows here, and not at the first start.
    Office::open(layout, &mut |_, _| {})?.close()?;
    if to.join("site.json").exists() {
        let to = to.display();
        return Err(Failure::new(
            "set_up_already",
            format!("{to} 已是站点文件夹；请换一个"),
            format!("{to} is a site's folder already; choose another one"),
        ));
    }
    fs::create_dir_all(to).map_err(|error| Failure::file(to, &error))?;
    for name in FILES {
        let (from, to) = (from.join(name), to.join(name));
        if from.exists() {
            let bytes = fs::read(&from).map_err(|error| Failure::file(&from, &error))?;
            keys::private(&to, &bytes).map_err(|error| Failure::file(&to, &error))?;
        }
    }
    if json {
        say!("{}", json!({ "to": to.display().to_string() }));
        return Ok(());
    }
    let to = to.display();
    say!(
        "{}",
        match lang {
            Lang::Zh => format!("已复制到 {to}，内有本站密钥；可以 serve --data {to}"),
            Lang::En => format!("copied to {to}, with this office's key; `serve --data {to}` goes"),
        }
    );
    Ok(())
}
