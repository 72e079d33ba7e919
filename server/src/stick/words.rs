//! What is said to whoever carries the sticks.

use std::path::Path;

use desk::Failure;
use forms::Text;
use places::DivisionCode;
use sync::Refused;
use sync::bundle::{Chain, Earlier};

/// The answers of several devices do not fit into one file.
pub(super) fn several(devices: usize, to: &Path) -> Failure {
    let to = to.display();
    Failure::new(
        "several",
        format!(
            "来了 {devices} 台设备，答复各一个文件：请让 --to 指向文件夹，而不是 {to}（数据已收下，可重来）"
        ),
        format!(
            "{devices} devices came, each gets a file: let --to name a folder, not {to} (their data is taken in; run it again)"
        ),
    )
}

/// Somebody else's office has to take this one in.
pub(super) fn outside(person: &str, unit: DivisionCode) -> Failure {
    Failure::new(
        "outside",
        format!("{person} 的单位 {unit} 不在您的辖区内；请由其上级导入"),
        format!("{person}'s unit {unit} is outside your area; let those above it import this"),
    )
}

/// What is missing before a bundle, and what brings it.
pub(super) fn missing(head: u64, chain: &Chain, volume: u32) -> Text {
    let (from, through) = (head + 1, chain.after);
    match chain.earlier {
        Some(Earlier { id, made_ms }) => {
            let (before, made) = (volume.saturating_sub(1), forms::time_text(made_ms));
            let id: String = id.to_string().chars().take(8).collect();
            Text::new(
                format!(
                    "缺少该设备第 {from} 至 {through} 号操作：请先导入第 {before} 卷（{id}，{made} 导出），再导入本卷"
                ),
                format!(
                    "operations {from} to {through} of this device are missing: import volume {before} ({id}, exported {made}) first, then this one again"
                ),
            )
        }
        None => Text::new(
            format!(
                "缺少该设备第 {from} 至 {through} 号操作，它曾有回执：请让该设备用 export --full 重新导出"
            ),
            format!(
                "operations {from} to {through} of this device are missing although it had a receipt for them: let it export again with `export --full`"
            ),
        ),
    }
}

/// What the office says to a device, to the one who carries its stick.
pub(super) fn said(path: &Path, no: &Refused) -> Failure {
    let path = path.display();
    Failure::new(
        "refused",
        format!("{path}：{}", no.zh),
        format!("{path}: {}", no.en),
    )
}

/// Nobody this office let in, or not the messages it expects.
pub(super) fn stranger(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        "stranger",
        format!("{path} 不是本服务器的设备写的，或内容不合规矩；请核对文件来源"),
        format!(
            "{path} was not written by a device of this office, or not by the rules; check where it comes from"
        ),
    )
}
