//! `serve`: the pages in this machine's own browser.

use forms::Lang;
use serde_json::json;

use super::args::Data;
use super::{now, officer};
use crate::device::{Device, Layout};
use crate::laptop::Laptop;
use crate::pages::{Pages, Running, Screen, Unlocked, listen};
use desk::Failure;
use desk::keys::LOCKED;

/// Opens the folder, serves its pages and shows them. Whoever starts the program a second time
/// gets the pages that are being served already.
pub(super) fn run(
    data: &Data,
    port: u16,
    show: bool,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(&data.data, &error))?;
    runtime.block_on(async {
        let listener = listen(port).await?;
        let port = listener.local_addr().map_or(port, |address| address.port());
        let show = |open: &str| {
            tell(open, json, lang);
            browse(open, show);
        };
        let (layout, unlocked) = match data.layout(lang) {
            Ok(layout) => (layout.clone(), None),
            // Nobody can be asked here, so the browser asks.
            Err(failure) if failure.code() == LOCKED => {
                let layout = Layout::new(&data.data);
                let screen = Screen::show(layout.key().clone(), port, lang).await?;
                show(screen.open());
                let Some(unlocked) = unlocked(screen).await else {
                    return Ok(());
                };
                (layout, Some(unlocked))
            }
            Err(failure) => return Err(failure),
        };
        let arrive = async |pages: Result<String, Failure>| match (unlocked, pages) {
            (Some(unlocked), pages) => unlocked.go(pages).await,
            (None, Ok(open)) => show(&open),
            (None, Err(_)) => {}
        };
        let opened = Laptop::open(&layout, &mut |_, _| ());
        if opened.as_ref().is_ok_and(Laptop::is_unprotected) {
            note!("{}", officer::unprotected().get(lang));
        }
        let pages = opened.and_then(|laptop| Pages::new(laptop, &layout, port, now));
        match pages {
            Ok(pages) => {
                arrive(Ok(pages.open())).await;
                pages.serve(listener, desk::api::stop_asked()).await
            }
            Err(failure) if failure.code() == "in_use" => {
                let running = Running::of(&layout).ok_or(failure)?;
                let device = Device::load(&layout, &layout.device())?;
                let mine = running.belongs_to(&device);
                arrive(mine.clone().map(|()| running.open)).await;
                mine
            }
            Err(failure) => {
                arrive(Err(failure.clone())).await;
                Err(failure)
            }
        }
    })
}

/// Waits for the passphrase, or for the word to stop.
async fn unlocked(screen: Screen) -> Option<Unlocked> {
    tokio::select! {
        unlocked = screen.unlocked() => unlocked,
        () = desk::api::stop_asked() => None,
    }
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
