//! The officers who share a laptop, at its own pages.

use axum::response::Response;

use super::door::Signed;
use super::json::Json;
use super::view::{OfficersShown, ToDismiss, ToJoin};
use crate::failure::Failure;

/// A program that several officers may share.
pub trait Officers: Send + Sync {
    /// Who shares it.
    ///
    /// # Errors
    /// An index that fails.
    fn shown(&self) -> Result<OfficersShown, Failure>;

    /// Adds an officer with an invitation, over the network; takes as long as the office does.
    ///
    /// # Errors
    /// An invitation that does not read or is another office's, a passphrase that will not do, a
    /// server that is not there or says no. Then everything is as it was.
    fn add(&self, ask: &ToJoin) -> Result<OfficersShown, Failure>;

    /// Lets an officer go; what they wrote stays.
    ///
    /// # Errors
    /// The one who is at work, or a disk that refuses.
    fn dismiss(&self, ask: &ToDismiss) -> Result<OfficersShown, Failure>;
}

/// What an office says that is asked for the officers of a laptop.
pub(super) fn none() -> Failure {
    Failure::new(
        "no_place",
        "这里是服务器；共用一台电脑的民警在那台电脑上添加和移除",
        "this is an office; the officers of a laptop are added and let go on it",
    )
}

pub(super) async fn all(signed: Signed) -> Response {
    signed
        .answer(|signed| signed.door.host.officers()?.shown())
        .await
}

pub(super) async fn add(signed: Signed, Json(ask): Json<ToJoin>) -> Response {
    signed
        .answer(move |signed| signed.door.host.officers()?.add(&ask))
        .await
}

pub(super) async fn dismiss(signed: Signed, Json(ask): Json<ToDismiss>) -> Response {
    signed
        .answer(move |signed| signed.door.host.officers()?.dismiss(&ask))
        .await
}
