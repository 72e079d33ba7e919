//! Why a process is not let in.

use std::path::Path;

use desk::Failure;

/// The failure of whoever comes to the database of another office.
pub(crate) fn other_office(at: &str) -> Failure {
    Failure::new(
        "other_office",
        format!("{at} 里是另一个站点的数据，与本文件夹的身份不符；请核对 --data 与 --store"),
        format!("{at} keeps another office than this folder is of; check --data and --store"),
    )
}

/// The name of the failure of whoever comes with the key of before.
pub(crate) const REKEYED: &str = "rekeyed";

/// The failure of whoever comes with the key of before.
pub(crate) fn rekeyed(at: &str) -> Failure {
    Failure::new(
        REKEYED,
        format!(
            "{at} 里的站点已用 rekey 换了钥匙，本进程手里的是旧钥匙；就在本文件夹换的，请重新启动（换到最后一步被打断时，先再运行一次 rekey）；在别处换的，请把那个文件夹里的 keys.cbor、keys.copy.cbor、site.json 复制过来再启动"
        ),
        format!(
            "the office in {at} was given another key with `rekey`, and this process has the old one; if that was done in this folder, start it again (if it was cut off in its last step, run `rekey` once more first); if in another one, copy keys.cbor, keys.copy.cbor and site.json from there and start it again"
        ),
    )
}

/// The failure of whoever comes to a place the office has left.
pub(crate) fn moved(from: &str, to: &str) -> Failure {
    Failure::new(
        "moved",
        format!(
            "站点已由 {from} 搬到 {to}，此处只留作旧底，不能再用；要搬回来请运行 migrate --from {to} --to {from}"
        ),
        format!(
            "the office has moved from {from} to {to}, what is here is its past and not to be used; to move back, run `migrate --from {to} --to {from}`"
        ),
    )
}

/// The failure of whoever comes while the office is being moved, or after that was cut off.
pub(super) fn moving(from: &str, to: &str, folder: &Path) -> Failure {
    let command = format!(
        "xunlu-server migrate --from {from} --to {to} --data {}",
        folder.display()
    );
    Failure::new(
        "moving",
        format!(
            "站点正从 {from} 搬往 {to}，还没有搬完，暂时不能打开；若搬迁已中断，请运行 {command} 接着搬完，或在同一命令后加 --abandon 放弃搬迁、留在原处"
        ),
        format!(
            "the office is being moved from {from} to {to} and has not arrived, so it does not open; if the move was cut off, `{command}` ends it, and the same with --abandon gives it up and the office stays"
        ),
    )
}
