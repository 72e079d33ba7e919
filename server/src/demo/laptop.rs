//! One command of a laptop: a process of its own that ends before the next begins.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use forms::Lang;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use desk::Failure;

/// The laptops' program, which stands beside this one.
pub(super) fn program() -> Result<PathBuf, Failure> {
    let name = format!("xunlu-agent{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe().map_err(|error| Failure::file(Path::new(&name), &error))?;
    let program = own.with_file_name(name);
    if program.is_file() {
        return Ok(program);
    }
    let (missing, release) = (program.display(), !cfg!(debug_assertions));
    let build = if release {
        "cargo build --release -p agent"
    } else {
        "cargo build -p agent"
    };
    Err(Failure::new(
        "no_agent",
        format!("没有客户端程序 {missing}；请先运行 {build}"),
        format!("the laptops' program {missing} is missing; run `{build}` first"),
    ))
}

/// Runs a command to its end and answers what it printed.
///
/// The process stands in `child` for as long as it lives, so that whoever drops this future knows
/// what still has to be ended.
pub(super) async fn run(
    child: &mut Option<Child>,
    program: &Path,
    args: &[String],
    lang: Lang,
) -> Result<Value, Failure> {
    let failed = |error| Failure::file(program, &error);
    let mut command = Command::new(program);
    command.args(args).args(["--json"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let started = child.insert(command.spawn().map_err(failed)?);
    let (out, err) = (started.stdout.take(), started.stderr.take());
    let (status, out, err) = tokio::join!(started.wait(), all(out), all(err));
    *child = None;
    if !status.map_err(failed)?.success() {
        return Err(refused(program, args, &err, lang));
    }
    serde_json::from_str(out.trim()).map_err(|error| {
        let said = format!("{out}\n{error}");
        refused(program, args, &said, lang)
    })
}

async fn all(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before an error is worth showing.
        let _ = pipe.read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The command as it could be typed again, and what it said.
fn refused(program: &Path, args: &[String], said: &str, lang: Lang) -> Failure {
    let words = std::iter::once(program.display().to_string()).chain(args.iter().cloned());
    let line: Vec<String> = words.map(|word| quoted(&word)).collect();
    let line = line.join(" ");
    let key = if lang == Lang::Zh { "zh" } else { "en" };
    let parsed: Option<Value> = serde_json::from_str(said.trim()).ok();
    let errors = parsed.as_ref().and_then(|said| said["errors"].as_array());
    let said = match errors {
        Some(errors) => errors
            .iter()
            .map(|error| complaint(error, key))
            .collect::<Vec<_>>()
            .join("\n  "),
        None => said.trim().to_owned(),
    };
    Failure::new(
        "laptop",
        format!("这条命令没有成功，演示停止：\n  {line}\n  {said}"),
        format!("this command did not succeed, the demo ends:\n  {line}\n  {said}"),
    )
}

fn complaint(error: &Value, key: &str) -> String {
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    match error["field"].as_str() {
        Some(field) => format!("{field}: {}", text(key)),
        None => text(key),
    }
}

/// A word as a shell reads it back.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
