//! `revoke`: a laptop was lost or stolen, or found again.

use forms::Lang;
use serde_json::json;

use super::args::Data;
use super::run::ask;
use crate::local::{self, Answer};
use crate::revoke::{Revoke, Revoked};
use desk::Failure;

/// What may be typed behind `revoke`.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server revoke --device 0f3c… --reason 电脑丢失 --data /srv/xunlu\n  \
    xunlu-server revoke --device 0f3c… --reason 电脑丢失 --yes --data /srv/xunlu\n  \
    xunlu-server revoke --device 0f3c… --reason 已找回 --lift --yes --data /srv/xunlu")]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    /// 设备编号或其前六位以上，见记录历史或客户端 status --json。 / The device or its first six digits or more, as the history of a record or the laptop's `status --json` shows it.
    #[arg(long, value_name = "DEVICE")]
    device: String,
    /// 最后一号仍然算数的操作；不写则已收到的都算数。 / The last of its operations that still counts; all that are here if none is named.
    #[arg(long, value_name = "NUMBER")]
    after: Option<u64>,
    /// 原因，其他电脑上也看得到。 / Why; other laptops show it.
    #[arg(long)]
    reason: String,
    /// 解除停用：电脑已找回。 / Lift it: the laptop was found.
    #[arg(long)]
    lift: bool,
    /// 确认执行；不加则只说明会怎样。 / Do it; without it, only say what would change.
    #[arg(long)]
    yes: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    let command = local::Command::Revoke(Revoke {
        device: args.device.clone(),
        after: args.after,
        reason: args.reason.clone(),
        lift: args.lift,
        apply: args.yes,
    });
    if let Answer::Revoked(told) = ask(args.data.layout(lang)?, &command, lang)? {
        show(&told, json, lang);
    }
    Ok(())
}

fn show(told: &Revoked, json: bool, lang: Lang) {
    if json {
        say!("{}", json!(told));
        return;
    }
    let Revoked {
        device,
        person,
        unit,
        after,
        held,
        lifted,
        applied,
    } = told;
    say!("{person}（{device}）{unit}");
    match (lang, lifted) {
        (Lang::Zh, true) => say!("解除停用：此后收到的照常办理；停用期间扣留的仍然扣留"),
        (Lang::En, true) => {
            say!("it is believed again from now on; what was held meanwhile stays held");
        }
        (Lang::Zh, false) => say!(
            "停用：第 {after} 号之后的操作不计入（已收到的有 {held} 条），服务器和邻机不再与它交换；其他电脑下次同步或收到答复文件时得知"
        ),
        (Lang::En, false) => say!(
            "nothing after its operation {after} counts ({held} of those are here), and neither the server nor neighbours exchange with it; other laptops hear of it with their next exchange or answer"
        ),
    }
    match (lang, applied) {
        (Lang::Zh, true) => say!("已生效"),
        (Lang::Zh, false) => say!("尚未生效；确认请加 --yes"),
        (Lang::En, true) => say!("done"),
        (Lang::En, false) => say!("not done yet; add --yes to do it"),
    }
}
