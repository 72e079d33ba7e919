//! Neighbours: two laptops of one network, at the page of the one that waits or calls.

use axum::response::Response;

use super::door::Signed;
use super::json::Json;
use super::view::{NeighbourCall, NeighbourFound, NeighbourShown};
use crate::failure::Failure;

/// A program that exchanges with the laptop next to it. One meeting goes on at a time.
pub trait Neighbours: Send + Sync {
    /// How the meeting stands, or how the last one ended.
    fn shown(&self) -> NeighbourShown;

    /// Begins to wait, and shows where and by which code.
    ///
    /// # Errors
    /// A meeting that goes on, or a machine that cannot be called.
    fn wait(&self) -> Result<NeighbourShown, Failure>;

    /// Calls a laptop that waits.
    ///
    /// # Errors
    /// A meeting that goes on, or an address or a code that is none.
    fn call(&self, call: &NeighbourCall) -> Result<NeighbourShown, Failure>;

    /// Breaks off whatever goes on. What had arrived is kept.
    fn stop(&self) -> NeighbourShown;

    /// Looks for laptops that wait; takes some seconds.
    ///
    /// # Errors
    /// A network that does not let laptops find each other.
    fn find(&self) -> Result<Vec<NeighbourFound>, Failure>;
}

/// What an office says that is asked for its neighbours.
pub(super) fn none() -> Failure {
    Failure::new(
        "no_place",
        "这里是服务器；邻机交换只在客户端之间进行",
        "this is an office; neighbours are laptops",
    )
}

pub(super) async fn shown(signed: Signed) -> Response {
    signed
        .answer(|signed| Ok(signed.door.host.neighbours()?.shown()))
        .await
}

pub(super) async fn wait(signed: Signed) -> Response {
    signed
        .answer(|signed| signed.door.host.neighbours()?.wait())
        .await
}

pub(super) async fn call(signed: Signed, Json(call): Json<NeighbourCall>) -> Response {
    signed
        .answer(move |signed| signed.door.host.neighbours()?.call(&call))
        .await
}

pub(super) async fn stop(signed: Signed) -> Response {
    signed
        .answer(|signed| Ok(signed.door.host.neighbours()?.stop()))
        .await
}

pub(super) async fn find(signed: Signed) -> Response {
    signed
        .answer(|signed| signed.door.host.neighbours()?.find())
        .await
}
