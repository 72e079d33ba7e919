//! Why a call came to nothing, in words.

use desk::Failure;
use desk::revoked::REVOKED;
use desk::trust::{LAPSED, NOT_APPROVED, WAITING};
use sync::{Refused, SPOKEN, SyncError};

use crate::UNANSWERED;
use crate::line::Broken;

/// Why an enrolment came to nothing: nobody there, or nobody's answer came through.
pub(crate) fn not_let_in(server: &str, error: &Broken) -> Failure {
    let cause = error.innermost();
    if let Some(unproved) = unproved(server, error) {
        return unproved;
    }
    if error.is_connect() {
        return Failure::new(
            "no_server",
            format!("连不上服务器 {server}（{cause}）；请核对地址和网络后再试"),
            format!("no server at {server} ({cause}); check the address and the network"),
        );
    }
    Failure::new(
        UNANSWERED,
        format!("没有等到服务器 {server} 的答复（{cause}）；请在同一文件夹用同一邀请再试"),
        format!(
            "no answer of {server} came through ({cause}); try again with the same folder and invitation"
        ),
    )
}

/// What an office says no with. That a device is sent away, or has to wait, has consequences there.
pub(crate) fn refused(no: Refused) -> Failure {
    let known = [REVOKED, WAITING, LAPSED, NOT_APPROVED];
    let code = known.into_iter().find(|code| *code == no.code);
    Failure::new(code.unwrap_or("refused"), no.zh, no.en)
}

/// Why an exchange did not come to its end.
pub fn cut_short(error: SyncError<Failure>) -> Failure {
    match error {
        SyncError::Replica(failure) => failure,
        SyncError::Refused(no) => refused(no),
        SyncError::Protocol(theirs) => Failure::new(
            "protocol",
            format!(
                "服务器的协议版本为 {theirs}，本程序为 {SPOKEN}；请升级两者中较旧的一个，数据都在本机"
            ),
            format!(
                "the server speaks protocol {theirs}, this program {SPOKEN}; update the older of the two, everything is kept here"
            ),
        ),
        SyncError::OutOfTurn => Failure::new(
            "protocol",
            "服务器答非所问；请升级两端中较旧的程序",
            "the server answered out of turn; update the older of the two programs",
        ),
        SyncError::Feed { bucket } => Failure::new(
            "feed",
            format!("{bucket} 的下行数据与本机不衔接，途中可能被改动；请重新同步"),
            format!("the feed of {bucket} does not follow on from what is here; sync again"),
        ),
        SyncError::Unasked => Failure::new(
            "unasked",
            "对方发来了不该发来的内容，均未采纳；请报告管理员",
            "the other side sent something that is none of its business, and nothing of it was taken; tell the administrator",
        ),
        SyncError::Endless => Failure::new(
            "protocol",
            "同步未能收尾；请重新同步",
            "the exchange does not come to an end; sync again",
        ),
    }
}

/// Whoever answers has not proved to be the office: nothing was sent to it.
fn unproved(server: &str, error: &Broken) -> Option<Failure> {
    use rustls::Error;
    let failure = match error.handshake()? {
        Error::InvalidMessage(_) => Failure::new(
            "not_a_server",
            format!(
                "{server} 处应答的没有加密（可能是网络登录页），未发送任何数据；请先登录网络，或核对地址"
            ),
            format!(
                "what answers at {server} does not encrypt (a network's login page, perhaps), so nothing was sent; log in to the network first, or check the address"
            ),
        ),
        Error::AlertReceived(_)
        | Error::InvalidCertificate(_)
        | Error::PeerIncompatible(_)
        | Error::PeerMisbehaved(_) => Failure::new(
            "wrong_server",
            format!(
                "{server} 处应答的拿不出邀请里那个服务器的密钥，未发送任何数据；请核对服务器地址，地址无误则报告管理员：中途可能有设备冒充"
            ),
            format!(
                "what answers at {server} does not have the key of the server that the invitation names, so nothing was sent; check the address, and if it is right tell the administrator: something on the way may pose as the server"
            ),
        ),
        _ => return None,
    };
    Some(failure)
}

pub(crate) fn unreachable_server(server: &str, error: &Broken) -> Failure {
    let cause = error.innermost();
    if let Some(unproved) = unproved(server, error) {
        return unproved;
    }
    Failure::new(
        "no_server",
        format!("连不上服务器 {server}（{cause}）；数据都在本机，有网络时再同步"),
        format!(
            "no server at {server} ({cause}); everything is kept here, sync again when there is a network"
        ),
    )
}
