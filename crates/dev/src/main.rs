//! The two commands, the live demo and every test, and the bill of what ships.
//!
//! `cargo run -- demo` builds the web app, compiles the office and the laptop and starts the demo
//! of the office.
//! `cargo run -- test` is the whole gate; a build server calls it and nothing else.
//!
//! Reading order: [`demo`], then [`gate`] (what happens around a step) and [`steps`] (the table of
//! steps), then [`web`] (the web app, which cargo does not build), [`browser`] (its tests in a real
//! browser), [`house`] (the rules of the house
//! as code), [`deny`] (licences and advisories) and [`sbom`] (the bill of what ships).
//!
//! # What it never does
//! Nothing in here ships. No other crate of ours depends on this one, and this one depends on none
//! of them, so the commands still start when the rest does not compile.

mod browser;
mod cargo;
mod demo;
mod deny;
mod gate;
mod house;
mod interrupt;
mod npm;
mod postgres;
mod provision;
mod sbom;
mod steps;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// 巡路的两个开发命令：现场演示与全部测试。
/// The two developer commands of Xunlu: the live demo and every test.
#[derive(Parser)]
#[command(
    name = "dev",
    bin_name = "cargo run --",
    verbatim_doc_comment,
    after_help = "示例 · Examples:\n  cargo run -- demo\n  cargo run -- test\n  cargo run -- test --list"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 编译并启动演示 · compile what ships and start the demo
    ///
    /// 先编译，再启动演示；演示自己的选项写在最后，原样转交。
    /// Compiling comes first. Options of the demo itself come last and are passed on as they are.
    #[command(verbatim_doc_comment)]
    Demo(demo::Args),
    /// 运行全部检查 · run every check
    ///
    /// 某一步未通过时其余步骤仍会继续，最后列出每一步的结果。
    /// The rest goes on after a failure; a table of all steps ends the output.
    #[command(verbatim_doc_comment)]
    Test(gate::Args),
    /// 列出随程序交付的全部组件（CycloneDX）· list everything foreign that ships (CycloneDX)
    ///
    /// 组件、许可证与校验值取自锁文件，不访问网络。
    /// Components, licences and hashes come from the lock files; nothing is fetched.
    #[command(verbatim_doc_comment)]
    Sbom(sbom::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::Test(args) => gate::run(&args),
        Command::Sbom(args) => sbom::run(&args),
    };
    result.unwrap_or_else(|error| {
        eprintln!("错误 · error: {error:#}");
        ExitCode::from(2)
    })
}
