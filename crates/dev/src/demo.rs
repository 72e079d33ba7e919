//! `demo`: build the web app, compile what ships, then become the demo of the office.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::cargo;
use crate::web::{Built, Web};

const SERVER: &str = "xunlu-server";

#[derive(clap::Args)]
#[command(
    after_help = "示例 · Examples:\n  cargo run -- demo\n  cargo run -- demo --port 8100\n  \
                  cargo run -- demo --release\n  cargo run -- demo -- --help   \
                  演示自己的选项 · the options of the demo itself"
)]
pub(crate) struct Args {
    /// 优化编译：更慢编好，运行更快；写在演示选项之前 · optimised build; comes before ARGS
    #[arg(long)]
    release: bool,
    /// 不生成网页，也不需要 Node.js；写在演示选项之前 · leave the web app out; needs no Node.js
    #[arg(long)]
    no_ui: bool,
    /// 转交给演示的选项 · passed on to the demo
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "ARGS"
    )]
    args: Vec<OsString>,
}

/// Build and start; comes back only when the demo has ended or could not start.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    announce()?;
    let workspace = cargo::workspace()?;
    if !args.no_ui && Web::of(&workspace).build()? == Built::Kept {
        println!("网页没有变化，沿用已生成的 · The web app has not changed and is used as built");
    }
    // `cargo run --release -- demo` asks for the fast programs just as well.
    let release = args.release || !cfg!(debug_assertions);
    let mut how = vec!["-p", "server", "-p", "agent"];
    if release {
        how.push("--release");
    }
    let programs = cargo::build_programs(&workspace, &how)?;
    let server = programs
        .get(SERVER)
        .filter(|file| file.is_file())
        .with_context(|| {
            format!(
                "编译完成，但没有得到 {SERVER}：请检查 server/src/main.rs 是否存在，以及 \
             server/Cargo.toml 中该程序的名称，然后重试 · the build ended without {SERVER}: check \
             that server/src/main.rs exists and that server/Cargo.toml names the program so, then \
             run the command again"
            )
        })?;
    let mut command = Command::new(server);
    command.arg("demo").args(&args.args);
    become_program(&mut command)
}

/// Nobody should wonder whether a silent first minute is a fault.
fn announce() -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(
        out,
        "先编译再启动：首次约需几分钟，以后只需几秒 · Compiling comes first: minutes when cold, \
         seconds later"
    )?;
    out.flush().context("the terminal does not take output")
}

/// The demo takes this process over: every signal reaches it, its exit status is ours, and nothing
/// can stay behind because nothing was put in front of it.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(error).with_context(|| format!("{SERVER} could not be started"))
}

/// Elsewhere a process cannot be replaced, so this one waits for the demo, Ctrl-C included.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    let _interrupt = crate::interrupt::Interrupt::watch()?;
    let status = command
        .status()
        .with_context(|| format!("{SERVER} could not be started"))?;
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(ExitCode::from(code))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn parsed(line: &[&str]) -> Args {
        let line = std::iter::once(&"demo").chain(line);
        Line::try_parse_from(line).unwrap().args
    }

    fn check(line: &[&str], release: bool, passed_on: &[&str]) {
        let parsed = parsed(line);
        assert_eq!(parsed.release, release, "{line:?}");
        assert_eq!(parsed.args, passed_on, "{line:?}");
    }

    #[test]
    fn the_web_app_can_be_left_out() {
        assert!(!parsed(&["--release"]).no_ui);
        assert!(parsed(&["--no-ui", "--port", "0"]).no_ui);
    }

    #[test]
    fn options_of_the_demo_are_passed_on_untouched() {
        check(&[], false, &[]);
        check(&["--release"], true, &[]);
        check(&["--port", "0"], false, &["--port", "0"]);
        check(
            &["--release", "--port=0", "--data", "x"],
            true,
            &["--port=0", "--data", "x"],
        );
        check(&["--", "--help"], false, &["--help"]);
    }
}
