//! `serve`: the pages in this machine's own browser.

use forms::Lang;
use serde_json::json;

use super::args::Data;
use super::now;
use crate::laptop::Laptop;
use crate::pages::{Pages, Running, listen};
use desk::Failure;

/// Opens the folder, serves its pages and shows them. Whoever starts the program a second time
/// gets the pages that are being served already.
pub(super) fn run(
    data: &Data,
    port: u16,
    show: bool,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let layout = data.layout(lang)?;
    let laptop = match Laptop::open(layout, &mut |_, _| ()) {
        Ok(laptop) => laptop,
        Err(failure) if failure.code() == "in_use" => {
            let running = Running::of(layout).ok_or(failure)?;
            tell(&running.open, json, lang);
            browse(&running.open, show);
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(layout.folder(), &error))?;
    runtime.block_on(async {
        let listener = listen(port).await?;
        let port = listener.local_addr().map_or(port, |address| address.port());
        let pages = Pages::new(laptop, layout, port, now)?;
        let stop = desk::api::stop_asked();
        tell(&pages.open(), json, lang);
        browse(&pages.open(), show);
        pages.serve(listener, stop).await
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
