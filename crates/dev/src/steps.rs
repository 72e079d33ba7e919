//! The steps of the gate, cheapest verdict first.
//!
//! A new step is one entry of [`STEPS`].
//!
//! None of the steps links this program anew, so it can run them itself: cargo has let go of its
//! build lock by then, and Windows would refuse to overwrite a running program.

use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::cargo::{cargo, programs_folder, stream, test};
use crate::gate::{Gate, Outcome};
use crate::provision::{Provision, ensure};
use crate::{browser, deny, house, postgres, web};

/// One check.
pub(crate) struct Step {
    /// What a person types.
    pub(crate) name: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    /// Whether nothing after it can work once it has failed.
    pub(crate) stops_the_rest: bool,
    pub(crate) run: fn(&Gate) -> Outcome,
}

/// Every step, in the order it is run.
pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "tools",
        zh: "编译与检查工具齐全",
        en: "the programs the other steps need",
        stops_the_rest: true,
        run: |_| tools().into(),
    },
    Step {
        name: "format",
        zh: "代码格式一致",
        en: "every file is formatted",
        stops_the_rest: false,
        run: |gate| call(gate, "fmt --all -- --check"),
    },
    // Before anything that embeds it.
    Step {
        name: "ui",
        zh: "网页：类型、规则、测试与生成",
        en: "the web app: types, rules, tests and the build",
        stops_the_rest: false,
        run: |gate| web::step(&gate.workspace),
    },
    // All targets: the benches, too, are known to compile.
    Step {
        name: "clippy",
        zh: "静态检查无警告",
        en: "no warning from the compiler or clippy",
        stops_the_rest: false,
        run: |gate| call(gate, "clippy --workspace --all-targets -- -D warnings"),
    },
    Step {
        name: "docs",
        zh: "文档可生成且无断链",
        en: "the documentation builds and no link in it is broken",
        stops_the_rest: false,
        run: |gate| docs(gate).into(),
    },
    Step {
        name: "house",
        zh: "代码结构守则",
        en: "the rules of the house: edges, purity, sizes",
        stops_the_rest: false,
        run: |gate| house::step(&gate.workspace).into(),
    },
    Step {
        name: "deny",
        zh: "依赖许可证与安全公告",
        en: "licences, advisories and banned packages",
        stops_the_rest: false,
        run: |gate| deny::step(&gate.workspace).into(),
    },
    Step {
        name: "unit",
        zh: "单元、性质与一致性测试",
        en: "unit, property, conformance and documentation tests",
        stops_the_rest: false,
        run: |gate| unit(gate).into(),
    },
    Step {
        name: "authorisation",
        zh: "谁能做什么：四道门的权限矩阵与互不干扰",
        en: "who may do what through every door, and that nobody hears what is outside their scope",
        stops_the_rest: false,
        run: |gate| {
            stream(&mut test(
                &gate.workspace,
                "--test authorisation -- --nocapture",
            ))
            .into()
        },
    },
    Step {
        name: "postgres",
        zh: "PostgreSQL：一致性、多进程与故障",
        en: "PostgreSQL: the store's contract, many programs on one database, and its faults",
        stops_the_rest: false,
        run: |gate| postgres::step(&gate.workspace),
    },
    Step {
        name: "days",
        zh: "端到端、断电与模拟测试",
        en: "whole days end to end: kills, bad networks, simulation",
        stops_the_rest: false,
        run: |gate| days(gate).into(),
    },
    Step {
        name: "browser",
        zh: "真实浏览器里的网页测试",
        en: "the pages in a real browser, against the real programs",
        stops_the_rest: false,
        run: |gate| browser::step(&gate.workspace),
    },
];

/// A step that is one call of cargo. Colour settings are inherited like the rest of the
/// environment, so a log keeps the colours its owner asked for.
fn call(gate: &Gate, line: &str) -> Outcome {
    stream(cargo(&gate.workspace).args(line.split(' '))).into()
}

/// What ships is without the second suite: `merge`, which alone knows the difference, is tested that
/// way as well, and the documentation is made of it.
fn unit(gate: &Gate) -> Result<()> {
    stream(&mut test(&gate.workspace, "--exclude tests"))?;
    for line in [
        "test -p merge",
        "clippy -p merge --all-targets -- -D warnings",
    ] {
        stream(cargo(&gate.workspace).args(line.split(' ')))?;
    }
    Ok(())
}

fn docs(gate: &Gate) -> Result<()> {
    let own = env::var("RUSTDOCFLAGS").unwrap_or_default();
    stream(
        cargo(&gate.workspace)
            .args(["doc", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", format!("{own} -D warnings").trim_start()),
    )
}

/// The tests start real programs, so these are built first and their folder is handed over.
fn days(gate: &Gate) -> Result<()> {
    let folder = programs_folder(&gate.workspace)?;
    let mut tests = test(&gate.workspace, "--test days");
    stream(tests.env("XUNLU_BIN_DIR", folder))
}

fn tools() -> Result<()> {
    let mut missing = Vec::new();
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !answers(subcommand) {
            missing.push(format!(
                "{component} is missing: run `rustup component add {component}`"
            ));
        }
    }
    // On Windows the compiler brings its own way to the linker and says itself what it lacks.
    if !cfg!(windows)
        && let Err(error) = c_compiler()
    {
        missing.push(format!("{error:#}"));
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!("{}", missing.join("; "))
}

fn answers(subcommand: &str) -> bool {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(program)
        .args([subcommand, "--version"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// zstd is C, and rustc links through the C compiler, so one that cannot link is of no use.
fn c_compiler() -> Result<()> {
    let program = match ensure("cc", "build-essential") {
        Provision::Found(file) => file,
        Provision::Installed(file) => {
            println!("cc: 已安装 · installed with build-essential");
            file
        }
        Provision::Missing(sentence) => bail!(sentence),
    };
    let mut compiler = Command::new(&program)
        .args(["-x", "c", "-", "-o", "/dev/null"])
        .stdin(Stdio::piped())
        .spawn()
        .context("cc could not be started")?;
    if let Some(mut source) = compiler.stdin.take() {
        // A compiler that stops reading says why itself, and its status is looked at below.
        let _ = source.write_all(b"#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n");
    }
    if !compiler.wait()?.success() {
        bail!("cc is here but cannot compile and link: install build-essential or its like");
    }
    println!("cc: {}", program.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_steps_share_a_name() {
        for (at, step) in STEPS.iter().enumerate() {
            assert!(
                STEPS[at + 1..].iter().all(|other| other.name != step.name),
                "{}",
                step.name
            );
        }
    }

    #[test]
    fn the_tools_come_first_and_alone_stop_the_rest() {
        assert_eq!(STEPS[0].name, "tools");
        let stopping = STEPS.iter().filter(|step| step.stops_the_rest).count();
        assert_eq!(stopping, 1);
    }
}
