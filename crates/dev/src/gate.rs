//! `test`: run the steps, whatever becomes of each, and end with one table.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::cargo;
use crate::interrupt::Interrupt;
use crate::steps::{STEPS, Step};

#[derive(clap::Args)]
#[command(
    after_help = "示例 · Examples:\n  cargo run -- test\n  cargo run -- test --list\n  \
                  cargo run -- test format clippy\n\n环境变量 CI=true 时，跳过按失败计 · With CI=true \
                  a skipped step counts as failed."
)]
pub(crate) struct Args {
    /// 只运行这些步骤 · run only these steps
    #[arg(value_name = "STEP")]
    steps: Vec<String>,
    /// 列出步骤后退出 · name the steps and end
    #[arg(long)]
    list: bool,
}

/// What the steps need to know.
pub(crate) struct Gate {
    /// The folder of the workspace manifest.
    pub(crate) workspace: PathBuf,
}

/// What became of a step.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// With the reason.
    Failed(String),
    /// With the reason. Not the same as passed: what was not run is not known to work.
    Skipped(String),
}

impl From<Result<()>> for Outcome {
    fn from(result: Result<()>) -> Self {
        match result {
            Ok(()) => Self::Passed,
            Err(error) => Self::Failed(format!("{error:#}")),
        }
    }
}

struct Report {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
}

/// Run the gate; the exit status says whether the house may stand.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    if args.list {
        for step in STEPS {
            println!("{:<13} {} · {}", step.name, step.zh, step.en);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&args.steps)?;
    let gate = Gate {
        workspace: cargo::workspace()?,
    };
    let strict = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    let interrupt = Interrupt::watch()?;
    let reports = walk(&chosen, &gate, strict, &|| interrupt.seen());

    println!("\n── 结果 · summary ──");
    for report in &reports {
        println!("{}", row(report));
    }
    println!("{}", tally(&reports));
    let failed = reports
        .iter()
        .any(|report| matches!(report.outcome, Outcome::Failed(_)));
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The named steps in the order of the table; all of them when none is named.
fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    for name in names {
        if !STEPS.iter().any(|step| step.name == name) {
            let known = STEPS
                .iter()
                .map(|step| step.name)
                .collect::<Vec<_>>()
                .join(", ");
            bail!("没有步骤“{name}”，可选 · no step is called “{name}”; the steps are: {known}");
        }
    }
    let named = |step: &&Step| names.is_empty() || names.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(named).collect())
}

/// Every step gets a report, also those that were not run.
fn walk(
    steps: &[&'static Step],
    gate: &Gate,
    strict: bool,
    interrupted: &dyn Fn() -> bool,
) -> Vec<Report> {
    let mut stopped: Option<String> = None;
    let mut reports = Vec::new();
    for step in steps {
        let start = Instant::now();
        let outcome = if let Some(reason) = &stopped {
            Outcome::Skipped(reason.clone())
        } else {
            println!("\n── {} · {} · {} ──", step.name, step.zh, step.en);
            (step.run)(gate)
        };
        let outcome = if stopped.is_none() && interrupted() {
            stopped = Some("已中断 · interrupted".to_owned());
            Outcome::Failed("已中断 · interrupted".to_owned())
        } else {
            outcome
        };
        if step.stops_the_rest && matches!(outcome, Outcome::Failed(_)) && stopped.is_none() {
            stopped = Some(format!("“{}”未通过 · “{}” failed", step.name, step.name));
        }
        let outcome = if strict { no_skips(outcome) } else { outcome };
        reports.push(Report {
            name: step.name,
            outcome,
            time: start.elapsed(),
        });
    }
    reports
}

/// Before a merge nothing may go unchecked because a machine lacks something.
fn no_skips(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Skipped(reason) => Outcome::Failed(format!("跳过 · skipped: {reason}")),
        other => other,
    }
}

fn row(report: &Report) -> String {
    let (word, reason) = match &report.outcome {
        Outcome::Passed => ("passed", ""),
        Outcome::Failed(reason) => ("failed", reason.as_str()),
        Outcome::Skipped(reason) => ("skipped", reason.as_str()),
    };
    let time = clock(report.time);
    format!("{word:<8} {:<13} {time:>9}  {reason}", report.name)
        .trim_end()
        .to_owned()
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} m {:02} s", seconds / 60, seconds % 60)
    }
}

/// Programs read this line, so its form is fixed.
fn tally(reports: &[Report]) -> String {
    let count = |kind: fn(&Outcome) -> bool| {
        reports
            .iter()
            .filter(|report| kind(&report.outcome))
            .count()
    };
    format!(
        "steps: {} passed, {} failed, {} skipped",
        count(|outcome| matches!(outcome, Outcome::Passed)),
        count(|outcome| matches!(outcome, Outcome::Failed(_))),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn step(name: &'static str, run: fn(&Gate) -> Outcome) -> Step {
        Step {
            name,
            zh: "步骤",
            en: "a step",
            stops_the_rest: false,
            run,
        }
    }

    static GOOD: Step = step("good", |_| Outcome::Passed);
    static BAD: Step = step("bad", |_| Outcome::Failed("broken".to_owned()));
    static ABSENT: Step = step("absent", |_| Outcome::Skipped("no browser".to_owned()));
    static FIRST: Step = Step {
        stops_the_rest: true,
        ..step("first", |_| Outcome::Failed("no compiler".into()))
    };

    fn check(steps: &[&'static Step], strict: bool, interrupted: bool, last_line: &str) {
        let gate = Gate {
            workspace: PathBuf::new(),
        };
        assert_eq!(
            tally(&walk(steps, &gate, strict, &|| interrupted)),
            last_line
        );
    }

    #[test]
    fn the_rest_goes_on_after_a_failure() {
        check(
            &[&BAD, &GOOD, &GOOD],
            false,
            false,
            "steps: 2 passed, 1 failed, 0 skipped",
        );
    }

    #[test]
    fn a_skip_is_never_a_pass_and_a_failure_where_it_counts() {
        check(
            &[&GOOD, &ABSENT],
            false,
            false,
            "steps: 1 passed, 0 failed, 1 skipped",
        );
        check(
            &[&GOOD, &ABSENT],
            true,
            false,
            "steps: 1 passed, 1 failed, 0 skipped",
        );
    }

    #[test]
    fn without_tools_nothing_else_is_tried() {
        check(
            &[&FIRST, &GOOD, &GOOD],
            false,
            false,
            "steps: 0 passed, 1 failed, 2 skipped",
        );
    }

    #[test]
    fn an_interrupted_gate_has_not_passed() {
        check(
            &[&GOOD, &GOOD],
            false,
            true,
            "steps: 0 passed, 1 failed, 1 skipped",
        );
    }

    #[test]
    fn steps_run_in_the_order_of_the_table() {
        let names = |steps: Vec<&Step>| steps.iter().map(|step| step.name).collect::<Vec<_>>();
        let chosen = choose(&["house".to_owned(), "format".to_owned()]).unwrap();
        assert_eq!(names(chosen), ["format", "house"]);
        assert_eq!(choose(&[]).unwrap().len(), STEPS.len());
    }

    #[test]
    fn an_unknown_step_is_answered_with_the_known_ones() {
        let Err(error) = choose(&["formt".to_owned()]) else {
            panic!("accepted")
        };
        let sentence = error.to_string();
        assert!(sentence.contains("“formt”"));
        assert!(STEPS.iter().all(|step| sentence.contains(step.name)));
    }

    #[test]
    fn a_row_shows_the_reason_and_the_time() {
        let report = Report {
            name: "days",
            outcome: Outcome::Failed("cargo test ended".to_owned()),
            time: Duration::from_secs(75),
        };
        assert_eq!(
            row(&report),
            "failed   days           1 m 15 s  cargo test ended"
        );
    }
}
