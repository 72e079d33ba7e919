//! The devices that are not to be believed any more, as a store keeps them.

use merge::{DeviceId, Grant, PublicKey, Revocation};
use store::{Item, Store};

use crate::Failure;

/// How the notes begin that keep revocations; the rest is the device.
const NOTE: &str = "revoked/";
/// The name of the failure of a device that is sent away.
pub const REVOKED: &str = "revoked";

/// The revocation of a device that is in force; nothing where there is none, or it was lifted.
///
/// # Errors
/// An index that fails.
pub fn of(store: &Store, device: DeviceId) -> Result<Option<Revocation>, Failure> {
    Ok(latest(store, device)?.filter(|latest| !latest.lifted))
}

fn latest(store: &Store, device: DeviceId) -> Result<Option<Revocation>, Failure> {
    let kept = store.note(&format!("{NOTE}{device}"))?;
    Ok(kept.and_then(|bytes| Revocation::open(&bytes).ok()))
}

/// All that are kept, lifted ones too: whoever holds an older word must hear of it.
///
/// # Errors
/// An index that fails.
pub fn all(store: &Store) -> Result<Vec<Revocation>, Failure> {
    let kept = store.notes(NOTE)?.into_iter();
    Ok(kept
        .filter_map(|(_, bytes)| Revocation::open(&bytes).ok())
        .collect())
}

/// What is to be kept of an office's word; nothing if a later one is here.
///
/// # Errors
/// A word that is not the office's, or an index that fails.
pub fn keep(store: &Store, bytes: &[u8], office: &PublicKey) -> Result<Option<Item>, Failure> {
    let word = Revocation::open(bytes).ok();
    let Some(word) = word.filter(|word| word.verify(office)) else {
        return Err(Failure::new(
            "revocation",
            "停用通知不是本服务器签发的，未采纳；请核对服务器地址",
            "a revocation that came along is not signed by this office and was not taken; check the server's address",
        ));
    };
    let known = latest(store, word.device)?;
    if known.is_some_and(|known| known.at_ms >= word.at_ms) {
        return Ok(None);
    }
    let name = format!("{NOTE}{}", word.device);
    let value = word.bytes().to_vec();
    Ok(Some(Item::Note { name, value }))
}

/// Why a device is sent away.
#[must_use]
pub fn refusal(word: &Revocation, grant: &Grant) -> Failure {
    let (person, reason) = (&grant.terms.person, &word.reason);
    Failure::new(
        REVOKED,
        format!(
            "{person} 的这台设备已被停用（{reason}），未交换任何内容；数据仍在原处，请联系管理员"
        ),
        format!(
            "this device of {person} was revoked ({reason}); nothing was exchanged, its data stays where it is; ask the administrator"
        ),
    )
}
