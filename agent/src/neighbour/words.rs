//! What is said when a meeting comes to nothing.

use std::net::SocketAddr;

use desk::Failure;
use sync::SPOKEN;

use super::code::MAX_WRONG;

/// The two programs are too far apart.
pub(super) fn old_program(theirs: u16) -> Failure {
    Failure::new(
        "protocol",
        format!("对方协议为 {theirs}，本机为 {SPOKEN}；请升级较旧的一端"),
        format!(
            "the neighbour speaks protocol {theirs}, this laptop {SPOKEN}; update the older one"
        ),
    )
}

pub(super) fn cut(cause: &str) -> Failure {
    Failure::new(
        "cut",
        format!("与邻机的连接断了（{cause}）；已收到的都已保存，请再试一次"),
        format!("the line to the neighbour was cut ({cause}); what had arrived is kept, try again"),
    )
}

pub(super) fn no_neighbour(address: SocketAddr, cause: &str) -> Failure {
    Failure::new(
        "no_neighbour",
        format!(
            "{address} 处没有邻机应答（{cause}）；请核对地址，并确认对方正在等候、两机在同一网络"
        ),
        format!(
            "no neighbour answers at {address} ({cause}); check the address, that the other one is waiting, and that both are on one network"
        ),
    )
}

/// Not a laptop of ours: a browser, or anything else that found the port.
pub(super) fn stranger() -> Failure {
    Failure::new(
        "stranger",
        "对方不是巡路客户端，未交换任何内容",
        "the other side is no Xunlu laptop; nothing was exchanged",
    )
}

pub(super) fn wrong_code(left: u32) -> Failure {
    Failure::new(
        "wrong_code",
        format!("配对码不符，未交换任何内容；请核对对方屏幕上的六位数字（还可试 {left} 次）"),
        format!(
            "the code is wrong and nothing was exchanged; read the six digits on the other screen again ({left} tries left)"
        ),
    )
}

pub(super) fn too_many() -> Failure {
    Failure::new(
        "wrong_code",
        format!("配对码已错 {MAX_WRONG} 次，已停止等候；请重新等候，会给出新的配对码"),
        format!(
            "a wrong code was given {MAX_WRONG} times and this laptop waits no longer; wait again, with a new code"
        ),
    )
}
