//! `transfer`: an officer goes to another unit and takes the laptop along.

use forms::Lang;
use places::Jurisdiction;
use serde_json::json;

use super::args::{Data, Unit};
use super::run::ask;
use crate::local::{self, Answer};
use crate::posting::Reposted;
use desk::Failure;

/// What may be typed behind `transfer`.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server transfer --device 0f3c… --unit 420625102 --data /srv/xunlu\n  \
    xunlu-server transfer --device 0f3c… --unit 420625102 --role station_lead --yes --data /srv/xunlu")]
pub(crate) struct Args {
    #[command(flatten)]
    data: Data,
    /// 设备编号，见客户端 status 的 --json。 / The device, as the laptop's `status --json` shows it.
    #[arg(long, value_name = "DEVICE")]
    device: String,
    #[command(flatten)]
    unit: Unit,
    /// 新角色；不写则不变。 / The new role; the same if none is named.
    #[arg(long)]
    role: Option<String>,
    /// 确认执行；不加则只说明会怎样。 / Do it; without it, only say what would change.
    #[arg(long)]
    yes: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = args.data.layout(lang)?;
    let (unit, also) = args.unit.read(layout)?;
    let command = local::Command::Transfer {
        device: args.device.clone(),
        unit,
        also,
        role: args.role.clone(),
        apply: args.yes,
    };
    if let Answer::Transferred(told) = ask(layout, &command, lang)? {
        show(&told, json, lang);
    }
    Ok(())
}

fn show(told: &Reposted, json: bool, lang: Lang) {
    if json {
        say!("{}", json!(told));
        return;
    }
    let named = |area: &Jurisdiction| {
        let codes: Vec<String> = area.0.iter().map(ToString::to_string).collect();
        codes.join(", ")
    };
    let (before, after) = (named(&told.area_before), named(&told.area));
    let Reposted {
        device,
        person,
        role_before,
        role,
        unit_before,
        unit,
        unit_name,
        applied,
        ..
    } = told;
    let nothing = told.is_nothing();
    match lang {
        Lang::Zh => {
            say!("{person}（{device}）");
            say!("  单位 {unit_before} → {unit} {unit_name}");
            say!("  角色 {role_before} → {role}");
            say!("  辖区 {before} → {after}");
            say!(
                "该机下次同步或收到答复文件时换发授权：未上报的先上报，移出辖区的数据随后从该机移出，服务器上的不动"
            );
            match (nothing, applied) {
                (true, _) => say!("与现在相同，没有变动"),
                (_, true) => say!("已生效"),
                (_, false) => say!("尚未生效；确认请加 --yes"),
            }
        }
        Lang::En => {
            say!("{person} ({device})");
            say!("  unit {unit_before} -> {unit} {unit_name}");
            say!("  role {role_before} -> {role}");
            say!("  area {before} -> {after}");
            say!(
                "with its next exchange or answer the laptop gets the new grant: it sends what is unsent and then gives up what has left its area; nothing is lost at the office"
            );
            match (nothing, applied) {
                (true, _) => say!("this is how it is already, nothing changes"),
                (_, true) => say!("done"),
                (_, false) => say!("not done yet; add --yes to do it"),
            }
        }
    }
}
