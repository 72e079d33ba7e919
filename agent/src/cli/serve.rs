//! `serve`: the pages in this machine's own browser.

use std::time::Duration;

use forms::Lang;
use serde_json::json;
use store::disk::Lock;

use super::args::Data;
use super::{now, officer};
use crate::device::{Kept, Layout};
use crate::laptop::Laptop;
use crate::pages::{Pages, Running, listen};
use desk::Failure;
use desk::keys::LOCKED;

/// How the pages are served.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-agent serve --data ~/巡路\n  \
    xunlu-agent serve --data ~/巡路 --no-open --idle-lock 5")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) data: Data,
    /// 本机端口；被占用时另选。 / The port on this machine; another one if it is taken.
    #[arg(long, value_name = "PORT", default_value_t = 8461)]
    pub(crate) port: u16,
    /// 不自动打开浏览器。 / Do not open the browser.
    #[arg(long)]
    pub(crate) no_open: bool,
    /// 几分钟不动键盘鼠标即加锁，须再输口令；0 为从不。 / Lock after so many minutes without key or mouse; 0 for never.
    #[arg(
        long,
        value_name = "MINUTES",
        default_value_t = 10.0,
        env = "XUNLU_IDLE_LOCK"
    )]
    pub(crate) idle_lock: f64,
}

/// Serves the pages of a folder and shows them: of an open one at once, of a locked one once somebody
/// has typed the passphrase there. Whoever starts the program a second time gets the pages that are
/// being served already.
pub(super) fn run(how: &Serve, json: bool, lang: Lang) -> Result<(), Failure> {
    let data = &how.data;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(data.path(), &error))?;
    // The key is to be forgotten when the folder locks, so nobody else may hold on to it.
    let layout = Layout::new(data.path()).worked_by(data.officer.as_deref());
    let show = |open: &str| {
        tell(open, json, lang);
        browse(open, !how.no_open);
    };
    Kept::read(&layout.device())?;
    let lock = match Lock::take(layout.folder()).map_err(Failure::from) {
        Err(failure) if failure.code() == "in_use" => {
            let running = Running::of(&layout).ok_or(failure)?;
            show(&running.open);
            return Ok(());
        }
        lock => lock?,
    };
    runtime.block_on(async {
        let listener = listen(how.port).await?;
        let port = listener.local_addr().map_or(how.port, |at| at.port());
        let pages = match data.folder.unlock(layout.key(), lang) {
            Ok(()) => {
                let laptop = Laptop::open_held(&layout, lock, &mut |_, _| ())?;
                if laptop.is_unprotected() {
                    note!("{}", officer::unprotected().get(lang));
                }
                Pages::new(laptop, &layout, port, now)?
            }
            // Nobody can be asked here, so the browser asks.
            Err(failure) if failure.code() == LOCKED => {
                Pages::locked(Some(lock), &layout, port, now)?
            }
            Err(failure) => return Err(failure),
        };
        drop(layout);
        let idle = Duration::try_from_secs_f64(how.idle_lock * 60.0).ok();
        let pages = pages.lock_after(idle.filter(|idle| !idle.is_zero()));
        show(&pages.open());
        pages.serve(listener, desk::api::stop_asked()).await
    })
}

fn tell(open: &str, json: bool, lang: Lang) {
    if json {
        say!("{}", json!({ "open": open }));
        return;
    }
    say!(
        "{}",
        match lang {
            Lang::Zh => format!("页面地址（只供本机、勿转给他人）：{open}\nCtrl-C 停止"),
            Lang::En =>
                format!("the pages, for this machine and nobody else: {open}\nCtrl-C stops"),
        }
    );
}

fn browse(open: &str, show: bool) {
    if show {
        // Without a browser the printed address still stands.
        let _ = open::that_detached(open);
    }
}
