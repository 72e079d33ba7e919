//! `audit`: whether everything is still as it was admitted, and who has seen how far it went.

use clap::Subcommand;
use forms::{Lang, time_text};
use serde_json::json;

use super::args::Data;
use super::run::ask;
use crate::audit::{Audited, HeadShown, Witnessed};
use crate::local::auditing::Auditing;
use crate::local::{self, Answer};
use crate::missing::Missing;
use desk::Failure;

/// What may be typed behind `audit`.
#[derive(Debug, Subcommand)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server audit verify --data /srv/xunlu\n  \
    xunlu-server audit head --data /srv/xunlu")]
pub(crate) enum Command {
    /// 逐项核对全部日志、签名、设备链和索引；发现改动时说明是哪条记录、哪台设备、第几号操作，并列出已知存在而这里没有的操作。
    /// / Check the whole journal, every signature, chain and row; what was altered is named by record, device and number, and so is what exists elsewhere and is not here.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server audit verify --data /srv/xunlu\n  \
        xunlu-server audit verify --head 8458… --data /srv/xunlu")]
    Verify {
        #[command(flatten)]
        data: Data,
        /// 别处保存的日志头，可多次：客户端 status --json 的 log.head，或上级的 audit witnesses。
        /// / A head kept elsewhere, repeatable: log.head of a laptop's `status --json`, or `audit witnesses` of the office above.
        #[arg(long, value_name = "HEAD")]
        head: Vec<String>,
    },
    /// 本服务器审计日志现在的日志头；可抄录或随月报上报。 / How the log stands now, to be written down elsewhere.
    #[command(after_help = "示例 / Example:\n  xunlu-server audit head --data /srv/xunlu")]
    Head {
        #[command(flatten)]
        data: Data,
    },
    /// 本机保存的上下级服务器的日志头。 / What is kept here of the logs of other offices.
    #[command(after_help = "示例 / Example:\n  xunlu-server audit witnesses --data /srv/xunlu")]
    Witnesses {
        #[command(flatten)]
        data: Data,
    },
}

/// Runs the command.
pub(crate) fn run(command: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    let (data, what) = match command {
        Command::Verify { data, head } => (data, Auditing::Verify(head.clone())),
        Command::Head { data } => (data, Auditing::Head),
        Command::Witnesses { data } => (data, Auditing::Witnesses),
    };
    match ask(data.layout(lang)?, &local::Command::Audit(what), lang)? {
        Answer::Audited(found) => verified(&found, json, lang),
        Answer::LogHead(head) if json => {
            say!("{}", json!(head));
            Ok(())
        }
        Answer::LogHead(head) => {
            say!("{}\n{}", stands(&head, lang), head.head);
            Ok(())
        }
        Answer::Witnesses(kept) => {
            witnesses(&kept, json, lang);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn stands(head: &HeadShown, lang: Lang) -> String {
    let (size, root, at) = (head.size, &head.root, time_text(head.at_ms));
    match lang {
        Lang::Zh => format!("{at}，审计日志 {size} 项，根 {root}"),
        Lang::En => format!("{at}, {size} items in the log, root {root}"),
    }
}

fn verified(found: &Audited, json: bool, lang: Lang) -> Result<(), Failure> {
    let Audited {
        log,
        commits,
        operations,
        signatures,
        rows,
        witnessed,
        problems,
        missing,
    } = found;
    if json {
        let mut told = json!(found);
        told["ok"] = problems.is_empty().into();
        say!("{told}");
    } else {
        say!("{}", stands(log, lang));
        match lang {
            Lang::Zh => say!(
                "日志 {commits} 次提交，操作 {operations} 条，签名 {signatures} 个，索引 {rows} 行，相符的日志头 {witnessed} 个，问题 {} 处",
                problems.len()
            ),
            Lang::En => say!(
                "{commits} commits, {operations} operations, {signatures} signatures, {rows} rows, {witnessed} heads that fit, {} problems",
                problems.len()
            ),
        }
        for problem in problems {
            say!("  {}", problem.text.get(lang));
        }
        absent(missing, lang);
    }
    if problems.is_empty() {
        return Ok(());
    }
    let count = problems.len();
    Err(Failure::new(
        "audit",
        format!("核对发现 {count} 处与入库时不符；请保留数据文件夹原样，报告审计管理员"),
        format!(
            "{count} things are not as they were admitted; keep the folder as it is and tell the audit administrator"
        ),
    ))
}

/// What exists elsewhere, and whose it is.
fn absent(missing: &[Missing], lang: Lang) {
    match (missing.is_empty(), lang) {
        (true, Lang::Zh) => say!("已知存在的操作都在这里"),
        (true, Lang::En) => say!("every operation known to exist is here"),
        (false, Lang::Zh) => {
            say!("已知存在而这里没有的操作；请让这些人的客户端同步，或用 export --full 导出带来：");
        }
        (false, Lang::En) => say!(
            "operations known to exist that are not here; let these people's laptops sync, or bring an `export --full`:"
        ),
    }
    for one in missing {
        say!("  {}", line(one, lang));
    }
}

fn line(one: &Missing, lang: Lang) -> String {
    let Missing {
        device,
        from,
        through,
        ..
    } = one;
    let who = match (&one.person, lang) {
        (Some(person), _) => person.as_str(),
        (None, Lang::Zh) => "不认识的设备",
        (None, Lang::En) => "an unknown device",
    };
    let unit = one.unit_name.as_ref().or(one.unit.as_ref());
    match (unit, lang) {
        (Some(unit), Lang::Zh) => format!("{who}（{unit}）{device}：第 {from} 至 {through} 号"),
        (Some(unit), Lang::En) => format!("{who} ({unit}) {device}: {from} to {through}"),
        (None, Lang::Zh) => format!("{who} {device}：第 {from} 至 {through} 号"),
        (None, Lang::En) => format!("{who} {device}: {from} to {through}"),
    }
}

fn witnesses(kept: &[Witnessed], json: bool, lang: Lang) {
    if json {
        say!("{}", json!(kept));
        return;
    }
    for one in kept {
        say!("{} {}", one.office, stands(&one.log, lang));
        if let Some(evidence) = &one.evidence {
            say!("  {} {}", time_text(evidence.noticed_ms), evidence.wrong);
        }
    }
    if kept.is_empty() {
        say!(
            "{}",
            match lang {
                Lang::Zh => "没有与其他服务器交换过",
                Lang::En => "no other office was met",
            }
        );
    }
}
