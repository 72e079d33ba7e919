//! `migrate`: the office moves.

use std::path::{Path, PathBuf};

use desk::Failure;
use desk::terminal::Bar;
use forms::{Lang, Text};
use serde_json::json;

use crate::folder::Layout;
use crate::moving::{self, Moved};

/// Between what the office moves.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server migrate --from sled:/srv/xunlu --to postgres://xunlu@db/xunlu\n  \
    xunlu-server migrate --from postgres://xunlu@db/xunlu --to sled:/srv/xunlu-3 --data /srv/xunlu\n\
    xunlu-server migrate --from postgres://xunlu@db/xunlu --to sled:/srv/xunlu-3 --data /srv/xunlu --abandon\n\
    数据库口令请写在 XUNLU_STORE 里（与命令行上的地址相同，加上口令）。\n\
    Put an address with a password into XUNLU_STORE: the one typed, with its password.")]
pub(crate) struct Args {
    /// 从哪里：sled:文件夹 或 postgres://…。 / From where: sled:DIR or postgres://….
    #[arg(long, value_name = "PLACE")]
    from: String,
    /// 到哪里：postgres://… 或 sled:文件夹。 / To where: postgres://… or sled:DIR.
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// 搬回时：某个服务进程的文件夹，其中有本站身份；目的文件夹本来就是本站的则不必写。
    /// / When moving back: the folder of a process of this office; not needed if the destination was this office's before.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 放弃中断了的搬回：站点留在数据库里。 / Give up a move out of a database that was cut off: the office stays there.
    #[arg(long)]
    abandon: bool,
    /// 文件夹加了锁时，口令所在的文件。 / Of a folder that is locked, a file whose first line is the passphrase.
    #[arg(long, value_name = "FILE", env = "XUNLU_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    /// The same address with its password.
    #[arg(
        long,
        hide = true,
        value_name = "postgres://…",
        env = "XUNLU_STORE",
        hide_env_values = true
    )]
    store: Option<String>,
}

/// Runs the command.
pub(super) fn run(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    if args.abandon {
        return abandon(args, json, lang);
    }
    let mut bar = Bar::new(lang, "搬迁", "moving");
    let moved = moved(args, lang, &mut bar.bytes());
    bar.finish();
    tell(&moved?, json, lang);
    Ok(())
}

fn moved(args: &Args, lang: Lang, going: store::Progress<'_>) -> Result<Moved, Failure> {
    match (folder(&args.from), folder(&args.to)) {
        (Some(from), None) => {
            let url = args.with_password(&args.to)?;
            moving::into_database(&args.opened(&from, lang)?, &url, going)
        }
        (None, Some(to)) => {
            let url = args.with_password(&args.from)?;
            let layout = args.opened(args.data.as_ref().unwrap_or(&to), lang)?;
            let home = if args.data.is_some() {
                furnished(&layout, &to, args, lang)?
            } else {
                layout.clone()
            };
            moving::into_folder(&layout, &home, &url, going)
        }
        _ => Err(nowhere()),
    }
}

/// The folder that an office moves into, with its key taken. A new one gets the key with the move.
fn furnished(layout: &Layout, to: &Path, args: &Args, lang: Lang) -> Result<Layout, Failure> {
    moving::bring_key(layout, to)?;
    let home = Layout::new(to);
    home.key().take(args.passphrase_file.as_deref(), lang)?;
    Ok(home)
}

/// The folder that a place is, if it is one.
fn folder(place: &str) -> Option<PathBuf> {
    place.strip_prefix("sled:").map(PathBuf::from)
}

/// Gives up a move back.
fn abandon(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    let (None, Some(to)) = (folder(&args.from), folder(&args.to)) else {
        return Err(Failure::new(
            "place",
            "只有从 postgres://… 搬往 sled:文件夹 的搬迁能用 --abandon 放弃；反方向中断后站点仍在文件夹里，照常使用即可",
            "only a move from postgres://… to sled:DIR is given up with --abandon; one the other way that was cut off has left the office in its folder, which goes on",
        ));
    };
    let layout = args.opened(args.data.as_ref().unwrap_or(&to), lang)?;
    let url = args.with_password(&args.from)?;
    let at = moving::give_up(&layout, &Layout::new(&to), &url)?;
    let said = Text::new(
        format!(
            "已放弃搬迁：站点留在 {at}，可以继续 serve；目的文件夹里的 journal、index、blobs 可以删除"
        ),
        format!(
            "the move is given up: the office stays in {at}, `serve` goes on; `journal`, `index` and `blobs` at the destination may be deleted"
        ),
    );
    given_up(&at, &said, json, lang);
    Ok(())
}

/// Says where an office stays that was to go elsewhere.
pub(super) fn given_up(at: &str, said: &Text, json: bool, lang: Lang) {
    if json {
        say!("{}", json!({ "abandoned": true, "at": at }));
    } else {
        say!("{}", said.get(lang));
    }
}

impl Args {
    fn opened(&self, folder: &Path, lang: Lang) -> Result<Layout, Failure> {
        let layout = Layout::new(folder);
        layout.key().take(self.passphrase_file.as_deref(), lang)?;
        Ok(layout)
    }

    /// The address that was typed, as the environment has it with its password.
    fn with_password(&self, typed: &str) -> Result<String, Failure> {
        use crate::address::{checked, without_password};
        checked(typed)?;
        let same = |store: &&String| without_password(store) == without_password(typed);
        Ok(self
            .store
            .as_ref()
            .filter(same)
            .map_or(typed, |s| s)
            .to_owned())
    }
}

fn nowhere() -> Failure {
    Failure::new(
        "place",
        "--from 与 --to 须一处是 sled:文件夹，另一处是 postgres://…",
        "one of --from and --to is sled:DIR, the other postgres://…",
    )
}

fn tell(moved: &Moved, json: bool, lang: Lang) {
    if json {
        say!("{}", json!(moved));
        return;
    }
    let Moved {
        to,
        journal,
        photos,
        items,
        root,
    } = moved;
    let journal = journal.div_ceil(1024 * 1024);
    say!(
        "{}",
        match lang {
            Lang::Zh => format!(
                "已搬到 {to}：日志 {journal} MB、照片 {photos} 个，两处逐字节一致；审计日志 {items} 项，根 {root} 相同。旧处不再打开；还在运行的旧服务只能查看，请停掉它，再对新处 serve。"
            ),
            Lang::En => format!(
                "moved to {to}: {journal} MB of journal and {photos} photos, the same bytes at both ends; {items} items in the log, root {root} at both. The old place opens no more; a server that still runs there can only be read: stop it, and `serve` the new place."
            ),
        }
    );
}
