//! `enrolments`: the laptops that wait for a yes, and what the office has set about letting in.

use clap::Subcommand;
use desk::api::view::{Asks, Decision, Enrolment};
use forms::Lang;
use serde_json::json;

use super::args::Data;
use super::run::ask;
use crate::admission::Policy;
use crate::local::enrolling::Enrolling;
use crate::local::{self, Answer};
use desk::Failure;

/// What may be typed behind `enrolments`.
#[derive(Debug, Subcommand)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server enrolments list --data /srv/xunlu\n  \
    xunlu-server enrolments approve 0f3c2a --data /srv/xunlu")]
pub(crate) enum Command {
    /// 列出等待批准的电脑和已处理的；批准前请电话核对指纹。 / The laptops that wait and those decided; compare fingerprints over the phone before approving.
    #[command(after_help = "示例 / Example:\n  xunlu-server enrolments list --data /srv/xunlu")]
    List {
        #[command(flatten)]
        data: Data,
    },
    /// 批准登记，或为久未联系的电脑续期；它下次同步时生效。 / Let a laptop in, or renew one that was long away; it goes on by itself with its next contact.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server enrolments approve 0f3c2a --data /srv/xunlu"
    )]
    Approve {
        /// 设备编号或其前六位以上。 / The device, or its first six digits or more.
        device: String,
        #[command(flatten)]
        data: Data,
    },
    /// 不批准；以后仍可改为批准。 / Do not let it in; it may be approved later all the same.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server enrolments refuse 0f3c2a --reason '指纹不符' --data /srv/xunlu"
    )]
    Refuse {
        /// 设备编号或其前六位以上。 / The device, or its first six digits or more.
        device: String,
        #[command(flatten)]
        data: Data,
        /// 原因，该电脑上看得到。 / Why; the laptop shows it.
        #[arg(long)]
        reason: String,
    },
    /// 查看或设定：新电脑要不要批准，授权多少天，离线宽限多少天，采纳哪些签名套件。 / Show or set whether new laptops wait, how long grants are good, the grace without contact, and whose signatures are taken.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server enrolments policy --data /srv/xunlu\n  \
        xunlu-server enrolments policy --approval on --days 30 --grace-days 90 --data /srv/xunlu\n  \
        xunlu-server enrolments policy --suites ed25519,sm2 --data /srv/xunlu")]
    Policy {
        #[command(flatten)]
        data: Data,
        /// on 要批准，off 不要，auto 任命了安全管理员就要（默认）。
        /// / on: they wait; off: they do not; auto: they do once a security administrator is appointed (the default).
        #[arg(long, value_parser = ["on", "off", "auto"])]
        approval: Option<String>,
        /// 授权多少天；剩一半时联系即自动续期。 / How many days a grant is good; it is renewed at a contact when half is left.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
        /// 到期后多少天不联系，所记仍直接算数。 / How many days after that without contact what is recorded still counts by itself.
        #[arg(long, value_name = "N")]
        grace_days: Option<u32>,
        /// 采纳哪些签名套件，须含本服务器自己的，如 ed25519,sm2；默认只有自己的。sm2 未经国家密码管理局认证。
        /// / The signature suites anything is taken from, the office's own among them, such as ed25519,sm2;
        /// its own alone by default. sm2 is not certified.
        #[arg(long, value_name = "SUITES", value_delimiter = ',')]
        suites: Option<Vec<String>>,
    },
}

/// Runs the command.
pub(super) fn run(command: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    let (data, what) = match command {
        Command::List { data } => (data, Enrolling::List),
        Command::Approve { device, data } => (data, decide(device, None)),
        Command::Refuse {
            device,
            data,
            reason,
        } => (data, decide(device, Some(reason))),
        Command::Policy {
            data,
            approval,
            days,
            grace_days,
            suites,
        } => {
            let (approval, days, grace_days) = (approval.clone(), *days, *grace_days);
            let what = Enrolling::Policy {
                approval,
                days,
                grace_days,
                suites: suites.clone(),
            };
            (data, what)
        }
    };
    let command = local::Command::Enrolments(what);
    match ask(data.layout(lang)?, &command, lang)? {
        Answer::Enrolments(all) if json => say!("{}", json!(all)),
        Answer::Enrolments(all) => {
            for one in &all {
                show(one, lang);
            }
            if all.is_empty() {
                say!(
                    "{}",
                    match lang {
                        Lang::Zh => "没有等待批准的电脑",
                        Lang::En => "no laptop waits",
                    }
                );
            }
        }
        Answer::Policy(set, wants, suites) => show_policy(set, (wants, &suites), json, lang),
        _ => {}
    }
    Ok(())
}

fn decide(device: &str, no: Option<&String>) -> Enrolling {
    Enrolling::Decide(Decision {
        device: device.to_owned(),
        yes: no.is_none(),
        reason: no.cloned().unwrap_or_default(),
    })
}

fn show(one: &Enrolment, lang: Lang) {
    let asks = match (one.asks, lang) {
        (Asks::New, Lang::Zh) => "等待批准",
        (Asks::New, Lang::En) => "waits for approval",
        (Asks::Back, Lang::Zh) => "久未联系，等待续期",
        (Asks::Back, Lang::En) => "was long away, waits to be renewed",
        (Asks::Approved, Lang::Zh) => "已批准",
        (Asks::Approved, Lang::En) => "approved",
        (Asks::Refused, Lang::Zh) => "未批准",
        (Asks::Refused, Lang::En) => "refused",
    };
    let Enrolment {
        device,
        fingerprint,
        person,
        place,
        ..
    } = one;
    let (role, at) = (one.role.get(lang), forms::time_text(one.asked_ms));
    let (ended, handed_in) = (forms::time_text(one.until_ms), one.handed_in);
    let by = one.by.as_deref().unwrap_or_default();
    let reason = one.reason.as_deref().unwrap_or_default();
    match lang {
        Lang::Zh => {
            let from = one.from.as_deref().unwrap_or("U盘");
            say!("{asks}  {person}（{role}） {place}  {by} {reason}");
            say!("  指纹 {fingerprint}");
            say!("  设备 {device}，{at} 来自 {from}");
            if one.asks == Asks::Back {
                say!("  授权已于 {ended} 到期");
            }
            if handed_in > 0 {
                say!("  已交来 {handed_in} 条操作收存待审；批准后生效");
            }
        }
        Lang::En => {
            let from = one.from.as_deref().unwrap_or("a stick");
            say!("{asks}  {person} ({role}) {place}  {by} {reason}");
            say!("  fingerprint {fingerprint}");
            say!("  device {device}, {at} from {from}");
            if one.asks == Asks::Back {
                say!("  the grant had run out on {ended}");
            }
            if handed_in > 0 {
                say!(
                    "  {handed_in} operations were handed in and are kept; approving the device admits them"
                );
            }
        }
    }
}

fn show_policy(set: Policy, (wants, suites): (bool, &[u8]), json: bool, lang: Lang) {
    let Policy {
        grant_days,
        grace_days,
        approval,
    } = set;
    if json {
        let names: Vec<_> = suites
            .iter()
            .filter_map(|one| merge::suite_name(*one))
            .collect();
        say!(
            "{}",
            json!({ "grant_days": grant_days, "grace_days": grace_days, "approval": approval, "waits": wants, "suites": names })
        );
        return;
    }
    let labels: Vec<String> = suites
        .iter()
        .map(|suite| desk::suites::label(*suite).get(lang).to_owned())
        .collect();
    match lang {
        Lang::Zh => {
            let wants = if wants {
                "要等批准"
            } else {
                "不必批准"
            };
            say!("新电脑{wants}；授权 {grant_days} 天，到期后离线宽限 {grace_days} 天");
            say!("采纳的签名套件：{}", labels.join("、"));
        }
        Lang::En => {
            let wants = if wants { "wait" } else { "do not wait" };
            say!(
                "new laptops {wants} for approval; grants are good for {grant_days} days, and {grace_days} more without contact"
            );
            say!("signatures are taken of {}", labels.join(", "));
        }
    }
}
