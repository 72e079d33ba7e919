//! The live demo: a day's work of a station, a county and the city.
//!
//! Nothing in it is play-acting. The office is the one `serve` runs, on a fresh store with
//! Xiangyang's real divisions; the laptops are `xunlu-agent` processes that know the office only
//! by its address. [`day`] says who does what, [`stage`] is what the day needs and what has to be
//! gone afterwards, all of it in one [`place`], [`laptop`] runs one command, [`play`] goes through the day, and [`tell`] and
//! [`told`] say what came of it.

mod day;
mod laptop;
mod photo;
mod place;
mod play;
mod stage;
mod start;
mod tell;
mod told;

use std::path::Path;

use forms::Lang;

use crate::local::moment;
use crate::tables;
use day::{OFFICER, pick};
use desk::Failure;
use play::Play;
use stage::Stage;

/// How the demo was asked for.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    port: u16,
    keep: Option<&'a Path>,
    once: bool,
    show: bool,
}

/// Plays the day, shows the four-level table, and serves on until Ctrl-C unless `once`.
pub(crate) fn run(
    port: u16,
    keep: Option<&Path>,
    once: bool,
    show: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(Path::new("."), &error))?;
    runtime.block_on(watched(
        Asked {
            port,
            keep,
            once,
            show,
        },
        lang,
    ))
}

/// Performs, and clears the stage whether the performance ended, failed or was stopped.
async fn watched(asked: Asked<'_>, lang: Lang) -> Result<(), Failure> {
    let mut stage = Stage::default();
    let mut serving = false;
    let played = tokio::select! {
        // The signals are asked for before anything is made, so that none can leave it behind.
        biased;
        () = desk::api::stop_asked() => None,
        () = hung_up() => None,
        played = perform(&mut stage, &mut serving, asked, lang) => Some(played),
    };
    if played.is_none() {
        // The terminal has echoed ^C.
        let _ = tell::say("");
    }
    let cleared = stage.clear(lang).await;
    match played {
        Some(played) => played.and(cleared),
        None if serving => cleared,
        None => cleared.and(Err(stopped())),
    }
}

/// Ready when the terminal is closed, which is one more way people end a demo.
async fn hung_up() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut hangup) = signal(SignalKind::hangup()) {
            hangup.recv().await;
            return;
        }
    }
    std::future::pending::<()>().await;
}

fn stopped() -> Failure {
    Failure::new(
        "stopped",
        "演示中途停止",
        "the demo was stopped before its end",
    )
}

async fn perform(
    stage: &mut Stage,
    serving: &mut bool,
    asked: Asked<'_>,
    lang: Lang,
) -> Result<(), Failure> {
    let Asked {
        port,
        keep,
        once,
        show,
    } = asked;
    let resumed = stage.set_up(port, keep, lang).await?;
    if !resumed {
        Play::new(stage, lang)?.day().await?;
    }
    tell::heading(lang, "四级统计", "The four levels")?;
    let table = stage
        .office()?
        .room
        .stats(Some(OFFICER.unit.parse()?), moment())?;
    tell::say(tables::stats(&table, lang)?.trim_end())?;
    if once && !stage.is_kept() {
        return Ok(());
    }
    stage.how_to_go_on(once, lang)?;
    if once {
        return Ok(());
    }
    tell::doors(&stage.welcome(show, lang)?, lang)?;
    let line = pick(
        lang,
        "服务继续运行，Ctrl-C 停止",
        "The office serves on; Ctrl-C stops",
    );
    tell::say(line)?;
    *serving = true;
    stage.serve_on().await
}
